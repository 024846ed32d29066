//! Grants that are ours.

use super::query::{all as rows, from_json, from_text, with_rows};
use super::{Param, Row, Session};
use crate::StoreError;
use muster_core::entitlement::Slot;
use muster_core::id::AccountId;
use muster_core::person::{Gathering, Ledger, LedgerEntry};
use std::collections::BTreeMap;

const WHAT: &str = "a ledger entry";
const ALL: &str = "SELECT account, slot, value, person, rules, run, since FROM ledger ORDER BY account, slot";

pub(super) fn all(session: &mut dyn Session) -> Result<Vec<LedgerEntry>, StoreError> {
    rows(session, ALL, &[], entry)
}

pub(super) fn owned(session: &mut dyn Session) -> Result<Ledger, StoreError> {
    let mut gathering = Gathering::default();
    session.each(ALL, &[], &mut |row| {
        gathering.add(entry(row)?);
        Ok(())
    })?;
    Ok(gathering.finish())
}

pub(super) fn own(session: &mut dyn Session, entries: &[LedgerEntry]) -> Result<(), StoreError> {
    let last: BTreeMap<(AccountId, &Slot), &LedgerEntry> =
        entries.iter().map(|entry| ((entry.account, &entry.slot), entry)).collect();
    with_rows(
        session,
        "INSERT INTO ledger (account, slot, value, person, rules, run, since) VALUES",
        last.into_values().map(row_of),
        "ON CONFLICT (account, slot) DO UPDATE SET value = excluded.value, person = excluded.person,
         rules = excluded.rules, run = excluded.run, since = excluded.since",
    )?;
    Ok(())
}

pub(super) fn disown(session: &mut dyn Session, grants: &[(AccountId, Slot)]) -> Result<(), StoreError> {
    let keys = grants.iter().map(|(account, slot)| vec![Param::id(account), Param::json(slot)]);
    with_rows(session, "DELETE FROM ledger WHERE (account, slot) IN (VALUES", keys, ")")?;
    Ok(())
}

fn row_of(entry: &LedgerEntry) -> Vec<Param> {
    vec![
        Param::id(entry.account),
        Param::json(&entry.slot),
        Param::json(&entry.value),
        Param::id(&entry.person),
        Param::json(&entry.rules),
        Param::id(entry.run),
        Param::id(entry.since),
    ]
}

fn entry(row: &dyn Row) -> Result<LedgerEntry, StoreError> {
    Ok(LedgerEntry {
        account: from_text(WHAT, row.text(0)?)?,
        slot: from_json(WHAT, row.text(1)?)?,
        value: from_json(WHAT, row.text(2)?)?,
        person: from_text(WHAT, row.text(3)?)?,
        rules: from_json(WHAT, row.text(4)?)?,
        run: from_text(WHAT, row.text(5)?)?,
        since: from_text(WHAT, row.text(6)?)?,
    })
}
