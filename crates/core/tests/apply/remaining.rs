//! What was found to be so already is not sent again.

use crate::check::{check, ends};
use crate::support::names::{account, uuid};
use crate::support::tenant::refusal;
use crate::worlds::{driver_over, queue_of, run_of, world};
use muster_core::apply::{Apply, Effort, Step};
use muster_core::compile::Way;
use muster_core::entitlement::Slot;
use muster_core::id::SkillId;
use muster_core::journal::{JournalEntry, JournalEvent, Settlement};
use muster_core::operation::{AccountRef, Call, Effect, Finding, Operation, Outcome, Remaining};
use muster_core::time::{SignedDuration, Timestamp};

struct Hand {
    apply: Apply,
    now: Timestamp,
}

impl Hand {
    fn next(&mut self) -> Step {
        self.now = self.now.checked_add(SignedDuration::from_secs(60)).unwrap();
        self.apply.next(self.now)
    }

    fn sends(&mut self) -> (Operation, Vec<AccountRef>) {
        let Step::Send { operation, .. } = self.next() else { panic!("nothing is sent") };
        let Call::AddQueueMembers { accounts, .. } = &operation.call else { panic!("{operation:?}") };
        let accounts = accounts.clone();
        (operation, accounts)
    }

    fn probes(&mut self, seen: Finding) -> (Vec<AccountRef>, Vec<JournalEntry>) {
        let Step::Probe { operation } = self.next() else { panic!("nothing is looked for") };
        let Call::AddQueueMembers { accounts, .. } = &operation.call else { panic!("{operation:?}") };
        (accounts.clone(), self.apply.probed(&operation.id, seen, self.now))
    }
}

fn people(numbers: &[u32]) -> Vec<AccountRef> {
    numbers.iter().map(|at| AccountRef::Known(account(&format!("p{at}")))).collect()
}

fn left(numbers: &[u32]) -> Finding {
    Finding::NotYet { version: None, remaining: Remaining::Accounts(people(numbers)) }
}

fn hand() -> Hand {
    let run = run_of(&queue_of(4));
    Hand { apply: Apply::new(&run, &[], Effort::default()), now: run.started_at }
}

#[test]
fn only_members_that_a_probe_did_not_see_are_sent_again() {
    let mut hand = hand();
    let (operation, all) = hand.sends();
    assert_eq!(all.len(), 4);
    hand.apply.sent(&operation.id, Outcome::Conflict(refusal(409, "somebody was faster".into())), hand.now);
    hand.probes(left(&[2, 3]));
    let (operation, accounts) = hand.sends();
    assert_eq!((accounts.len(), operation.changes.len()), (2, 2));
    assert!(people(&[2, 3]).iter().all(|person| accounts.contains(person)), "{accounts:?}");
    // A probe looks at everybody: what was there a moment ago may be gone.
    hand.apply.sent(&operation.id, Outcome::Unknown { reason: "reset".into() }, hand.now);
    assert_eq!(hand.probes(left(&[1])).0, all);
    assert_eq!(hand.sends().1, people(&[1]));
    let entries = hand.apply.sent(&operation.id, Outcome::Applied(Effect::default()), hand.now);
    assert!(matches!(entries[0].event, JournalEvent::Settled(Settlement::Applied(_))), "{entries:?}");
    assert_eq!(hand.next(), Step::Done);
}

#[test]
fn the_halves_of_a_batch_know_what_was_left_of_it() {
    let mut hand = hand();
    let (operation, all) = hand.sends();
    hand.apply.sent(&operation.id, Outcome::Unknown { reason: "reset".into() }, hand.now);
    let last = all[3].clone();
    let seen = Finding::NotYet { version: None, remaining: Remaining::Accounts(vec![last.clone()]) };
    hand.probes(seen);
    hand.sends();
    let refused = Outcome::Refused(refusal(400, "not this one".into()));
    hand.apply.sent(&operation.id, refused, hand.now);
    let (first, entries) = hand.probes(Finding::AlreadySo(Effect::default()));
    assert_eq!(first, all[..2]);
    assert!(matches!(entries[0].event, JournalEvent::Settled(Settlement::Applied(_))), "{entries:?}");
    assert_eq!(hand.sends().1, [last]);
}

// SCIM cannot replace what is not there, and adds what is there a second time.
#[test]
fn a_skill_that_other_hands_took_away_is_added_instead_of_replaced() {
    let world = world(&[
        "rule all: everyone, gives skill:Network=5, gives language:German=4",
        "policy profile: title",
        "ana in corp-ad: title Lead",
        "ana account active: holds skill:Network=3, title Agent",
        "ana link external id",
    ]);
    let mut driver = driver_over(&world, Way::Scim);
    let [Operation { call, .. }] = &driver.run.operations.clone()[..] else { panic!("one call") };
    driver.tenant.estate.write(account("ana"), &Slot::Skill { skill: SkillId(uuid("skill:Network")) }, None);
    driver.tenant.other_hands(call);
    driver.live_on(1);
    check(&world, &driver);
    assert!(ends(&driver).iter().all(|(_, end)| end.is_success()), "{:?}", ends(&driver));
    assert_eq!((driver.sent.len(), driver.probes), (2, 1));
}
