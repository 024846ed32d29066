//! What the tenant will not do: found by halving, and everything else goes on.

use crate::check::{check, ends, visible};
use crate::support::names::{account, created_account, person, uuid};
use crate::support::tenant::refusal;
use crate::worlds::{driver, driver_over, everything, newcomer, queue_of, run_of, run_over, world};
use muster_core::apply::{Apply, Effort, Step};
use muster_core::compile::Way;
use muster_core::entitlement::{Field, Slot};
use muster_core::id::QueueId;
use muster_core::journal::{JournalEntry, JournalEvent, Run, Settlement};
use muster_core::operation::{AccountRef, Call, Effect, Finding, Outcome, Part, Remaining};
use muster_core::tenant::{Account, AccountState};
use muster_core::time::SignedDuration;
use muster_core::verify::{Deeds, discrepancies};

#[test]
fn an_account_that_somebody_else_made_in_the_meantime_is_not_ours() {
    let world = newcomer();
    let mut driver = driver(&world);
    let stranger = account("stranger");
    let home = world.estate.snapshot.catalogue.home().unwrap();
    let mut other = Account::new(stranger, AccountState::Active, 1, home);
    other.fields.insert(Field::Mail, "ana@corp.example".into());
    other.fields.insert(Field::Name, "Ana".into());
    driver.tenant.estate.snapshot.accounts.insert(stranger, other);
    let before = driver.tenant.estate.clone();
    let apply = driver.live_on(1);
    assert_eq!(visible(&driver.tenant.estate), visible(&before));
    let ends = ends(&driver);
    assert!(
        matches!(&ends[0].1, Settlement::Failed(refusal) if refusal.message.contains("somebody else")),
        "{ends:?}"
    );
    assert!(ends[1..].iter().all(|(_, end)| matches!(end, Settlement::Skipped { .. })), "{ends:?}");
    assert_eq!(apply.bindings().account(&AccountRef::CreatedFor(person("corp-ad", "ana"))), None);
}

/// The first call is lost, and nothing shows; the second meets a conflict, and then an account is there.
fn found_late(run: &Run) -> Vec<JournalEntry> {
    let mut apply = Apply::new(run, &[], Effort::default());
    let now = run.started_at.checked_add(SignedDuration::from_secs(3600)).unwrap();
    let Step::Send { operation, .. } = apply.next(run.started_at) else { panic!("nothing to send") };
    let stale = refusal(409, "the mail is taken".into());
    let found = Effect { account: Some(account("found")), ..Effect::default() };
    let not_yet = Finding::NotYet { version: None, remaining: Remaining::Untold };
    assert_eq!(apply.sent(&operation.id, Outcome::Unknown { reason: "reset".into() }, run.started_at), []);
    assert!(matches!(apply.next(now), Step::Probe { .. }));
    assert_eq!(apply.probed(&operation.id, not_yet, now), []);
    assert!(matches!(apply.next(now), Step::Send { .. }));
    assert_eq!(apply.sent(&operation.id, Outcome::Conflict(stale), now), []);
    assert!(matches!(apply.next(now), Step::Probe { .. }));
    apply.probed(&operation.id, Finding::AlreadySo(found), now)
}

// The first call never arrived: what is there now is somebody else's, however much we had doubted before.
#[test]
fn an_account_that_somebody_else_made_after_a_lost_call_is_not_ours() {
    let entries = found_late(&run_of(&newcomer()));
    let ends: Vec<&JournalEvent> = entries.iter().map(|entry| &entry.event).collect();
    assert!(matches!(ends[..], [JournalEvent::Settled(Settlement::Failed(_))]), "{ends:?}");
}

// A probe finds it by our key, which nobody else writes.
#[test]
fn an_account_that_shows_up_late_with_our_key_is_ours() {
    let entries = found_late(&run_over(&newcomer(), Way::Scim));
    let ends: Vec<&JournalEvent> = entries.iter().map(|entry| &entry.event).collect();
    assert!(matches!(ends[..], [JournalEvent::Settled(Settlement::Applied(_))]), "{ends:?}");
}

