//! Teams and their members. A user is in at most one; what fails for one member does not stop the others.

use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{TeamId, UserId};
use crate::model::state::Team;
use crate::model::world::World;
use crate::routing::skills::name_fits;
use crate::wire::call::{Answer, Call, Need, Reply, Route, invalid_query, require_few, route};
use crate::wire::paging::Cursor;
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::{Value, json};

const VIEW: Need = Need::Any(&["groups:team:view"]);
const ASSIGN: Need = Need::Any(&["groups:team:assign"]);
const MEMBERS: &str = "/api/v2/teams/{teamId}/members";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/teams", VIEW, Service::Groups, list),
    route("GET", "/api/v2/teams/{teamId}", VIEW, Service::Groups, get),
    route("GET", MEMBERS, VIEW, Service::Groups, members),
    route("POST", MEMBERS, ASSIGN, Service::Groups, add_members),
    route("DELETE", MEMBERS, ASSIGN, Service::Groups, remove_members),
];

fn team_json(world: &World, id: TeamId, team: &Team) -> Value {
    json!({
        "id": id, "name": team.name, "description": team.description, "memberCount": team.members.len(),
        "division": world.division_ref(team.division), "selfUri": format!("/api/v2/teams/{id}"),
    })
}

/// The team of the path; the client may do this in its division.
fn own_team<'a>(world: &'a World, call: &Call) -> Result<(TeamId, &'a Team), Refusal> {
    let id = call.team_id(0)?;
    let team = world.state.teams.get(&id).ok_or_else(|| Refusal::not_found("team", id))?;
    require_in(world, call, team.division)?;
    Ok((id, team))
}

fn list(world: &mut World, call: &Call) -> Answer {
    let cursor = Cursor::of(call, 100)?;
    let name = call.query("name");
    let fits = |team: &Team| {
        name.is_none_or(|name| name_fits(name, &team.name)) && require_in(world, call, team.division).is_ok()
    };
    let teams = world.state.teams.iter().filter(|(_, team)| fits(team));
    let shown = teams.map(|(id, team)| (id.to_string(), team_json(world, *id, team)));
    Ok(Reply::ok(cursor.listing(call, shown)))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let (id, team) = own_team(world, call)?;
    Ok(Reply::ok(team_json(world, id, team)))
}

fn members(world: &mut World, call: &Call) -> Answer {
    let (_, team) = own_team(world, call)?;
    let cursor = Cursor::of(call, 100)?;
    let known = team.members.iter().filter_map(|id| Some((id, world.state.users.get(id)?)));
    let shown = known.map(|(id, user)| {
        let uri = format!("/api/v2/users/{id}");
        (id.to_string(), json!({ "id": id, "name": user.name, "selfUri": uri }))
    });
    Ok(Reply::ok(cursor.listing(call, shown)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TeamMembers {
    member_ids: Vec<String>,
}

/// Why a user cannot join a team.
fn obstacle(world: &World, team_id: TeamId, user: &str) -> Result<UserId, &'static str> {
    let id = UserId::parse(user).ok_or("UserNotFound")?;
    let user = world.living_user(id).map_err(|_| "UserNotFound")?;
    let team = world.state.teams.get(&team_id).ok_or("UserNotFound")?;
    if world.index.team_of.get(&id).is_some_and(|other| *other != team_id) {
        return Err("UserGroupLimitExceeded");
    }
    if world.behaviour.team_needs_same_division && user.division != team.division {
        return Err("UserGroupDivisionMismatch");
    }
    Ok(id)
}

fn add_members(world: &mut World, call: &Call) -> Answer {
    let (id, _) = own_team(world, call)?;
    let wanted: TeamMembers = call.body()?;
    require_few(wanted.member_ids.len(), world.behaviour.list_max.team_members)?;
    let (mut added, mut failures) = (Vec::new(), Vec::new());
    for text in &wanted.member_ids {
        match obstacle(world, id, text) {
            Ok(user) => {
                set_member(world, id, user, true);
                added.push(json!({ "id": user, "selfUri": format!("/api/v2/users/{user}") }));
            }
            Err(reason) => failures.push(json!({ "id": text, "reason": reason })),
        }
    }
    Ok(Reply::ok(json!({ "entities": added, "failures": failures })))
}

fn remove_members(world: &mut World, call: &Call) -> Answer {
    let (id, _) = own_team(world, call)?;
    let ids = call.query_list("id");
    if ids.is_empty() {
        return Err(invalid_query("id", ""));
    }
    require_few(ids.len(), world.behaviour.list_max.team_members)?;
    for user in ids.into_iter().filter_map(UserId::parse) {
        set_member(world, id, user, false);
    }
    Ok(world.done())
}

fn set_member(world: &mut World, id: TeamId, user: UserId, is_in: bool) {
    let Some(team) = world.state.teams.get_mut(&id) else {
        return;
    };
    if is_in {
        team.members.insert(user);
        world.index.team_of.insert(user, id);
    } else if team.members.remove(&user) {
        world.index.team_of.remove(&user);
    }
}
