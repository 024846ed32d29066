//! Puts people, their accounts and what is remembered of them into a world.

use super::people::{Half, Mail, NAMES, Someone, Theirs};
use crate::support::estate::Estate;
use crate::support::names::{account, anchor, person, uuid};
use crate::support::statement::person::{join, record};
use crate::support::world::World;
use muster_core::entitlement::{Field, Kind, Slot, Value};
use muster_core::id::{AccountId, PersonId, RunId};
use muster_core::person::{LedgerEntry, Link};
use muster_core::record::{SourceBatch, SourceRecord};
use muster_core::tenant::{Account, AccountState};

/// Puts somebody into their source, and their account into the tenant.
pub(super) fn place(world: &mut World, name: &str, someone: &Someone) {
    let id = person(someone.source, name);
    if someone.present {
        let mut record = record(name);
        record.enabled = someone.enabled;
        record.expires_at = someone.expires.map(|at| at.parse().unwrap());
        record.title = someone.title.map(str::to_owned);
        record.manager = someone.manager.map(|at| person(someone.source, NAMES[at]));
        record.mail = match someone.mail {
            Mail::Own => record.mail,
            Mail::None => None,
            Mail::Shared => Some("desk@corp.example".into()),
            Mail::Of(at) => Some(format!("{}@corp.example", NAMES[at])),
        };
        record.employee_number = Some(number(name, someone));
        let batch = world.batch(someone.source);
        for group in &someone.groups {
            let path = if *group == "Outer" { "G0 > Outer" } else { group };
            if someone.source == "corp-ad" {
                join(&mut record, path, batch);
            }
        }
        add(batch, record);
        if let Some(half) = &someone.half {
            place_half(world, name, someone, half);
        }
    }
    if let Some(theirs) = &someone.account {
        furnish(&mut world.estate, &id, name, theirs);
    }
}

/// What the other source says of somebody.
fn place_half(world: &mut World, name: &str, someone: &Someone, half: &Half) {
    let source = if someone.source == "hr" { "corp-ad" } else { "hr" };
    let mut record = record(&format!("{name}-half"));
    record.employee_number = half.numbered.then(|| number(name, someone));
    record.mail = half.mail.then(|| format!("{name}@corp.example"));
    record.enabled = half.enabled;
    record.title = half.title.map(str::to_owned);
    record.manager = half.manager.map(|at| person(someone.source, NAMES[at]));
    let batch = world.batch(source);
    for group in half.groups.iter().filter(|_| source == "hr") {
        join(&mut record, group, batch);
    }
    add(batch, record);
}

/// Their own number, or somebody else's.
fn number(name: &str, someone: &Someone) -> String {
    someone.number.map_or(name, |at| NAMES[at]).to_owned()
}

fn add(batch: &mut SourceBatch, record: SourceRecord) {
    batch.records.push(record);
    batch.records.sort_by(|one, other| one.anchor.cmp(&other.anchor));
    batch.population = batch.records.len() as u64;
}

/// The account that bears somebody's name, with what it holds and what is remembered of it.
fn furnish(estate: &mut Estate, person: &PersonId, name: &str, theirs: &Theirs) {
    let id = account(name);
    let home = estate.snapshot.catalogue.home().unwrap();
    let mut account = Account::new(id, theirs.state, 3, home);
    let mail = theirs.mail.then(|| (Field::Mail, format!("{name}@corp.example")));
    account.fields.extend(mail);
    account.fields.extend(theirs.title.map(|title| (Field::Title, title.to_owned())));
    estate.snapshot.accounts.insert(id, account);
    give(estate, id, theirs);
    if theirs.link.is_some() {
        remember(estate, person, id, theirs);
    }
    if let Some(at) = theirs.key {
        estate.external_ids.entry(id).or_default().insert(anchor(NAMES[at]));
    }
    hide(estate, id, theirs);
}

/// An account that sleeps has no roles, whatever it had before, and a deleted one has nothing.
fn give(estate: &mut Estate, id: AccountId, theirs: &Theirs) {
    for (holding, _) in &theirs.holdings {
        let (slot, value) = estate.holding(holding).unwrap();
        let kept = match theirs.state {
            AccountState::Active => true,
            AccountState::Inactive => !matches!(slot, Slot::Role(_)),
            AccountState::Deleted => false,
        };
        if kept {
            estate.write(id, &slot, Some(&value));
        }
    }
}

fn remember(estate: &mut Estate, person: &PersonId, account: AccountId, theirs: &Theirs) {
    let Some(origin) = theirs.link else { return };
    let since = estate.snapshot.read_at;
    let link =
        Link { person: person.clone(), account, origin, since, display_name: person.anchor.to_string() };
    estate.links.insert(person.clone(), link);
    let granted =
        theirs.holdings.iter().filter(|(_, ours)| *ours).map(|(holding, _)| estate.holding(holding).unwrap());
    let slept = (Slot::Account, Value::State(AccountState::Inactive));
    let key = (Slot::ExternalId, Value::Text(person.anchor.to_string()));
    let written = theirs.owned.iter().map(|sleep| if *sleep { slept.clone() } else { key.clone() });
    for (slot, value) in granted.chain(written).collect::<Vec<_>>() {
        let entry = LedgerEntry {
            account,
            slot: slot.clone(),
            value,
            person: person.clone(),
            rules: vec!["formerly".into()],
            run: RunId(uuid("an earlier run")),
            since,
        };
        estate.ledger.insert((account, slot), entry);
    }
}

/// Accounts that are gone, that no listing shows, or about which the tenant said only a part.
fn hide(estate: &mut Estate, id: AccountId, theirs: &Theirs) {
    let linked = theirs.link.is_some();
    if linked && theirs.gone {
        estate.snapshot.accounts.remove(&id);
        estate.external_ids.remove(&id);
    } else if !linked && theirs.unlisted && theirs.state == AccountState::Deleted {
        let account = estate.snapshot.accounts.remove(&id);
        estate.unlisted.extend(account.map(|account| (id, account)));
    } else if let (Some(kind), Some(account)) = (theirs.unread, estate.snapshot.accounts.get_mut(&id)) {
        unread(account, kind);
    }
}

/// What was not read is not there to be seen.
fn unread(account: &mut Account, kind: Kind) {
    account.unread.insert(kind);
    match kind {
        Kind::Skill => account.skills.clear(),
        Kind::Language => account.languages.clear(),
        Kind::Group => account.groups.clear(),
        _ => {}
    }
}
