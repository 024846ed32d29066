//! How many calls were made, by endpoint. The number of calls is a design goal, so it is counted where they leave.

use super::wire::Request;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Calls so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// All of them, repeated attempts included, token requests not.
    pub total: u64,
    /// By `METHOD /path/{template}`.
    pub by_endpoint: BTreeMap<String, u64>,
}

#[derive(Debug, Default)]
pub(crate) struct Counter(Mutex<Calls>);

impl Counter {
    pub(crate) fn count(&self, request: &Request) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.total += 1;
        *calls.by_endpoint.entry(request.name()).or_default() += 1;
    }

    pub(crate) fn calls(&self) -> Calls {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
