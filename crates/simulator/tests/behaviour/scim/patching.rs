//! PATCH of users: paths, lists, extensions, what changes nothing.

use super::*;

fn ana(caller: &mut Caller) -> Value {
    caller.get(&path("ana")).body
}

fn skills(name: &str, level: f64) -> Value {
    json!({ "name": name, "proficiency": level })
}

#[test]
fn adding_to_a_list_merges_and_replacing_replaces() {
    let mut caller = small();
    let list = format!("{GENESYS}:routingSkills");
    let two = json!([skills("Billing", 5.0), skills("Network", 1.0)]);
    assert_eq!(patched(&mut caller, "add", &list, two.clone()).status, 200);
    assert_eq!(ana(&mut caller)[GENESYS]["routingSkills"], two);
    patched(&mut caller, "add", &list, json!({ "name": "billing", "proficiency": 2 }));
    assert_eq!(caller.tenant.state().users[&user("ana")].skills[&skill("Billing")], 2.0);
    let one = json!([skills("Networking Plus", 4.0)]);
    let seen = patched(&mut caller, "replace", &list, one.clone());
    assert_eq!(seen.body[GENESYS]["routingSkills"], one);
    let seen = patched(&mut caller, "remove", &list, Value::Null);
    assert_eq!(seen.body[GENESYS]["routingSkills"], json!([]));
}

#[test]
fn a_filter_chooses_the_elements_that_are_changed() {
    let mut caller = small();
    let skill_path = |tail: &str| format!("{GENESYS}:routingSkills[name eq \"Billing\"]{tail}");
    let seen = patched(&mut caller, "replace", &skill_path(".proficiency"), json!(4.5));
    assert_eq!(seen.body[GENESYS]["routingSkills"], json!([skills("Billing", 4.5)]));
    let seen = patched(&mut caller, "replace", &skill_path(""), json!({ "proficiency": 1 }));
    assert_eq!(seen.body[GENESYS]["routingSkills"], json!([skills("Billing", 1.0)]));
    let seen = patched(&mut caller, "remove", &skill_path(""), Value::Null);
    assert_eq!(seen.body[GENESYS]["routingSkills"], json!([]));
    let pair = format!("{GENESYS}:externalIds[authority eq \"ad:objectGUID\"]");
    let seen = patched(&mut caller, "replace", &format!("{pair}.value"), json!("guid-2"));
    let renamed = json!([{ "authority": "ad:objectGUID", "value": "guid-2" }]);
    assert_eq!(seen.body[GENESYS]["externalIds"], renamed);
    assert_eq!(caller.get("/api/v2/users/externalid/ad%3AobjectGUID/guid-ana").status, 404);
    assert_eq!(caller.get("/api/v2/users/externalid/ad%3AobjectGUID/guid-2").status, 200);
    patched(&mut caller, "remove", &pair, Value::Null);
    assert_eq!(caller.tenant.state().users[&user("ana")].external_ids.len(), 0);
}

#[test]
fn a_number_is_made_where_there_was_none_unless_switched() {
    let mut caller = small();
    let work = "phoneNumbers[type eq \"work\"].value";
    let seen = patched(&mut caller, "add", work, json!("+15550100"));
    let wanted = json!([{ "value": "+15550100", "type": "work", "primary": false }]);
    assert_eq!(seen.body["phoneNumbers"], wanted);
    let seen = patched(&mut caller, "replace", "phoneNumbers[type eq \"mobile\"].value", json!("+15550101"));
    assert_eq!(seen.body["phoneNumbers"].as_array().unwrap().len(), 2);
    let seen = patched(&mut caller, "replace", "emails[type eq \"work\"].value", json!("a@work.example.org"));
    assert_eq!(seen.body["emails"][1]["value"], "a@work.example.org");
    let seen = patched(&mut caller, "remove", "emails[type eq \"work\"]", Value::Null);
    assert_eq!(seen.body["emails"].as_array().unwrap().len(), 1);
    let mut strict = small().behaving(|b| b.scim.value_paths_create = false);
    assert_eq!(said(&patched(&mut strict, "replace", work, json!("+15550100"))), (400, "noTarget"));
}

#[test]
fn a_second_number_of_a_type_takes_the_place_of_the_first() {
    let mut caller = small();
    for number in ["+15550100", "+15550199"] {
        patched(
            &mut caller,
            "add",
            "phoneNumbers",
            json!([{ "type": "work", "value": number, "primary": true }]),
        );
    }
    let wanted = json!([{ "value": "+15550199", "type": "work", "primary": true }]);
    assert_eq!(ana(&mut caller)["phoneNumbers"], wanted);
    let more = json!([{ "type": "mobile", "value": "+15550101", "primary": true }]);
    let seen = patched(&mut caller, "add", "phoneNumbers", more);
    assert_eq!(seen.body["phoneNumbers"][0]["primary"], false, "one is primary at most");
}

