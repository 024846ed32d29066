mod groups;
mod patching;
mod reading;
mod refusals;
mod rights;
mod writing;

use crate::common::{Caller, Seen, group, role, skill, small, user};
use muster_simulator::{DivisionId, Grant, Scope, UserState};
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GENESYS: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";

fn path(name: &str) -> String {
    format!("/api/v2/scim/v2/users/{}", user(name))
}

fn operations(list: Value) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list })
}

/// One PATCH with one operation.
fn patched(caller: &mut Caller, op: &str, place: &str, value: Value) -> Seen {
    let mut operation = json!({ "op": op, "path": place });
    if !value.is_null() {
        operation["value"] = value;
    }
    caller.patch(&path("ana"), operations(json!([operation])))
}

/// Status and scimType.
fn said(seen: &Seen) -> (u16, &str) {
    (seen.status, seen.body["scimType"].as_str().unwrap_or(""))
}

fn total(caller: &mut Caller, query: &str) -> u64 {
    caller.get(&format!("/api/v2/scim/v2/users{query}")).body["totalResults"].as_u64().unwrap()
}

#[test]
fn both_families_and_both_spellings_are_the_same() {
    let mut caller = small();
    for path in ["/api/v2/scim/users", "/api/v2/scim/v2/users", "/api/v2/scim/Users", "/api/v2/scim/v2/Users"]
    {
        assert_eq!(caller.get(path).body["totalResults"], 2, "{path}");
    }
}

#[test]
fn a_list_shows_active_users_and_filters_by_eq() {
    let mut caller = small();
    assert_eq!(total(&mut caller, "?filter=active%20eq%20false"), 1);
    assert_eq!(total(&mut caller, "?filter=userName%20eq%20%22CORA@example.org%22"), 1);
    assert_eq!(total(&mut caller, "?filter=division+eq+%22Support%22"), 1);
    assert_eq!(total(&mut caller, "?count=0"), 2);
    let seen = caller.get("/api/v2/scim/v2/users?filter=userName%20sw%20%22a%22");
    assert_eq!(
        (seen.status, &seen.body["scimType"], &seen.body["status"]),
        (400, &json!("invalidFilter"), &json!("400"))
    );
    let pair = format!("{GENESYS}:externalIds[authority eq \"ad:objectGUID\" and value eq \"guid-ana\"]");
    let pair = pair.replace(' ', "+").replace('"', "%22").replace('[', "%5B").replace(']', "%5D");
    assert_eq!(total(&mut caller, &format!("?filter={pair}")), 1);
}

#[test]
fn a_big_page_with_costly_attributes_is_throttled() {
    let mut caller = small();
    assert_eq!(caller.get("/api/v2/scim/v2/users?count=26").status, 429);
    let seen = caller.get("/api/v2/scim/v2/users?count=100&attributes=id,userName,active").body;
    let mut keys: Vec<_> = seen["Resources"][0].as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(keys, ["active", "id", "meta", "schemas", "userName"]);
    let light =
        format!("excludedAttributes=externalId,roles,{GENESYS}:routingSkills,{GENESYS}:routingLanguages");
    assert_eq!(caller.get(&format!("/api/v2/scim/v2/users?count=100&{light}")).status, 200);
}

#[test]
fn a_resource_speaks_in_names() {
    let seen = small().get(&path("ana"));
    let body = &seen.body;
    assert_eq!(body["roles"], json!([{ "value": "Agent" }, { "value": "employee" }]));
    assert_eq!(body[ENTERPRISE]["division"], "Support");
    assert_eq!(body[GENESYS]["routingSkills"], json!([{ "name": "Billing", "proficiency": 3.0 }]));
    assert_eq!(seen.header("etag"), "\"1\"");
    assert_eq!(body["meta"]["version"], "\"1\"");
}

#[test]
fn an_etag_guards_writes_and_spares_reads() {
    let mut caller = small();
    let mut request = caller.request("GET", &path("ana"), None);
    request.headers_mut().insert("if-none-match", "\"1\"".parse().unwrap());
    assert_eq!(caller.send(&request).status, 304);
    let body = operations(json!([{ "op": "replace", "path": "title", "value": "Lead" }]));
    let mut request = caller.request("PATCH", &path("ana"), Some(&body));
    request.headers_mut().insert("if-match", "\"7\"".parse().unwrap());
    let seen = caller.send(&request);
    assert_eq!((seen.status, &seen.body["scimType"]), (400, &json!("invalidVers")));
    assert_eq!(caller.patch(&path("ana"), body).header("etag"), "\"2\"");
}

#[test]
fn one_post_makes_a_whole_user() {
    let mut caller = small();
    let seen = caller.post("/api/v2/scim/v2/users", json!({
        "userName": "eve@example.org", "displayName": "Eve", "active": true, "externalId": "guid-eve",
        "roles": [{ "value": "employee" }, { "value": "Agent" }],
        ENTERPRISE: { "division": "Support", "department": "Care", "employeeNumber": "9", "manager": { "value": user("ana") } },
        GENESYS: { "routingSkills": [{ "name": "Network", "proficiency": 5 }] },
    }));
    assert_eq!(seen.status, 201, "{}", seen.body);
    assert!(seen.header("location").ends_with(&user("eve").to_string()));
    let eve = caller.tenant.state().users[&user("eve")].clone();
    assert_eq!((eve.division, eve.manager), (DivisionId::named("Support"), Some(user("ana"))));
    assert_eq!(eve.skills, [(skill("Network"), 5.0)].into());
    assert!(eve.grants.contains(&Grant { role: role("Agent"), scope: Scope::Division(eve.division) }));
    assert_eq!(total(&mut caller, "?filter=externalId%20eq%20%22guid-eve%22"), 1);
    let again =
        caller.post("/api/v2/scim/v2/users", json!({ "userName": "Eve@example.org", "displayName": "E" }));
    assert_eq!((again.status, &again.body["scimType"]), (409, &json!("uniqueness")));
}

