//! What must be true of every history.

use muster_core::audit::{AuditStatus, verify_chain};
use muster_store::{AuditQuery, Store};

/// Every run is closed, every change of every run stands in the history exactly once, was made and was read back, and
/// the chain holds.
pub fn is_whole(store: &mut dyn Store) {
    is_told(store);
    for entry in store.audit(&AuditQuery::default()).unwrap() {
        assert_eq!(entry.event.status, AuditStatus::Applied, "{:?}", entry.event);
        assert!(entry.event.verified, "{:?}", entry.event);
    }
}

/// The same where a tenant that lags or lies may have been asked for what was there already, and may not have shown what
/// was done: then a reason stands beside it.
pub fn is_told(store: &mut dyn Store) {
    let entries = store.audit(&AuditQuery::default()).unwrap();
    verify_chain(&entries).unwrap();
    for record in store.runs(u64::MAX).unwrap() {
        assert!(record.closed_at.is_some(), "run {} is still open", record.id);
        let run = store.run(record.id).unwrap().unwrap();
        let of_run = entries.iter().filter(|entry| entry.event.run == run.id);
        let mut numbers: Vec<u32> = of_run.map(|entry| entry.event.change).collect();
        numbers.sort_unstable();
        let expected: Vec<u32> = (0..).take(run.plan.body.changes.len()).collect();
        assert_eq!(numbers, expected, "the history of run {} names every change once", run.id);
    }
    for event in entries.iter().map(|entry| &entry.event) {
        let done = matches!(event.status, AuditStatus::Applied | AuditStatus::AlreadySo);
        assert!(event.verified || event.discrepancy.is_some() || !done, "{event:?}");
    }
}