#[test]
fn what_scim_does_not_show_survives() {
    let mut caller = small();
    let addresses = json!([
        { "mediaType": "SMS", "type": "WORK", "address": "+15550111" },
        { "mediaType": "PHONE", "type": "WORK", "extension": "4711", "countryCode": "US" },
        { "mediaType": "PHONE", "type": "HOME", "address": "+15550112" },
    ]);
    let platform = format!("/api/v2/users/{}", user("ana"));
    caller.done("PATCH", &platform, Some(json!({ "version": 1, "addresses": addresses })));
    let before = caller.tenant.state().users[&user("ana")].addresses.clone();
    assert_eq!(patched(&mut caller, "replace", "title", json!("Lead")).status, 200);
    assert_eq!(caller.tenant.state().users[&user("ana")].addresses, before);
    patched(&mut caller, "remove", "phoneNumbers[type eq \"home\"]", Value::Null);
    assert_eq!(caller.tenant.state().users[&user("ana")].addresses, before[..2]);
}

#[test]
fn operations_without_a_path_name_their_attributes() {
    let mut caller = small();
    let value = json!({
        "title": "Lead", ENTERPRISE: { "department": "Phones" }, format!("{ENTERPRISE}:employeeNumber"): "7",
        "emails[type eq \"work\"].value": "a@work.example.org", "id": user("ana"),
    });
    let seen = caller.patch(&path("ana"), operations(json!([{ "op": "Add", "value": value }])));
    assert_eq!((seen.status, &seen.body["title"]), (200, &json!("Lead")));
    assert_eq!(seen.body[ENTERPRISE]["department"], "Phones");
    assert_eq!(seen.body[ENTERPRISE]["employeeNumber"], "7");
    assert_eq!(seen.body["emails"][1]["value"], "a@work.example.org");
}

#[test]
fn a_whole_extension_is_a_place_too_and_null_removes() {
    let mut caller = small();
    let seen =
        patched(&mut caller, "replace", ENTERPRISE, json!({ "department": "Phones", "division": "Sales" }));
    assert_eq!(seen.body[ENTERPRISE]["department"], "Phones");
    assert_eq!(caller.tenant.state().users[&user("ana")].division, DivisionId::named("Sales"));
    let body = operations(json!([{ "op": "replace", "path": "title", "value": null }]));
    assert_eq!(caller.patch(&path("ana"), body).body.get("title"), None);
    let seen = patched(&mut caller, "remove", ENTERPRISE, Value::Null);
    assert_eq!(seen.body[ENTERPRISE], json!({ "division": "Sales" }), "a user is always somewhere");
}

#[test]
fn the_login_can_be_changed_and_its_mirror_follows() {
    let mut caller = small();
    let seen = patched(&mut caller, "replace", "userName", json!("anna@example.org"));
    assert_eq!((seen.status, &seen.body["emails"][0]["value"]), (200, &json!("anna@example.org")));
    assert_eq!(total(&mut caller, "?filter=userName+eq+anna@example.org"), 1);
    let taken = patched(&mut caller, "replace", "userName", json!("DAN@example.org"));
    assert_eq!(said(&taken), (409, "uniqueness"), "a deleted user keeps the address");
}

#[test]
fn what_changes_nothing_raises_no_version() {
    let mut caller = small();
    let mut whole = ana(&mut caller);
    for operation in [
        json!({ "op": "replace", "path": "title", "value": "Agent" }),
        json!({ "op": "replace", "path": "active", "value": true }),
        json!({ "op": "add", "path": "roles", "value": [{ "value": "Agent" }] }),
        json!({ "op": "add", "path": format!("{GENESYS}:routingSkills"), "value": [skills("Billing", 3.0)] }),
        json!({ "op": "add", "path": format!("{GENESYS}:externalIds"), "value": whole[GENESYS]["externalIds"] }),
        json!({ "op": "replace", "path": format!("{ENTERPRISE}:division"), "value": "Support" }),
        json!({ "op": "replace", "path": "emails[type eq \"other\"].value", "value": "ana@example.org" }),
        json!({ "op": "replace", "value": { "id": user("ana"), "displayName": "Ana Ito" } }),
        json!({ "op": "remove", "path": "phoneNumbers" }),
    ] {
        let seen = caller.patch(&path("ana"), operations(json!([operation])));
        assert_eq!((seen.status, seen.header("etag")), (200, "\"1\""), "{operation} {}", seen.body);
    }
    let seen = caller.put(&path("ana"), whole.take());
    assert_eq!((seen.status, seen.header("etag")), (200, "\"1\""), "a user put back as it was read");
}

#[test]
fn one_refused_operation_undoes_the_others() {
    let mut caller = small();
    let before = caller.tenant.state();
    let good = json!([
        { "op": "replace", "path": "title", "value": "Lead" },
        { "op": "add", "path": "roles", "value": [{ "value": "Supervisor" }] },
        { "op": "replace", "path": "active", "value": false },
        { "op": "add", "path": format!("{GENESYS}:externalIds"), "value": [{ "authority": "hr", "value": "1" }] },
    ]);
    for bad in [
        json!({ "op": "replace", "path": "shoeSize", "value": 42 }),
        json!({ "op": "add", "path": "roles", "value": [{ "value": "Emperor" }] }),
        json!({ "op": "replace", "path": "userName", "value": "ben@example.org" }),
        json!({ "op": "remove", "path": "userName" }),
        json!({ "op": "jump" }),
    ] {
        let mut list = good.as_array().unwrap().clone();
        list.push(bad.clone());
        let seen = caller.patch(&path("ana"), operations(json!(list)));
        assert!(seen.status == 400 || seen.status == 409, "{bad}: {}", seen.status);
        assert_eq!(caller.tenant.state(), before, "{bad}");
    }
}
