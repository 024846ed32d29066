//! The trait over any database: which statements run in which transaction.

use super::{
    Database, approvals, assignments, audit, ceilings, departures, events, inbox, journal, ledger, links,
    orders, pushed, removals, replicas, runs, service, sources, workers,
};
use crate::inbox::{
    Delivery, Inbox, InboxEntry, InboxQuery, PushedUser, Received, SettledDelivery, StateName, WantedUsers,
};
use crate::{
    AssignedList, AuditHead, AuditQuery, Bookkeeping, Ceiling, RunRecord, RunSummary, SourceBaseline, Store,
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
use std::cell::RefCell;
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, StoreError>;

/// A store in a database.
pub(crate) struct SqlStore<D>(pub(crate) D);

impl<D: Database> Store for SqlStore<D> {
    fn links(&mut self) -> Result<Vec<Link>> {
        self.0.read(links::all)
    }

    fn remember_links(&mut self, links: &[Link]) -> Result<()> {
        self.0.write(|session| links::remember(session, links))
    }

    fn forget_link(&mut self, person: &PersonId) -> Result<bool> {
        self.0.write(|session| links::forget(session, person))
    }

    fn ledger(&mut self) -> Result<Vec<LedgerEntry>> {
        self.0.read(ledger::all)
    }

    fn owned(&mut self) -> Result<Ledger> {
        self.0.read(ledger::owned)
    }

    fn begin_run(&mut self, run: &Run, links: &[Link]) -> Result<()> {
        self.0.write(|session| {
            runs::begin(session, run)?;
            departures::begin(session, &run.plan.body.departures)?;
            links::remember(session, links)
        })
    }

    fn open_run(&mut self) -> Result<Option<Run>> {
        self.0.read(runs::open)
    }

    fn journal(&mut self, run: RunId) -> Result<Vec<JournalEntry>> {
        self.0.read(|session| journal::of(session, run))
    }

    fn start(&mut self, run: RunId, entries: &[JournalEntry]) -> Result<()> {
        self.0.write(|session| journal::append(session, run, entries))
    }

    fn settle(&mut self, run: RunId, entries: &[JournalEntry], books: &Bookkeeping) -> Result<()> {
        self.0.write(|session| {
            journal::append(session, run, entries)?;
            links::remember(session, &books.links)?;
            ledger::disown(session, &books.disown)?;
            ledger::own(session, &books.own)?;
            departures::close(session, &books.closed)?;
            departures::forget(session, &books.returned)
        })
    }

    fn close_run(
        &mut self,
        run: RunId,
        at: Timestamp,
        audit: &[AuditEvent],
        summary: &RunSummary,
    ) -> Result<()> {
        self.0.write(|session| {
            runs::require_open(session, run)?;
            audit::append(session, run, audit)?;
            runs::close(session, run, at, summary)
        })
    }

    fn runs(&mut self, limit: u64) -> Result<Vec<RunRecord>> {
        self.0.read(|session| runs::last(session, limit))
    }

    fn run(&mut self, run: RunId) -> Result<Option<Run>> {
        self.0.read(|session| runs::whole(session, run))
    }

    fn audit(&mut self, query: &AuditQuery) -> Result<Vec<AuditEntry>> {
        self.0.read(|session| audit::find(session, query))
    }

    fn audit_head(&mut self) -> Result<AuditHead> {
        self.0.read(audit::head)
    }

    fn removals_since(&mut self, since: Timestamp) -> Result<BTreeMap<Kind, u64>> {
        self.0.read(|session| removals::since(session, since))
    }

    fn last_complete(&mut self, source: &SourceId) -> Result<Option<SourceBaseline>> {
        self.0.read(|session| sources::last(session, source))
    }

    fn remember_complete(&mut self, baseline: &SourceBaseline) -> Result<()> {
        self.0.write(|session| sources::remember(session, baseline))
    }

    fn approvals(&mut self) -> Result<Vec<Approval>> {
        self.0.read(approvals::all)
    }

    fn remember_approval(&mut self, approval: &Approval) -> Result<()> {
        self.0.write(|session| approvals::remember(session, approval))
    }

    fn departures(&mut self) -> Result<Vec<Departure>> {
        self.0.read(departures::all)
    }

    fn orders(&mut self) -> Result<Vec<Order>> {
        self.0.read(orders::all)
    }

    fn remember_order(&mut self, order: &Order) -> Result<()> {
        self.0.write(|session| orders::remember(session, order))
    }

    fn take_back_order(&mut self, person: &PersonId) -> Result<bool> {
        self.0.write(|session| orders::take_back(session, person))
    }

    fn assignments(&mut self) -> Result<Assignments> {
        self.0.read(assignments::all)
    }

    fn assignments_stamp(&mut self) -> Result<u64> {
        self.0.read(assignments::stamp)
    }

    fn assigned_lists(&mut self) -> Result<Vec<AssignedList>> {
        self.0.read(assignments::lists)
    }

    fn remember_assignments(&mut self, assignments: &[Assignment]) -> Result<u64> {
        self.0.write(|session| assignments::remember(session, assignments))
    }

    fn withdraw_assignments(&mut self, withdrawal: &Withdrawal) -> Result<u64> {
        self.0.write(|session| assignments::withdraw(session, withdrawal))
    }

    fn ceilings(&mut self) -> Result<Vec<Ceiling>> {
        self.0.read(ceilings::all)
    }

    fn remember_ceilings(&mut self, ceilings: &[Ceiling]) -> Result<()> {
        self.0.write(|session| ceilings::replace(session, ceilings))
    }

    fn replica(&mut self, source: &SourceId, show: &mut dyn FnMut(ReplicaRow<'_>)) -> Result<bool> {
        let show = RefCell::new(show);
        self.0.read(|session| replicas::show(session, source, &mut **show.borrow_mut()))
    }

    fn remember_replica(&mut self, source: &SourceId, change: &ReplicaChange) -> Result<()> {
        self.0.write(|session| {
            replicas::remember(session, source, change)?;
            events::remember(session, &change.events)
        })
    }

    fn remember_events(&mut self, events: &[DirectoryEvent]) -> Result<()> {
        self.0.write(|session| events::remember(session, events))
    }

    fn events_of(&mut self, person: &PersonId, limit: u64) -> Result<Vec<DirectoryEvent>> {
        self.0.read(|session| events::of(session, person, limit))
    }

    fn forget_events_before(&mut self, time: Timestamp) -> Result<u64> {
        self.0.write(|session| events::forget_before(session, time))
    }

    fn workers(&mut self, source: &SourceId, show: &mut dyn FnMut(WorkerRow<'_>)) -> Result<()> {
        let show = RefCell::new(show);
        self.0.read(|session| workers::show(session, source, &mut **show.borrow_mut()))
    }

    fn worker_files(&mut self, source: &SourceId) -> Result<Vec<WorkerFile>> {
        self.0.read(|session| workers::files(session, source))
    }

    fn remember_workers(&mut self, source: &SourceId, books: &WorkerBooks<'_>) -> Result<()> {
        self.0.write(|session| workers::remember(session, source, books))
    }

    fn service_status(&mut self) -> Result<Option<String>> {
        self.0.read(service::status)
    }

    fn remember_service_status(&mut self, status: &str) -> Result<()> {
        self.0.write(|session| service::remember(session, status))
    }

    fn deliveries(&mut self, query: &InboxQuery) -> Result<Vec<InboxEntry>> {
        self.0.read(|session| inbox::find(session, query))
    }

    fn delivery_body(&mut self, number: u64) -> Result<Option<Bytes>> {
        self.0.read(|session| inbox::body(session, number))
    }

    fn inbox_counts(&mut self) -> Result<BTreeMap<(SourceId, StateName), u64>> {
        self.0.read(inbox::counts)
    }

    fn waiting_deliveries(&mut self, limit: u64) -> Result<Vec<(u64, Delivery)>> {
        self.0.read(|session| inbox::waiting(session, limit))
    }

    fn settle_deliveries(&mut self, at: Timestamp, settled: &[SettledDelivery]) -> Result<()> {
        self.0.write(|session| inbox::settle(session, at, settled))
    }

    fn retry_delivery(&mut self, number: u64) -> Result<bool> {
        self.0.write(|session| inbox::retry(session, number))
    }

    fn forget_bodies_before(&mut self, time: Timestamp) -> Result<u64> {
        self.0.write(|session| inbox::forget_bodies(session, time))
    }
}

impl<D: Database> Inbox for SqlStore<D> {
    fn receive(&mut self, deliveries: &[Delivery]) -> Result<Vec<Received>> {
        self.0.write(|session| inbox::receive(session, deliveries))
    }

    fn pushed_user(&mut self, source: &SourceId, id: &str) -> Result<Option<PushedUser>> {
        self.0.read(|session| pushed::one_of(session, source, id))
    }

    fn pushed_users(
        &mut self,
        source: &SourceId,
        wanted: &WantedUsers,
        skip: u64,
        limit: u64,
    ) -> Result<(Vec<PushedUser>, u64)> {
        self.0.read(|session| pushed::find(session, source, wanted, skip, limit))
    }

    fn push_user(&mut self, user: &PushedUser, delivery: &Delivery) -> Result<()> {
        self.0.write(|session| {
            pushed::keep(session, user)?;
            inbox::receive(session, std::slice::from_ref(delivery)).map(drop)
        })
    }
}
