//! What may be taken away, and from whom.

use crate::common::{complete, gains, seeds};
use crate::support::generator::worlds;
use muster_core::entitlement::{Slot, Value};
use muster_core::id::PersonId;
use muster_core::policy::{Leavers, Located};
use muster_core::record::Coverage;
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
    fn a_partial_read_removes_nothing(world in worlds(), missing in 0..3) {
        let mut world = world;
        let partial = Coverage::Partial { missing: vec!["a page".into()] };
        match missing {
            0 => world.estate.snapshot.coverage = partial,
            1 => world.batch("corp-ad").coverage = partial,
            _ => world.batch("hr").coverage = partial,
        }
        let plan = world.plan();
        for change in &plan.body.changes {
            prop_assert!(!change.is_removal(), "{change:?}");
            if let (Some(Value::Level(had)), Some(Value::Level(level))) = (&change.before, &change.after) {
                prop_assert!(level > had, "{change:?}");
            }
        }
    }

    #[test]
    fn a_partial_read_holds_no_gain(world in worlds()) {
        let (plan, whole) = (world.plan(), complete(world).plan());
        prop_assert_eq!(gains(&plan), gains(&whole));
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
