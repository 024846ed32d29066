//! What must be true at the end of every cell.

use crate::door::Entry;
use crate::scene::{Scene, Story, store};
use crate::support::oracle::{Face, faces};
use muster_core::audit::{AuditEntry, AuditStatus, verify_chain};
use muster_core::entitlement::{DivisionScope, Slot};
use muster_core::journal::{JournalEvent, Run, Settlement};
use muster_simulator::{State, UserId};
use muster_store::{AuditQuery, Store};
use std::collections::{BTreeMap, BTreeSet};

impl Scene {
    /// The tenant is as the oracle says, ledger, journal and history are whole, nothing happened twice.
    pub fn check(&self, story: &Story) {
        self.check_but(story, &[]);
    }

    /// The same, where changes may have ended in other ways, too, before the last run made them.
    pub fn check_but(&self, story: &Story, others: &[AuditStatus]) {
        self.check_throttled(story, others);
        check_budget(&story.log);
    }

    /// The same, where the tenant answers 429 without a cause of ours.
    pub fn check_throttled(&self, story: &Story, others: &[AuditStatus]) {
        self.check_tenant(story);
        let mut store = store(story.folder.path());
        self.check_ledger(&mut store, story.tenant.state_ref());
        check_once(&story.log);
        let runs = runs(&mut store);
        check_journal(&mut store, &runs, &story.log);
        check_history(&mut store, &runs, &[&[AuditStatus::Applied], others].concat());
    }

    /// What the tenant holds, foreign grants included, and nobody twice.
    pub fn check_tenant(&self, story: &Story) {
        let state = story.tenant.state_ref();
        let found = with_divisions(state);
        for (mail, expected) in self.oracle.faces() {
            let mut expected = expected.clone();
            if !expected.active {
                without_division(&mut expected);
            }
            assert_eq!(found.get(mail), Some(&expected), "{mail}");
        }
        assert_eq!(found.len(), self.oracle.faces().len(), "accounts");
        assert_eq!(state.users.len(), found.len(), "somebody has two accounts");
    }

    /// Ours is what the oracle says that we gave, no more and no less.
    pub fn check_ledger(&self, store: &mut dyn Store, state: &State) {
        let mut ours: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entry in store.ledger().unwrap().iter().filter(|entry| entry.slot.is_entitlement()) {
            let user = &state.users[&UserId::parse(&entry.account.to_string()).unwrap()];
            ours.entry(user.email.clone()).or_default().insert(words(&entry.slot, state));
        }
        let nothing = BTreeSet::new();
        for (mail, expected) in self.oracle.ours() {
            let expected: BTreeSet<String> =
                expected.iter().filter(|name| !name.starts_with("division:")).cloned().collect();
            assert_eq!(ours.get(mail).unwrap_or(&nothing), &expected, "the ledger of {mail}");
        }
    }
}

fn with_divisions(state: &State) -> BTreeMap<String, Face> {
    let mut found = faces(state);
    for user in state.users.values() {
        let division = &state.divisions[&user.division];
        let face = found.get_mut(&user.email).unwrap();
        if !division.home && face.active {
            face.held.insert(format!("division:{}", division.name), 0);
        }
    }
    found
}

fn without_division(face: &mut Face) {
    face.held.retain(|name, _| !name.starts_with("division:"));
}

fn words(slot: &Slot, state: &State) -> String {
    let name = |id: String, names: BTreeMap<String, &String>| names[&id].clone();
    match slot {
        Slot::Role(at) => {
            let roles = state.roles.iter().map(|(id, role)| (id.to_string(), &role.name)).collect();
            let divisions = state.divisions.iter().map(|(id, one)| (id.to_string(), &one.name)).collect();
            let place = match at.division {
                DivisionScope::All => "*".to_owned(),
                DivisionScope::In(division) => name(division.to_string(), divisions),
            };
            format!("role:{}@{place}", name(at.role.to_string(), roles))
        }
        Slot::Group { group } => {
            let names = state.groups.iter().map(|(id, one)| (id.to_string(), &one.name)).collect();
            format!("group:{}", name(group.to_string(), names))
        }
        Slot::Queue { queue } => {
            let names = state.queues.iter().map(|(id, one)| (id.to_string(), &one.name)).collect();
            format!("queue:{}", name(queue.to_string(), names))
        }
        Slot::Skill { skill } => {
            let names = state.skills.iter().map(|(id, one)| (id.to_string(), &one.name)).collect();
            format!("skill:{}", name(skill.to_string(), names))
        }
        Slot::Language { language } => {
            let names = state.languages.iter().map(|(id, one)| (id.to_string(), &one.name)).collect();
            format!("language:{}", name(language.to_string(), names))
        }
        other => panic!("{other:?} is no entitlement"),
    }
}

/// What must not happen twice happened at most once, and no 429 is of our own making.
pub fn check_effects(log: &[Entry]) {
    check_once(log);
    check_budget(log);
}

