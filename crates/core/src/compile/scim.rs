//! One SCIM call for everything about an account that SCIM can say.

use super::chain::Chain;
use super::{StepDraft, account_of};
use crate::entitlement::{Field, Level, Slot, Value};
use crate::id::DivisionId;
use crate::operation::{AccountRef, Call, Part, Stage};
use crate::plan::{Change, Plan};
use std::collections::BTreeMap;

/// SCIM takes at most 50 skills and 50 languages of a user.
const LEVELS_MAX: usize = 50;

/// Whether SCIM can say it. Roles are left out on purpose: it is not known in which division SCIM would grant them. A
/// change of state stands alone on either way, because everything beside it would be ignored.
pub(super) fn carries(change: &Change) -> bool {
    match change.slot {
        Slot::Account => change.creates_account(),
        Slot::ExternalId
        | Slot::Division
        | Slot::Field { .. }
        | Slot::Manager
        | Slot::Skill { .. }
        | Slot::Language { .. } => true,
        Slot::Role(_) | Slot::Group { .. } | Slot::Queue { .. } => false,
        Slot::Presence
        | Slot::Routing
        | Slot::Conversation { .. }
        | Slot::Tokens
        | Slot::Station { .. }
        | Slot::Licence { .. } => false,
    }
}

/// Creations and amendments. Managers are created before those whom they manage, who name them then; where two manage
/// each other, and for accounts that exist, a manager whom this run creates follows by an amendment of its own.
pub(super) fn steps(plan: &Plan, changes: &[(u32, &Change)]) -> Vec<StepDraft> {
    let mut by_account: BTreeMap<AccountRef, Vec<(u32, &Change)>> = BTreeMap::new();
    for (number, change) in changes {
        by_account.entry(account_of(&change.subject)).or_default().push((*number, change));
    }
    let chain = Chain::new(changes);
    let depth = |account: &AccountRef| match account {
        AccountRef::Known(_) => None,
        AccountRef::CreatedFor(person) => chain.depth(person),
    };
    let mut accounts: Vec<_> =
        by_account.into_iter().map(|(account, changes)| (depth(&account), account, changes)).collect();
    accounts.sort_by_key(|(depth, _, _)| depth.unwrap_or(0));
    let steps = accounts.iter().flat_map(|(depth, account, changes)| {
        let later = |part: &Part| needs_creation(part) && depth.is_none();
        of_account(plan, account, changes, later)
    });
    steps.collect()
}

fn of_account(
    plan: &Plan,
    account: &AccountRef,
    changes: &[(u32, &Change)],
    is_later: impl Fn(&Part) -> bool,
) -> Vec<StepDraft> {
    let mut parts: Vec<(Part, u32)> =
        changes.iter().filter_map(|(number, change)| Some((part(plan, change)?, *number))).collect();
    let later: Vec<(Part, u32)> = parts.extract_if(.., |(part, _)| is_later(part)).collect();
    let over = split_off_over(&mut parts);
    let version = changes.first().and_then(|(_, change)| change.subject.version);
    let first = match account {
        AccountRef::CreatedFor(_) => creation(plan, changes, parts),
        AccountRef::Known(_) => amendment(account, parts, version),
    };
    let rest = [over, later].into_iter().filter_map(|parts| amendment(account, parts, version));
    let after_accounts = |step: StepDraft| StepDraft { stage: step.stage.max(Stage::Gains), ..step };
    first.into_iter().chain(rest.map(after_accounts)).collect()
}

/// A manager without an account has to get one first.
fn needs_creation(part: &Part) -> bool {
    matches!(part, Part::Manager { manager: AccountRef::CreatedFor(_) })
}

/// What is more than one call may carry.
fn split_off_over(parts: &mut Vec<(Part, u32)>) -> Vec<(Part, u32)> {
    let (mut skills, mut languages) = (0, 0);
    let over = |(part, _): &mut (Part, u32)| {
        let count = match part {
            Part::Skill { .. } => &mut skills,
            Part::Language { .. } => &mut languages,
            _ => return false,
        };
        *count += 1;
        *count > LEVELS_MAX
    };
    parts.extract_if(.., over).collect()
}

