//! What the store takes and gives beyond the types of `muster_core`.

use crate::inbox::SettledDelivery;
use muster_core::entitlement::Slot;
use muster_core::id::{AccountId, PersonId, PlanId, RunId, SourceId};
use muster_core::person::{LedgerEntry, Link};
use muster_core::record::Rejected;
use muster_core::time::Timestamp;
use muster_core::workers::WorkersChange;
use serde::{Deserialize, Serialize};

/// What settled operations mean for links, ledger and departures. Applied as sets: first `disown`, then `own`; `links` replace
/// the links that their people had.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bookkeeping {
    /// Pairings to remember, such as those of created accounts.
    pub links: Vec<Link>,
    /// Grants that are ours from now on; an entry with the same account and slot is replaced.
    pub own: Vec<LedgerEntry>,
    /// Grants that are gone or no longer ours. One that is not in the ledger is no error.
    pub disown: Vec<(AccountId, Slot)>,
    /// Whose account is closed now. One whose departure has not begun is no error.
    pub closed: Vec<(PersonId, Timestamp)>,
    /// Whose departure is over: they are back, or the account is no more.
    pub returned: Vec<PersonId>,
}

/// What came of a run, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunSummary {
    /// People with at least one change.
    pub people: u64,
    /// Changes done by us.
    pub applied: u64,
    /// Changes that the tenant had already.
    pub already_so: u64,
    /// Changes refused or given up.
    pub failed: u64,
    /// Changes not tried, because what they build on failed.
    pub skipped: u64,
    /// Changes that the plan held.
    pub held: u64,
    /// Changes that reading back did not show.
    pub unverified: u64,
    /// API calls sent, reads included.
    pub calls: u64,
}

/// A run in the list of runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Which run.
    pub id: RunId,
    /// By which plan.
    pub plan: PlanId,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was closed; `None` while it is open.
    pub closed_at: Option<Timestamp>,
    /// What came of it; `None` while it is open.
    pub summary: Option<RunSummary>,
}

/// Which audit entries to return, in order of `seq`. All conditions must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditQuery {
    /// The lowest `seq`.
    pub from_seq: u64,
    /// At most this many.
    pub limit: u64,
    /// Only of this run.
    pub run: Option<RunId>,
    /// Only about this person.
    pub person: Option<PersonId>,
}

impl Default for AuditQuery {
    /// The whole chain.
    fn default() -> Self {
        Self { from_seq: 0, limit: u64::MAX, run: None, person: None }
    }
}

/// Where the audit chain ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// The `seq` of the entry that comes next, which is how many there are.
    pub next_seq: u64,
    /// The hash of the last entry, `muster_core::audit::GENESIS` where there is none.
    pub hash: String,
}

/// How large the last complete read of a source was, so that a shrunken read is noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceBaseline {
    /// Which source.
    pub source: SourceId,
    /// When the read ended.
    pub read_at: Timestamp,
    /// How many records it brought.
    pub records: u64,
    /// How many groups it brought.
    pub groups: u64,
}

/// How many calls a minute a service of the tenant takes, where that is less than the token's ceiling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// Which service: the first segment of its paths.
    pub service: String,
    /// Calls a minute.
    pub per_minute: u32,
    /// When a run found it out.
    pub learned_at: Timestamp,
}

/// What taking in what HR said came to: made durable as one.
#[derive(Clone, Debug)]
pub struct WorkerBooks<'a> {
    /// What was stated, and who is gone.
    pub change: &'a WorkersChange,
    /// Files that said so.
    pub files: Vec<WorkerFile>,
    /// When it was taken in.
    pub at: Timestamp,
    /// What became of deliveries that said so and waited.
    pub settled: Vec<SettledDelivery>,
    /// Deliveries that were parked and count now.
    pub unparked: Vec<u64>,
}

/// A file of HR that was taken in. The same again is not taken in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerFile {
    /// Its name without the folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it was taken in.
    pub taken_at: Timestamp,
    /// How many rows it has.
    pub rows: u64,
    /// Whether it lists everybody.
    pub full: bool,
    /// Rows that cannot be used, each with its reason.
    pub rejected: Vec<Rejected>,
}

/// A list that assigns something to single people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedList {
    /// The file, without its folder.
    pub list: String,
    /// How many assignments stand by it.
    pub assignments: u64,
    /// How many people they are about.
    pub people: u64,
    /// When it was last taken, to the microsecond.
    pub taken_at: Timestamp,
}

/// Which assignments stand no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// All of a list.
    List(String),
    /// What a list said before a moment, and not since.
    Before {
        /// Which list.
        list: String,
        /// The moment.
        at: Timestamp,
    },
    /// What single people are assigned, by whatever list.
    Grants(Vec<(PersonId, Slot)>),
}
