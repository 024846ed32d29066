//! When something happens to somebody by itself. Kept in order, so that nobody has to look at everybody.

use super::Workers;
use crate::id::Anchor;
use crate::record::Upcoming;
use crate::time::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The next moment of everybody who has one.
#[derive(Debug)]
pub(super) struct Due {
    /// Up to here everything that happens by itself was told.
    told: Timestamp,
    by_time: BTreeSet<(Timestamp, Anchor)>,
    by_worker: BTreeMap<Anchor, Timestamp>,
}

impl Default for Due {
    fn default() -> Self {
        Self { told: Timestamp::MIN, by_time: BTreeSet::new(), by_worker: BTreeMap::new() }
    }
}

impl Due {
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.told = now;
    }

    fn set(&mut self, worker: &Anchor, at: Option<Timestamp>) {
        if let Some(before) = self.by_worker.remove(worker) {
            self.by_time.remove(&(before, worker.clone()));
        }
        if let Some(at) = at {
            self.by_worker.insert(worker.clone(), at);
            self.by_time.insert((at, worker.clone()));
        }
    }
}

impl Workers {
    /// Finds out anew when something happens to a worker next, after a moment that is no news for them any more.
    pub(super) fn reckon(&mut self, worker: &Anchor, after: Timestamp) {
        let told = self.due.told.max(after);
        let gone = self.known.get(worker).is_none_or(|known| known.gone_at.is_some());
        let next = self.timeline(worker).filter(|_| !gone).and_then(|timeline| timeline.next_after(told));
        self.due.set(worker, next);
    }

    /// The next moment at which something happens to anybody by itself.
    pub fn next(&self) -> Option<Timestamp> {
        self.due.by_time.first().map(|(at, _)| *at)
    }

    /// The next thing that happens to each of the first people to whom anything does, at most so many.
    pub fn soonest(&self, most: usize) -> Vec<Upcoming> {
        let first = self.due.by_time.iter().take(most);
        first.flat_map(|(at, worker)| self.upcoming_of(worker, just_before(at), *at)).collect()
    }

    /// What happened by itself until `now` and was not told before, in order of time.
    pub fn happened(&mut self, now: Timestamp) -> Vec<Upcoming> {
        let before = self.due.told;
        let happened = self.upcoming(before, now);
        let through = |(at, _): &&(Timestamp, Anchor)| *at <= now;
        let workers: Vec<Anchor> =
            self.due.by_time.iter().take_while(through).map(|(_, worker)| worker.clone()).collect();
        self.due.told = self.due.told.max(now);
        workers.iter().for_each(|worker| self.reckon(worker, now));
        happened
    }

    /// What will happen by itself after `as_of` and not after `until`, in order of time.
    pub fn upcoming(&self, as_of: Timestamp, until: Timestamp) -> Vec<Upcoming> {
        let soon = self.due.by_time.iter().take_while(|(at, _)| *at <= until);
        let all = soon.flat_map(|(at, worker)| self.upcoming_of(worker, as_of.max(just_before(at)), until));
        let mut upcoming: Vec<Upcoming> = all.collect();
        upcoming.sort();
        upcoming
    }

    fn upcoming_of(&self, worker: &Anchor, as_of: Timestamp, until: Timestamp) -> Vec<Upcoming> {
        let Some(timeline) = self.timeline(worker) else { return Vec::new() };
        let zone = |at: Timestamp| timeline.zone(at).clone();
        let name = |at: Timestamp| timeline.at(at).map(|record| record.display_name).unwrap_or_default();
        let told = timeline.upcoming(as_of, until).into_iter();
        let told = told.map(|(at, what)| {
            let (worker, display_name) = (worker.clone(), name(just_before(&at)));
            Upcoming { at, worker, display_name, zone: zone(at), what: what.join(", ") }
        });
        told.collect()
    }
}

fn just_before(at: &Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(*at)
}
