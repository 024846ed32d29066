//! In which order somebody who moves loses the old and gains the new.

use super::{Change, Transition};
use crate::entitlement::{Kind, Slot};
use crate::id::RoleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is taken away before anything is given. All else is given first, so that nobody is on a call with no queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeFirst {
    /// Kinds.
    pub kinds: BTreeSet<Kind>,
    /// Roles, whatever the order of roles is.
    pub roles: BTreeSet<RoleId>,
}

impl RevokeFirst {
    /// Whether nothing is taken away first.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.roles.is_empty()
    }

    /// Whether a change must be made before anything is given.
    pub fn concerns(&self, change: &Change) -> bool {
        let privileged = matches!(change.slot, Slot::Role(at) if self.roles.contains(&at.role));
        let loses = change.after.is_none() && change.slot.is_entitlement();
        let moves = matches!(change.transition, Transition::Mover | Transition::Rehire);
        moves && loses && (privileged || self.kinds.contains(&change.slot.kind()))
    }
}
