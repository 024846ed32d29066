//! Routing skills: the catalogue and what users have of it.

use crate::changes::naming::{new_id, require_free};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{DivisionId, SkillId};
use crate::model::state::Skill;
use crate::model::world::World;
use crate::routing::userskills;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, listing};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ASSIGN: Need = Need::Any(&["routing:skill:assign"]);

const ASSIGN_ALL: Need = Need::All(&["routing:skill:assign"]);

const ONE: &str = "/api/v2/users/{userId}/routingskills/{skillId}";

const ONE_SKILL: &str = "/api/v2/routing/skills/{skillId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/routing/skills", Need::Any(&["routing:skill:view"]), Service::Routing, list),
    route(
        "GET",
        "/api/v2/routing/skills/{skillId}",
        Need::Any(&["routing:skill:view"]),
        Service::Routing,
        get,
    ),
    route(
        "POST",
        "/api/v2/routing/skills",
        Need::Any(&["routing:skill:manage", "routing:skill:create"]),
        Service::Routing,
        create,
    ),
    route("PATCH", ONE_SKILL, Need::Any(&["routing:skill:update"]), Service::Routing, move_one),
    route(
        "DELETE",
        ONE_SKILL,
        Need::Any(&["routing:skill:manage", "routing:skill:delete"]),
        Service::Routing,
        delete,
    ),
    route(
        "GET",
        "/api/v2/users/{userId}/routingskills",
        Need::Nothing,
        Service::Routing,
        userskills::list_of_user,
    ),
    route("POST", "/api/v2/users/{userId}/routingskills", ASSIGN_ALL, Service::Routing, userskills::add_one),
    route("PUT", "/api/v2/users/{userId}/routingskills/bulk", ASSIGN, Service::Routing, userskills::put_bulk),
    route(
        "PATCH",
        "/api/v2/users/{userId}/routingskills/bulk",
        ASSIGN,
        Service::Routing,
        userskills::patch_bulk,
    ),
    route("PUT", ONE, ASSIGN_ALL, Service::Routing, userskills::put_one),
    route("DELETE", ONE, ASSIGN_ALL, Service::Routing, userskills::remove_one),
];

/// Most skills or languages in one call.
pub(crate) const MOST: usize = 50;

fn skill_json(world: &World, id: SkillId, skill: &Skill) -> Value {
    json!({
        "id": id, "name": skill.name, "division": world.division_ref(skill.division), "state": "active",
        "version": "1", "selfUri": format!("/api/v2/routing/skills/{id}"),
    })
}

/// Whether a name fits a catalogue's `name` filter: a prefix, or a pattern with `*`; case is ignored.
pub(crate) fn name_fits(filter: &str, name: &str) -> bool {
    let (filter, name) = (filter.to_lowercase(), name.to_lowercase());
    match filter.split_once('*') {
        None => name.starts_with(&filter),
        Some((head, tail)) => match name.strip_prefix(head) {
            Some(rest) => tail.split('*').filter(|part| !part.is_empty()).all(|part| rest.contains(part)),
            None => false,
        },
    }
}

fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.query_list("id").into_iter().filter_map(SkillId::parse).collect::<BTreeSet<_>>();
    let name = call.query("name");
    let fits = |id: &SkillId, skill: &Skill| {
        (ids.is_empty() || ids.contains(id)) && name.is_none_or(|name| name_fits(name, &skill.name))
    };
    let (skills, total) = page.cut(world.state.skills.iter().filter(|(id, skill)| fits(id, skill)));
    let shown = skills.into_iter().map(|(id, skill)| skill_json(world, *id, skill)).collect();
    Ok(Reply::ok(listing(call, page, total, shown)))
}

pub(crate) fn known(world: &World, id: SkillId) -> Result<&Skill, Refusal> {
    world.state.skills.get(&id).ok_or_else(|| Refusal::not_found("skill", id))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.skill_id(0)?;
    Ok(Reply::ok(skill_json(world, id, known(world, id)?)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateSkill {
    name: String,
    division_id: Option<DivisionId>,
}

fn create(world: &mut World, call: &Call) -> Answer {
    let wanted: CreateSkill = call.body()?;
    require_free(&world.state.skills, &wanted.name, None)?;
    let division = wanted.division_id.unwrap_or_else(|| world.home());
    world.division(division)?;
    require_in(world, call, division)?;
    let id = new_id(&world.state.skills, &wanted.name);
    world.state.skills.insert(id, Skill { name: wanted.name, division });
    Ok(Reply::ok(skill_json(world, id, known(world, id)?)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MoveSkill {
    division_id: DivisionId,
}

/// Moves a skill to another division; the client needs the right in both.
fn move_one(world: &mut World, call: &Call) -> Answer {
    let id = call.skill_id(0)?;
    let wanted: MoveSkill = call.body()?;
    world.division(wanted.division_id)?;
    require_in(world, call, known(world, id)?.division)?;
    require_in(world, call, wanted.division_id)?;
    if let Some(skill) = world.state.skills.get_mut(&id) {
        skill.division = wanted.division_id;
    }
    Ok(Reply::ok(skill_json(world, id, known(world, id)?)))
}

/// A deleted skill is taken from everybody.
fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.skill_id(0)?;
    require_in(world, call, known(world, id)?.division)?;
    world.state.skills.remove(&id);
    for user in world.state.users.values_mut() {
        user.skills.remove(&id);
    }
    Ok(world.done())
}

/// A skill or language with its level, as calls send it.
#[derive(Deserialize)]
pub(crate) struct Level {
    pub(crate) id: String,
    pub(crate) proficiency: f64,
}

impl Level {
    /// Refuses levels outside 0.0 to 5.0.
    pub(crate) fn checked(&self) -> Result<f64, Refusal> {
        if (0.0..=5.0).contains(&self.proficiency) {
            return Ok(self.proficiency);
        }
        Err(Refusal::invalid_value(format!("proficiency {} is not between 0.0 and 5.0", self.proficiency)))
    }
}
