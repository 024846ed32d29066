//! A platform user as an [`Account`].

use super::dto::{Contact, Proficiency, User};
use muster_core::entitlement::{Field, Kind, Level};
use muster_core::id::{AccountId, DivisionId, GroupId, LanguageId, SkillId};
use muster_core::sorted::SortedMap;
use muster_core::tenant::{Account, AccountState};
use uuid::Uuid;

/// The account behind `user`; `home` stands in where the answer names no division.
///
/// Kinds that the answer left out are in `unread`. Roles and queues are never in an answer about users, so they are
/// not marked: the reader adds them.
pub(super) fn account_of(user: &User, home: DivisionId) -> Account {
    let division = user.division.as_ref().and_then(|d| d.uuid()).map(DivisionId);
    let mut account =
        Account::new(AccountId(user.id), state_of(user), user.version.unwrap_or(0), division.unwrap_or(home));
    if division.is_none() {
        account.unread.insert(Kind::Division);
    }
    account.fields = fields_of(user);
    account.manager = user.manager.as_ref().and_then(|m| m.uuid()).map(AccountId);
    match &user.groups {
        Some(groups) => {
            account.groups = groups.iter().filter_map(|g| g.uuid()).map(GroupId).collect();
        }
        None => _ = account.unread.insert(Kind::Group),
    }
    match &user.skills {
        Some(skills) => account.skills = levels_of(skills, SkillId),
        None => _ = account.unread.insert(Kind::Skill),
    }
    match &user.languages {
        Some(languages) => account.languages = levels_of(languages, LanguageId),
        None => _ = account.unread.insert(Kind::Language),
    }
    account
}

/// The state; without one the account counts as active, which is the default of listings and the careful reading.
pub(super) fn state_of(user: &User) -> AccountState {
    match user.state.as_deref() {
        Some("inactive") => AccountState::Inactive,
        Some("deleted") => AccountState::Deleted,
        Some(_) | None => AccountState::Active,
    }
}

/// Levels by id. One that the platform shows without a number, or out of range, counts as level 0: held, but no skill.
pub(super) fn levels_of<K: Ord>(held: &[Proficiency], id: impl Fn(Uuid) -> K) -> SortedMap<K, Level> {
    held.iter()
        .filter_map(|one| {
            let level = Level::try_from(one.proficiency.unwrap_or(0.0)).or_else(|_| Level::try_from(0.0));
            level.ok().map(|level| (id(one.id), level))
        })
        .collect()
}

/// The profile fields that have a value; an empty text is no value.
pub(super) fn fields_of(user: &User) -> SortedMap<Field, String> {
    let employee = user.employer_info.as_ref().and_then(|info| info.employee_id.clone());
    let mail = user.email.as_ref().map(|mail| mail.trim().to_lowercase());
    let given = [
        (Field::Name, user.name.clone()),
        (Field::Mail, mail),
        (Field::Title, user.title.clone()),
        (Field::Department, user.department.clone()),
        (Field::EmployeeNumber, employee),
        (Field::WorkPhone, phone_of(user, "WORK")),
        (Field::MobilePhone, phone_of(user, "MOBILE")),
    ];
    let filled = given.into_iter().filter_map(|(field, value)| Some((field, value?)));
    filled.filter(|(_, value)| !value.trim().is_empty()).collect()
}

fn phone_of(user: &User, kind: &str) -> Option<String> {
    let contacts = user.addresses.as_deref().unwrap_or_default();
    let phone = contacts.iter().find(|contact| is_phone(contact, kind))?;
    phone.address.clone()
}

fn is_phone(contact: &Contact, kind: &str) -> bool {
    contact.media_type.as_deref() == Some("PHONE") && contact.kind.as_deref() == Some(kind)
}
