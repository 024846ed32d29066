//! What the service says of itself. It stands in the store, so that `muster status` can read it from beside.

use crate::hooks::HooksStatus;
use muster_core::id::{RunId, SourceId};
use muster_core::record::Coverage;
use muster_core::time::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How often the service writes its status although nothing happened.
pub(crate) const SAID_EVERY: SignedDuration = SignedDuration::from_secs(10);

/// What the service says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Status {
    /// Its process id.
    pub(crate) process: u32,
    /// When it began.
    pub(crate) started_at: Timestamp,
    /// When it said this. An old word is that of a service that is gone, or hangs.
    pub(crate) said_at: Timestamp,
    /// What it does.
    pub(crate) doing: Doing,
    /// Each source.
    pub(crate) sources: Vec<SourceStatus>,
    /// The tenant; `None` before it was read.
    pub(crate) tenant: Option<TenantStatus>,
    /// The last cycles, the newest first.
    pub(crate) cycles: Vec<Cycle>,
    /// What waits, by reason, the most first.
    pub(crate) held: Vec<Waiting>,
    /// Who leaves, and how far they are.
    #[serde(default)]
    pub(crate) departures: Vec<Leaver>,
    /// When the next thing happens by itself, and what.
    pub(crate) next: Option<Due>,
    /// What HR knows of that will happen by itself, the first of it.
    #[serde(default)]
    pub(crate) scheduled: Vec<Due>,
    /// What HR systems pushed; `None` where no hooks are open.
    #[serde(default)]
    pub(crate) hooks: Option<HooksStatus>,
}

/// What the service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doing {
    /// Reads everything for the first time.
    Starting,
    /// Waits for something to change.
    Watching,
    /// Plans and applies.
    Working,
    /// Has been told to end.
    Ended,
}

/// One source as the service sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SourceStatus {
    /// Its name.
    pub(crate) name: SourceId,
    /// The server, or the file.
    pub(crate) at: String,
    /// How changes are noticed.
    pub(crate) track: String,
    /// Whether absence may be believed now, and what is missing otherwise.
    pub(crate) coverage: Coverage,
    /// What keeps it from being read, if anything.
    pub(crate) trouble: Option<String>,
    /// The finding to accept so that what the last whole read did not bring counts as gone.
    #[serde(default)]
    pub(crate) to_accept: Option<String>,
    /// What limits what can be seen, although it is read.
    pub(crate) findings: Vec<String>,
    /// When it was last heard of.
    pub(crate) heard_at: Option<Timestamp>,
    /// When it was last read.
    pub(crate) read_at: Option<Timestamp>,
    /// When everything was last read, and why.
    pub(crate) whole_at: Option<Timestamp>,
    /// Why everything was read then.
    pub(crate) why_whole: Option<String>,
    /// The number of the server's last change that was read.
    pub(crate) usn: Option<u64>,
    /// How many people it describes.
    pub(crate) people: u64,
    /// How many groups.
    pub(crate) groups: u64,
}

/// The tenant as the service sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TenantStatus {
    /// The organisation's name.
    pub(crate) organisation: String,
    /// When all of it was last read.
    pub(crate) read_at: Timestamp,
    /// Its accounts.
    pub(crate) accounts: u64,
    /// What keeps it from being worked with, if anything.
    pub(crate) trouble: Option<String>,
}

/// One pass of the service: what set it off, whom it looked at, what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cycle {
    /// When it began.
    pub(crate) at: Timestamp,
    /// What set it off, for people.
    pub(crate) because: String,
    /// How many people were looked at.
    pub(crate) people: u64,
    /// How many changes were made and read back.
    pub(crate) done: u64,
    /// How many failed, were skipped or did not show.
    pub(crate) failed: u64,
    /// How many were held.
    pub(crate) held: u64,
    /// API calls that it took.
    pub(crate) calls: u64,
    /// From the first word of a change to the end of the cycle.
    pub(crate) took_ms: u64,
    /// The run that it made; `None` where there was nothing to change.
    pub(crate) run: Option<RunId>,
    /// Why it ended early, if it did.
    pub(crate) trouble: Option<String>,
}

/// Changes that wait for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    /// Why.
    pub(crate) because: String,
    /// How many changes, or people who cannot be planned for.
    pub(crate) count: u64,
    /// Some of whom it is about.
    pub(crate) people: Vec<String>,
}

/// Somebody who leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Leaver {
    /// Their name.
    pub(crate) name: String,
    /// Since when.
    pub(crate) begun_at: Timestamp,
    /// Whether access goes first.
    pub(crate) expelled: bool,
    /// When the account was closed.
    pub(crate) closed_at: Option<Timestamp>,
    /// What is waited for, a sentence each.
    pub(crate) waits_for: Vec<String>,
}

/// Something that happens by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Due {
    /// When.
    pub(crate) at: Timestamp,
    /// What, for people.
    pub(crate) what: String,
}

impl Status {
    /// Whether a service that spoke so can be taken for alive at `now`.
    pub(crate) fn is_alive(&self, now: Timestamp) -> bool {
        self.doing != Doing::Ended && now.duration_since(self.said_at) < SAID_EVERY * 3
    }
}
