//! What came to the hooks, in numbers. Of what was turned away nothing is kept but the reasons, and of these only the
//! last.

use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many reasons are kept.
const REASONS_MAX: usize = 20;

/// What came to the hooks, for the status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HooksStatus {
    /// Where they are.
    pub(crate) url: String,
    /// Each source.
    pub(crate) sources: Vec<HookStatus>,
    /// Requests for sources that there are not.
    pub(crate) unknown_sources: u64,
    /// Why the last ones were turned away, the newest first.
    pub(crate) turned_away: Vec<TurnedAway>,
}

/// What came for one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct HookStatus {
    /// Which.
    pub(crate) source: String,
    /// Deliveries that were new, the refused ones too.
    pub(crate) new: u64,
    /// Deliveries that were there before.
    pub(crate) known: u64,
    /// When the last one came.
    pub(crate) last_at: Option<Timestamp>,
    /// Requests that were turned away and not kept, by status.
    pub(crate) turned_away: BTreeMap<u16, u64>,
}

/// A request that was turned away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TurnedAway {
    /// When.
    pub(crate) at: Timestamp,
    /// For which source.
    pub(crate) source: String,
    /// With which status.
    pub(crate) status: u16,
    /// Why.
    pub(crate) reason: String,
}

/// Counts.
#[derive(Default)]
pub(super) struct Tally(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    sources: BTreeMap<SourceId, HookStatus>,
    unknown_sources: u64,
    turned_away: VecDeque<TurnedAway>,
}

impl Tally {
    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a delivery that was kept.
    pub(super) fn kept(&self, source: &SourceId, at: Timestamp, was_known: bool) {
        let mut counted = self.counted();
        let of = counted.sources.entry(source.clone()).or_default();
        *(if was_known { &mut of.known } else { &mut of.new }) += 1;
        of.last_at = Some(at);
    }

    /// Counts a request that was turned away.
    pub(super) fn turned_away(&self, source: &SourceId, at: Timestamp, status: u16, reason: &str) {
        let mut counted = self.counted();
        *counted.sources.entry(source.clone()).or_default().turned_away.entry(status).or_default() += 1;
        counted.turned_away.push_front(TurnedAway {
            at,
            source: source.to_string(),
            status,
            reason: reason.to_owned(),
        });
        counted.turned_away.truncate(REASONS_MAX);
    }

    /// Counts a request for a source that there is not. Its name is a stranger's and not kept.
    pub(super) fn unknown_source(&self) {
        self.counted().unknown_sources += 1;
    }

    pub(super) fn status<'s>(&self, url: String, sources: impl Iterator<Item = &'s SourceId>) -> HooksStatus {
        let counted = self.counted();
        let of = |source: &SourceId| {
            let found = counted.sources.get(source).cloned().unwrap_or_default();
            HookStatus { source: source.to_string(), ..found }
        };
        HooksStatus {
            url,
            sources: sources.map(of).collect(),
            unknown_sources: counted.unknown_sources,
            turned_away: counted.turned_away.iter().cloned().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_flood_only_the_last_reasons_are_kept() {
        let tally = Tally::default();
        let source: SourceId = "hr".into();
        for n in 0..10_000 {
            tally.turned_away(&source, Timestamp::UNIX_EPOCH, 401, &format!("reason {n}"));
        }
        let status = tally.status(String::new(), [&source].into_iter());
        assert_eq!(status.sources[0].turned_away[&401], 10_000);
        assert_eq!(status.turned_away.len(), REASONS_MAX);
        assert_eq!(status.turned_away[0].reason, "reason 9999");
    }
}
