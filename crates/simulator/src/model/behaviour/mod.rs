//! Switches for what the sources contradict each other about or do not say. The defaults are the likeliest answers;
//! a client must hold under every setting.

mod lag;
mod lists;
mod scim;
mod words;

use crate::checked;
pub use lag::Lag;
pub use lists::ListMax;
pub use scim::{ScimBehaviour, ServiceProvider};
use serde::{Deserialize, Serialize};
pub use words::{GrantPlace, Join, PageSizeCode, SecretError, StaleVersion, UnknownName};

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
    #[serde(deserialize_with = "checked::refusal")]
    pub wrong_secret_status: u16,
    /// The `error` of a wrong client secret. RFC 6749, section 5.2, says `invalid_client`; the platform lists more words
    /// and does not say which is when.
    pub wrong_secret_error: SecretError,
    /// Client id and secret in the form body are accepted in place of Basic.
    pub form_credentials: bool,
    /// Status of the calls that are only known to answer "2xx": 200 or 204.
    #[serde(deserialize_with = "checked::success")]
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
    #[serde(deserialize_with = "checked::at_least_one")]
    pub search_page_max: u32,
    /// How search criteria without an `operator` are joined. Samples without it behave as `AND`; no source says so.
    pub search_criteria_joined_by: Join,
    /// The code of the 400 for a `pageSize` beyond the largest. The platform lists several that would fit.
    pub page_size_code: PageSizeCode,
    /// A query parameter that the operation does not know is 400; otherwise it is ignored, and a filter that was meant
    /// answers with everything. No source says which.
    pub unknown_parameter_is_400: bool,
    /// Moving users or queues between divisions needs their edit right.
    pub division_move_needs_edit: bool,
    /// A client may only grant what it holds itself.
    pub grantor_must_hold: bool,
    /// Status of an external id that belongs to another user.
    #[serde(deserialize_with = "checked::refusal")]
    pub external_id_taken_status: u16,
    /// Status of deleting an unknown user, code `user.not.found.on.delete`.
    #[serde(deserialize_with = "checked::refusal")]
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
            wrong_secret_error: SecretError::InvalidClient,
            form_credentials: false,
            done_status: 204,
            joined_on_add: true,
            removing_absent_is_404: true,
            regrant_is_harmless: true,
            division_grants_show_all_scope: false,
            wall_for_any_state: false,
            search_defaults_to_active: true,
            search_page_max: 100,
            search_criteria_joined_by: Join::And,
            page_size_code: PageSizeCode::InvalidQueryParamValue,
            unknown_parameter_is_400: false,
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
