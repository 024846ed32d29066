//! What the service knows of its HR sources, beside everything else that it knows.

use super::knowledge::{Heard, Knowledge};
use super::status::Due;
use crate::staff::{Delivered, Looked, Staff};
use muster_core::id::{Anchor, PersonId, SourceId};
use muster_core::record::{SourceBatch, Upcoming};
use muster_core::time::Timestamp;
use muster_store::{Store, StoreError};
use std::collections::BTreeSet;

/// How many people are named where much happens at one moment.
const NAMED: usize = 3;

impl Knowledge {
    /// Looks at the files of an HR source.
    pub(super) fn files(
        &mut self,
        source: &SourceId,
        now: Timestamp,
        store: &mut dyn Store,
    ) -> Result<Heard, StoreError> {
        let Some(staff) = self.staff.get_mut(source) else { return Ok(Heard::default()) };
        let looked = staff.look(now, store)?;
        Ok(self.looked(source, looked, now))
    }

    /// Takes deliveries of an HR source in.
    pub(super) fn delivered(
        &mut self,
        source: &SourceId,
        deliveries: Vec<Delivered>,
        now: Timestamp,
        store: &mut dyn Store,
    ) -> Result<Heard, StoreError> {
        let Some(staff) = self.staff.get_mut(source) else { return Ok(Heard::default()) };
        let count = deliveries.len();
        let (mut looked, _) = staff.take(deliveries, store, now)?;
        if !looked.affected.is_empty() {
            let noun = if count == 1 { "delivery" } else { "deliveries" };
            looked.events.push(format!("{count} {noun} of {source}"));
        }
        Ok(self.looked(source, looked, now))
    }

    fn looked(&mut self, source: &SourceId, looked: Looked, now: Timestamp) -> Heard {
        self.refresh_staff(source);
        if let Some(status) = self.of(source) {
            status.well(now);
        }
        let person = |worker: &Anchor| PersonId::new(source, worker);
        Heard {
            affected: looked.affected.iter().map(person).collect(),
            events: looked.events,
            coverage_changed: false,
        }
    }

    /// What happened by itself until `now` and was not told before: whose record is another one, and how, for people.
    pub(super) fn happened(&mut self, now: Timestamp) -> Heard {
        let mut heard = Heard::default();
        for (source, staff) in &mut self.staff {
            let happened = staff.happened(now);
            heard.affected.extend(happened.iter().map(|it| PersonId::new(source, &it.worker)));
            heard.events.extend(happened.iter().map(told));
        }
        heard
    }

    /// The next moment at which something happens by itself to a worker.
    pub(super) fn next_of_staff(&self) -> Option<Due> {
        self.soonest_of_staff(1).into_iter().next()
    }

    /// What happens next by itself, in order of time, to at most so many people.
    pub(super) fn soonest_of_staff(&self, most: usize) -> Vec<Due> {
        let all = self.staff.values().flat_map(|staff| staff.soonest(most));
        let mut all: Vec<Upcoming> = all.collect();
        all.sort();
        all.truncate(most);
        all.iter().map(|it| Due { at: it.at, what: told(it) }).collect()
    }

    pub(super) fn staff_batches(
        &self,
        people: Option<&BTreeSet<PersonId>>,
        now: Timestamp,
    ) -> Vec<SourceBatch> {
        let of = |(source, staff): (&SourceId, &Staff)| {
            let only = people.map(|people| workers(people, source));
            staff.batch(only.as_ref(), now)
        };
        self.staff.iter().map(of).collect()
    }

    /// Counts anew what an HR source holds.
    pub(super) fn refresh_staff(&mut self, source: &SourceId) {
        let Some(staff) = self.staff.get(source) else { return };
        let (people, coverage) = (staff.workers().population(), staff.coverage());
        if let Some(status) = self.of(source) {
            (status.people, status.coverage) = (people, coverage);
        }
    }
}

/// The workers of a source among people.
fn workers(people: &BTreeSet<PersonId>, source: &SourceId) -> BTreeSet<Anchor> {
    let of = people.iter().filter(|person| person.source == *source);
    of.map(|person| person.anchor.clone()).collect()
}

fn told(it: &Upcoming) -> String {
    let what: Vec<&str> = it.what.split(", ").take(NAMED).collect();
    let name = if it.display_name.is_empty() { it.worker.as_str() } else { &it.display_name };
    format!("{name} {}", what.join(", "))
}
