use crate::common::{Caller, small, user};
use muster_simulator::{Chances, Delivery, Fault, Faults, Scripted};
use serde_json::json;

fn scripted(script: Scripted) -> Faults {
    Faults { scripted: vec![script], ..Faults::default() }
}

fn deliver(caller: &mut Caller) -> Delivery {
    let body = json!({ "version": 1, "title": "Lead" });
    let request = caller.request("PATCH", &format!("/api/v2/users/{}", user("ana")), Some(&body));
    caller.tenant.deliver(&request, caller.now)
}

fn title(caller: &Caller) -> Option<String> {
    caller.tenant.state().users[&user("ana")].title.clone()
}

#[test]
fn a_lost_reply_took_effect_and_a_lost_request_did_not() {
    let path = "/api/v2/users/*";
    let mut caller = small().with_faults(scripted(Scripted::first("PATCH", path, Fault::LostReply)));
    assert!(matches!(deliver(&mut caller), Delivery::Lost { happened: true }));
    assert_eq!(title(&caller).as_deref(), Some("Lead"));
    let mut caller = small().with_faults(scripted(Scripted::first("PATCH", path, Fault::LostRequest)));
    assert!(matches!(deliver(&mut caller), Delivery::Lost { happened: false }));
    assert_eq!(title(&caller).as_deref(), Some("Agent"));
}

#[test]
fn the_nth_call_fails_and_the_next_one_goes_through() {
    let script = Scripted::first("GET", "/api/v2/users", Fault::Status(503)).nth(2).times(2);
    let mut caller = small().with_faults(scripted(script));
    let request = caller.request("GET", "/api/v2/users", None);
    let mut status = || match caller.tenant.deliver(&request, caller.now) {
        Delivery::Reply(reply) => reply.status().as_u16(),
        other => panic!("{other:?}"),
    };
    assert_eq!([status(), status(), status(), status()], [200, 503, 503, 200]);
}

#[test]
fn an_error_may_hide_an_effect() {
    let mut caller =
        small().with_faults(scripted(Scripted::first("PATCH", "/", Fault::StatusAfterEffect(504))));
    let Delivery::Reply(reply) = deliver(&mut caller) else { panic!("no reply") };
    assert_eq!((reply.status().as_u16(), title(&caller).as_deref()), (504, Some("Lead")));
}

#[test]
fn a_truncated_body_says_how_long_it_should_have_been() {
    let mut caller = small().with_faults(scripted(Scripted::first("PATCH", "/", Fault::Truncated)));
    let Delivery::Truncated { reply, full_length } = deliver(&mut caller) else { panic!("not truncated") };
    assert_eq!(reply.body().len(), full_length / 2);
    assert!(serde_json::from_slice::<serde_json::Value>(reply.body()).is_err());
}

#[test]
fn the_same_seed_gives_the_same_story() {
    let chances = Chances {
        error_500: 0.1,
        error_504: 0.1,
        lost_reply: 0.1,
        throttle_burst: 0.05,
        ..Chances::default()
    };
    let story = |seed: u64| {
        let mut caller = small().with_faults(Faults { seed, chances: chances.clone(), scripted: Vec::new() });
        let request = caller.request("GET", "/api/v2/users", None);
        (0..200)
            .map(|_| match caller.tenant.deliver(&request, caller.now) {
                Delivery::Reply(reply) => reply.status().as_u16(),
                Delivery::Slow { .. } => 1,
                Delivery::Lost { .. } => 2,
                Delivery::Truncated { .. } => 3,
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(story(1), story(1));
    assert_ne!(story(1), story(2));
    assert!([200, 500, 504, 429, 2].iter().all(|wanted| story(1).contains(wanted)));
}

#[test]
fn an_expansion_can_be_missing_though_it_has_a_value() {
    let chances = Chances { missing_expansion: 0.5, ..Chances::default() };
    let mut caller = small().with_faults(Faults { seed: 3, chances, scripted: Vec::new() });
    let gaps = (0..20).filter(|_| {
        let seen = caller.get("/api/v2/users?expand=skills").body;
        seen["entities"].as_array().unwrap().iter().any(|user| user.get("skills").is_none())
    });
    assert!((1..20).contains(&gaps.count()));
    let one = caller.get(&format!("/api/v2/users/{}?expand=skills", user("ana"))).body;
    assert!(one["skills"].is_array(), "the dedicated read is whole");
}

#[test]
fn faults_are_written_as_json() {
    let text = r#"{ "seed": 5, "chances": { "lost_reply": 0.01 },
        "scripted": [{ "method": "POST", "path": "/api/v2/groups/*/members", "nth": 3, "fault": { "status": 500 } }] }"#;
    let faults: Faults = serde_json::from_str(text).unwrap();
    assert_eq!((faults.scripted[0].nth, &faults.scripted[0].fault), (3, &Fault::Status(500)));
}

#[test]
fn a_late_reply_may_be_hit_by_a_storm_or_come_empty() {
    let chances = Chances { slow: 1.0, slow_ms: 7, token_storm: 0.2, empty_list: 0.3, ..Chances::default() };
    let mut caller = small().with_faults(Faults { seed: 5, chances, scripted: Vec::new() });
    let (mut storms, mut empty, mut whole) = (0, 0, 0);
    for _ in 0..60 {
        let request = caller.request("GET", "/api/v2/users", None);
        let Delivery::Slow { reply, delay_ms: 7 } = caller.tenant.deliver(&request, caller.now) else {
            panic!("every reply is late");
        };
        let body: serde_json::Value = serde_json::from_slice(reply.body()).unwrap();
        match (reply.status().as_u16(), body["total"].as_u64()) {
            (401, _) => storms += 1,
            (200, Some(0)) => empty += 1,
            (200, Some(2)) => whole += 1,
            other => panic!("{other:?}"),
        }
        caller = caller.calling_as("muster");
    }
    assert!(storms > 5 && empty > 5 && whole > 5, "{storms} storms, {empty} empty, {whole} whole");
}

#[test]
fn a_late_reply_stays_a_late_reply_where_no_other_chance_strikes() {
    let chances = Chances { slow: 1.0, error_500: 0.5, ..Chances::default() };
    let mut caller = small().with_faults(Faults { seed: 2, chances, scripted: Vec::new() });
    let late = (0..40).filter(|_| matches!(deliver(&mut caller), Delivery::Slow { .. })).count();
    assert!((10..30).contains(&late), "{late}: an error is answered at once, as before");
}
