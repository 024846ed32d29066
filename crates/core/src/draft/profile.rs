//! Division, profile fields and manager.

use super::{Context, Sheet};
use crate::desire::{Desire, Wish};
use crate::entitlement::{Slot, Value};
use crate::plan::{Change, Hold};
use crate::tenant::{Account, AccountState};

impl Context<'_> {
    /// Facts of the account that only ever have a value.
    pub(super) fn facts(&self, sheet: &mut Sheet, desire: &Desire, account: Option<&Account>) {
        for (slot, wish) in &desire.wishes {
            match slot {
                Slot::Division | Slot::Field { .. } => {
                    let before = account.and_then(|account| present(account, slot));
                    sheet.change(slot.clone(), before, Some(wish.value.clone()), wish.because.clone());
                }
                Slot::Manager => self.manager(sheet, wish, account),
                Slot::Account
                | Slot::ExternalId
                | Slot::Role(_)
                | Slot::Group { .. }
                | Slot::Queue { .. }
                | Slot::Skill { .. }
                | Slot::Language { .. }
                | Slot::Presence
                | Slot::Routing
                | Slot::Conversation { .. }
                | Slot::Tokens
                | Slot::Station { .. }
                | Slot::Licence { .. } => {}
            }
        }
        for (slot, wishes) in &desire.disagreements {
            disagree(sheet, slot, wishes, account, self);
        }
    }
}

/// The present value of a fact. A deleted account comes back in the Home division, wherever it was, so its division
/// counts as unknown.
fn present(account: &Account, slot: &Slot) -> Option<Value> {
    match (slot, account.state) {
        (Slot::Division, AccountState::Deleted) => None,
        _ => account.value(slot),
    }
}

fn disagree(
    sheet: &mut Sheet,
    slot: &Slot,
    wishes: &[Wish],
    account: Option<&Account>,
    context: &Context<'_>,
) {
    let catalogue = &context.input.snapshot.catalogue;
    let wanted = wishes
        .iter()
        .map(|wish| {
            let because: Vec<String> = wish.because.iter().map(crate::plan::Provenance::sentence).collect();
            format!("{} ({})", catalogue.value(&wish.value), because.join(", "))
        })
        .collect();
    let change = Change {
        subject: sheet.subject.clone(),
        transition: sheet.transition,
        slot: slot.clone(),
        before: account.and_then(|account| account.value(slot)),
        after: None,
        because: wishes.iter().flat_map(|wish| wish.because.iter().cloned()).collect(),
    };
    sheet.hold(change, Hold::RulesDisagree { wanted });
}
