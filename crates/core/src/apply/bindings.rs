//! What a run has learned while it goes: accounts that it created, and versions that it raised.

use crate::id::{AccountId, GroupId, PersonId};
use crate::operation::{AccountRef, Call, Effect, Part};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that a run created, and the newest versions that it saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    created: BTreeMap<PersonId, AccountId>,
    account_versions: BTreeMap<AccountId, i64>,
    /// Accounts whose version a call raised that did not say to what.
    raised: BTreeSet<AccountId>,
    group_versions: BTreeMap<GroupId, i64>,
}

impl Bindings {
    /// The account behind a reference; `None` while it is not created yet.
    pub fn account(&self, account: &AccountRef) -> Option<AccountId> {
        match account {
            AccountRef::Known(id) => Some(*id),
            AccountRef::CreatedFor(person) => self.created.get(person).copied(),
        }
    }

    /// The call with what the run has learned in it: accounts that exist by now, and the newest versions.
    pub fn bind(&self, call: &Call) -> Call {
        let mut bound = call.clone();
        match &mut bound {
            Call::MoveToDivision { accounts, .. }
            | Call::GrantRole { accounts, .. }
            | Call::AddQueueMembers { accounts, .. } => self.bind_all(accounts),
            Call::AddGroupMembers { group, accounts, version, .. } => {
                self.bind_all(accounts);
                *version = self.group_versions.get(group).copied().unwrap_or(*version);
            }
            Call::AddExternalId { account, .. }
            | Call::AddGrants { account, .. }
            | Call::SetSkills { account, .. }
            | Call::SetLanguages { account, .. } => self.bind_one(account),
            Call::UpdateProfile { account, manager, version, .. } => {
                self.bind_one(account);
                if let Some(Some(manager)) = manager {
                    self.bind_one(manager);
                }
                // Without a version it is read first, which costs less than a conflict.
                *version = if self.is_raised(account) { None } else { self.version_of(account).or(*version) };
            }
            Call::AmendAccount { account, parts, version } => {
                self.bind_one(account);
                self.bind_parts(parts);
                *version = self.version_of(account).or(*version);
            }
            Call::SetState { account, version, .. } => {
                let known = self.account_versions.get(account).copied().unwrap_or(*version);
                *version = known + i64::from(self.raised.contains(account));
            }
            Call::ProvisionAccount { parts, .. } => self.bind_parts(parts),
            Call::CreateAccount { .. }
            | Call::RemoveGrants { .. }
            | Call::RemoveGroupMembers { .. }
            | Call::RemoveQueueMembers { .. }
            | Call::RemoveSkill { .. }
            | Call::RemoveLanguage { .. }
            | Call::Leave(_) => {}
        }
        bound
    }

    fn is_raised(&self, account: &AccountRef) -> bool {
        self.account(account).is_some_and(|id| self.raised.contains(&id))
    }

    fn version_of(&self, account: &AccountRef) -> Option<i64> {
        self.account(account).and_then(|id| self.account_versions.get(&id).copied())
    }

    fn bind_one(&self, account: &mut AccountRef) {
        if let Some(id) = self.account(account) {
            *account = AccountRef::Known(id);
        }
    }

    fn bind_parts(&self, parts: &mut [Part]) {
        for part in parts {
            if let Part::Manager { manager } = part {
                self.bind_one(manager);
            }
        }
    }

    fn bind_all(&self, accounts: &mut [AccountRef]) {
        for account in accounts {
            self.bind_one(account);
        }
    }

    /// Learns from a call that took effect.
    pub(super) fn learn(&mut self, call: &Call, effect: &Effect) {
        if let (Some(person), Some(account)) = (call.creates(), effect.account) {
            self.created.insert(person.clone(), account);
        }
        match call {
            Call::AddGroupMembers { group, version, .. } => {
                let raised = self.group_versions.get(group).copied().unwrap_or(*version) + 1;
                self.group_versions.insert(*group, effect.version.unwrap_or(raised));
            }
            Call::SetState { .. }
            | Call::UpdateProfile { .. }
            | Call::AmendAccount { .. }
            | Call::CreateAccount { .. }
            | Call::ProvisionAccount { .. } => {
                let account = effect.account.or_else(|| self.subject(call));
                if let (Some(account), Some(version)) = (account, effect.version) {
                    self.learn_account(account, version);
                }
            }
            Call::MoveToDivision { accounts, .. } => {
                let moved: Vec<AccountId> = accounts.iter().filter_map(|moved| self.account(moved)).collect();
                self.raised.extend(moved);
            }
            Call::AddExternalId { .. }
            | Call::GrantRole { .. }
            | Call::AddGrants { .. }
            | Call::RemoveGrants { .. }
            | Call::RemoveGroupMembers { .. }
            | Call::AddQueueMembers { .. }
            | Call::RemoveQueueMembers { .. }
            | Call::SetSkills { .. }
            | Call::RemoveSkill { .. }
            | Call::SetLanguages { .. }
            | Call::RemoveLanguage { .. }
            | Call::Leave(_) => {}
        }
    }

    fn learn_account(&mut self, account: AccountId, version: i64) {
        self.account_versions.insert(account, version);
        self.raised.remove(&account);
    }

    /// Learns the version that a probe saw.
    pub(super) fn learn_version(&mut self, call: &Call, version: i64) {
        match call {
            Call::AddGroupMembers { group, .. } | Call::RemoveGroupMembers { group, .. } => {
                self.group_versions.insert(*group, version);
            }
            Call::SetState { .. } | Call::UpdateProfile { .. } | Call::AmendAccount { .. } => {
                if let Some(account) = self.subject(call) {
                    self.learn_account(account, version);
                }
            }
            _ => {}
        }
    }

    /// The one account whose version the call raises.
    fn subject(&self, call: &Call) -> Option<AccountId> {
        match call {
            Call::SetState { account, .. } => Some(*account),
            Call::UpdateProfile { account, .. } | Call::AmendAccount { account, .. } => self.account(account),
            _ => None,
        }
    }
}
