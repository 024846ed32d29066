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
pub(super) fn of(call: &Call) -> impl Iterator<Item = Lock> {
    let lock = match call {
        Call::AddGroupMembers { group, .. } | Call::RemoveGroupMembers { group, .. } => {
            Some(Lock::Group(*group))
        }
        Call::SetState { account, .. } => Some(Lock::Account(*account)),
        Call::UpdateProfile { account, .. }
        | Call::AmendAccount { account, .. }
        | Call::AddExternalId { account, .. } => Some(match account {
            AccountRef::Known(account) => Lock::Account(*account),
            AccountRef::CreatedFor(person) => Lock::Newcomer(person.clone()),
        }),
        Call::CreateAccount { .. }
        | Call::ProvisionAccount { .. }
        | Call::MoveToDivision { .. }
        | Call::GrantRole { .. }
        | Call::AddGrants { .. }
        | Call::RemoveGrants { .. }
        | Call::AddQueueMembers { .. }
        | Call::RemoveQueueMembers { .. }
        | Call::SetSkills { .. }
        | Call::RemoveSkill { .. }
        | Call::SetLanguages { .. }
        | Call::RemoveLanguage { .. } => None,
    };
    lock.into_iter()
}
