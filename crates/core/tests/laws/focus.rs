//! Planning for a few gives them what planning for everybody gives them.

use crate::common::{seeds, unlimited};
use crate::support::generator::worlds;
use crate::support::names::uuid;
use crate::support::world::{Known, World};
use muster_core::correlate::Evidence;
use muster_core::draft::{PlanInput, draft};
use muster_core::entitlement::{Slot, Value};
use muster_core::everybody::Everybody;
use muster_core::guard::judge;
use muster_core::id::{AccountId, GroupId, PersonId, SourceId};
use muster_core::person::Links;
use muster_core::plan::{Plan, PlanBody};
use muster_core::policy::Policy;
use muster_core::record::SourceRecord;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

proptest! {
    #![proptest_config(seeds())]

    #[test]
    fn a_draft_for_a_few_is_the_draft_for_everybody_as_far_as_they_go(world in worlds(), chosen in some()) {
        let policy = world.resolved().unwrap().policy;
        let known = world.known(&policy);
        let focus = focus(&world, &policy, &known, chosen);
        let few = few(&world, &focus);
        // Who is not planned for is asked nothing about, and their records need not be brought.
        let mut theirs = world.known(&policy);
        theirs.evidence = Evidence::default();
        theirs.evidence = few.answer(&focused(&few, &policy, &theirs, &focus));
        let whole = restricted(draft(&world.input(&policy, &known)), &focus, &known.links);
        let body = draft(&focused(&few, &policy, &theirs, &focus));
        prop_assert_eq!(&body.changes, &whole.changes);
        prop_assert_eq!(&body.held, &whole.held);
        prop_assert_eq!(&body.links, &whole.links);
        prop_assert_eq!(&body.forget, &whole.forget);
        prop_assert_eq!(body.census.people as usize, focus.len());
        prop_assert_eq!(&body.orphans, &Vec::new());
        prop_assert_eq!(&body.basis, &whole.basis);
    }

    #[test]
    fn whoever_gets_a_manager_that_a_plan_creates_is_planned_for_with_them(world in worlds()) {
        let policy = world.resolved().unwrap().policy;
        let known = world.known(&policy);
        let input = world.input(&policy, &known);
        for change in draft(&input).changes.iter().filter(|change| change.slot == Slot::Manager) {
            let Some(Value::Person(manager)) = &change.after else { continue };
            let claims = &input.evidence.by_external_id;
            let focus = known.everybody.closed(&BTreeSet::from([manager.clone()]), input.links, claims);
            prop_assert!(focus.contains(&change.subject.person), "{} of {manager}", change.subject.person);
        }
    }

    // Budgets are about plans: as long as none is reached, guardrails hold the same.
    #[test]
    fn guardrails_hold_the_same_of_a_few(world in worlds(), chosen in some(), partial in 0_usize..3) {
        let mut world = partly(world, partial);
        world.estate.snapshot.administrators_by_group.insert(GroupId(uuid("administrators")));
        let policy = world.resolved().unwrap().policy;
        let known = world.known(&policy);
        let focus = focus(&world, &policy, &known, chosen);
        let few = few(&world, &focus);
        let whole = restricted(judged(&world, &world.input(&policy, &known)).body, &focus, &known.links);
        let plan = judged(&few, &focused(&few, &policy, &known, &focus));
        prop_assert_eq!(&plan.body.changes, &whole.changes);
        prop_assert_eq!(&plan.body.held, &whole.held);
    }

    #[test]
    fn what_is_told_of_changes_is_what_a_new_look_sees(world in worlds(), other in worlds()) {
        let policy = world.resolved().unwrap().policy;
        let mut everybody = Everybody::new(&policy, &world.batches, &world.estate.snapshot);
        for (source, record) in records(&world) {
            everybody.record_changed(source, &record.anchor, None);
        }
        for (source, record) in records(&other) {
            everybody.record_changed(source, &record.anchor, Some(record));
        }
        let (before, after) = (&world.estate.snapshot.accounts, &other.estate.snapshot.accounts);
        let accounts: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        accounts.iter().for_each(|id| everybody.account_changed(before.get(id), after.get(id)));
        prop_assert_eq!(everybody, Everybody::new(&policy, &other.batches, &other.estate.snapshot));
    }
}

fn records(world: &World) -> impl Iterator<Item = (&SourceId, &SourceRecord)> {
    world.batches.iter().flat_map(|batch| batch.records.iter().map(|record| (&batch.source, record)))
}

/// Which of everybody, by their place.
fn some() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(prop::bool::weighted(0.2), 32)
}

/// Some people with everybody on whom their plan depends.
fn focus(world: &World, policy: &Policy, known: &Known, chosen: Vec<bool>) -> BTreeSet<PersonId> {
    let ids = records(world).map(|(source, record)| PersonId::new(source, &record.anchor));
    let everybody: BTreeSet<PersonId> = ids.chain(world.estate.links.keys().cloned()).collect();
    let chosen = everybody.into_iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(id, _)| id).collect();
    let whole = world.input(policy, known);
    known.everybody.closed(&chosen, whole.links, &whole.evidence.by_external_id)
}

/// The world with the records of those people alone, and of those who are one with them.
fn few(world: &World, focus: &BTreeSet<PersonId>) -> World {
    let policy = world.resolved().unwrap().policy;
    let known = world.known(&policy);
    let mut few = world.clone();
    for batch in &mut few.batches {
        let source = batch.source.clone();
        batch.records.retain(|record| {
            let id = PersonId::new(&source, &record.anchor);
            focus.contains(&known.everybody.person_of(&id, &known.links))
        });
    }
    few
}

fn focused<'a>(
    world: &'a World,
    policy: &'a Policy,
    known: &'a Known,
    focus: &'a BTreeSet<PersonId>,
) -> PlanInput<'a> {
    PlanInput { focus: Some(focus), ..world.input(policy, known) }
}

fn restricted(body: PlanBody, focus: &BTreeSet<PersonId>, links: &Links) -> PlanBody {
    let found: BTreeMap<AccountId, PersonId> =
        body.links.iter().map(|link| (link.account, link.person.clone())).collect();
    let theirs = |account: &AccountId| {
        let linked = links.of_account(*account).map(|link| &link.person);
        linked.or(found.get(account)).is_some_and(|person| focus.contains(person))
    };
    PlanBody {
        changes: body.changes.into_iter().filter(|change| focus.contains(&change.subject.person)).collect(),
        held: body.held.into_iter().filter(|held| focus.contains(&held.subject.person)).collect(),
        links: body.links.into_iter().filter(|link| focus.contains(&link.person)).collect(),
        forget: body.forget.into_iter().filter(|(account, _)| theirs(account)).collect(),
        ..body
    }
}

fn judged(world: &World, input: &PlanInput<'_>) -> Plan {
    judge(draft(input), &world.facts(input, &world.owned()))
}

/// No limit is reached, and one of the reads may be partial.
fn partly(world: World, partial: usize) -> World {
    let coverages: Vec<_> = world.batches.iter().map(|batch| batch.coverage.clone()).collect();
    let (protected, roles) = (world.limits.protected_people.clone(), world.text.protected_roles.clone());
    let mut world = unlimited(world);
    (world.limits.protected_people, world.text.protected_roles) = (protected, roles);
    if let Some((batch, coverage)) = world.batches.iter_mut().zip(coverages).nth(partial) {
        batch.coverage = coverage;
    }
    world
}
