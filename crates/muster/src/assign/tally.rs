//! How many rows came to what.

use super::{Bad, Reason};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many rows came to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tally {
    /// Rows that were read.
    pub(crate) rows: u64,
    /// Rows with something wrong.
    pub(crate) bad: u64,
    /// Whether the last line has no end, as in a file that was cut off.
    pub(crate) cut_off: bool,
    /// What is wrong, how often. A row may have several faults.
    pub(crate) reasons: BTreeMap<Reason, u64>,
}

impl Tally {
    /// Counts a row with everything that it brought to light, of itself or of earlier rows.
    pub(crate) fn count(&mut self, faults: &[Bad]) {
        self.rows += 1;
        let lines: std::collections::BTreeSet<u64> = faults.iter().map(|bad| bad.line).collect();
        self.bad += lines.len() as u64;
        for bad in faults {
            *self.reasons.entry(bad.reason).or_default() += 1;
        }
    }

    /// Rows with nothing wrong.
    pub(crate) fn good(&self) -> u64 {
        self.rows - self.bad
    }
}
