//! Every operation is refused in every way that does not depend on what it does.

use crate::Session;
use crate::common::document::Document;
use crate::common::{Seen, small};
use bytes::Bytes;
use http::Request;
use muster_simulator::{Fault, Faults, Limits, Scripted};
use serde_json::Value;
use std::collections::BTreeSet;

/// A path of the template with ids that lead nowhere.
fn path(template: &str) -> String {
    let parts = template.split('/').map(|part| match part {
        "{objectType}" => "USER",
        part if part.starts_with('{') => "00000000-0000-4000-8000-000000000000",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

struct Target {
    name: String,
    method: String,
    path: String,
    takes_body: bool,
}

fn targets(document: &Document) -> Vec<Target> {
    let documented = document.text["operations"].as_object().unwrap().keys();
    let all = documented.filter(|name| *name != "POST /oauth/token");
    all.map(|name| {
        let (method, template) = name.split_once(' ').unwrap();
        let takes_body = document.text["operations"][name]["request"].is_object();
        Target { method: method.to_owned(), path: path(template), takes_body, name: name.clone() }
    })
    .collect()
}

fn request(target: &Target, token: Option<&str>, kind: &str, body: Bytes) -> Request<Bytes> {
    let mut request = Request::builder().method(target.method.as_str()).uri(&target.path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.header("content-type", kind).body(body).unwrap()
}

/// Sends it through the faults, and holds the refusal against the document.
fn refuse(session: &mut Session, target: &Target, request: &Request<Bytes>, wanted: u16) {
    let muster_simulator::Delivery::Reply(reply) = session.caller.tenant.deliver(request, session.caller.now)
    else {
        panic!("{}: no reply", target.name);
    };
    let body = serde_json::from_slice(reply.body()).unwrap_or(Value::Null);
    let seen = Seen { status: reply.status().as_u16(), headers: reply.headers().clone(), body };
    assert_eq!(seen.status, wanted, "{}: {}", target.name, seen.body);
    assert!(!seen.header("inin-correlation-id").is_empty(), "{}", target.name);
    if target.method != "HEAD" {
        if seen.body.get("contextId").is_some() {
            assert_eq!(seen.body["contextId"], seen.header("inin-correlation-id"), "{}", target.name);
        }
        session.document.check(&target.method, &target.path, None, &seen);
    }
}

#[test]
fn every_operation_refuses_in_the_documented_form() {
    let mut session = Session { caller: small(), document: Document::new() };
    let targets = targets(&session.document);
    let token = session.caller.token.clone();
    let json = "application/json";
    let none = session.caller.clone().calling_as("nobody").token;
    session.caller.tenant = session.caller.tenant.clone();
    for target in &targets {
        refuse(&mut session, target, &request(target, None, json, Bytes::new()), 401);
        refuse(&mut session, target, &request(target, Some("wrong"), json, Bytes::new()), 401);
        let long = Bytes::from(vec![b' '; 512_001]);
        refuse(&mut session, target, &request(target, Some(&token), json, long), 413);
        refuse(&mut session, target, &request(target, Some(&token), "text/plain", Bytes::from("x")), 415);
    }
    assert_ne!(none, token);
}

#[test]
fn every_operation_with_a_permission_names_it_when_it_is_missing() {
    let mut session = Session { caller: small(), document: Document::new() };
    session.caller.tenant.edit(|state| {
        let nobody = muster_simulator::Client {
            name: "nobody".into(),
            token_validity_s: 3600,
            grants: BTreeSet::new(),
            enabled: true,
            description: String::new(),
        };
        state.clients.insert(muster_simulator::ClientId::named("nobody"), nobody);
    });
    session.caller = session.caller.clone().calling_as("nobody");
    let token = session.caller.token.clone();
    for target in &targets(&session.document) {
        let needs = &session.document.text["operations"][&target.name]["permissions"].clone();
        let Some(list) = needs["ANY"].as_array().or(needs["ALL"].as_array()) else { continue };
        let request = request(target, Some(&token), "application/json", Bytes::new());
        refuse(&mut session, target, &request, 403);
        let reply = session.caller.send(&request);
        let text = reply.body["messageParams"]["permissions"].as_str().unwrap();
        assert!(list.iter().all(|one| text.contains(one.as_str().unwrap())), "{}: {text}", target.name);
    }
}

#[test]
fn every_operation_is_throttled_and_fails_in_the_documented_form() {
    for status in [408_u16, 500, 503, 504, 429] {
        let mut session = Session { caller: small(), document: Document::new() };
        let fault = if status == 429 { None } else { Some(Fault::Status(status)) };
        match fault {
            Some(fault) => {
                let script = Scripted { method: None, ..Scripted::first("GET", "*", fault) }.times(u64::MAX);
                session.caller.tenant.set_faults(Faults { scripted: vec![script], ..Faults::default() });
            }
            None => *session.caller.tenant.limits_mut() = Limits { per_token: 0, ..Limits::default() },
        }
        let token = session.caller.token.clone();
        for target in &targets(&session.document) {
            let request = request(target, Some(&token), "application/json", Bytes::new());
            refuse(&mut session, target, &request, status);
        }
    }
}

#[test]
fn every_operation_with_a_body_refuses_one_that_it_cannot_read() {
    let mut session = Session { caller: small(), document: Document::new() };
    let token = session.caller.token.clone();
    for target in targets(&session.document).iter().filter(|target| target.takes_body) {
        let garbage = request(target, Some(&token), "application/json", Bytes::from("{ no json"));
        let reply = session.caller.send(&garbage);
        assert!(matches!(reply.status, 400 | 404), "{}: {}", target.name, reply.status);
        refuse(&mut session, target, &garbage, reply.status);
    }
}

#[test]
fn ids_that_lead_nowhere_are_refused_in_the_documented_form() {
    let mut session = Session { caller: small(), document: Document::new() };
    for target in targets(&session.document).iter().filter(|target| target.name.contains('{')) {
        let seen = session.caller.call(&target.method, &target.path, None);
        assert!(matches!(seen.status, 200 | 202 | 204 | 400 | 404), "{}: {}", target.name, seen.status);
        if target.method != "HEAD" && seen.status >= 400 {
            session.document.check(&target.method, &target.path, None, &seen);
        }
    }
}
