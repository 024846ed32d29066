//! What every store can do.

use crate::inbox::{Delivery, InboxEntry, InboxQuery, SettledDelivery, StateName};
use crate::{
    AssignedList, AuditHead, AuditQuery, Bookkeeping, Ceiling, RunRecord, RunSummary, SourceBaseline,
    StoreError, Withdrawal, WorkerBooks, WorkerFile,
};
use bytes::Bytes;
use muster_core::audit::{AuditEntry, AuditEvent};
use muster_core::departure::{Departure, Order};
use muster_core::entitlement::Kind;
use muster_core::guard::Approval;
use muster_core::id::{PersonId, RunId, SourceId};
use muster_core::journal::{JournalEntry, Run};
use muster_core::person::{Ledger, LedgerEntry, Link};
use muster_core::policy::{Assignment, Assignments};
use muster_core::replica::{DirectoryEvent, ReplicaChange, ReplicaRow};
use muster_core::time::Timestamp;
use muster_core::workers::WorkerRow;
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, StoreError>;

/// What Muster remembers between runs.
///
/// Each method is one transaction: it sees one state, and what it changes is kept whole or not at all. A changing
/// method returns only when the change is durable: on disk for SQLite, in the server's log for PostgreSQL. Changing
/// methods need [`crate::Access::Lead`], else they return [`StoreError::ReadOnly`].
pub trait Store: Send {
    /// All links, in order of people.
    fn links(&mut self) -> Result<Vec<Link>>;

    /// Remembers links, as one set: each replaces the link that its person had.
    ///
    /// [`StoreError::Conflict`] where an account is then linked to two people; nothing is kept in that case.
    fn remember_links(&mut self, links: &[Link]) -> Result<()>;

    /// Forgets a person's link, and says whether there was one.
    fn forget_link(&mut self, person: &PersonId) -> Result<bool>;

    /// All grants that are ours, in order of accounts and slot keys.
    fn ledger(&mut self) -> Result<Vec<LedgerEntry>>;

    /// The same as far as a plan needs it. The entries are never in memory all at once.
    fn owned(&mut self) -> Result<Ledger>;

    /// Begins a run and remembers the links that its plan made and the departures that it begins, durably before the
    /// first call leaves.
    ///
    /// [`StoreError::RunOpen`] where a run is open: it must be finished first. [`StoreError::RunClosed`] where the
    /// run was there and is over.
    fn begin_run(&mut self, run: &Run, links: &[Link]) -> Result<()>;

    /// The run that is not closed yet, whole. There is at most one.
    fn open_run(&mut self) -> Result<Option<Run>>;

    /// The journal of a run in order of `seq`; empty for a run that is not known.
    fn journal(&mut self, run: RunId) -> Result<Vec<JournalEntry>>;

    /// Journals that calls are about to leave. They may leave when this has returned: the entries survive a power cut.
    ///
    /// [`StoreError::JournalGap`] where `seq` does not go on without gaps, [`StoreError::RunClosed`] and
    /// [`StoreError::RunUnknown`] where the run is not open.
    fn start(&mut self, run: RunId, entries: &[JournalEntry]) -> Result<()>;

    /// Journals how operations ended, together with what that means for links and ledger: all of it or nothing.
    ///
    /// Errors as [`Store::start`] and [`Store::remember_links`].
    fn settle(&mut self, run: RunId, entries: &[JournalEntry], books: &Bookkeeping) -> Result<()>;

    /// Chains the audit events to the history and closes the run, in one: every effect is audited exactly once,
    /// whenever the process dies. The first journal entry to the last stay readable.
    ///
    /// [`StoreError::RunClosed`] for a second time, [`StoreError::RunUnknown`], and [`StoreError::ForeignEvent`] for
    /// an event of another run.
    fn close_run(
        &mut self,
        run: RunId,
        at: Timestamp,
        audit: &[AuditEvent],
        summary: &RunSummary,
    ) -> Result<()>;

    /// The last runs, the newest first, at most `limit`.
    fn runs(&mut self, limit: u64) -> Result<Vec<RunRecord>>;

    /// A run whole, open or closed.
    fn run(&mut self, run: RunId) -> Result<Option<Run>>;

    /// Audit entries in order of `seq`.
    fn audit(&mut self, query: &AuditQuery) -> Result<Vec<AuditEntry>>;

    /// Where the audit chain ends.
    fn audit_head(&mut self) -> Result<AuditHead>;

    /// How many removals were applied at or after `since`, by kind: closed runs by their audit entries, the open run
    /// by its journal, so that closing it changes no count. Kinds without any are not in the map.
    fn removals_since(&mut self, since: Timestamp) -> Result<BTreeMap<Kind, u64>>;

    /// How large the last complete read of a source was.
    fn last_complete(&mut self, source: &SourceId) -> Result<Option<SourceBaseline>>;

    /// Remembers a complete read; it replaces the source's last one.
    fn remember_complete(&mut self, baseline: &SourceBaseline) -> Result<()>;

