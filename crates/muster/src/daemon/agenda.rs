//! What is to be done, and when.

use super::house::Rhythm;
use super::status::Due;
use muster_core::id::PersonId;
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How many events are named as the cause of a cycle.
const EVENTS_NAMED: usize = 3;
/// A cycle that failed is tried again after this, or sooner.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// What set a cycle off.
#[derive(Clone, Debug)]
pub struct Cause {
    /// When it was noticed.
    pub noticed_at: Timestamp,
    /// What it was, for people.
    pub because: String,
    /// Whether the tenant is to be read anew.
    pub whole: bool,
    /// Whose records may be others; `None`: everybody is planned for.
    pub people: Option<BTreeSet<PersonId>>,
}

/// What is to be done, and when.
pub(super) struct Agenda {
    /// People whose record may be another one, and what happened to them.
    affected: BTreeSet<PersonId>,
    events: Vec<String>,
    noticed_at: Option<Timestamp>,
    /// When everything is read and planned anew.
    whole_at: Timestamp,
    /// When what waits is planned again.
    retry_at: Option<Timestamp>,
    /// When somebody's account expires.
    expiry_at: Option<Timestamp>,
    /// Who leaves and is looked at again, and when.
    again: BTreeMap<PersonId, Timestamp>,
    /// How often in a row something could not be done.
    setbacks: u32,
}

impl Agenda {
    /// Everything is to be read at once.
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            affected: BTreeSet::new(),
            events: Vec::new(),
            noticed_at: None,
            whole_at: now,
            retry_at: None,
            expiry_at: None,
            again: BTreeMap::new(),
            setbacks: 0,
        }
    }

    /// People who leave are looked at again at these moments, and those who were planned for anew at no other.
    pub(super) fn look_again(
        &mut self,
        planned: Option<&BTreeSet<PersonId>>,
        again: BTreeMap<PersonId, Timestamp>,
    ) {
        self.again.retain(|person, _| planned.is_some_and(|planned| !planned.contains(person)));
        self.again.extend(again);
    }

    fn take_again(&mut self, now: Timestamp) -> BTreeSet<PersonId> {
        let due = self.again.iter().filter(|(_, at)| **at <= now).map(|(person, _)| person.clone()).collect();
        self.again.retain(|_, at| *at > now);
        due
    }

    /// Notes what a word from a source means.
    pub(super) fn note(&mut self, people: BTreeSet<PersonId>, events: Vec<String>) {
        self.affected.extend(people);
        self.events.extend(events);
    }

    /// A cycle is due for something that was noticed at this moment, unless one is due already.
    pub(super) fn hurry(&mut self, noticed_at: Timestamp) {
        self.noticed_at = self.noticed_at.or(Some(noticed_at));
    }

    /// Everything is read and planned anew at once.
    pub(super) fn read_anew(&mut self, now: Timestamp) {
        self.whole_at = self.whole_at.min(now);
    }

    /// What waits is planned again at once.
    pub(super) fn retry(&mut self, now: Timestamp) {
        self.retry_at = Some(now);
    }

    /// What there is to do now. `surveyed`: what the last cycle left can be gone on with.
    pub(super) fn due(&mut self, now: Timestamp, surveyed: bool) -> Option<Cause> {
        let passed = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let whole = self.whole_at <= now || !surveyed && passed(self.retry_at);
        let timed = passed(self.expiry_at) || passed(self.retry_at);
        let leaving = self.take_again(now);
        if !whole && !timed && self.noticed_at.is_none() && leaving.is_empty() {
            return None;
        }
        let looked_at = !leaving.is_empty();
        let mut people = std::mem::take(&mut self.affected);
        people.extend(leaving);
        let events = std::mem::take(&mut self.events);
        let because = match (whole, events.as_slice()) {
            (true, _) => "everything is read and planned anew".into(),
            (false, []) if passed(self.expiry_at) => "an account expires".into(),
            (false, []) if passed(self.retry_at) => "what waited is planned again".into(),
            (false, []) if looked_at => "somebody who leaves is looked at again".into(),
            (false, []) => "a source can be believed again, or not any more".into(),
            (false, events) => named(events),
        };
        let noticed_at = self.noticed_at.take().unwrap_or(now);
        let everybody = whole || timed || people.is_empty();
        Some(Cause { noticed_at, because, whole, people: (!everybody).then_some(people) })
    }

    /// After a cycle: when what waits, or what failed, is tried again, and when the next account expires.
    pub(super) fn plan_ahead(&mut self, after: &After, rhythm: Rhythm, expiry_at: Option<Timestamp>) {
        let later = |by: Duration| after.now.checked_add(by).unwrap_or(Timestamp::MAX);
        if after.whole && !after.failed {
            self.whole_at = later(rhythm.whole_every);
        }
        self.mend(after, rhythm);
        // What failed must not wait for what waits anyway.
        let retry = if after.failed { rhythm.retry_every.min(AFTER_FAILURE) } else { rhythm.retry_every };
        self.retry_at = (after.failed || after.waits).then(|| later(retry));
        if after.failed && self.whole_at <= after.now {
            self.whole_at = later(retry);
        }
        self.expiry_at = expiry_at;
    }

    /// What could not be done is tried again with the tenant read anew, since something is otherwise there than it was
    /// thought to be. What never can be done is tried less and less often.
    fn mend(&mut self, after: &After, rhythm: Rhythm) {
        if after.undone {
            let wait = rhythm.retry_every.saturating_mul(1 << self.setbacks.min(16)).min(rhythm.whole_every);
            self.whole_at = self.whole_at.min(after.now.checked_add(wait).unwrap_or(Timestamp::MAX));
            self.setbacks = self.setbacks.saturating_add(1);
        } else if after.whole && !after.failed {
            self.setbacks = 0;
        }
    }

    /// The next moment at which something is due by itself.
    pub(super) fn next(&self) -> Timestamp {
        let again = self.again.values().min().copied();
        let times = [Some(self.whole_at), self.retry_at, self.expiry_at, again];
        times.into_iter().flatten().min().unwrap_or(Timestamp::MAX)
    }

    /// What is due at that moment.
    pub(super) fn next_due(&self) -> Option<Due> {
        let due = |at: Option<Timestamp>, what: &str| at.map(|at| Due { at, what: what.into() });
        let all = [
            due(Some(self.whole_at), "everything is read and planned anew"),
            due(self.retry_at, "what waits is planned again"),
            due(self.expiry_at, "an account expires"),
            due(self.again.values().min().copied(), "somebody who leaves is looked at again"),
        ];
        all.into_iter().flatten().min_by_key(|due| due.at)
    }
}

