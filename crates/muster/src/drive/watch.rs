//! What somebody who looks on is shown.

use muster_connectors::genesys::Budget;
use muster_core::operation::Service;
use std::time::Duration;

/// Where a run is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// People with everything settled, of how many.
    pub people: (usize, usize),
    /// Operations settled, of how many. Both grow when a batch is taken apart.
    pub operations: (usize, usize),
    /// The rate budget.
    pub budget: Budget,
    /// Services that fail and are left alone for now, and for how much longer.
    pub left_alone: Vec<(Service, Duration)>,
    /// What is going on: `applying`, `reading back`.
    pub phase: &'static str,
}

/// Is told of progress.
pub type Watch<'a> = Box<dyn Fn(&Progress) + Send + Sync + 'a>;
