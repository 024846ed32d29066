//! Opening a store to read.

use crate::support::sample::{applied, at, link, person, run, run_id, started};
use crate::support::{World, contract};
use muster_core::guard::Approval;
use muster_store::{AuditQuery, Bookkeeping, RunSummary, SourceBaseline, StoreError};
use std::collections::BTreeMap;

contract![
    a_store_that_does_not_exist_reads_as_an_empty_one,
    a_reader_changes_nothing,
    a_reader_sees_what_a_leader_commits,
    many_read_while_one_leads,
];

fn a_store_that_does_not_exist_reads_as_an_empty_one(world: &World) {
    let mut store = world.read();
    assert_eq!(store.links().unwrap(), []);
    assert_eq!(store.ledger().unwrap(), []);
    assert_eq!(store.open_run().unwrap(), None);
    assert_eq!(store.run(run_id(1)).unwrap(), None);
    assert_eq!(store.runs(9).unwrap(), []);
    assert_eq!(store.journal(run_id(1)).unwrap(), []);
    assert_eq!(store.audit(&AuditQuery::default()).unwrap(), []);
    assert_eq!(store.audit_head().unwrap().next_seq, 0);
    assert_eq!(store.removals_since(at(0)).unwrap(), BTreeMap::new());
    assert_eq!(store.last_complete(&"ad".into()).unwrap(), None);
    assert_eq!(store.approvals().unwrap(), []);
}

fn a_reader_changes_nothing(world: &World) {
    drop(world.lead());
    let mut store = world.read();
    let run = run(1, Vec::new());
    let baseline = SourceBaseline { source: "ad".into(), read_at: at(1), records: 1, groups: 1 };
    let approval =
        Approval { finding: "x".into(), approver: "ana".into(), reason: "y".into(), expires_at: at(1) };
    let refusals = [
        store.remember_links(&[link(1)]).unwrap_err(),
        store.forget_link(&person(1)).unwrap_err(),
        store.begin_run(&run, &[]).unwrap_err(),
        store.start(run.id, &[started(0, 0)]).unwrap_err(),
        store.settle(run.id, &[applied(0, 0)], &Bookkeeping::default()).unwrap_err(),
        store.close_run(run.id, at(1), &[], &RunSummary::default()).unwrap_err(),
        store.remember_complete(&baseline).unwrap_err(),
        store.remember_approval(&approval).unwrap_err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, StoreError::ReadOnly), "{refusal}");
    }
}

fn a_reader_sees_what_a_leader_commits(world: &World) {
    let mut reader = world.read();
    let mut leader = world.lead();
    leader.remember_links(&[link(1)]).unwrap();
    assert_eq!(reader.links().unwrap(), [link(1)]);
    leader.remember_links(&[link(2)]).unwrap();
    assert_eq!(reader.links().unwrap(), [link(1), link(2)]);
    drop(leader);
    assert_eq!(reader.links().unwrap(), [link(1), link(2)]);
    world.lead().forget_link(&person(1)).unwrap();
    assert_eq!(reader.links().unwrap(), [link(2)]);
}

/// Every read sees a whole set, while the leader goes on replacing it, comes and goes.
fn many_read_while_one_leads(world: &World) {
    let set = |round: u128| -> Vec<_> {
        (0..20).map(|n| crate::support::sample::link_of(n, n + 20 * round)).collect()
    };
    world.lead().remember_links(&set(0)).unwrap();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut reader = world.read();
                    for _ in 0..40 {
                        let links = reader.links().unwrap();
                        assert!((0..8).any(|round| links == set(round)));
                    }
                })
            })
            .collect();
        for round in 1..8 {
            world.lead().remember_links(&set(round)).unwrap();
        }
        for reader in readers {
            reader.join().unwrap();
        }
    });
}