fn check_budget(log: &[Entry]) {
    assert!(log.iter().all(|entry| entry.truth != Some(429)), "we called more often than the tenant allows");
}

fn check_once(log: &[Entry]) {
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in log.iter().filter(|entry| entry.took_effect()) {
        if entry.class.is_some_and(|class| class.is_once()) {
            *times.entry(&entry.text).or_default() += 1;
        }
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "took effect more than once: {twice:?}");
}

/// The runs of a cell: its ids are later than those of the day before.
pub fn runs(store: &mut dyn Store) -> Vec<Run> {
    let records = store.runs(u64::MAX).unwrap();
    let latest = records.iter().map(|record| record.started_at).max().unwrap();
    let of_day = records.iter().filter(|record| latest.duration_since(record.started_at).as_hours() < 12);
    let ids: Vec<_> = of_day
        .map(|record| {
            assert!(record.closed_at.is_some(), "run {} is still open", record.id);
            record.id
        })
        .collect();
    ids.into_iter().map(|id| store.run(id).unwrap().unwrap()).collect()
}

/// Nothing leaves that is not in the journal; every operation is started before it is settled, and settled once.
pub fn check_journal(store: &mut dyn Store, runs: &[Run], log: &[Entry]) {
    let started: usize = runs.iter().map(|run| check_run(run, store)).sum();
    let replays = log.iter().filter(|entry| entry.class.is_some() && entry.seen == Some(401)).count();
    let left = log.iter().filter(|entry| entry.class.is_some()).count();
    assert!(left <= started + replays, "{left} changes left, {started} were journalled, {replays} replayed");
}

fn check_run(run: &Run, store: &mut dyn Store) -> usize {
    let (mut started, mut all) = (BTreeSet::new(), 0);
    let mut settled = BTreeSet::new();
    for (seq, entry) in (0..).zip(store.journal(run.id).unwrap()) {
        assert_eq!(entry.seq, seq, "a gap in the journal");
        match &entry.event {
            JournalEvent::Started { .. } => {
                assert!(!settled.contains(&entry.operation), "{} starts after its end", entry.operation);
                started.insert(entry.operation.clone());
                all += 1;
            }
            JournalEvent::Settled(end) => {
                assert!(settled.insert(entry.operation.clone()), "{} ends twice", entry.operation);
                let needs_none = matches!(end, Settlement::Split | Settlement::Skipped { .. });
                assert!(needs_none || started.contains(&entry.operation), "{} never began", entry.operation);
            }
        }
    }
    for operation in &run.operations {
        assert!(settled.contains(&operation.id), "operation {} is not settled", operation.id);
    }
    all
}

/// The same as [`check_told`], and what was made was read back.
pub fn check_history(store: &mut dyn Store, runs: &[Run], allowed: &[AuditStatus]) -> Vec<AuditEntry> {
    let all = check_told(store, runs, allowed);
    for entry in &all {
        let event = &entry.event;
        let done = matches!(event.status, AuditStatus::Applied | AuditStatus::AlreadySo);
        assert!(event.verified || !done, "not read back: {event:?}");
    }
    all
}

/// Every change of every run stands in the history exactly once, ended in one of these ways; what was not read back has
/// a reason; the chain holds where several runs wrote it.
fn check_told(store: &mut dyn Store, runs: &[Run], allowed: &[AuditStatus]) -> Vec<AuditEntry> {
    let mut all = Vec::new();
    for run in runs {
        let entries = store.audit(&AuditQuery { run: Some(run.id), ..AuditQuery::default() }).unwrap();
        let mut numbers: Vec<u32> = entries.iter().map(|entry| entry.event.change).collect();
        numbers.sort_unstable();
        let expected: Vec<u32> = (0..).take(run.plan.body.changes.len()).collect();
        assert_eq!(numbers, expected, "the history of run {} names every change once", run.id);
        all.extend(entries);
    }
    if runs.len() > 1 {
        verify_chain(&store.audit(&AuditQuery::default()).unwrap()).unwrap();
    }
    for entry in &all {
        let event = &entry.event;
        assert!(allowed.contains(&event.status), "{:?} {}: {event:?}", event.status, event.described);
        let done = matches!(event.status, AuditStatus::Applied | AuditStatus::AlreadySo);
        assert!(event.verified || !done || event.discrepancy.is_some(), "no reason: {event:?}");
    }
    all
}

impl Scene {
    /// After a read that showed too little: the tenant is right, and nothing was doubled or taken away. What was held
    /// already may have been written once more, so the ledger may own more than the oracle says; what did not show is
    /// told so.
    pub fn check_lied(&self, story: &Story, others: &[AuditStatus]) {
        self.check_tenant(story);
        let mut store = store(story.folder.path());
        check_effects(&story.log);
        let runs = runs(&mut store);
        check_journal(&mut store, &runs, &story.log);
        check_told(&mut store, &runs, &[&[AuditStatus::Applied], others].concat());
    }
}
