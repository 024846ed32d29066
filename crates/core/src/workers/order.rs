//! When each statement takes effect, and where the worker is then.

use crate::time::Timestamp;
use crate::worker::{Fact, Moment, Statement, Zone};
use serde::{Deserialize, Serialize};

/// A statement as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// When it came; what a file says came when the file was written.
    pub came_at: Timestamp,
    /// The number of the delivery that it came with; `None` where it came with a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<u64>,
    /// What was stated.
    pub statement: Statement,
}

/// Where a worker is, from when on.
#[derive(Debug)]
pub(super) struct Zones {
    /// Before anything else is known.
    first: Zone,
    /// In order of time.
    moves: Vec<(Timestamp, Zone)>,
}

impl Zones {
    /// A statement that names a zone takes effect by the clock of that zone. Somebody is where the first of them says
    /// unless something was known of them before.
    pub(super) fn of(stated: &[Stated], usual: &Zone) -> Self {
        let mut moves: Vec<(Timestamp, Zone)> = stated
            .iter()
            .filter_map(|stated| {
                let named = stated.statement.facts.get(&Fact::TimeZone)?;
                let zone = named.as_deref().and_then(|name| name.parse().ok());
                let zone = zone.unwrap_or_else(|| usual.clone());
                Some((since(stated, &zone), zone))
            })
            .collect();
        moves.sort_by_key(|(at, _)| *at);
        let before = stated
            .iter()
            .filter(|stated| !stated.statement.facts.contains_key(&Fact::TimeZone))
            .map(|stated| since(stated, usual))
            .min();
        let first = match (moves.first(), before) {
            (Some((at, zone)), before) if before.is_none_or(|before| before >= *at) => zone.clone(),
            _ => usual.clone(),
        };
        Self { first, moves }
    }

    /// Where the worker is at a moment.
    pub(super) fn at(&self, when: Timestamp) -> &Zone {
        let before = self.moves.iter().rev().find(|(at, _)| *at <= when);
        before.map_or(&self.first, |(_, zone)| zone)
    }

    /// Where the worker is when a moment comes that depends on where they are.
    pub(super) fn when(&self, moment: Moment) -> &Zone {
        let there = self.moves.iter().rev().find(|(at, zone)| moment.begins(zone) >= *at);
        there.map_or(&self.first, |(_, zone)| zone)
    }

    /// When a statement takes effect.
    pub(super) fn effect(&self, stated: &Stated) -> Timestamp {
        match stated.statement.facts.get(&Fact::TimeZone) {
            Some(Some(name)) => since(stated, &name.parse().unwrap_or_else(|_| self.first.clone())),
            Some(None) | None => {
                stated.statement.since.map_or(stated.came_at, |moment| moment.begins(self.when(moment)))
            }
        }
    }
}

fn since(stated: &Stated, zone: &Zone) -> Timestamp {
    stated.statement.since.map_or(stated.came_at, |moment| moment.begins(zone))
}
