//! Everything that was stated of one worker, in the order in which it takes effect: who they are at any moment.

use super::order::{Stated, Zones};
use super::portrait;
use super::usage::Usage;
use crate::id::Anchor;
use crate::record::SourceRecord;
use crate::time::Timestamp;
use crate::worker::{Fact, Facts, Moment, StatementError, Zone};

/// Who a worker is at any moment.
#[derive(Debug)]
pub struct Timeline<'a> {
    usage: &'a Usage,
    worker: Anchor,
    /// From each moment on these facts are true, in order of time. The first is what was known of them before, too.
    turns: Vec<Turn>,
    zones: Zones,
}

/// What is true from a moment on.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) at: Timestamp,
    pub(super) facts: Facts,
    /// When they begin to work here, where that is stated.
    pub(super) starts: Option<Timestamp>,
    /// When their time here is over, where that is stated.
    pub(super) over: Option<Timestamp>,
}

impl<'a> Timeline<'a> {
    /// Puts statements, given in order of arrival, in the order in which they take effect. Of two about one moment the
    /// later one replaces what both speak of.
    pub fn new(worker: &Anchor, stated: &[Stated], usage: &'a Usage) -> Self {
        let zones = Zones::of(stated, &usage.zone);
        let mut placed: Vec<(Timestamp, &Stated)> =
            stated.iter().map(|stated| (zones.effect(stated), stated)).collect();
        placed.sort_by_key(|(at, _)| *at);
        let mut timeline = Self { usage, worker: worker.clone(), turns: Vec::new(), zones };
        for (at, stated) in placed {
            timeline.add(at, &stated.statement.facts);
        }
        timeline
    }

    fn add(&mut self, at: Timestamp, stated: &Facts) {
        let mut facts = self.turns.last().map(|turn| turn.facts.clone()).unwrap_or_default();
        if self.is_new_stint(at, stated) {
            facts.remove(&Fact::End);
            facts.remove(&Fact::Status);
        }
        facts.extend(stated.iter().map(|(fact, said)| (fact.clone(), said.clone())));
        let turn = self.turn(at, facts);
        match self.turns.last_mut().filter(|last| last.at == at) {
            Some(last) => *last = turn,
            None => self.turns.push(turn),
        }
    }

    /// Whoever comes back after their end says a new start, and nothing of the old end.
    fn is_new_stint(&self, at: Timestamp, stated: &Facts) -> bool {
        let over = self.turns.last().and_then(|turn| turn.over).filter(|over| *over <= at);
        let starts = moment(stated, &Fact::Start).map(|start| start.begins(self.zones.when(start)));
        let says_end = stated.contains_key(&Fact::End);
        matches!((over, starts), (Some(over), Some(starts)) if !says_end && over <= starts)
    }

    fn turn(&self, at: Timestamp, facts: Facts) -> Turn {
        let starts = moment(&facts, &Fact::Start).map(|start| start.begins(self.zones.when(start)));
        let over = moment(&facts, &Fact::End);
        let over = over.map(|end| end.ends(self.zones.when(end)));
        Turn { at, facts, starts, over }
    }

    /// What cannot be true of what was stated together: an end before the start.
    pub fn contradiction(&self) -> Option<StatementError> {
        let turn = self
            .turns
            .iter()
            .find(|turn| matches!((turn.starts, turn.over), (Some(starts), Some(over)) if over <= starts))?;
        let (start, end) = (moment(&turn.facts, &Fact::Start)?, moment(&turn.facts, &Fact::End)?);
        Some(StatementError::EndBeforeStart { start, end })
    }

    /// Whether anybody ever said who the worker is: a mail address or a name. Of others there is no record.
    pub fn is_described(&self) -> bool {
        self.turns.iter().any(|turn| portrait::names_somebody(&turn.facts))
    }

    /// What is known of the worker at a moment; of somebody who is still to come, what will be known first. `None` where
    /// nobody ever said who they are.
    pub fn at(&self, as_of: Timestamp) -> Option<SourceRecord> {
        self.is_described().then(|| self.record(as_of)).flatten()
    }

    /// The facts that count at a moment.
    pub fn facts(&self, as_of: Timestamp) -> Option<&Facts> {
        self.turn_at(as_of).map(|turn| &turn.facts)
    }

    /// The same, without what is still ahead of somebody of whom nothing counts yet.
    pub(super) fn facts_in_effect(&self, as_of: Timestamp) -> Option<&Facts> {
        self.turn_at(as_of).filter(|turn| turn.at <= as_of).map(|turn| &turn.facts)
    }

    /// When a statement takes effect.
    pub(super) fn effect(&self, stated: &Stated) -> Timestamp {
        self.zones.effect(stated)
    }

    /// The next moment at which the record is another one, or the worker begins, or ends.
    pub fn next_after(&self, as_of: Timestamp) -> Option<Timestamp> {
        if !self.is_described() {
            return None;
        }
        let mut before = self.record(as_of);
        self.moments().into_iter().filter(|at| *at > as_of).find(|at| {
            let after = self.record(*at);
            let other = before != after || self.turn_at(*at).is_some_and(|turn| turn.starts == Some(*at));
            before = after;
            other
        })
    }

    pub(super) fn record(&self, as_of: Timestamp) -> Option<SourceRecord> {
        let turn = self.turn_at(as_of)?;
        // Before anything takes effect, the first of it is all that is known, and lies ahead.
        let ahead = (as_of < turn.at).then_some(turn.at);
        let turn = Turn { starts: turn.starts.max(ahead), ..turn.clone() };
        Some(portrait::record(&self.usage.source, &self.worker, &turn, self.zones.at(as_of), as_of))
    }

    fn turn_at(&self, as_of: Timestamp) -> Option<&Turn> {
        let before = self.turns.iter().rev().find(|turn| turn.at <= as_of);
        before.or(self.turns.first())
    }

    /// Every moment at which the record may become another one, in order.
    fn moments(&self) -> Vec<Timestamp> {
        let untils = self.turns.iter().skip(1).map(|turn| turn.at).chain([Timestamp::MAX]);
        let mut moments = Vec::new();
        for (turn, until) in self.turns.iter().zip(untils) {
            let boundaries = [turn.starts, turn.over].into_iter().flatten();
            moments.push(turn.at);
            moments.extend(boundaries.filter(|at| turn.at < *at && *at < until));
        }
        moments.sort();
        moments
    }

    /// Where the worker is at a moment.
    pub fn zone(&self, as_of: Timestamp) -> &Zone {
        self.zones.at(as_of)
    }
}

/// A date among facts that were checked when they were stated.
fn moment(facts: &Facts, fact: &Fact) -> Option<Moment> {
    facts.get(fact)?.as_deref()?.parse().ok()
}

#[cfg(test)]
mod tests;
