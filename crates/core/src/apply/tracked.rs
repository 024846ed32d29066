//! What is known of one operation in a run.

use crate::journal::Settlement;
use crate::operation::{Operation, Refusal, Remaining};
use crate::time::Timestamp;

/// One operation with its state.
pub(super) struct Tracked {
    pub(super) operation: Operation,
    pub(super) next: Next,
    /// How often it was sent, in all lives of the process.
    pub(super) attempts: u32,
    /// How often it was sent in this life: an outage that halted the run is no reason to give up when it goes on.
    pub(super) tries: u32,
    /// How often it met a conflict in this life.
    pub(super) conflicts: u32,
    /// Whether it was tried for long enough: given up as soon as it is known not to have happened.
    pub(super) doomed: bool,
    /// How often looking for its effect failed.
    pub(super) blind: u32,
    /// What a probe saw left to do: no more than that is sent.
    pub(super) remaining: Remaining,
    /// What the tenant said last when it would not.
    pub(super) last: Option<Refusal>,
    /// Whether an earlier attempt may have taken effect without our knowing.
    pub(super) uncertain: bool,
    pub(super) settled: Option<Settlement>,
}

/// What an open operation needs next, and from when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Send(Option<Timestamp>),
    Probe(Option<Timestamp>),
    /// It was handed out.
    Busy,
}

impl Tracked {
    pub(super) fn new(operation: Operation) -> Self {
        Self {
            operation,
            next: Next::Send(None),
            attempts: 0,
            tries: 0,
            conflicts: 0,
            doomed: false,
            blind: 0,
            remaining: Remaining::Untold,
            last: None,
            uncertain: false,
            settled: None,
        }
    }
}
