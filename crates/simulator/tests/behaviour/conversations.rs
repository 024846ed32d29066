use crate::common::{Caller, queue, small, user};
use muster_simulator::{ConversationId, DivisionId, Edit, ParticipantId};
use serde_json::{Value, json};

fn talk(name: &str) -> String {
    format!("/api/v2/conversations/{}", ConversationId::named(name))
}

fn part(name: &str, place: usize) -> String {
    let id = ParticipantId::named(&format!("{} {place}", ConversationId::named(name)));
    format!("{}/participants/{id}", talk(name))
}

fn sessions(caller: &mut Caller, name: &str) -> Vec<Value> {
    let seen = caller.get(&format!("/api/v2/analytics/agents/{}/status", user(name)));
    seen.body["sessions"].as_array().unwrap().clone()
}

fn summary(caller: &mut Caller, name: &str) -> Value {
    caller.get(&format!("/api/v2/users/{}?expand=conversationSummary", user(name))).body["conversationSummary"].clone()
}

#[test]
fn a_busy_agent_is_seen_busy_everywhere() {
    let mut caller = small();
    let media: Vec<_> = sessions(&mut caller, "ana").iter().map(|one| one["mediaType"].clone()).collect();
    assert_eq!(media.len(), 3);
    let found = summary(&mut caller, "ana");
    let active = |found: &Value, medium: &str, side: &str| found[medium][side]["active"].as_u64().unwrap();
    assert_eq!(
        ["call", "email", "chat", "message"].map(|medium| active(&found, medium, "contactCenter")),
        [1, 1, 1, 0]
    );
    let found = summary(&mut caller, "ben");
    assert_eq!(active(&found, "call", "enterprise"), 1, "ben's call came through no queue");
    assert_eq!(active(&found, "callback", "contactCenter"), 1);
}

