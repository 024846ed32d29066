//! A whole organisation, read once: what a copy of it to rehearse against is made from.
//!
//! What may not be read is left out and named, never guessed. Free texts, photos, biographies, locations, presence,
//! custom attributes and conversations are never asked for, and neither are OAuth clients, whose listing may show secrets.

mod catalogue;
mod external_ids;
mod grants;
mod model;
mod part;
mod people;
mod places;
mod wire;

pub use model::{
    Contact, Division, Employment, Grant, Group, Holder, Language, Licence, Member, Organisation, Place,
    Queue, Role, Skill, Station, Team, User,
};

use super::client::Client;
use super::error::TenantError;
use super::read::own;
use muster_core::id::RoleId;
use part::optional;

/// Reads the organisation that the client belongs to.
///
/// About one call for 500 accounts, 100 external ids, 100 holders of a role and 100 members of a queue or team that has
/// any, one call at least for each role, and ten more.
///
/// # Errors
/// Where accounts, roles or divisions may not be read, or the tenant fails. Whatever else may not be read is named in
/// [`Organisation::left_out`].
pub async fn read_organisation(client: &Client) -> Result<Organisation, TenantError> {
    let calls_before = client.calls().total;
    let own = own::read(client).await?;
    let (divisions, roles, people) =
        tokio::try_join!(catalogue::divisions(client), catalogue::roles(client), people::read(client))?;
    let (licences, skills, languages, groups, queues, teams) = tokio::try_join!(
        optional("licences", catalogue::licences(client)),
        optional("skills", catalogue::skills(client)),
        optional("languages", catalogue::languages(client)),
        optional("groups", places::groups(client)),
        optional("queues", places::queues(client)),
        optional("teams", places::teams(client)),
    )?;
    let role_ids = roles.items.iter().map(|role| RoleId(role.id)).collect();
    let (grants, keys) = tokio::try_join!(
        grants::read(client, &role_ids, &own.client.id),
        optional("external ids", external_ids::read(client, &people.items)),
    )?;
    let mut left_out = Vec::new();
    let mut organisation = Organisation {
        name: own.organisation_name,
        client: own.client.id,
        divisions: divisions.into_items(&mut left_out),
        roles: roles.into_items(&mut left_out),
        licences: licences.into_items(&mut left_out),
        skills: skills.into_items(&mut left_out),
        languages: languages.into_items(&mut left_out),
        groups: groups.into_items(&mut left_out),
        queues: queues.into_items(&mut left_out),
        teams: teams.into_items(&mut left_out),
        users: people.into_items(&mut left_out),
        grants: grants.into_items(&mut left_out),
        calls: client.calls().total - calls_before,
        left_out: Vec::new(),
    };
    let mut keys = keys.into_items(&mut left_out);
    for user in &mut organisation.users {
        user.external_ids = keys.remove(&user.id).unwrap_or_default();
    }
    organisation.left_out = left_out;
    Ok(organisation)
}
