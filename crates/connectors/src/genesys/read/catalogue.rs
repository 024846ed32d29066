//! Names and ids: roles, divisions, groups, queues, skills, languages.

use super::pages;
use super::tally::{Keyed, Listing};
use crate::genesys::client::Client;
use crate::genesys::dto::{Division, Group, Ref, Role};
use crate::genesys::error::TenantError;
use crate::genesys::permissions::{HANDS_OUT_ROLES, any_covers};
use crate::genesys::wire::Request;
use muster_core::id::{DivisionId, GroupId, LanguageId, QueueId, RoleId, SkillId};
use muster_core::tenant::{self, Catalogue, Named, RoleEntry};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// `Queue`, as far as it is read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Queue {
    pub(super) id: Uuid,
    name: Option<String>,
    /// Direct members. The count may lag.
    user_member_count: Option<u64>,
}

/// What the catalogues brought.
#[derive(Clone, Default)]
pub(super) struct Lists {
    pub(super) catalogue: Catalogue,
    pub(super) group_versions: BTreeMap<GroupId, i64>,
    /// How many direct members each queue has, as its entry says.
    pub(super) queue_sizes: BTreeMap<QueueId, u64>,
    /// The permissions in each role.
    pub(super) permissions: BTreeMap<RoleId, BTreeSet<String>>,
    /// What may be missing, a sentence each.
    pub(super) missing: Vec<String>,
}

/// Reads all catalogues, about one call each.
pub(super) async fn read(client: &Client) -> Result<Lists, TenantError> {
    let (roles, divisions, groups, queues, skills, languages) = tokio::try_join!(
        list::<Role>(client, "roles", "/api/v2/authorization/roles", 100, "&userCount=false"),
        list::<Division>(client, "divisions", "/api/v2/authorization/divisions", 100, ""),
        list::<Group>(client, "groups", "/api/v2/groups", 500, ""),
        list::<Queue>(client, "queues", "/api/v2/routing/queues", 500, ""),
        list::<Ref>(client, "skills", "/api/v2/routing/skills", 500, ""),
        list::<Ref>(client, "languages", "/api/v2/routing/languages", 500, ""),
    )?;
    let mut names = Lists::default();
    for role in names.take(roles) {
        names.add_role(role);
    }
    for division in names.take(divisions) {
        let entry =
            tenant::Division { name: division.name.unwrap_or_default(), home: division.home_division };
        names.catalogue.divisions.insert(DivisionId(division.id), entry);
    }
    for group in names.take(groups) {
        names.add_group(group);
    }
    for queue in names.take(queues) {
        names.add_queue(queue);
    }
    let (skills, languages) = (names.take(skills), names.take(languages));
    names.catalogue.skills = named(skills, SkillId);
    names.catalogue.languages = named(languages, LanguageId);
    Ok(names)
}

/// Reads a listing of names, page by page.
pub(in crate::genesys) async fn list<T: Keyed + DeserializeOwned + Send>(
    client: &Client,
    what: &str,
    path: &'static str,
    page_size: usize,
    more: &str,
) -> Result<Listing<T>, TenantError> {
    let page = |number| Request::get(path, format!("{path}?pageSize={page_size}&pageNumber={number}{more}"));
    pages::all(client, what, page_size, page).await
}

fn named<K: Ord>(entities: Vec<Ref>, id: impl Fn(Uuid) -> K) -> BTreeMap<K, Named> {
    let usable = entities.into_iter().filter_map(|entity| {
        let key = id(entity.uuid()?);
        Some((key, Named { name: entity.name.unwrap_or_default() }))
    });
    usable.collect()
}

impl Lists {
    fn take<T>(&mut self, listing: Listing<T>) -> Vec<T> {
        self.missing.extend(listing.shortfall());
        listing.items
    }

    fn add_role(&mut self, role: Role) {
        let id = RoleId(role.id);
        let mut permissions: BTreeSet<String> = role.permissions.into_iter().collect();
        permissions.extend(role.permission_policies.iter().flat_map(|policy| policy.permissions()));
        let entry = RoleEntry {
            name: role.name.unwrap_or_default(),
            default_role_id: role.default_role_id.filter(|id| !id.is_empty()),
            administrative: any_covers(&permissions, HANDS_OUT_ROLES),
        };
        self.catalogue.roles.insert(id, entry);
        self.permissions.insert(id, permissions);
    }

    fn add_group(&mut self, group: Group) {
        let id = GroupId(group.id);
        let name = group.name.unwrap_or_default();
        self.catalogue.groups.insert(id, Named { name });
        self.group_versions.extend(group.version.map(|version| (id, version)));
    }

    fn add_queue(&mut self, queue: Queue) {
        let id = QueueId(queue.id);
        self.catalogue.queues.insert(id, Named { name: queue.name.unwrap_or_default() });
        self.queue_sizes.extend(queue.user_member_count.map(|size| (id, size)));
    }
}
