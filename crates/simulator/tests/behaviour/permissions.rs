use crate::common::{queue, role, small, user};
use muster_simulator::DivisionId;
use serde_json::json;

#[test]
fn a_missing_right_is_named() {
    let mut caller = small().calling_as("reader");
    let seen = caller.post("/api/v2/users", json!({ "name": "Eve", "email": "eve@example.org" }));
    assert_eq!((seen.status, &seen.body["code"]), (403, &json!("missing.any.permissions")));
    assert!(seen.body["message"].as_str().unwrap().contains("directory:user:add"));
    let path = format!("/api/v2/authorization/subjects/{}/bulkadd", user("ana"));
    let seen = caller.post(&path, json!({ "grants": [] }));
    assert_eq!((seen.status, &seen.body["code"]), (403, &json!("missing.permissions")));
    assert_eq!(seen.body["messageParams"]["permissions"], "authorization:grant:add");
}

#[test]
fn a_right_in_one_division_does_not_reach_into_another() {
    let mut caller = small().calling_as("support");
    let ana = format!("/api/v2/users/{}", user("ana"));
    let ben = format!("/api/v2/users/{}", user("ben"));
    assert_eq!(caller.patch(&ana, json!({ "version": 1, "title": "Lead" })).status, 200, "ana is in Support");
    assert_eq!(caller.patch(&ben, json!({ "version": 1, "title": "Lead" })).status, 403, "ben is in Home");
    let members = |name: &str| format!("/api/v2/routing/queues/{}/members", queue(name));
    assert_eq!(caller.post(&members("Billing"), json!([{ "id": user("ben") }])).status, 204);
    assert_eq!(caller.post(&members("Orders"), json!([{ "id": user("ben") }])).status, 403);
    assert_eq!(caller.get("/api/v2/routing/queues").names(), ["Billing"], "the other queue looks absent");
}

#[test]
fn a_grant_for_all_divisions_needs_the_right_in_all_divisions() {
    let mut caller = small().calling_as("support");
    let path = format!("/api/v2/authorization/subjects/{}/bulkadd", user("ana"));
    let grant = |division: serde_json::Value| json!({ "grants": [{ "roleId": role("Agent"), "divisionId": division }] });
    assert_eq!(caller.post(&path, grant(json!(DivisionId::named("Support")))).status, 204);
    assert_eq!(caller.post(&path, grant(json!(DivisionId::named("Sales")))).status, 403);
    assert_eq!(caller.post(&path, grant(json!("*"))).status, 403);
}

#[test]
fn the_cursor_listing_needs_the_right_in_all_divisions() {
    assert_eq!(small().calling_as("reader").get("/api/v2/users/query").status, 200);
    assert_eq!(small().calling_as("support").get("/api/v2/users/query").status, 403);
}

#[test]
fn one_who_grants_may_have_to_hold_it() {
    let mut caller = small().calling_as("support").behaving(|b| b.grantor_must_hold = true);
    let path = format!("/api/v2/authorization/subjects/{}/bulkadd", user("ana"));
    let grant = |name: &str| json!({ "grants": [{ "roleId": role(name), "divisionId": DivisionId::named("Support") }] });
    assert_eq!(caller.post(&path, grant("Reader")).body["code"], "not.authorized");
    assert_eq!(caller.post(&path, grant("Support Lead")).status, 204);
}

#[test]
fn a_search_may_leave_out_whom_the_client_may_not_view() {
    let mut caller = small();
    caller.tenant.edit(|state| {
        let lead = state.roles.get_mut(&role("Support Lead")).unwrap();
        lead.permissions.insert("directory:user:view".into());
        lead.permissions.insert("directory:userStateChange:view".into());
        lead.permissions.insert("authorization:grant:view".into());
    });
    let mut caller = caller.calling_as("support");
    let found = |enforce: bool, caller: &mut crate::common::Caller| {
        let query = json!([{ "type": "MATCH_ALL" }]);
        let body = json!({ "query": query, "enforcePermissions": enforce });
        caller.post("/api/v2/users/search", body).body["total"].as_u64().unwrap()
    };
    assert_eq!((found(false, &mut caller), found(true, &mut caller)), (2, 1));
    assert_eq!(caller.get(&format!("/api/v2/users/{}/state", user("ana"))).status, 200);
    assert_eq!(caller.get(&format!("/api/v2/users/{}/state", user("ben"))).status, 403);
    let grants = |name: &str| format!("/api/v2/authorization/divisions/{}/grants", DivisionId::named(name));
    assert_eq!(caller.get(&grants("Support")).status, 200);
    assert_eq!(caller.get(&grants("Sales")).status, 403);
    assert_eq!(caller.get("/api/v2/authorization/divisions/*/grants").status, 403);
}

#[test]
fn somebody_elses_presence_is_changed_in_its_division_only() {
    let mut caller = small();
    caller.tenant.edit(|state| {
        let lead = state.roles.get_mut(&role("Support Lead")).unwrap();
        lead.permissions.insert("presence:userPresence:edit".into());
    });
    let mut caller = caller.calling_as("support");
    let busy = json!({ "presenceDefinition": { "id": muster_simulator::PresenceId::named("Busy") } });
    let path = |name: &str| format!("/api/v2/users/{}/presences/purecloud", user(name));
    assert_eq!(caller.patch(&path("ana"), busy.clone()).status, 200);
    assert_eq!(caller.patch(&path("ben"), busy).status, 403);
}
