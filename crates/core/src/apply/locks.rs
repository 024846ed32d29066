//! Calls that would trip over each other's versions are not sent at the same time.

use crate::id::{AccountId, GroupId, PersonId};
use crate::operation::{AccountRef, Call, Leave};

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
        Call::Leave(leave) => of_leave(leave),
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

/// Where tokens end in the stage in which the account is closed, the account is closed first.
fn of_leave(leave: &Leave) -> Vec<Lock> {
    match leave {
        Leave::EndTokens { account } | Leave::DeleteAccount { account } => vec![Lock::Account(*account)],
        Leave::SetPresence { .. }
        | Leave::SetOffQueue { .. }
        | Leave::TransferToUser { .. }
        | Leave::TransferToQueue { .. }
        | Leave::Disconnect { .. }
        | Leave::ReleaseStation { .. }
        | Leave::ReleaseLicences { .. } => Vec::new(),
    }
}

fn of_account(account: &AccountRef) -> Lock {
    match account {
        AccountRef::Known(account) => Lock::Account(*account),
        AccountRef::CreatedFor(person) => Lock::Newcomer(person.clone()),
    }
}
