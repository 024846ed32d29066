//! Batches: who is in them, and how they are taken apart. The `i`-th member of a batch belongs to the `i`-th change of
//! its operation.
//!
//! A SCIM creation comes apart otherwise: the bare account first, then everything else as an amendment, which comes
//! apart like any batch. So one skill that the tenant refuses costs nobody the account.

use super::{AccountRef, Call, Operation, Part, Remaining, Stage};
use crate::id::PersonId;

impl Call {
    /// How many members the batch has; 1 for a call that cannot be taken apart.
    pub fn members(&self) -> usize {
        match self {
            Self::MoveToDivision { accounts, .. }
            | Self::GrantRole { accounts, .. }
            | Self::AddGroupMembers { accounts, .. }
            | Self::AddQueueMembers { accounts, .. } => accounts.len(),
            Self::RemoveGroupMembers { accounts, .. } | Self::RemoveQueueMembers { accounts, .. } => {
                accounts.len()
            }
            Self::AddGrants { grants, .. } | Self::RemoveGrants { grants, .. } => grants.len(),
            Self::SetSkills { skills, .. } => skills.len(),
            Self::SetLanguages { languages, .. } => languages.len(),
            Self::AmendAccount { parts, .. } => parts.len(),
            Self::ProvisionAccount { parts, .. } => 1 + usize::from(!parts.is_empty()),
            Self::CreateAccount { .. }
            | Self::SetState { .. }
            | Self::AddExternalId { .. }
            | Self::UpdateProfile { .. }
            | Self::RemoveSkill { .. }
            | Self::RemoveLanguage { .. } => 1,
            Self::Leave(leave) => leave.batch().map_or(1, Vec::len),
        }
    }

    /// The same call for the members at `keep` alone.
    fn with(&self, keep: &[usize]) -> Self {
        let mut call = self.clone();
        match &mut call {
            Self::MoveToDivision { accounts, .. }
            | Self::GrantRole { accounts, .. }
            | Self::AddGroupMembers { accounts, .. }
            | Self::AddQueueMembers { accounts, .. } => *accounts = chosen(accounts, keep),
            Self::RemoveGroupMembers { accounts, .. } | Self::RemoveQueueMembers { accounts, .. } => {
                *accounts = chosen(accounts, keep);
            }
            Self::AddGrants { grants, .. } | Self::RemoveGrants { grants, .. } => {
                *grants = chosen(grants, keep)
            }
            Self::SetSkills { skills, .. } => {
                *skills = keep
                    .iter()
                    .filter_map(|at| skills.iter().nth(*at))
                    .map(|(id, level)| (*id, *level))
                    .collect();
            }
            Self::SetLanguages { languages, .. } => {
                *languages = keep
                    .iter()
                    .filter_map(|at| languages.iter().nth(*at))
                    .map(|(id, level)| (*id, *level))
                    .collect();
            }
            Self::AmendAccount { parts, .. } => *parts = chosen(parts, keep),
            Self::CreateAccount { .. }
            | Self::ProvisionAccount { .. }
            | Self::SetState { .. }
            | Self::AddExternalId { .. }
            | Self::UpdateProfile { .. }
            | Self::RemoveSkill { .. }
            | Self::RemoveLanguage { .. } => {}
            Self::Leave(leave) => {
                if let Some(accounts) = leave.batch_mut() {
                    *accounts = chosen(accounts, keep);
                }
            }
        }
        call
    }

    /// The account that is the member at `at` of a batch of accounts.
    fn account_at(&self, at: usize) -> Option<AccountRef> {
        match self {
            Self::MoveToDivision { accounts, .. }
            | Self::GrantRole { accounts, .. }
            | Self::AddGroupMembers { accounts, .. }
            | Self::AddQueueMembers { accounts, .. } => accounts.get(at).cloned(),
            Self::RemoveGroupMembers { accounts, .. } | Self::RemoveQueueMembers { accounts, .. } => {
                accounts.get(at).copied().map(AccountRef::Known)
            }
            Self::Leave(leave) => leave.batch()?.get(at).copied().map(AccountRef::Known),
            Self::CreateAccount { .. }
            | Self::ProvisionAccount { .. }
            | Self::AmendAccount { .. }
            | Self::SetState { .. }
            | Self::AddExternalId { .. }
            | Self::UpdateProfile { .. }
            | Self::AddGrants { .. }
            | Self::RemoveGrants { .. }
            | Self::SetSkills { .. }
            | Self::RemoveSkill { .. }
            | Self::SetLanguages { .. }
            | Self::RemoveLanguage { .. } => None,
        }
    }

