//! How long lists in one call may be, where no source says so.

use serde::{Deserialize, Serialize};

/// Most items of lists whose limits no source states. `null`: no limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListMax {
    /// Subjects, and divisions, of `POST /authorization/roles/{id}`.
    pub role_subjects: Option<u32>,
    /// Grants of `bulkadd`, `bulkremove` and `bulkreplace`.
    pub bulk_grants: Option<u32>,
    /// Objects moved to a division.
    pub division_objects: Option<u32>,
    /// Users of `PUT /users/presences/bulk`.
    pub presences: Option<u32>,
    /// Users of `POST /license/users`.
    pub licence_users: Option<u32>,
    /// `values` of one search criterion.
    pub search_values: Option<u32>,
    /// Members in one call to a team.
    pub team_members: Option<u32>,
    /// Members that one PATCH of a SCIM group names. The platform's own calls take 50; SCIM's limit is not documented.
    pub scim_group_members: Option<u32>,
}

impl Default for ListMax {
    fn default() -> Self {
        Self {
            role_subjects: None,
            bulk_grants: None,
            division_objects: None,
            presences: Some(50),
            licence_users: Some(100),
            search_values: None,
            team_members: Some(25),
            scim_group_members: None,
        }
    }
}
