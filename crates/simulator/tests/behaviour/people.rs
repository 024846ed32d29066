use crate::common::{role, small, user};
use muster_simulator::{DivisionId, UserState};
use serde_json::json;

fn path(name: &str) -> String {
    format!("/api/v2/users/{}", user(name))
}

#[test]
fn a_list_shows_active_users_unless_asked_for_others() {
    let mut caller = small();
    let mut names = |state: &str| {
        let seen = caller.get(&format!("/api/v2/users{state}"));
        let mut names = seen.names().into_iter().map(str::to_owned).collect::<Vec<_>>();
        names.sort();
        names
    };
    assert_eq!(names(""), ["Ana Ito", "Ben Novak"]);
    assert_eq!(names("?state=inactive"), ["Cora Quist"]);
    assert_eq!(names("?state=deleted"), ["Dan Rossi"]);
    assert_eq!(names("?state=any").len(), 4);
}

#[test]
fn a_deleted_user_is_404_without_state_deleted_and_an_inactive_one_is_there() {
    let mut caller = small();
    assert_eq!(caller.get(&path("cora")).status, 200);
    assert_eq!(caller.get(&path("dan")).status, 404);
    assert_eq!(caller.get(&format!("{}?state=deleted", path("dan"))).status, 200);
}

#[test]
fn skills_groups_and_the_like_come_only_when_expanded() {
    let mut caller = small();
    assert!(caller.get(&path("ana")).body.get("skills").is_none());
    let seen = caller
        .get(&format!("{}?expand=skills,groups,languages,employerInfo,authorization", path("ana")))
        .body;
    assert_eq!(seen["skills"][0]["name"], "Billing");
    assert_eq!(seen["groups"].as_array().unwrap().len(), 1);
    assert_eq!(seen["employerInfo"]["employeeId"], "1001");
    assert_eq!(
        seen["authorization"]["roles"].as_array().unwrap().len(),
        3,
        "employee, Agent, Supervisor by group"
    );
}

#[test]
fn an_email_stays_taken_after_deletion() {
    let mut caller = small();
    let body = json!({ "name": "Dan Two", "email": "DAN@example.org", "state": "active" });
    let seen = caller.post("/api/v2/users", body);
    assert_eq!((seen.status, &seen.body["code"]), (409, &json!("general.conflict")));
}

#[test]
fn a_new_user_is_in_home_with_the_employee_role_and_version_one() {
    let mut caller = small();
    let seen = caller.post("/api/v2/users", json!({ "name": "Eve", "email": "eve@example.org" }));
    assert_eq!(
        (seen.status, &seen.body["version"], &seen.body["state"]),
        (200, &json!(1), &json!("inactive"))
    );
    let eve = &caller.tenant.state().users[&user("eve")];
    assert_eq!(eve.division, DivisionId::named("Home"));
    assert_eq!(eve.grants.iter().map(|grant| grant.role).collect::<Vec<_>>(), [role("employee")]);
}

#[test]
fn the_same_calls_make_the_same_tenant() {
    let run = || {
        let mut caller = small();
        caller.done("POST", "/api/v2/users", Some(json!({ "name": "Eve", "email": "eve@example.org" })));
        caller.done("PATCH", &path("ana"), Some(json!({ "version": 1, "title": "Lead" })));
        caller.tenant.state()
    };
    assert_eq!(run(), run());
}

#[test]
fn a_stale_version_is_409_or_the_400_text() {
    let mut caller = small();
    caller.done("PATCH", &path("ana"), Some(json!({ "version": 1, "title": "Lead" })));
    assert_eq!(caller.patch(&path("ana"), json!({ "version": 1, "title": "Boss" })).status, 409);
    let mut caller = caller.behaving(|b| b.stale_version = muster_simulator::StaleVersion::BadRequest);
    let seen = caller.patch(&path("ana"), json!({ "version": 1, "title": "Boss" }));
    assert_eq!(seen.status, 400);
    assert!(seen.body["message"].as_str().unwrap().contains("does not match the current version"));
    assert_eq!(caller.patch(&path("ana"), json!({ "title": "Boss" })).status, 400, "version is mandatory");
}

