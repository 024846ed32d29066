//! What a run learned that its operations did not know when they were compiled: which accounts came into being, and
//! newer versions of accounts and groups.

use super::refusal::our_refusal;
use muster_core::id::{AccountId, GroupId, PersonId};
use muster_core::operation::{AccountRef, Call, Effect, Finding, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// The values for the blanks in a run's operations. Rebuilt from the journal by [`Bindings::learn`] after a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    created: BTreeMap<PersonId, AccountId>,
    account_versions: BTreeMap<AccountId, i64>,
    group_versions: BTreeMap<GroupId, i64>,
    fresh: BTreeSet<AccountId>,
}

/// Why a call cannot be written yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// The call is about an account that this run has not created (yet).
    #[error("the account of {person} was not created")]
    NotCreated {
        /// Whose account.
        person: PersonId,
    },
    /// The call replaces a list of which it changes only a part, and what is in the list is not known. Writing it
    /// would wipe out the rest.
    #[error("what the account {account} has now was not read")]
    PresentUnknown {
        /// Which account.
        account: AccountId,
    },
}

impl Unready {
    /// As something the tenant would have said; nothing was sent.
    pub fn refusal(&self) -> Refusal {
        our_refusal("muster.not_ready", self.to_string())
    }

    pub(crate) fn finding(&self) -> Finding {
        Finding::Gone(self.refusal())
    }
}

impl Bindings {
    /// The account of `person` came into being in this run.
    pub fn created(&mut self, person: &PersonId, account: AccountId) {
        self.created.insert(person.clone(), account);
        self.fresh.insert(account);
    }

    /// The account came into being a moment ago: a tenant that does not find it does not show it yet.
    pub fn fresh(&mut self, account: AccountId) {
        self.fresh.insert(account);
    }

    /// Whether the account came into being in this run.
    pub fn is_fresh(&self, account: &AccountRef) -> bool {
        match account {
            AccountRef::Known(id) => self.fresh.contains(id),
            AccountRef::CreatedFor(_) => true,
        }
    }

    /// The account has this version now. Older news never replaces newer.
    pub fn account_version(&mut self, account: AccountId, version: i64) {
        newer(&mut self.account_versions, account, version);
    }

    /// The group has this version now.
    pub fn group_version(&mut self, group: GroupId, version: i64) {
        newer(&mut self.group_versions, group, version);
    }

    /// Learns from a call that is done, by this run or by somebody before it.
    pub fn learn(&mut self, call: &Call, effect: &Effect) {
        if let (Call::CreateAccount { person, .. }, Some(account)) = (call, effect.account) {
            self.created(person, account);
        }
        if let (Some(account), Some(version)) = (self.subject(call).or(effect.account), effect.version) {
            self.account_version(account, version);
        }
        self.learn_group(call);
    }

    /// Learns from a probe.
    pub fn learn_finding(&mut self, call: &Call, finding: &Finding) {
        match finding {
            Finding::AlreadySo(effect) => self.learn(call, effect),
            Finding::NotYet {
                version: Some(version),
                ..
            } => match (group_of(call), self.subject(call)) {
                (Some(group), _) => self.group_version(group, *version),
                (None, Some(account)) => self.account_version(account, *version),
                (None, None) => {}
            },
            Finding::NotYet { version: None, .. } | Finding::Gone(_) | Finding::Unclear { .. } => {}
        }
    }

    /// A change of a group's members raises its version by one, which spares the next part of a large batch a
    /// conflict. Where the guess is wrong, the tenant says so and a probe tells the truth.
    fn learn_group(&mut self, call: &Call) {
        let before = match call {
            Call::AddGroupMembers { group, version, .. } => Some(self.version_of_group(*group, *version)),
            Call::RemoveGroupMembers { group, .. } => self.group_versions.get(group).copied(),
            _ => None,
        };
        if let (Some(group), Some(before)) = (group_of(call), before) {
            self.group_version(group, before + 1);
        }
    }

    /// The id behind a reference.
    pub fn resolve(&self, account: &AccountRef) -> Result<AccountId, Unready> {
        match account {
            AccountRef::Known(id) => Ok(*id),
            AccountRef::CreatedFor(person) => {
                self.created
                    .get(person)
                    .copied()
                    .ok_or_else(|| Unready::NotCreated {
                        person: person.clone(),
                    })
            }
        }
    }

    /// The ids behind references, in their order.
    pub fn resolve_all(&self, accounts: &[AccountRef]) -> Result<Vec<AccountId>, Unready> {
        accounts.iter().map(|account| self.resolve(account)).collect()
    }

    /// The newest version known of an account; `planned` is the one that the plan rests on.
    pub fn version_of(&self, account: AccountId, planned: Option<i64>) -> Option<i64> {
        self.account_versions.get(&account).copied().max(planned)
    }

    /// The newest version known of a group.
    pub fn version_of_group(&self, group: GroupId, planned: i64) -> i64 {
        self.group_versions
            .get(&group)
            .copied()
            .unwrap_or(planned)
            .max(planned)
    }

    /// The one account whose version the call changes.
    fn subject(&self, call: &Call) -> Option<AccountId> {
        match call {
            Call::SetState { account, .. } => Some(*account),
            Call::UpdateProfile { account, .. } => self.resolve(account).ok(),
            Call::CreateAccount { .. }
            | Call::AddExternalId { .. }
            | Call::MoveToDivision { .. }
            | Call::GrantRole { .. }
            | Call::AddGrants { .. }
            | Call::RemoveGrants { .. }
            | Call::AddGroupMembers { .. }
            | Call::RemoveGroupMembers { .. }
            | Call::AddQueueMembers { .. }
            | Call::RemoveQueueMembers { .. }
            | Call::SetSkills { .. }
            | Call::RemoveSkill { .. }
            | Call::SetLanguages { .. }
            | Call::RemoveLanguage { .. } => None,
        }
    }
}

fn group_of(call: &Call) -> Option<GroupId> {
    match call {
        Call::AddGroupMembers { group, .. } | Call::RemoveGroupMembers { group, .. } => Some(*group),
        _ => None,
    }
}

fn newer<K: Ord>(versions: &mut BTreeMap<K, i64>, key: K, version: i64) {
    let known = versions.entry(key).or_insert(version);
    *known = version.max(*known);
}
