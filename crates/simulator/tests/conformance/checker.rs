//! What holds replies against the document would notice a wrong one.

use crate::common::document::Document;
use crate::common::{Seen, small, user};
use serde_json::{Value, json};

/// A reply of the simulator after somebody tampered with it, held against the document.
fn is_noticed(path: &str, tamper: impl FnOnce(&mut Seen)) -> bool {
    let mut seen = small().get(path);
    tamper(&mut seen);
    std::panic::catch_unwind(|| Document::new().check_reply("GET", path, &seen)).is_err()
}

#[test]
fn a_reply_that_the_document_does_not_know_is_noticed() {
    let one = format!("/api/v2/users/{}?expand=groups", user("ben"));
    let nobody = format!("/api/v2/users/{}", user("nobody"));
    let grants = format!("/api/v2/authorization/subjects/{}", user("ana"));
    assert!(!is_noticed(&one, |_| ()) && !is_noticed(&nobody, |_| ()) && !is_noticed(&grants, |_| ()));
    let without =
        |name: &'static str| move |seen: &mut Seen| drop(seen.body.as_object_mut().unwrap().remove(name));
    assert!(is_noticed(&one, |seen| seen.status = 202), "a success that is not listed");
    assert!(is_noticed(&nobody, |seen| seen.status = 418), "an error that is not listed");
    assert!(is_noticed(&one, |seen| drop(seen.headers.remove("inin-correlation-id"))));
    assert!(is_noticed(&one, without("version")), "a user needs its version; only a reference does without");
    assert!(is_noticed(&one, |seen| seen.body["manager"]["surname"] = json!("Ito")));
    assert!(is_noticed(&one, |seen| seen.body["version"] = json!("1")));
    assert!(is_noticed(&nobody, without("contextId")));
    assert!(is_noticed(&nobody, |seen| seen.body["contextId"] = json!("another")));
    assert!(is_noticed(&grants, |seen| seen.body["grants"][0]["grantMadeAt"] = json!("yesterday")));
    assert!(is_noticed("/api/v2/scim/Users/x", |seen| seen.body["scimType"] = json!("odd")));
    assert!(is_noticed("/api/v2/nowhere", |seen| (seen.status, seen.body) = (200, Value::Null)));
}
