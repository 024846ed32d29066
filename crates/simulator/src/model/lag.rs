//! Eventual consistency: what a change replaced stays visible for a while.
//!
//! The state changes at once; each log remembers the value that readers may still see. A log without entries
//! costs nothing, so tenants without lag pay nothing for it.

use crate::model::conversation::Conversation;
use crate::model::ids::{ConversationId, GroupId, QueueId, UserId};
use crate::model::state::{Grant, QueueMember, Subject, User};
use jiff::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Old values by key, with the time of the change that replaced them.
#[derive(Clone, Debug)]
pub(crate) struct Old<K, V> {
    entries: BTreeMap<K, (Timestamp, V)>,
}

impl<K, V> Default for Old<K, V> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, V> Old<K, V> {
    /// Remembers that `key` had the value `was` until `now`. With no lag configured nothing is kept.
    pub(crate) fn note(&mut self, key: K, was: V, lag_ms: u32, now: Timestamp) {
        if lag_ms == 0 {
            return;
        }
        self.entries.retain(|_, (at, _)| lags(*at, lag_ms, now));
        // A second change while the first is still hidden: readers go on seeing the oldest value.
        self.entries.entry(key).and_modify(|(at, _)| *at = now).or_insert((now, was));
    }

    /// The value of `key` that readers still see, if its change is not visible yet.
    pub(crate) fn seen(&self, key: &K, lag_ms: u32, now: Timestamp) -> Option<&V> {
        let (at, was) = self.entries.get(key)?;
        lags(*at, lag_ms, now).then_some(was)
    }

    /// All values that readers still see, in key order.
    pub(crate) fn all(&self, lag_ms: u32, now: Timestamp) -> impl Iterator<Item = (&K, &V)> {
        let lagging = move |at: Timestamp| lags(at, lag_ms, now);
        self.entries.iter().filter(move |(_, (at, _))| lagging(*at)).map(|(key, (_, was))| (key, was))
    }

    /// Whether nothing is remembered.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn lags(at: Timestamp, lag_ms: u32, now: Timestamp) -> bool {
    now.as_millisecond() < at.as_millisecond() + i64::from(lag_ms)
}

/// Everything that may still look as it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct LagLog {
    /// Whether the user was a direct member.
    pub(crate) group_members: Old<(GroupId, UserId), bool>,
    /// How the user was a direct member.
    pub(crate) queue_members: Old<(QueueId, UserId), Option<QueueMember>>,
    /// Whether the grant was held directly.
    pub(crate) grants: Old<(Subject, Grant), bool>,
    /// The user as searches still see it; `None`: not yet there.
    pub(crate) search: Old<UserId, Option<User>>,
    /// The user as listings still see it; `None`: not yet there.
    pub(crate) listing: Old<UserId, Option<User>>,
    /// The conversation as calls about it still see it.
    pub(crate) conversations: Old<ConversationId, Conversation>,
    /// The conversation as analytics still see it.
    pub(crate) analytics: Old<ConversationId, Conversation>,
    /// Roles and divisions that are too new to be granted.
    pub(crate) fresh: Old<Uuid, ()>,
    /// Users that are too new to be found by their id.
    pub(crate) fresh_users: Old<UserId, ()>,
}
