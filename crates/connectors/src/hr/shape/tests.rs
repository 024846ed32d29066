//! Bodies and what they say. The shapes that are shipped are tried where their files are read.

use super::*;
use serde_json::{Value, json};

fn at(text: &str) -> Pick {
    Pick::At(text.parse().expect("a pointer"))
}

fn shape() -> Shape {
    Shape {
        list: None,
        delivery: Some(at("#/event")),
        worker: at("/id"),
        since: Some(at("/from")),
        types: None,
        facts: [
            (Fact::Mail, at("/mail")),
            (Fact::Manager, at("/manager")),
            (Fact::Start, at("/start")),
            (Fact::End, at("/end")),
            (Fact::Status, at("/status")),
            (Fact::TimeZone, at("/zone")),
        ]
        .into(),
        status: [("left".to_owned(), Employment::Ended), ("here".to_owned(), Employment::Active)].into(),
        end: EndMeaning::LastDay,
        date_format: None,
        nothing: ["NO_MANAGER".to_owned(), "9999-12-31".to_owned()].into(),
    }
}

fn read(shape: &Shape, body: &Value) -> Reading {
    shape.read(body.to_string().as_bytes()).expect("a body")
}

fn fault(body: &Value) -> String {
    read(&shape(), body).refusal().expect("is refused").to_string()
}

fn said(reading: &Reading, fact: &Fact) -> Option<Option<String>> {
    reading.statements[0].facts.get(fact).cloned()
}

#[test]
fn what_is_said_not_said_and_said_to_be_none_are_three_things() {
    let body = json!({"event": "e1", "id": 7, "from": "2026-03-01", "mail": "ada@x.org", "manager": "NO_MANAGER",
        "end": "9999-12-31"});
    let reading = read(&shape(), &body);
    assert_eq!(reading.delivery.as_deref(), Some("e1"));
    assert_eq!(reading.statements[0].worker.as_str(), "7");
    assert_eq!(reading.statements[0].since.map(|since| since.to_string()).as_deref(), Some("2026-03-01"));
    assert_eq!(said(&reading, &Fact::Mail), Some(Some("ada@x.org".into())));
    assert_eq!(said(&reading, &Fact::Manager), Some(None));
    assert_eq!(said(&reading, &Fact::End), Some(None));
    assert_eq!(said(&reading, &Fact::Start), None);
}

#[test]
fn words_for_a_status_are_translated_whatever_their_case() {
    let reading = read(&shape(), &json!({"id": "7", "status": "LEFT"}));
    assert_eq!(said(&reading, &Fact::Status), Some(Some("ended".into())));
    let told = fault(&json!({"id": "7", "status": "resting"}));
    assert_eq!(told, "nothing says what the status `resting` means");
}

#[test]
fn the_first_day_off_is_not_the_last_day() {
    let shape = Shape { end: EndMeaning::FirstDayOff, ..shape() };
    let reading = read(&shape, &json!({"id": "7", "end": "2026-03-01"}));
    assert_eq!(said(&reading, &Fact::End), Some(Some("2026-02-28".into())));
}

#[test]
fn what_cannot_be_true_is_refused_with_the_reason() {
    for (body, reason) in [
        (json!({"mail": "a@x.org"}), "no worker id is given"),
        (json!({"id": " "}), "no worker id is given"),
        (json!({"id": "7", "start": "2026-03-02", "end": "2026-03-01"}), "lies before the start"),
        (json!({"id": "7", "zone": "Mars/Base"}), "there is no time zone `Mars/Base`"),
        (json!({"id": "7", "from": "soon"}), "`since`: `soon` is no date"),
        (json!({"id": "7", "end": "2026-02-30"}), "`end`: `2026-02-30` is no date"),
        (json!({"id": {"x": 1}}), "`worker` is no text: a list or an object stands at `/id`"),
    ] {
        let told = fault(&body);
        assert!(told.contains(reason), "{body}: {told}");
    }
}

#[test]
fn what_is_no_json_is_malformed_and_says_where() {
    let told = shape().read(b"{\"id\": \n oops}").expect_err("is no JSON");
    assert!(told.is_malformed());
    assert_eq!(told.to_string(), "the body is not JSON: expected value at line 2, column 2");
    assert!(shape().read(b"").is_err());
    assert!(shape().read(b"\xff\xfe").is_err());
    let deep = "[".repeat(100_000);
    assert!(shape().read(deep.as_bytes()).is_err(), "no depth breaks the stack");
}

#[test]
fn one_worker_of_a_list_does_not_stop_the_others() {
    let shape = Shape { list: Some("/workers".parse().expect("a pointer")), ..shape() };
    let body = json!({"event": "e1", "workers": [{"id": "1"}, {"id": ""}, {"id": "3"}]});
    let reading = read(&shape, &body);
    assert_eq!(reading.statements.len(), 2);
    assert_eq!(reading.faults.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2]);
    assert_eq!(reading.refusal(), None);
    assert_eq!(read(&shape, &json!({"workers": {"id": "1"}})).statements.len(), 1, "one without its list");
    assert_eq!(read(&shape, &json!({"workers": []})), Reading::default());
    let told = shape.read(b"{\"workers\": 1}").expect_err("is no list");
    assert_eq!(told.to_string(), "there is no list at `/workers`");
}

#[test]
fn kinds_of_events_count_say_more_are_ignored_or_refused() {
    let known = [
        ("left".to_owned(), EventType::Counts([(Fact::Status, Some("ended".to_owned()))].into())),
        ("paid".to_owned(), EventType::Ignored),
    ];
    let types = Types { pick: at("/kind"), known: known.into(), others: OtherTypes::Refuse };
    let strict = Shape { types: Some(types.clone()), ..shape() };
    let left = read(&strict, &json!({"id": "7", "kind": "left", "status": "here"}));
    assert_eq!(said(&left, &Fact::Status), Some(Some("ended".into())), "the kind counts more");
    let paid = read(&strict, &json!({"kind": "paid"}));
    assert_eq!((paid.ignored, paid.statements.len(), paid.refusal()), (1, 0, None));
    let refusal = |body| read(&strict, &body).refusal().map(ToString::to_string);
    assert_eq!(
        refusal(json!({"id": "7", "kind": "moved"})).as_deref(),
        Some("nothing says what an event of the kind `moved` means")
    );
    assert_eq!(refusal(json!({"id": "7"})).as_deref(), Some("the kind of event is missing"));
    let with = |others| Shape { types: Some(Types { others, ..types.clone() }), ..shape() };
    assert_eq!(read(&with(OtherTypes::Ignore), &json!({"id": "7", "kind": "moved"})).ignored, 1);
    assert_eq!(read(&with(OtherTypes::Count), &json!({"id": "7", "kind": "moved"})).statements.len(), 1);
}
