//! Groups with more members than a server gives at once.

use crate::messages::{done, entry, group, page_end};
use crate::scripted::{Act, Asked, Scripted};
use muster_connectors::directory::{Entry, ReadSpec};
use muster_connectors::ldap::{Gap, RawDirectory, read_directory};
use std::sync::atomic::{AtomicU32, Ordering};

fn members(numbers: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    numbers.map(|number| format!("CN=u{number},OU=Staff,DC=x").into_bytes()).collect()
}

/// The group as Active Directory gives it first: an empty `member` and the first 1500 values beside it.
fn first_piece(usn: u32) -> Entry {
    let mut first = group(1).with("uSNChanged", &usn.to_string());
    first.attributes.push(("member".into(), vec![]));
    first.attributes.push(("member;range=0-1499".into(), members(0..1500)));
    first
}

/// The number from which on further members are asked for.
fn asked_from(asked: &Asked) -> Option<usize> {
    let option = asked.search()?.attrs.iter().find_map(|name| name.strip_prefix("member;range="))?;
    option.strip_suffix("-*")?.parse().ok()
}

/// A further piece of a group with 3,700 members.
fn piece(from: usize, usn: u32) -> Entry {
    let to = (from + 1500).min(3700);
    let bound = if to == 3700 { "*".to_owned() } else { (to - 1).to_string() };
    let mut piece = Entry::new(&group(1).dn).with("uSNChanged", &usn.to_string());
    piece.attributes.push((format!("member;range={from}-{bound}"), members(from..to)));
    piece
}

async fn read(
    further: impl Fn(usize) -> Option<Entry> + Send + Sync + 'static,
) -> (RawDirectory, Vec<usize>) {
    let server = Scripted::start(move |asked| {
        if let Some(from) = asked_from(asked) {
            return Some(further(from).iter().map(entry).chain([done()]).collect::<Vec<Act>>());
        }
        (!asked.asks_for_people()?).then(|| vec![entry(&first_piece(7)), page_end(b"")])
    })
    .await;
    let raw = read_directory(&server.config(), &ReadSpec::default()).await.unwrap();
    (raw, server.asked().iter().filter_map(asked_from).collect())
}

fn values(raw: &RawDirectory) -> Vec<Vec<u8>> {
    raw.entries[0].values("member").map(<[u8]>::to_vec).collect()
}

#[tokio::test]
async fn all_pieces_are_fetched_and_put_under_the_plain_name() {
    let (raw, asked) = read(|from| Some(piece(from, 7))).await;
    assert_eq!(asked, [1500, 3000]);
    assert_eq!(values(&raw), members(0..3700));
    assert!(raw.gaps.is_empty());
    assert!(raw.entries[0].attributes.iter().all(|(name, _)| !name.contains("range")));
}

#[tokio::test]
async fn a_group_that_changes_meanwhile_is_read_again() {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    // The second question meets the changed group; from then on it stays as it is.
    let (raw, asked) = read(|from| {
        let before = ASKED.fetch_add(1, Ordering::SeqCst);
        Some(piece(from, if before == 0 { 7 } else { 8 }))
    })
    .await;
    assert_eq!(asked, [1500, 3000, 0, 1500, 3000]);
    assert_eq!(values(&raw), members(0..3700));
    assert!(raw.gaps.is_empty());
}

#[tokio::test]
async fn a_group_that_never_rests_is_a_gap() {
    static ASKED: AtomicU32 = AtomicU32::new(8);
    let (raw, _) = read(|from| Some(piece(from, ASKED.fetch_add(1, Ordering::SeqCst)))).await;
    let Gap::ShortRange { because, attribute, .. } = &raw.gaps[0] else { panic!("{:?}", raw.gaps) };
    assert_eq!((because.as_str(), attribute.as_str()), ("it changed 3 times while it was read", "member"));
    assert!(!raw.coverage().is_complete());
}

#[tokio::test]
async fn a_piece_with_fewer_values_than_it_says_is_a_gap() {
    let (raw, _) = read(|from| {
        let mut short = piece(from, 7);
        short.attributes[1].1.truncate(1000);
        Some(short)
    })
    .await;
    let Gap::ShortRange { values, because, .. } = &raw.gaps[0] else { panic!("{:?}", raw.gaps) };
    assert_eq!((*values, because.as_str()), (2500, "the server left out values from number 1500 on"));
}

#[tokio::test]
async fn a_missing_piece_is_a_gap_and_a_vanished_group_too() {
    let (raw, _) = read(|_| Some(Entry::new("CN=g1").with("uSNChanged", "7"))).await;
    let expected = "the server sent no values from number 1500 on";
    assert!(
        matches!(&raw.gaps[..], [Gap::ShortRange { because, .. }] if because == expected),
        "{:?}",
        raw.gaps
    );
    let (raw, _) = read(|_| None).await;
    assert!(matches!(&raw.gaps[..], [Gap::ShortRange { because, .. }] if because == "the entry has gone"));
    assert_eq!(values(&raw).len(), 1500);
}

#[tokio::test]
async fn a_piece_that_begins_elsewhere_is_a_gap() {
    let (raw, _) = read(|_| Some(piece(2200, 7))).await;
    let expected = "the server left out values from number 1500 on";
    assert!(
        matches!(&raw.gaps[..], [Gap::ShortRange { because, .. }] if because == expected),
        "{:?}",
        raw.gaps
    );
}

#[tokio::test]
async fn a_silent_server_is_waited_for_once_and_not_once_a_group() {
    let server = Scripted::start(|asked| {
        if asked_from(asked).is_some() {
            return Some(vec![Act::Hang]);
        }
        let group = |number: u32| Entry { attributes: first_piece(7).attributes, ..group(number) };
        (!asked.asks_for_people()?)
            .then(|| (1..=20).map(|number| entry(&group(number))).chain([page_end(b"")]).collect())
    })
    .await;
    let begun = std::time::Instant::now();
    let raw = read_directory(&server.config(), &ReadSpec::default()).await.unwrap();
    assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(
        matches!(&raw.gaps[0], Gap::ShortRange { because, .. } if because == "the server was silent for 500ms")
    );
}
