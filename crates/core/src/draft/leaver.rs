//! Somebody whose time here is over.

use super::{Context, Member, PersonPlan, Sheet};
use crate::entitlement::{Slot, Value};
use crate::plan::{Provenance, Transition};
use crate::policy::Leavers;
use crate::tenant::{Account, AccountState};

impl Context<'_> {
    /// Takes away what is ours, then deactivates the account. Never deletes it.
    pub(super) fn leaver(&self, member: &Member<'_>, account: &Account, why: Provenance) -> PersonPlan {
        let mut sheet = Sheet::new(member, Some(account), Transition::Leaver);
        self.losses(&mut sheet, member, account, &why);
        if self.input.policy.leavers == Leavers::Deactivate && account.state == AccountState::Active {
            let before = Some(Value::State(AccountState::Active));
            let after = Some(Value::State(AccountState::Inactive));
            sheet.change(Slot::Account, before, after, vec![why]);
        }
        sheet.finish()
    }
}
