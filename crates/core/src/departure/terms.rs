//! How an organisation lets its people go.

use crate::entitlement::Media;
use crate::id::WrapupCodeId;
use crate::time::SignedDuration;
use std::collections::BTreeMap;

/// How an organisation lets its people go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long live work may go on, by medium.
    pub drain: BTreeMap<Media, SignedDuration>,
    /// How long it may go on where nothing else is said.
    pub drain_usually: SignedDuration,
    /// What becomes of work that is still there after that, by medium.
    pub handover: BTreeMap<Media, Handover>,
    /// For how long a closed account is kept before it may be deleted.
    pub retain: SignedDuration,
    /// Whether it is deleted after that, each with an approval of its own.
    pub delete: bool,
    /// Whether a closed account gives up its mail address to somebody else who has it now.
    pub free_mail: bool,
    /// What comes back with somebody who comes back.
    pub restore: Restore,
    /// What happens to somebody who is on leave.
    pub on_leave: OnLeave,
    /// What an ended conversation is filed under where its queue asks for that.
    pub wrapup: Option<WrapupCodeId>,
}

/// What becomes of work that did not end in time. What cannot be done falls to the next in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handover {
    /// The manager gets it.
    Supervisor,
    /// It goes back to the queue that it came from.
    Queue,
    /// It is ended.
    Disconnect,
}

/// What comes back with somebody who comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restore {
    /// What rules give today.
    Owned,
    /// That, and what others had granted before the departure.
    Everything,
}

/// What happens to the account of somebody who is on leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLeave {
    /// It stays as it is.
    Keep,
    /// It is closed like a leaver's and opened again on return; never deleted.
    Close,
}

impl Terms {
    /// How long live work of a medium may go on.
    pub fn patience(&self, media: Media) -> SignedDuration {
        self.drain.get(&media).copied().unwrap_or(self.drain_usually)
    }

    /// What is tried first with work of a medium that did not end in time.
    pub fn handover(&self, media: Media) -> Handover {
        self.handover.get(&media).copied().unwrap_or(Handover::Supervisor)
    }
}

impl Default for Terms {
    /// Half an hour for whatever is live, then the supervisor; kept for thirty days and for ever after.
    fn default() -> Self {
        Self {
            drain: BTreeMap::new(),
            drain_usually: SignedDuration::from_mins(30),
            handover: BTreeMap::new(),
            retain: SignedDuration::from_hours(30 * 24),
            delete: false,
            free_mail: true,
            restore: Restore::Owned,
            on_leave: OnLeave::Keep,
            wrapup: None,
        }
    }
}