#[test]
fn with_state_in_the_body_all_else_is_ignored() {
    let mut caller = small();
    let seen = caller.patch(&path("ana"), json!({ "version": 1, "state": "inactive", "title": "Gone" })).body;
    assert_eq!(
        (&seen["state"], &seen["title"], &seen["version"]),
        (&json!("inactive"), &json!("Agent"), &json!(2))
    );
}

#[test]
fn absent_and_null_stay_and_an_empty_text_clears() {
    let mut caller = small();
    let body = json!({ "version": 1, "department": null, "title": "", "manager": user("ben"), "employerInfo": {"employeeId": "7"} });
    caller.done("PATCH", &path("ana"), Some(body));
    let ana = caller.tenant.state().users[&user("ana")].clone();
    assert_eq!((ana.department.as_deref(), ana.title), (Some("Care"), None));
    assert_eq!((ana.manager, ana.employer_info.employee_id.as_deref()), (Some(user("ben")), Some("7")));
    assert_eq!(caller.patch(&path("ana"), json!({ "version": 2, "manager": "nobody" })).status, 400);
}

#[test]
fn deactivation_takes_direct_grants_and_keeps_memberships() {
    let mut caller = small();
    caller.done("PUT", &format!("{}/state", path("ana")), Some(json!({ "state": "inactive", "version": 1 })));
    let state = caller.tenant.state();
    assert!(state.users[&user("ana")].grants.is_empty());
    assert!(state.groups[&crate::common::group("Leads")].members.contains(&user("ana")));
    let mut kept = small().behaving(|b| b.deactivation_removes_grants = false);
    kept.done("PUT", &format!("{}/state", path("ana")), Some(json!({ "state": "inactive", "version": 1 })));
    assert_eq!(kept.tenant.state().users[&user("ana")].grants.len(), 2);
}

#[test]
fn a_restored_user_is_in_home_without_roles_and_keeps_its_id() {
    let mut caller = small();
    let found = caller.post(
        "/api/v2/users/search",
        json!({ "query": [
            { "type": "EXACT", "fields": ["email"], "value": "dan@example.org" },
            { "type": "EXACT", "fields": ["state"], "values": ["deleted"] },
        ]}),
    );
    assert_eq!(
        (found.body["total"].as_u64(), &found.body["results"][0]["id"]),
        (Some(1), &json!(user("dan")))
    );
    let seen = caller.patch(&path("dan"), json!({ "version": 1, "state": "active" }));
    assert_eq!(seen.status, 200);
    let dan = caller.tenant.state().users[&user("dan")].clone();
    assert_eq!(
        (dan.state, dan.division, dan.grants.len()),
        (UserState::Active, DivisionId::named("Home"), 0)
    );
}

#[test]
fn deletion_is_soft_and_leaves_groups_and_queues() {
    let mut caller = small();
    let seen = caller.delete(&path("ana"));
    assert_eq!((seen.status, seen.body), (200, json!({})));
    let state = caller.tenant.state();
    assert_eq!(state.users[&user("ana")].state, UserState::Deleted);
    assert!(state.queues.values().all(|queue| !queue.members.contains_key(&user("ana"))));
    let seen = caller.delete(&path("ana"));
    assert_eq!((seen.status, &seen.body["code"]), (404, &json!("user.not.found.on.delete")));
}

