//! Who we are in the tenant.

use crate::genesys::client::Client;
use crate::genesys::dto::{Ref, Subject, TokenInfo};
use crate::genesys::error::TenantError;
use crate::genesys::wire::Request;
use muster_core::id::{OrganisationId, RoleId};
use muster_core::tenant::OwnClient;
use std::collections::{BTreeMap, BTreeSet};

/// The organisation behind the token, and our client in it.
#[derive(Clone)]
pub(in crate::genesys) struct Own {
    pub(in crate::genesys) organisation: OrganisationId,
    pub(in crate::genesys) organisation_name: String,
    pub(in crate::genesys) client: OwnClient,
    /// Roles whose permissions the answer did not spell out.
    roles_unspelt: BTreeSet<RoleId>,
}

/// `GET /api/v2/tokens/me`, then our own grants. One more call where the token does not name its organisation.
pub(in crate::genesys) async fn read(client: &Client) -> Result<Own, TenantError> {
    let info: TokenInfo = client.get(Request::get("/api/v2/tokens/me", "/api/v2/tokens/me")).await?;
    let organisation = match info.organization.filter(|it| it.name.is_some()) {
        Some(named) => named,
        None => client.get(Request::get("/api/v2/organizations/me", "/api/v2/organizations/me")).await?,
    };
    let id = organisation.uuid().ok_or_else(|| odd("organisation", &organisation))?;
    let (permissions, roles_unspelt) = permissions(client).await?;
    let ours = info.client;
    Ok(Own {
        organisation: OrganisationId(id),
        organisation_name: organisation.name.unwrap_or_default(),
        client: OwnClient {
            id: ours
                .as_ref()
                .map_or_else(|| client.config().credentials.client_id.clone(), |it| it.id.clone()),
            name: ours.and_then(|it| it.name).unwrap_or_default(),
            permissions,
        },
        roles_unspelt,
    })
}

async fn permissions(client: &Client) -> Result<(BTreeSet<String>, BTreeSet<RoleId>), TenantError> {
    let path = "/api/v2/authorization/subjects/me";
    let request = Request::get(path, format!("{path}?includeFullRoles=true"));
    let subject: Subject = client.get(request).await?;
    let mut permissions = BTreeSet::new();
    let mut unspelt = BTreeSet::new();
    for role in subject.grants.iter().filter_map(|grant| grant.role.as_ref()) {
        if role.policies.is_empty() {
            unspelt.extend(role.id.parse::<RoleId>().ok());
        }
        permissions.extend(role.policies.iter().flat_map(|policy| policy.permissions()));
    }
    Ok((permissions, unspelt))
}

impl Own {
    /// Adds the permissions of roles that were named only.
    pub(in crate::genesys) fn spell_out(&mut self, roles: &BTreeMap<RoleId, BTreeSet<String>>) {
        let named = self.roles_unspelt.iter().filter_map(|role| roles.get(role));
        self.client.permissions.extend(named.flatten().cloned());
    }
}

fn odd(what: &str, entity: &Ref) -> TenantError {
    TenantError::NotGenesys {
        what: "GET /api/v2/tokens/me".into(),
        reason: format!("`{}` is no id of an {what}", entity.id),
    }
}
