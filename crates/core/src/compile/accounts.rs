//! Accounts that are created, used again, or put to sleep.

use super::StepDraft;
use super::departures::closes_at;
use crate::entitlement::{Field, Slot, Value};
use crate::id::{DivisionId, PersonId};
use crate::operation::{Api, Call, Profile, Stage};
use crate::plan::Change;
use crate::tenant::AccountState;
use std::collections::BTreeMap;

/// One call for each account.
pub(super) fn steps(changes: &[(u32, &Change)], api: Api) -> Vec<StepDraft> {
    let mut newcomers: BTreeMap<&PersonId, Vec<(u32, &Change)>> = BTreeMap::new();
    for (number, change) in changes.iter().filter(|(_, change)| change.subject.account.is_none()) {
        newcomers.entry(&change.subject.person).or_default().push((*number, change));
    }
    let created = newcomers.values().filter_map(|changes| creation(changes));
    created.chain(changes.iter().filter_map(|(number, change)| state(*number, change, api))).collect()
}

/// What `POST /api/v2/users` takes along: the rest of a newcomer's profile follows by another call.
pub(super) fn goes_with_creation(slot: &Slot) -> bool {
    match slot {
        Slot::Account | Slot::Division => true,
        Slot::Field { field } => *field != Field::EmployeeNumber,
        Slot::ExternalId
        | Slot::Manager
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
        | Slot::Licence { .. } => false,
    }
}

fn creation(changes: &[(u32, &Change)]) -> Option<StepDraft> {
    let (_, first) = changes.iter().find(|(_, change)| change.creates_account())?;
    let taken: Vec<&(u32, &Change)> =
        changes.iter().filter(|(_, change)| goes_with_creation(&change.slot)).collect();
    let mut profile = Profile::new();
    let (mut name, mut mail) =
        (first.subject.display_name.clone(), first.subject.mail.clone().unwrap_or_default());
    let mut division = DivisionId(uuid::Uuid::nil());
    for (_, change) in &taken {
        match (&change.slot, &change.after) {
            (Slot::Division, Some(Value::Division(to))) => division = *to,
            (Slot::Field { field: Field::Name }, Some(Value::Text(text))) => name.clone_from(text),
            (Slot::Field { field: Field::Mail }, Some(Value::Text(text))) => mail.clone_from(text),
            (Slot::Field { field }, Some(Value::Text(text))) => {
                profile.insert(*field, Some(text.clone()));
            }
            _ => {}
        }
    }
    let person = first.subject.person.clone();
    let call = Call::CreateAccount { person, mail, name, division, profile };
    Some(StepDraft {
        stage: Stage::Accounts,
        call,
        changes: taken.iter().map(|(number, _)| *number).collect(),
    })
}

fn state(number: u32, change: &Change, api: Api) -> Option<StepDraft> {
    let (Slot::Account, Some(_), Some(Value::State(state))) = (&change.slot, &change.before, &change.after)
    else {
        return None;
    };
    if *state == AccountState::Deleted {
        return None;
    }
    let stage = closes_at(*state, change.transition);
    let (account, version) = (change.subject.account?, change.subject.version.unwrap_or(1));
    let call = Call::SetState { account, state: *state, version, api };
    Some(StepDraft { stage, call, changes: vec![number] })
}
