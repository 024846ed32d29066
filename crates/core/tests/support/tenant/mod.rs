//! A naive tenant: carries calls out on an estate, keeps versions, and says what probes would see.

mod writes;

pub(crate) use writes::{Write, known, writes, written};

use super::estate::Estate;
use super::names::created_account;
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{AccountId, GroupId};
use muster_core::operation::{AccountRef, Call, Effect, Finding, Outcome, Part, Refusal, Remaining, Service};
use muster_core::tenant::{Account, AccountState};
use std::collections::{BTreeMap, BTreeSet};

/// A tenant on the other side of the wire.
pub(crate) struct Tenant {
    pub estate: Estate,
    /// Accounts that the tenant will do nothing for.
    pub refuses: BTreeSet<AccountId>,
    /// Mails for which it creates no account.
    pub refuses_mail: BTreeSet<String>,
    /// The account at which the tenant breaks with 500.
    pub breaks_at: Option<AccountId>,
    /// Names of skills and languages that no SCIM call may carry.
    pub refuses_part: BTreeSet<String>,
    /// Whether replies say which version an account has now.
    pub tells_versions: bool,
    /// How often an account was made for a mail.
    pub creations: BTreeMap<String, u32>,
    /// How often each call was carried out in full.
    pub calls: u32,
}

impl Tenant {
    /// A tenant that does everything.
    pub(crate) fn new(estate: Estate) -> Self {
        Self {
            estate,
            refuses: BTreeSet::new(),
            refuses_mail: BTreeSet::new(),
            refuses_part: BTreeSet::new(),
            breaks_at: None,
            tells_versions: true,
            creations: BTreeMap::new(),
            calls: 0,
        }
    }

    /// Carries a call out, or says why not; then nothing has happened.
    pub(crate) fn execute(&mut self, call: &Call) -> Outcome {
        if let Some(refusal) = self.objection(call) {
            return Outcome::Refused(refusal);
        }
        if writes(call).iter().any(|(account, _, _)| self.breaks_at == Some(*account)) {
            return Outcome::Transient(refusal(500, "internal server error".into()));
        }
        if let Some(conflict) = self.conflict(call) {
            return Outcome::Conflict(conflict);
        }
        if let Call::AmendAccount { account, parts, .. } = call
            && self.misses(account, parts)
        {
            return Outcome::Refused(refusal(400, "noTarget".into()));
        }
        self.calls += 1;
        self.write(call, &writes(call));
        self.raise(call);
        let created = match call {
            Call::CreateAccount { person, mail, .. } | Call::ProvisionAccount { person, mail, .. } => {
                *self.creations.entry(mail.clone()).or_default() += 1;
                Some(created_account(person))
            }
            _ => None,
        };
        Outcome::Applied(Effect {
            account: created,
            version: self.version(call).filter(|_| self.tells_versions),
            correlation: Some(format!("correlation-{}", self.calls)),
        })
    }

    /// Carries out the first half of a batch, as if the connection had died in the middle.
    pub(crate) fn execute_half(&mut self, call: &Call) {
        // SCIM does all of a call or nothing.
        let whole = call.service() == Service::Scim;
        if self.objection(call).is_none() && self.conflict(call).is_none() && call.members() > 1 && !whole {
            let all = writes(call);
            self.write(call, &all[..all.len() / 2]);
            self.raise(call);
        }
    }

    /// What a probe sees.
    pub(crate) fn probe(&self, call: &Call) -> Finding {
        let accounts = &self.estate.snapshot.accounts;
        if let Call::CreateAccount { mail, name, .. } | Call::ProvisionAccount { mail, name, .. } = call {
            return match accounts.values().find(|account| account.mail() == mail) {
                None => Finding::NotYet { version: None, remaining: Remaining::Untold },
                Some(account) if self.looks_ours(account, name, call) => Finding::AlreadySo(Effect {
                    account: Some(account.id),
                    version: Some(account.version),
                    correlation: None,
                }),
                Some(_) => Finding::Gone(refusal(409, "the mail belongs to somebody else's account".into())),
            };
        }
        let version = self.version(call);
        let all = writes(call);
        let open: Vec<&Write> = all.iter().filter(|write| !self.shows(write)).collect();
        match (open.is_empty(), call) {
            (true, _) => Finding::AlreadySo(Effect { version, ..Effect::default() }),
            (false, Call::AmendAccount { account, parts, .. }) => {
                let left = parts.iter().filter(|part| !self.shows(&written(known(account), part)));
                let left = left.map(|part| part.clone().where_there_is(self.has(known(account), part)));
                Finding::NotYet { version, remaining: Remaining::Parts(left.collect()) }
            }
            (false, _) => {
                let left = open.iter().map(|(account, _, _)| AccountRef::Known(*account));
                Finding::NotYet { version, remaining: Remaining::Accounts(left.collect()) }
            }
        }
    }

    /// By our key, where the creation carries one, else by what we would have called it.
    fn looks_ours(&self, account: &Account, name: &str, call: &Call) -> bool {
        let Call::ProvisionAccount { parts, .. } = call else {
            return account.name() == name;
        };
        let key = parts.iter().find(|part| matches!(part, Part::ExternalId { .. }));
        key.map_or(account.name() == name, |key| self.shows(&written(account.id, key)))
    }

    /// Whether the account has anything where the part writes.
    fn has(&self, account: AccountId, part: &Part) -> bool {
        let (id, slot, _) = written(account, part);
        let found = self.estate.snapshot.accounts.get(&id).or(self.estate.unlisted.get(&id));
        found.is_some_and(|account| account.value(&slot).is_some())
    }

