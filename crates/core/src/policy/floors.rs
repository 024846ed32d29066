//! How many must be left: of the members of a queue, of the holders of a role.

use crate::id::{QueueId, RoleId};
use std::collections::BTreeMap;

/// How many active accounts must be left. What no floor is set for may become empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floors {
    /// Members of a queue, in place of `every_queue`.
    pub queues: BTreeMap<QueueId, u64>,
    /// Members of any other queue.
    pub every_queue: u64,
    /// Direct holders of a role, wherever it is valid.
    pub roles: BTreeMap<RoleId, u64>,
}

impl Floors {
    /// How many members a queue must keep.
    pub fn of_queue(&self, queue: QueueId) -> u64 {
        self.queues.get(&queue).copied().unwrap_or(self.every_queue)
    }

    /// How many direct holders a role must keep.
    pub fn of_role(&self, role: RoleId) -> u64 {
        self.roles.get(&role).copied().unwrap_or(0)
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.every_queue == 0 && self.queues.is_empty() && self.roles.is_empty()
    }
}
