//! External ids in pages: which accounts SCIM shows, with which keys.

use super::client::Client;
use super::error::TenantError;
use super::scim::GENESYS;
use super::scim_pages::{Begun, Query, begin, equal};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// One account with its external ids.
#[derive(Deserialize)]
pub(super) struct Carrier {
    pub(super) id: Uuid,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User")]
    genesys: Option<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    external_ids: Option<Vec<Pair>>,
}

/// A key under its authority.
#[derive(Clone, Deserialize)]
pub(super) struct Pair {
    pub(super) authority: String,
    pub(super) value: String,
}

impl Carrier {
    /// The external ids; `None` where the service left them out, which may mean that there are none.
    pub(super) fn pairs(&self) -> Option<&[Pair]> {
        self.genesys.as_ref()?.external_ids.as_deref()
    }
}

/// The states whose accounts SCIM lists. It does not list deleted ones.
#[derive(Clone, Copy)]
pub(super) enum Listed {
    Active,
    Inactive,
}

impl Listed {
    /// Both of them.
    pub(super) const ALL: [Self; 2] = [Self::Active, Self::Inactive];
}

/// Begins to read the external ids of all accounts in one state.
pub(super) async fn carriers(client: &Client, state: Listed) -> Result<Begun<Carrier>, TenantError> {
    let filter = match state {
        Listed::Active => None,
        Listed::Inactive => Some(equal("active", &json!(false))),
    };
    begin(client, Query { filter, attributes: format!("id,{GENESYS}:externalIds") }).await
}
