use crate::common::{small, start};
use muster_simulator::{Limits, Service};
use serde_json::json;

#[test]
fn every_reply_carries_its_correlation_id_and_the_window() {
    let mut caller = small();
    *caller.tenant.limits_mut() = Limits::default();
    let seen = caller.get("/api/v2/users");
    assert_eq!(seen.header("inin-ratelimit-count"), "1");
    assert_eq!(seen.header("inin-ratelimit-allowed"), "300");
    assert_eq!(seen.header("inin-ratelimit-reset"), "60");
    let refused = caller.get("/api/v2/users/none");
    assert_eq!(refused.header("inin-ratelimit-count"), "2");
    assert_eq!(refused.body["contextId"], refused.header("inin-correlation-id"));
    assert_ne!(refused.header("inin-correlation-id"), seen.header("inin-correlation-id"));
}

#[test]
fn the_301st_call_in_a_minute_is_429_with_the_exact_body() {
    let mut caller = small();
    *caller.tenant.limits_mut() = Limits::default();
    (0..300).for_each(|_| assert_eq!(caller.get("/api/v2/organizations/me").status, 200));
    caller.wait_ms(17_500);
    let seen = caller.get("/api/v2/organizations/me");
    assert_eq!((seen.status, seen.header("retry-after")), (429, "43"));
    assert_eq!(seen.header("inin-ratelimit-count"), "300");
    let context = seen.header("inin-correlation-id");
    let wanted = json!({
        "message": "Rate limit exceeded the maximum. Retry the request in [43] seconds",
        "code": "too.many.requests.retry.after", "status": 429, "contextId": context, "details": [], "errors": [],
    });
    assert_eq!(seen.body, wanted);
    assert_eq!(caller.tenant.calls().throttled, 1);
    caller.wait_ms(42_500);
    assert_eq!(caller.get("/api/v2/organizations/me").status, 200);
}

#[test]
fn a_service_has_a_lower_ceiling_of_its_own_that_all_tokens_share() {
    let mut caller = small();
    caller.tenant.limits_mut().services.insert(Service::Scim, 2);
    let path = "/api/v2/scim/v2/users?count=1";
    assert_eq!([caller.get(path).status, caller.get(path).status], [200, 200]);
    let mut caller = caller.calling_as("reader");
    let seen = caller.get(path);
    assert_eq!((seen.status, &seen.body["code"]), (429, &json!("too.many.requests.retry.after")));
    assert_eq!(caller.get("/api/v2/users").status, 200, "other services go on");
}

#[test]
fn calls_are_counted_by_operation() {
    let mut caller = small();
    caller.get("/api/v2/users");
    caller.get(&format!("/api/v2/users/{}", crate::common::user("ana")));
    caller.post("/api/v2/users/search", json!({}));
    caller.patch(
        &format!("/api/v2/users/{}", crate::common::user("ana")),
        json!({"version": 1, "title": "Lead"}),
    );
    let calls = caller.tenant.calls();
    assert_eq!((calls.total(), calls.writes()), (4, 1));
    assert_eq!(calls.by_operation["GET /api/v2/users/{userId}"], 1);
    caller.tenant.reset_calls();
    assert_eq!(caller.tenant.calls().total(), 0);
    assert_eq!(caller.now, start());
}

#[test]
fn a_body_must_be_json_and_not_too_long() {
    let mut caller = small();
    let mut request = caller.request("POST", "/api/v2/users/search", Some(&json!({})));
    request.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(caller.send(&request).status, 415);
    let long = json!({ "name": "x".repeat(512_000) });
    assert_eq!(caller.post("/api/v2/users", long).status, 413);
    assert_eq!(caller.call("PUT", "/api/v2/users", None).status, 405);
    assert_eq!(caller.get("/api/v2/nowhere").status, 404);
}
