//! Requests as Microsoft's and Okta's documentation show them.

use super::*;
use serde_json::{Value, json};

fn ada() -> Value {
    user(&json!({
        "schemas": [USER], "id": "theirs", "meta": {}, "groups": [], "password": "hunter2",
        "userName": "ada@example.com", "externalId": "e1", "active": "True", "name": {"givenName": "Ada", "familyName": "Osei"},
        "emails": [{"type": "work", "primary": "True", "value": "ada@example.com"}],
        ENTERPRISE: {"department": "Support"}
    }))
    .expect("a user")
}

fn patched(operations: Value) -> Result<Value, ScimFault> {
    patch(
        &ada(),
        &json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}),
    )
}

#[test]
fn a_user_is_kept_without_secrets_and_with_truths_as_such() {
    let ada = ada();
    assert_eq!(ada["active"], true);
    assert_eq!(ada["emails"][0]["primary"], true);
    for gone in ["password", "id", "meta", "groups", "schemas"] {
        assert!(ada.get(gone).is_none(), "{gone}");
    }
    assert_eq!(user(&json!({"userName": "x"})).expect("a user")["active"], true, "where nothing is said");
    for none in
        [json!([]), json!({}), json!({"userName": " "}), json!({"userName": "x", "active": "perhaps"})]
    {
        assert!(user(&none).is_err(), "{none}");
    }
}

#[test]
fn okta_deactivates_without_a_path() {
    let gone = patched(json!([{"op": "replace", "value": {"active": false}}])).expect("is carried out");
    assert_eq!(gone["active"], false);
    assert_eq!(gone["name"]["givenName"], "Ada", "the rest stays");
}

#[test]
fn entra_deactivates_with_a_text_and_capitals() {
    let gone =
        patched(json!([{"op": "Replace", "path": "active", "value": "False"}])).expect("is carried out");
    assert_eq!(gone["active"], false);
}

#[test]
fn entra_changes_parts_by_paths_with_selectors() {
    let moved = patched(json!([
        {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "ada.o@example.com"},
        {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+49 171"},
        {"op": "Replace", "path": "name.familyName", "value": "Osei-Bauer"},
        {"op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": "m1"},
        {"op": "Replace", "path": format!("{ENTERPRISE}:department"), "value": "Billing"},
        {"op": "Add", "path": "title", "value": "Lead"}
    ]))
    .expect("is carried out");
    assert_eq!(moved["emails"], json!([{"type": "work", "primary": true, "value": "ada.o@example.com"}]));
    assert_eq!(moved["phoneNumbers"], json!([{"type": "mobile", "value": "+49 171"}]));
    assert_eq!(moved["name"], json!({"givenName": "Ada", "familyName": "Osei-Bauer"}));
    assert_eq!(moved[ENTERPRISE], json!({"department": "Billing", "manager": "m1"}));
    assert_eq!(moved["title"], "Lead");
}

#[test]
fn entra_adds_many_at_once_with_dots_and_schemas_in_the_names() {
    let name = format!("{ENTERPRISE}:employeeNumber");
    let value = json!({"name.givenName": "Adaeze", "displayName": "Adaeze Osei", name: "1001"});
    let more = patched(json!([{"op": "Add", "value": value}])).expect("is carried out");
    assert_eq!(more["name"]["givenName"], "Adaeze");
    assert_eq!(more["displayName"], "Adaeze Osei");
    assert_eq!(more[ENTERPRISE]["employeeNumber"], "1001");
}

#[test]
fn lists_are_added_to_replaced_and_removed_from() {
    let home = json!({"type": "home", "value": "a@home.example"});
    let more =
        patched(json!([{"op": "add", "path": "emails", "value": [home.clone()]}])).expect("is carried out");
    assert_eq!(more["emails"].as_array().map(Vec::len), Some(2));
    let again = patch(&more, &json!({"Operations": [{"op": "add", "path": "emails", "value": home}]}));
    assert_eq!(again.expect("is carried out"), more, "once is enough");
    let less = json!({"Operations": [{"op": "remove", "path": "emails[type eq 'WORK']"}]});
    assert_eq!(patch(&more, &less).expect("is carried out")["emails"], json!([home]));
    let none = patched(json!([{"op": "remove", "path": "emails"}, {"op": "remove", "path": ENTERPRISE}]));
    let none = none.expect("is carried out");
    assert!(none.get("emails").is_none() && none.get(ENTERPRISE).is_none());
    let primary = json!([{"op": "replace", "path": "emails[primary eq true].value", "value": "x@y.example"}]);
    assert_eq!(patched(primary).expect("is carried out")["emails"][0]["value"], "x@y.example");
}

#[test]
fn what_cannot_be_carried_out_changes_nothing_and_has_its_word() {
    for (operations, kind) in [
        (
            json!([{"op": "replace", "path": "title", "value": "x"}, {"op": "move", "path": "title"}]),
            "invalidSyntax",
        ),
        (json!([{"op": "replace", "value": "x"}]), "invalidValue"),
        (json!([{"op": "replace", "path": "emails[type", "value": "x"}]), "invalidPath"),
        (json!([{"op": "replace", "path": "a b", "value": "x"}]), "invalidPath"),
        (json!([{"op": "replace", "path": "phoneNumbers[type eq \"work\"]", "value": "x"}]), "invalidValue"),
        (json!([{"op": "remove", "path": "userName"}]), "invalidValue"),
        (json!([{"op": "replace", "path": "id", "value": "x"}]), "mutability"),
        (json!(["x"]), "invalidSyntax"),
        (json!({}), "invalidSyntax"),
    ] {
        let fault = patched(operations.clone()).expect_err("cannot be carried out");
        assert_eq!(fault.kind(), kind, "{operations}: {fault}");
    }
}

#[test]
fn filters_of_the_field_are_read() {
    let filter = |text: &str| text.parse::<Filter>();
    let by_name = Filter { key: Key::UserName, value: "ada \"x\"@example.com".into() };
    assert_eq!(filter("userName eq \"ada \\\"x\\\"@example.com\""), Ok(by_name));
    assert_eq!(filter("externalId Eq \"e1\"").map(|filter| filter.key), Ok(Key::ExternalId));
    assert_eq!(filter(&format!("{USER}:userName eq \"a\"")).map(|filter| filter.key), Ok(Key::UserName));
    for text in [
        "",
        "userName",
        "userName co \"a\"",
        "userName eq a",
        "title eq \"a\"",
        "userName eq \"a\" and active eq true",
    ] {
        assert!(filter(text).is_err(), "{text}");
    }
}
