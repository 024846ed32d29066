//! Somebody whose time here is over.

use super::{Context, Member, PersonPlan, Sheet};
use crate::desire::Desire;
use crate::entitlement::{Slot, Value};
use crate::plan::{Provenance, Transition};
use crate::policy::Leavers;
use crate::tenant::{Account, AccountState};

impl Context<'_> {
    /// Takes away what is ours, then deactivates the account where the policy says so. Never deletes it.
    pub(super) fn leaver(&self, member: &Member<'_>, account: &Account) -> PersonPlan {
        let deactivates = self.input.policy.leavers == Leavers::Deactivate;
        self.departure(member, account, member.why_ended(), deactivates)
    }

    /// Takes away what is ours and puts the account to sleep.
    pub(super) fn departure(
        &self,
        member: &Member<'_>,
        account: &Account,
        why: Provenance,
        deactivates: bool,
    ) -> PersonPlan {
        let mut sheet = Sheet::new(member, Some(account), Transition::Leaver);
        self.losses(&mut sheet, &Desire::default(), account, &why);
        if deactivates && account.state == AccountState::Active {
            let before = Some(Value::State(AccountState::Active));
            let after = Some(Value::State(AccountState::Inactive));
            sheet.change(Slot::Account, before, after, vec![why]);
        }
        sheet.finish()
    }
}
