//! Members of groups.

use crate::changes::groupmembers::{set_members, visible_members};
use crate::errors::Refusal;
use crate::model::ids::{GroupId, UserId};
use crate::model::state::UserState;
use crate::model::world::World;
use crate::users::edit::require_version;
use crate::users::view::{Expand, user_json};
use crate::wire::call::{Answer, Call, Reply, invalid_query, too_many};
use crate::wire::paging::{Page, listing};
use serde::Deserialize;
use serde_json::{Value, json};

/// Most members in one call.
const MOST: usize = 50;

/// Users that are not deleted, as entities of a listing.
fn users_json(world: &World, call: &Call, users: impl IntoIterator<Item = UserId>) -> Vec<Value> {
    let known = users.into_iter().filter_map(|id| Some((id, world.state.users.get(&id)?)));
    let living = known.filter(|(_, user)| user.state != UserState::Deleted);
    living.map(|(id, user)| user_json(world, id, user, Expand::of(call), call.now)).collect()
}

/// Direct members, unpaged.
pub(crate) fn individuals(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    world.group(id)?;
    let shown = users_json(world, call, visible_members(world, id, call.now));
    Ok(Reply::ok(json!({ "total": shown.len(), "entities": shown, "selfUri": call.path })))
}

/// Direct members and owners, paged.
pub(crate) fn members(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let owners = world.group(id)?.owners.clone();
    let page = Page::of(call, 500)?;
    let mut all = visible_members(world, id, call.now);
    all.extend(owners);
    let (users, total) = page.cut(all.into_iter());
    let shown = users_json(world, call, users);
    Ok(Reply::ok(listing(call, page, total, shown)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MembersUpdate {
    member_ids: Vec<String>,
    version: Option<u64>,
}

fn known_users(
    world: &World,
    ids: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Vec<UserId>, Refusal> {
    let known = |text: &str| UserId::parse(text).filter(|id| world.living_user(*id).is_ok());
    let one =
        |text: &str| known(text).ok_or_else(|| Refusal::new(400, "invalid.id", format!("No user {text}")));
    ids.into_iter().map(|text| one(text.as_ref())).collect()
}

/// A dynamic group keeps its members itself; and two changes at once collide, where that is switched on.
fn require_writable(world: &World, call: &Call, id: GroupId) -> Result<(), Refusal> {
    if !world.group(id)?.dynamic.is_empty() {
        return Err(Refusal::bad_request("The members of a dynamic group follow from its conditions"));
    }
    let mut pending = world.lag.group_members.all(world.behaviour.lag.group_members_ms, call.now);
    if world.behaviour.group_changes_collide && pending.any(|((of, _), _)| *of == id) {
        return Err(Refusal::conflict("Another change of the group's members is under way"));
    }
    Ok(())
}

pub(crate) fn add_members(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let wanted: MembersUpdate = call.body()?;
    let current = world.group(id)?.version;
    if wanted.member_ids.len() > MOST {
        return Err(too_many(wanted.member_ids.len(), MOST));
    }
    match wanted.version {
        Some(version) => require_version(world, "group", version, current)?,
        None if world.behaviour.group_version_required => {
            return Err(Refusal::bad_request("version is required"));
        }
        None => {}
    }
    require_writable(world, call, id)?;
    let users = known_users(world, &wanted.member_ids)?;
    set_members(world, id, &users, true, call.now);
    Ok(Reply::with(202, json!({})))
}

pub(crate) fn remove_members(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    world.group(id)?;
    let ids = call.query_list("ids");
    if ids.is_empty() {
        return Err(invalid_query("ids", ""));
    }
    if ids.len() > MOST {
        return Err(too_many(ids.len(), MOST));
    }
    require_writable(world, call, id)?;
    // Leaving is possible for anyone who was ever known, deleted users included.
    let users = ids.into_iter().filter_map(UserId::parse).collect::<Vec<_>>();
    set_members(world, id, &users, false, call.now);
    Ok(Reply::with(202, json!({})))
}