#[test]
fn a_batch_is_split_until_the_bad_member_stands_alone() {
    let people = 13;
    for bad in 0..people {
        let world = queue_of(people);
        let mut driver = driver(&world);
        let refused = account(&format!("p{bad}"));
        driver.tenant.refuses.insert(refused);
        let apply = driver.live_on(1);
        check(&world, &driver);
        let failed: Vec<Call> = apply
            .settlements()
            .filter(|(_, end)| matches!(end, Settlement::Failed(_)))
            .map(|(operation, _)| operation.call.clone())
            .collect();
        let [Call::AddQueueMembers { accounts, .. }] = failed.as_slice() else { panic!("{failed:?}") };
        assert_eq!(accounts, &[AccountRef::Known(refused)]);
        assert!(driver.sent.len() <= 9, "{} calls to find one of {people}", driver.sent.len());
    }
}

// Another try of ours may have been the first that the tenant took.
#[test]
fn what_a_split_batch_finds_done_after_an_error_is_ours() {
    let run = run_of(&queue_of(2));
    let mut apply = Apply::new(&run, &[], Effort::default());
    let mut now = run.started_at;
    let Step::Send { operation, .. } = apply.next(now) else { panic!("nothing to send") };
    assert_eq!(apply.sent(&operation.id, Outcome::Transient(refusal(500, "oops".into())), now), []);
    now = now.checked_add(SignedDuration::from_secs(60)).unwrap();
    assert!(matches!(apply.next(now), Step::Send { .. }));
    let split = apply.sent(&operation.id, Outcome::Refused(refusal(400, "no target".into())), now);
    assert!(matches!(split[0].event, JournalEvent::Settled(Settlement::Split)), "{split:?}");
    let Step::Send { operation, .. } = apply.next(now) else { panic!("nothing to send") };
    let ends = apply.sent(&operation.id, Outcome::AlreadySo(Effect::default()), now);
    assert!(matches!(ends[0].event, JournalEvent::Settled(Settlement::Applied(_))), "{ends:?}");
}

#[test]
fn a_member_with_an_endless_conflict_stands_alone() {
    let run = run_of(&queue_of(4));
    let mut apply = Apply::new(&run, &[], Effort::default());
    let bad = AccountRef::Known(account("p2"));
    let (mut failed, mut done) = (Vec::new(), 0);
    for second in 0..2000 {
        let now = run.started_at.checked_add(SignedDuration::from_secs(second)).unwrap();
        let entries = match apply.next(now) {
            Step::Send { operation, .. } => {
                let Call::AddQueueMembers { accounts, .. } = &operation.call else { panic!("{operation:?}") };
                let conflict = Outcome::Conflict(refusal(409, "not this one".into()));
                let outcome =
                    if accounts.contains(&bad) { conflict } else { Outcome::Applied(Effect::default()) };
                apply.sent(&operation.id, outcome, now)
            }
            Step::Probe { operation } => {
                let not_yet = Finding::NotYet { version: None, remaining: Remaining::Untold };
                apply.probed(&operation.id, not_yet, now)
            }
            Step::Done => break,
            _ => Vec::new(),
        };
        for entry in entries {
            match entry.event {
                JournalEvent::Settled(Settlement::Failed(_)) => failed.push(entry.operation),
                JournalEvent::Settled(Settlement::Applied(_)) => done += 1,
                _ => {}
            }
        }
    }
    let calls: Vec<usize> = failed.iter().map(|id| apply.operation(id).unwrap().call.members()).collect();
    assert_eq!((calls, done), (vec![1], 2), "{failed:?}");
}

#[test]
fn a_split_survives_a_crash_at_every_boundary() {
    let world = queue_of(4);
    for boundary in 1..24 {
        let mut driver = driver(&world);
        driver.tenant.refuses.extend([account("p1"), account("p2")]);
        driver.crash_at.insert(boundary);
        driver.live_on(2);
        check(&world, &driver);
        let failed = ends(&driver).iter().filter(|(_, end)| matches!(end, Settlement::Failed(_))).count();
        assert_eq!(failed, 2, "boundary {boundary}");
    }
}

