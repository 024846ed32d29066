//! What no source settles, in both positions of its switch.

use crate::common::{Caller, group, small, user};
use data_encoding::BASE64;
use muster_simulator::{
    Behaviour, ClientId, Join, Limits, PageSizeCode, SecretError, Seed, ServiceProvider, Tenant, UnknownName,
};
use serde_json::{Value, json};

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const GENESYS: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";

fn patch(path: &str, value: Value) -> Value {
    json!({ "schemas": [PATCH_OP], "Operations": [{ "op": "add", "path": path, "value": value }] })
}

fn scim_user(name: &str) -> String {
    format!("/api/v2/scim/v2/users/{}", user(name))
}

#[test]
fn the_provider_says_what_the_switch_says() {
    let says = |provider: ServiceProvider| {
        let mut caller = small().behaving(|behaviour| behaviour.scim.service_provider = provider);
        let body = caller.get("/api/v2/scim/v2/serviceproviderconfig").body;
        ["patch", "filter", "etag", "sort", "bulk", "changePassword"]
            .map(|name| body[name]["supported"].as_bool().unwrap())
    };
    assert_eq!(says(ServiceProvider::default()), [true, true, true, false, false, true]);
    let other = ServiceProvider {
        patch: false,
        filter: false,
        etag: false,
        sort: true,
        bulk: true,
        change_password: false,
    };
    assert_eq!(says(other), [false, false, false, true, true, false]);
}

#[test]
fn an_unknown_name_is_refused_in_one_of_four_ways() {
    let answers = [
        (UnknownName::InvalidValue, 400, json!("invalidValue")),
        (UnknownName::NoTarget, 400, json!("noTarget")),
        (UnknownName::NoType, 400, Value::Null),
        (UnknownName::NotFound, 404, Value::Null),
    ];
    for (switch, status, scim_type) in answers {
        let mut caller = small().behaving(|behaviour| behaviour.scim.unknown_name = switch);
        for (path, value) in [
            ("roles".to_owned(), json!([{ "value": "Ghost" }])),
            (format!("{GENESYS}:routingSkills"), json!([{ "name": "Ghost", "proficiency": 1 }])),
        ] {
            let seen = caller.patch(&scim_user("ana"), patch(&path, value));
            assert_eq!((seen.status, &seen.body["scimType"]), (status, &scim_type), "{switch:?} {path}");
        }
    }
}

#[test]
fn filters_may_reach_deleted_users() {
    let found = |reaches: bool, filter: &str| {
        let mut caller = small().behaving(|behaviour| behaviour.scim.filter_finds_deleted = reaches);
        let filter = filter.replace(' ', "+").replace('"', "%22");
        caller.get(&format!("/api/v2/scim/v2/users?filter={filter}")).body["totalResults"].as_u64().unwrap()
    };
    let by_name = r#"userName eq "dan@example.org""#;
    assert_eq!((found(false, by_name), found(true, by_name)), (0, 1));
    let inactive = "active eq false";
    assert_eq!(
        (found(false, inactive), found(true, inactive)),
        (1, 1),
        "only Cora: Dan is gone, not inactive"
    );
}

fn wrong_secret(caller: &mut Caller) -> (u16, Value) {
    let credentials = BASE64.encode(format!("{}:wrong", ClientId::named("muster")).as_bytes());
    let request = http::Request::post("/oauth/token")
        .header("authorization", format!("Basic {credentials}"))
        .body(bytes::Bytes::from("grant_type=client_credentials"))
        .unwrap();
    let seen = caller.send(&request);
    (seen.status, seen.body["error"].clone())
}

#[test]
fn a_wrong_secret_has_one_of_the_listed_words() {
    assert_eq!(wrong_secret(&mut small()), (401, json!("invalid_client")));
    for (word, text) in [
        (SecretError::InvalidRequest, "invalid_request"),
        (SecretError::InvalidGrant, "invalid_grant"),
        (SecretError::UnauthorizedClient, "unauthorized_client"),
    ] {
        let mut caller = small().behaving(|behaviour| {
            behaviour.wrong_secret_error = word;
            behaviour.wrong_secret_status = 400;
        });
        assert_eq!(wrong_secret(&mut caller), (400, json!(text)));
    }
}

