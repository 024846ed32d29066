//! Pairings of people and accounts.

use super::query::{all as rows, from_json, from_text, with_rows};
use super::{Param, Row, Session};
use crate::StoreError;
use muster_core::id::{AccountId, PersonId};
use muster_core::person::Link;
use std::collections::BTreeMap;

pub(super) fn all(session: &mut dyn Session) -> Result<Vec<Link>, StoreError> {
    let sql = "SELECT value FROM link";
    let mut links = rows(session, sql, &[], |row| from_json::<Link>("a link", row.text(0)?))?;
    links.sort_by(|one, other| one.person.cmp(&other.person));
    Ok(links)
}

pub(super) fn forget(session: &mut dyn Session, person: &PersonId) -> Result<bool, StoreError> {
    let gone = session.run("DELETE FROM link WHERE person = $1", &[Param::id(person)])?;
    Ok(gone > 0)
}

/// Takes the old links of these people away first, so that two people can swap accounts in one set.
pub(super) fn remember(session: &mut dyn Session, links: &[Link]) -> Result<(), StoreError> {
    let by_account = by_account(links)?;
    let people = links.iter().map(|link| vec![Param::id(&link.person)]);
    with_rows(session, "DELETE FROM link WHERE person IN (VALUES", people, ")")?;
    refuse_taken(session, &by_account)?;
    let links = by_account.values().map(|link| row_of(link));
    with_rows(session, "INSERT INTO link (person, account, value) VALUES", links, "")?;
    Ok(())
}

/// The links by account, the last one of each person; two people for one account are a conflict.
fn by_account(links: &[Link]) -> Result<BTreeMap<AccountId, &Link>, StoreError> {
    let by_person: BTreeMap<&PersonId, &Link> = links.iter().map(|link| (&link.person, link)).collect();
    let mut by_account = BTreeMap::new();
    for link in by_person.into_values() {
        if let Some(owner) = by_account.insert(link.account, link) {
            return Err(conflict(link, owner.person.clone()));
        }
    }
    Ok(by_account)
}

fn refuse_taken(
    session: &mut dyn Session,
    by_account: &BTreeMap<AccountId, &Link>,
) -> Result<(), StoreError> {
    for (account, owner) in owners(session, by_account.keys())? {
        if let Some(link) = by_account.get(&account) {
            return Err(conflict(link, owner));
        }
    }
    Ok(())
}

/// Who has these accounts now. Where many are asked for, all links are read: that is quicker than asking for each.
fn owners<'a>(
    session: &mut dyn Session,
    accounts: impl ExactSizeIterator<Item = &'a AccountId>,
) -> Result<Vec<(AccountId, PersonId)>, StoreError> {
    const MANY: usize = 500;
    let sql = "SELECT account, person FROM link";
    if accounts.len() > MANY {
        return rows(session, sql, &[], owner);
    }
    let mut found = Vec::new();
    for account in accounts {
        let sql = format!("{sql} WHERE account = $1");
        found.extend(rows(session, &sql, &[Param::id(account)], owner)?);
    }
    Ok(found)
}

fn owner(row: &dyn Row) -> Result<(AccountId, PersonId), StoreError> {
    Ok((from_text("a link", row.text(0)?)?, from_text("a link", row.text(1)?)?))
}

fn conflict(link: &Link, owner: PersonId) -> StoreError {
    StoreError::Conflict { account: link.account, person: link.person.clone(), owner }
}

fn row_of(link: &Link) -> Vec<Param> {
    vec![Param::id(&link.person), Param::id(link.account), Param::json(link)]
}
