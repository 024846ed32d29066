use crate::common::{group, queue, role, small, user};
use muster_simulator::Lag;
use serde_json::json;

#[test]
fn group_members_become_visible_later_and_leave_later() {
    let mut caller = small().behaving(|b| b.lag = Lag { group_members_ms: 2_000, ..Lag::default() });
    let path = format!("/api/v2/groups/{}/members", group("Choir"));
    let individuals = format!("/api/v2/groups/{}/individuals", group("Choir"));
    caller.done("POST", &path, Some(json!({ "memberIds": [user("ana")] })));
    assert_eq!(caller.get(&individuals).names(), ["Ben Novak"]);
    assert_eq!(
        caller.get(&format!("/api/v2/users/{}?expand=groups", user("ana"))).body["groups"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    caller.wait_ms(2_000);
    assert_eq!(caller.get(&individuals).names().len(), 2);
    caller.done("DELETE", &format!("{path}?ids={}", user("ana")), None);
    assert_eq!(caller.get(&individuals).names().len(), 2);
    caller.wait_ms(2_000);
    assert_eq!(caller.get(&individuals).names(), ["Ben Novak"]);
}

#[test]
fn queue_members_lag_in_the_queue_and_at_the_user() {
    let mut caller = small().behaving(|b| b.lag = Lag { queue_members_ms: 1_000, ..Lag::default() });
    let path = format!("/api/v2/routing/queues/{}/members", queue("Billing"));
    caller.done("POST", &format!("{path}?delete=true"), Some(json!([{ "id": user("ana") }])));
    assert_eq!(caller.get(&path).names().len(), 2);
    assert_eq!(caller.get(&format!("/api/v2/users/{}/queues", user("ana"))).names(), ["Billing"]);
    caller.wait_ms(1_000);
    assert_eq!(caller.get(&path).names(), ["Ben Novak"]);
    assert!(caller.get(&format!("/api/v2/users/{}/queues", user("ana"))).names().is_empty());
}

#[test]
fn grants_lag_in_every_reading_of_them() {
    let mut caller = small().behaving(|b| b.lag = Lag { grants_ms: 4_000, ..Lag::default() });
    let body = json!({ "subjectIds": [user("ben")], "divisionIds": ["*"] });
    caller.done("POST", &format!("/api/v2/authorization/roles/{}", role("Agent")), Some(body));
    let subject = format!("/api/v2/authorization/subjects/{}", user("ben"));
    let holders = format!("/api/v2/authorization/roles/{}/subjectgrants", role("Agent"));
    let mut seen = || {
        let own = caller.get(&subject).body["grants"].as_array().unwrap().len();
        let all = caller.get("/api/v2/authorization/divisions/*/grants").body["total"].as_u64().unwrap();
        let holders = caller.get(&holders).body["total"].as_u64().unwrap();
        caller.wait_ms(4_000);
        (own, all, holders)
    };
    assert_eq!(seen(), (1, 2, 2));
    assert_eq!(seen(), (2, 3, 3));
}

#[test]
fn the_search_index_lags_behind_the_listing() {
    let mut caller = small().behaving(|b| b.lag = Lag { search_ms: 3_000, ..Lag::default() });
    caller.done(
        "POST",
        "/api/v2/users",
        Some(json!({ "name": "Eve", "email": "eve@example.org", "state": "active" })),
    );
    let query = json!({ "query": [{ "type": "EXACT", "fields": ["email"], "value": "eve@example.org" }] });
    assert_eq!(caller.get("/api/v2/users").body["total"], 3);
    assert_eq!(caller.post("/api/v2/users/search", query.clone()).body["total"], 0);
    caller.wait_ms(3_000);
    assert_eq!(caller.post("/api/v2/users/search", query).body["total"], 1);
}

#[test]
fn a_new_role_is_404_to_grants_for_a_moment() {
    let mut caller = small().behaving(|b| b.lag = Lag { fresh_role_ms: 1_500, ..Lag::default() });
    let made = caller.done(
        "POST",
        "/api/v2/authorization/roles",
        Some(json!({ "name": "Fresh", "permissions": [] })),
    );
    let body = json!({ "grants": [{ "roleId": made.body["id"], "divisionId": "*" }] });
    let path = format!("/api/v2/authorization/subjects/{}/bulkadd", user("ana"));
    assert_eq!(caller.post(&path, body.clone()).status, 404);
    caller.wait_ms(1_500);
    assert_eq!(caller.post(&path, body).status, 204);
}