#[test]
fn a_star_names_any_version_or_none() {
    let answers = |any: bool| {
        let mut caller = small().behaving(|behaviour| behaviour.scim.star_names_any_version = any);
        let body = patch("title", json!("Lead"));
        let mut write = caller.request("PATCH", &scim_user("ana"), Some(&body));
        write.headers_mut().insert("if-match", "*".parse().unwrap());
        let seen = caller.send(&write);
        let mut read = caller.request("GET", &scim_user("ana"), None);
        read.headers_mut().insert("if-none-match", "*".parse().unwrap());
        (seen.status, seen.body["scimType"].clone(), caller.send(&read).status)
    };
    assert_eq!(answers(true), (200, Value::Null, 304));
    assert_eq!(answers(false), (400, json!("invalidVers"), 200));
}

#[test]
fn criteria_without_an_operator_are_joined_as_the_switch_says() {
    let exact = |field: &str, value: &str| json!({ "type": "EXACT", "fields": [field], "value": value });
    let total = |join: Join, query: Value| {
        let mut caller = small().behaving(|behaviour| behaviour.search_criteria_joined_by = join);
        let body = json!({ "query": query });
        caller.post("/api/v2/users/search", body).body["total"].as_u64().unwrap()
    };
    let two = json!([exact("email", "ana@example.org"), exact("name", "Ben Novak")]);
    assert_eq!((total(Join::And, two.clone()), total(Join::Or, two)), (0, 2));
    let mut spoken = json!([exact("email", "ana@example.org"), exact("name", "Ben Novak")]);
    spoken[1]["operator"] = json!("AND");
    assert_eq!((total(Join::And, spoken.clone()), total(Join::Or, spoken)), (0, 0), "an operator counts");
    let one = json!([exact("email", "ana@example.org")]);
    assert_eq!((total(Join::And, one.clone()), total(Join::Or, one)), (1, 1));
}

#[test]
fn a_patch_of_a_group_may_name_too_many_members() {
    let path = format!("/api/v2/scim/v2/groups/{}", group("Choir"));
    let value = |name: &str| json!({ "value": user(name) });
    let two = json!([value("ana"), value("cora")]);
    let forms = [
        json!([{ "op": "add", "path": "members", "value": two }]),
        json!([{ "op": "add", "value": { "members": two } }]),
        json!([{ "op": "add", "path": "members", "value": value("ana") },
            { "op": "remove", "path": format!("members[value eq \"{}\"]", user("ben")) }]),
    ];
    for operations in forms {
        let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
        let answer = |most: Option<u32>| {
            let mut caller = small().behaving(|behaviour| behaviour.list_max.scim_group_members = most);
            let seen = caller.patch(&path, body.clone());
            (seen.status, seen.body["scimType"].clone())
        };
        assert_eq!(answer(None), (200, Value::Null), "{operations}");
        assert_eq!(answer(Some(2)), (200, Value::Null), "{operations}");
        assert_eq!(answer(Some(1)), (400, json!("tooMany")), "{operations}");
    }
}

#[test]
fn a_page_that_is_too_large_has_one_of_three_codes() {
    for (switch, code) in [
        (PageSizeCode::InvalidQueryParamValue, "invalid.query.param.value"),
        (PageSizeCode::InvalidValue, "invalid.value"),
        (PageSizeCode::BadRequest, "bad.request"),
    ] {
        let mut caller = small().behaving(|behaviour| behaviour.page_size_code = switch);
        let seen = caller.get("/api/v2/users?pageSize=501");
        assert_eq!((seen.status, &seen.body["code"]), (400, &json!(code)));
        let other = caller.get("/api/v2/users?state=asleep");
        assert_eq!(other.body["code"], "invalid.query.param.value", "only the page's size is uncertain");
    }
}

