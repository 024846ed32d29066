//! Somebody who has no account yet.

use super::{Context, Member, PersonPlan, PlanInput, Sheet};
use crate::desire::Desire;
use crate::entitlement::{Field, Slot, Value};
use crate::person::Saying;
use crate::plan::{Hold, Provenance, Transition};
use crate::record::{Coverage, SourceBatch};
use crate::tenant::AccountState;

/// Why no account can be created.
pub(super) fn obstacle(input: &PlanInput<'_>, unseen: &[Hold], member: &Member<'_>) -> Option<Hold> {
    match member.person.mail() {
        None => Some(Hold::NoMail),
        Some(_) if !input.policy.create => Some(Hold::CreationOff),
        Some(_) => unseen.iter().find(|hold| may_be_known_to(hold, input, member)).cloned(),
    }
}

/// Incomplete reads that lack somebody who is remembered, where records of several sources are one person: whoever
/// seems to be new may be them, and would get a second account.
pub(super) fn unseen(input: &PlanInput<'_>) -> Vec<Hold> {
    let lacks = |batch: &SourceBatch| {
        input.links.of_source(&batch.source).any(|link| !input.everybody.is_present(&link.person))
    };
    let mut holds: Vec<Hold> = input
        .batches
        .iter()
        .filter(|batch| input.policy.join.is_some() && lacks(batch))
        .filter_map(|batch| match &batch.coverage {
            Coverage::Complete => None,
            Coverage::Partial { missing } => {
                Some(Hold::SourcePartial { source: batch.source.clone(), missing: missing.clone() })
            }
        })
        .collect();
    holds.sort();
    holds
}

fn may_be_known_to(hold: &Hold, input: &PlanInput<'_>, member: &Member<'_>) -> bool {
    let Hold::SourcePartial { source, .. } = hold else { return false };
    let joinable = |said: &Saying<'_>| input.policy.join.is_some_and(|key| key.of(said.record).is_some());
    member.person.record_in(source).is_none() && member.person.says.iter().any(joinable)
}

impl Context<'_> {
    pub(super) fn joiner(&self, member: &Member<'_>) -> PersonPlan {
        let desire = self.desire(member);
        let mut sheet = Sheet::new(member, None, Transition::Joiner);
        let because = member.why_here(&desire);
        sheet.change(Slot::Account, None, Some(Value::State(AccountState::Active)), because.clone());
        let anchor = Value::Text(member.id().anchor.to_string());
        sheet.change(Slot::ExternalId, None, Some(anchor), because.clone());
        if !desire.wishes.contains_key(&Slot::Division) {
            let home = Value::Division(self.input.policy.default_division);
            sheet.change(Slot::Division, None, Some(home), vec![Provenance::NewAccount]);
        }
        for (field, text) in member.identity() {
            let slot = Slot::Field { field };
            if !desire.wishes.contains_key(&slot) {
                sheet.change(slot, None, Some(Value::Text(text)), because.clone());
            }
        }
        self.facts(&mut sheet, &desire, None);
        self.entitlements(&mut sheet, &desire, None);
        sheet.finish()
    }
}

impl Member<'_> {
    /// Why the person should have an account: the first of the reasons for which they get something.
    pub(super) fn why_here(&self, desire: &Desire) -> Vec<Provenance> {
        let entitlements = desire.wishes.iter().filter(|(slot, _)| slot.is_entitlement());
        let first = entitlements.flat_map(|(_, wish)| &wish.because).min().cloned();
        let in_scope =
            || Provenance::Record { source: self.person.source().clone(), fact: "in scope".into() };
        vec![first.unwrap_or_else(in_scope)]
    }

    /// Name and mail, without which no account can be created, whatever fields are kept in step.
    fn identity(&self) -> Vec<(Field, String)> {
        let mail = self.person.mail().map(|mail| (Field::Mail, mail.to_owned()));
        let name = (Field::Name, self.person.display_name().to_owned());
        std::iter::once(name).chain(mail).collect()
    }
}
