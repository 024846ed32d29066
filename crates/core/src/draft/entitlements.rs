//! Roles, groups, queues, skills, languages: what is missing is granted, what is ours and unwanted is taken away, and
//! what others granted stays — unless the kind is authoritative.

use super::{Context, Sheet};
use crate::desire::{Desire, Wish};
use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, RuleId};
use crate::plan::{Change, Hold, Provenance};
use crate::tenant::{Account, AccountState};

impl Context<'_> {
    pub(super) fn entitlements(&self, sheet: &mut Sheet, desire: &Desire, account: Option<&Account>) {
        for (slot, wish) in desire.wishes.iter().filter(|(slot, _)| slot.is_entitlement()) {
            self.gain(sheet, slot, wish, account);
        }
        if let Some(account) = account {
            self.losses(sheet, desire, account, &Provenance::NoRule { formerly: Vec::new() });
        }
    }

    fn gain(&self, sheet: &mut Sheet, slot: &Slot, wish: &Wish, account: Option<&Account>) {
        let before = account.and_then(|account| account.value(slot));
        let ours = || account.is_some_and(|account| self.input.ledger.owns(account.id, slot));
        if before.as_ref() == Some(&wish.value) || (is_more(before.as_ref(), &wish.value) && !ours()) {
            return;
        }
        match account.is_some_and(|account| account.unread.contains(&slot.kind())) {
            true => {
                let change = sheet.difference(slot, before, Some(wish.value.clone()), wish.because.clone());
                sheet.hold(change, Hold::Unread);
            }
            false => sheet.change(slot.clone(), before, Some(wish.value.clone()), wish.because.clone()),
        }
    }

    /// Takes away what is ours and not wanted, and what nobody may grant by hand. Of somebody who goes nothing is wanted.
    pub(super) fn losses(&self, sheet: &mut Sheet, desire: &Desire, account: &Account, why: &Provenance) {
        if account.state == AccountState::Deleted {
            return;
        }
        let wanted =
            |slot: &Slot| desire.wishes.contains_key(slot) || desire.disagreements.contains_key(slot);
        for (slot, value) in account.entitlements().into_iter().filter(|(slot, _)| !wanted(slot)) {
            if let Some(because) = self.why_lost(account.id, &slot, why) {
                sheet.change(slot, Some(value), None, because);
            }
        }
    }

    fn why_lost(&self, account: AccountId, slot: &Slot, why: &Provenance) -> Option<Vec<Provenance>> {
        match (self.input.ledger.get(account, slot), self.input.policy.authoritative.contains(&slot.kind())) {
            (Some(entry), _) => Some(vec![with_former_rules(why, &entry.rules)]),
            (None, true) => Some(vec![Provenance::Authoritative]),
            (None, false) => None,
        }
    }

    /// Ledger entries for grants that are not there any more and that nobody wants.
    pub(super) fn forgotten(&self, desire: &Desire, account: &Account) -> Vec<(AccountId, Slot)> {
        let wanted = |slot: &Slot| desire.wishes.contains_key(slot);
        let readable = |slot: &Slot| self.readable(account, slot);
        self.input
            .ledger
            .of(account.id)
            .filter(|entry| entry.slot.is_entitlement() && !wanted(&entry.slot) && readable(&entry.slot))
            .filter(|entry| account.value(&entry.slot).is_none())
            .map(|entry| (account.id, entry.slot.clone()))
            .collect()
    }

    /// Whether the snapshot can say anything about a slot.
    fn readable(&self, account: &Account, slot: &Slot) -> bool {
        let snapshot = self.input.snapshot;
        match slot {
            Slot::Role(at) => snapshot.roles_read.contains(&at.role),
            Slot::Queue { queue } => snapshot.queues_read.contains(queue),
            _ => !account.unread.contains(&slot.kind()),
        }
    }
}

/// Whether somebody else gave them more than the rule asks for: what others granted stays.
fn is_more(before: Option<&Value>, wanted: &Value) -> bool {
    matches!((before, wanted), (Some(Value::Level(had)), Value::Level(level)) if had > level)
}

fn with_former_rules(why: &Provenance, rules: &[RuleId]) -> Provenance {
    match why {
        Provenance::NoRule { .. } => Provenance::NoRule { formerly: rules.to_vec() },
        other => other.clone(),
    }
}

impl Sheet {
    pub(super) fn difference(
        &self,
        slot: &Slot,
        before: Option<Value>,
        after: Option<Value>,
        because: Vec<Provenance>,
    ) -> Change {
        let (subject, transition, slot) = (self.subject.clone(), self.transition, slot.clone());
        Change { subject, transition, slot, before, after, because }
    }
}
