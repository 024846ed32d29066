//! A scripted domain controller that can be followed, for everything that a healthy one never does.

use crate::messages::{done, end, entry, page_end, person, result};
use crate::scripted::{Act, Asked, BASE, Scripted};
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapFilter, LdapOp, LdapResultCode, LdapSearchRequest};
use muster_connectors::directory::{Entry, Position, ReadSpec, guid_bytes, sid_bytes};
use muster_connectors::ldap::{LdapConfig, Method, Pacing, Read, TrackError, Tracker, TrackerConfig};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub(crate) const SERVICE: &str = "CN=NTDS Settings,CN=DC1,CN=Servers";
/// People there are, and how many of them changed.
pub(crate) const ALL: u32 = 5;
pub(crate) const CHANGED: u32 = 3;

/// What the server does with the `n`th question about changes; `None`: what it should.
type Script = Box<dyn Fn(&Asked, usize) -> Option<Vec<Act>> + Send + Sync>;

/// A domain controller and somebody who follows it.
pub(crate) struct World {
    pub(crate) root: Entry,
    pub(crate) sid: &'static str,
    pub(crate) invocation: &'static str,
    pub(crate) shows_deleted: bool,
    pub(crate) script: Script,
    pub(crate) config: fn(&mut LdapConfig),
    pub(crate) position: fn(&mut Position),
    pub(crate) method: Method,
    pub(crate) asked: AtomicUsize,
}

impl Default for World {
    fn default() -> Self {
        Self {
            root: Entry::new("")
                .with("defaultNamingContext", BASE)
                .with("dnsHostName", "dc1.lab.example.com")
                .with("dsServiceName", SERVICE)
                .with("highestCommittedUSN", "4711")
                .with("isSynchronized", "TRUE"),
            sid: "S-1-5-21-1-2-3",
            invocation: "762c4376-6006-4577-a1e8-0f227d811790",
            shows_deleted: true,
            script: Box::new(|_, _| None),
            config: |_| (),
            position: |_| (),
            method: Method::Auto,
            asked: AtomicUsize::new(0),
        }
    }
}

impl World {
    /// Sets a value of the rootDSE.
    pub(crate) fn root(&mut self, name: &str, value: &str) {
        self.root.attributes.retain(|(known, _)| known != name);
        self.root = self.root.clone().with(name, value);
    }

    pub(crate) fn answer(&self, asked: &Asked) -> Option<Vec<Act>> {
        let search = asked.search()?;
        if search.base.is_empty() {
            return Some(vec![entry(&self.root), done()]);
        }
        if search.base == SERVICE {
            let invocation = guid_bytes(self.invocation).unwrap();
            return Some(vec![entry(&Entry::new(SERVICE).with_bytes("invocationId", &invocation)), done()]);
        }
        if search.base.starts_with("CN=Deleted Objects") {
            let container = Entry::new(&search.base).with("objectGUID", "0123456789abcdef");
            let absent = vec![end(LdapResultCode::NoSuchObject, "")];
            return Some(if self.shows_deleted { vec![entry(&container), done()] } else { absent });
        }
        if search.attrs == ["objectSid"] {
            let domain = Entry::new(BASE).with_bytes("objectSid", &sid_bytes(self.sid).unwrap());
            return Some(vec![entry(&domain), done()]);
        }
        if !search.attrs.iter().any(|name| name == "lastKnownParent") && !is_range(search) {
            return None;
        }
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        (self.script)(asked, number).or_else(|| Some(healthy(asked)))
    }
}

fn is_range(search: &LdapSearchRequest) -> bool {
    search.attrs.iter().any(|name| name.contains(";range="))
}

/// Whether the question is about what changed, in either way.
pub(crate) fn asks_since(asked: &Asked) -> bool {
    let by_count = asked.search().is_some_and(|search| {
        matches!(&search.filter, LdapFilter::And(parts) if
            parts.iter().any(|part| matches!(part, LdapFilter::GreaterOrEqual(name, _) if name == "uSNChanged")))
    });
    by_count || asked.dirsync().is_some_and(|(_, cookie)| !cookie.is_empty())
}

fn healthy(asked: &Asked) -> Vec<Act> {
    let count = if asks_since(asked) { CHANGED } else { ALL };
    let end = if asked.dirsync().is_some() { dirsync_end(false, b"c2") } else { page_end(b"") };
    people(1..=count).into_iter().chain([end]).collect()
}

pub(crate) fn people(numbers: std::ops::RangeInclusive<u32>) -> Vec<Act> {
    numbers.map(|number| entry(&person(number))).collect()
}

/// The end of an answer about changes.
pub(crate) fn dirsync_end(more: bool, cookie: &[u8]) -> Act {
    let control =
        LdapControl::AdDirsync { flags: i64::from(more), max_bytes: 0, cookie: Some(cookie.to_vec()) };
    Act::With(LdapOp::SearchResultDone(result(LdapResultCode::Success, "")), vec![control])
}

/// Starts the server of this world.
pub(crate) async fn serve(world: World) -> Scripted {
    let world = Arc::new(world);
    Scripted::start(move |asked| world.answer(asked)).await
}

/// Follows these servers, with little patience.
pub(crate) fn following(servers: Vec<LdapConfig>) -> TrackerConfig {
    let pacing = Pacing {
        probe: Duration::from_millis(300),
        wait_first: Duration::from_millis(10),
        heartbeat: Duration::from_millis(100),
        tries_per_server: 1,
        ..Pacing::default()
    };
    TrackerConfig { pacing, ..TrackerConfig::new(servers) }
}

/// Reads once from this world: everything if `last` is `None`.
pub(crate) async fn read(world: World, last: Option<Position>) -> (Result<Read, TrackError>, Scripted) {
    let (method, tweak, position) = (world.method, world.config, world.position);
    let server = serve(world).await;
    let mut config = server.config();
    tweak(&mut config);
    let config = TrackerConfig { method, ..following(vec![config]) };
    let mut tracker = Tracker::new(config, &ReadSpec::default());
    let last = last.map(|mut last| {
        position(&mut last);
        last
    });
    (tracker.read(last.as_ref()).await, server)
}

/// Where a healthy read of a healthy world ends.
pub(crate) async fn reached(method: Method) -> Position {
    read(World { method, ..World::default() }, None).await.0.unwrap().delta.position
}