    /// All approvals, expired ones too, in order of findings and approvers.
    fn approvals(&mut self) -> Result<Vec<Approval>>;

    /// Remembers an approval; it replaces an earlier one of the same finding by the same approver.
    fn remember_approval(&mut self, approval: &Approval) -> Result<()>;

    /// All departures that have begun, in order of people.
    fn departures(&mut self) -> Result<Vec<Departure>>;

    /// What was said about single people, in order of people; expired orders, too.
    fn orders(&mut self) -> Result<Vec<Order>>;

    /// Remembers an order; it replaces an earlier one about the same person.
    fn remember_order(&mut self, order: &Order) -> Result<()>;

    /// Takes an order back, and says whether there was one.
    fn take_back_order(&mut self, person: &PersonId) -> Result<bool>;

    /// Everything that lists assign to single people.
    fn assignments(&mut self) -> Result<Assignments>;

    /// A number that is another one whenever assignments changed: cheap to ask for, every second.
    fn assignments_stamp(&mut self) -> Result<u64>;

    /// The lists that assign anything, in order of names.
    fn assigned_lists(&mut self) -> Result<Vec<AssignedList>>;

    /// Remembers assignments, and says how many; each replaces what its list said of the same person and slot.
    fn remember_assignments(&mut self, assignments: &[Assignment]) -> Result<u64>;

    /// Withdraws assignments, and says how many.
    fn withdraw_assignments(&mut self, withdrawal: &Withdrawal) -> Result<u64>;

    /// What is known of the tenant's ceilings, in order of services.
    fn ceilings(&mut self) -> Result<Vec<Ceiling>>;

    /// Remembers what is known of the tenant's ceilings, as one set: a service that is not in it has none any more.
    fn remember_ceilings(&mut self, ceilings: &[Ceiling]) -> Result<()>;

    /// Shows the rows of a directory's replica: its state first, then objects, then edges. Says whether there is one.
    ///
    /// Where the store changed under the reading, the state is shown again, and everything after it.
    fn replica(&mut self, source: &SourceId, show: &mut dyn FnMut(ReplicaRow<'_>)) -> Result<bool>;

    /// Remembers what changed of a directory's replica, together with where reading stands and with what happened: all
    /// of it or nothing. Remembering the same again changes nothing.
    fn remember_replica(&mut self, source: &SourceId, change: &ReplicaChange) -> Result<()>;

    /// Remembers what happened in directories; what is known already is remembered once.
    fn remember_events(&mut self, events: &[DirectoryEvent]) -> Result<()>;

    /// What happened to a person or group, the newest first, at most `limit`.
    fn events_of(&mut self, person: &PersonId, limit: u64) -> Result<Vec<DirectoryEvent>>;

    /// Forgets what happened before `time`, and says how much that was.
    fn forget_events_before(&mut self, time: Timestamp) -> Result<u64>;

    /// Shows what HR said of its workers: a beginning, then all statements in order of workers and numbers, then who is
    /// gone. Where the store changed under the reading, it begins again.
    fn workers(&mut self, source: &SourceId, show: &mut dyn FnMut(WorkerRow<'_>)) -> Result<()>;

    /// The files of HR that were taken in, in order of names.
    fn worker_files(&mut self, source: &SourceId) -> Result<Vec<WorkerFile>>;

    /// Remembers what HR said, together with where it said so: all of it or nothing. Remembering the same again changes
    /// nothing.
    fn remember_workers(&mut self, source: &SourceId, books: &WorkerBooks<'_>) -> Result<()>;

    /// What the service last said of itself, as JSON; `None` where none has ever run.
    fn service_status(&mut self) -> Result<Option<String>>;

    /// Remembers what the service says of itself; it replaces what it said before.
    fn remember_service_status(&mut self, status: &str) -> Result<()>;

    /// Deliveries of HR systems as the inbox knows them, the newest first.
    fn deliveries(&mut self, query: &InboxQuery) -> Result<Vec<InboxEntry>>;

    /// What was sent in a delivery, to the byte; `None` where that was forgotten, or where there is no such delivery.
    fn delivery_body(&mut self, number: u64) -> Result<Option<Bytes>>;

    /// How many deliveries there are, by source and state.
    fn inbox_counts(&mut self) -> Result<BTreeMap<(SourceId, StateName), u64>>;

    /// The first deliveries that wait, with their numbers, in order of arrival, at most `limit`.
    fn waiting_deliveries(&mut self, limit: u64) -> Result<Vec<(u64, Delivery)>>;

    /// Says what became of deliveries that wait; one that waits no longer stays as it is.
    fn settle_deliveries(&mut self, at: Timestamp, settled: &[SettledDelivery]) -> Result<()>;

    /// Lets a delivery wait again that was parked or refused, and says whether there is such a one whose body is still
    /// there.
    fn retry_delivery(&mut self, number: u64) -> Result<bool>;

    /// Forgets what was said in deliveries that were applied or refused before `time`, and says in how many. That they
    /// came stays known.
    fn forget_bodies_before(&mut self, time: Timestamp) -> Result<u64>;
}
