//! A small world: everything about number `n` is derived from `n`.

use muster_core::audit::{AuditEvent, AuditStatus};
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{AccountId, OrganisationId, PersonId, PlanId, QueueId, RuleId, RunId, SkillId};
use muster_core::journal::{JournalEntry, JournalEvent, Run, Settlement};
use muster_core::operation::{Api, Call, Effect, Operation, OperationId, Stage};
use muster_core::person::{LedgerEntry, Link, LinkOrigin};
use muster_core::plan::{Basis, Census, Change, Plan, PlanBody, Provenance, Subject, Transition};
use muster_core::replica::{DirectoryEvent, EdgeKind, EdgeRow, ObjectRow, ReplicaChange};
use muster_core::tenant::{AccountState, Catalogue};
use muster_core::time::Timestamp;
use muster_core::worker::Statement;
use muster_core::workers::{Stated, WorkersChange};
use muster_store::{Delivery, Store, WorkerBooks, WorkerFile};
use uuid::Uuid;

/// Whole seconds with a fraction, so that nothing is lost on the way.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::new(1_770_000_000 + second, 123_456_789).unwrap()
}

pub(crate) fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(0xacc0_0000 + n))
}

pub(crate) fn person(n: u128) -> PersonId {
    PersonId::new(&"corp-ad".into(), &format!("anchor-{n:06}").as_str().into())
}

pub(crate) fn link(n: u128) -> Link {
    link_of(n, n)
}

pub(crate) fn link_of(person_number: u128, account_number: u128) -> Link {
    Link {
        person: person(person_number),
        account: account(account_number),
        origin: LinkOrigin::ExternalId,
        since: at(1),
        display_name: format!("Zoë \"{person_number}\" O'Neil\u{0}"),
    }
}

pub(crate) fn queue(n: u128) -> Slot {
    Slot::Queue { queue: QueueId(Uuid::from_u128(0x00e0_0000 + n)) }
}

pub(crate) fn skill(n: u128) -> Slot {
    Slot::Skill { skill: SkillId(Uuid::from_u128(0x5011_0000 + n)) }
}

pub(crate) fn run_id(n: u128) -> RunId {
    RunId(Uuid::from_u128(0x4000_0000 + n))
}

pub(crate) fn ledger_entry(n: u128, slot: Slot, value: Value) -> LedgerEntry {
    LedgerEntry {
        account: account(n),
        slot,
        value,
        person: person(n),
        rules: vec![RuleId::new("agents"), RuleId::new("berlin")],
        run: run_id(1),
        since: at(2),
    }
}

/// One change of a person: what a slot held and what it shall hold.
pub(crate) fn change(n: u128, slot: Slot, before: Option<Value>, after: Option<Value>) -> Change {
    Change {
        subject: Subject {
            person: person(n),
            display_name: format!("Person {n}"),
            mail: Some(format!("p{n}@example.org")),
            account: Some(account(n)),
            version: Some(7),
        },
        transition: Transition::Mover,
        slot,
        before,
        after,
        because: vec![Provenance::NoRule { formerly: Vec::new() }],
    }
}

pub(crate) fn deactivation(n: u128) -> Change {
    change(
        n,
        Slot::Account,
        Some(Value::State(AccountState::Active)),
        Some(Value::State(AccountState::Inactive)),
    )
}

/// A run with one operation for each change.
pub(crate) fn run(n: u128, changes: Vec<Change>) -> Run {
    let operations = (0..).zip(&changes).map(|(index, _)| operation(index, vec![index])).collect();
    run_of(n, changes, operations)
}

pub(crate) fn run_of(n: u128, changes: Vec<Change>, operations: Vec<Operation>) -> Run {
    Run { id: run_id(n), plan: plan(changes), operations, started_at: at(100 * n as i64) }
}

pub(crate) fn operation(index: u32, changes: Vec<u32>) -> Operation {
    Operation {
        id: OperationId::at(index),
        stage: Stage::Departures,
        call: Call::SetState {
            account: account(1),
            state: AccountState::Inactive,
            version: 7,
            api: Api::Platform,
        },
        changes,
    }
}

fn plan(changes: Vec<Change>) -> Plan {
    Plan::seal(PlanBody {
        basis: Basis {
            as_of: at(0),
            organisation: OrganisationId(Uuid::from_u128(1)),
            organisation_name: "Example".into(),
            sources: Vec::new(),
            authoritative: Vec::new(),
            revoke_first: Default::default(),
            authority: "ad:objectGUID".into(),
            catalogue: Catalogue::default(),
            group_versions: Default::default(),
            read_calls: 3,
        },
        changes,
        held: Vec::new(),
        links: Vec::new(),
        forget: Vec::new(),
        orphans: Vec::new(),
        findings: Vec::new(),
        scheduled: Vec::new(),
        departures: Vec::new(),
        returned: Vec::new(),
        census: Census::default(),
    })
}

