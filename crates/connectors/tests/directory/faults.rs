//! Connections that are cut, slow, or full of rubbish. A read over them is never silently short.

use crate::messages::{entry, found, page_end, person, result};
use crate::pages::{people, read_people, what};
use crate::scripted::{Act, BASE, Scripted};
use ldap3_proto::proto::{LdapExtendedResponse, LdapOp, LdapResultCode};
use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{Fault, Gap, read_directory};
use std::time::Duration;

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_a_page_is_a_gap() {
    let raw = read_people(|_| {
        let half_a_message = Act::Raw(vec![0x30, 0x50, 0x02, 0x01]);
        people(0..300).into_iter().chain([half_a_message, Act::Close]).collect()
    })
    .await;
    assert_eq!(raw.entries.len(), 300);
    assert!(matches!(&raw.gaps[0], Gap::Broken { entries: 300, .. }), "{:?}", raw.gaps);
    assert_eq!(raw.gaps[1], Gap::NotTried { what: format!("reading groups below {BASE}") });
}

#[tokio::test]
async fn a_server_that_freezes_is_a_gap_after_the_answer_limit() {
    let raw = read_people(|_| people(0..3).into_iter().chain([Act::Hang]).collect()).await;
    let fault = Fault::Silent(Duration::from_millis(500));
    assert_eq!(raw.gaps[0], Gap::Broken { what: what(), fault, entries: 3 });
}

#[tokio::test]
async fn a_server_that_drips_is_a_gap_after_the_read_limit() {
    let server = Scripted::start(|asked| {
        asked.asks_for_people()?;
        let drip = |number| [entry(&person(number)), Act::Pause(Duration::from_millis(100))];
        Some((0..1000).flat_map(drip).collect())
    })
    .await;
    let mut config = server.config();
    config.limits.read = Duration::from_secs(1);
    let raw = read_directory(&config, &ReadSpec::default()).await.unwrap();
    let Gap::Broken { fault, entries, .. } = &raw.gaps[0] else { panic!("{:?}", raw.gaps) };
    assert_eq!(*fault, Fault::OutOfTime(Duration::from_secs(1)));
    assert!((1..=11).contains(entries), "{entries}");
}

#[tokio::test]
async fn a_notice_of_disconnection_is_named() {
    let raw = read_people(|_| {
        let mut notice = LdapExtendedResponse::new_success(Some("1.3.6.1.4.1.1466.20036"), None);
        notice.res = result(LdapResultCode::Unavailable, "shutting down");
        vec![entry(&person(1)), Act::Under(0, LdapOp::ExtendedResponse(notice)), Act::Close]
    })
    .await;
    let Gap::Broken { fault: Fault::Disconnected(words), .. } = &raw.gaps[0] else {
        panic!("{:?}", raw.gaps)
    };
    assert_eq!(words, "Unavailable shutting down");
}

#[tokio::test]
async fn bytes_that_are_no_ldap_are_a_gap() {
    let raw =
        read_people(|_| vec![entry(&person(1)), Act::Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())])
            .await;
    assert!(matches!(&raw.gaps[0], Gap::Broken { entries: 1, .. }), "{:?}", raw.gaps);
}

#[tokio::test]
async fn a_message_above_the_size_limit_is_a_gap_and_below_it_is_read() {
    let big = || person(1).with_bytes("description", &vec![b'x'; 300_000]);
    for (limit, gaps) in [(100_000, 2), (1_000_000, 0)] {
        let server = Scripted::start(move |asked| {
            (asked.asks_for_people()?).then(|| vec![entry(&big()), page_end(b"")])
        })
        .await;
        let mut config = server.config();
        config.limits.message_bytes_max = limit;
        let raw = read_directory(&config, &ReadSpec::default()).await.unwrap();
        assert_eq!(raw.gaps.len(), gaps, "{:?}", raw.gaps);
    }
}

#[tokio::test]
async fn messages_split_over_many_packets_are_put_together() {
    let raw = read_people(|_| vec![Act::Drip(found(&person(1))), page_end(b"")]).await;
    assert_eq!((raw.entries.len(), raw.gaps.len()), (1, 0));
}

#[tokio::test]
async fn an_answer_to_another_question_is_a_gap_and_is_not_skipped() {
    let raw = read_people(|_| vec![Act::Under(99, found(&person(1))), page_end(b"")]).await;
    assert!(
        matches!(&raw.gaps[0], Gap::Broken { fault: Fault::Undecodable(_), entries: 0, .. }),
        "{:?}",
        raw.gaps
    );
}

#[tokio::test]
async fn a_server_that_falls_silent_before_its_last_word_is_a_gap() {
    let server = Scripted::start(|asked| {
        let attributes = &asked.search()?.attrs;
        (attributes.len() == 1 && attributes[0] == "highestCommittedUSN").then(|| vec![Act::Hang])
    })
    .await;
    let raw = read_directory(&server.config(), &ReadSpec::default()).await.unwrap();
    let fault = Fault::Silent(Duration::from_millis(500));
    let what = "asking the server for its last change".into();
    assert_eq!(raw.gaps, [Gap::Broken { what, fault, entries: 0 }]);
}
