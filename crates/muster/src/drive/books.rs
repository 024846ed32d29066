//! What settled operations mean for links and ledger.

use muster_core::apply::Apply;
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{AccountId, PersonId, RuleId};
use muster_core::journal::{JournalEntry, JournalEvent, Run, Settlement};
use muster_core::operation::{AccountRef, Call, Operation};
use muster_core::person::{LedgerEntry, Link, LinkOrigin};
use muster_core::plan::{Change, Provenance};
use muster_core::tenant::AccountState;
use muster_core::time::Timestamp;
use muster_core::verify::{Deeds, Discrepancies, Discrepancy};
use muster_store::Bookkeeping;
use std::collections::BTreeSet;

/// The links that a plan makes before its first call.
pub(super) fn remember_plan(run: &Run) -> Vec<Link> {
    let links = run.plan.body.links.iter();
    links
        .map(|link| Link {
            person: link.person.clone(),
            account: link.account,
            origin: link.origin,
            since: run.started_at,
            display_name: link.display_name.clone(),
        })
        .collect()
}

/// What the settlements among `entries` mean for links and ledger.
pub(super) fn bookkeeping(run: &Run, apply: &Apply, entries: &[JournalEntry]) -> Bookkeeping {
    let mut books = Bookkeeping::default();
    for entry in entries {
        let JournalEvent::Settled(end) = &entry.event else { continue };
        if let Some(operation) = apply.operation(&entry.operation) {
            enter(&mut books, run, apply, operation, end, entry.at);
        }
    }
    books
}

fn enter(
    books: &mut Bookkeeping,
    run: &Run,
    apply: &Apply,
    operation: &Operation,
    end: &Settlement,
    at: Timestamp,
) {
    let created = match &operation.call {
        Call::CreateAccount { person, name, .. } | Call::ProvisionAccount { person, name, .. } => {
            Some((person, name))
        }
        _ => None,
    };
    if let (Some((person, name)), Settlement::Applied(effect)) = (created, end) {
        books.links.extend(effect.account.map(|account| Link {
            person: person.clone(),
            account,
            origin: LinkOrigin::Created,
            since: at,
            display_name: name.clone(),
        }));
    }
    let changes = operation.changes.iter().filter_map(|number| run.plan.body.changes.get(*number as usize));
    for change in changes.filter(|_| end.is_success()) {
        let account = change.subject.account.map_or_else(
            || apply.bindings().account(&AccountRef::CreatedFor(change.subject.person.clone())),
            Some,
        );
        if let Some(account) = account {
            own(books, run, change, account, matches!(end, Settlement::Applied(_)), at);
        }
    }
}

/// What we made is ours; what was so already is not, except that an external id, a sleep or the end of tokens that is
/// there needs no second writing. What others had granted and somebody got back stays theirs.
fn own(books: &mut Bookkeeping, run: &Run, change: &Change, account: AccountId, ours: bool, at: Timestamp) {
    let slot = &change.slot;
    let given_back = change.because.iter().all(|because| matches!(because, Provenance::Kept { .. }));
    match (slot, &change.after) {
        (Slot::Account, Some(Value::State(AccountState::Inactive))) => {
            books.own.push(entry(run, change, account, at));
            books.closed.push((change.subject.person.clone(), at));
        }
        // Put to sleep by us it was, and may be woken by us.
        (Slot::Account, Some(Value::State(AccountState::Deleted))) => {}
        (Slot::Account, _) => books.disown.extend([(account, Slot::Account), (account, Slot::Tokens)]),
        (Slot::ExternalId, Some(_)) | (Slot::Tokens, None) => books.own.push(entry(run, change, account, at)),
        (slot, Some(_)) if slot.is_entitlement() && given_back => {}
        (slot, Some(_)) if slot.is_entitlement() && ours => books.own.push(entry(run, change, account, at)),
        (slot, None) if slot.is_entitlement() => books.disown.push((account, slot.clone())),
        _ => {}
    }
}

/// What was taken away and still shows stays ours: the next plan takes it away again, or forgets it once it is gone.
pub(super) fn still_ours(run: &Run, unverified: &Discrepancies, at: Timestamp) -> Vec<LedgerEntry> {
    let lagging = unverified.iter().filter(|(_, doubt)| match doubt {
        Discrepancy::Lagging | Discrepancy::Unread => true,
        Discrepancy::Overtaken { .. } | Discrepancy::Licence { .. } => false,
    });
    let changes = lagging.filter_map(|(number, _)| run.plan.body.changes.get(*number as usize));
    let lost = changes.filter(|change| change.slot.is_entitlement() && change.after.is_none());
    lost.filter_map(|change| {
        let value = change.before.clone()?;
        Some(LedgerEntry { value, ..entry(run, change, change.subject.account?, at) })
    })
    .collect()
}

/// People whose departure is over: everything that the plan had for them was done.
pub(super) fn returned(run: &Run, deeds: &Deeds) -> Vec<PersonId> {
    let done: BTreeSet<u32> = deeds.done(run).iter().map(|done| done.change).collect();
    let numbered = || (0..).zip(&run.plan.body.changes);
    let missing = |person: &PersonId| {
        numbered().any(|(number, change)| change.subject.person == *person && !done.contains(&number))
    };
    run.plan.body.returned.iter().filter(|person| !missing(person)).cloned().collect()
}

fn entry(run: &Run, change: &Change, account: AccountId, at: Timestamp) -> LedgerEntry {
    let mut rules: Vec<RuleId> = change.because.iter().filter_map(Provenance::to_remember).collect();
    rules.sort();
    rules.dedup();
    LedgerEntry {
        account,
        slot: change.slot.clone(),
        value: change.after.clone().unwrap_or(Value::Held),
        person: change.subject.person.clone(),
        rules,
        run: run.id,
        since: at,
    }
}
