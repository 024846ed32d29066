use crate::common::{Caller, Seen, small};
use bytes::Bytes;
use data_encoding::BASE64;
use http::Request;
use muster_simulator::ClientId;
use serde_json::json;

fn log_in(caller: &mut Caller, secret: &str) -> Seen {
    let credentials = BASE64.encode(format!("{}:{secret}", ClientId::named("muster")).as_bytes());
    let request = Request::post("/oauth/token")
        .header("authorization", format!("Basic {credentials}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from("grant_type=client_credentials"))
        .unwrap();
    caller.send(&request)
}

#[test]
fn basic_credentials_buy_a_token_that_lives_as_long_as_the_client_says() {
    let mut caller = small();
    let seen = log_in(&mut caller, "s3cret");
    assert_eq!((seen.status, &seen.body["expires_in"]), (200, &json!(3600)));
    caller.token = seen.body["access_token"].as_str().unwrap().to_owned();
    assert_eq!(caller.get("/api/v2/tokens/me").status, 200);
    caller.wait_ms(3_600_000);
    let seen = caller.get("/api/v2/tokens/me");
    assert_eq!((seen.status, &seen.body["code"]), (401, &json!("bad.credentials")));
}

#[test]
fn a_wrong_secret_is_refused_in_the_oauth_form() {
    let seen = log_in(&mut small(), "guess");
    assert_eq!((seen.status, &seen.body["error"]), (401, &json!("invalid_client")));
    let seen = log_in(&mut small().behaving(|b| b.wrong_secret_status = 400), "guess");
    assert_eq!(seen.status, 400);
}

#[test]
fn credentials_in_the_form_are_refused_unless_switched_on() {
    let body =
        format!("grant_type=client_credentials&client_id={}&client_secret=s3cret", ClientId::named("muster"));
    let request = Request::post("/oauth/token").body(Bytes::from(body)).unwrap();
    let seen = small().send(&request);
    assert_eq!((seen.status, &seen.body["error"]), (400, &json!("invalid_request")));
    assert_eq!(small().behaving(|b| b.form_credentials = true).send(&request).status, 200);
}

#[test]
fn too_many_token_requests_are_a_400_that_says_rate_limit() {
    let mut caller = small();
    caller.tenant.limits_mut().token_requests = 2;
    assert_eq!([log_in(&mut caller, "s3cret").status, log_in(&mut caller, "s3cret").status], [200, 200]);
    let seen = log_in(&mut caller, "s3cret");
    assert_eq!((seen.status, &seen.body["error"]), (400, &json!("invalid_request")));
    assert!(seen.body["description"].as_str().unwrap().starts_with("rate limit exceeded"));
    caller.wait_ms(60_000);
    assert_eq!(log_in(&mut caller, "s3cret").status, 200);
}

#[test]
fn without_a_token_authentication_is_required() {
    let mut caller = small();
    let request = Request::get("/api/v2/users").body(Bytes::new()).unwrap();
    assert_eq!(caller.send(&request).body["code"], "authentication.required");
    caller.tenant.end_all_tokens();
    assert_eq!(caller.get("/api/v2/users").body["code"], "bad.credentials");
}

#[test]
fn a_client_sees_its_own_organisation_grants_and_limits() {
    let mut caller = small();
    assert_eq!(caller.get("/api/v2/tokens/me").body["OAuthClient"]["name"], "muster");
    let own = caller.get("/api/v2/authorization/subjects/me?includeFullRoles=true").body;
    assert_eq!(own["grants"][0]["division"]["id"], "*");
    assert_eq!(own["grants"][0]["role"]["name"], "admin");
    assert!(own["grants"][0]["role"]["policies"].as_array().unwrap().len() > 5);
    let limits = caller.get("/api/v2/organizations/limits/namespaces/platform.api").body;
    let keys: Vec<_> = limits["entities"].as_array().unwrap().iter().map(|limit| &limit["key"]).collect();
    assert!(keys.contains(&&json!("client.credentials.token.rate.per.minute")));
    assert_eq!(caller.get("/api/v2/users/me").body["code"], "not.a.user");
}
