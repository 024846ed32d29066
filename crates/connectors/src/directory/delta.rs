//! What a read of a directory brought: everything there is, or what changed since the read before.

use super::entry::Entry;
use super::replica::people_in;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A read that came to its end. One that did not is thrown away whole, so that nothing is ever half known.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    /// What it means for an object that it does not name.
    pub extent: Extent,
    /// How its objects are described.
    pub form: Form,
    /// Objects in the order in which they came. One may come more than once; the later one is the later state. Links
    /// (`member`, `manager`, `lastKnownParent`) are values that [`Reference::parse`](super::Reference::parse) reads.
    pub objects: Vec<Entry>,
    /// Where the next read goes on.
    pub position: Position,
    /// When the read ended, by our clock.
    pub read_at: Timestamp,
}

impl Delta {
    /// How many people the read names who are not deleted; for a whole read, where every entry tells its class.
    pub fn people(&self) -> u64 {
        people_in(self)
    }
}

/// What a read means for an object that it does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// It does not exist, or may not be seen.
    Whole,
    /// It did not change.
    Since,
}

/// How the objects of a read are described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Whole: an attribute that does not come is not there.
    Full,
    /// By what changed (MS-ADTS 3.1.1.3.4.1.3): an attribute that does not come is as it was, one with an empty value
    /// set is gone, `member;range=1-1` was added and `member;range=0-0` removed.
    Changes,
}

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Track {
    /// The server tells what changed since a cookie.
    DirSync,
    /// Objects whose `uSNChanged` grew are read again.
    Usn,
    /// Everything is read each time.
    Whole,
}

impl Track {
    /// The word for it in settings and in the status.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DirSync => "dirsync",
            Self::Usn => "usn",
            Self::Whole => "whole",
        }
    }
}

/// Where a read ended and the next one goes on. Kept with the objects, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// How the read was made.
    pub track: Track,
    /// The domain's distinguished name.
    pub naming_context: String,
    /// The domain's SID in text form.
    pub domain_sid: Option<String>,
    /// The server's DNS name, else the address it was reached at.
    pub server: String,
    /// `dsServiceName`: which server, whatever its name is.
    pub service: Option<String>,
    /// Which copy of the database; a restored server gets another one. USNs mean nothing across copies.
    pub invocation_id: Option<String>,
    /// `highestCommittedUSN` from before the read.
    pub usn: Option<u64>,
    /// The DirSync cookie, in Base64. Opaque.
    pub cookie: Option<String>,
    /// When this position was reached, by our clock.
    pub reached_at: Timestamp,
    /// When everything was last read, by our clock.
    pub whole_at: Timestamp,
    /// What was asked for: attributes, filter and flags. Another question needs a whole read.
    pub question: String,
}
