//! A small company and a way to call it, for all tests of this crate.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub(crate) mod document;

use bytes::Bytes;
use http::{HeaderMap, Request};
use jiff::{SignedDuration, Timestamp};
use muster_simulator::{
    Behaviour, ClientId, Faults, GroupId, Limits, QueueId, RoleId, Seed, SkillId, Tenant, UserId,
};
use serde_json::Value;

pub(crate) const SMALL: &str = include_str!("small.json");

/// A tenant, a token for it, and the time.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) tenant: Tenant,
    pub(crate) token: String,
    pub(crate) now: Timestamp,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The names of `entities`, in order.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.body["entities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entity| entity["name"].as_str().unwrap())
            .collect()
    }
}

pub(crate) fn start() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

/// The small company without limits, called by a client that may do everything.
pub(crate) fn small() -> Caller {
    let seed: Seed = serde_json::from_str(SMALL).unwrap();
    Caller::new(Tenant::from_seed(&seed).unwrap().with_limits(Limits::unlimited()), "muster")
}

impl Caller {
    pub(crate) fn new(mut tenant: Tenant, client: &str) -> Self {
        let token = tenant.mint_token(ClientId::named(client), start());
        Self { tenant, token, now: start() }
    }

    pub(crate) fn calling_as(mut self, client: &str) -> Self {
        self.token = self.tenant.mint_token(ClientId::named(client), self.now);
        self
    }

    pub(crate) fn behaving(mut self, change: impl FnOnce(&mut Behaviour)) -> Self {
        change(self.tenant.behaviour_mut());
        self
    }

    pub(crate) fn with_faults(mut self, faults: Faults) -> Self {
        self.tenant.set_faults(faults);
        self
    }

    pub(crate) fn wait_ms(&mut self, ms: i64) {
        self.now += SignedDuration::from_millis(ms);
    }

    pub(crate) fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Request<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token));
        match body {
            Some(body) => {
                request.header("content-type", "application/json").body(Bytes::from(body.to_string()))
            }
            None => request.body(Bytes::new()),
        }
        .unwrap()
    }

    /// Sends a request; the reply, whatever it is, must be one that the vendor's document knows.
    pub(crate) fn send(&mut self, request: &Request<Bytes>) -> Seen {
        let reply = self.tenant.handle(request, self.now);
        let body = serde_json::from_slice(reply.body()).unwrap_or(Value::Null);
        let seen = Seen { status: reply.status().as_u16(), headers: reply.headers().clone(), body };
        document::check_reply(request, &seen);
        seen
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> Seen {
        let request = self.request(method, path, body.as_ref());
        self.send(&request)
    }

    pub(crate) fn get(&mut self, path: &str) -> Seen {
        self.call("GET", path, None)
    }

    pub(crate) fn post(&mut self, path: &str, body: Value) -> Seen {
        self.call("POST", path, Some(body))
    }

    pub(crate) fn put(&mut self, path: &str, body: Value) -> Seen {
        self.call("PUT", path, Some(body))
    }

    pub(crate) fn patch(&mut self, path: &str, body: Value) -> Seen {
        self.call("PATCH", path, Some(body))
    }

    pub(crate) fn delete(&mut self, path: &str) -> Seen {
        self.call("DELETE", path, None)
    }

    /// The same, and it must have been accepted.
    pub(crate) fn done(&mut self, method: &str, path: &str, body: Option<Value>) -> Seen {
        let seen = self.call(method, path, body);
        assert!((200..300).contains(&seen.status), "{method} {path}: {} {}", seen.status, seen.body);
        seen
    }
}

pub(crate) fn user(name: &str) -> UserId {
    UserId::named(&format!("{name}@example.org"))
}

pub(crate) fn role(name: &str) -> RoleId {
    RoleId::named(name)
}

pub(crate) fn group(name: &str) -> GroupId {
    GroupId::named(name)
}

pub(crate) fn queue(name: &str) -> QueueId {
    QueueId::named(name)
}

pub(crate) fn skill(name: &str) -> SkillId {
    SkillId::named(name)
}
