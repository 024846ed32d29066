//! Queues that must not be left with too few members, and roles with too few holders.

use super::{Facts, Observation};
use crate::entitlement::{AccountState, RoleAt, Slot, Value};
use crate::id::{AccountId, PersonId, QueueId, RoleId};
use crate::plan::{Change, PlanBody};
use crate::policy::Floors;
use crate::tenant::Account;
use std::collections::{BTreeMap, BTreeSet};

/// What has a floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Crew {
    Queue(QueueId),
    Role(RoleId),
}

/// Who leaves a crew by a plan. Who joins it does not count: that may be held or fail, and the next plan will see it.
#[derive(Default)]
struct Loss {
    people: BTreeSet<PersonId>,
    /// The changes by which they go, as far as nobody in charge ordered them.
    changes: BTreeSet<usize>,
}

/// Holds all changes by which a crew would come below its floor, and with them the whole departure of whoever would
/// leave it: which of them is the mistaken one, nobody can know. What somebody in charge ordered is counted, not held.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let floors = &facts.input.policy.floors;
    if floors.is_empty() {
        return Vec::new();
    }
    let losses = losses(plan, floors, facts);
    losses.iter().filter_map(|(crew, loss)| observe(*crew, loss, plan, facts)).collect()
}

fn observe(crew: Crew, loss: &Loss, plan: &PlanBody, facts: &Facts<'_>) -> Option<Observation> {
    let floor = floor(&facts.input.policy.floors, crew);
    let now = now(crew, facts);
    let left = now.saturating_sub(loss.people.len() as u64);
    if loss.changes.is_empty() || left >= floor {
        return None;
    }
    let (word, name, members) = match crew {
        Crew::Queue(queue) => ("queue", plan.basis.catalogue.describe(&Slot::Queue { queue }), "members"),
        Crew::Role(role) => ("role", format!("role {}", plan.basis.catalogue.role_name(&role)), "holders"),
    };
    let sentence = format!("{name} would keep {left} of its {now} active {members} (floor {floor})");
    let id = match crew {
        Crew::Queue(queue) => queue.to_string(),
        Crew::Role(role) => role.to_string(),
    };
    let hint = "find somebody else for it first";
    Some(Observation::hold(format!("{word}:{id}:{left}"), sentence, hint, with_departures(loss, plan)))
}

fn floor(floors: &Floors, crew: Crew) -> u64 {
    match crew {
        Crew::Queue(queue) => floors.of_queue(queue),
        Crew::Role(role) => floors.of_role(role),
    }
}

/// How many active accounts are in it now.
fn now(crew: Crew, facts: &Facts<'_>) -> u64 {
    match crew {
        Crew::Queue(queue) => facts.input.everybody.members_of_queue(queue),
        Crew::Role(role) => facts.input.everybody.holders_of_role(role),
    }
}

/// The departure of somebody is held whole: out of the queue and still employed would be no answer.
fn with_departures(loss: &Loss, plan: &PlanBody) -> BTreeSet<usize> {
    let direct = loss.changes.iter().map(|index| &plan.changes[*index]);
    let leaving = plan.changes.iter().filter(|change| closes(change) || change.slot.kind().is_of_departure());
    let leaving: BTreeSet<&PersonId> = leaving.map(|change| &change.subject.person).collect();
    let people: BTreeSet<&PersonId> =
        direct.map(|change| &change.subject.person).filter(|person| leaving.contains(person)).collect();
    let numbered = plan.changes.iter().enumerate();
    let whole = numbered.filter(|(_, change)| {
        change.takes_away() && !change.is_ordered() && people.contains(&change.subject.person)
    });
    whole.map(|(index, _)| index).chain(loss.changes.iter().copied()).collect()
}

fn closes(change: &Change) -> bool {
    change.slot == Slot::Account && change.is_removal()
}

/// How each account that the plan changes stands to the crews before and afterwards.
fn losses(plan: &PlanBody, floors: &Floors, facts: &Facts<'_>) -> BTreeMap<Crew, Loss> {
    let mut by_person: BTreeMap<&PersonId, Vec<usize>> = BTreeMap::new();
    for (index, change) in plan.changes.iter().enumerate() {
        if matches!(change.slot, Slot::Account | Slot::Queue { .. } | Slot::Role(_)) {
            by_person.entry(&change.subject.person).or_default().push(index);
        }
    }
    let mut losses = BTreeMap::new();
    for (person, changes) in by_person {
        let account = plan.changes[changes[0]].subject.account;
        let account = account.and_then(|id: AccountId| facts.input.snapshot.accounts.get(&id));
        let before = crews(account);
        let after = afterwards(account, changes.iter().map(|index| &plan.changes[*index]));
        note(&mut losses, floors, person, (&before, &after), &changes, plan);
    }
    losses
}

fn note(
    losses: &mut BTreeMap<Crew, Loss>,
    floors: &Floors,
    person: &PersonId,
    (before, after): (&BTreeSet<Crew>, &BTreeSet<Crew>),
    changes: &[usize],
    plan: &PlanBody,
) {
    for crew in before.difference(after).filter(|crew| floor(floors, **crew) > 0) {
        let loss = losses.entry(*crew).or_default();
        loss.people.insert(person.clone());
        let by = changes.iter().filter(|index| {
            let change = &plan.changes[**index];
            !change.is_ordered() && (closes(change) || change.after.is_none() && is_of(&change.slot, *crew))
        });
        loss.changes.extend(by);
    }
}

fn is_of(slot: &Slot, crew: Crew) -> bool {
    match (slot, crew) {
        (Slot::Queue { queue }, Crew::Queue(of)) => *queue == of,
        (Slot::Role(at), Crew::Role(of)) => at.role == of,
        (_, _) => false,
    }
}

/// The crews that an account counts for.
fn crews(account: Option<&Account>) -> BTreeSet<Crew> {
    let active = account.filter(|account| account.state == AccountState::Active);
    let queues =
        active.into_iter().flat_map(|account| account.queues.iter().map(|queue| Crew::Queue(*queue)));
    let roles = active.into_iter().flat_map(|account| account.roles.iter().map(|at| Crew::Role(at.role)));
    queues.chain(roles).collect()
}

/// The same after these changes.
fn afterwards<'a>(account: Option<&Account>, changes: impl Iterator<Item = &'a Change>) -> BTreeSet<Crew> {
    let mut active = account.is_some_and(|account| account.state == AccountState::Active);
    let mut queues: BTreeSet<QueueId> =
        account.iter().flat_map(|account| account.queues.iter().copied()).collect();
    let mut roles: BTreeSet<RoleAt> =
        account.iter().flat_map(|account| account.roles.iter().copied()).collect();
    for change in changes {
        match (&change.slot, &change.after) {
            (Slot::Account, after) => active = *after == Some(Value::State(AccountState::Active)),
            (Slot::Queue { queue }, Some(_)) => drop(queues.insert(*queue)),
            (Slot::Queue { queue }, None) => drop(queues.remove(queue)),
            (Slot::Role(at), Some(_)) => drop(roles.insert(*at)),
            (Slot::Role(at), None) => drop(roles.remove(at)),
            (_, _) => {}
        }
    }
    match active {
        true => {
            let roles = roles.into_iter().map(|at| Crew::Role(at.role));
            queues.into_iter().map(Crew::Queue).chain(roles).collect()
        }
        false => BTreeSet::new(),
    }
}
