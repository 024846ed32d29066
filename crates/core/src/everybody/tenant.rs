//! What planning for a few needs to know of all accounts.

use super::index::Index;
use super::tally::Tally;
use crate::entitlement::AccountState;
use crate::id::{AccountId, QueueId, RoleId};
use crate::tenant::{Account, TenantSnapshot};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Accounts by what planning asks of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Accounts {
    pub(super) by_mail: Index<AccountId>,
    /// Roles whose holders can hand out roles.
    pub(super) administrative: BTreeSet<RoleId>,
    /// Active accounts that hold such a role themselves.
    pub(super) administrators: BTreeSet<AccountId>,
    /// How many active accounts are in each queue.
    pub(super) members: Tally<QueueId>,
    /// How many active accounts hold each role themselves, in whichever division.
    pub(super) holders: Tally<RoleId>,
}

impl Accounts {
    pub(super) fn new(snapshot: &TenantSnapshot) -> Self {
        let administrative = snapshot.catalogue.roles.iter().filter(|(_, role)| role.administrative);
        let administrative = administrative.map(|(id, _)| *id).collect();
        let mut accounts = Self { administrative, ..Self::default() };
        snapshot.accounts.values().for_each(|account| accounts.add(account));
        accounts
    }

    pub(super) fn add(&mut self, account: &Account) {
        if !account.mail().is_empty() {
            self.by_mail.insert(&Arc::from(account.mail().to_lowercase()), account.id);
        }
        let administers = account.roles.iter().any(|at| self.administrative.contains(&at.role));
        if administers && account.state == AccountState::Active {
            self.administrators.insert(account.id);
        }
        let (queues, roles) = counted(account);
        queues.into_iter().for_each(|queue| self.members.add(queue));
        roles.into_iter().for_each(|role| self.holders.add(role));
    }

    pub(super) fn remove(&mut self, account: &Account) {
        self.by_mail.remove(&account.mail().to_lowercase(), &account.id);
        self.administrators.remove(&account.id);
        let (queues, roles) = counted(account);
        queues.into_iter().for_each(|queue| self.members.remove(queue));
        roles.into_iter().for_each(|role| self.holders.remove(role));
    }
}

/// The queues and roles for which an account counts.
fn counted(account: &Account) -> (BTreeSet<QueueId>, BTreeSet<RoleId>) {
    match account.state {
        AccountState::Active => {
            (account.queues.iter().copied().collect(), account.roles.iter().map(|at| at.role).collect())
        }
        AccountState::Inactive | AccountState::Deleted => Default::default(),
    }
}
