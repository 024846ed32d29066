//! Routing skills of users.

use crate::errors::Refusal;
use crate::model::ids::{SkillId, UserId};
use crate::model::world::World;
use crate::routing::skills::{Level, MOST, known};
use crate::users::view::skills_json;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::paging::{Page, listing};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

fn body_levels(world: &World, call: &Call) -> Result<BTreeMap<SkillId, f64>, Refusal> {
    let wanted: Vec<Level> = call.body_list(MOST)?;
    wanted.iter().map(|level| Ok((known_id(world, &level.id)?, level.checked()?))).collect()
}

fn known_id(world: &World, text: &str) -> Result<SkillId, Refusal> {
    let id = SkillId::parse(text).filter(|id| world.state.skills.contains_key(id));
    id.ok_or_else(|| Refusal::not_found("skill", text))
}

/// The user of the path; the client may assign there.
fn own_user(world: &World, call: &Call) -> Result<UserId, Refusal> {
    let id = call.user_id(0)?;
    require_in(world, call, world.living_user(id)?.division)?;
    Ok(id)
}

fn list_json(world: &World, call: &Call, id: UserId, page: Page) -> Answer {
    let all = skills_json(world, id, world.living_user(id)?);
    let (shown, total) = page.cut(all.as_array().into_iter().flatten().cloned());
    Ok(Reply::ok(listing(call, page, total, shown)))
}

pub(crate) fn list_of_user(world: &mut World, call: &Call) -> Answer {
    list_json(world, call, call.user_id(0)?, Page::of(call, 500)?)
}

pub(crate) fn put_bulk(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let wanted = body_levels(world, call)?;
    if let Some(user) = world.state.users.get_mut(&id) {
        user.skills = wanted;
    }
    list_json(world, call, id, Page { size: 500, number: 1 })
}

pub(crate) fn patch_bulk(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let wanted = body_levels(world, call)?;
    if let Some(user) = world.state.users.get_mut(&id) {
        user.skills.extend(wanted);
    }
    list_json(world, call, id, Page { size: 500, number: 1 })
}

fn set_one(world: &mut World, id: UserId, skill: SkillId, level: f64) -> Answer {
    if let Some(user) = world.state.users.get_mut(&id) {
        user.skills.insert(skill, level);
    }
    Ok(Reply::ok(json!({
        "id": skill, "name": known(world, skill)?.name, "proficiency": level, "state": "active",
        "skillUri": format!("/api/v2/routing/skills/{skill}"),
        "selfUri": format!("/api/v2/users/{id}/routingskills/{skill}"),
    })))
}

pub(crate) fn add_one(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let wanted: Level = call.body()?;
    set_one(world, id, known_id(world, &wanted.id)?, wanted.checked()?)
}

#[derive(Deserialize)]
struct PutOne {
    proficiency: f64,
}

pub(crate) fn put_one(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let wanted: PutOne = call.body()?;
    let skill = call.skill_id(1)?;
    let level = Level { id: skill.to_string(), proficiency: wanted.proficiency };
    set_one(world, id, known_id(world, &level.id)?, level.checked()?)
}

pub(crate) fn remove_one(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let skill = call.skill_id(1)?;
    let had = world.state.users.get_mut(&id).is_some_and(|user| user.skills.remove(&skill).is_some());
    if !had && world.behaviour.removing_absent_is_404 {
        return Err(Refusal::not_found("routing skill", skill));
    }
    Ok(Reply::empty(200))
}
