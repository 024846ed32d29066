//! How somebody leaves: in which order, and in how few calls.

use crate::support::names::{account, person, uuid};
use crate::worlds::world;
use muster_core::compile::{Provision, compile};
use muster_core::entitlement::{Media, Presence, Routing, Slot, StationUse, Value};
use muster_core::guard::approve;
use muster_core::id::{ConversationId, ParticipantId, QueueId};
use muster_core::operation::{Call, Leave, Operation, Stage};
use muster_core::plan::{Change, Plan, Provenance, Subject, Transition};
use muster_core::tenant::AccountState;
use std::collections::BTreeMap;

fn change(
    name: &str,
    transition: Transition,
    slot: Slot,
    before: Option<Value>,
    after: Option<Value>,
) -> Change {
    let subject = Subject {
        person: person("corp-ad", name),
        display_name: name.into(),
        mail: None,
        account: Some(account(name)),
        version: Some(1),
    };
    let because = vec![Provenance::Gone { source: "corp-ad".into() }];
    Change { subject, transition, slot, before, after, because }
}

fn state(from: AccountState, to: AccountState) -> (Slot, Option<Value>, Option<Value>) {
    (Slot::Account, Some(Value::State(from)), Some(Value::State(to)))
}

fn talk(name: &str) -> Slot {
    let conversation = ConversationId(uuid(&format!("talk:{name}")));
    Slot::Conversation { conversation, participant: ParticipantId(uuid(&format!("part:{name}"))) }
}

fn billing() -> QueueId {
    QueueId(uuid("queue:Billing"))
}

/// Everything that can be taken from somebody who leaves.
fn everything(name: &str, transition: Transition) -> Vec<Change> {
    let live = || Some(Value::Live { media: Media::Call, queue: Some(billing()) });
    let presence = |presence| Some(Value::Presence(presence));
    let routing = |routing| Some(Value::Routing(routing));
    let rows = [
        state(AccountState::Active, AccountState::Inactive),
        (Slot::Queue { queue: billing() }, Some(Value::Held), None),
        (Slot::Presence, presence(Presence::OnQueue), presence(Presence::Offline)),
        (Slot::Routing, routing(Routing::Idle), routing(Routing::OffQueue)),
        (talk(name), live(), Some(Value::With(account("lead")))),
        (Slot::Tokens, Some(Value::Held), None),
        (Slot::Station { station: StationUse::Default }, Some(Value::Text("Desk 4".into())), None),
        (Slot::Licence { licence: "cloudCX3".into() }, Some(Value::Held), None),
    ];
    rows.into_iter().map(|(slot, before, after)| change(name, transition, slot, before, after)).collect()
}

fn plan(changes: Vec<Change>) -> Plan {
    let mut body = world(&["rule all: everyone, gives queue:Billing"]).plan().body;
    body.changes = changes;
    Plan::seal(body)
}

fn compiled(changes: Vec<Change>) -> Vec<Operation> {
    compile(&approve(plan(changes)).expect("the plan may run"), &Provision::default())
}

fn word(call: &Call) -> &'static str {
    match call {
        Call::SetState { .. } => "state",
        Call::RemoveQueueMembers { .. } => "queue",
        Call::Leave(Leave::SetPresence { .. }) => "presence",
        Call::Leave(Leave::SetOffQueue { .. }) => "off queue",
        Call::Leave(Leave::TransferToUser { .. }) => "to user",
        Call::Leave(Leave::TransferToQueue { .. }) => "to queue",
        Call::Leave(Leave::Disconnect { .. }) => "disconnect",
        Call::Leave(Leave::EndTokens { .. }) => "tokens",
        Call::Leave(Leave::ReleaseStation { .. }) => "phone",
        Call::Leave(Leave::ReleaseLicences { .. }) => "licence",
        Call::Leave(Leave::DeleteAccount { .. }) => "delete",
        other => panic!("{other:?} has nothing to do with a departure"),
    }
}

fn order(operations: &[Operation]) -> Vec<(Stage, &'static str)> {
    operations.iter().map(|operation| (operation.stage, word(&operation.call))).collect()
}

#[test]
fn a_leaver_gets_no_new_work_and_then_loses_the_account() {
    let operations = compiled(everything("ana", Transition::Leaver));
    let expected = [
        (Stage::Withdrawals, "presence"),
        (Stage::Losses, "queue"),
        (Stage::Conversations, "to user"),
        (Stage::Departures, "state"),
        (Stage::Closing, "tokens"),
        (Stage::Closing, "phone"),
        (Stage::Closing, "licence"),
    ];
    assert_eq!(order(&operations), expected);
    assert_eq!(operations[0].changes.len(), 2, "being off queue follows from the presence");
}

#[test]
fn who_is_shown_out_loses_the_account_and_then_the_rest() {
    let operations = compiled(everything("ana", Transition::Expelled));
    let expected = [
        (Stage::Urgent, "state"),
        (Stage::Urgent, "tokens"),
        (Stage::Aftermath, "presence"),
        (Stage::Aftermath, "to user"),
        (Stage::Aftermath, "tokens"),
        (Stage::Losses, "queue"),
        (Stage::Closing, "phone"),
        (Stage::Closing, "licence"),
    ];
    assert_eq!(order(&operations), expected);
}

#[test]
fn conversations_go_where_the_plan_says() {
    let live = || Some(Value::Live { media: Media::Email, queue: Some(billing()) });
    let goes = |name: &str, after| change(name, Transition::Leaver, talk(name), live(), after);
    let operations = compiled(vec![
        goes("ana", Some(Value::With(account("lead")))),
        goes("bob", Some(Value::InQueue(billing()))),
        goes("cat", None),
    ]);
    let words: Vec<_> = operations.iter().map(|operation| word(&operation.call)).collect();
    assert_eq!(words, ["to user", "to queue", "disconnect"]);
    let deletes = state(AccountState::Inactive, AccountState::Deleted);
    let operations = compiled(vec![change("ana", Transition::Leaver, deletes.0, deletes.1, deletes.2)]);
    assert_eq!(order(&operations), [(Stage::Deletions, "delete")]);
}

#[test]
fn a_presence_without_a_definition_is_not_set_and_routing_is_by_itself() {
    let mut changes = everything("ana", Transition::Leaver);
    changes.retain(|change| matches!(change.slot, Slot::Presence | Slot::Routing));
    let mut plan = plan(changes).body;
    plan.basis.catalogue.presences = BTreeMap::new();
    let approved = approve(Plan::seal(plan)).expect("the plan may run");
    assert_eq!(order(&compile(&approved, &Provision::default())), [(Stage::Withdrawals, "off queue")]);
}

#[test]
fn many_leave_in_few_calls() {
    let all = (0..120).flat_map(|number| everything(&format!("p{number}"), Transition::Leaver));
    let operations = compiled(all.collect());
    let count = |wanted: &str| operations.iter().filter(|one| word(&one.call) == wanted).count();
    assert_eq!((count("presence"), count("off queue"), count("licence")), (3, 0, 3));
    for operation in &operations {
        assert!(operation.call.members() <= 100, "{operation:?}");
        if let Call::Leave(Leave::SetPresence { accounts, .. }) = &operation.call {
            let each: std::collections::BTreeSet<_> = accounts.iter().collect();
            assert!(each.len() <= 50 && accounts.len() == operation.changes.len());
        }
    }
}
