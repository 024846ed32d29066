//! Moving objects between divisions.

use crate::changes::people;
use crate::errors::Refusal;
use crate::model::ids::{DivisionId, QueueId, TeamId, UserId};
use crate::model::state::Scope;
use crate::model::world::World;
use crate::wire::call::Need;
use crate::wire::call::{Answer, Call};
use crate::wire::permissions::require_need_in;
use std::collections::BTreeSet;

/// Moves objects of one kind into a division, all or nothing.
pub(crate) fn move_objects(world: &mut World, call: &Call) -> Answer {
    let to = call.division_id(0)?;
    world.division(to)?;
    let ids: Vec<String> = call.body()?;
    crate::wire::call::require_few(ids.len(), world.behaviour.list_max.division_objects)?;
    match call.params[1].as_str() {
        "USER" => move_users(world, call, to, &ids)?,
        "TEAM" => move_teams(world, call, to, &ids)?,
        "QUEUE" => move_queues(world, call, to, &ids)?,
        other => {
            return Err(Refusal::invalid_value(format!("Objects of type {other} are not kept here")));
        }
    }
    Ok(world.done())
}

fn require_move(
    world: &World,
    call: &Call,
    need: Need,
    from: DivisionId,
    to: DivisionId,
) -> Result<(), Refusal> {
    if !world.behaviour.division_move_needs_edit {
        return Ok(());
    }
    require_need_in(world, call, need, Scope::Division(from))?;
    require_need_in(world, call, need, Scope::Division(to))
}

fn move_users(world: &mut World, call: &Call, to: DivisionId, ids: &[String]) -> Result<(), Refusal> {
    let mut users = BTreeSet::new();
    for text in ids {
        let id = UserId::parse(text).ok_or_else(|| Refusal::not_found("user", text))?;
        require_move(world, call, Need::Any(&["directory:user:edit"]), world.living_user(id)?.division, to)?;
        users.insert(id);
    }
    for id in users {
        if world.any_user(id)?.division != to {
            people::change(world, id, call.now, |user| user.division = to);
        }
    }
    Ok(())
}

fn move_queues(world: &mut World, call: &Call, to: DivisionId, ids: &[String]) -> Result<(), Refusal> {
    let mut queues = BTreeSet::new();
    for text in ids {
        let id = QueueId::parse(text).ok_or_else(|| Refusal::not_found("queue", text))?;
        require_move(world, call, Need::Any(&["routing:queue:edit"]), world.queue(id)?.division, to)?;
        queues.insert(id);
    }
    for id in queues {
        if let Some(queue) = world.state.queues.get_mut(&id) {
            queue.division = to;
        }
    }
    Ok(())
}

fn move_teams(world: &mut World, call: &Call, to: DivisionId, ids: &[String]) -> Result<(), Refusal> {
    let mut teams = BTreeSet::new();
    for text in ids {
        let id = TeamId::parse(text).filter(|id| world.state.teams.contains_key(id));
        let id = id.ok_or_else(|| Refusal::not_found("team", text))?;
        let from = world.state.teams.get(&id).map_or(to, |team| team.division);
        require_move(world, call, Need::Any(&["groups:team:edit"]), from, to)?;
        teams.insert(id);
    }
    for id in teams {
        if let Some(team) = world.state.teams.get_mut(&id) {
            team.division = to;
        }
    }
    Ok(())
}
