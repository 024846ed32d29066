//! Which groups the made-up directory has, and who is in them.
//!
//! With rules: the groups that they name, with everybody who holds already what the rule gives. Then a plan shows what
//! the rehearsal is about, not everybody as a leaver. Without rules: one group for each group of the tenant.

use muster_connectors::directory::common_name;
use muster_connectors::genesys::export::{Holder, Organisation, Place};
use muster_core::policy::{PolicyText, RuleText};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Groups that a directory is to have.
pub(crate) struct Wanted {
    /// The authority of our external ids, such as `ad:objectGUID`.
    pub(crate) authority: String,
    policy: Option<PolicyText>,
}

/// A group with its members.
pub(super) struct AdGroup {
    pub(super) name: String,
    pub(super) guid: Option<Uuid>,
    pub(super) members: BTreeSet<Uuid>,
}

impl Wanted {
    /// The groups that a policy names.
    pub(crate) fn by_policy(policy: PolicyText) -> Self {
        Self { authority: policy.people.authority.clone(), policy: Some(policy) }
    }

    /// One group for each group of the tenant, called `GC-` and its name.
    pub(crate) fn by_tenant() -> Self {
        Self { authority: "ad:objectGUID".into(), policy: None }
    }

    pub(super) fn groups(&self, organisation: &Organisation) -> Vec<AdGroup> {
        match &self.policy {
            Some(policy) => of_policy(policy, organisation),
            None => of_tenant(organisation),
        }
    }
}

fn of_tenant(organisation: &Organisation) -> Vec<AdGroup> {
    let members = |group: Uuid| {
        let users = organisation.users.iter().filter(|user| user.groups.contains(&group));
        users.map(|user| user.id).collect()
    };
    let groups = organisation.groups.iter().map(|group| AdGroup {
        name: format!("GC-{}", group.name),
        guid: None,
        members: members(group.id),
    });
    groups.collect()
}

fn of_policy(policy: &PolicyText, organisation: &Organisation) -> Vec<AdGroup> {
    let holdings = Holdings::of(organisation);
    let mut members: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for rule in &policy.rules {
        let holders = holdings.of_all(&grants(rule, policy));
        for group in &rule.groups {
            members.entry(&group.text).or_default().extend(&holders);
        }
    }
    let anybody: BTreeSet<Uuid> = members.values().flatten().copied().collect();
    for group in policy.people.in_groups.iter().flatten() {
        members.entry(&group.text).or_default().extend(&anybody);
    }
    let groups = members.into_iter().map(|(written, members)| AdGroup {
        guid: Uuid::try_parse(written).ok(),
        name: if written.contains('=') { common_name(written) } else { written.to_owned() },
        members,
    });
    groups.collect()
}

/// Everything that a rule gives, with its templates.
fn grants<'a>(rule: &'a RuleText, policy: &'a PolicyText) -> Vec<&'a str> {
    let mut grants: Vec<&str> = rule.grants.iter().map(|grant| grant.text.as_str()).collect();
    let mut to_see: Vec<&str> = rule.templates.iter().map(|name| name.text.as_str()).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = to_see.pop() {
        if let Some(template) = policy.templates.get(name).filter(|_| seen.insert(name)) {
            grants.extend(template.grants.iter().map(|grant| grant.text.as_str()));
            to_see.extend(template.includes.iter().map(|name| name.text.as_str()));
        }
    }
    grants
}

/// Who holds what, as grants write it.
struct Holdings<'a> {
    organisation: &'a Organisation,
    groups: BTreeMap<Uuid, BTreeSet<Uuid>>,
}

impl<'a> Holdings<'a> {
    fn of(organisation: &'a Organisation) -> Self {
        let mut groups: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
        for user in &organisation.users {
            user.groups.iter().for_each(|group| _ = groups.entry(*group).or_default().insert(user.id));
        }
        Self { organisation, groups }
    }

    /// Who holds all roles, groups and queues of `grants`; nobody where there are none.
    fn of_all(&self, grants: &[&str]) -> BTreeSet<Uuid> {
        let held = grants.iter().filter_map(|grant| self.of_one(grant));
        held.reduce(|all, more| all.intersection(&more).copied().collect()).unwrap_or_default()
    }

    /// Who holds a role, a group or a queue; `None`: it is none of these.
    fn of_one(&self, grant: &str) -> Option<BTreeSet<Uuid>> {
        let (kind, name) = grant.split_once(':')?;
        let name = name.trim();
        match kind.trim() {
            "group" => {
                let groups = self.organisation.groups.iter().filter(|one| is(&one.name, one.id, name));
                Some(groups.filter_map(|one| self.groups.get(&one.id)).flatten().copied().collect())
            }
            "queue" => {
                let queues = self.organisation.queues.iter().filter(|one| is(&one.name, one.id, name));
                Some(queues.flat_map(|one| &one.members).map(|member| member.user).collect())
            }
            "role" => Some(self.of_role(name)),
            _ => None,
        }
    }

    fn of_role(&self, written: &str) -> BTreeSet<Uuid> {
        let (name, place) =
            written.rsplit_once('@').map_or((written, None), |(name, place)| (name, Some(place)));
        let is_role = |id: Uuid| {
            let role = self.organisation.roles.iter().find(|role| role.id == id);
            role.is_some_and(|role| is(&role.name, id, name) || role.default_role_id.as_deref() == Some(name))
        };
        let is_there = |at: Place| match (place, at) {
            (None, _) | (Some("*"), Place::Everywhere) => true,
            (Some(_), Place::Everywhere) => false,
            (Some(wanted), Place::Division(id)) => {
                self.organisation.divisions.iter().any(|one| one.id == id && is(&one.name, id, wanted))
            }
        };
        let held =
            self.organisation.grants.iter().filter(|grant| is_role(grant.role) && is_there(grant.place));
        held.filter_map(|grant| if let Holder::User(id) = grant.holder { Some(id) } else { None }).collect()
    }
}

/// Whether a thing is called so, by name or by id.
fn is(name: &str, id: Uuid, wanted: &str) -> bool {
    name == wanted || id.to_string().eq_ignore_ascii_case(wanted)
}
