//! Which server is read, and which password it is given.

use crate::samba_changes::Failure;
use crate::scripted::{Act, Asked, Scripted};
use crate::track::{World, following, reached, serve};
use ldap3_proto::proto::{LdapBindCred, LdapOp, LdapSearchScope};
use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{
    LdapConfig, LdapError, Method, Servers, TrackError, Tracker, TrackerConfig, read_anywhere,
};
use muster_core::record::Coverage;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, UdpSocket};

fn tracker(config: TrackerConfig) -> Tracker {
    Tracker::new(config, &ReadSpec::default())
}

/// A server to which nobody listens.
async fn nobody(like: &LdapConfig) -> LdapConfig {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    LdapConfig { port: Some(free.port()), ..like.clone() }
}

fn binds(server: &Scripted) -> usize {
    server.asked().iter().filter(|asked| matches!(asked.op, LdapOp::BindRequest(_))).count()
}

#[tokio::test]
async fn the_next_server_is_read_where_one_is_dead_or_frozen() {
    let healthy = serve(World::default()).await;
    let frozen = Scripted::start(|_| Some(vec![Act::Hang])).await;
    let dead = nobody(&healthy.config()).await;
    let servers = vec![dead, frozen.config(), healthy.config()];
    let mut tracker = tracker(following(servers));
    let begun = Instant::now();
    let first = tracker.read(None).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    // It stays with the one that works, and keeps its connection.
    tracker.read(Some(&first.delta.position)).await.unwrap();
    assert_eq!((binds(&healthy), binds(&frozen)), (1, 1));
}

#[tokio::test]
async fn the_server_of_the_last_read_comes_first_even_if_a_doorbell_rang_elsewhere() {
    let (one, two) = (serve(World::default()).await, serve(World::default()).await);
    let mut last = reached(Method::Auto).await;
    last.server = two.config().address();
    let mut tracker = tracker(following(vec![one.config(), two.config()]));
    let mut doorbell = tracker.doorbell();
    doorbell.arm().await.unwrap();
    let read = tracker.read(Some(&last)).await.unwrap();
    assert_eq!((read.why_whole, binds(&one), binds(&two)), (None, 1, 1));
    doorbell.arm().await.unwrap();
    assert_eq!(binds(&two), 2, "and the doorbell follows");
}

#[tokio::test]
async fn the_failures_of_all_servers_are_told() {
    let frozen = Scripted::start(|_| Some(vec![Act::Hang])).await;
    let dead = nobody(&frozen.config()).await;
    let error = tracker(following(vec![dead.clone(), frozen.config()])).read(None).await.failure();
    let text = error.to_string();
    assert!(text.contains(&format!("{}: could not connect", dead.address())), "{text}");
    assert!(text.contains("the server was silent for 300ms"), "{text}");
}

