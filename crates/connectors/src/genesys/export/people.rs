//! Users in every state.

use super::model::{Contact, Employment, Station, User};
use super::part::Part;
use super::wire::{self, FullUser};
use crate::genesys::client::Client;
use crate::genesys::dto::{self, Proficiency, Ref};
use crate::genesys::error::TenantError;
use crate::genesys::read::{expansions, users};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the listing of users says of a user beside the user itself.
type More = (FullUser, Uuid);

pub(super) async fn read(client: &Client) -> Result<Part<Vec<User>>, TenantError> {
    let read = users::everybody::<FullUser>(client).await?;
    let mut gaps = read.missing;
    let mut usual: BTreeMap<Uuid, dto::User> =
        read.users.iter().map(|(id, full)| (*id, full.user.clone())).collect();
    expansions::complete(client, &mut usual).await;
    gaps.extend(unread(&usual));
    let more = read.users.into_iter().map(|(id, full)| (full, id));
    let users = more.filter_map(|more| Some(user(usual.remove(&more.1)?, more)));
    Ok(Part { items: users.collect(), gaps })
}

/// Kinds that neither the listing nor a question showed.
fn unread(users: &BTreeMap<Uuid, dto::User>) -> Vec<String> {
    let living = || users.values().filter(|user| user.state.as_deref() != Some("deleted"));
    let kinds = [
        ("groups", living().filter(|user| user.groups.is_none()).count()),
        ("skills", living().filter(|user| user.skills.is_none()).count()),
        ("languages", living().filter(|user| user.languages.is_none()).count()),
    ];
    let short = kinds.into_iter().filter(|(_, count)| *count > 0);
    short.map(|(kind, count)| format!("{kind} of {count} accounts: the tenant did not show them")).collect()
}

fn user(one: dto::User, (full, id): More) -> User {
    let contacts = full.addresses.unwrap_or_default().into_iter().filter_map(contact);
    let stations = full.station.unwrap_or_default();
    User {
        id,
        name: one.name.unwrap_or_default(),
        mail: one.email.unwrap_or_default(),
        state: one.state.unwrap_or_else(|| "active".into()),
        version: one.version.and_then(|version| u64::try_from(version).ok()).unwrap_or(1),
        division: one.division.and_then(|division| division.uuid()),
        department: filled(one.department),
        title: filled(one.title),
        preferred_name: filled(full.preferred_name),
        manager: one.manager.and_then(|manager| manager.uuid()),
        contacts: contacts.collect(),
        employment: full.employer_info.map(employment).unwrap_or_default(),
        auto_answer: full.acd_auto_answer.unwrap_or(false),
        external_ids: BTreeMap::new(),
        skills: levels(one.skills),
        languages: levels(one.languages),
        groups: one.groups.iter().flatten().filter_map(Ref::uuid).collect(),
        station: stations.associated_station.map(station),
        default_station: stations.default_station.map(station),
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// A contact; the login stands elsewhere.
fn contact(one: wire::Contact) -> Option<Contact> {
    let (medium, kind) = (one.media_type.unwrap_or_default(), one.kind.unwrap_or_default());
    let is_login = medium == "EMAIL" && kind == "PRIMARY";
    (!is_login).then(|| Contact {
        address: filled(one.address),
        medium,
        kind,
        extension: filled(one.extension),
        country: filled(one.country_code),
        integration: filled(one.integration),
    })
}

fn employment(one: wire::Employer) -> Employment {
    Employment {
        official_name: filled(one.official_name),
        number: filled(one.employee_id),
        kind: filled(one.employee_type),
        hired: filled(one.date_hire),
    }
}

fn levels(held: Option<Vec<Proficiency>>) -> BTreeMap<Uuid, f64> {
    held.into_iter().flatten().map(|one| (one.id, one.proficiency.unwrap_or(0.0))).collect()
}

fn station(one: wire::Phone) -> Station {
    Station { id: one.id, kind: one.kind.unwrap_or_default() }
}