#[test]
fn a_new_user_may_be_404_for_a_moment() {
    let mut caller = small().behaving(|behaviour| behaviour.lag.fresh_user_ms = 500);
    let body = json!({ "name": "Eve", "email": "eve@example.org", "state": "active" });
    caller.done("POST", "/api/v2/users", Some(body));
    let paths = [format!("/api/v2/users/{}", user("eve")), scim_user("eve")];
    for path in &paths {
        assert_eq!(caller.get(path).status, 404);
    }
    assert_eq!(caller.get("/api/v2/users").body["total"], 3, "a listing may show it already");
    caller.wait_ms(500);
    for path in &paths {
        assert_eq!(caller.get(path).status, 200);
    }
    let mut caller = small();
    let body = json!({ "name": "Eve", "email": "eve@example.org", "state": "active" });
    caller.done("POST", "/api/v2/users", Some(body));
    assert_eq!(caller.get(&paths[0]).status, 200);
}

#[test]
fn an_unknown_query_parameter_is_ignored_or_refused() {
    let mut caller = small();
    let listing = "/api/v2/users?externalIds=guid-ana";
    assert_eq!(caller.get(listing).body["total"], 2, "everybody: the filter was never one");
    caller.tenant.behaviour_mut().unknown_parameter_is_400 = true;
    let seen = caller.get(listing);
    assert_eq!((seen.status, &seen.body["message"]), (400, &json!("Unknown query parameter [externalIds]")));
    assert_eq!(caller.get("/api/v2/users?state=any&pageSize=5&expand=groups").status, 200);
    assert_eq!(caller.get("/api/v2/scim/v2/users?count=5").status, 200);
    assert_eq!(caller.get("/api/v2/scim/users?cuont=5").status, 400);
}

#[test]
fn behaviour_and_limits_are_part_of_what_is_written_down() {
    let text = r#"{ "behaviour": { "done_status": 202, "scim": { "unknown_name": "no_type" },
        "lag": { "fresh_user_ms": 9 } }, "limits": { "per_token": 7 } }"#;
    let mut tenant = Tenant::from_seed(&serde_json::from_str(text).unwrap()).unwrap();
    assert_eq!(tenant.behaviour_mut().scim.unknown_name, UnknownName::NoType);
    let seed = tenant.to_seed();
    assert_eq!((seed.behaviour.done_status, seed.behaviour.lag.fresh_user_ms), (202, 9));
    assert_eq!(seed.limits, Some(Limits { per_token: 7, ..Limits::default() }));
    let usual = serde_json::to_value(Tenant::from_seed(&Seed::default()).unwrap().to_seed()).unwrap();
    assert!(
        usual.get("behaviour").is_none() && usual.get("limits").is_none() && usual.get("clock").is_none()
    );
}

#[test]
fn a_number_that_cannot_be_is_refused_with_a_sentence() {
    let wrong = |text: &str| serde_json::from_str::<Behaviour>(text).unwrap_err().to_string();
    for (text, says) in [
        (r#"{ "done_status": 500 }"#, "the status 500 is none of 200, 202 and 204"),
        (r#"{ "wrong_secret_status": 200 }"#, "the status 200 is not between 400 and 499"),
        (r#"{ "external_id_taken_status": 9 }"#, "the status 9 is not between 400 and 499"),
        (r#"{ "delete_unknown_user_status": 503 }"#, "the status 503 is not between 400 and 499"),
        (r#"{ "search_page_max": 0 }"#, "0 is too small; the least is 1"),
        (r#"{ "scim": { "count_max": 0 } }"#, "0 is too small; the least is 1"),
    ] {
        let said = wrong(text);
        assert!(said.contains(says) && said.contains("line 1 column"), "{said}");
    }
    let wrong = |text: &str| serde_json::from_str::<muster_simulator::Faults>(text).unwrap_err().to_string();
    let said = wrong(r#"{ "chances": { "error_503": 30 } }"#);
    assert!(said.contains("the chance 30 is not between 0.0 and 1.0"), "{said}");
    let said = wrong(r#"{ "scripted": [{ "path": "/", "fault": { "status": 42 } }] }"#);
    assert!(said.contains("the status 42 is not between 400 and 599"), "{said}");
    let said = serde_json::from_str::<Limits>(r#"{ "window_s": 0 }"#).unwrap_err().to_string();
    assert!(said.contains("0 is too small"), "{said}");
}
