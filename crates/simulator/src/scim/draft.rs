//! A user as a SCIM body wants it: read, checked and resolved as a whole, then written. All or nothing.

use super::parts::{addresses, division, external_ids, language, levels, roles, skill};
use super::{ENTERPRISE, GENESYS, refused};
use crate::call::Call;
use crate::errors::Refusal;
use crate::holdings::{direct, hold, release};
use crate::ids::{DivisionId, LanguageId, RoleId, SkillId, UserId};
use crate::permissions::require_need_in;
use crate::routes::Need;
use crate::state::{Contact, ExternalId, Grant, Scope, Subject, User, UserState};
use crate::useredit::manager_of;
use crate::world::World;
use crate::{externalids, people};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a user is to become.
pub(super) struct Draft {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) active: Option<bool>,
    title: Option<String>,
    addresses: Vec<Contact>,
    department: Option<String>,
    employee_id: Option<String>,
    date_hire: Option<String>,
    pub(super) division: Option<DivisionId>,
    manager: Option<UserId>,
    external_ids: BTreeSet<ExternalId>,
    roles: Option<BTreeSet<RoleId>>,
    skills: BTreeMap<SkillId, f64>,
    languages: BTreeMap<LanguageId, f64>,
}

impl Draft {
    /// Reads a body. Names must exist: an unknown role, skill, language or division is 400 `invalidValue`.
    pub(super) fn read(world: &World, body: &Value) -> Result<Self, Refusal> {
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let required = |name: &str| {
            text(&body[name]).ok_or_else(|| refused("invalidValue", format!("{name} is required")))
        };
        let (enterprise, genesys) = (&body[ENTERPRISE], &body[GENESYS]);
        let email = required("userName")?;
        let manager = text(&enterprise["manager"]["value"]);
        Ok(Self {
            name: required("displayName")?,
            active: body["active"].as_bool(),
            title: text(&body["title"]),
            addresses: addresses(body, &email)?,
            department: text(&enterprise["department"]),
            employee_id: text(&enterprise["employeeNumber"]),
            date_hire: text(&enterprise["dateHire"]),
            division: text(&enterprise["division"]).map(|name| division(world, &name)).transpose()?,
            manager: manager.map(|id| manager_of(world, &id)).transpose()?,
            external_ids: external_ids(world, body, genesys),
            roles: body["roles"].as_array().map(|list| roles(world, list)).transpose()?,
            skills: levels(&genesys["routingSkills"], "skill", |name| skill(world, name))?,
            languages: levels(&genesys["routingLanguages"], "language", |name| language(world, name))?,
            email,
        })
    }

    /// Refuses what the client may not do to this user; each part needs its own right.
    pub(super) fn require_allowed(&self, world: &World, call: &Call, id: UserId) -> Result<(), Refusal> {
        let user = world.living_user(id)?;
        let scope = Scope::Division(user.division);
        let need = |changed: bool, need: Need| {
            if changed { require_need_in(world, call, need, scope) } else { Ok(()) }
        };
        let (gained, lost) = self.role_changes(world, id, scope);
        need(!gained.is_empty(), Need::All(&["authorization:grant:add"]))?;
        need(!lost.is_empty(), Need::All(&["authorization:grant:delete"]))?;
        need(self.skills != user.skills, Need::All(&["routing:skill:assign"]))?;
        need(
            self.languages != user.languages,
            Need::Any(&["routing:language:assign", "routing:skill:assign"]),
        )
    }

    /// Writes everything to a user. The e-mail must have been found free.
    pub(super) fn write(self, world: &mut World, call: &Call, id: UserId) -> Result<(), Refusal> {
        let before = world.any_user(id)?.clone();
        self.require_pairs_free(world, id)?;
        let scope = Scope::Division(self.division.unwrap_or(before.division));
        let (gained, lost) = self.role_changes(world, id, scope);
        let mut after = before.clone();
        self.put_into(&mut after);
        let pairs = self.external_ids;
        for gone in before.external_ids.difference(&pairs) {
            externalids::take(world, id, gone);
        }
        for new in pairs.difference(&before.external_ids) {
            externalids::store(world, id, new.clone())?;
        }
        for grant in lost {
            release(world, Subject::User(id), grant, call.now);
        }
        gained.into_iter().for_each(|grant| hold(world, Subject::User(id), grant, call.now));
        let (grants, external_ids) = {
            let now = world.any_user(id)?;
            (now.grants.clone(), now.external_ids.clone())
        };
        let changed = after != before || grants != before.grants || external_ids != before.external_ids;
        if changed {
            people::change(world, id, call.now, |user| *user = User { grants, external_ids, ..after });
        }
        let wanted = match self.active {
            Some(true) => UserState::Active,
            Some(false) => UserState::Inactive,
            None => return Ok(()),
        };
        people::set_state(world, id, wanted, call.now);
        Ok(())
    }

    fn require_pairs_free(&self, world: &World, id: UserId) -> Result<(), Refusal> {
        let holder =
            |pair: &ExternalId| world.index.by_external.get(&pair.authority)?.get(&pair.key).copied();
        let taken = |pair: &&ExternalId| holder(pair).is_some_and(|holder| holder != id);
        match self.external_ids.iter().find(taken) {
            Some(_) => Err(Refusal::conflict("An external id belongs to another user")),
            None => Ok(()),
        }
    }

    fn put_into(&self, user: &mut User) {
        user.email.clone_from(&self.email);
        user.name.clone_from(&self.name);
        user.title.clone_from(&self.title);
        user.addresses.clone_from(&self.addresses);
        user.department.clone_from(&self.department);
        user.employer_info.employee_id.clone_from(&self.employee_id);
        user.employer_info.date_hire.clone_from(&self.date_hire);
        user.manager = self.manager;
        user.division = self.division.unwrap_or(user.division);
        user.skills.clone_from(&self.skills);
        user.languages.clone_from(&self.languages);
    }

    /// Grants to add in `scope`, and grants to take away; without `roles` in the body none.
    fn role_changes(&self, world: &World, id: UserId, scope: Scope) -> (Vec<Grant>, Vec<Grant>) {
        let Some(wanted) = &self.roles else {
            return (Vec::new(), Vec::new());
        };
        let held = direct(world, Subject::User(id)).cloned().unwrap_or_default();
        let held_roles = held.iter().map(|grant| grant.role).collect::<BTreeSet<_>>();
        let gained = wanted.difference(&held_roles).map(|role| Grant { role: *role, scope }).collect();
        let within = |grant: &Grant| world.behaviour.scim.roles_touch_all_divisions || grant.scope == scope;
        let lost = held.into_iter().filter(|grant| !wanted.contains(&grant.role) && within(grant)).collect();
        (gained, lost)
    }
}
