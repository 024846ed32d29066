//! What a kept snapshot learns from a run is what the tenant looks like after it.

use crate::common::{seeds, unlimited};
use crate::support::generator::worlds;
use crate::support::names::{created_account, uuid};
use muster_core::compile::{Provision, compile};
use muster_core::guard::approve;
use muster_core::id::{AccountId, RunId};
use muster_core::journal::{Run, Settlement};
use muster_core::operation::{Effect, Operation};
use muster_core::tenant::Account;
use muster_core::verify::{Deeds, learn};
use proptest::prelude::*;
use std::collections::BTreeMap;

proptest! {
    #![proptest_config(seeds())]

    #[test]
    fn a_kept_snapshot_shows_what_a_run_did(world in worlds()) {
        let mut world = unlimited(world);
        let plan = world.plan();
        let operations = compile(&approve(plan.clone()).unwrap(), &Provision::default());
        let run = Run { id: RunId(uuid("run")), plan: plan.clone(), operations, started_at: world.as_of };
        let ends: Vec<(&Operation, Settlement)> =
            run.operations.iter().map(|operation| (operation, applied(operation))).collect();
        let deeds = Deeds::new(ends.iter().map(|(operation, end)| (*operation, end)));
        let mut learned = world.estate.snapshot.clone();
        // Accounts that only evidence knows of are not in the listing.
        for (id, account) in &world.estate.unlisted {
            learned.accounts.entry(*id).or_insert_with(|| account.clone());
        }
        learn(&mut learned, &run, &deeds);
        world.estate.realise(&plan);
        let touched = plan.body.changes.iter().map(|change| {
            change.subject.account.unwrap_or_else(|| created_account(&change.subject.person))
        });
        for id in touched {
            let expected = world.estate.snapshot.accounts.get(&id).map(without_names);
            prop_assert_eq!(learned.accounts.get(&id).map(without_names), expected);
        }
        let made: BTreeMap<AccountId, ()> = learned.accounts.keys().map(|id| (*id, ())).collect();
        prop_assert!(world.estate.snapshot.accounts.keys().all(|id| made.contains_key(id)));
    }
}

fn applied(operation: &Operation) -> Settlement {
    let account = operation.call.creates().map(created_account);
    Settlement::Applied(Effect { account, ..Effect::default() })
}

/// A created account gets name and mail in any case; the oracle writes them only where they are kept in step.
fn without_names(account: &Account) -> Account {
    let mut account = account.clone();
    account.fields.retain(|field, _| field.word() != "name" && field.word() != "mail");
    account
}
