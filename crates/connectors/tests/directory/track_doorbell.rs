//! A doorbell at servers that announce nothing, too much, or suddenly no more.

use crate::messages::{done, end, entry};
use crate::scripted::{Act, Asked, Scripted};
use crate::track::{World, following};
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::LdapResultCode;
use muster_connectors::directory::{Entry, ReadSpec};
use muster_connectors::ldap::{Ring, Tracker};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const A_WHILE: Duration = Duration::from_millis(700);

fn asks_for_announcements(asked: &Asked) -> bool {
    asked
        .controls
        .iter()
        .any(|control| matches!(control, LdapControl::Unknown { oid, .. } if oid == "1.2.840.113556.1.4.528"))
}

fn asks_for_the_count(asked: &Asked) -> bool {
    asked.search().is_some_and(|search| search.attrs == ["highestCommittedUSN"])
}

/// A server that announces as it is told, and counts as `count` says.
async fn server(announce: fn() -> Vec<Act>, count: Arc<AtomicU64>) -> Scripted {
    let world = World::default();
    Scripted::start(move |asked| match asked {
        asked if asks_for_announcements(asked) => Some(announce()),
        asked if asks_for_the_count(asked) => {
            let root = Entry::new("").with("highestCommittedUSN", &count.load(Ordering::SeqCst).to_string());
            Some(vec![entry(&root), done()])
        }
        asked => world.answer(asked),
    })
    .await
}

fn tracker(server: &Scripted) -> Tracker {
    Tracker::new(following(vec![server.config()]), &ReadSpec::default())
}

fn changed() -> Act {
    entry(&Entry::new("CN=somebody").with("objectGUID", "0123456789abcdef"))
}

#[tokio::test]
async fn where_announcements_are_refused_the_count_rings() {
    let refuse: [fn() -> Vec<Act>; 2] = [
        || vec![end(LdapResultCode::UnwillingToPerform, "Search filter too complex")],
        || vec![end(LdapResultCode::AdminLimitExceeded, "MaxNotificationPerConn reached")],
    ];
    for refuse in refuse {
        let count = Arc::new(AtomicU64::new(4711));
        let server = server(refuse, count.clone()).await;
        let mut doorbell = tracker(&server).doorbell();
        assert_eq!(doorbell.wait(A_WHILE).await, Ring::Quiet);
        assert_eq!(doorbell.announces(), Some(false));
        count.store(4712, Ordering::SeqCst);
        assert_eq!(doorbell.wait(A_WHILE).await, Ring::Changed);
    }
}

#[tokio::test]
async fn many_announcements_ring_once() {
    let count = Arc::new(AtomicU64::new(4711));
    let burst = || (0..40).flat_map(|_| [changed(), Act::Pause(Duration::from_millis(2))]).collect();
    let server = server(burst, count).await;
    let mut doorbell = tracker(&server).doorbell();
    let begun = Instant::now();
    assert_eq!(doorbell.wait(A_WHILE).await, Ring::Changed);
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    assert_eq!(doorbell.wait(A_WHILE).await, Ring::Quiet);
}

#[tokio::test]
async fn what_changed_during_the_read_rings_afterwards() {
    let count = Arc::new(AtomicU64::new(4711));
    let server = server(Vec::new, count.clone()).await;
    let mut tracker = tracker(&server);
    let mut doorbell = tracker.doorbell();
    doorbell.arm().await.unwrap();
    let first = tracker.read(None).await.unwrap();
    count.store(4712, Ordering::SeqCst);
    assert_eq!(doorbell.wait(A_WHILE).await, Ring::Changed);
    // Until somebody reads, it rings again; then it is quiet.
    assert_eq!(doorbell.wait(A_WHILE).await, Ring::Changed);
    tracker.read(Some(&first.delta.position)).await.unwrap();
    assert_eq!(doorbell.wait(A_WHILE).await, Ring::Quiet);
    // A count that went back rings as well: the server was put back to an older copy.
    count.store(17, Ordering::SeqCst);
    assert_eq!(doorbell.wait(A_WHILE).await, Ring::Changed);
}

#[tokio::test]
async fn a_server_that_no_longer_answers_is_lost_and_found_again() {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let world = World::default();
    let server = Scripted::start(move |asked| match asked {
        asked if asks_for_announcements(asked) => Some(vec![]),
        asked if asks_for_the_count(asked) && ASKED.fetch_add(1, Ordering::SeqCst) == 2 => {
            Some(vec![Act::Hang])
        }
        asked => world.answer(asked),
    })
    .await;
    let mut doorbell = tracker(&server).doorbell();
    let begun = Instant::now();
    let lost = doorbell.wait(Duration::from_secs(10)).await;
    assert_eq!(lost, Ring::Lost("the server was silent for 300ms".into()));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(doorbell.wait(A_WHILE).await, Ring::Quiet);
}

#[tokio::test]
async fn idling_costs_one_small_question_a_heartbeat() {
    let count = Arc::new(AtomicU64::new(4711));
    let server = server(Vec::new, count).await;
    let mut doorbell = tracker(&server).doorbell();
    doorbell.arm().await.unwrap();
    let before = server.asked().len();
    assert_eq!(doorbell.wait(Duration::from_millis(1050)).await, Ring::Quiet);
    let asked = server.asked();
    let idle: Vec<_> = asked[before..].iter().filter(|asked| !asks_for_announcements(asked)).collect();
    let beats = idle.iter().filter(|asked| asks_for_the_count(asked)).count();
    assert!(beats == idle.len() && (5..=11).contains(&beats), "{beats} of {}", idle.len());
    let standing =
        asked.iter().find(|asked| asks_for_announcements(asked)).unwrap().search().unwrap().clone();
    assert_eq!(standing.attrs, ["objectGUID"]);
    assert_eq!(standing.filter, ldap3_proto::proto::LdapFilter::Present("objectClass".into()));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_lost_and_not_asked_in_a_loop() {
    let server = server(Vec::new, Arc::new(AtomicU64::new(1))).await;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let config = muster_connectors::ldap::LdapConfig { port: Some(free.port()), ..server.config() };
    let mut config = following(vec![config]);
    config.pacing.wait_first = Duration::from_millis(100);
    let mut doorbell = Tracker::new(config, &ReadSpec::default()).doorbell();
    let begun = Instant::now();
    for _ in 0..4 {
        assert!(matches!(doorbell.wait(Duration::from_secs(5)).await, Ring::Lost(_)));
    }
    // Nothing, then at least half of 100, 200 and 400 ms.
    assert!(begun.elapsed() > Duration::from_millis(350), "{:?}", begun.elapsed());
}
