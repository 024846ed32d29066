use crate::common::{Caller, group, role, small, user};
use data_encoding::BASE64;
use muster_simulator::{ClientId, DivisionId, GrantPlace, Scope, Seed, SeedLicence, TeamId, UserState};
use serde_json::json;

fn logs_in(caller: &mut Caller, client: &str, secret: &str) -> u16 {
    let credentials = BASE64.encode(format!("{}:{secret}", ClientId::named(client)).as_bytes());
    let request = http::Request::post("/oauth/token")
        .header("authorization", format!("Basic {credentials}"))
        .body(bytes::Bytes::from("grant_type=client_credentials"))
        .unwrap();
    caller.send(&request).status
}

#[test]
fn every_switch_is_written_as_json_and_an_unknown_one_is_refused() {
    let behaviour = muster_simulator::Behaviour::default();
    let text = serde_json::to_string(&behaviour).unwrap();
    assert_eq!(serde_json::from_str::<muster_simulator::Behaviour>(&text).unwrap(), behaviour);
    let wrong = serde_json::from_str::<muster_simulator::Behaviour>(r#"{ "sometimes": true }"#).unwrap_err();
    assert!(wrong.to_string().contains("unknown field `sometimes`"));
}

#[test]
fn plain_roles_go_where_the_switch_says() {
    let places = [(GrantPlace::Home, "Home"), (GrantPlace::Own, "Support"), (GrantPlace::All, "*")];
    for (place, wanted) in places {
        let mut caller = small().behaving(|behaviour| behaviour.plain_roles_go_to = place);
        caller.done(
            "PUT",
            &format!("/api/v2/users/{}/roles", user("ana")),
            Some(json!([role("Supervisor")])),
        );
        let wanted = if wanted == "*" { Scope::All } else { Scope::Division(DivisionId::named(wanted)) };
        let grants = &caller.tenant.state_ref().users[&user("ana")].grants;
        assert!(grants.iter().any(|grant| grant.role == role("Supervisor") && grant.scope == wanted));
    }
}

#[test]
fn adding_users_to_a_role_may_mean_setting_them() {
    let holders = |sets: bool| {
        let mut caller = small().behaving(|behaviour| behaviour.role_users_add_sets = sets);
        let path = format!("/api/v2/authorization/roles/{}/users/add", role("Agent"));
        caller.done("PUT", &path, Some(json!([user("ben")])));
        let users = &caller.tenant.state_ref().users;
        ["ana", "ben"].map(|name| users[&user(name)].grants.iter().any(|grant| grant.role == role("Agent")))
    };
    assert_eq!(holders(false), [true, true]);
    assert_eq!(holders(true), [false, true]);
}

#[test]
fn an_old_secret_ends_at_once_or_later() {
    let mut caller = small();
    let path = format!("/api/v2/oauth/clients/{}/secret", ClientId::named("reader"));
    let new = caller.done("POST", &path, None).body["secret"].as_str().unwrap().to_owned();
    assert_eq!((logs_in(&mut caller, "reader", "reader"), logs_in(&mut caller, "reader", &new)), (401, 200));
    let mut caller = small().behaving(|behaviour| behaviour.old_secret_valid_s = 60);
    caller.done("POST", &path, None);
    assert_eq!(logs_in(&mut caller, "reader", "reader"), 200);
    caller.wait_ms(60_000);
    assert_eq!(logs_in(&mut caller, "reader", "reader"), 401);
}

#[test]
fn a_disabled_client_cannot_log_in() {
    let mut caller = small();
    let change =
        json!({ "name": "reader", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "disabled" });
    caller.done("PUT", &format!("/api/v2/oauth/clients/{}", ClientId::named("reader")), Some(change));
    assert_eq!(logs_in(&mut caller, "reader", "reader"), 401);
}

#[test]
fn a_deactivated_user_stays_logged_in_until_its_tokens_end() {
    let deactivate = |caller: &mut Caller| {
        let body = json!({ "version": 1, "state": "inactive" });
        caller.done("PATCH", &format!("/api/v2/users/{}", user("ana")), Some(body));
    };
    let end = |caller: &mut Caller| {
        caller.done("DELETE", &format!("/api/v2/tokens/{}", user("ana")), None);
    };
    let mut caller = small();
    deactivate(&mut caller);
    assert!(caller.tenant.is_signed_in(user("ana")));
    end(&mut caller);
    assert!(!caller.tenant.is_signed_in(user("ana")));
    let mut caller = small().behaving(|behaviour| behaviour.deactivation_ends_tokens = true);
    deactivate(&mut caller);
    assert!(!caller.tenant.is_signed_in(user("ana")));
    let mut caller = small().behaving(|behaviour| behaviour.sso_signs_back_in = true);
    end(&mut caller);
    assert!(caller.tenant.is_signed_in(user("ana")), "still active: single sign-on lets it in again");
    deactivate(&mut caller);
    end(&mut caller);
    assert!(!caller.tenant.is_signed_in(user("ana")));
}

#[test]
fn a_routing_status_may_need_a_permission() {
    let path = format!("/api/v2/users/{}/routingstatus", user("ana"));
    let mut caller = small().calling_as("reader");
    assert_eq!(caller.put(&path, json!({ "status": "OFF_QUEUE" })).status, 200);
    caller.tenant.behaviour_mut().routing_status_permission = Some("routing:queueMember:manage".into());
    let seen = caller.put(&path, json!({ "status": "OFF_QUEUE" }));
    assert_eq!(seen.status, 403);
    assert_eq!(seen.body["messageParams"]["permissions"], "routing:queueMember:manage");
}

#[test]
fn licences_may_run_out() {
    let licence = SeedLicence {
        id: "seat".into(),
        permissions: vec!["routing:queue:join".into()],
        seats: Some(1),
        ..SeedLicence::default()
    };
    let seed: Seed = serde_json::from_str(crate::common::SMALL).unwrap();
    let seed = Seed { licences: vec![licence], ..seed };
    let tenant = muster_simulator::Tenant::from_seed(&seed).unwrap();
    let mut caller = Caller::new(tenant, "muster");
    let path = format!("/api/v2/authorization/subjects/{}/bulkadd", user("ben"));
    let grants = json!({ "grants": [{ "roleId": role("Agent"), "divisionId": "*" }] });
    let mut strict = caller.clone().behaving(|behaviour| behaviour.licence_seats_enforced = true);
    let seen = strict.post(&path, grants.clone());
    assert_eq!((seen.status, strict.tenant.state_ref().users[&user("ben")].grants.len()), (400, 1));
    let by_hand =
        json!({ "assignments": [{ "licenseId": "seat", "userIdsAdd": [user("ben")], "userIdsRemove": [] }] });
    let seen = strict.post("/api/v2/license/organization", by_hand);
    assert_eq!(seen.body[0]["result"], "NO_LICENSES_AVAILABLE");
    assert_eq!(caller.post(&path, grants).status, 204, "otherwise it is billed");
}

#[test]
fn a_team_takes_its_own_division_only_and_a_user_is_in_one_team() {
    let mut caller = small();
    let path = |name: &str| format!("/api/v2/teams/{}/members", TeamId::named(name));
    let ids = json!({ "memberIds": [user("ana"), user("ben"), user("dan")] });
    let seen = caller.post(&path("Green"), ids.clone());
    let reasons: Vec<_> =
        seen.body["failures"].as_array().unwrap().iter().map(|one| &one["reason"]).collect();
    assert_eq!(reasons, ["UserGroupLimitExceeded", "UserGroupDivisionMismatch", "UserNotFound"]);
    caller.tenant.behaviour_mut().team_needs_same_division = false;
    assert_eq!(caller.post(&path("Green"), ids).body["entities"][0]["id"], json!(user("ben")));
    let too_many = json!({ "memberIds": vec![user("ben"); 26] });
    assert_eq!(caller.post(&path("Green"), too_many).status, 400);
    assert_eq!(caller.get("/api/v2/teams?pageSize=1").body["entities"].as_array().unwrap().len(), 1);
}

#[test]
fn a_cursor_leads_through_all_teams() {
    let mut caller = small();
    let mut next = Some("/api/v2/teams?pageSize=1".to_owned());
    let mut names = Vec::new();
    while let Some(path) = next {
        let seen = caller.get(&path);
        names.extend(seen.names().into_iter().map(str::to_owned));
        next = seen.body["nextUri"].as_str().map(str::to_owned);
    }
    names.sort();
    assert_eq!(names, ["Blue", "Green"]);
}

#[test]
fn a_group_may_outlive_its_deletion() {
    for fails in [false, true] {
        let mut caller = small().behaving(|behaviour| behaviour.group_delete_fails_later = fails);
        let path = format!("/api/v2/groups/{}", group("Leads"));
        assert_eq!(caller.delete(&path).status, 204);
        assert_eq!(caller.get(&path).status, if fails { 200 } else { 404 });
        let inherited = format!("/api/v2/users/{}/roles", user("ana"));
        let roles = caller.get(&inherited).body["roles"].to_string();
        assert_eq!(roles.contains("Supervisor"), fails, "what came through the group goes with it");
    }
}

#[test]
fn changes_of_one_group_may_collide() {
    let mut caller = small().behaving(|behaviour| {
        behaviour.group_changes_collide = true;
        behaviour.lag.group_members_ms = 1_000;
    });
    let path = format!("/api/v2/groups/{}/members", group("Choir"));
    assert_eq!(caller.post(&path, json!({ "memberIds": [user("ana")] })).status, 202);
    assert_eq!(caller.delete(&format!("{path}?ids={}", user("ana"))).status, 409);
    caller.wait_ms(1_000);
    assert_eq!(caller.delete(&format!("{path}?ids={}", user("ana"))).status, 202);
}

#[test]
fn a_search_may_read_the_first_value_only() {
    let query = json!({ "query": [{ "type": "EXACT", "fields": ["email"], "values": ["ana@example.org", "ben@example.org"] }] });
    let total = |any: bool| {
        let mut caller = small().behaving(|behaviour| behaviour.search_values_mean_any = any);
        caller.post("/api/v2/users/search", query.clone()).body["total"].as_u64().unwrap()
    };
    assert_eq!((total(true), total(false)), (2, 1));
    let mut caller = small().behaving(|behaviour| behaviour.list_max.search_values = Some(1));
    assert_eq!(caller.post("/api/v2/users/search", query).status, 400);
}

#[test]
fn lists_may_have_limits_that_no_source_states() {
    let mut caller = small().behaving(|behaviour| {
        behaviour.list_max.role_subjects = Some(1);
        behaviour.list_max.bulk_grants = Some(0);
        behaviour.list_max.division_objects = Some(0);
    });
    let many = json!({ "subjectIds": [user("ana"), user("ben")], "divisionIds": ["*"] });
    assert_eq!(caller.post(&format!("/api/v2/authorization/roles/{}", role("Agent")), many).status, 400);
    let grants = json!({ "grants": [{ "roleId": role("Agent"), "divisionId": "*" }] });
    let subject = format!("/api/v2/authorization/subjects/{}/bulkadd", user("ben"));
    assert_eq!(caller.post(&subject, grants).status, 400);
    let division = format!("/api/v2/authorization/divisions/{}/objects/USER", DivisionId::named("Sales"));
    assert_eq!(caller.post(&division, json!([user("ben")])).status, 400);
}

#[test]
fn a_division_is_deleted_when_it_is_empty_or_by_force() {
    let mut caller = small();
    let path = format!("/api/v2/authorization/divisions/{}", DivisionId::named("Support"));
    assert_eq!(caller.delete(&path).status, 400);
    assert_eq!(caller.delete(&format!("{path}?force=true")).status, 204);
    let state = caller.tenant.state();
    assert_eq!(state.users[&user("ana")].division, DivisionId::named("Home"));
    assert_eq!(state.users[&user("ana")].grants.len(), 1, "its grants went with it");
    assert_eq!(state.users[&user("ana")].state, UserState::Active);
}

#[test]
fn an_audit_filter_by_entity_may_need_its_type() {
    let ask = |caller: &mut Caller| {
        let filters = json!([{ "property": "EntityId", "value": user("ana") }]);
        let body =
            json!({ "interval": "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z", "filters": filters });
        caller.post("/api/v2/audits/query", body).status
    };
    assert_eq!(ask(&mut small()), 200);
    assert_eq!(ask(&mut small().behaving(|behaviour| behaviour.audit_entity_needs_type = true)), 400);
}
