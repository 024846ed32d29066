//! The second half of the session: agents and their work, teams, phones, licences, clients, audits.

use crate::Session;
use crate::common::{group, queue, role, skill, start, user};
use muster_simulator::{
    ClientId, ConversationId, DivisionId, LanguageId, ParticipantId, SchemaId, SkillCondition, TeamId,
};
use serde_json::{Value, json};

fn talk(name: &str) -> String {
    format!("/api/v2/conversations/{}", ConversationId::named(name))
}

/// The participant that came at this place.
fn part(name: &str, place: usize) -> String {
    let id = ParticipantId::named(&format!("{} {place}", ConversationId::named(name)));
    format!("{}/participants/{id}", talk(name))
}

pub(crate) fn work_of_agents(session: &mut Session) {
    let ana = user("ana");
    session.get(&format!("/api/v2/users/{ana}?expand=conversationSummary,routingStatus,station,team"));
    session.get(&format!("/api/v2/analytics/agents/{ana}/status"));
    let one = |dimension: &str, value: &str| json!({ "dimension": dimension, "value": value });
    let filter = |list: Value| json!({ "type": "and", "predicates": list });
    session.call(
        "POST",
        "/api/v2/analytics/agents/status/query",
        Some(json!({
            "userFilter": filter(json!([one("userId", &ana.to_string())])),
            "sessionFilter": filter(json!([one("mediaType", "voice")])),
        })),
    );
    let interval = "2026-02-20T00:00:00.000Z/2026-03-02T00:00:00.000Z";
    let dimension = |name: &str, operator: &str, value: Value| {
        let mut made = json!({ "type": "dimension", "dimension": name, "operator": operator });
        if !value.is_null() {
            made["value"] = value;
        }
        made
    };
    let found = session.call(
        "POST",
        "/api/v2/analytics/conversations/details/query",
        Some(json!({
            "interval": interval, "order": "desc", "orderBy": "conversationStart",
            "paging": { "pageSize": 100, "pageNumber": 1 },
            "conversationFilters": [filter(json!([dimension("conversationEnd", "notExists", Value::Null)]))],
            "segmentFilters": [filter(json!([
                dimension("userId", "matches", json!(ana)), dimension("segmentEnd", "notExists", Value::Null)]))],
        })),
    );
    assert_eq!(found.body["totalHits"], 3);
    session.call(
        "POST",
        "/api/v2/analytics/conversations/activity/query",
        Some(json!({
            "metrics": [{ "metric": "oInteracting" }, { "metric": "oWaiting" }], "groupBy": ["queueId", "mediaType"],
            "filter": { "type": "or", "predicates": [
                { "type": "dimension", "dimension": "queueId", "operator": "matches", "value": queue("Billing").to_string() }] },
        })),
    );
}

/// Sends a change of a conversation that must be accepted.
fn accepted(session: &mut Session, method: &str, path: String, body: Value) {
    assert_eq!(session.call(method, &path, Some(body)).status, 202, "{path}");
}

/// Sends a change of a conversation that must be refused with this code.
fn refused(session: &mut Session, method: &str, path: String, body: Value, code: &str) {
    let seen = session.call(method, &path, Some(body));
    assert_eq!(seen.body["code"], code, "{path}: {}", seen.body);
}

pub(crate) fn conversations(session: &mut Session) {
    session.get("/api/v2/conversations");
    session.each_get(&[&talk("call"), &talk("mail"), &talk("chat"), &talk("promise"), &talk("text")]);
    let unattended = |key: &str, value: Value| json!({ "transferType": "Unattended", key: value });
    let (orders, ben) = (json!(queue("Orders")), json!(user("ben")));
    accepted(session, "POST", part("call", 2) + "/replace/queue", unattended("queueId", orders.clone()));
    accepted(session, "POST", part("mail", 2) + "/replace/agent", unattended("userId", ben.clone()));
    accepted(session, "POST", part("private", 1) + "/transfer", unattended("address", json!("+15550123")));
    accepted(session, "POST", part("call", 3) + "/replace", unattended("userId", ben));
    refusals_of_transfers(session, &json!({ "queueId": orders }));
    refusals_of_changes(session);
    accepted(session, "PATCH", part("chat", 2), json!({ "state": "disconnected" }));
    session.get(&talk("chat"));
    let code = "conversation.error.wrapup.code.required";
    refused(session, "PATCH", part("chat", 2), json!({ "state": "disconnected" }), code);
    accepted(session, "PATCH", part("chat", 2), json!({ "wrapup": { "code": "done" } }));
    assert_eq!(session.call("POST", &(talk("text") + "/disconnect"), None).status, 202);
    session.call("DELETE", &talk("promise"), None);
}

