//! What a call makes true, slot by slot: enough to carry it out, and to look whether it was carried out.

use crate::support::names::created_account;
use muster_core::entitlement::{AccountState, Field, Presence, RoleAt, Routing, Slot, Value};
use muster_core::id::AccountId;
use muster_core::operation::{AccountRef, Call, Leave, Part};

/// One thing that a call makes true.
pub(crate) type Write = (AccountId, Slot, Option<Value>);

/// The account behind a reference. A call that leaves must not speak of people any more.
pub(crate) fn known(account: &AccountRef) -> AccountId {
    match account {
        AccountRef::Known(account) => *account,
        AccountRef::CreatedFor(person) => panic!("a call for {person} left before their account was known"),
    }
}

/// Everything that a call makes true, one slot of one account each.
pub(crate) fn writes(call: &Call) -> Vec<Write> {
    match call {
        Call::CreateAccount { .. } | Call::UpdateProfile { .. } => profile(call),
        Call::ProvisionAccount { person, mail, name, parts, .. } => {
            let id = created_account(person);
            let text = |field, text: &String| (id, Slot::Field { field }, Some(Value::Text(text.clone())));
            let of_account = [text(Field::Mail, mail), text(Field::Name, name)];
            of_account.into_iter().chain(parts.iter().map(|part| written(id, part))).collect()
        }
        Call::AmendAccount { account, parts, .. } => {
            parts.iter().map(|part| written(known(account), part)).collect()
        }
        Call::SetState { account, state, .. } => vec![(*account, Slot::Account, Some(Value::State(*state)))],
        Call::AddExternalId { account, key, .. } => {
            vec![(known(account), Slot::ExternalId, Some(Value::Text(key.clone())))]
        }
        Call::MoveToDivision { division, accounts } => {
            each(accounts, &Slot::Division, &Value::Division(*division))
        }
        Call::GrantRole { .. } | Call::AddGrants { .. } | Call::RemoveGrants { .. } => roles(call),
        Call::AddGroupMembers { group, accounts, .. } => {
            each(accounts, &Slot::Group { group: *group }, &Value::Held)
        }
        Call::RemoveGroupMembers { group, accounts, .. } => gone(accounts, &Slot::Group { group: *group }),
        Call::AddQueueMembers { queue, accounts } => {
            each(accounts, &Slot::Queue { queue: *queue }, &Value::Held)
        }
        Call::RemoveQueueMembers { queue, accounts } => gone(accounts, &Slot::Queue { queue: *queue }),
        Call::SetSkills { account, skills } => {
            let level = |(skill, level): (&_, &_)| {
                (known(account), Slot::Skill { skill: *skill }, Some(Value::Level(*level)))
            };
            skills.iter().map(level).collect()
        }
        Call::RemoveSkill { account, skill } => vec![(*account, Slot::Skill { skill: *skill }, None)],
        Call::SetLanguages { account, languages } => {
            let level = |(language, level): (&_, &_)| {
                (known(account), Slot::Language { language: *language }, Some(Value::Level(*level)))
            };
            languages.iter().map(level).collect()
        }
        Call::RemoveLanguage { account, language } => {
            vec![(*account, Slot::Language { language: *language }, None)]
        }
        Call::Leave(leave) => left(leave),
    }
}

/// What a call of a departure makes true. Every presence that Muster sets is Offline, which is off queue, too.
fn left(leave: &Leave) -> Vec<Write> {
    let off_queue = |account: &AccountId| (*account, Slot::Routing, Some(Value::Routing(Routing::OffQueue)));
    let offline = |account: &AccountId| (*account, Slot::Presence, Some(Value::Presence(Presence::Offline)));
    match leave {
        Leave::SetPresence { accounts, .. } => {
            accounts.iter().flat_map(|account| [offline(account), off_queue(account)]).collect()
        }
        Leave::SetOffQueue { account } => vec![off_queue(account)],
        // Tokens are nothing that anybody could look at, and conversations belong to nobody in this tenant.
        Leave::TransferToUser { .. }
        | Leave::TransferToQueue { .. }
        | Leave::Disconnect { .. }
        | Leave::EndTokens { .. } => Vec::new(),
        Leave::ReleaseStation { account, station } => {
            vec![(*account, Slot::Station { station: *station }, None)]
        }
        Leave::ReleaseLicences { accounts, licence } => {
            gone(accounts, &Slot::Licence { licence: licence.clone() })
        }
        Leave::DeleteAccount { account } => {
            vec![(*account, Slot::Account, Some(Value::State(AccountState::Deleted)))]
        }
    }
}

fn each(accounts: &[AccountRef], slot: &Slot, after: &Value) -> Vec<Write> {
    accounts.iter().map(|account| (known(account), slot.clone(), Some(after.clone()))).collect()
}

fn gone(accounts: &[AccountId], slot: &Slot) -> Vec<Write> {
    accounts.iter().map(|account| (*account, slot.clone(), None)).collect()
}

fn roles(call: &Call) -> Vec<Write> {
    match call {
        Call::GrantRole { role, division, accounts } => {
            each(accounts, &Slot::Role(RoleAt { role: *role, division: *division }), &Value::Held)
        }
        Call::AddGrants { account, grants } => {
            grants.iter().map(|at| (known(account), Slot::Role(*at), Some(Value::Held))).collect()
        }
        Call::RemoveGrants { account, grants } => {
            grants.iter().map(|at| (*account, Slot::Role(*at), None)).collect()
        }
        other => panic!("{other:?} is about no role"),
    }
}

fn profile(call: &Call) -> Vec<Write> {
    let text = |id: AccountId, field: Field, text: &str| {
        (id, Slot::Field { field }, Some(Value::Text(text.to_owned())))
    };
    match call {
        Call::CreateAccount { person, mail, name, profile, .. } => {
            let id = created_account(person);
            let rest = profile
                .iter()
                .filter_map(|(field, value)| value.as_deref().map(|value| text(id, *field, value)));
            [text(id, Field::Mail, mail), text(id, Field::Name, name)].into_iter().chain(rest).collect()
        }
        Call::UpdateProfile { account, profile, manager, .. } => {
            let id = known(account);
            let fields = profile
                .iter()
                .filter_map(|(field, value)| value.as_deref().map(|value| text(id, *field, value)));
            let manager = manager.iter().flatten();
            fields
                .chain(manager.map(|manager| (id, Slot::Manager, Some(Value::Account(known(manager))))))
                .collect()
        }
        other => panic!("{other:?} is about no profile"),
    }
}

/// What a part makes true.
pub(crate) fn written(id: AccountId, part: &Part) -> Write {
    let text = |text: &String| Value::Text(text.clone());
    match part {
        Part::Division { division, .. } => (id, Slot::Division, Some(Value::Division(*division))),
        Part::Field { field, text: after, .. } => {
            (id, Slot::Field { field: *field }, after.as_ref().map(text))
        }
        Part::Manager { manager } => (id, Slot::Manager, Some(Value::Account(known(manager)))),
        Part::ExternalId { key, .. } => (id, Slot::ExternalId, Some(text(key))),
        Part::Skill { skill, level, .. } => (id, Slot::Skill { skill: *skill }, level.map(Value::Level)),
        Part::Language { language, level, .. } => {
            (id, Slot::Language { language: *language }, level.map(Value::Level))
        }
    }
}
