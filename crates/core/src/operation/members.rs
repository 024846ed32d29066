//! Batches: who is in them, and how they are taken apart. The `i`-th member of a batch belongs to the `i`-th change of
//! its operation.

use super::{AccountRef, Call, Operation};
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
            Self::CreateAccount { .. }
            | Self::SetState { .. }
            | Self::AddExternalId { .. }
            | Self::UpdateProfile { .. }
            | Self::RemoveSkill { .. }
            | Self::RemoveLanguage { .. } => 1,
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
            Self::CreateAccount { .. }
            | Self::SetState { .. }
            | Self::AddExternalId { .. }
            | Self::UpdateProfile { .. }
            | Self::RemoveSkill { .. }
            | Self::RemoveLanguage { .. } => {}
        }
        call
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
            Self::CreateAccount { .. }
            | Self::SetState { .. }
            | Self::RemoveGrants { .. }
            | Self::RemoveGroupMembers { .. }
            | Self::RemoveQueueMembers { .. }
            | Self::RemoveSkill { .. }
            | Self::RemoveLanguage { .. } => vec![],
        };
        refs.into_iter()
            .filter_map(|account| if let AccountRef::CreatedFor(p) = account { Some(p) } else { None })
            .collect()
    }
}

impl Operation {
    /// Takes a batch apart: first the members for which `first` holds, then the others.
    pub fn partition(&self, first: impl Fn(usize) -> bool) -> [Self; 2] {
        let (one, other): (Vec<usize>, Vec<usize>) = (0..self.call.members()).partition(|at| first(*at));
        [self.piece(0, &one), self.piece(1, &other)]
    }

    fn piece(&self, part: u32, keep: &[usize]) -> Self {
        let changes = keep.iter().filter_map(|at| self.changes.get(*at).copied()).collect();
        Self { id: self.id.part(part), stage: self.stage, call: self.call.with(keep), changes }
    }

    /// Whether the member at `at` waits for an account of the run that `is_missing`.
    pub fn member_lacks(&self, at: usize, is_missing: impl Fn(&PersonId) -> bool) -> bool {
        self.call.waits_for(at).into_iter().any(is_missing)
    }
}

fn chosen<T: Clone>(from: &[T], keep: &[usize]) -> Vec<T> {
    keep.iter().filter_map(|at| from.get(*at).cloned()).collect()
}
