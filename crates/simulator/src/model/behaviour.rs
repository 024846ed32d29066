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
    /// Where the grants of `PUT /users/{id}/roles` and `PUT /authorization/roles/{id}/users/add` count.
    pub plain_roles_go_to: GrantPlace,
    /// `PUT /authorization/roles/{id}/users/add` leaves exactly the users it lists, as its summary says.
    pub role_users_add_sets: bool,
    /// Deactivation alone logs a user out.
    pub deactivation_ends_tokens: bool,
    /// Single sign-on logs an active user in again as soon as its tokens were ended.
    pub sso_signs_back_in: bool,
    /// For how many seconds the old secret of a client still works after a new one was made.
    pub old_secret_valid_s: u32,
    /// Reading OAuth clients shows their secrets.
    pub client_reads_show_secret: bool,
    /// The permission that changing somebody's routing status needs; none is documented.
    pub routing_status_permission: Option<String>,
    /// A grant or an assignment beyond the purchased number of a licence is refused.
    pub licence_seats_enforced: bool,
    /// Only users of a team's own division can be its members.
    pub team_needs_same_division: bool,
    /// Deleting a group answers well, and the group is still there.
    pub group_delete_fails_later: bool,
    /// A change of a group's members while an earlier one is not visible yet answers 409.
    pub group_changes_collide: bool,
    /// A search criterion with several `values` finds what has any of them; otherwise only the first one counts.
    pub search_values_mean_any: bool,
    /// An audit filter `EntityId` needs an `EntityType` beside it.
    pub audit_entity_needs_type: bool,
    /// A conversation handed to another agent rings there first; otherwise the agent is connected at once.
    pub transferred_agent_rings: bool,
    /// A call of a queue cannot be handed over unattended.
    pub queue_call_needs_attended_transfer: bool,
    /// How long lists in one call may be, where no source says so.
    pub list_max: ListMax,
    /// SCIM behaviour.
    pub scim: ScimBehaviour,
    /// How late changes become visible.
    pub lag: Lag,
}

/// Where a grant goes whose call names no division.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantPlace {
    /// Into the Home division.
    #[default]
    Home,
    /// Into the user's own division.
    Own,
    /// Into all divisions.
    All,
}

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
        }
    }
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
    /// Where a role that is given by name counts.
    pub roles_go_to: GrantPlace,
    /// Filters beyond the documented ones are understood; otherwise 400 `invalidFilter`.
    pub other_filters: bool,
    /// A PATCH that sets a part of an element that is not there makes the element; otherwise 400 `noTarget`.
    pub value_paths_create: bool,
    /// A PATCH that removes an element that is not there is 400 `noTarget`; otherwise it is done.
    pub absent_is_no_target: bool,
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
    /// Conversations, in calls about them and in what users are seen doing.
    pub conversations_ms: u32,
    /// Conversations, in analytics.
    pub analytics_ms: u32,
    /// How long an audit query runs before it has results.
    pub audit_ms: u32,
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
            plain_roles_go_to: GrantPlace::Home,
            role_users_add_sets: false,
            deactivation_ends_tokens: false,
            sso_signs_back_in: false,
            old_secret_valid_s: 0,
            client_reads_show_secret: false,
            routing_status_permission: None,
            licence_seats_enforced: false,
            team_needs_same_division: true,
            group_delete_fails_later: false,
            group_changes_collide: false,
            search_values_mean_any: true,
            audit_entity_needs_type: false,
            transferred_agent_rings: true,
            queue_call_needs_attended_transfer: false,
            list_max: ListMax::default(),
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
            roles_go_to: GrantPlace::Own,
            other_filters: false,
            value_paths_create: true,
            absent_is_no_target: true,
            costly_pages_throttle: true,
            count_max: 100,
            authority: "x-pc:scimv2:v1:externalId".to_owned(),
        }
    }
}
