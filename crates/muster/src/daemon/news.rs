//! What the watchers of the sources tell the service.

use crate::staff::Delivered;
use muster_connectors::directory::{Delta, Description};
use muster_core::id::SourceId;
use muster_core::record::SourceBatch;
use muster_core::time::Timestamp;

/// One word from the watcher of a source.
pub struct News {
    /// Which source.
    pub source: SourceId,
    /// When what it is about was noticed.
    pub noticed_at: Timestamp,
    /// What there is to say.
    pub word: Word,
}

/// What there is to say of a source.
pub enum Word {
    /// A directory was read to the end.
    Changed(Box<Read>),
    /// A directory in a file was read whole.
    Described(Box<Description>),
    /// A table of people was read whole.
    Table(Box<SourceBatch>),
    /// Files of an HR system are others than they were, and have come to rest.
    Files,
    /// Deliveries of an HR system that wait.
    Delivered(Vec<Delivered>),
    /// It cannot be read; what was known before stays.
    Trouble {
        /// Why, with all causes.
        sentence: String,
        /// What a person can do about it.
        hint: String,
    },
    /// It is there and has nothing new.
    Quiet,
}

/// A read of a directory that came to its end.
pub struct Read {
    /// What it brought.
    pub delta: Delta,
    /// Why everything was read; `None` where only what changed was.
    pub why_whole: Option<String>,
    /// What limits what can be seen.
    pub findings: Vec<String>,
}
