//! How often a tenant was called.

use crate::routes::only_asks;
use std::collections::BTreeMap;

/// How often a tenant was called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Calls by `METHOD /path/{template}`, refused and faulty ones included; lost requests are not seen.
    pub by_operation: BTreeMap<String, u64>,
    /// Replies by status; replies that were lost are not among them.
    pub by_status: BTreeMap<u16, u64>,
    /// Replies with status 429, whether from the limits or from a fault.
    pub throttled: u64,
    /// Calls that a fault hit.
    pub faults: u64,
}

impl Calls {
    /// All calls together.
    pub fn total(&self) -> u64 {
        self.by_operation.values().sum()
    }

    /// All calls that may change something: not GET, HEAD, searches, licence previews or token requests.
    pub fn writes(&self) -> u64 {
        let reads = |name: &str| name.split_once(' ').is_some_and(|(method, at)| only_asks(method, at));
        self.by_operation.iter().filter(|(name, _)| !reads(name)).map(|(_, count)| count).sum()
    }
}
