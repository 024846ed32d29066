//! Changing SCIM users: PUT, PATCH, and bringing deleted ones back.

use super::draft::Draft;
use super::patch::{PatchRequest, Rules};
use super::schema::attribute::Attribute;
use super::schema::{USERS, shape};
use super::users::shown;
use super::version::require_match;
use super::{resource, rights};
use crate::call::{Answer, Call};
use crate::errors::Refusal;
use crate::ids::UserId;
use crate::people;
use crate::permissions::require_in;
use crate::state::{User, UserState};
use crate::world::World;
use serde_json::{Value, json};

/// A deleted user as it is when it comes back: in Home, active, nothing written yet.
pub(super) fn restored(world: &World, id: UserId) -> Result<User, Refusal> {
    Ok(User { division: world.home(), state: UserState::Active, ..world.any_user(id)?.clone() })
}

pub(super) fn restore(
    world: &mut World,
    call: &Call,
    id: UserId,
    before: &User,
    wanted: &Value,
) -> Result<(), Refusal> {
    let draft = Draft::read(world, before, wanted)?;
    draft.require_free(world, Some(id))?;
    rights::require_change(world, call, before, &draft)?;
    require_in(world, call, world.any_user(id)?.division)?;
    people::set_state(world, id, UserState::Active, call.now);
    draft.write(world, id, call.now)
}

/// What is the same for PUT and PATCH: everything is checked, then written.
fn write(world: &mut World, call: &Call, id: UserId, wanted: &Value) -> Answer {
    let before = world.living_user(id)?;
    let draft = Draft::read(world, before, wanted)?;
    draft.require_free(world, Some(id))?;
    rights::require_change(world, call, before, &draft)?;
    draft.write(world, id, call.now)?;
    shown(world, call, id, 200)
}

pub(super) fn put(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.living_user(id)?;
    require_match(world, call, user.version)?;
    let mut body = shape::resource(&USERS, &call.body()?)?;
    if world.behaviour.scim.put_clears_omitted {
        if body.get("roles").is_none() {
            body["roles"] = json!([]);
        }
        return write(world, call, id, &body);
    }
    let mut merged = resource::user(world, call, id, user);
    overlay(&mut merged, &body);
    write(world, call, id, &merged)
}

/// Puts given attributes over held ones; extensions part by part.
pub(super) fn overlay(held: &mut Value, given: &Value) {
    for (name, value) in given.as_object().into_iter().flatten() {
        match (held.get_mut(name), value.is_object()) {
            (Some(part), true) if part.is_object() => overlay(part, value),
            _ => held[name] = value.clone(),
        }
    }
}

/// `active: true` on a deleted user brings it back.
pub(super) fn patch(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.any_user(id)?;
    require_match(world, call, user.version)?;
    let was_deleted = user.state == UserState::Deleted;
    let request = PatchRequest::read(&call.body()?)?;
    let before = if was_deleted { restored(world, id)? } else { user.clone() };
    let mut wanted = resource::user(world, call, id, &before);
    if was_deleted {
        wanted["active"] = json!(false);
    }
    let authority = &world.behaviour.scim.authority;
    let is_fixed = |attribute: &Attribute, element: &Value| is_fixed(authority, attribute, element);
    let rules = Rules { kind: &USERS, behaviour: &world.behaviour.scim, is_fixed: &is_fixed };
    rules.apply(&mut wanted, &request)?;
    if !was_deleted {
        return write(world, call, id, &wanted);
    }
    if wanted["active"] != json!(true) {
        return Err(Refusal::not_found("user", id));
    }
    restore(world, call, id, &before, &wanted)?;
    shown(world, call, id, 200)
}

/// The e-mail that mirrors the login, and SCIM's own entry among the external identifiers.
fn is_fixed(authority: &str, attribute: &Attribute, element: &Value) -> bool {
    match attribute.name {
        "emails" => element["type"] == "other",
        "externalIds" => element["authority"] == *authority,
        _ => false,
    }
}