#[test]
fn what_needs_an_account_that_could_not_be_made_is_skipped_and_the_rest_goes_on() {
    let world = everything();
    for workers in [1, 4] {
        let mut driver = driver(&world);
        driver.workers = workers;
        driver.tenant.refuses_mail.insert("bob@corp.example".into());
        let apply = driver.live_on(1);
        check(&world, &driver);
        let bob = person("corp-ad", "bob");
        for (operation, end) in apply.settlements().filter(|(_, end)| **end != Settlement::Split) {
            let changes =
                operation.changes.iter().map(|number| &driver.run.plan.body.changes[*number as usize]);
            let of_bob = changes.clone().any(|change| change.subject.person == bob);
            let manager = changes.clone().any(|change| change.slot == Slot::Manager);
            match (&operation.call, of_bob) {
                (Call::CreateAccount { .. }, true) => {
                    assert!(matches!(end, Settlement::Failed(_)), "{end:?}")
                }
                (_, true) => assert!(matches!(end, Settlement::Skipped { .. }), "{operation:?} {end:?}"),
                (_, false) if manager => {
                    assert!(matches!(end, Settlement::Skipped { .. }), "{operation:?} {end:?}")
                }
                (_, false) => assert!(end.is_success(), "{operation:?} {end:?}"),
            }
        }
        assert!(
            driver.tenant.estate.snapshot.accounts.contains_key(&created_account(&person("corp-ad", "ana")))
        );
    }
}

#[test]
fn the_rest_of_a_profile_is_written_even_if_the_manager_could_not_be_made() {
    let world = world(&[
        "rule all: everyone, gives queue:Billing",
        "policy profile: title",
        "policy manager on",
        "bob in corp-ad: mail refused@corp.example",
        "cat in corp-ad: title Lead, manager bob",
        "cat account active: holds queue:Billing, title Agent",
        "cat link external id",
    ]);
    let mut driver = driver(&world);
    driver.tenant.refuses_mail.insert("refused@corp.example".into());
    driver.live_on(1);
    let cat = &driver.tenant.estate.snapshot.accounts[&account("cat")];
    assert_eq!(cat.fields.get(&Field::Title).map(String::as_str), Some("Lead"));
}

#[test]
fn what_other_hands_undid_is_what_cannot_be_read_back() {
    let world = queue_of(3);
    let mut driver = driver(&world);
    let apply = driver.live_on(1);
    let lost = Slot::Queue { queue: QueueId(uuid("queue:Billing")) };
    driver.tenant.estate.write(account("p1"), &lost, None);
    let deeds = Deeds::new(apply.settlements());
    let done = deeds.done(&driver.run);
    let snapshot = &driver.tenant.estate.snapshot;
    let unseen = discrepancies(&driver.run, &done, snapshot, &deeds.created);
    let people: Vec<_> =
        unseen.keys().map(|at| &driver.run.plan.body.changes[*at as usize].subject.person).collect();
    assert_eq!(people, [&person("corp-ad", "p1")]);
}

#[test]
fn a_skill_that_scim_does_not_know_costs_nobody_the_account() {
    let world = world(&[
        "rule all: everyone, gives skill:Network=3, gives skill:Refunds=2, gives language:German=4",
        "ana in corp-ad: number 7",
        "bob in corp-ad",
        "bob account active",
        "bob link external id",
    ]);
    let mut driver = driver_over(&world, Way::Scim);
    driver.tenant.refuses_part.insert("Refunds".into());
    let apply = driver.live_on(1);
    let ends = ends(&driver);
    let failed: Vec<_> = ends.iter().filter(|(_, end)| matches!(end, Settlement::Failed(_))).collect();
    assert_eq!(failed.len(), 2, "{ends:?}");
    for (id, _) in failed {
        let operation = apply.operation(id).unwrap();
        let Call::AmendAccount { parts, .. } = &operation.call else { panic!("{operation:?}") };
        assert!(matches!(&parts[..], [Part::Skill { name, .. }] if name == "Refunds"), "{parts:?}");
        assert_eq!(operation.changes.len(), 1);
    }
    let created = created_account(&person("corp-ad", "ana"));
    for account in [account("bob"), created] {
        let account = &driver.tenant.estate.snapshot.accounts[&account];
        assert_eq!((account.skills.len(), account.languages.len()), (1, 1), "{account:?}");
    }
}
