//! What of the last reads could not be taken in. It is remembered until the object is read again from the
//! beginning: whoever is not in the read must not look like somebody who left, and what changed is told only once.

use crate::directory::dn::DnKey;
use muster_core::record::Rejected;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// One thing that could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Fault {
    pub(crate) location: String,
    pub(crate) reason: String,
    pub(crate) guid: Option<Uuid>,
}

/// Everything that could not be taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Faults(BTreeSet<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.insert(fault);
    }

    /// Forgets the faults of what was read again.
    pub(crate) fn forget(&mut self, guids: &BTreeSet<Uuid>, names: &BTreeSet<DnKey>) {
        let again = |fault: &Fault| match fault.guid {
            Some(guid) => guids.contains(&guid),
            None => names.contains(&DnKey::new(&fault.location)),
        };
        self.0.retain(|fault| !again(fault));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn rejected(&self) -> Vec<Rejected> {
        let rejected =
            |fault: &Fault| Rejected { location: fault.location.clone(), reason: fault.reason.clone() };
        self.0.iter().map(rejected).collect()
    }
}
