use crate::common::{Caller, group, role, small, user};
use muster_simulator::{DivisionId, Grant, Scope};
use serde_json::{Value, json};

fn division(name: &str) -> DivisionId {
    DivisionId::named(name)
}

fn subject(name: &str) -> String {
    format!("/api/v2/authorization/subjects/{}", user(name))
}

fn pairs(list: &[(&str, &str)]) -> Value {
    let pair = |(name, place): &(&str, &str)| {
        let place = if *place == "*" { json!("*") } else { json!(division(place)) };
        json!({ "roleId": role(name), "divisionId": place })
    };
    json!({ "grants": list.iter().map(pair).collect::<Vec<_>>() })
}

/// `role@division` or `role@division (inherited)`, sorted.
fn shown(caller: &mut Caller, query: &str) -> Vec<String> {
    let seen = caller.get(&format!("{}{query}", subject("ana")));
    let own = json!(user("ana"));
    let grants = seen.body["grants"].as_array().unwrap().iter();
    let mut shown: Vec<_> = grants
        .map(|grant| {
            let how = if grant["subjectId"] == own { "" } else { " (inherited)" };
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!("{}@{}{how}", text(&grant["role"]["name"]), text(&grant["division"]["name"]))
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn inherited_grants_carry_the_groups_id_and_hide_direct_ones_unless_duplicates_are_asked_for() {
    let mut caller = small();
    assert_eq!(
        shown(&mut caller, "?includeDuplicates=true"),
        ["Agent@Support", "Agent@Support (inherited)", "Supervisor@Support (inherited)", "employee@Home",]
    );
    assert_eq!(
        shown(&mut caller, ""),
        ["Agent@Support (inherited)", "Supervisor@Support (inherited)", "employee@Home"]
    );
}

#[test]
fn a_group_gives_roles_only_when_enabled() {
    let mut caller = small();
    caller.tenant.edit(|state| state.groups.get_mut(&group("Leads")).unwrap().roles_enabled = false);
    assert_eq!(shown(&mut caller, ""), ["Agent@Support", "employee@Home"]);
}

#[test]
fn bulkreplace_makes_direct_grants_exactly_the_list_and_leaves_inherited_ones() {
    let mut caller = small();
    caller.done("POST", &format!("{}/bulkreplace", subject("ana")), Some(pairs(&[("Reader", "*")])));
    assert_eq!(
        shown(&mut caller, ""),
        ["Agent@Support (inherited)", "Reader@*", "Supervisor@Support (inherited)"]
    );
}

#[test]
fn bulkadd_keeps_the_rest_and_bulkremove_takes_only_what_it_names() {
    let mut caller = small();
    caller.done(
        "POST",
        &format!("{}/bulkadd", subject("ben")),
        Some(pairs(&[("Agent", "Sales"), ("Agent", "Support")])),
    );
    caller.done(
        "POST",
        &format!("{}/bulkremove", subject("ben")),
        Some(pairs(&[("Agent", "Sales"), ("Reader", "*")])),
    );
    let held = caller.tenant.state().users[&user("ben")].grants.clone();
    let wanted = [("employee", "Home"), ("Agent", "Support")];
    let wanted =
        wanted.map(|(name, place)| Grant { role: role(name), scope: Scope::Division(division(place)) });
    assert_eq!(held, wanted.into());
}

#[test]
fn one_call_grants_a_role_to_many_subjects_in_many_divisions() {
    let mut caller = small();
    let body = json!({ "subjectIds": [user("ana"), user("ben")], "divisionIds": [division("Sales"), "*"] });
    caller.done("POST", &format!("/api/v2/authorization/roles/{}", role("Reader")), Some(body));
    let seen = caller.get(&format!("/api/v2/authorization/roles/{}/subjectgrants", role("Reader")));
    let users: Vec<_> =
        seen.body["entities"].as_array().unwrap().iter().filter(|one| one["type"] == "PC_USER").collect();
    assert_eq!(users.len(), 2);
    assert!(users.iter().all(|one| one["divisions"].as_array().unwrap().len() == 2));
    let users = caller.get(&format!("/api/v2/authorization/roles/{}/users", role("Reader"))).body;
    assert_eq!(users["total"], 2, "the client is no user");
}

#[test]
fn a_grant_set_with_one_unknown_part_changes_nothing() {
    let mut caller = small();
    let before = caller.tenant.state();
    let mut body = pairs(&[("Reader", "Sales")]);
    body["grants"].as_array_mut().unwrap().push(json!({ "roleId": user("ana"), "divisionId": "*" }));
    assert_eq!(caller.post(&format!("{}/bulkadd", subject("ana")), body).status, 404);
    assert_eq!(caller.tenant.state(), before);
}

#[test]
fn a_deleted_role_makes_bulkremove_fail() {
    let mut caller = small();
    caller.done("DELETE", &format!("/api/v2/authorization/roles/{}", role("Agent")), None);
    let seen = caller.post(&format!("{}/bulkremove", subject("ana")), pairs(&[("Agent", "Support")]));
    assert_eq!(seen.status, 404);
}

#[test]
fn grants_of_a_division_are_read_in_bulk_and_those_for_all_under_the_star() {
    let mut caller = small();
    let seen = caller
        .get(&format!("/api/v2/authorization/divisions/{}/grants?pageSize=500", division("Support")))
        .body;
    assert_eq!(seen["total"], 4, "ana, two of the group, and the support client");
    assert!(seen.get("nextUri").is_none());
    assert_eq!(caller.get("/api/v2/authorization/divisions/*/grants").body["total"], 2);
    let mut caller = caller.behaving(|b| b.division_grants_show_all_scope = true);
    let seen = caller.get(&format!("/api/v2/authorization/divisions/{}/grants", division("Support"))).body;
    assert_eq!(seen["total"], 6);
}

#[test]
fn put_roles_replaces_by_role_and_places_new_ones_in_home() {
    let mut caller = small();
    let path = format!("/api/v2/users/{}/roles", user("ana"));
    caller.done("PUT", &path, Some(json!([role("Agent"), role("Reader")])));
    let held = caller.tenant.state().users[&user("ana")].grants.clone();
    let place = |name: &str| Scope::Division(division(name));
    let wanted = [(role("Agent"), place("Support")), (role("Reader"), place("Home"))];
    assert_eq!(held, wanted.map(|(role, scope)| Grant { role, scope }).into());
}

#[test]
fn a_single_grant_is_made_and_taken_and_a_group_needs_its_subject_type() {
    let mut caller = small();
    let one = |id: String| {
        format!("/api/v2/authorization/subjects/{id}/divisions/{}/roles/{}", division("Sales"), role("Agent"))
    };
    let (ana, choir) = (one(user("ana").to_string()), one(group("Choir").to_string()));
    caller.done("POST", &ana, None);
    caller.done("DELETE", &ana, None);
    assert_eq!(caller.delete(&ana).status, 404);
    assert_eq!(caller.call("POST", &choir, None).status, 404);
    caller.done("POST", &format!("{choir}?subjectType=PC_GROUP"), None);
}

#[test]
fn moving_users_into_a_division_takes_a_list() {
    let mut caller = small();
    let path = format!("/api/v2/authorization/divisions/{}/objects/USER", division("Sales"));
    caller.done("POST", &path, Some(json!([user("ana"), user("ben")])));
    let state = caller.tenant.state();
    assert!(["ana", "ben"].iter().all(|name| state.users[&user(name)].division == division("Sales")));
    assert_eq!(caller.post(&path, json!([user("ana"), "nobody"])).status, 404);
}

#[test]
fn licences_follow_grants() {
    let mut caller = small();
    let infer = |caller: &mut Caller, names: &[&str]| {
        let ids: Vec<_> = names.iter().map(|name| role(name)).collect();
        caller.post("/api/v2/license/infer", json!(ids)).body
    };
    assert_eq!(infer(&mut caller, &["Agent"]), json!(["cloudCX1"]));
    assert_eq!(
        infer(&mut caller, &["Agent", "Supervisor"]),
        json!(["cloudCX2"]),
        "the bigger comprises the smaller"
    );
    assert_eq!(infer(&mut caller, &[]), json!([]));
    let held = caller.post("/api/v2/license/users", json!([user("ana"), user("cora")])).body;
    assert_eq!(held[user("ana").to_string()], json!(["cloudCX2"]), "Supervisor comes from the group");
    assert_eq!(held[user("cora").to_string()], json!([]));
}