pub(crate) fn started(seq: u64, operation: u32) -> JournalEntry {
    JournalEntry {
        seq,
        at: at(10 + seq as i64),
        operation: OperationId::at(operation),
        event: JournalEvent::Started { attempt: 1 },
    }
}

pub(crate) fn settled(seq: u64, operation: OperationId, settlement: Settlement) -> JournalEntry {
    JournalEntry { seq, at: at(10 + seq as i64), operation, event: JournalEvent::Settled(settlement) }
}

pub(crate) fn applied(seq: u64, operation: u32) -> JournalEntry {
    settled(seq, OperationId::at(operation), Settlement::Applied(Effect::default()))
}

/// The history's line about change `index` of a run, as it was applied.
pub(crate) fn event(run: &Run, index: u32) -> AuditEvent {
    let change = &run.plan.body.changes[index as usize];
    AuditEvent {
        at: at(50 + i64::from(index)),
        run: run.id,
        plan: PlanId::clone(run.plan_id()),
        change: index,
        operation: Some(OperationId::at(index)),
        person: change.subject.person.clone(),
        display_name: change.subject.display_name.clone(),
        transition: change.transition,
        account: change.subject.account,
        external_id: "ad:1".into(),
        slot: change.slot.clone(),
        described: "queue Billing – “VIP”".into(),
        added: change.after.clone(),
        removed: change.before.clone(),
        because: vec!["rule agents no longer applies".into()],
        status: AuditStatus::Applied,
        correlation: Some("c-1".into()),
        error: None,
        verified: true,
        discrepancy: None,
    }
}

/// The read number `n` of a directory: an object and an edge more, an old one of each less, and an event.
pub(crate) fn replica_change(n: u64) -> ReplicaChange {
    let old = n.checked_sub(10);
    ReplicaChange {
        everything: false,
        state: n.to_string(),
        put: vec![ObjectRow { id: n.to_string().into(), value: format!("{{\"n\":{n}}}").into() }],
        gone: old.iter().map(|old| old.to_string().into()).collect(),
        added: vec![edge(n)],
        removed: old.map(edge).into_iter().collect(),
        events: vec![directory_event("1", 20 + n as i64, &format!("member {n} added"))],
    }
}

pub(crate) fn edge(n: u64) -> EdgeRow {
    EdgeRow { kind: EdgeKind::Member, from: "g".into(), to: n.to_string().into(), hint: None }
}

pub(crate) fn directory_event(anchor: &str, seconds: i64, sentence: &str) -> DirectoryEvent {
    DirectoryEvent {
        at: at(seconds),
        source: "ad".into(),
        server: "dc1.x".into(),
        person: PersonId::new(&"ad".into(), &anchor.into()),
        sentence: sentence.into(),
    }
}

/// What was stated of a worker at a moment: their title.
pub(crate) fn stated(worker: &str, second: i64, title: &str) -> Stated {
    let facts = [("title".parse().unwrap(), Some(title.to_owned()))].into();
    Stated { came_at: at(second), delivery: Some(7), statement: Statement::new(worker, None, facts).unwrap() }
}

pub(crate) fn worker_file(name: &str, n: u64) -> WorkerFile {
    WorkerFile {
        name: name.into(),
        sha256: format!("{n:064x}"),
        written_at: at(1),
        taken_at: at(2),
        rows: n,
        full: true,
        rejected: Vec::new(),
    }
}

/// Word number `n`: one statement about each of two workers, and the file that it stands in.
pub(crate) fn remember_word(store: &mut dyn Store, n: u64) {
    let added = ["1", "2"].map(|worker| ((worker.into(), n), stated(worker, 1, &n.to_string())));
    let change = WorkersChange { added: added.into(), ..WorkersChange::default() };
    store.remember_workers(&"hr".into(), &books(&change, vec![worker_file("drop.csv", n)])).unwrap();
}

/// What was stated in these files and by nobody else.
pub(crate) fn books(change: &WorkersChange, files: Vec<WorkerFile>) -> WorkerBooks<'_> {
    WorkerBooks { change, files, at: at(3), settled: Vec::new(), unparked: Vec::new() }
}

/// The delivery number `n` of an HR system, which waits.
pub(crate) fn delivery(n: u64) -> Delivery {
    Delivery {
        source: "hr".into(),
        id: format!("msg-{n:06}"),
        received_at: at(n as i64),
        body: format!("{{\"worker\":\"{n}\"}}").into(),
        refused: None,
    }
}
