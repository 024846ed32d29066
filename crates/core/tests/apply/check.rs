//! What must be so at the end of every run, whatever happened on the way.

use crate::support::driver::Driver;
use crate::support::estate::Estate;
use crate::support::world::World;
use muster_core::apply::Apply;
use muster_core::audit::{self, AuditEntry, GENESIS, verify_chain};
use muster_core::entitlement::Slot;
use muster_core::id::{AccountId, Anchor};
use muster_core::journal::{JournalEvent, Settlement};
use muster_core::operation::{OperationId, Stage};
use muster_core::report::{self, Calls};
use muster_core::tenant::Account;
use muster_core::verify::{Deeds, discrepancies};
use std::collections::{BTreeMap, BTreeSet};

/// The part of an estate that a run is about, without versions.
pub(crate) fn visible(
    estate: &Estate,
) -> (BTreeMap<AccountId, Account>, &BTreeMap<AccountId, BTreeSet<Anchor>>) {
    let accounts = estate.snapshot.accounts.values().chain(estate.unlisted.values());
    let without_version = |account: &Account| Account { version: 0, ..account.clone() };
    (accounts.map(|account| (account.id, without_version(account))).collect(), &estate.external_ids)
}

/// What must be so at the end of every run, whatever happened on the way.
pub(crate) fn check(world: &World, driver: &Driver) {
    let apply = Apply::new(&driver.run, &driver.journal, driver.effort);
    check_journal(driver);
    let ends: Vec<(u32, &Settlement)> = apply
        .settlements()
        .filter(|(_, end)| **end != Settlement::Split)
        .flat_map(|(operation, end)| operation.changes.iter().map(move |change| (*change, end)))
        .collect();
    let settled: BTreeSet<u32> = ends.iter().map(|(change, _)| *change).collect();
    let planned: BTreeSet<u32> = (0..driver.run.plan.body.changes.len() as u32).collect();
    assert_eq!(settled, planned, "every change is settled");
    assert_eq!(ends.len(), planned.len(), "no change is settled twice");
    for (mail, times) in &driver.tenant.creations {
        assert!(*times <= 1, "{times} accounts were made for {mail}");
    }
    let done: BTreeSet<u32> =
        ends.iter().filter(|(_, end)| end.is_success()).map(|(change, _)| *change).collect();
    let mut oracle = world.estate.clone();
    oracle.realise_some(&driver.run.plan, |change| done.contains(&change));
    assert_eq!(visible(&driver.tenant.estate), visible(&oracle), "the tenant is what the oracle says");
}

/// What became of every piece that was not split further.
pub(crate) fn ends(driver: &Driver) -> Vec<(OperationId, Settlement)> {
    let apply = Apply::new(&driver.run, &driver.journal, driver.effort);
    let ends = apply.settlements().filter(|(_, end)| **end != Settlement::Split);
    ends.map(|(operation, end)| (operation.id.clone(), end.clone())).collect()
}

/// Numbers without gaps, nothing after the end of an operation, no stage before the one that it waits for.
fn check_journal(driver: &Driver) {
    let apply = Apply::new(&driver.run, &driver.journal, driver.effort);
    let stage_of = |id: &OperationId| apply.operation(id).map(|operation| operation.stage);
    let mut open: BTreeSet<(Stage, OperationId)> =
        driver.run.operations.iter().map(|operation| (operation.stage, operation.id.clone())).collect();
    for (seq, entry) in (0..).zip(&driver.journal) {
        assert_eq!(entry.seq, seq);
        let stage = stage_of(&entry.operation).expect("the journal speaks of operations of the run");
        let key = (stage, entry.operation.clone());
        assert!(open.contains(&key), "{entry:?} comes after the end of its operation");
        let first = open.first().map(|(stage, _)| *stage);
        assert_eq!(Some(stage), first, "{entry:?} comes before its stage");
        match &entry.event {
            JournalEvent::Started { .. } => {}
            JournalEvent::Settled(end) => {
                open.remove(&key);
                if *end == Settlement::Split {
                    let parts = [0, 1].map(|part| entry.operation.part(part));
                    open.extend(parts.map(|part| (stage_of(&part).expect("a split has parts"), part)));
                }
            }
        }
    }
    assert!(open.is_empty(), "{open:?} are not settled");
}

/// What was done can be read back, and the history has one line for each change.
pub(crate) fn check_history(driver: &Driver) {
    let apply = Apply::new(&driver.run, &driver.journal, driver.effort);
    let deeds = Deeds::new(apply.settlements());
    let snapshot = &driver.tenant.estate.snapshot;
    let unseen = discrepancies(&driver.run, &deeds.done(&driver.run), snapshot, &deeds.created);
    assert_eq!(unseen, BTreeMap::new(), "what was done can be read back");
    for deed in deeds.done(&driver.run) {
        let change = &driver.run.plan.body.changes[deed.change as usize];
        if change.slot == Slot::ExternalId {
            let anchors = &driver.tenant.estate.external_ids[&deed.account];
            assert!(
                anchors.contains(&change.subject.person.anchor),
                "the anchor of {} is written",
                change.subject.person
            );
        }
    }
    let events = audit::compose(&driver.run, &deeds, &BTreeMap::new(), &unseen);
    assert_eq!(events.len(), driver.run.plan.body.changes.len());
    let mut chain: Vec<AuditEntry> = Vec::new();
    for (seq, event) in (0..).zip(events) {
        let previous = chain.last().map_or(GENESIS, |entry| entry.hash.as_str());
        let entry = AuditEntry::chain(seq, previous, event);
        chain.push(entry);
    }
    assert!(verify_chain(&chain).is_ok());
    if let Some(first) = chain.first_mut() {
        first.event.display_name.push('!');
        assert!(verify_chain(&chain).is_err(), "an altered line must show");
    }
    check_report(driver, &deeds);
}

/// The sums of the report are those of the plan.
fn check_report(driver: &Driver, deeds: &Deeds) {
    let report = report::compose(&driver.run, deeds, &BTreeMap::new(), &[], driver.now, Calls::default());
    let totals = &report.totals;
    let parts = totals.successes + totals.failures + totals.skipped + totals.unverified;
    let body = &driver.run.plan.body;
    assert_eq!((totals.changes, parts), (body.changes.len() as u64, body.changes.len() as u64));
    assert_eq!(totals.held, body.held.len() as u64);
}