    /// The accounts of the run that the member at `at` waits for.
    fn waits_for(&self, at: usize) -> Vec<&PersonId> {
        let refs: Vec<&AccountRef> = match self {
            Self::MoveToDivision { accounts, .. }
            | Self::GrantRole { accounts, .. }
            | Self::AddGroupMembers { accounts, .. }
            | Self::AddQueueMembers { accounts, .. } => accounts.get(at).into_iter().collect(),
            Self::AddExternalId { account, .. }
            | Self::AddGrants { account, .. }
            | Self::SetSkills { account, .. }
            | Self::SetLanguages { account, .. } => vec![account],
            Self::UpdateProfile { account, manager, .. } => {
                std::iter::once(account).chain(manager.iter().flatten()).collect()
            }
            Self::AmendAccount { account, parts, .. } => match parts.get(at) {
                Some(Part::Manager { manager }) => vec![account, manager],
                _ => vec![account],
            },
            // The second member is everything beyond the bare account.
            Self::ProvisionAccount { parts, .. } if at > 0 => parts.iter().filter_map(manager).collect(),
            Self::CreateAccount { .. }
            | Self::ProvisionAccount { .. }
            | Self::SetState { .. }
            | Self::RemoveGrants { .. }
            | Self::RemoveGroupMembers { .. }
            | Self::RemoveQueueMembers { .. }
            | Self::RemoveSkill { .. }
            | Self::RemoveLanguage { .. }
            | Self::Leave(_) => vec![],
        };
        refs.into_iter()
            .filter_map(|account| if let AccountRef::CreatedFor(p) = account { Some(p) } else { None })
            .collect()
    }
}

impl Operation {
    /// Takes a batch apart: first the members for which `first` holds, then the others. A SCIM creation always comes
    /// apart into the bare account and the rest.
    pub fn partition(&self, first: impl Fn(usize) -> bool) -> [Self; 2] {
        if let Some(pieces) = self.bared() {
            return pieces;
        }
        let (one, other): (Vec<usize>, Vec<usize>) = (0..self.call.members()).partition(|at| first(*at));
        [self.piece(0, &one), self.piece(1, &other)]
    }

    fn piece(&self, part: u32, keep: &[usize]) -> Self {
        let changes = keep.iter().filter_map(|at| self.changes.get(*at).copied()).collect();
        Self { id: self.id.part(part), stage: self.stage, call: self.call.with(keep), changes }
    }

    fn bared(&self) -> Option<[Self; 2]> {
        let Call::ProvisionAccount { person, parts, .. } = &self.call else {
            return None;
        };
        let (of_account, of_parts) = self.changes.split_at(self.changes.len().checked_sub(parts.len())?);
        let mut bare = Self { id: self.id.part(0), changes: of_account.to_vec(), ..self.clone() };
        if let Call::ProvisionAccount { parts, .. } = &mut bare.call {
            parts.clear();
        }
        let account = AccountRef::CreatedFor(person.clone());
        let rest = Call::AmendAccount { account, parts: parts.clone(), version: None };
        let (id, changes) = (self.id.part(1), of_parts.to_vec());
        Some([bare, Self { id, stage: Stage::Profiles, call: rest, changes }])
    }

    /// The operation with only those members that remain; `None` where none does. Its place in the run stays.
    pub fn narrowed(&self, remaining: &Remaining) -> Option<Self> {
        let keep: Vec<usize> = match remaining {
            Remaining::Untold => return Some(self.clone()),
            Remaining::Accounts(left) => {
                let is_left =
                    |at: &usize| self.call.account_at(*at).is_none_or(|account| left.contains(&account));
                (0..self.call.members()).filter(is_left).collect()
            }
            Remaining::Parts(left) => return self.with_parts(left),
        };
        let changes = keep.iter().filter_map(|at| self.changes.get(*at).copied()).collect();
        (!keep.is_empty()).then(|| Self { call: self.call.with(&keep), changes, ..self.clone() })
    }

    /// Those of its parts that are left, as they are left.
    fn with_parts(&self, left: &[Part]) -> Option<Self> {
        let mut narrowed = self.clone();
        let Call::AmendAccount { parts, .. } = &mut narrowed.call else {
            return Some(narrowed);
        };
        let left_of = |part: &Part| left.iter().find(|other| other.is_same(part)).cloned();
        let kept =
            parts.iter().zip(&self.changes).filter_map(|(part, change)| Some((left_of(part)?, *change)));
        (*parts, narrowed.changes) = kept.unzip();
        (!narrowed.changes.is_empty()).then_some(narrowed)
    }

    /// The accounts of the run that the operation waits for.
    pub fn awaits(&self) -> impl Iterator<Item = &PersonId> {
        (0..self.call.members()).flat_map(|at| self.call.waits_for(at))
    }

    /// Whether the member at `at` waits for an account of the run that `is_missing`.
    pub fn member_lacks(&self, at: usize, is_missing: impl Fn(&PersonId) -> bool) -> bool {
        self.call.waits_for(at).into_iter().any(is_missing)
    }
}

fn manager(part: &Part) -> Option<&AccountRef> {
    match part {
        Part::Manager { manager } => Some(manager),
        _ => None,
    }
}

fn chosen<T: Clone>(from: &[T], keep: &[usize]) -> Vec<T> {
    keep.iter().filter_map(|at| from.get(*at).cloned()).collect()
}
