//! Plans are determined by what they rest on, settle, and account for everybody.

use crate::common::{check_same, orders, seeds, shuffle, unlimited};
use crate::support::generator::worlds;
use crate::support::names::uuid;
use crate::support::world::World;
use muster_core::entitlement::{Slot, Value};
use muster_core::guard::{Refused, approve};
use muster_core::id::{GroupId, PersonId};
use muster_core::plan::Plan;
use muster_core::tenant::AccountState;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

proptest! {
    #![proptest_config(seeds())]

    // Who could not be planned for may be once others have moved: an address that was taken is free now.
    #[test]
    fn planning_again_after_a_run_is_empty(world in worlds()) {
        let mut world = unlimited(world);
        // Somebody who gets administration in this plan lets the last administrator go only in the next.
        world.estate.snapshot.administrators_by_group.insert(GroupId(uuid("administrators")));
        let mut plan = world.plan();
        for _ in 0..3 {
            let waiting: BTreeSet<PersonId> = plan.body.held.iter().filter(|held| held.change.is_none())
                .map(|held| held.subject.person.clone()).collect();
            world.estate.realise(&plan);
            plan = world.plan();
            for change in &plan.body.changes {
                let because_of_others = waiting.contains(&change.subject.person) || change.slot == Slot::Manager;
                prop_assert!(because_of_others, "{change:?}");
            }
        }
        prop_assert_eq!(&plan.body.changes, &Vec::new());
        prop_assert_eq!(&plan.body.links, &Vec::new());
        prop_assert_eq!(&plan.body.forget, &Vec::new());
    }

    #[test]
    fn shuffled_records_give_the_same_plan_byte_for_byte(world in worlds(), keys in orders()) {
        let mut shuffled = world.clone();
        for batch in &mut shuffled.batches {
            shuffle(&mut batch.records, &keys);
        }
        check_same(&world, &shuffled)?;
    }

    #[test]
    fn shuffled_sources_groups_and_rejections_give_the_same_plan_byte_for_byte(world in worlds(), keys in orders()) {
        let mut shuffled = world.clone();
        shuffle(&mut shuffled.batches, &keys);
        for batch in &mut shuffled.batches {
            shuffle(&mut batch.groups, &keys);
            shuffle(&mut batch.rejected, &keys);
        }
        check_same(&world, &shuffled)?;
    }

    #[test]
    fn everybody_is_counted_exactly_once(world in worlds()) {
        let body = world.plan().body;
        let everybody = everybody(&world);
        let changed: BTreeSet<&PersonId> = body.changes.iter().map(|change| &change.subject.person).collect();
        let (whole, held): (Vec<_>, Vec<_>) = body.held.iter().partition(|held| held.change.is_none());
        let whole: BTreeSet<&PersonId> = whole.iter().map(|held| &held.subject.person).collect();
        let held: BTreeSet<&PersonId> = held.iter().map(|held| &held.subject.person).collect();
        let only_held = held.iter().filter(|person| !changed.contains(*person) && !whole.contains(*person)).count();
        let census = &body.census;
        prop_assert_eq!(census.people as usize, everybody.len());
        prop_assert_eq!(census.changed as usize, changed.len());
        prop_assert_eq!(census.unresolved as usize, whole.difference(&changed).count());
        prop_assert_eq!(census.held as usize, only_held);
        let parts = census.changed + census.held + census.unchanged + census.out_of_scope + census.unresolved;
        prop_assert_eq!(census.people, parts);
        let rejected: usize = world.batches.iter().map(|batch| batch.rejected.len()).sum();
        prop_assert_eq!(census.rejected as usize, rejected);
        for person in changed.iter().chain(&whole).chain(&held) {
            prop_assert!(everybody.contains(*person), "{person} is nobody");
        }
    }

    #[test]
    fn nobody_is_deleted_and_every_change_has_a_cause_and_a_difference(world in worlds()) {
        for change in &world.plan().body.changes {
            prop_assert_ne!(&change.after, &Some(Value::State(AccountState::Deleted)));
            prop_assert_ne!(&change.before, &change.after);
            prop_assert!(!change.because.is_empty(), "{change:?}");
        }
    }

    #[test]
    fn one_slot_of_one_account_is_changed_at_most_once(world in worlds()) {
        let plan = world.plan();
        let slots: BTreeSet<(&PersonId, Option<_>, &Slot)> = plan.body.changes.iter()
            .map(|change| (&change.subject.person, change.subject.account, &change.slot)).collect();
        prop_assert_eq!(slots.len(), plan.body.changes.len());
        let accounts: BTreeMap<_, &PersonId> = plan.body.changes.iter()
            .filter_map(|change| change.subject.account.map(|account| (account, &change.subject.person))).collect();
        for change in &plan.body.changes {
            if let Some(account) = change.subject.account {
                prop_assert_eq!(accounts[&account], &change.subject.person, "two people change one account");
            }
        }
    }

    #[test]
    fn an_edited_plan_is_refused(world in worlds()) {
        let mut plan = world.plan();
        prop_assert!(plan.is_intact());
        plan.body.census.people += 1;
        let refused = approve(plan);
        let altered = matches!(refused, Err(Refused::Altered { .. }));
        prop_assert!(altered);
    }

    #[test]
    fn a_plan_survives_its_json(world in worlds()) {
        let plan = world.plan();
        let read: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
        prop_assert!(read.is_intact());
        prop_assert_eq!(read, plan);
    }

    #[test]
    fn nobody_gets_anything_in_an_account_that_is_not_there_or_sleeps(world in worlds()) {
        let plan = world.plan();
        let account_changes = |person: &PersonId| plan.body.changes.iter()
            .any(|change| change.subject.person == *person && change.slot == Slot::Account && !change.is_removal());
        for change in plan.body.changes.iter().filter(|change| change.after.is_some()) {
            let known = change.subject.account.and_then(|id| world.estate.snapshot.accounts.get(&id));
            let awake = known.is_some_and(|account| account.state == AccountState::Active);
            prop_assert!(awake || account_changes(&change.subject.person), "{change:?}");
        }
    }

    #[test]
    fn a_manager_has_an_account_or_gets_one(world in worlds()) {
        let plan = world.plan();
        for change in plan.body.changes.iter().filter(|change| change.slot == Slot::Manager) {
            let there = match &change.after {
                Some(Value::Account(id)) => {
                    world.estate.snapshot.accounts.contains_key(id) || world.estate.unlisted.contains_key(id)
                }
                Some(Value::Person(manager)) => {
                    plan.body.changes.iter().any(|other| other.creates_account() && other.subject.person == *manager)
                }
                _ => false,
            };
            prop_assert!(there, "{change:?}");
        }
    }
}

/// Everybody in the sources, once whatever the number of their records, and in the links.
fn everybody(world: &World) -> BTreeSet<PersonId> {
    let policy = world.resolved().unwrap().policy;
    let known = world.known(&policy);
    let records = world
        .batches
        .iter()
        .flat_map(|batch| batch.records.iter().map(|record| PersonId::new(&batch.source, &record.anchor)));
    let people: BTreeSet<PersonId> =
        records.map(|record| known.everybody.person_of(&record, &known.links)).collect();
    let gone = world.estate.links.keys().filter(|id| !known.everybody.is_present(id)).cloned();
    people.into_iter().chain(gone).collect()
}
