//! Moving objects between divisions.

use crate::call::{Answer, Call};
use crate::errors::Refusal;
use crate::ids::{DivisionId, QueueId, UserId};
use crate::people;
use crate::permissions::require_need_in;
use crate::routes::Need;
use crate::state::Scope;
use crate::world::World;
use std::collections::BTreeSet;

/// Moves objects of one kind into a division, all or nothing.
pub(crate) fn move_objects(world: &mut World, call: &Call) -> Answer {
    let to = call.division_id(0)?;
    world.division(to)?;
    let ids: Vec<String> = call.body()?;
    match call.params[1].as_str() {
        "USER" => move_users(world, call, to, &ids)?,
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
