//! People who leave: when they are looked at again, and what was said about them.

use super::house::House;
use super::status::Leaver;
use super::steward::Steward;
use muster_core::departure::{Departure, Manner, Order};
use muster_core::entitlement::{AccountState, Slot, Value};
use muster_core::id::PersonId;
use muster_core::plan::{Change, Held, Hold, Plan, Provenance};
use muster_core::time::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Who gets no new work any more is looked at after this: what the tenant shows lags behind a little.
const SHORTLY: SignedDuration = SignedDuration::from_secs(2);
/// Live work is looked at this often.
const DRAINING: SignedDuration = SignedDuration::from_secs(15);
/// An account that was closed is looked at once more after this.
const CLOSED: SignedDuration = SignedDuration::from_secs(5);

impl<H: House> Steward<H> {
    /// Who leaves, and how far they are.
    pub(crate) fn leavers(&self) -> Vec<Leaver> {
        let waits_for = |person: &PersonId| -> BTreeSet<String> {
            let holds = self.holds.iter().filter(|hold| hold.person == *person);
            holds.map(|hold| hold.because.clone()).collect()
        };
        let leaver = |departure: &Departure| Leaver {
            name: departure.display_name.clone(),
            begun_at: departure.begun_at,
            expelled: departure.manner == Manner::Expelled,
            closed_at: departure.closed_at,
            waits_for: waits_for(&departure.person).into_iter().collect(),
        };
        self.departures.iter().map(leaver).collect()
    }

    /// Notes when the people of a plan who leave are looked at again.
    pub(super) fn look_again(&mut self, plan: &Plan, focus: Option<&BTreeSet<PersonId>>) {
        let now = self.house.now();
        let waiting = plan.body.held.iter().filter_map(|held| waits(held, now));
        let changes = plan.body.changes.iter();
        let closing = changes.flat_map(|change| closes(change, now).into_iter().chain(succeeds(change, now)));
        let mut again: BTreeMap<PersonId, Timestamp> = BTreeMap::new();
        for (person, at) in closing.chain(waiting) {
            let sooner = again.get(&person).is_none_or(|known| at < *known);
            sooner.then(|| again.insert(person, at));
        }
        self.agenda.look_again(focus, again);
    }
}

fn waits(held: &Held, now: Timestamp) -> Option<(PersonId, Timestamp)> {
    let wait = match held.because {
        Hold::NoNewWorkFirst => SHORTLY,
        Hold::Draining { until } => until.duration_since(now).clamp(SHORTLY, DRAINING),
        _ => return None,
    };
    Some((held.subject.person.clone(), later(now, wait)))
}

fn closes(change: &Change, now: Timestamp) -> Option<(PersonId, Timestamp)> {
    let asleep = Some(Value::State(AccountState::Inactive));
    let closes = change.slot == Slot::Account && change.after == asleep;
    closes.then(|| (change.subject.person.clone(), later(now, CLOSED)))
}

/// Whose address becomes free can have an account.
fn succeeds(change: &Change, now: Timestamp) -> impl Iterator<Item = (PersonId, Timestamp)> {
    let successors = change.because.iter().filter_map(|because| match because {
        Provenance::Successor { person } => Some(person.clone()),
        _ => None,
    });
    successors.map(move |person| (person, later(now, SHORTLY)))
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// About whom something else is said now than before, and what, for people.
pub(super) fn news(before: &[Order], now: &[Order]) -> (BTreeSet<PersonId>, Vec<String>) {
    let new = now.iter().filter(|order| !before.contains(order));
    let gone = before.iter().filter(|order| !now.iter().any(|other| other.person == order.person));
    let said = new
        .clone()
        .map(|order| format!("{} is told to {} by {}", order.person, order.demand.word(), order.by));
    let unsaid =
        gone.clone().map(|order| format!("what {} said about {} is taken back", order.by, order.person));
    let events = said.chain(unsaid).collect();
    (new.chain(gone).map(|order| order.person.clone()).collect(), events)
}
