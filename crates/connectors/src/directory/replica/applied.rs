//! What applying a read did.

use super::edges::Target;
use jiff::Timestamp;
use muster_core::record::{Coverage, Rejected};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// What applying a read did. Nothing that was so before is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// What to store.
    pub rows: Rows,
    /// Whose record may be another one now.
    pub touched: Touched,
    /// What happened, for people; in order of the objects concerned. Nothing about a first read: everything is new.
    pub events: Vec<Event>,
    /// What of this read could not be taken in, with the object's distinguished name.
    pub findings: Vec<Rejected>,
    /// Whether absence may be believed after this read.
    pub coverage: Coverage,
}

/// What of a replica is to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// All of it, instead of what is stored.
    Everything,
    /// What changed.
    Changed {
        /// Objects to write, deleted ones too.
        put: BTreeSet<Uuid>,
        /// Objects to forget.
        gone: BTreeSet<Uuid>,
        /// Edges to write.
        added: BTreeSet<(Link, Uuid, Target)>,
        /// Edges to forget.
        removed: BTreeSet<(Link, Uuid, Target)>,
    },
}

impl Rows {
    /// Whether there is nothing to store but the position.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Everything => false,
            Self::Changed { put, gone, added, removed } => {
                put.is_empty() && gone.is_empty() && added.is_empty() && removed.is_empty()
            }
        }
    }
}

/// What an edge means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// From a group to its member.
    Member,
    /// From a person to their manager.
    Manager,
}

/// What changed, as far as it can matter to records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Everything may have changed.
    pub everything: bool,
    /// Objects that changed themselves, came or went.
    pub objects: BTreeSet<Uuid>,
    /// Of those, the ones that were people before.
    pub people: BTreeSet<Uuid>,
    /// Members that came into a group or left one.
    pub members: BTreeSet<Target>,
    /// SIDs that the objects had before or have now.
    pub sids: BTreeSet<Arc<str>>,
}

/// Something that happened in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When the read that told of it ended.
    pub at: Timestamp,
    /// Whom it concerns, the person or member first.
    pub concerns: Vec<Uuid>,
    /// `member Ada Osei added to GC-Agents`.
    pub sentence: String,
}
