use crate::common::{group, queue, role, small, user};
use muster_simulator::{DivisionId, Edit, Scope, UserState};
use serde_json::{Value, json};

fn edits(text: Value) -> Vec<Edit> {
    serde_json::from_value(text).unwrap()
}

#[test]
fn other_hands_change_what_a_tenant_holds_by_name() {
    let mut caller = small();
    let list = edits(json!([
        { "create_role": { "name": "Barista", "permissions": ["coffee:machine:use"] } },
        { "create_skill": { "name": "Latte" } },
        { "create_queue": { "name": "Counter", "division": "Sales" } },
        { "create_user": { "name": "Gil", "email": "gil@example.org", "groups": ["Choir"], "grants": ["Barista@*"] } },
        { "grant": { "user": "gil@example.org", "grant": "Agent@Sales" } },
        { "revoke": { "user": "ana@example.org", "grant": "Agent@Support" } },
        { "add_to_queue": { "queue": "Counter", "user": "gil@example.org" } },
        { "remove_from_queue": { "queue": "Billing", "user": "ana@example.org" } },
        { "set_skill": { "user": "gil@example.org", "name": "Latte", "level": 4.5 } },
        { "change_user": { "user": "ben@example.org", "division": "Sales", "title": "Lead", "presence": "OnQueue" } },
        { "delete_user": { "user": "cora@example.org" } },
        { "add_to_team": { "team": "Green", "user": "ana@example.org" } },
        { "rename": { "thing": { "group": "Leads" }, "to": "Heads" } },
        { "delete": { "skill": "Network" } },
    ]));
    caller.tenant.apply(&list, caller.now).unwrap();
    let state = caller.tenant.state();
    let gil = &state.users[&user("gil")];
    let held: Vec<_> = gil.grants.iter().map(|grant| grant.scope).collect();
    assert!(held.contains(&Scope::All) && held.contains(&Scope::Division(DivisionId::named("Sales"))));
    assert!(state.groups[&group("Choir")].members.contains(&user("gil")));
    assert!(state.queues[&queue("Counter")].members[&user("gil")].joined);
    assert!(!state.users[&user("ana")].grants.iter().any(|grant| grant.role == role("Agent")));
    assert_eq!(state.users[&user("ben")].routing_status, "IDLE");
    assert_eq!(state.users[&user("cora")].state, UserState::Deleted);
    assert_eq!(state.groups[&group("Leads")].name, "Heads", "the id stays");
    // What calls see agrees: the look-ups were kept true.
    let seen = caller.get(&format!("/api/v2/users/{}?expand=groups,skills,team", user("gil"))).body;
    assert_eq!(
        (&seen["groups"][0]["id"], &seen["skills"][0]["name"]),
        (&json!(group("Choir")), &json!("Latte"))
    );
    assert_eq!(
        caller.get(&format!("/api/v2/users/{}?expand=team", user("ana"))).body["team"]["name"],
        "Green"
    );
}

#[test]
fn an_edit_that_cannot_be_made_undoes_the_ones_before_it() {
    let mut caller = small();
    let before = caller.tenant.state();
    let list = edits(json!([
        { "delete_user": { "user": "ana@example.org" } },
        { "add_to_group": { "group": "Nobody's", "user": "ben@example.org" } },
    ]));
    let error = caller.tenant.apply(&list, caller.now).unwrap_err();
    assert_eq!(
        error.to_string(),
        "edit 2 cannot be made: the edit refers to the group \"Nobody's\", which the seed does not have"
    );
    assert_eq!(caller.tenant.state(), before);
}

#[test]
fn an_edit_lags_like_any_other_change() {
    let mut caller = small().behaving(|behaviour| behaviour.lag.group_members_ms = 1_000);
    let list = edits(json!([{ "add_to_group": { "group": "Choir", "user": "ana@example.org" } }]));
    caller.tenant.apply(&list, caller.now).unwrap();
    let path = format!("/api/v2/groups/{}/individuals", group("Choir"));
    assert_eq!(caller.get(&path).body["total"], 1);
    caller.wait_ms(1_000);
    assert_eq!(caller.get(&path).body["total"], 2);
}