#[tokio::test]
async fn a_server_is_tried_as_often_as_configured() {
    static BINDS: AtomicU32 = AtomicU32::new(0);
    let world = World::default();
    let server = Scripted::start(move |asked| match asked.op {
        LdapOp::BindRequest(_) if BINDS.fetch_add(1, Ordering::SeqCst) < 2 => Some(vec![Act::Close]),
        _ => world.answer(asked),
    })
    .await;
    let mut config = following(vec![server.config()]);
    config.pacing.tries_per_server = 3;
    tracker(config).read(None).await.unwrap();
    assert_eq!(BINDS.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_connection_that_was_closed_for_being_idle_costs_no_failure() {
    static READS: AtomicU32 = AtomicU32::new(0);
    let world = World::default();
    let by_count = |asked: &Asked| {
        asked.search().is_some_and(|search| search.base.is_empty() && search.attrs == ["highestCommittedUSN"])
    };
    let server = Scripted::start(move |asked| {
        let idle = by_count(asked) && READS.fetch_add(1, Ordering::SeqCst) == 0;
        if idle { Some(vec![Act::Close]) } else { world.answer(asked) }
    })
    .await;
    let mut tracker = tracker(following(vec![server.config()]));
    let first = tracker.read(None).await.unwrap();
    tracker.read(Some(&first.delta.position)).await.unwrap();
    assert_eq!(binds(&server), 2);
}

#[tokio::test]
async fn the_password_is_fetched_for_each_bind() {
    let server = serve(World::default()).await;
    let config = TrackerConfig {
        password: Arc::new(|| Ok("from the vault".into())),
        ..following(vec![server.config()])
    };
    tracker(config).read(None).await.unwrap();
    let given = server.asked().into_iter().find_map(|asked| match asked.op {
        LdapOp::BindRequest(bind) => Some(bind.cred),
        _ => None,
    });
    assert_eq!(given, Some(LdapBindCred::Simple("from the vault".into())));

    let config = TrackerConfig {
        password: Arc::new(|| Err("the vault is closed".into())),
        ..following(vec![server.config()])
    };
    let error = tracker(config).read(None).await.failure();
    let expected = "the password of `reader@lab.example.com` could not be had: the vault is closed";
    assert_eq!((error.to_string().as_str(), binds(&server)), (expected, 1));
}

#[tokio::test]
async fn a_refused_password_is_not_tried_on_the_next_server() {
    let refusing = || async {
        Scripted::start(|asked| {
            let LdapOp::BindRequest(_) = asked.op else { return None };
            Some(vec![Act::Say(crate::messages::bind_refused(
                "80090308: AcceptSecurityContext, data 52e, v1",
            ))])
        })
        .await
    };
    let (one, two) = (refusing().await, refusing().await);
    let mut tracker = tracker(following(vec![one.config(), two.config()]));
    let error = tracker.read(None).await.failure();
    assert!(matches!(error, TrackError::Directory(LdapError::Bind { .. })), "{error}");
    let error = tracker.read(None).await.failure();
    assert_eq!(
        error.to_string(),
        "the password of `reader@lab.example.com` was refused (the name or the password is wrong); it is not tried \
         again for 10 min"
    );
    assert_eq!((binds(&one), binds(&two)), (1, 0));
}

#[tokio::test]
async fn dns_names_the_servers_in_their_order() {
    let healthy = serve(World::default()).await;
    let dead = nobody(&healthy.config()).await.port.unwrap();
    let dns = name_server(vec![(20, healthy.config().port.unwrap()), (10, dead)]).await;
    let like = LdapConfig { port: None, ..healthy.config() };
    let servers = |domain: &str| Servers::Domain {
        domain: domain.into(),
        like: Box::new(like.clone()),
        dns: Some(dns),
    };
    let config = TrackerConfig { servers: servers("lab.example.com"), ..following(vec![like.clone()]) };
    let read = tracker(config).read(None).await.unwrap();
    assert_eq!((read.delta.position.server.as_str(), binds(&healthy)), ("dc1.lab.example.com", 1));

    let config = TrackerConfig { servers: servers("elsewhere.example.com"), ..following(vec![like.clone()]) };
    let error = tracker(config).read(None).await.failure();
    assert!(
        matches!(&error, TrackError::Discovery { domain, .. } if domain == "elsewhere.example.com"),
        "{error}"
    );
}

#[tokio::test]
async fn a_whole_read_comes_from_the_first_server_that_gives_it() {
    let healthy = serve(World::default()).await;
    let dead = nobody(&healthy.config()).await;
    let frozen = Scripted::start(|_| Some(vec![Act::Hang])).await;
    let torn = Scripted::start(|asked| match asked.search() {
        Some(search) if search.scope == LdapSearchScope::Subtree => Some(vec![Act::Close]),
        _ => World::default().answer(asked),
    })
    .await;
    let servers = vec![dead, frozen.config(), torn.config(), healthy.config()];
    let raw = read_anywhere(following(servers), &ReadSpec::default()).await.unwrap();
    assert_eq!((raw.gaps.as_slice(), raw.coverage()), (&[][..], Coverage::Complete));
    assert_eq!((binds(&torn), binds(&healthy)), (1, 1));
    let raw = read_anywhere(following(vec![torn.config()]), &ReadSpec::default()).await.unwrap();
    assert!(matches!(raw.coverage(), Coverage::Partial { .. }), "what broke off everywhere is in part");
    let error = read_anywhere(following(vec![frozen.config()]), &ReadSpec::default()).await.unwrap_err();
    assert!(matches!(error, TrackError::Directory(_)), "{error}");
}

#[tokio::test]
async fn a_whole_read_does_not_try_a_refused_password_elsewhere() {
    let refusing = Scripted::start(|asked| {
        let LdapOp::BindRequest(_) = asked.op else { return None };
        Some(vec![Act::Say(crate::messages::bind_refused("80090308: AcceptSecurityContext, data 775, v1"))])
    })
    .await;
    let healthy = serve(World::default()).await;
    let servers = vec![refusing.config(), healthy.config()];
    let error = read_anywhere(following(servers), &ReadSpec::default()).await.unwrap_err();
    assert!(matches!(error, TrackError::Directory(LdapError::Bind { .. })), "{error}");
    assert_eq!(binds(&healthy), 0);
}

/// Answers for `_ldap._tcp.dc._msdcs.lab.example.com` with these priorities and ports, and knows nothing else.
async fn name_server(places: Vec<(u16, u16)>) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut query = [0; 512];
        while let Ok((_, client)) = socket.recv_from(&mut query).await {
            socket.send_to(&dns_answer(&query, &places), client).await.unwrap();
        }
    });
    address
}

/// RFC 1035, 4.1: header, the question again, and one record a place, whose name points at the question's.
fn dns_answer(query: &[u8], places: &[(u16, u16)]) -> Vec<u8> {
    let name_end = 12 + query[12..].iter().position(|byte| *byte == 0).unwrap() + 1;
    let question = &query[12..name_end + 4];
    let known = b"\x05_ldap\x04_tcp\x02dc\x06_msdcs\x03lab\x07example\x03com\0";
    let (code, places) =
        if question.to_ascii_lowercase().starts_with(known) { (0, places) } else { (3, &[][..]) };
    let mut answer =
        [&query[..2], &[0x81, 0x80 | code, 0, 1, 0, places.len() as u8, 0, 0, 0, 0], question].concat();
    for (priority, port) in places {
        let target = b"\x09localhost\0";
        answer.extend([0xc0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, 6 + target.len() as u8]);
        answer.extend(priority.to_be_bytes());
        answer.extend([0, 100]);
        answer.extend(port.to_be_bytes());
        answer.extend(target);
    }
    answer
}
