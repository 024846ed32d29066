//! Somebody is back: what they had before they left, as far as nobody else sees to it.

use super::{Context, Member, PersonPlan, Sheet};
use crate::departure::{Kept, Restore};
use crate::desire::Desire;
use crate::entitlement::{Slot, Value};
use crate::plan::{Provenance, Transition};
use crate::policy::OutOfScope;
use crate::tenant::{Account, AccountState};

impl Context<'_> {
    /// What rules give is wanted anyway. A deleted account comes back in the Home division, wherever it was; and where
    /// the terms say so, what others had granted comes back, too. It does not become ours by that.
    pub(super) fn restore(&self, sheet: &mut Sheet, desire: &Desire, member: &Member<'_>, account: &Account) {
        let Some(departure) = self.input.departures.of(member.id(), account.id) else { return };
        sheet.plan.returned = true;
        for kept in departure.kept.iter().filter(|kept| self.comes_back(kept, desire, account)) {
            let because = Provenance::Kept { since: departure.begun_at };
            sheet.change(
                kept.slot.clone(),
                self.there(kept, account),
                Some(kept.value.clone()),
                vec![because],
            );
        }
    }

    /// Whether we closed an account that stays as it is while no rule covers its person.
    pub(super) fn may_reopen(&self, member: &Member<'_>, account: &Account) -> bool {
        let closed = self.input.departures.of(member.id(), account.id).is_some();
        let ours = self.input.ledger.owns(account.id, &Slot::Account);
        closed && ours && !member.is_away() && self.input.policy.out_of_scope == OutOfScope::Keep
    }

    /// No rule covers somebody who is back: the account is opened again, with nothing from rules.
    pub(super) fn reopened(&self, member: &Member<'_>, account: &Account) -> PersonPlan {
        let mut sheet = Sheet::new(member, Some(account), Transition::Rehire);
        if let Some(departure) = self.input.departures.of(member.id(), account.id) {
            let (before, after) = (Value::State(account.state), Value::State(AccountState::Active));
            let because = Provenance::Kept { since: departure.begun_at };
            sheet.change(Slot::Account, Some(before), Some(after), vec![because]);
        }
        self.restore(&mut sheet, &Desire::default(), member, account);
        sheet.finish()
    }

    fn comes_back(&self, kept: &Kept, desire: &Desire, account: &Account) -> bool {
        let wanted = desire.wishes.contains_key(&kept.slot) || desire.disagreements.contains_key(&kept.slot);
        match &kept.slot {
            Slot::Division => !wanted && account.state == AccountState::Deleted,
            // What nobody may grant by hand would go again at once.
            slot if self.input.policy.authoritative.contains(&slot.kind()) => false,
            Slot::Role(at) if self.input.policy.protected_roles.contains(&at.role) => false,
            slot if slot.is_entitlement() => {
                let everything = self.input.policy.terms.restore == Restore::Everything;
                everything && !kept.ours && !wanted && account.value(slot).is_none()
            }
            _ => false,
        }
    }

    fn there(&self, kept: &Kept, account: &Account) -> Option<Value> {
        account.value(&kept.slot).filter(|_| kept.slot != Slot::Division)
    }
}
