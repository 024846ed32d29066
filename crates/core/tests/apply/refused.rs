//! What the tenant will not do: found by halving, and everything else goes on.

use crate::check::{check, ends, visible};
use crate::support::names::{account, created_account, person};
use crate::worlds::{driver, everything, newcomer, queue_of, world};
use muster_core::entitlement::{Field, Slot};
use muster_core::journal::Settlement;
use muster_core::operation::{AccountRef, Call};
use muster_core::tenant::{Account, AccountState};

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
    assert!(
        ends[1..]
            .iter()
            .all(|(_, end)| matches!(end, Settlement::Skipped { .. })),
        "{ends:?}"
    );
    assert_eq!(
        apply
            .bindings()
            .account(&AccountRef::CreatedFor(person("corp-ad", "ana"))),
        None
    );
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
        let [Call::AddQueueMembers { accounts, .. }] = failed.as_slice() else {
            panic!("{failed:?}")
        };
        assert_eq!(accounts, &[AccountRef::Known(refused)]);
        assert!(
            driver.sent.len() <= 9,
            "{} calls to find one of {people}",
            driver.sent.len()
        );
    }
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
        let failed = ends(&driver)
            .iter()
            .filter(|(_, end)| matches!(end, Settlement::Failed(_)))
            .count();
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
            let changes = operation
                .changes
                .iter()
                .map(|number| &driver.run.plan.body.changes[*number as usize]);
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
            driver
                .tenant
                .estate
                .snapshot
                .accounts
                .contains_key(&created_account(&person("corp-ad", "ana")))
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