/// Every refusal that a transfer knows.
fn refusals_of_transfers(session: &mut Session, to_orders: &Value) {
    let attended = "conversations.error.transfer.acd.call.unattended";
    let all = [
        ("chat", 2, "/replace/queue", &json!({}), "conversations.error.transfer.destination.required"),
        ("promise", 2, "/replace/queue", to_orders, "conversations.error.transfer.not.connected"),
        ("text", 1, "/replace/queue", to_orders, "conversations.error.transfer.same.party"),
        ("chat", 2, "/transfer", &json!({ "address": "x" }), "conversations.error.transfer.chat.external"),
        ("call", 2, "/replace/queue", to_orders, "conversation.error.participant.no.active.conversations"),
        ("chat", 9, "/replace/queue", to_orders, "conversation.error.not.conversation.participant"),
        ("chat", 0, "/replace/queue", to_orders, "conversation.error.forbidden.not.active.participant"),
    ];
    for (name, place, verb, body, code) in all {
        refused(session, "POST", part(name, place) + verb, body.clone(), code);
    }
    session.caller.tenant.behaviour_mut().queue_call_needs_attended_transfer = true;
    session.caller.tenant.edit(|state| {
        let talk = state.conversations.get_mut(&ConversationId::named("call")).unwrap();
        talk.participants[4].stage = muster_simulator::Stage::Connected;
    });
    refused(session, "POST", part("call", 4) + "/replace/queue", to_orders.clone(), attended);
    session.caller.tenant.behaviour_mut().queue_call_needs_attended_transfer = false;
}

/// Every refusal that a change of a participant knows.
fn refusals_of_changes(session: &mut Session) {
    let wrapup = json!({ "wrapup": { "code": "done" } });
    let all = [
        ("chat", 0, wrapup, "conversation.error.forbidden.not.active.participant"),
        ("text", 1, json!({ "state": "disconnected" }), "conversation.error.cannot.disconnect.call"),
        ("chat", 2, json!({ "wrapupSkipped": true }), "conversation.error.wrapup.cannot.skip"),
    ];
    for (name, place, body, code) in all {
        refused(session, "PATCH", part(name, place), body, code);
    }
}

pub(crate) fn teams(session: &mut Session) {
    let blue = format!("/api/v2/teams/{}", TeamId::named("Blue"));
    let members = format!("{blue}/members");
    session.each_get(&["/api/v2/teams?pageSize=1", "/api/v2/teams?name=bl", &blue, &members]);
    session.call("DELETE", &format!("{members}?id={}", user("ana")), None);
    let ids = json!({ "memberIds": [user("ana"), user("nobody"), user("ben")] });
    session.call("POST", &members, Some(ids));
}

pub(crate) fn groups(session: &mut Session) {
    let made = session.call(
        "POST",
        "/api/v2/groups",
        Some(json!({ "name": "New ones", "type": "official", "rulesVisible": true, "visibility": "public",
            "ownerIds": [user("ana")], "description": "not kept" })),
    );
    assert!(made.body.get("description").is_none());
    let one = format!("/api/v2/groups/{}", made.body["id"].as_str().unwrap());
    let change =
        json!({ "version": 1, "visibility": "ownerIds", "description": "kept", "email": "new@example.org" });
    session.call("PUT", &one, Some(change.clone()));
    assert_eq!(session.call("PUT", &one, Some(change)).status, 409);
    session.call("DELETE", &one, None);
    let choir = group("Choir");
    session.get(&format!("/api/v2/groups/{choir}/dynamicsettings"));
    let network = SkillCondition { skill: skill("Network"), at_least: 3 };
    session.caller.tenant.edit(|state| state.groups.get_mut(&choir).unwrap().dynamic = vec![network]);
    session.get(&format!("/api/v2/groups/{choir}/dynamicsettings"));
    let by_hand = json!({ "memberIds": [user("ana")] });
    assert_eq!(session.call("POST", &format!("/api/v2/groups/{choir}/members"), Some(by_hand)).status, 400);
}

pub(crate) fn phones_and_attributes(session: &mut Session) {
    let ana = format!("/api/v2/users/{}", user("ana"));
    session.get(&format!("{ana}/station"));
    session.call("DELETE", &format!("{ana}/station/associatedstation"), None);
    session.call("DELETE", &format!("{ana}/station/defaultstation"), None);
    session.call("POST", &format!("{ana}/invite?force=true"), None);
    session.call("POST", &format!("{ana}/password"), Some(json!({ "newPassword": "long enough for all" })));
    session.call("POST", &format!("{ana}/password"), Some(json!({ "newPassword": "short" })));
    session.call("PUT", &format!("{ana}/profileskills"), Some(json!(["Chess"])));
    session.get(&format!("{ana}/profileskills"));
    let hr = SchemaId::named("HR");
    session.get("/api/v2/users/customattributes/schemas");
    let update =
        |attributes: Value| Some(json!({ "schemaId": hr, "schemaVersion": 1, "attributes": attributes }));
    session.call("PUT", &format!("{ana}/customattributes"), update(json!({ "shift": "late" })));
    session.call("PATCH", &format!("{ana}/customattributes"), update(json!({ "badge": "7" })));
    assert_eq!(
        session.call("PATCH", &format!("{ana}/customattributes"), update(json!({ "hat": 1 }))).status,
        400
    );
    let one = format!("{ana}/customattributes/{hr}");
    assert_eq!(session.get(&one).body["attributes"], json!({ "shift": "late", "badge": "7" }));
    session.call("DELETE", &one, None);
    assert_eq!(session.get(&one).status, 404);
}

