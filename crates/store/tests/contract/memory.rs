//! Last complete reads, and approvals.

use crate::support::sample::at;
use crate::support::{World, contract};
use muster_core::guard::Approval;
use muster_core::id::SourceId;
use muster_store::{Access, SourceBaseline, Word, leave_word};

contract![
    the_last_complete_read_of_each_source_is_remembered,
    approvals_come_back_in_order_of_findings,
    approving_again_replaces_ones_own_approval,
    an_approval_may_be_left_beside_a_leader,
];

fn baseline(source: &str, records: u64) -> SourceBaseline {
    SourceBaseline { source: source.into(), read_at: at(3), records, groups: 7 }
}

fn approval(finding: &str, approver: &str, reason: &str) -> Approval {
    Approval { finding: finding.into(), approver: approver.into(), reason: reason.into(), expires_at: at(60) }
}

fn the_last_complete_read_of_each_source_is_remembered(world: &World) {
    let mut store = world.lead();
    for read in [baseline("ad", 10), baseline("hr", 9), baseline("ad", 12)] {
        store.remember_complete(&read).unwrap();
    }
    let mut last = |source| store.last_complete(&SourceId::new(source)).unwrap();
    assert_eq!(last("ad"), Some(baseline("ad", 12)));
    assert_eq!(last("hr"), Some(baseline("hr", 9)));
    assert_eq!(last("other"), None);
}

fn an_approval_may_be_left_beside_a_leader(world: &World) {
    let one = approval("budget:role:34", "ana", "before anybody led");
    leave_word(&world.location, &Word::Approval(one.clone())).unwrap();
    let mut leader = crate::lease::lead_soon(world);
    let two = approval("budget:role:35", "bob", "while somebody leads");
    leave_word(&world.location, &Word::Approval(two.clone())).unwrap();
    assert_eq!(leader.approvals().unwrap(), [one, two]);
    leader.remember_links(&[]).unwrap();
    assert!(world.refusal(Access::Lead).is_another_leader(), "and it took no lease");
}

fn approvals_come_back_in_order_of_findings(world: &World) {
    let mut store = world.lead();
    let (one, two) = (approval("budget:role:34", "ana", "x"), approval("budget:queue:2", "ana", "y"));
    store.remember_approval(&one).unwrap();
    store.remember_approval(&two).unwrap();
    assert_eq!(world.read().approvals().unwrap(), [two, one]);
}

fn approving_again_replaces_ones_own_approval(world: &World) {
    let mut store = world.lead();
    let (ana, ben) = (approval("budget", "ana", "x"), approval("budget", "ben", "x"));
    let again = approval("budget", "ana", "longer");
    for approval in [&ana, &ben, &again] {
        store.remember_approval(approval).unwrap();
    }
    assert_eq!(store.approvals().unwrap(), [again, ben]);
}
