//! Switches of SCIM.

use super::{GrantPlace, UnknownName};
use crate::checked;
use serde::{Deserialize, Serialize};

/// SCIM switches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScimBehaviour {
    /// A PUT clears what it leaves out; otherwise it keeps it.
    pub put_clears_omitted: bool,
    /// Filters by id, userName, externalId and the like find inactive users as well.
    pub filter_finds_inactive: bool,
    /// Filters by id, userName, externalId and the like find deleted users as well, as inactive ones. No source says how
    /// far filters reach.
    pub filter_finds_deleted: bool,
    /// A POST with the e-mail of a deleted user restores it; otherwise 409.
    pub post_restores_deleted: bool,
    /// Replacing `roles` touches grants in other divisions than the user's.
    pub roles_touch_all_divisions: bool,
    /// Where a role that is given by name counts.
    pub roles_go_to: GrantPlace,
    /// What the name of a role, skill, language or division is answered with that is not there. 400 is documented, its
    /// `scimType` is not.
    pub unknown_name: UnknownName,
    /// Filters beyond the documented ones are understood; otherwise 400 `invalidFilter`.
    pub other_filters: bool,
    /// A PATCH that sets a part of an element that is not there makes the element; otherwise 400 `noTarget`.
    pub value_paths_create: bool,
    /// A PATCH that removes an element that is not there is 400 `noTarget`; otherwise it is done.
    pub absent_is_no_target: bool,
    /// A page above 25 with costly attributes answers 429.
    pub costly_pages_throttle: bool,
    /// Largest `count`; more is cut down to it.
    #[serde(deserialize_with = "checked::at_least_one")]
    pub count_max: u32,
    /// `*` in `If-Match` and `If-None-Match` names any version, as RFC 9110 has it; otherwise it names none. The platform
    /// documents versions only.
    pub star_names_any_version: bool,
    /// What `serviceproviderconfig` says. Its members are documented, their values are not.
    pub service_provider: ServiceProvider,
    /// Authority under which `externalId` is stored; begins with `x-pc:scimv2:v1`.
    pub authority: String,
}

/// What `serviceproviderconfig` says is supported. Only said: what is done does not follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceProvider {
    /// PATCH.
    pub patch: bool,
    /// Filters.
    pub filter: bool,
    /// Versions.
    pub etag: bool,
    /// Sorting.
    pub sort: bool,
    /// Bulk requests.
    pub bulk: bool,
    /// Changing passwords.
    pub change_password: bool,
}

impl Default for ServiceProvider {
    fn default() -> Self {
        Self { patch: true, filter: true, etag: true, sort: false, bulk: false, change_password: true }
    }
}

impl Default for ScimBehaviour {
    fn default() -> Self {
        Self {
            put_clears_omitted: true,
            filter_finds_inactive: true,
            filter_finds_deleted: false,
            post_restores_deleted: false,
            roles_touch_all_divisions: false,
            roles_go_to: GrantPlace::Own,
            unknown_name: UnknownName::InvalidValue,
            other_filters: false,
            value_paths_create: true,
            absent_is_no_target: true,
            costly_pages_throttle: true,
            count_max: 100,
            star_names_any_version: true,
            service_provider: ServiceProvider::default(),
            authority: "x-pc:scimv2:v1:externalId".to_owned(),
        }
    }
}
