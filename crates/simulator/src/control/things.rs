//! Creating, renaming and deleting what people are assigned to.

use super::apply::Reason;
use super::edit::{Edit, Thing};
use crate::changes::holdings::release;
use crate::model::ids::{DivisionId, RoleId};
use crate::model::state::{Grant, Scope, Subject};
use crate::model::world::World;
use crate::seed::names::{Names, look_up};
use crate::seed::{Seed, SeedError, plant};
use jiff::Timestamp;
use std::collections::BTreeMap;

fn known<T: Copy>(map: &BTreeMap<String, T>, kind: &'static str, name: &str) -> Result<T, Reason> {
    look_up(map, kind, name, "the edit").map_err(|error: SeedError| error.to_string())
}

/// Plants one thing into what is there.
pub(super) fn create(world: &mut World, mut names: Names, edit: &Edit) -> Result<(), Reason> {
    let mut seed = Seed::default();
    match edit.clone() {
        Edit::CreateDivision(one) if one.home => {
            return Err("there is one Home division already".to_owned());
        }
        Edit::CreateDivision(one) => seed.divisions.push(one),
        Edit::CreateRole(one) => seed.roles.push(one),
        Edit::CreateSkill(one) => seed.skills.push(one),
        Edit::CreateLanguage(one) => seed.languages.push(one),
        Edit::CreateGroup(one) => seed.groups.push(one),
        Edit::CreateQueue(one) => seed.queues.push(one),
        Edit::CreateTeam(one) => seed.teams.push(one),
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
        Thing::Role(name) => delete_role(world, known(&names.roles, "role", name)?, now),
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

fn delete_role(world: &mut World, id: RoleId, now: Timestamp) {
    for (subject, scope) in world.index.by_role.get(&id).cloned().unwrap_or_default() {
        release(world, subject, Grant { role: id, scope }, now);
    }
    world.state.roles.remove(&id);
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
    let place = match thing {
        Thing::Division(name) => {
            state.divisions.get_mut(&known(&names.divisions, "division", name)?).map(|one| &mut one.name)
        }
        Thing::Role(name) => {
            state.roles.get_mut(&known(&names.roles, "role", name)?).map(|one| &mut one.name)
        }
        Thing::Skill(name) => {
            state.skills.get_mut(&known(&names.skills, "skill", name)?).map(|one| &mut one.name)
        }
        Thing::Language(name) => {
            state.languages.get_mut(&known(&names.languages, "language", name)?).map(|one| &mut one.name)
        }
        Thing::Group(name) => {
            state.groups.get_mut(&known(&names.groups, "group", name)?).map(|one| &mut one.name)
        }
        Thing::Queue(name) => {
            state.queues.get_mut(&known(&names.queues, "queue", name)?).map(|one| &mut one.name)
        }
        Thing::Team(name) => {
            state.teams.get_mut(&known(&names.teams, "team", name)?).map(|one| &mut one.name)
        }
    };
    if let Some(place) = place {
        to.clone_into(place);
    }
    Ok(())
}