#[test]
fn a_search_finds_nobody_with_200_and_knows_deleted_ones_only_when_asked() {
    let mut caller = small();
    let mut total = |query: serde_json::Value| {
        let seen = caller.post("/api/v2/users/search", json!({ "query": query }));
        assert_eq!(seen.status, 200);
        seen.body["total"].as_u64().unwrap()
    };
    assert_eq!(total(json!([{ "type": "EXACT", "fields": ["email"], "value": "nobody@example.org" }])), 0);
    assert_eq!(total(json!([{ "type": "EXACT", "fields": ["email"], "value": "DAN@example.org" }])), 0);
    assert_eq!(total(json!([{ "type": "STARTS_WITH", "fields": ["name"], "value": "an" }])), 1);
    let all = json!({ "type": "EXACT", "fields": ["state"], "values": ["active", "inactive", "deleted"] });
    assert_eq!(
        total(
            json!([{ "type": "EXACT", "fields": ["email"], "values": ["dan@example.org", "ana@example.org"] }, all])
        ),
        2
    );
    assert_eq!(
        total(
            json!([all, { "operator": "NOT", "type": "EXACT", "fields": ["hr.employeeId"], "value": "1001" }])
        ),
        3
    );
}

#[test]
fn a_search_goes_on_with_its_token() {
    let mut caller = small();
    let seen =
        caller.post("/api/v2/users/search", json!({ "pageSize": 1, "query": [{ "type": "MATCH_ALL" }] }));
    let token = seen.body["nextPage"].as_str().unwrap().to_owned();
    let next = caller.get(&format!("/api/v2/users/search?q64={token}"));
    assert_eq!(
        (next.body["pageNumber"].as_u64(), &next.body["results"][0]["name"]),
        (Some(2), &json!("Ben Novak"))
    );
    assert_eq!(caller.get("/api/v2/users/search?query=ana").status, 400, "GET takes q64 only");
}

#[test]
fn external_ids_lead_back_to_their_user_and_belong_to_one_only() {
    let mut caller = small();
    let seen = caller.get("/api/v2/users/externalid/ad%3AobjectGUID/guid-ana");
    assert_eq!(seen.body["id"], json!(user("ana")));
    assert_eq!(caller.get("/api/v2/users/externalid/ad%3AobjectGUID/GUID-ANA").status, 404, "case counts");
    let pair = json!({ "authorityName": "ad:objectGUID", "externalKey": "guid-ana" });
    assert_eq!(caller.post(&format!("{}/externalid", path("ben")), pair.clone()).status, 409);
    caller.done("DELETE", &format!("{}/externalid/ad%3AobjectGUID/guid-ana", path("ana")), None);
    let seen = caller.done("POST", &format!("{}/externalid", path("ben")), Some(pair));
    assert_eq!(seen.body[0]["externalKey"], "guid-ana");
    assert_eq!(caller.get(&format!("{}/externalid/ad%3AobjectGUID", path("ben"))).status, 200);
}

#[test]
fn the_login_mail_cannot_be_altered_through_addresses() {
    let mut caller = small();
    let address = |mail: &str| {
        json!({ "version": 1, "addresses": [
            { "mediaType": "EMAIL", "type": "PRIMARY", "address": mail },
            { "mediaType": "PHONE", "type": "WORK", "address": "+15550100" },
        ]})
    };
    assert_eq!(caller.patch(&path("ana"), address("other@example.org")).status, 400);
    let seen = caller.done("PATCH", &path("ana"), Some(address("ana@example.org")));
    assert_eq!(seen.body["addresses"].as_array().unwrap().len(), 1);
}

#[test]
fn the_bulk_patch_changes_one_flag_of_fifty_users_at_most() {
    let mut caller = small();
    let item = |name: &str| json!({ "id": user(name), "acdAutoAnswer": true, "title": "Ignored" });
    let seen = caller.done("PATCH", "/api/v2/users/bulk", Some(json!([item("ana"), item("ben")])));
    assert_eq!(seen.body["entities"][0]["acdAutoAnswer"], true);
    assert_eq!(caller.tenant.state().users[&user("ben")].title, None);
    let many = vec![item("ana"); 51];
    assert_eq!(caller.patch("/api/v2/users/bulk", json!(many)).status, 400);
}

#[test]
fn ending_tokens_is_remembered() {
    let mut caller = small();
    caller.done("DELETE", &format!("/api/v2/tokens/{}", user("ana")), None);
    assert_eq!(caller.tenant.token_deletions()[&user("ana")], 1);
}
