//! A tenant that is written down refers to things by name: no call and no edit may give a name twice.

use crate::common::{Caller, group, role, skill, small};
use muster_simulator::{DivisionId, Edit, Tenant};
use serde_json::{Value, json};

fn edit(caller: &mut Caller, edit: Value) -> Result<(), String> {
    let edit: Edit = serde_json::from_value(edit).unwrap();
    caller.tenant.apply(&[edit], caller.now).map_err(|error| error.because)
}

/// What is saved now is what the next start finds.
fn survives(caller: &Caller) {
    let again = Tenant::from_seed(&caller.tenant.to_seed()).unwrap();
    assert_eq!(again.state(), caller.tenant.state());
}

#[test]
fn a_rename_by_other_hands_is_saved_and_a_taken_name_is_refused_with_a_sentence() {
    let kinds = [
        ("division", "Sales", "Support"),
        ("role", "Agent", "Supervisor"),
        ("skill", "Billing", "Network"),
        ("language", "English", "Deutsch"),
        ("group", "Leads", "Choir"),
        ("queue", "Billing", "Orders"),
        ("team", "Blue", "Green"),
    ];
    for (kind, name, taken) in kinds {
        let mut caller = small();
        let rename = |to: &str| json!({ "rename": { "thing": { kind: name }, "to": to } });
        for wanted in [taken.to_owned(), taken.to_uppercase()] {
            let refused = edit(&mut caller, rename(&wanted)).unwrap_err();
            assert_eq!(refused, format!("there is a {kind} named {taken:?} already"));
        }
        assert_eq!(edit(&mut caller, rename("")).unwrap_err(), format!("a {kind} needs a name"));
        edit(&mut caller, rename(&name.to_uppercase())).unwrap();
        let rename = json!({ "rename": { "thing": { kind: name.to_uppercase() }, "to": "Another" } });
        edit(&mut caller, rename).unwrap();
        survives(&caller);
    }
}

#[test]
fn what_takes_the_former_name_of_a_renamed_thing_is_not_that_thing() {
    let kinds = [
        ("division", "Sales"),
        ("role", "Agent"),
        ("skill", "Billing"),
        ("language", "English"),
        ("group", "Leads"),
        ("queue", "Billing"),
        ("team", "Blue"),
    ];
    for (kind, name) in kinds {
        let mut caller = small();
        let create = json!({ format!("create_{kind}"): { "name": name } });
        let refused = edit(&mut caller, create.clone()).unwrap_err();
        assert_eq!(refused, format!("there is a {kind} named {name:?} already"));
        edit(&mut caller, json!({ "rename": { "thing": { kind: name }, "to": "Another" } })).unwrap();
        let before = count(&caller, kind);
        edit(&mut caller, create).unwrap();
        assert_eq!(count(&caller, kind), before + 1, "{kind}");
        survives(&caller);
    }
}

fn count(caller: &Caller, kind: &str) -> usize {
    let state = serde_json::to_value(caller.tenant.state_ref()).unwrap();
    state[format!("{kind}s")].as_object().unwrap().len()
}

#[test]
fn calls_that_give_a_taken_name_answer_409() {
    let mut caller = small();
    let roles = "/api/v2/authorization/roles";
    let divisions = "/api/v2/authorization/divisions";
    let named = |name: &str| json!({ "name": name, "permissions": [] });
    let agent = format!("{roles}/{}", role("Agent"));
    let sales = format!("{divisions}/{}", DivisionId::named("Sales"));
    let group_body = |name: &str| json!({ "name": name, "type": "official", "visibility": "public", "rulesVisible": true, "version": 1 });
    let taken = [
        ("PUT", agent.as_str(), named("Supervisor")),
        ("PUT", &agent, named("supervisor")),
        ("POST", roles, named("Agent")),
        ("PUT", &sales, json!({ "name": "Support" })),
        ("POST", divisions, json!({ "name": "Support" })),
        ("PUT", &format!("/api/v2/groups/{}", group("Leads")), json!({ "name": "Choir", "version": 1 })),
        ("POST", "/api/v2/groups", group_body("Choir")),
        ("POST", "/api/v2/routing/skills", json!({ "name": "Billing" })),
        ("POST", "/api/v2/routing/languages", json!({ "name": "English" })),
    ];
    for (method, path, body) in taken {
        let seen = caller.call(method, path, Some(body));
        assert_eq!((seen.status, &seen.body["code"]), (409, &json!("general.conflict")), "{method} {path}");
    }
    caller.done("PUT", &agent, Some(named("AGENT")));
    caller.done("PUT", &agent, Some(named("Clerk")));
    survives(&caller);
}

#[test]
fn a_new_thing_does_not_replace_the_one_that_had_its_name() {
    let mut caller = small();
    edit(&mut caller, json!({ "rename": { "thing": { "skill": "Billing" }, "to": "Invoices" } })).unwrap();
    edit(&mut caller, json!({ "rename": { "thing": { "role": "Agent" }, "to": "Clerk" } })).unwrap();
    let made = caller.done("POST", "/api/v2/routing/skills", Some(json!({ "name": "Billing" })));
    assert_ne!(made.body["id"], json!(skill("Billing")));
    let body = json!({ "name": "Agent", "permissions": [] });
    let made = caller.done("POST", "/api/v2/authorization/roles", Some(body));
    assert_ne!(made.body["id"], json!(role("Agent")));
    survives(&caller);
}

#[test]
fn default_roles_cannot_be_deleted_by_other_hands_either() {
    let mut caller = small();
    let refused = edit(&mut caller, json!({ "delete": { "role": "employee" } })).unwrap_err();
    assert_eq!(refused, "a default role cannot be deleted");
    survives(&caller);
}
