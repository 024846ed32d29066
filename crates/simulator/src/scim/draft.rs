//! A user as a SCIM body wants it: read and resolved as a whole, then written. All or nothing.

use super::parts::{division, external_ids, language, levels, roles, skill};
use super::schema::{ENTERPRISE, GENESYS};
use super::{contacts, refused};
use crate::errors::Refusal;
use crate::holdings::{direct, hold, release};
use crate::ids::{RoleId, UserId};
use crate::model::behaviour::GrantPlace;
use crate::state::{ExternalId, Grant, Scope, Subject, User, UserState};
use crate::useredit::manager_of;
use crate::world::World;
use crate::{externalids, people};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a user is to become.
pub(super) struct Draft {
    /// The user afterwards, apart from grants and state.
    pub(super) after: User,
    /// Whether the user is to be active, if the body says so.
    pub(super) active: Option<bool>,
    /// The roles the user is to have, if the body says so.
    roles: Option<BTreeSet<RoleId>>,
    /// A password is to be set. None is kept here.
    pub(super) has_password: bool,
}

/// Grants to add and grants to take away.
pub(super) struct RoleChanges {
    pub(super) gained: Vec<Grant>,
    pub(super) lost: Vec<Grant>,
}

impl Draft {
    /// Reads a body in its schema's form. A name that is not there is refused.
    pub(super) fn read(world: &World, before: &User, body: &Value) -> Result<Self, Refusal> {
        let (enterprise, genesys) = (&body[ENTERPRISE.urn], &body[GENESYS.urn]);
        let mut after = before.clone();
        after.email = required(body, "userName")?;
        after.name = required(body, "displayName")?;
        after.title = text(&body["title"]);
        after.addresses = contacts::read(before, body, &after.email)?;
        after.department = text(&enterprise["department"]);
        after.employer_info.employee_id = text(&enterprise["employeeNumber"]);
        after.employer_info.date_hire = text(&enterprise["dateHire"]).map(day).transpose()?;
        after.manager = manager(world, before, &enterprise["manager"]["value"])?;
        if let Some(name) = text(&enterprise["division"]) {
            after.division = division(world, &name)?;
        }
        after.external_ids = external_ids(world, before, body)?;
        after.skills = levels(world, &genesys["routingSkills"], "skill", |name| skill(world, name))?;
        after.languages =
            levels(world, &genesys["routingLanguages"], "language", |name| language(world, name))?;
        let has_password = match body["password"].as_str() {
            Some("") => return Err(refused("invalidValue", "The password must not be empty")),
            password => password.is_some(),
        };
        let roles = body["roles"].as_array().map(|list| roles(world, list)).transpose()?;
        Ok(Self { after, active: body["active"].as_bool(), roles, has_password })
    }

    /// What the roles of the body mean for a user that holds `held`.
    pub(super) fn role_changes(&self, world: &World, held: &BTreeSet<Grant>) -> RoleChanges {
        let Some(wanted) = &self.roles else {
            return RoleChanges { gained: Vec::new(), lost: Vec::new() };
        };
        let scope = self.role_scope(world);
        let held_roles = held.iter().map(|grant| grant.role).collect::<BTreeSet<_>>();
        let gained = wanted.difference(&held_roles).map(|role| Grant { role: *role, scope }).collect();
        let within = |grant: &&Grant| world.behaviour.scim.roles_touch_all_divisions || grant.scope == scope;
        let unwanted = held.iter().filter(|grant| !wanted.contains(&grant.role));
        RoleChanges { gained, lost: unwanted.filter(within).copied().collect() }
    }

    /// Where a role given by name is placed.
    fn role_scope(&self, world: &World) -> Scope {
        match world.behaviour.scim.roles_go_to {
            GrantPlace::Own => Scope::Division(self.after.division),
            GrantPlace::Home => Scope::Division(world.home()),
            GrantPlace::All => Scope::All,
        }
    }

    /// Refuses an e-mail or an external identifier that belongs to somebody else than `own`.
    pub(super) fn require_free(&self, world: &World, own: Option<UserId>) -> Result<(), Refusal> {
        people::require_free_email(world, &self.after.email, own)?;
        let holder =
            |pair: &ExternalId| world.index.by_external.get(&pair.authority)?.get(&pair.key).copied();
        let taken = |pair: &ExternalId| holder(pair).is_some_and(|holder| Some(holder) != own);
        if self.after.external_ids.iter().any(taken) {
            let status = world.behaviour.external_id_taken_status;
            let text = "An external id belongs to another user";
            return Err(Refusal::new(status, "general.conflict", text).scim("uniqueness"));
        }
        Ok(())
    }

    /// Makes a new user of it. Everything must have been found free.
    pub(super) fn create(self, world: &mut World, now: Timestamp) -> Result<UserId, Refusal> {
        let gained = self.role_changes(world, &BTreeSet::new()).gained;
        let mut user = self.after;
        let pairs = std::mem::take(&mut user.external_ids);
        user.state = if self.active == Some(false) { UserState::Inactive } else { UserState::Active };
        let id = people::create(world, user, now);
        let held = direct(world, Subject::User(id)).cloned().unwrap_or_default();
        for grant in gained.into_iter().filter(|grant| !held.iter().any(|one| one.role == grant.role)) {
            hold(world, Subject::User(id), grant, now);
        }
        pairs.into_iter().try_for_each(|pair| externalids::store(world, id, pair))?;
        Ok(id)
    }

    /// Writes it to a user that is there. What changes nothing raises no version.
    pub(super) fn write(self, world: &mut World, id: UserId, now: Timestamp) -> Result<(), Refusal> {
        let before = world.any_user(id)?.clone();
        let changes = self.role_changes(world, &before.grants);
        for gone in before.external_ids.difference(&self.after.external_ids) {
            externalids::take(world, id, gone);
        }
        for new in self.after.external_ids.difference(&before.external_ids) {
            externalids::store(world, id, new.clone())?;
        }
        for grant in changes.lost {
            release(world, Subject::User(id), grant, now);
        }
        changes.gained.into_iter().for_each(|grant| hold(world, Subject::User(id), grant, now));
        let grants = world.any_user(id)?.grants.clone();
        let after = User { grants, state: before.state, version: before.version, ..self.after };
        if after != before {
            people::change(world, id, now, |user| *user = after);
        }
        if let Some(is_active) = self.active {
            let state = if is_active { UserState::Active } else { UserState::Inactive };
            people::set_state(world, id, state, now);
        }
        Ok(())
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn required(body: &Value, name: &str) -> Result<String, Refusal> {
    let text = body[name].as_str().map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| refused("invalidValue", format!("{name} is required")))
}

fn day(text: String) -> Result<String, Refusal> {
    let invalid = |_| refused("invalidValue", format!("dateHire {text:?} is no day of the form YYYY-MM-DD"));
    Date::strptime("%Y-%m-%d", &text).map_err(invalid)?;
    Ok(text)
}

/// A manager who was there before may have left since; a new one must be a user.
fn manager(world: &World, before: &User, value: &Value) -> Result<Option<UserId>, Refusal> {
    let Some(id) = text(value) else {
        return Ok(None);
    };
    match before.manager.filter(|manager| manager.to_string() == id) {
        Some(manager) => Ok(Some(manager)),
        None => manager_of(world, &id).map(Some),
    }
}
