//! The local copy of a directory as it is stored: rows of plain text, whose meaning only the connector knows.

use crate::id::{PersonId, SourceId};
use crate::time::Timestamp;

/// What an edge means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// From a group to its member.
    Member,
    /// From a person to their manager.
    Manager,
}

impl EdgeKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Member, Self::Manager];

    /// The word that is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Manager => "manager",
        }
    }
}

/// An object to write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectRow {
    /// Its key.
    pub id: Box<str>,
    /// All of it, as JSON.
    pub value: Box<str>,
}

/// An edge to write or to forget.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeRow {
    /// What it means.
    pub kind: EdgeKind,
    /// The key of the object that points.
    pub from: Box<str>,
    /// What it points at, at most some hundred bytes long.
    pub to: Box<str>,
    /// What else is known of that; no part of the edge's identity.
    pub hint: Option<Box<str>>,
}

/// What to store of a replica, as one: rows, position and what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplicaChange {
    /// Whether what was stored before is forgotten first.
    pub everything: bool,
    /// Where reading stands, as JSON.
    pub state: String,
    /// Objects to write.
    pub put: Vec<ObjectRow>,
    /// Keys of objects to forget.
    pub gone: Vec<Box<str>>,
    /// Edges to write.
    pub added: Vec<EdgeRow>,
    /// Edges to forget.
    pub removed: Vec<EdgeRow>,
    /// What happened.
    pub events: Vec<DirectoryEvent>,
}

/// A row of a stored replica, while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplicaRow<'a> {
    /// Where reading stands. It comes first; where it comes again, reading the rows begins again.
    State(&'a str),
    /// An object.
    Object {
        /// Its key.
        id: &'a str,
        /// All of it, as JSON.
        value: &'a str,
    },
    /// An edge.
    Edge {
        /// What it means.
        kind: EdgeKind,
        /// The key of the object that points.
        from: &'a str,
        /// What it points at.
        to: &'a str,
        /// What else is known of that.
        hint: Option<&'a str>,
    },
}

/// Something that happened in a directory, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEvent {
    /// When we learned of it.
    pub at: Timestamp,
    /// From which source.
    pub source: SourceId,
    /// From which of its servers.
    pub server: String,
    /// Whom it concerns. A group is told by its anchor, too.
    pub person: PersonId,
    /// `member Ada Osei added to GC-Agents`.
    pub sentence: String,
}
