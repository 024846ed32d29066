//! The least number of calls that a plan can take in its sending half, from what the API documents and from nothing that
//! we chose: a limit on a list counts only where one is published. No way of sending that keeps to confirmed behaviour
//! can go below it; whether any can reach it is not said. What only unconfirmed behaviour would save stands apart.

use crate::roles;
use muster_core::compile::Way;
use muster_core::entitlement::{Field, Slot, Value};
use muster_core::id::PersonId;
use muster_core::plan::{Change, Plan};
use muster_core::tenant::AccountState;
use std::collections::{BTreeMap, BTreeSet};

/// Published: members in one group call of the platform API, members in one queue call, languages in one call.
const GROUP_MAX: u64 = 50;
const QUEUE_MAX: u64 = 100;
const LANGUAGES_MAX: u64 = 50;

/// What nobody has confirmed, and what would save calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum If {
    /// The help says so of today, older statements say the contrary.
    DeactivatingTakesRoles,
    /// `PUT /authorization/roles/{id}/users/remove` says nothing of divisions.
    RolesGoByRole,
    /// A SCIM user has roles by name, without a division.
    ScimWritesRoles,
}

impl If {
    pub(crate) const ALL: [Self; 3] =
        [Self::DeactivatingTakesRoles, Self::RolesGoByRole, Self::ScimWritesRoles];

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::DeactivatingTakesRoles => "deactivating takes the roles away",
            Self::RolesGoByRole => "one call takes a role in one division away from many",
            Self::ScimWritesRoles => "SCIM writes roles in a division that is known",
        }
    }
}

/// The least, and how much less it would be on one condition each.
pub(crate) struct Bound {
    pub(crate) calls: u64,
    pub(crate) ifs: Vec<(If, u64)>,
}

/// What must be sent about accounts, about roles, and about each group and queue.
pub(crate) fn bound(plan: &Plan, way: Way) -> Bound {
    let changes = &plan.body.changes;
    let calls = least(changes, way, None);
    let ifs = If::ALL.map(|what| (what, least(changes, way, Some(what))));
    Bound { calls, ifs: ifs.into_iter().filter(|(_, fewer)| *fewer < calls).collect() }
}

fn least(changes: &[Change], way: Way, what: Option<If>) -> u64 {
    let accounts = match way {
        Way::Platform => platform(changes),
        Way::Scim => people(changes, in_scim).len() as u64,
        // A move alone is cheaper in a list of movers; with anything else it goes along.
        Way::Auto => people(changes, beside_division).len() as u64 + moves(changes, beside_division),
    };
    let free = carried(changes, way, what);
    let open = changes.iter().filter(|change| !free.contains(&change.subject.person));
    accounts + roles::least(open, what == Some(If::RolesGoByRole)) + members(changes, way)
}

/// Whose roles cost nothing of their own.
fn carried(changes: &[Change], way: Way, what: Option<If>) -> BTreeSet<&PersonId> {
    match what {
        Some(If::DeactivatingTakesRoles) => people(changes, deactivates),
        Some(If::ScimWritesRoles) if way != Way::Platform => people(changes, in_scim),
        Some(If::ScimWritesRoles | If::RolesGoByRole) | None => BTreeSet::new(),
    }
}

fn people(changes: &[Change], of: impl Fn(&Change) -> bool) -> BTreeSet<&PersonId> {
    changes.iter().filter(|change| of(change)).map(|change| &change.subject.person).collect()
}

fn deactivates(change: &Change) -> bool {
    match &change.after {
        Some(Value::State(state)) => match state {
            AccountState::Inactive | AccountState::Deleted => true,
            AccountState::Active => false,
        },
        _ => false,
    }
}

/// One SCIM call carries any number of these about an account: a `PATCH` takes a list of operations, of which `active`
/// may be one.
fn in_scim(change: &Change) -> bool {
    match change.slot {
        Slot::Account
        | Slot::ExternalId
        | Slot::Division
        | Slot::Field { .. }
        | Slot::Manager
        | Slot::Skill { .. }
        | Slot::Language { .. } => true,
        Slot::Role(_) | Slot::Group { .. } | Slot::Queue { .. } => false,
        // Nobody departs here.
        Slot::Presence
        | Slot::Routing
        | Slot::Conversation { .. }
        | Slot::Tokens
        | Slot::Station { .. }
        | Slot::Licence { .. } => false,
    }
}

fn beside_division(change: &Change) -> bool {
    in_scim(change) && change.slot != Slot::Division
}

/// One call for each division that somebody moves to who needs no call for anything else.
fn moves(changes: &[Change], anyhow: impl Fn(&Change) -> bool) -> u64 {
    let called = people(changes, anyhow);
    let moves = changes.iter().filter(|change| change.slot == Slot::Division);
    let open = moves.filter(|change| !called.contains(&change.subject.person));
    open.filter_map(|change| match change.after {
        Some(Value::Division(to)) => Some(to),
        _ => None,
    })
    .collect::<BTreeSet<_>>()
    .len() as u64
}

/// Creation, state, external id, profile and skills take a call each; moves are shared.
fn platform(changes: &[Change]) -> u64 {
    let calls = |of: fn(&Change) -> bool| people(changes, of).len() as u64;
    let created = |change: &Change| change.subject.account.is_none();
    calls(|change| change.slot == Slot::Account)
        + calls(|change| change.slot == Slot::ExternalId)
        + calls(|change| is_update(&change.slot, change.subject.account.is_none()))
        + calls(|change| matches!(change.slot, Slot::Skill { .. }))
        + languages(changes)
        + moves(changes, created)
}

/// What `PATCH /users/{id}` writes; creating takes all of it along but the manager and the employee number.
fn is_update(slot: &Slot, created: bool) -> bool {
    match slot {
        Slot::Manager => true,
        Slot::Field { field } => !created || *field == Field::EmployeeNumber,
        _ => false,
    }
}

/// Languages come many at once and go one by one; skills have a call that replaces all.
fn languages(changes: &[Change]) -> u64 {
    let (mut gains, mut losses) = (BTreeMap::<&PersonId, u64>::new(), 0);
    for change in changes.iter().filter(|change| matches!(change.slot, Slot::Language { .. })) {
        match change.after {
            Some(_) => *gains.entry(&change.subject.person).or_default() += 1,
            None => losses += 1,
        }
    }
    losses + gains.values().map(|count| count.div_ceil(LANGUAGES_MAX)).sum::<u64>()
}

/// Full batches for each queue, and for each group of the platform API, those who come and those who go. A SCIM `PATCH`
/// of a group takes both, and how many is not published.
fn members(changes: &[Change], way: Way) -> u64 {
    let mut batches: BTreeMap<(&Slot, bool), u64> = BTreeMap::new();
    let mut groups = BTreeSet::new();
    for change in changes {
        match change.slot {
            Slot::Group { group } if way != Way::Platform => _ = groups.insert(group),
            _ => *batches.entry((&change.slot, change.after.is_some())).or_default() += 1,
        }
    }
    let calls = batches.iter().map(|((slot, _), members)| match slot {
        Slot::Group { .. } => members.div_ceil(GROUP_MAX),
        Slot::Queue { .. } => members.div_ceil(QUEUE_MAX),
        _ => 0,
    });
    calls.sum::<u64>() + groups.len() as u64
}
