//! What is known of the reads themselves.

use super::faults::Faults;
use crate::directory::delta::Position;
use jiff::Timestamp;
use muster_core::record::Coverage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where reading stands, and what it could not do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) position: Option<Position>,
    pub(crate) read_at: Option<Timestamp>,
    pub(crate) faults: Faults,
    /// Why the last whole read swept nothing, a sentence each; empty where it did.
    pub(crate) unswept: Vec<String>,
    /// How many people the last whole read brought, where it swept nothing.
    #[serde(default)]
    pub(crate) brought: Option<u64>,
    /// Configured bases that were there once and are not any more.
    pub(crate) lost_bases: BTreeSet<String>,
}

impl State {
    pub(crate) fn coverage(&self) -> Coverage {
        let lost =
            self.lost_bases.iter().map(|base| format!("the base `{base}` is no longer in the directory"));
        let missing: Vec<String> = self.unswept.iter().cloned().chain(lost).collect();
        if missing.is_empty() { Coverage::Complete } else { Coverage::Partial { missing } }
    }
}
