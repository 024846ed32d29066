//! Budgets that roll over runs.

use crate::support::sample::{
    account, applied, at, change, deactivation, event, queue, run, run_of, settled, skill, started,
};
use crate::support::{World, contract};
use muster_core::audit::AuditStatus;
use muster_core::entitlement::{Field, Kind, Slot, Value};
use muster_core::id::QueueId;
use muster_core::journal::{Run, Settlement};
use muster_core::operation::{Call, Effect, Operation, OperationId, Refusal, Stage};
use muster_core::tenant::AccountState;
use muster_store::{Bookkeeping, RunSummary, Store};
use std::collections::BTreeMap;
use uuid::Uuid;

contract![
    applied_removals_of_closed_runs_are_counted_by_kind,
    gains_and_profile_changes_are_no_removals,
    only_what_was_applied_counts,
    what_was_removed_before_does_not_count,
    the_open_run_counts_by_its_journal,
    closing_a_run_changes_no_count,
    pieces_of_a_split_batch_count_for_themselves,
];

type Counts = BTreeMap<Kind, u64>;

fn losses() -> Vec<muster_core::plan::Change> {
    vec![
        change(1, queue(1), Some(Value::Held), None),
        change(2, queue(1), Some(Value::Held), None),
        change(3, skill(1), Some(Value::Held), None),
        deactivation(4),
    ]
}

fn all_losses() -> Counts {
    Counts::from([(Kind::Queue, 2), (Kind::Skill, 1), (Kind::Account, 1)])
}

fn begin(store: &mut dyn Store, run: Run) -> Run {
    store.begin_run(&run, &[]).unwrap();
    run
}

fn close(store: &mut dyn Store, run: &Run, status: AuditStatus) {
    let events: Vec<_> = (0..run.plan.body.changes.len() as u32)
        .map(|index| muster_core::audit::AuditEvent { status, ..event(run, index) })
        .collect();
    store.close_run(run.id, at(900), &events, &RunSummary::default()).unwrap();
}

fn applied_removals_of_closed_runs_are_counted_by_kind(world: &World) {
    let mut store = world.lead();
    for n in [1, 2] {
        let run = begin(&mut *store, run(n, losses()));
        close(&mut *store, &run, AuditStatus::Applied);
    }
    let twice: Counts = all_losses().into_iter().map(|(kind, count)| (kind, 2 * count)).collect();
    assert_eq!(world.read().removals_since(at(0)).unwrap(), twice);
}

fn gains_and_profile_changes_are_no_removals(world: &World) {
    let mut store = world.lead();
    let title = Slot::Field { field: Field::Title };
    let text = || Some(Value::Text("Agent".into()));
    let reactivated = change(
        4,
        Slot::Account,
        Some(Value::State(AccountState::Inactive)),
        Some(Value::State(AccountState::Active)),
    );
    let changes = vec![
        change(1, queue(1), None, Some(Value::Held)),
        change(2, title.clone(), text(), None),
        change(3, Slot::Manager, Some(Value::Held), None),
        reactivated,
    ];
    let run = begin(&mut *store, run(1, changes));
    let entries: Vec<_> = (0..4_u32).map(|index| applied(u64::from(index), index)).collect();
    store.settle(run.id, &entries, &Bookkeeping::default()).unwrap();
    assert_eq!(store.removals_since(at(0)).unwrap(), Counts::new());
    close(&mut *store, &run, AuditStatus::Applied);
    assert_eq!(store.removals_since(at(0)).unwrap(), Counts::new());
}

fn only_what_was_applied_counts(world: &World) {
    let mut store = world.lead();
    let statuses = [AuditStatus::AlreadySo, AuditStatus::Failed, AuditStatus::Skipped];
    for (n, status) in (1..).zip(statuses) {
        let run = begin(&mut *store, run(n, losses()));
        close(&mut *store, &run, status);
    }
    assert_eq!(store.removals_since(at(0)).unwrap(), Counts::new());
}

fn what_was_removed_before_does_not_count(world: &World) {
    let mut store = world.lead();
    let run = begin(&mut *store, run(1, losses()));
    close(&mut *store, &run, AuditStatus::Applied);
    // The events were at 50, 51, 52 and 53.
    assert_eq!(store.removals_since(at(52)).unwrap(), Counts::from([(Kind::Skill, 1), (Kind::Account, 1)]));
    assert_eq!(store.removals_since(at(54)).unwrap(), Counts::new());
}

fn the_open_run_counts_by_its_journal(world: &World) {
    let mut store = world.lead();
    let run = begin(&mut *store, run(1, losses()));
    let skipped = Settlement::Skipped { reason: "x".into() };
    let already = Settlement::AlreadySo(Effect::default());
    store.start(run.id, &[started(0, 0), started(1, 2)]).unwrap();
    let entries = [
        applied(2, 0),
        settled(3, OperationId::at(1), already),
        settled(4, OperationId::at(2), skipped),
        applied(5, 3),
    ];
    store.settle(run.id, &entries, &Bookkeeping::default()).unwrap();
    assert_eq!(store.removals_since(at(0)).unwrap(), Counts::from([(Kind::Queue, 1), (Kind::Account, 1)]));
    // The entries were at 12 and 15.
    assert_eq!(store.removals_since(at(13)).unwrap(), Counts::from([(Kind::Account, 1)]));
}

fn closing_a_run_changes_no_count(world: &World) {
    let mut store = world.lead();
    let run = begin(&mut *store, run(1, losses()));
    let entries: Vec<_> = (0..4_u32).map(|index| applied(u64::from(index), index)).collect();
    store.settle(run.id, &entries, &Bookkeeping::default()).unwrap();
    let open = store.removals_since(at(0)).unwrap();
    close(&mut *store, &run, AuditStatus::Applied);
    assert_eq!(open, all_losses());
    assert_eq!(store.removals_since(at(0)).unwrap(), open);
}

fn pieces_of_a_split_batch_count_for_themselves(world: &World) {
    let mut store = world.lead();
    let queue_id = QueueId(Uuid::from_u128(1));
    let batch = Operation {
        id: OperationId::at(0),
        stage: Stage::Losses,
        call: Call::RemoveQueueMembers {
            queue: queue_id,
            accounts: vec![account(1), account(2), account(3)],
        },
        changes: vec![0, 1, 2],
    };
    let lost = |n| change(n, Slot::Queue { queue: queue_id }, Some(Value::Held), None);
    let changes = vec![lost(1), lost(2), lost(3)];
    let run = begin(&mut *store, run_of(1, changes, vec![batch.clone()]));
    let refusal = Refusal { status: 400, code: "bad".into(), message: "no".into(), correlation: None };
    let second_half = batch.id.part(1);
    let entries = [
        settled(0, batch.id.clone(), Settlement::Split),
        settled(1, batch.id.part(0), Settlement::Applied(Effect::default())),
        settled(2, second_half.clone(), Settlement::Split),
        settled(3, second_half.part(0), Settlement::Failed(refusal)),
        settled(4, second_half.part(1), Settlement::Applied(Effect::default())),
    ];
    store.settle(run.id, &entries, &Bookkeeping::default()).unwrap();
    assert_eq!(store.removals_since(at(0)).unwrap(), Counts::from([(Kind::Queue, 2)]));
}
