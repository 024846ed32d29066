//! One read of the tenant.

use super::{Account, Catalogue, Work};
use crate::id::{AccountId, GroupId, OrganisationId, QueueId, RoleId};
use crate::record::Coverage;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Our own OAuth client, which must never lose what it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnClient {
    /// The OAuth client id, from `GET /api/v2/tokens/me`.
    pub id: String,
    /// Its display name.
    pub name: String,
    /// The permissions it holds, as `domain:entity:action`, `*` allowed in any place.
    pub permissions: BTreeSet<String>,
}

/// Everything that one read of the tenant brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TenantSnapshot {
    /// When the read ended.
    pub read_at: Timestamp,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Who we are there.
    pub own_client: OwnClient,
    /// Whether an account that is not in the read is known not to exist.
    pub coverage: Coverage,
    /// Names and ids.
    pub catalogue: Catalogue,
    /// Accounts in every state.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Roles whose direct grants were read; nothing is known about the grants of others.
    pub roles_read: BTreeSet<RoleId>,
    /// Queues whose members were read.
    pub queues_read: BTreeSet<QueueId>,
    /// Group versions for optimistic locking (`Group.version`).
    pub group_versions: BTreeMap<GroupId, i64>,
    /// Grants of administrative roles held by groups: holders besides the accounts' own direct grants.
    pub administrators_by_group: BTreeSet<GroupId>,
    /// What those accounts are doing that were asked about; nothing is known of the others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub work: BTreeMap<AccountId, Work>,
    /// How many calls the read took.
    pub calls: u64,
}