pub(crate) fn licences(session: &mut Session) {
    session.call("POST", "/api/v2/license/infer/permissions", Some(json!(["routing:queue:join"])));
    let assignment = json!({ "licenseId": "cloudCX3", "userIdsAdd": [user("ana"), user("nobody")], "userIdsRemove": [user("ben")] });
    let seen =
        session.call("POST", "/api/v2/license/organization", Some(json!({ "assignments": [assignment] })));
    let results: Vec<_> = seen.body.as_array().unwrap().iter().map(|one| one["result"].clone()).collect();
    assert_eq!(results, ["SUCCESS", "USER_NOT_FOUND", "NOT_ASSIGNED"]);
}

pub(crate) fn roles_and_divisions(session: &mut Session) {
    let agent = role("Agent");
    let users = json!([user("ben")]);
    session.call("PUT", &format!("/api/v2/authorization/roles/{agent}/users/add"), Some(users.clone()));
    session.get(&format!("/api/v2/authorization/subjects/rolecounts?id={}", user("ben")));
    session.call("PUT", &format!("/api/v2/authorization/roles/{agent}/users/remove"), Some(users));
    session.each_get(&[
        "/api/v2/authorization/divisions/limit",
        "/api/v2/authorization/divisions/query?pageSize=2",
        "/api/v2/authorization/permissions?pageSize=100",
        "/api/v2/authorization/products",
    ]);
    let east = format!("/api/v2/authorization/divisions/{}", DivisionId::named("East"));
    session.call("PUT", &east, Some(json!({ "name": "Far East", "description": "moved" })));
    session.call("DELETE", &east, None);
    let support = format!("/api/v2/authorization/divisions/{}", DivisionId::named("Support"));
    assert_eq!(session.call("DELETE", &support, None).status, 400, "people live there");
}

pub(crate) fn catalogues(session: &mut Session) {
    let chess = format!("/api/v2/routing/skills/{}", skill("Chess"));
    session.call("PATCH", &chess, Some(json!({ "divisionId": DivisionId::named("Sales") })));
    session.call("DELETE", &chess, None);
    session.call("DELETE", &format!("/api/v2/routing/languages/{}", LanguageId::named("Latin")), None);
    let one = format!("/api/v2/users/{}/queues/{}", user("ana"), queue("Billing"));
    session.call("PATCH", &one, Some(json!({ "joined": true })));
    session.get("/api/v2/organizations/limits/namespaces");
    for name in ["groups", "users", "scim", "presence", "audit", "nowhere"] {
        session.get(&format!("/api/v2/organizations/limits/namespaces/{name}"));
    }
}

pub(crate) fn clients(session: &mut Session) {
    let reader = format!("/api/v2/oauth/clients/{}", ClientId::named("reader"));
    let seen = session.call("POST", &format!("{reader}/secret"), None);
    assert!(seen.body["secret"].as_str().is_some_and(|secret| secret != "reader"));
    let change = json!({ "name": "reader", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "disabled",
        "accessTokenValiditySeconds": 600, "roleDivisions": [{ "roleId": role("Reader"), "divisionId": "*" }] });
    session.call("PUT", &reader, Some(change));
    assert!(session.get(&reader).body.get("secret").is_none());
}

pub(crate) fn audits(session: &mut Session) {
    session.get("/api/v2/audits/query/servicemapping");
    session.caller.tenant.behaviour_mut().lag.audit_ms = 1_000;
    let interval = format!("2026-02-20T00:00:00.000Z/{}", start() + jiff::SignedDuration::from_hours(24));
    let asked = session.call("POST", "/api/v2/audits/query", Some(json!({ "interval": interval, "serviceName": "Groups",
        "filters": [{ "property": "EntityType", "value": "Group" }], "sort": [{ "name": "Timestamp", "sortOrder": "descending" }] })));
    let one = format!("/api/v2/audits/query/{}", asked.body["id"].as_str().unwrap());
    assert_eq!(
        (asked.body["state"].as_str(), session.get(&format!("{one}/results")).status),
        (Some("Queued"), 400)
    );
    session.caller.wait_ms(600);
    assert_eq!(session.get(&one).body["state"], "Running");
    session.caller.wait_ms(600);
    assert_eq!(session.get(&one).body["state"], "Succeeded");
    let first = session.get(&format!("{one}/results?pageSize=2")).body;
    let cursor = first["cursor"].as_str().unwrap();
    let second = session.get(&format!("{one}/results?pageSize=2&cursor={cursor}")).body;
    assert_ne!(first["entities"][0]["id"], second["entities"][0]["id"]);
}
