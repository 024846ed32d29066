//! Creating, renaming and deleting what people are assigned to.

use super::apply::Reason;
use super::edit::{Edit, Thing};
use crate::changes::holdings::release;
use crate::changes::naming::{self, Named};
use crate::model::ids::{DivisionId, RoleId};
use crate::model::state::{Grant, Scope, Subject};
use crate::model::world::World;
use crate::seed::names::{Names, look_up};
use crate::seed::{Seed, SeedError, plant};
use jiff::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

fn known<T: Copy>(map: &BTreeMap<String, T>, kind: &'static str, name: &str) -> Result<T, Reason> {
    look_up(map, kind, name, "the edit").map_err(|error: SeedError| error.to_string())
}

/// Checks the name and the id of something new, or finds an id for it.
fn enter<T: Named>(all: &BTreeMap<T::Id, T>, name: &str, id: &mut Option<Uuid>) -> Result<(), Reason> {
    naming::require_free(all, name, None).map_err(|error| error.to_string())?;
    match *id {
        Some(given) if all.contains_key(&T::Id::from(given)) => {
            return Err(format!("there is a {} with the id {given} already", T::KIND));
        }
        Some(_) => {}
        None => *id = Some(naming::new_id(all, name).into()),
    }
    Ok(())
}

/// Plants one thing into what is there.
pub(super) fn create(world: &mut World, mut names: Names, edit: &Edit) -> Result<(), Reason> {
    let mut seed = Seed::default();
    let state = &world.state;
    match edit.clone() {
        Edit::CreateDivision(one) if one.home => {
            return Err("there is one Home division already".to_owned());
        }
        Edit::CreateDivision(mut one) => {
            enter(&state.divisions, &one.name, &mut one.id)?;
            seed.divisions.push(one);
        }
        Edit::CreateRole(mut one) => {
            enter(&state.roles, &one.name, &mut one.id)?;
            seed.roles.push(one);
        }
        Edit::CreateSkill(mut one) => {
            enter(&state.skills, &one.name, &mut one.id)?;
            seed.skills.push(one);
        }
        Edit::CreateLanguage(mut one) => {
            enter(&state.languages, &one.name, &mut one.id)?;
            seed.languages.push(one);
        }
        Edit::CreateGroup(mut one) => {
            enter(&state.groups, &one.name, &mut one.id)?;
            seed.groups.push(one);
        }
        Edit::CreateQueue(mut one) => {
            enter(&state.queues, &one.name, &mut one.id)?;
            seed.queues.push(one);
        }
        Edit::CreateTeam(mut one) => {
            enter(&state.teams, &one.name, &mut one.id)?;
            seed.teams.push(one);
        }
        _ => return Ok(()),
    }
    plant::more(&seed, &mut world.state, &mut names).map_err(|error| error.to_string())?;
    world.reindex();
    Ok(())
}

/// Deletes something, with all that refers to it.
pub(super) fn delete(world: &mut World, names: &Names, thing: &Thing, now: Timestamp) -> Result<(), Reason> {
    match thing {
        Thing::Division(name) => delete_division(world, known(&names.divisions, "division", name)?, now)?,
        Thing::Role(name) => delete_role(world, known(&names.roles, "role", name)?, now)?,
        Thing::Skill(name) => {
            let id = known(&names.skills, "skill", name)?;
            world.state.skills.remove(&id);
            for user in world.state.users.values_mut() {
                user.skills.remove(&id);
            }
        }
        Thing::Language(name) => {
            let id = known(&names.languages, "language", name)?;
            world.state.languages.remove(&id);
            for user in world.state.users.values_mut() {
                user.languages.remove(&id);
            }
        }
        Thing::Group(name) => {
            let id = known(&names.groups, "group", name)?;
            world.state.groups.remove(&id);
            for queue in world.state.queues.values_mut() {
                queue.groups.remove(&id);
            }
        }
        Thing::Queue(name) => {
            let id = known(&names.queues, "queue", name)?;
            world.state.queues.remove(&id);
        }
        Thing::Team(name) => {
            let id = known(&names.teams, "team", name)?;
            world.state.teams.remove(&id);
        }
    }
    world.reindex();
    Ok(())
}

fn delete_role(world: &mut World, id: RoleId, now: Timestamp) -> Result<(), Reason> {
    if world.state.roles.get(&id).is_some_and(|role| role.default_role_id.is_some()) {
        return Err("a default role cannot be deleted".to_owned());
    }
    for (subject, scope) in world.index.by_role.get(&id).cloned().unwrap_or_default() {
        release(world, subject, Grant { role: id, scope }, now);
    }
    world.state.roles.remove(&id);
    Ok(())
}

fn delete_division(world: &mut World, id: DivisionId, now: Timestamp) -> Result<(), Reason> {
    let home = world.home();
    if id == home {
        return Err("the Home division cannot be deleted".to_owned());
    }
    let scope = Scope::Division(id);
    let granted: Vec<(Subject, RoleId)> =
        world.index.by_scope.get(&scope).into_iter().flatten().copied().collect();
    for (subject, role) in granted {
        release(world, subject, Grant { role, scope }, now);
    }
    crate::authorization::divisionedit::move_all(&mut world.state, id, home);
    world.state.divisions.remove(&id);
    Ok(())
}

/// Gives something another name; its id stays.
pub(super) fn rename(world: &mut World, names: &Names, thing: &Thing, to: &str) -> Result<(), Reason> {
    let state = &mut world.state;
    let renamed = match thing {
        Thing::Division(name) => {
            naming::rename(&mut state.divisions, known(&names.divisions, "division", name)?, to)
        }
        Thing::Role(name) => naming::rename(&mut state.roles, known(&names.roles, "role", name)?, to),
        Thing::Skill(name) => naming::rename(&mut state.skills, known(&names.skills, "skill", name)?, to),
        Thing::Language(name) => {
            naming::rename(&mut state.languages, known(&names.languages, "language", name)?, to)
        }
        Thing::Group(name) => naming::rename(&mut state.groups, known(&names.groups, "group", name)?, to),
        Thing::Queue(name) => naming::rename(&mut state.queues, known(&names.queues, "queue", name)?, to),
        Thing::Team(name) => naming::rename(&mut state.teams, known(&names.teams, "team", name)?, to),
    };
    renamed.map_err(|error| error.to_string())
}