fn amendment(account: &AccountRef, parts: Vec<(Part, u32)>, version: Option<i64>) -> Option<StepDraft> {
    let stage = match parts.iter().any(|(part, _)| part.is_loss()) {
        _ if parts.is_empty() => return None,
        true => Stage::Losses,
        false => Stage::Profiles,
    };
    let (parts, changes) = parts.into_iter().unzip();
    Some(StepDraft { stage, call: Call::AmendAccount { account: account.clone(), parts, version }, changes })
}

fn creation(plan: &Plan, changes: &[(u32, &Change)], parts: Vec<(Part, u32)>) -> Option<StepDraft> {
    let (_, first) = changes.iter().find(|(_, change)| change.creates_account())?;
    let subject = &first.subject;
    let (mut name, mut mail) = (subject.display_name.clone(), subject.mail.clone().unwrap_or_default());
    let mut division = DivisionId(uuid::Uuid::nil());
    let mut carried = Vec::new();
    for (number, change) in changes {
        match (&change.slot, &change.after) {
            (Slot::Account, _) => {}
            (Slot::Division, Some(Value::Division(to))) => division = *to,
            (Slot::Field { field: Field::Name }, Some(Value::Text(text))) => name.clone_from(text),
            (Slot::Field { field: Field::Mail }, Some(Value::Text(text))) => mail.clone_from(text),
            _ => continue,
        }
        carried.push(*number);
    }
    let of_account = |part: &Part| {
        matches!(part, Part::Division { .. } | Part::Field { field: Field::Name | Field::Mail, .. })
    };
    let (parts, numbers): (Vec<Part>, Vec<u32>) =
        parts.into_iter().filter(|(part, _)| !of_account(part)).unzip();
    let division_name = division_name(plan, division);
    let person = subject.person.clone();
    let call = Call::ProvisionAccount { person, mail, name, division, division_name, parts };
    Some(StepDraft { stage: Stage::Accounts, call, changes: [carried, numbers].concat() })
}

fn division_name(plan: &Plan, division: DivisionId) -> String {
    let known = plan.body.basis.catalogue.divisions.get(&division);
    known.map_or_else(|| division.to_string(), |division| division.name.clone())
}

fn part(plan: &Plan, change: &Change) -> Option<Part> {
    let catalogue = &plan.body.basis.catalogue;
    let had = change.before.is_some();
    Some(match (&change.slot, &change.after) {
        (Slot::Division, Some(Value::Division(division))) => {
            Part::Division { division: *division, name: division_name(plan, *division) }
        }
        (Slot::Field { field }, after) => Part::Field { field: *field, had, text: text(after.as_ref()) },
        (Slot::Manager, Some(Value::Account(account))) => {
            Part::Manager { manager: AccountRef::Known(*account) }
        }
        (Slot::Manager, Some(Value::Person(person))) => {
            Part::Manager { manager: AccountRef::CreatedFor(person.clone()) }
        }
        (Slot::ExternalId, Some(Value::Text(key))) => {
            Part::ExternalId { authority: plan.body.basis.authority.clone(), key: key.clone() }
        }
        (Slot::Skill { skill }, after) => {
            let name =
                catalogue.skills.get(skill).map_or_else(|| skill.to_string(), |named| named.name.clone());
            Part::Skill { skill: *skill, name, had, level: level(after.as_ref()) }
        }
        (Slot::Language { language }, after) => {
            let named = catalogue.languages.get(language);
            let name = named.map_or_else(|| language.to_string(), |named| named.name.clone());
            Part::Language { language: *language, name, had, level: level(after.as_ref()) }
        }
        _ => return None,
    })
}

fn text(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

fn level(value: Option<&Value>) -> Option<Level> {
    match value {
        Some(Value::Level(level)) => Some(*level),
        _ => None,
    }
}
