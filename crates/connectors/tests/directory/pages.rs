//! Pages that end too early, break, or change while they are read. Such a read is never silently short.

use crate::messages::{done, end, entry, page_end, person};
use crate::scripted::{Act, Asked, BASE, Scripted};
use ldap3_proto::proto::{LdapOp, LdapResultCode, LdapSearchResultReference};
use muster_connectors::directory::{Entry, ReadSpec};
use muster_connectors::ldap::{Gap, RawDirectory, read_directory};
use std::sync::atomic::{AtomicU32, Ordering};

/// Reads from a server that answers searches for people with `acts`.
pub(crate) async fn read_people(acts: impl Fn(&Asked) -> Vec<Act> + Send + Sync + 'static) -> RawDirectory {
    let script = move |asked: &Asked| (asked.asks_for_people() == Some(true)).then(|| acts(asked));
    let server = Scripted::start(script).await;
    read_directory(&server.config(), &ReadSpec::default()).await.unwrap()
}

pub(crate) fn people(numbers: std::ops::Range<u32>) -> Vec<Act> {
    numbers.map(|number| entry(&person(number))).collect()
}

pub(crate) fn what() -> String {
    format!("reading people below {BASE}")
}

/// The one gap of a read that kept `entries` entries and is not to be believed.
fn only_gap(raw: &RawDirectory, entries: usize) -> Gap {
    assert_eq!((raw.entries.len(), raw.gaps.len()), (entries, 1), "{:?}", raw.gaps);
    assert!(!raw.coverage().is_complete());
    raw.gaps[0].clone()
}

#[tokio::test]
async fn pages_are_read_to_the_end() {
    let raw = read_people(|asked| {
        let first = asked.cookie().is_empty();
        let mut acts = people(if first { 0..1000 } else { 1000..1500 });
        acts.push(page_end(if first { b"two" } else { b"" }));
        acts
    })
    .await;
    assert_eq!((raw.entries.len(), raw.gaps.len()), (1500, 0));
    assert!(raw.coverage().is_complete());
}

#[tokio::test]
async fn a_size_limit_after_1000_entries_is_a_gap() {
    let raw = read_people(|_| {
        let mut acts = people(0..1000);
        acts.push(end(LdapResultCode::SizeLimitExceeded, ""));
        acts
    })
    .await;
    assert_eq!(only_gap(&raw, 1000), Gap::ServerLimit { what: what(), limit: "size", entries: 1000 });
}

#[tokio::test]
async fn a_full_page_without_paging_control_is_a_gap() {
    let raw = read_people(|_| people(0..1000).into_iter().chain([done()]).collect()).await;
    assert_eq!(only_gap(&raw, 1000), Gap::PagesBroken { what: what(), entries: 1000 });
}

#[tokio::test]
async fn a_referral_instead_of_a_result_is_a_gap() {
    let raw = read_people(|_| vec![end(LdapResultCode::Referral, "")]).await;
    assert_eq!(only_gap(&raw, 0), Gap::Referral { what: what() });
}

#[tokio::test]
async fn busy_on_the_second_page_is_a_gap() {
    let raw = read_people(|asked| {
        if !asked.cookie().is_empty() {
            return vec![entry(&person(9)), end(LdapResultCode::Busy, "come back later")];
        }
        people(0..5).into_iter().chain([page_end(b"two")]).collect()
    })
    .await;
    let (code, message) = ("Busy".into(), "come back later".into());
    assert_eq!(only_gap(&raw, 6), Gap::GaveUp { what: what(), code, message, entries: 6 });
}

#[tokio::test]
async fn a_refused_cookie_is_a_gap() {
    let raw = read_people(|asked| {
        if !asked.cookie().is_empty() {
            return vec![end(LdapResultCode::UnwillingToPerform, "cookie of another connection")];
        }
        people(0..5).into_iter().chain([page_end(b"two")]).collect()
    })
    .await;
    assert!(matches!(only_gap(&raw, 5), Gap::GaveUp { code, .. } if code == "UnwillingToPerform"));
}

#[tokio::test]
async fn pages_that_lose_their_control_or_stand_still_are_gaps() {
    let lost = read_people(|asked| {
        let last = if asked.cookie().is_empty() { page_end(b"two") } else { done() };
        people(0..5).into_iter().chain([last]).collect()
    });
    assert_eq!(lost.await.gaps, [Gap::PagesBroken { what: what(), entries: 10 }]);
    let still = read_people(|_| vec![page_end(b"again")]).await;
    assert_eq!(only_gap(&still, 0), Gap::PagesBroken { what: what(), entries: 0 });
}

#[tokio::test]
async fn references_to_other_servers_are_dropped_and_counted() {
    let raw = read_people(|_| {
        let uris = vec!["ldap://elsewhere.example.com/CN=Configuration".into()];
        let reference = Act::Say(LdapOp::SearchResultReference(LdapSearchResultReference { uris }));
        vec![entry(&person(1)), reference, page_end(b"")]
    })
    .await;
    assert_eq!((raw.entries.len(), raw.referrals_dropped, raw.gaps.len()), (1, 1, 0));
}

#[tokio::test]
async fn an_entry_that_moved_between_two_pages_comes_once_as_it_was_last() {
    let raw = read_people(|asked| {
        let first = asked.cookie().is_empty();
        let title = if first { "Agent" } else { "Lead" };
        vec![entry(&person(1).with("title", title)), page_end(if first { b"two" } else { b"" })]
    })
    .await;
    assert_eq!(raw.entries.iter().map(|entry| entry.text("title")).collect::<Vec<_>>(), [Some("Lead")]);
}

#[tokio::test]
async fn whoever_changed_during_the_read_is_read_again() {
    static USN: AtomicU32 = AtomicU32::new(100);
    let server = Scripted::start(|asked| {
        let search = asked.search()?;
        if search.base.is_empty() {
            let usn = USN.fetch_add(1, Ordering::SeqCst).to_string();
            let root = Entry::new("").with("defaultNamingContext", BASE).with("highestCommittedUSN", &usn);
            return Some(vec![entry(&root), done()]);
        }
        let again = format!("{:?}", search.filter).contains("\"uSNChanged\", \"101\"");
        let found = [person(1).with("title", if again { "Lead" } else { "Agent" }), person(2)];
        (asked.asks_for_people()?)
            .then(|| found.iter().take(if again { 2 } else { 1 }).map(entry).chain([page_end(b"")]).collect())
    })
    .await;
    let raw = read_directory(&server.config(), &ReadSpec::default()).await.unwrap();
    let titles: Vec<_> =
        raw.entries.iter().map(|entry| (entry.text("sAMAccountName"), entry.text("title"))).collect();
    assert_eq!(titles, [(Some("u1"), Some("Lead")), (Some("u2"), None)]);
    assert!(raw.gaps.is_empty());
}