#[test]
fn unknown_names_are_invalid_values_and_change_nothing() {
    let mut caller = small();
    let before = caller.tenant.state();
    for body in [
        json!({ "roles": [{ "value": "Emperor" }] }),
        json!({ GENESYS: { "routingSkills": [{ "name": "Juggling", "proficiency": 1 }] } }),
        json!({ ENTERPRISE: { "division": "Moon" } }),
    ] {
        let mut user = json!({ "userName": "eve@example.org", "displayName": "Eve" });
        user.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let seen = caller.post("/api/v2/scim/v2/users", user);
        assert_eq!((seen.status, &seen.body["scimType"]), (400, &json!("invalidValue")));
    }
    assert_eq!(caller.tenant.state(), before);
}

#[test]
fn a_patch_needs_its_envelope() {
    let seen = small().patch(&path("ana"), json!({ "active": false }));
    assert_eq!((seen.status, &seen.body["scimType"]), (400, &json!("invalidSyntax")));
}

#[test]
fn patches_reach_into_lists_and_extensions() {
    let mut caller = small();
    caller.done("PATCH", &path("ana"), Some(operations(json!([
        { "op": "add", "path": format!("{GENESYS}:routingSkills"), "value": [{ "name": "Network", "proficiency": 2 }] },
        { "op": "replace", "path": format!("{GENESYS}:routingSkills[name eq \"Billing\"].proficiency"), "value": 5 },
        { "op": "remove", "path": format!("{ENTERPRISE}:department") },
        { "op": "remove", "path": "roles[value eq \"Agent\"]" },
        { "op": "replace", "value": { "displayName": "Ana I." } },
    ]))));
    let ana = caller.tenant.state().users[&user("ana")].clone();
    assert_eq!(ana.skills, [(skill("Billing"), 5.0), (skill("Network"), 2.0)].into());
    assert_eq!((ana.department, ana.name.as_str(), ana.grants.len()), (None, "Ana I.", 1));
    assert_eq!(ana.external_ids.len(), 1, "the other identifier stays");
}

#[test]
fn active_false_deactivates_and_active_true_restores() {
    let mut caller = small();
    let active = |flag: bool| operations(json!([{ "op": "replace", "path": "active", "value": flag }]));
    caller.done("PATCH", &path("ana"), Some(active(false)));
    let ana = caller.tenant.state().users[&user("ana")].clone();
    assert_eq!((ana.state, ana.grants.len()), (UserState::Inactive, 0));
    caller.done("PATCH", &path("dan"), Some(active(true)));
    assert_eq!(caller.tenant.state().users[&user("dan")].division, DivisionId::named("Home"));
    assert_eq!(caller.delete(&path("ana")).status, 204);
    assert_eq!(caller.get(&path("ana")).status, 404);
}

#[test]
fn a_put_clears_what_it_leaves_out_unless_switched() {
    let body = json!({ "userName": "ana@example.org", "displayName": "Ana Ito", "active": true });
    let mut clears = small();
    clears.done("PUT", &path("ana"), Some(body.clone()));
    assert_eq!(clears.tenant.state().users[&user("ana")].title, None);
    let mut keeps = small().behaving(|b| b.scim.put_clears_omitted = false);
    keeps.done("PUT", &path("ana"), Some(body));
    assert_eq!(keeps.tenant.state().users[&user("ana")].title.as_deref(), Some("Agent"));
}

#[test]
fn group_members_are_patched_and_the_name_is_fixed() {
    let mut caller = small();
    let path = format!("/api/v2/scim/v2/groups/{}", group("Choir"));
    caller.done(
        "PATCH",
        &path,
        Some(operations(json!([{ "op": "add", "path": "members", "value": [{ "value": user("ana") }] }]))),
    );
    let remove = json!([{ "op": "remove", "path": format!("members[value eq \"{}\"]", user("ben")) }]);
    let seen = caller.done("PATCH", &path, Some(operations(remove)));
    assert_eq!(seen.header("etag"), "\"3\"");
    assert_eq!(caller.tenant.state().groups[&group("Choir")].members, [user("ana")].into());
    let rename = operations(json!([{ "op": "replace", "path": "displayName", "value": "Band" }]));
    assert_eq!(caller.patch(&path, rename).body["scimType"], "mutability");
    assert_eq!(caller.post("/api/v2/scim/v2/groups", json!({})).status, 405);
    assert_eq!(caller.get("/api/v2/scim/v2/groups").status, 400, "the filter is required here");
    let seen = caller
        .get("/api/v2/scim/v2/groups?filter=displayName+eq+%22Choir%22&excludedAttributes=members")
        .body;
    assert!(seen["totalResults"] == 1 && seen["Resources"][0].get("members").is_none());
}

#[test]
fn discovery_says_what_works() {
    let seen = small().get("/api/v2/scim/v2/serviceproviderconfig").body;
    let supported = |name: &str| seen[name]["supported"].as_bool().unwrap();
    assert!(
        supported("patch")
            && supported("filter")
            && supported("etag")
            && !supported("bulk")
            && !supported("sort")
    );
}