/// How a cycle ended.
pub(super) struct After {
    pub(super) now: Timestamp,
    /// Whether it was to read everything.
    pub(super) whole: bool,
    pub(super) failed: bool,
    /// Whether anything waits.
    pub(super) waits: bool,
    /// Whether anything failed, was skipped, or did not show.
    pub(super) undone: bool,
}

fn named(events: &[String]) -> String {
    let named = events.iter().take(EVENTS_NAMED).cloned().collect::<Vec<_>>().join("; ");
    match events.len().saturating_sub(EVENTS_NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RHYTHM: Rhythm =
        Rhythm { whole_every: Duration::from_secs(24 * 3600), retry_every: Duration::from_secs(900) };

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(60 * minutes).expect("in range")
    }

    fn after(minutes: i64, whole: bool, undone: bool) -> After {
        After { now: at(minutes), whole, failed: false, waits: false, undone }
    }

    fn begun() -> Agenda {
        let mut agenda = Agenda::new(at(0));
        assert!(agenda.due(at(0), false).expect("everything is due").whole);
        agenda.plan_ahead(&after(0, true, false), RHYTHM, None);
        agenda
    }

    #[test]
    fn what_could_not_be_done_is_tried_again_and_not_at_the_next_whole_reading_only() {
        let mut agenda = begun();
        agenda.plan_ahead(&after(1, false, true), RHYTHM, None);
        assert!(agenda.due(at(15), true).is_none());
        assert!(agenda.due(at(16), true).expect("it is time").whole);
    }

    #[test]
    fn what_never_can_be_done_is_tried_less_and_less_often() {
        let mut agenda = begun();
        let mut now = 0;
        let waits = [15, 30, 60, 120, 240, 480, 960, 1440, 1440].map(|_| {
            agenda.plan_ahead(&after(now, true, true), RHYTHM, None);
            let wait = agenda.next().duration_since(at(now)).as_mins();
            now += wait;
            wait
        });
        assert_eq!(waits, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
        agenda.plan_ahead(&after(now, true, false), RHYTHM, None);
        agenda.plan_ahead(&after(now, false, true), RHYTHM, None);
        assert_eq!(agenda.next(), at(now + 15), "a day on which all went well is a new beginning");
    }

    #[test]
    fn what_waits_is_planned_again_without_reading_everything() {
        let mut agenda = begun();
        agenda.plan_ahead(&After { waits: true, ..after(1, false, false) }, RHYTHM, None);
        let cause = agenda.due(at(16), true).expect("it is time");
        assert_eq!((cause.whole, cause.people), (false, None));
    }
}
