use crate::common::{group, queue, skill, small, user};
use serde_json::json;

fn members_path() -> String {
    format!("/api/v2/groups/{}/members", group("Choir"))
}

#[test]
fn group_members_are_added_under_a_version_with_202() {
    let mut caller = small();
    let seen = caller.post(&members_path(), json!({ "memberIds": [user("ana")], "version": 1 }));
    assert_eq!((seen.status, seen.body), (202, json!({})));
    assert_eq!(caller.get(&format!("/api/v2/groups/{}", group("Choir"))).body["version"], 2);
    assert_eq!(caller.post(&members_path(), json!({ "memberIds": [user("ana")], "version": 1 })).status, 409);
    let seen = caller.get(&format!("/api/v2/groups/{}/individuals", group("Choir")));
    assert_eq!(seen.names().len(), 2);
}

#[test]
fn fifty_group_members_fit_into_a_call() {
    let mut caller = small();
    let many = vec![json!(user("ana")); 51];
    assert_eq!(caller.post(&members_path(), json!({ "memberIds": many })).status, 400);
    let ids = vec![user("ana").to_string(); 51].join(",");
    assert_eq!(caller.delete(&format!("{}?ids={ids}", members_path())).status, 400);
    let seen = caller.delete(&format!("{}?ids={},{}", members_path(), user("ana"), user("ben")));
    assert_eq!(seen.status, 202);
    assert!(caller.tenant.state().groups[&group("Choir")].members.is_empty());
}

#[test]
fn groups_are_found_by_exact_name() {
    let mut caller = small();
    let query = json!({ "query": [{ "type": "EXACT", "fields": ["name"], "value": "Choir" }] });
    let seen = caller.post("/api/v2/groups/search", query).body;
    assert_eq!((seen["total"].as_u64(), &seen["results"][0]["id"]), (Some(1), &json!(group("Choir"))));
}

#[test]
fn queue_members_have_no_total_and_a_next_page_until_the_last() {
    let mut caller = small();
    let path = format!("/api/v2/routing/queues/{}/members", queue("Billing"));
    assert_eq!(caller.get(&format!("{path}?pageSize=101")).status, 400);
    let seen = caller.get(&format!("{path}?pageSize=1")).body;
    assert!(seen.get("total").is_none() && seen["nextUri"].is_string());
    let last = caller.get(&format!("{path}?pageSize=1&pageNumber=2")).body;
    assert!(last.get("nextUri").is_none());
    assert_eq!(caller.get(&format!("{path}?joined=false")).names(), ["Ben Novak"]);
}

#[test]
fn a_hundred_queue_members_fit_into_a_call_and_a_flag_removes_them() {
    let mut caller = small();
    let path = format!("/api/v2/routing/queues/{}/members", queue("Orders"));
    caller.done("POST", &path, Some(json!([{ "id": user("ana") }])));
    assert!(caller.tenant.state().queues[&queue("Orders")].members[&user("ana")].joined);
    caller.done(
        "POST",
        &format!("{path}?delete=true"),
        Some(json!([{ "id": user("ana") }, { "id": user("ben") }])),
    );
    assert!(caller.tenant.state().queues[&queue("Orders")].members.is_empty());
    assert_eq!(caller.post(&path, json!(vec![json!({ "id": user("ana") }); 101])).status, 400);
    assert_eq!(caller.post(&path, json!([{ "id": "nobody" }])).body["code"], "invalid.id");
}

#[test]
fn a_member_by_group_is_shown_as_such_and_is_no_direct_member() {
    let mut caller = small();
    let path = format!("/api/v2/routing/queues/{}/members", queue("Orders"));
    let seen = caller.get(&format!("{path}?memberBy=group"));
    assert_eq!(seen.names(), ["Ben Novak"]);
    assert!(caller.get(&format!("{path}?memberBy=user")).names().is_empty());
    assert_eq!(caller.delete(&format!("{path}/{}", user("ben"))).status, 404);
}

#[test]
fn a_users_queues_take_two_questions() {
    let mut caller = small();
    let path = format!("/api/v2/users/{}/queues", user("ben"));
    assert_eq!(caller.get(&path).names(), ["Orders"], "joined is true by default");
    assert_eq!(caller.get(&format!("{path}?joined=false")).names(), ["Billing"]);
    caller.done("PATCH", &path, Some(json!([{ "id": queue("Billing"), "joined": true }])));
    assert!(caller.tenant.state().queues[&queue("Billing")].members[&user("ben")].joined);
}

#[test]
fn skills_are_replaced_or_merged_in_bulk() {
    let mut caller = small();
    let path = format!("/api/v2/users/{}/routingskills/bulk", user("ana"));
    let network = json!([{ "id": skill("Network"), "proficiency": 4.5 }]);
    caller.done("PATCH", &path, Some(network.clone()));
    assert_eq!(caller.tenant.state().users[&user("ana")].skills.len(), 2);
    caller.done("PUT", &path, Some(network));
    assert_eq!(caller.tenant.state().users[&user("ana")].skills, [(skill("Network"), 4.5)].into());
    assert_eq!(caller.put(&path, json!([{ "id": skill("Network"), "proficiency": 5.5 }])).status, 400);
    assert_eq!(caller.put(&path, json!([{ "id": "nothing", "proficiency": 1 }])).status, 404);
    caller.done("PUT", &path, Some(json!([])));
    assert!(caller.tenant.state().users[&user("ana")].skills.is_empty());
}

#[test]
fn languages_have_no_bulk_replace() {
    let mut caller = small();
    let path = format!("/api/v2/users/{}/routinglanguages", user("ana"));
    let german = muster_simulator::LanguageId::named("Deutsch");
    let english = muster_simulator::LanguageId::named("English");
    caller.done("PATCH", &format!("{path}/bulk"), Some(json!([{ "id": german, "proficiency": 2 }])));
    assert_eq!(caller.put(&format!("{path}/bulk"), json!([])).status, 405);
    caller.done("DELETE", &format!("{path}/{english}"), None);
    assert_eq!(caller.get(&path).names(), ["Deutsch"]);
    assert_eq!(caller.delete(&format!("{path}/{english}")).status, 404);
}

#[test]
fn a_catalogue_is_filtered_by_prefix_and_wildcard() {
    let mut caller = small();
    let names = |seen: crate::common::Seen| seen.names().len();
    assert_eq!(names(caller.get("/api/v2/routing/skills?name=network")), 2);
    assert_eq!(names(caller.get("/api/v2/routing/skills?name=*plus")), 1);
    assert_eq!(caller.get("/api/v2/routing/queues?name=Bill*").names(), ["Billing"]);
    assert_eq!(caller.post("/api/v2/routing/skills", json!({ "name": "BILLING" })).status, 409);
}

#[test]
fn presence_offline_takes_an_agent_off_the_queues() {
    let mut caller = small();
    let path = format!("/api/v2/users/{}/presences/purecloud", user("ana"));
    let definition =
        |name: &str| json!({ "presenceDefinition": { "id": muster_simulator::PresenceId::named(name) } });
    caller.done("PATCH", &path, Some(definition("OnQueue")));
    assert_eq!(caller.tenant.state().users[&user("ana")].routing_status, "IDLE");
    let seen = caller.done("PATCH", &path, Some(definition("Offline"))).body;
    assert_eq!(seen["presenceDefinition"]["systemPresence"], "Offline");
    let status = format!("/api/v2/users/{}/routingstatus", user("ana"));
    assert_eq!(caller.get(&status).body["status"], "OFF_QUEUE");
    assert_eq!(caller.put(&status, json!({ "status": "INTERACTING" })).status, 400);
}
