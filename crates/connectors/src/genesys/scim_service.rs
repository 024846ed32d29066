//! What the tenant's SCIM service says about itself.

use super::client::Client;
use super::error::TenantError;
use super::wire::Request;
use serde::Deserialize;

/// What `GET …/serviceproviderconfig` tells. The values of the real service are not published, so they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScimService {
    /// Whether users can be changed in part.
    pub patch: bool,
    /// Whether versions are compared.
    pub etag: bool,
}

#[derive(Deserialize)]
struct ProviderConfig {
    #[serde(default)]
    patch: Supported,
    #[serde(default)]
    etag: Supported,
}

#[derive(Default, Deserialize)]
struct Supported {
    #[serde(default)]
    supported: bool,
}

/// Asks once. The reply also shows the ceiling of the service, which [`Client::ceilings`] then knows.
///
/// # Errors
/// [`TenantError::NotFound`] and [`TenantError::NotPermitted`] where this organisation or client has no SCIM.
pub async fn scim_service(client: &Client) -> Result<ScimService, TenantError> {
    let path = "/api/v2/scim/v2/serviceproviderconfig";
    let config: ProviderConfig = client.get(client.config().scim.adapt(Request::get(path, path))).await?;
    Ok(ScimService { patch: config.patch.supported, etag: config.etag.supported })
}
