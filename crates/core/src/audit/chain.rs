//! Verifies the chain offline.

use super::{AuditEntry, GENESIS};
use crate::digest;

/// Where and how a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is missing or out of order.
    #[error("entry {found} stands where entry {expected} should be")]
    Gap {
        /// The number that should follow.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// An entry does not name the hash of the one before it.
    #[error("entry {seq} is not chained to the entry before it")]
    Unchained {
        /// Which.
        seq: u64,
    },
    /// An entry's content is not what was hashed.
    #[error("entry {seq} was changed after it was written")]
    Altered {
        /// Which.
        seq: u64,
    },
}

/// Verifies entries from the first on; returns the hash of the last.
pub fn verify_chain<'a>(entries: impl IntoIterator<Item = &'a AuditEntry>) -> Result<String, Broken> {
    let mut previous = GENESIS.to_owned();
    for (expected, entry) in (0_u64..).zip(entries) {
        verify_entry(expected, &previous, entry)?;
        previous.clone_from(&entry.hash);
    }
    Ok(previous)
}

fn verify_entry(expected: u64, previous: &str, entry: &AuditEntry) -> Result<(), Broken> {
    if entry.seq != expected {
        return Err(Broken::Gap { expected, found: entry.seq });
    }
    if entry.previous != previous {
        return Err(Broken::Unchained { seq: entry.seq });
    }
    if entry.hash != digest::of(&(entry.seq, &entry.event, &entry.previous)) {
        return Err(Broken::Altered { seq: entry.seq });
    }
    Ok(())
}