    /// SCIM replaces only what is there.
    fn misses(&self, account: &AccountRef, parts: &[Part]) -> bool {
        let replaces = |part: &&Part| {
            matches!(
                part,
                Part::Skill { had: true, level: Some(_), .. }
                    | Part::Language { had: true, level: Some(_), .. }
            )
        };
        parts.iter().filter(replaces).any(|part| !self.has(known(account), part))
    }

    /// Somebody else touches what the call is about: its version is another one now.
    pub(crate) fn other_hands(&mut self, call: &Call) {
        self.raise(call);
    }

    fn objection(&self, call: &Call) -> Option<Refusal> {
        if let Call::CreateAccount { mail, .. } | Call::ProvisionAccount { mail, .. } = call {
            let unskilled = matches!(call, Call::ProvisionAccount { parts, .. } if self.refuses_any(parts));
            return (unskilled || self.refuses_mail.contains(mail))
                .then(|| refusal(400, format!("{mail} is no mail, or a part is unknown")));
        }
        if let Call::AmendAccount { parts, .. } = call
            && self.refuses_any(parts)
        {
            return Some(refusal(400, "a part is unknown".into()));
        }
        let bad = writes(call).into_iter().find(|(account, _, _)| self.refuses.contains(account));
        bad.map(|(account, _, _)| refusal(400, format!("{account} cannot be changed")))
    }

    fn refuses_any(&self, parts: &[Part]) -> bool {
        let name = |part: &Part| match part {
            Part::Skill { name, .. } | Part::Language { name, .. } => Some(name.clone()),
            _ => None,
        };
        parts.iter().filter_map(name).any(|name| self.refuses_part.contains(&name))
    }

    fn conflict(&self, call: &Call) -> Option<Refusal> {
        let stale = match call {
            Call::CreateAccount { mail, .. } | Call::ProvisionAccount { mail, .. } => {
                let accounts = &self.estate.snapshot.accounts;
                accounts.values().any(|account| account.mail() == mail)
            }
            Call::SetState { version, .. }
            | Call::UpdateProfile { version: Some(version), .. }
            | Call::AmendAccount { version: Some(version), .. }
            | Call::AddGroupMembers { version, .. } => self.version(call) != Some(*version),
            _ => false,
        };
        stale.then(|| refusal(409, "stale version".into()))
    }

    fn version(&self, call: &Call) -> Option<i64> {
        let of_account = |account: AccountId| {
            self.estate.snapshot.accounts.get(&account).or(self.estate.unlisted.get(&account))
        };
        match call {
            Call::CreateAccount { person, .. } | Call::ProvisionAccount { person, .. } => {
                of_account(created_account(person)).map(|account| account.version)
            }
            Call::SetState { account, .. } => of_account(*account).map(|account| account.version),
            Call::UpdateProfile { account, .. } | Call::AmendAccount { account, .. } => {
                of_account(known(account)).map(|account| account.version)
            }
            Call::AddGroupMembers { group, .. } => self.group_version(*group),
            _ => None,
        }
    }

    fn group_version(&self, group: GroupId) -> Option<i64> {
        self.estate.snapshot.group_versions.get(&group).copied()
    }

    fn raise(&mut self, call: &Call) {
        let snapshot = &mut self.estate.snapshot;
        match call {
            Call::AddGroupMembers { group, .. } | Call::RemoveGroupMembers { group, .. } => {
                *snapshot.group_versions.entry(*group).or_default() += 1;
            }
            Call::SetState { account, .. } => bump(&mut self.estate, *account),
            Call::MoveToDivision { accounts, .. } => {
                accounts.iter().for_each(|account| bump(&mut self.estate, known(account)));
            }
            Call::UpdateProfile { account, .. } | Call::AmendAccount { account, .. } => {
                bump(&mut self.estate, known(account));
            }
            _ => {}
        }
    }

    fn write(&mut self, call: &Call, writes: &[Write]) {
        if let Call::CreateAccount { person, division, .. }
        | Call::ProvisionAccount { person, division, .. } = call
        {
            let account = Account::new(created_account(person), AccountState::Active, 1, *division);
            self.estate.snapshot.accounts.insert(account.id, account);
        }
        for (account, slot, after) in writes {
            self.estate.write(*account, slot, after.as_ref());
        }
    }

    fn shows(&self, (account, slot, after): &Write) -> bool {
        if let (Slot::ExternalId, Some(Value::Text(key))) = (slot, after) {
            let keys = self.estate.external_ids.get(account);
            return keys.is_some_and(|keys| keys.iter().any(|anchor| anchor.as_str() == key));
        }
        if slot.kind().is_of_departure() {
            let work = self.estate.snapshot.work.get(account);
            return work.is_some_and(|work| work.value(slot) == *after);
        }
        let found = self.estate.snapshot.accounts.get(account);
        found.or(self.estate.unlisted.get(account)).is_some_and(|account| account.value(slot) == *after)
    }
}

fn bump(estate: &mut Estate, account: AccountId) {
    if let Some(account) = estate.snapshot.accounts.get_mut(&account) {
        account.version += 1;
    } else if let Some(account) = estate.unlisted.get_mut(&account) {
        account.version += 1;
    }
}

/// A refusal of the tenant.
pub(crate) fn refusal(status: u16, message: String) -> Refusal {
    Refusal { status, code: "test".into(), message, correlation: None }
}
