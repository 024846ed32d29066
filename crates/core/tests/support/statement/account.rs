//! Accounts, links and the ledger.

use super::{Stage, item, number, unknown};
use crate::support::names::{SOURCE, account, anchor, person, uuid};
use muster_core::entitlement::{Field, Kind, Slot, Value};
use muster_core::id::{AccountId, RunId};
use muster_core::person::{LedgerEntry, Link, LinkOrigin};
use muster_core::tenant::{Account, AccountState};

impl Stage {
    /// Adds an account to the tenant, changes it, or takes it away.
    pub(super) fn account(&mut self, name: &str, state: &str, items: &[&str]) -> Result<(), String> {
        self.names.learn(name);
        let id = self.account_of(name);
        let estate = &mut self.world.estate;
        let state = match state {
            "active" => AccountState::Active,
            "inactive" => AccountState::Inactive,
            "deleted" => AccountState::Deleted,
            "vanishes" => {
                estate.snapshot.accounts.remove(&id).ok_or("there is no such account")?;
                return Ok(());
            }
            other => return unknown("an account's state", other),
        };
        let home = estate.snapshot.catalogue.home().unwrap();
        let blank = || {
            let mut account = Account::new(id, state, 1, home);
            account.fields.insert(Field::Mail, format!("{name}@corp.example"));
            account
        };
        let mut account = estate.snapshot.accounts.remove(&id).unwrap_or_else(blank);
        account.state = state;
        estate.snapshot.accounts.insert(id, account);
        items.iter().try_for_each(|text| self.describe(id, text))
    }

    /// The account that somebody is linked to, else the one that bears their name.
    pub(super) fn account_of(&self, name: &str) -> AccountId {
        let link = self.world.estate.links.get(&person(SOURCE, name));
        link.map_or_else(|| account(name), |link| link.account)
    }

    fn describe(&mut self, id: AccountId, text: &str) -> Result<(), String> {
        let estate = &mut self.world.estate;
        let (word, rest) = item(text);
        let (holding, division) = (estate.holding(rest), estate.division(rest));
        let field = Field::ALL.into_iter().find(|field| field.word() == word);
        let manager = account(rest);
        match (word, field) {
            ("holds", _) => {
                let (slot, value) = holding?;
                estate.write(id, &slot, Some(&value));
                return Ok(());
            }
            ("loses", _) => {
                let (slot, _) = holding?;
                estate.write(id, &slot, None);
                return Ok(());
            }
            ("external", _) => {
                self.names.learn(rest);
                estate.external_ids.entry(id).or_default().insert(anchor(rest));
                return Ok(());
            }
            ("unlisted", _) => {
                let found = estate.snapshot.accounts.remove(&id);
                estate.unlisted.extend(found.map(|account| (id, account)));
                return Ok(());
            }
            ("withheld", _) => {
                estate.snapshot.accounts.remove(&id);
                return Ok(());
            }
            _ => {}
        }
        let account = estate.snapshot.accounts.get_mut(&id).ok_or("there is no such account")?;
        match (word, field) {
            ("division", _) => account.division = division?,
            ("manager", _) => account.manager = Some(manager),
            ("version", _) => account.version = number(rest)? as i64,
            ("unread", _) => {
                account.unread.insert(kind(rest)?);
            }
            (_, Some(field)) if rest == "none" => {
                account.fields.remove(&field);
            }
            (_, Some(field)) => {
                account.fields.insert(field, rest.to_owned());
            }
            _ => return unknown("an account", text),
        }
        Ok(())
    }

    /// Remembers that somebody has an account.
    pub(super) fn link(&mut self, name: &str, origin: &str, to: &str) -> Result<(), String> {
        self.link_in(SOURCE, name, origin, to)
    }

    /// The same for somebody in another source.
    pub(super) fn link_in(&mut self, source: &str, name: &str, origin: &str, to: &str) -> Result<(), String> {
        self.names.learn(name);
        self.names.learn(to);
        let origin = match origin {
            "created" => LinkOrigin::Created,
            "external" => LinkOrigin::ExternalId,
            "mail" => LinkOrigin::Mail,
            "manual" => LinkOrigin::Manual,
            other => return unknown("the origin of a link", other),
        };
        let (person, since) = (person(source, name), self.world.as_of);
        let link = Link {
            person: person.clone(),
            account: account(to),
            origin,
            since,
            display_name: name.to_owned(),
        };
        self.world.estate.links.insert(person, link);
        Ok(())
    }

    /// Enters grants into the ledger: `role:Agent@Support by agents`, `account inactive`, `external id`.
    pub(super) fn owns(&mut self, name: &str, items: &[&str]) -> Result<(), String> {
        let account = self.account_of(name);
        for text in items {
            let (grant, rule) = text.split_once(" by ").unwrap_or((text, "formerly"));
            let (slot, value) = match grant {
                "account inactive" => (Slot::Account, Value::State(AccountState::Inactive)),
                "external id" => (Slot::ExternalId, Value::Text(anchor(name).to_string())),
                grant => self.world.estate.holding(grant)?,
            };
            let entry = LedgerEntry {
                account,
                slot: slot.clone(),
                value,
                person: person(SOURCE, name),
                rules: vec![rule.into()],
                run: RunId(uuid("an earlier run")),
                since: self.world.as_of,
            };
            self.world.estate.ledger.insert((account, slot), entry);
        }
        Ok(())
    }
}

/// The kind with a word.
pub(super) fn kind(word: &str) -> Result<Kind, String> {
    let found = Kind::ALL.into_iter().find(|kind| kind.word() == word);
    found.ok_or_else(|| format!("`{word}` is no kind"))
}
