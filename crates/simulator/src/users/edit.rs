//! Editing one user under its `version`.

use crate::changes::people;
use crate::errors::Refusal;
use crate::model::behaviour::StaleVersion;
use crate::model::ids::UserId;
use crate::model::state::{Contact, EmployerInfo, User, UserState};
use crate::model::world::World;
use crate::users::view::{Expand, user_json};
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::json;

/// Refuses a version that is not the current one.
pub(crate) fn require_version(world: &World, kind: &str, sent: u64, current: u64) -> Result<(), Refusal> {
    if sent == current {
        return Ok(());
    }
    let text = format!("The version {sent} of the {kind} does not match the current version {current}");
    Err(match world.behaviour.stale_version {
        StaleVersion::Conflict => Refusal::new(409, "general.conflict", text),
        StaleVersion::BadRequest => Refusal::new(400, "bad.request", text),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateUser {
    version: Option<u64>,
    state: Option<UserState>,
    name: Option<String>,
    email: Option<String>,
    department: Option<String>,
    title: Option<String>,
    preferred_name: Option<String>,
    manager: Option<String>,
    addresses: Option<Vec<Contact>>,
    acd_auto_answer: Option<bool>,
    profile_skills: Option<Vec<String>>,
    employer_info: Option<EmployerInfo>,
}

/// `PATCH /users/{id}`. With `state` in the body everything else in it is ignored. Null means "unchanged".
pub(crate) fn patch(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let wanted: UpdateUser = call.body()?;
    let user = world.any_user(id)?;
    if user.state == UserState::Deleted && wanted.state.is_none() {
        return Err(Refusal::not_found("user", id));
    }
    require_in(world, call, user.division)?;
    let sent = wanted.version.ok_or_else(|| Refusal::bad_request("version is required"))?;
    require_version(world, "user", sent, user.version)?;
    match wanted.state {
        Some(state) => people::set_state(world, id, state, call.now),
        None => edit(world, call, id, wanted)?,
    }
    let user = world.any_user(id)?;
    Ok(Reply::ok(user_json(world, id, user, Expand::default(), call.now)))
}

fn edit(world: &mut World, call: &Call, id: UserId, wanted: UpdateUser) -> Result<(), Refusal> {
    let email_now = world.any_user(id)?.email.clone();
    if let Some(email) = &wanted.email {
        people::require_free_email(world, email, Some(id))?;
    }
    if wanted.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(Refusal::invalid_value("name must not be empty"));
    }
    let manager = match wanted.manager.as_deref() {
        None => None,
        Some("") => Some(None),
        Some(text) => Some(Some(manager_of(world, text)?)),
    };
    let addresses = wanted.addresses.map(|list| without_login(list, &email_now)).transpose()?;
    people::change(world, id, call.now, |user| {
        replace(&mut user.name, wanted.name);
        replace(&mut user.email, wanted.email);
        replace(&mut user.manager, manager);
        replace(&mut user.addresses, addresses);
        replace(&mut user.acd_auto_answer, wanted.acd_auto_answer);
        replace(&mut user.profile_skills, wanted.profile_skills);
        replace(&mut user.employer_info, wanted.employer_info);
        set_text(&mut user.department, wanted.department);
        set_text(&mut user.title, wanted.title);
        set_text(&mut user.preferred_name, wanted.preferred_name);
    });
    Ok(())
}

/// Reads a manager given as a user id.
pub(crate) fn manager_of(world: &World, text: &str) -> Result<UserId, Refusal> {
    let id = UserId::parse(text).filter(|id| world.living_user(*id).is_ok());
    id.ok_or_else(|| Refusal::invalid_value(format!("The manager {text} is not a user")))
}

/// The primary e-mail entry may be sent back but not altered; it is not stored twice.
fn without_login(addresses: Vec<Contact>, email: &str) -> Result<Vec<Contact>, Refusal> {
    let is_login = |contact: &Contact| contact.media_type == "EMAIL" && contact.kind == "PRIMARY";
    let alters = |contact: &&Contact| is_login(contact) && contact.address.as_deref() != Some(email);
    if addresses.iter().any(|contact| alters(&contact)) {
        return Err(Refusal::invalid_value("The primary e-mail address can only be changed through email"));
    }
    Ok(addresses.into_iter().filter(|contact| !is_login(contact)).collect())
}

fn replace<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// An empty text clears.
pub(crate) fn set_text(place: &mut Option<String>, value: Option<String>) {
    if let Some(text) = value {
        *place = Some(text).filter(|text| !text.is_empty());
    }
}

fn state_json(user: &User) -> serde_json::Value {
    json!({ "state": user.state.word(), "version": user.version })
}

/// `GET /users/{id}/state`.
pub(crate) fn get_state(world: &mut World, call: &Call) -> Answer {
    let user = world.any_user(call.user_id(0)?)?;
    require_in(world, call, user.division)?;
    Ok(Reply::ok(state_json(user)))
}

#[derive(Deserialize)]
struct PutState {
    state: UserState,
    version: Option<u64>,
}

/// `PUT /users/{id}/state`.
pub(crate) fn put_state(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let wanted: PutState = call.body()?;
    let user = world.any_user(id)?;
    require_in(world, call, user.division)?;
    let sent = wanted.version.ok_or_else(|| Refusal::bad_request("version is required"))?;
    require_version(world, "user", sent, user.version)?;
    people::set_state(world, id, wanted.state, call.now);
    Ok(Reply::ok(state_json(world.any_user(id)?)))
}
