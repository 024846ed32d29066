//! Calls that would trip over each other's versions are not sent at the same time.

use crate::id::{AccountId, GroupId, PersonId};
use crate::operation::{AccountRef, Call};

/// Something with a version that only one call at a time may raise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lock {
    Account(AccountId),
    Newcomer(PersonId),
    Group(GroupId),
}

/// What a call locks.
pub(super) fn of(call: &Call) -> Vec<Lock> {
    match call {
        Call::AddGroupMembers { group, .. } | Call::RemoveGroupMembers { group, .. } => {
            vec![Lock::Group(*group)]
        }
        Call::SetState { account, .. } => vec![Lock::Account(*account)],
        Call::MoveToDivision { accounts, .. } => accounts.iter().map(of_account).collect(),
        Call::UpdateProfile { account, .. }
        | Call::AmendAccount { account, .. }
        | Call::AddExternalId { account, .. } => vec![of_account(account)],
        Call::CreateAccount { .. }
        | Call::ProvisionAccount { .. }
        | Call::GrantRole { .. }
        | Call::AddGrants { .. }
        | Call::RemoveGrants { .. }
        | Call::AddQueueMembers { .. }
        | Call::RemoveQueueMembers { .. }
        | Call::SetSkills { .. }
        | Call::RemoveSkill { .. }
        | Call::SetLanguages { .. }
        | Call::RemoveLanguage { .. } => Vec::new(),
    }
}

fn of_account(account: &AccountRef) -> Lock {
    match account {
        AccountRef::Known(account) => Lock::Account(*account),
        AccountRef::CreatedFor(person) => Lock::Newcomer(person.clone()),
    }
}
