//! Calls that cannot be written, because something in them is not known.

use super::refusal::our_refusal;
use muster_core::id::{AccountId, PersonId};
use muster_core::operation::{AccountRef, Call, Finding, Refusal};

/// Why a call cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// The call is about an account that does not exist yet. A run fills in the account before it hands a call out.
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
}

impl From<Unready> for Finding {
    fn from(unready: Unready) -> Self {
        Self::Gone(unready.refusal())
    }
}

/// The id behind a reference.
pub(crate) fn known(account: &AccountRef) -> Result<AccountId, Unready> {
    match account {
        AccountRef::Known(id) => Ok(*id),
        AccountRef::CreatedFor(person) => Err(Unready::NotCreated { person: person.clone() }),
    }
}

/// The ids behind references, in their order.
pub(crate) fn all_known(accounts: &[AccountRef]) -> Result<Vec<AccountId>, Unready> {
    accounts.iter().map(known).collect()
}

/// The accounts that a call gives something to; of others it would not matter that they are new.
pub(crate) fn receivers(call: &Call) -> &[AccountRef] {
    match call {
        Call::AddExternalId { account, .. }
        | Call::UpdateProfile { account, .. }
        | Call::AmendAccount { account, .. }
        | Call::AddGrants { account, .. }
        | Call::SetSkills { account, .. }
        | Call::SetLanguages { account, .. } => std::slice::from_ref(account),
        Call::MoveToDivision { accounts, .. }
        | Call::GrantRole { accounts, .. }
        | Call::AddGroupMembers { accounts, .. }
        | Call::AddQueueMembers { accounts, .. } => accounts,
        Call::CreateAccount { .. }
        | Call::ProvisionAccount { .. }
        | Call::SetState { .. }
        | Call::RemoveGrants { .. }
        | Call::RemoveGroupMembers { .. }
        | Call::RemoveQueueMembers { .. }
        | Call::RemoveSkill { .. }
        | Call::RemoveLanguage { .. }
        | Call::Leave(_) => &[],
    }
}
