//! Somebody who has no account yet.

use super::{Context, Member, PersonPlan, Sheet};
use crate::entitlement::{Field, Slot, Value};
use crate::plan::{Hold, Provenance, Transition};
use crate::policy::Policy;
use crate::tenant::AccountState;

/// Why no account can be created.
pub(super) fn obstacle(policy: &Policy, member: &Member<'_>) -> Option<Hold> {
    match member.record.and_then(|record| record.mail.as_ref()) {
        None => Some(Hold::NoMail),
        Some(_) if !policy.create => Some(Hold::CreationOff),
        Some(_) => None,
    }
}

impl Context<'_> {
    pub(super) fn joiner(&self, member: &Member<'_>) -> PersonPlan {
        let mut sheet = Sheet::new(member, None, Transition::Joiner);
        let because = member.why_here();
        sheet.change(Slot::Account, None, Some(Value::State(AccountState::Active)), because.clone());
        let anchor = Value::Text(member.id.anchor.to_string());
        sheet.change(Slot::ExternalId, None, Some(anchor), because.clone());
        if !member.desire.wishes.contains_key(&Slot::Division) {
            let home = Value::Division(self.input.policy.default_division);
            sheet.change(Slot::Division, None, Some(home), vec![Provenance::NewAccount]);
        }
        for (field, text) in member.identity() {
            let slot = Slot::Field { field };
            if !member.desire.wishes.contains_key(&slot) {
                sheet.change(slot, None, Some(Value::Text(text)), because.clone());
            }
        }
        self.facts(&mut sheet, member, None);
        self.entitlements(&mut sheet, member, None);
        sheet.finish()
    }
}

impl Member<'_> {
    /// Why the person should have an account: the first of the reasons for which they get something.
    pub(super) fn why_here(&self) -> Vec<Provenance> {
        let mut because: Vec<Provenance> = self
            .desire
            .wishes
            .iter()
            .filter(|(slot, _)| slot.is_entitlement())
            .flat_map(|(_, wish)| wish.because.iter().cloned())
            .collect();
        because.sort();
        because.truncate(1);
        if because.is_empty() {
            let source = self.id.source.clone();
            because.push(Provenance::Record { source, fact: "in scope".into() });
        }
        because
    }

    /// Name and mail, without which no account can be created, whatever fields are kept in step.
    fn identity(&self) -> Vec<(Field, String)> {
        let Some(record) = self.record else {
            return Vec::new();
        };
        let mail = record.mail.clone().map(|mail| (Field::Mail, mail));
        [Some((Field::Name, record.display_name.clone())), mail].into_iter().flatten().collect()
    }
}
