//! Switches for what the sources contradict each other about or do not say. The defaults are the likeliest answers;
//! a client must hold under every setting.

use serde::{Deserialize, Serialize};

/// How the tenant behaves where its behaviour is not certain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// What a stale `version` is answered with.
    pub stale_version: StaleVersion,
    /// Deactivation takes all direct grants away (current help page) or keeps them (older pages).
    pub deactivation_removes_grants: bool,
    /// Deletion takes a user out of groups and queues.
    pub deletion_clears_memberships: bool,
    /// A new user gets the default role `employee` in the Home division.
    pub employee_role_on_create: bool,
    /// `POST /users` without `divisionId` is refused; otherwise it means Home.
    pub create_requires_division: bool,
    /// The organisation sends invitations: a new user without `state` is active, otherwise inactive.
    pub invitations: bool,
    /// `POST /groups/{id}/members` without `version` is refused.
    pub group_version_required: bool,
    /// Status of a wrong client secret: 400 or 401.
    pub wrong_secret_status: u16,
    /// Client id and secret in the form body are accepted in place of Basic.
    pub form_credentials: bool,
    /// Status of the calls that are only known to answer "2xx": 200 or 204.
    pub done_status: u16,
    /// Whether a member added to a queue takes work at once.
    pub joined_on_add: bool,
    /// Taking away what is not there (queue member, skill, language, external id) answers 404; otherwise it is done.
    pub removing_absent_is_404: bool,
    /// Granting a held grant again is harmless; otherwise 409.
    pub regrant_is_harmless: bool,
    /// `GET /authorization/divisions/{id}/grants` shows the grants for all divisions as well.
    pub division_grants_show_all_scope: bool,
    /// The 10 000th-user wall of `state=inactive` stands for `state=any` too.
    pub wall_for_any_state: bool,
    /// A search without a `state` criterion finds active users only; otherwise active and inactive ones.
    pub search_defaults_to_active: bool,
    /// Largest page of a search.
    pub search_page_max: u32,
    /// Moving users or queues between divisions needs their edit right.
    pub division_move_needs_edit: bool,
    /// A client may only grant what it holds itself.
    pub grantor_must_hold: bool,
    /// Status of an external id that belongs to another user.
    pub external_id_taken_status: u16,
    /// Status of deleting an unknown user, code `user.not.found.on.delete`.
    pub delete_unknown_user_status: u16,
    /// SCIM behaviour.
    pub scim: ScimBehaviour,
    /// How late changes become visible.
    pub lag: Lag,
}

/// What a stale `version` is answered with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaleVersion {
    /// 409 `general.conflict`.
    #[default]
    Conflict,
    /// 400 with a message that contains "does not match the current version".
    BadRequest,
}

/// SCIM switches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScimBehaviour {
    /// A PUT clears what it leaves out; otherwise it keeps it.
    pub put_clears_omitted: bool,
    /// Filters by id, userName, externalId and the like find inactive users as well.
    pub filter_finds_inactive: bool,
    /// A POST with the e-mail of a deleted user restores it; otherwise 409.
    pub post_restores_deleted: bool,
    /// Replacing `roles` touches grants in other divisions than the user's.
    pub roles_touch_all_divisions: bool,
    /// A page above 25 with costly attributes answers 429.
    pub costly_pages_throttle: bool,
    /// Largest `count`; more is cut down to it.
    pub count_max: u32,
    /// Authority under which `externalId` is stored; begins with `x-pc:scimv2:v1`.
    pub authority: String,
}

/// How late changes become visible, in milliseconds. Zero: at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lag {
    /// Group members, in every reading of them.
    pub group_members_ms: u32,
    /// Queue members, in every reading of them.
    pub queue_members_ms: u32,
    /// Grants, in every reading of them. They take effect at once.
    pub grants_ms: u32,
    /// Users in `/users/search`.
    pub search_ms: u32,
    /// Users in `/users` and `/users/query`.
    pub listing_ms: u32,
    /// A new role or division answers 404 to grant calls for this long.
    pub fresh_role_ms: u32,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            stale_version: StaleVersion::Conflict,
            deactivation_removes_grants: true,
            deletion_clears_memberships: true,
            employee_role_on_create: true,
            create_requires_division: false,
            invitations: false,
            group_version_required: false,
            wrong_secret_status: 401,
            form_credentials: false,
            done_status: 204,
            joined_on_add: true,
            removing_absent_is_404: true,
            regrant_is_harmless: true,
            division_grants_show_all_scope: false,
            wall_for_any_state: false,
            search_defaults_to_active: true,
            search_page_max: 100,
            division_move_needs_edit: true,
            grantor_must_hold: false,
            external_id_taken_status: 409,
            delete_unknown_user_status: 404,
            scim: ScimBehaviour::default(),
            lag: Lag::default(),
        }
    }
}

impl Default for ScimBehaviour {
    fn default() -> Self {
        Self {
            put_clears_omitted: true,
            filter_finds_inactive: true,
            post_restores_deleted: false,
            roles_touch_all_divisions: false,
            costly_pages_throttle: true,
            count_max: 100,
            authority: "x-pc:scimv2:v1:externalId".to_owned(),
        }
    }
}