#[test]
fn routing_status_follows_the_work_while_on_queue() {
    let mut caller = small();
    let status = |caller: &mut Caller| {
        let seen = caller.get(&format!("/api/v2/users/{}/routingstatus", user("ana")));
        seen.body["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(&mut caller), "OFF_QUEUE");
    let on_queue = json!({ "presenceDefinition": { "id": muster_simulator::PresenceId::named("OnQueue") } });
    caller.done("PATCH", &format!("/api/v2/users/{}/presences/purecloud", user("ana")), Some(on_queue));
    assert_eq!(status(&mut caller), "INTERACTING");
    for name in ["call", "mail", "chat"] {
        caller.done("DELETE", &talk(name), None);
    }
    assert_eq!(status(&mut caller), "IDLE");
}

#[test]
fn work_is_handed_back_to_a_queue_and_seen_there_later() {
    let mut caller = small().behaving(|behaviour| {
        behaviour.lag.conversations_ms = 1_000;
        behaviour.lag.analytics_ms = 5_000;
    });
    let body = json!({ "queueId": queue("Orders"), "transferType": "Unattended" });
    let path = part("call", 2) + "/replace/queue";
    assert_eq!(caller.post(&path, body.clone()).status, 202);
    assert_eq!(sessions(&mut caller, "ana").len(), 3, "analytics come late");
    let shown = caller.get(&talk("call")).body;
    assert_eq!(shown["participants"].as_array().unwrap().len(), 3, "and so does the conversation");
    let again = caller.post(&path, body).body;
    assert_eq!(again["code"], "conversation.error.participant.no.active.conversations");
    caller.wait_ms(1_000);
    let shown = caller.get(&talk("call")).body;
    let last = shown["participants"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["purpose"], &last["queueName"]), (&json!("acd"), &json!("Orders")));
    assert!(shown["endTime"].is_null(), "the customer waits");
    assert_eq!(sessions(&mut caller, "ana").len(), 3);
    caller.wait_ms(4_000);
    assert_eq!(sessions(&mut caller, "ana").len(), 2);
}

#[test]
fn the_last_one_out_ends_the_conversation() {
    let mut caller = small();
    assert_eq!(caller.patch(&part("call", 2), json!({ "state": "disconnected" })).status, 202);
    let shown = caller.get(&talk("call")).body;
    assert!(shown["endTime"].is_string());
    assert!(shown["participants"].as_array().unwrap().iter().all(|one| one["endTime"].is_string()));
}

#[test]
fn after_call_work_is_work_until_the_wrap_up() {
    let mut caller = small();
    assert_eq!(caller.patch(&part("chat", 2), json!({ "state": "disconnected" })).status, 202);
    assert_eq!(summary(&mut caller, "ana")["chat"]["contactCenter"], json!({ "active": 0, "acw": 1 }));
    let types: Vec<_> = sessions(&mut caller, "ana").iter().map(|one| one["segmentType"].clone()).collect();
    assert!(types.contains(&json!("wrapup")));
    let refused = caller.post(&(part("chat", 2) + "/replace/queue"), json!({ "queueId": queue("Orders") }));
    assert_eq!(refused.body["code"], "conversations.error.transfer.not.connected");
    assert_eq!(caller.patch(&part("chat", 2), json!({ "wrapup": { "code": "done" } })).status, 202);
    assert_eq!(summary(&mut caller, "ana")["chat"]["contactCenter"], json!({ "active": 0, "acw": 0 }));
}

#[test]
fn conversations_of_other_divisions_are_out_of_reach() {
    let mut caller = small();
    caller.tenant.edit(|state| {
        let lead = state.roles.get_mut(&muster_simulator::RoleId::named("Support Lead")).unwrap();
        lead.permissions.insert("conversation:*:*".into());
        lead.permissions.insert("analytics:*:*".into());
    });
    let mut caller = caller.calling_as("support");
    assert_eq!(caller.get(&talk("call")).status, 200, "it came through Billing, in Support");
    assert_eq!(caller.get(&talk("text")).status, 403, "it waits in Orders, in Sales");
    assert_eq!(caller.delete(&talk("text")).status, 403);
    assert_eq!(caller.get(&format!("/api/v2/analytics/agents/{}/status", user("ben"))).status, 403);
    let all = caller.post("/api/v2/analytics/agents/status/query", json!({})).body;
    let names: Vec<_> = all["entities"].as_array().unwrap().iter().map(|one| &one["userName"]).collect();
    assert_eq!(names, ["Ana Ito"]);
}

#[test]
fn a_conversation_that_was_handed_into_a_division_can_be_seen_there() {
    let mut caller = small();
    let body = json!({ "queueId": queue("Billing") });
    assert_eq!(caller.post(&(part("text", 1) + "/replace/queue"), body).status, 202);
    let touched = &caller.tenant.state_ref().conversations[&ConversationId::named("text")].divisions;
    assert_eq!(*touched, ["Sales", "Support"].map(DivisionId::named).into());
}

#[test]
fn conversations_survive_being_written_down() {
    let mut caller = small();
    caller.post(&(part("call", 2) + "/replace/queue"), json!({ "queueId": queue("Orders") }));
    caller.delete(&talk("mail"));
    let again = muster_simulator::Tenant::from_seed(&caller.tenant.to_seed()).unwrap();
    assert_eq!(again.state(), caller.tenant.state());
    assert!(again.is_signed_in(user("ana")));
}

#[test]
fn other_hands_start_and_end_conversations() {
    let mut caller = small();
    let edits: Vec<Edit> = serde_json::from_value(json!([
        { "start_conversation": { "name": "new", "agent": "cora@example.org", "media": "message" } },
        { "set_stage": { "conversation": ConversationId::named("new"), "user": "cora@example.org", "stage": "held" } },
        { "end_conversation": { "conversation": ConversationId::named("call") } },
    ]))
    .unwrap();
    caller.tenant.apply(&edits, caller.now).unwrap();
    assert_eq!(sessions(&mut caller, "cora")[0]["segmentType"], "hold");
    assert_eq!(sessions(&mut caller, "ana").len(), 2);
}

fn deactivate(caller: &mut Caller, name: &str) {
    let version = caller.get(&format!("/api/v2/users/{}", user(name))).body["version"].clone();
    let body = json!({ "version": version, "state": "inactive" });
    caller.done("PATCH", &format!("/api/v2/users/{}", user(name)), Some(body));
}

#[test]
fn an_agent_who_is_put_to_sleep_leaves_callers_stranded_until_they_are_moved() {
    let mut caller = small();
    assert_eq!(caller.tenant.stranded(), []);
    deactivate(&mut caller, "ana");
    let mut left = ["call", "mail", "chat"].map(ConversationId::named);
    left.sort();
    assert_eq!(caller.tenant.stranded(), left, "deactivation ends no conversation");
    assert_eq!(sessions(&mut caller, "ana").len(), 3, "and they can still be found");
    let body = json!({ "userId": user("ben"), "transferType": "Unattended" });
    assert_eq!(caller.post(&(part("call", 2) + "/replace/agent"), body).status, 202);
    let body = json!({ "queueId": queue("Orders"), "transferType": "Unattended" });
    assert_eq!(caller.post(&(part("mail", 2) + "/replace/queue"), body).status, 202);
    assert_eq!(caller.tenant.stranded(), [ConversationId::named("chat")]);
    assert_eq!(caller.patch(&part("chat", 2), json!({ "state": "disconnected" })).status, 202);
    assert_eq!(caller.tenant.stranded(), [], "handed on, waiting, over");
    deactivate(&mut caller, "ben");
    assert!(caller.tenant.stranded().contains(&ConversationId::named("call")), "and stranded once more");
}

#[test]
fn deactivation_takes_roles_and_leaves_tokens() {
    let mut caller = small();
    let before = caller.tenant.state_ref().users[&user("ana")].grants.len();
    assert!(before > 0 && caller.tenant.is_signed_in(user("ana")));
    deactivate(&mut caller, "ana");
    assert!(caller.tenant.state_ref().users[&user("ana")].grants.is_empty());
    assert!(caller.tenant.is_signed_in(user("ana")), "only ending the tokens logs somebody out");
    caller.done("DELETE", &format!("/api/v2/tokens/{}", user("ana")), None);
    assert!(!caller.tenant.is_signed_in(user("ana")));
}
