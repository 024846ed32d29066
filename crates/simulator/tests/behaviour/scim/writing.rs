//! POST, PUT and DELETE of users.

use super::*;
use muster_simulator::{GrantPlace, LanguageId};

fn eve(more: Value) -> Value {
    let mut body = json!({ "userName": "eve@example.org", "displayName": "Eve", "active": true });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

const USERS: &str = "/api/v2/scim/v2/users";

#[test]
fn one_post_carries_everything() {
    let mut caller = small();
    let sent = eve(json!({
        "title": "Agent", "externalId": "guid-eve", "password": "S3cret-and-long",
        "emails": [{ "type": "work", "value": "eve@work.example.org" }],
        "phoneNumbers": [{ "type": "mobile", "value": "+15550101" }],
        "roles": [{ "value": "Agent" }],
        ENTERPRISE: {
            "division": "support", "department": "Care", "employeeNumber": "9", "dateHire": "2026-03-01",
            "manager": { "value": user("ana") },
        },
        GENESYS: {
            "routingSkills": [{ "name": "Network", "proficiency": 5 }, { "name": "Billing" }],
            "routingLanguages": [{ "name": "Deutsch", "proficiency": 4 }],
            "externalIds": [{ "authority": "hr", "value": "9" }],
        },
    }));
    let seen = caller.post(USERS, sent);
    assert_eq!((seen.status, seen.header("etag")), (201, "\"1\""), "{}", seen.body);
    assert_eq!(seen.header("location"), path("eve"));
    assert_eq!(seen.body["meta"]["location"], path("eve"));
    assert_eq!(seen.body.get("password"), None);
    let made = caller.tenant.state().users[&user("eve")].clone();
    let info = &made.employer_info;
    assert_eq!((info.employee_id.as_deref(), info.date_hire.as_deref()), (Some("9"), Some("2026-03-01")));
    assert_eq!(made.languages, [(LanguageId::named("Deutsch"), 4.0)].into());
    assert_eq!(made.skills, [(skill("Network"), 5.0), (skill("Billing"), 0.0)].into());
    assert_eq!((made.addresses.len(), made.external_ids.len(), made.grants.len()), (2, 2, 2));
    assert_eq!(caller.get("/api/v2/users/externalid/hr/9").body["id"], json!(user("eve")));
    assert_eq!(caller.get(&path("eve")).body, seen.body);
}

#[test]
fn a_refused_post_leaves_nothing_behind() {
    let mut caller = small();
    let before = caller.tenant.state();
    for (wanted, more) in [
        (
            (409, "uniqueness"),
            json!({ GENESYS: { "externalIds": [{ "authority": "ad:objectGUID", "value": "guid-ana" }] } }),
        ),
        ((409, "uniqueness"), json!({ "userName": "DAN@example.org" })),
        ((400, "invalidValue"), json!({ "userName": "no address" })),
        ((400, "invalidValue"), json!({ "userName": null })),
        ((400, "invalidValue"), json!({ "displayName": "" })),
        ((400, "invalidValue"), json!({ "active": "yes" })),
        ((400, "invalidValue"), json!({ ENTERPRISE: { "manager": { "value": user("dan") } } })),
        (
            (400, "invalidValue"),
            json!({ GENESYS: { "routingLanguages": [{ "name": "Latin", "proficiency": 1 }] } }),
        ),
        ((400, "invalidValue"), json!({ ENTERPRISE: "Support" })),
        ((400, "mutability"), json!({ "emails": [{ "type": "other", "value": "x@example.org" }] })),
    ] {
        assert_eq!(said(&caller.post(USERS, eve(more.clone()))), wanted, "{more}");
    }
    assert_eq!(caller.tenant.state(), before);
}

#[test]
fn a_deleted_login_is_taken_or_comes_back() {
    let body =
        json!({ "userName": "dan@example.org", "displayName": "Dan R.", "roles": [{ "value": "Agent" }] });
    assert_eq!(said(&small().post(USERS, body.clone())), (409, "uniqueness"));
    let mut caller = small().behaving(|b| b.scim.post_restores_deleted = true);
    let seen = caller.post(USERS, body);
    assert_eq!((seen.status, &seen.body["id"]), (201, &json!(user("dan"))), "{}", seen.body);
    let dan = caller.tenant.state().users[&user("dan")].clone();
    assert_eq!((dan.state, dan.division), (UserState::Active, DivisionId::named("Home")));
    assert_eq!((dan.name.as_str(), dan.grants.len()), ("Dan R.", 1));
}

#[test]
fn a_patch_restores_into_home_and_does_the_rest_too() {
    let mut caller = small();
    let title = json!({ "op": "replace", "path": "title", "value": "Agent" });
    assert_eq!(caller.patch(&path("dan"), operations(json!([title]))).status, 404);
    let active = json!({ "op": "replace", "path": "active", "value": true });
    let seen = caller.patch(&path("dan"), operations(json!([active, title])));
    assert_eq!((seen.status, &seen.body["title"]), (200, &json!("Agent")), "{}", seen.body);
    assert_eq!(seen.body[ENTERPRISE]["division"], "Home");
    assert_eq!(seen.body["roles"], json!([]));
}

#[test]
fn a_role_by_name_is_placed_where_it_is_said() {
    let support = Scope::Division(DivisionId::named("Support"));
    for (placement, scope) in [
        (GrantPlace::Own, support),
        (GrantPlace::Home, Scope::Division(DivisionId::named("Home"))),
        (GrantPlace::All, Scope::All),
    ] {
        let mut caller = small().behaving(|b| b.scim.roles_go_to = placement);
        let body = eve(json!({ "roles": [{ "value": "Agent" }], ENTERPRISE: { "division": "Support" } }));
        assert_eq!(caller.post(USERS, body).status, 201);
        let held = caller.tenant.state().users[&user("eve")].grants.clone();
        assert!(held.contains(&Grant { role: role("Agent"), scope }), "{placement:?}: {held:?}");
    }
}

#[test]
fn replacing_roles_touches_one_division_or_all() {
    let replace = json!([{ "op": "replace", "path": "roles", "value": [{ "value": "Supervisor" }] }]);
    for (everywhere, left) in [(false, 2), (true, 1)] {
        let mut caller = small().behaving(|b| b.scim.roles_touch_all_divisions = everywhere);
        caller.done("PATCH", &path("ana"), Some(operations(replace.clone())));
        // The role of the user's division goes in any case, `employee` in Home only with the switch.
        assert_eq!(caller.tenant.state().users[&user("ana")].grants.len(), left);
    }
}

#[test]
fn a_put_of_what_was_read_with_one_change_changes_that() {
    for clears in [true, false] {
        let mut caller = small().behaving(|b| b.scim.put_clears_omitted = clears);
        let mut whole = caller.get(&path("ana")).body;
        whole["title"] = json!("Lead");
        let seen = caller.put(&path("ana"), whole.clone());
        assert_eq!((seen.status, seen.header("etag")), (200, "\"2\""), "{}", seen.body);
        whole["meta"] = seen.body["meta"].clone();
        assert_eq!(seen.body, whole);
    }
}

#[test]
fn a_put_that_leaves_things_out() {
    let body = json!({ "userName": "ana@example.org", "displayName": "Ana Ito" });
    let after = |clears: bool| {
        let mut caller = small().behaving(|b| b.scim.put_clears_omitted = clears);
        caller.done("PUT", &path("ana"), Some(body.clone()));
        caller.tenant.state().users[&user("ana")].clone()
    };
    let (kept, cleared) = (after(false), after(true));
    assert_eq!(kept.version, 1);
    assert_eq!((kept.grants.len(), kept.skills.len(), kept.external_ids.len()), (2, 1, 1));
    assert_eq!((cleared.skills.len(), cleared.external_ids.len(), cleared.department), (0, 0, None));
    assert_eq!((cleared.state, cleared.division), (UserState::Active, DivisionId::named("Support")));
    assert_eq!(cleared.grants.len(), 1, "roles of other divisions stay");
}

#[test]
fn a_delete_is_soft_and_happens_once() {
    let mut caller = small();
    assert_eq!(caller.delete(&path("ana")).status, 204);
    assert_eq!(caller.delete(&path("ana")).status, 404);
    let seen = caller.get(&path("ana"));
    assert_eq!((seen.status, &seen.body["status"]), (404, &json!("404")));
    assert_eq!(caller.tenant.state().users[&user("ana")].state, UserState::Deleted);
    assert_eq!(total(&mut caller, "?filter=userName+eq+ana@example.org"), 0);
}

#[test]
fn a_user_made_inactive_holds_no_state_of_the_active() {
    let mut caller = small();
    let seen = caller.post(USERS, eve(json!({ "active": false })));
    assert_eq!((seen.status, &seen.body["active"]), (201, &json!(false)));
    assert_eq!(caller.tenant.state().users[&user("eve")].state, UserState::Inactive);
}
