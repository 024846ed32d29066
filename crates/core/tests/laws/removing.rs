//! What may be taken away, and from whom.

use crate::common::{complete, gains, orders, seeds, unlimited};
use crate::support::generator::worlds;
use crate::support::names::uuid;
use crate::support::world::World;
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{GroupId, PersonId};
use muster_core::plan::{Change, Hold, Plan};
use muster_core::policy::{Leavers, Located};
use muster_core::record::{Coverage, SourceBatch};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(seeds())]

    #[test]
    fn only_what_is_ours_is_ever_taken_away_or_lowered(world in worlds()) {
        let plan = world.plan();
        for change in plan.body.changes.iter().filter(|change| change.slot.is_entitlement()) {
            let Some(account) = change.subject.account else { continue };
            let ours = world.estate.ledger.contains_key(&(account, change.slot.clone()));
            let authoritative = world.text.authoritative.contains(&change.slot.kind());
            match (&change.before, &change.after) {
                (_, None) => prop_assert!(ours || authoritative, "{change:?}"),
                (Some(Value::Level(had)), Some(Value::Level(level))) if level < had => prop_assert!(ours, "{change:?}"),
                _ => {}
            }
        }
    }

    #[test]
    fn a_partial_read_of_the_tenant_removes_nothing(world in worlds()) {
        let mut world = world;
        world.estate.snapshot.coverage = Coverage::Partial { missing: vec!["a page".into()] };
        let plan = world.plan();
        let taken: Vec<&Change> = plan.body.changes.iter().filter(|change| takes(change)).collect();
        prop_assert_eq!(taken, Vec::<&Change>::new());
    }

    // Whatever of one source was lost — people, or groups that they are in — and whatever the other says.
    #[test]
    fn what_a_partial_read_takes_away_a_whole_read_takes_away_too(
        world in worlds(), directory in any::<bool>(), lost in orders(),
    ) {
        let whole = governed(unlimited(world));
        let mut part = whole.clone();
        lose(part.batch(if directory { "corp-ad" } else { "hr" }), &lost);
        let (plan, whole) = (part.plan(), whole.plan());
        let unresolved: BTreeSet<_> = whole.body.held.iter().filter(|held| held.change.is_none())
            .map(|held| &held.subject.person).collect();
        let taken: BTreeSet<_> = whole.body.changes.iter().filter(|change| takes(change))
            .map(|change| (change.subject.account, &change.slot)).collect();
        for change in plan.body.changes.iter().filter(|change| takes(change)) {
            let too = taken.contains(&(change.subject.account, &change.slot));
            prop_assert!(too || unresolved.contains(&change.subject.person), "{change:?}");
        }
    }

    #[test]
    fn what_one_half_cannot_justify_goes_on_while_it_is_down(world in worlds(), lost in orders()) {
        let mut whole = governed(unlimited(world));
        whole.text.people.join = None;
        let mut part = whole.clone();
        lose(part.batch("hr"), &lost);
        let links = whole.estate.links.clone();
        let (plan, whole) = (part.plan(), whole.plan());
        let of = |plan: &Plan| -> Vec<Change> {
            // Whoever is paired in this very plan may have a rival in the other half.
            let known = |change: &Change| links.contains_key(&change.subject.person);
            let theirs =
                |change: &&Change| change.subject.person.source.as_str() == "corp-ad" && takes(change) && known(change);
            plan.body.changes.iter().filter(theirs).cloned().collect()
        };
        prop_assert_eq!(of(&plan), of(&whole));
    }

    #[test]
    fn a_partial_read_holds_no_gain_but_of_who_may_be_known_to_it(world in worlds()) {
        let (joins, plan, whole) = (world.text.people.join.is_some(), world.plan(), complete(world).plan());
        let unknown: BTreeSet<_> = plan.body.held.iter()
            .filter(|held| joins && held.change.is_none() && matches!(held.because, Hold::SourcePartial { .. }))
            .map(|held| &held.subject.person).collect();
        let made = |change: &&Change| !unknown.contains(&change.subject.person);
        prop_assert_eq!(gains(&plan), gains(&whole).into_iter().filter(made).collect::<Vec<_>>());
        prop_assert!(unknown.iter().all(|person| whole.body.changes.iter()
            .any(|change| change.subject.person == **person && change.creates_account())));
    }

    #[test]
    fn a_protected_person_loses_nothing(world in worlds()) {
        let protected = &world.limits.protected_people;
        for change in world.plan().body.changes.iter().filter(|change| change.is_removal()) {
            let subject = &change.subject;
            let of_account = subject.account.and_then(|id| world.estate.snapshot.accounts.get(&id)).map(|a| a.mail().to_owned());
            let names = [
                Some(subject.person.to_string()),
                subject.mail.clone(),
                of_account,
                subject.account.map(|account| account.to_string()),
            ];
            for name in names.iter().flatten() {
                prop_assert!(!protected.contains(name), "{name} is protected: {change:?}");
            }
        }
    }

    // An account that goes to sleep loses its roles, whatever is planned for them.
    #[test]
    fn a_role_that_is_held_is_not_lost_with_the_account(world in worlds()) {
        let mut world = world;
        world.text.protected_roles = vec![Located::new("Agent", "guard.protected_roles")];
        world.text.people.leavers = Leavers::Deactivate;
        let body = world.plan().body;
        let sleeps: BTreeSet<&PersonId> = body.changes.iter()
            .filter(|change| change.slot == Slot::Account && change.is_removal())
            .map(|change| &change.subject.person)
            .collect();
        for change in body.held.iter().filter_map(|held| held.change.as_ref()) {
            let role = matches!(change.slot, Slot::Role(_)) && change.is_removal();
            prop_assert!(!role || !sleeps.contains(&change.subject.person), "{change:?}");
        }
    }
}

/// Others administer, so that what somebody loses does not depend on what others lose.
fn governed(mut world: World) -> World {
    world.estate.snapshot.administrators_by_group.insert(GroupId(uuid("administrators")));
    world
}

/// Whether somebody has less afterwards.
fn takes(change: &Change) -> bool {
    let lowered = match (&change.before, &change.after) {
        (Some(Value::Level(had)), Some(Value::Level(level))) => level < had,
        _ => false,
    };
    change.is_removal() || lowered
}

/// Some people were not read, and some groups that people are in.
fn lose(batch: &mut SourceBatch, lost: &[u64]) {
    let mut chance = lost.iter().cycle().copied();
    let mut keeps = |of: u64| !chance.next().unwrap_or(0).is_multiple_of(of);
    batch.records.retain(|_| keeps(3));
    for record in &mut batch.records {
        record.memberships.retain(|_, _| keeps(2));
    }
    batch.population = batch.records.len() as u64;
    batch.coverage = Coverage::Partial { missing: vec!["a page".into()] };
}
