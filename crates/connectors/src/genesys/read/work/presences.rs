//! Presence definitions, read only where somebody departs.

use crate::genesys::client::Client;
use crate::genesys::dto::Page;
use crate::genesys::error::TenantError;
use crate::genesys::wire::Request;
use muster_core::entitlement::Presence;
use muster_core::id::PresenceId;
use muster_core::tenant::PresenceEntry;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `OrganizationPresenceDefinition`. Those of the type `System` are the platform's own, one for each meaning.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    id: PresenceId,
    system_presence: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    primary: bool,
    #[serde(default)]
    deactivated: bool,
}

/// The presences that an account can be given (`GET /api/v2/presence/definitions`), one call.
///
/// # Errors
/// Where they cannot be asked for.
pub async fn read_presences(client: &Client) -> Result<BTreeMap<PresenceId, PresenceEntry>, TenantError> {
    let path = "/api/v2/presence/definitions";
    let page: Page<Definition> = client.get(Request::get(path, path)).await?;
    let usable = page.entities.good.into_iter().filter(|definition| !definition.deactivated);
    let entries = usable.filter_map(|definition| {
        let presence = Presence::of(&definition.system_presence?);
        let primary = definition.primary || definition.kind.as_deref() == Some("System");
        Some((definition.id, PresenceEntry { presence, primary }))
    });
    Ok(entries.collect())
}
