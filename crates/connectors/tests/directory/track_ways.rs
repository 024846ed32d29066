//! Ways in which a read can go wrong. Each is a named error, or everything is read; none is a delta that lacks something.

use crate::messages::{encode, end, entry, found, group, page_end, person, result};
use crate::scripted::{Act, BASE};
use crate::track::{ALL, CHANGED, World, asks_since, dirsync_end, people};
use ldap3_proto::proto::{
    LdapExtendedResponse, LdapMsg, LdapOp, LdapResultCode as Code, LdapSearchResultReference,
};
use muster_connectors::directory::Track;
use muster_connectors::ldap::Method;
use std::time::Duration;

/// What must come of it.
pub(crate) enum Must {
    /// An error with these words.
    Fail(&'static str),
    /// Everything is read, for a reason with these words.
    ReadAll(&'static str),
    /// A delta with so many objects.
    Bring(u32),
}
use Must::{Bring, Fail, ReadAll};

pub(crate) struct Way(pub(crate) &'static str, pub(crate) fn(&mut World), pub(crate) Must);

/// Answers the first question about changes with `acts`, and further ones as a healthy server would.
fn once(world: &mut World, acts: fn() -> Vec<Act>) {
    nth(world, 0, acts);
}

fn nth(world: &mut World, which: usize, acts: fn() -> Vec<Act>) {
    world.script = Box::new(move |_, number| (number == which).then(acts));
}

/// Two people, and then what is given.
fn two_and(acts: Vec<Act>) -> Vec<Act> {
    people(1..=2).into_iter().chain(acts).collect()
}

/// A first page with two people, and the second one as given.
fn second_page(world: &mut World, acts: fn() -> Vec<Act>) {
    world.script = Box::new(move |_, number| match number {
        0 => Some(two_and(vec![dirsync_end(true, b"page 2")])),
        1 => Some(acts()),
        _ => None,
    });
}

fn by_count(world: &mut World) {
    world.method = Method::Only(Track::Usn);
}

fn notice() -> Vec<Act> {
    let mut notice = LdapExtendedResponse::new_success(Some("1.3.6.1.4.1.1466.20036"), None);
    notice.res = result(Code::Unavailable, "shutting down");
    two_and(vec![Act::Under(0, LdapOp::ExtendedResponse(notice)), Act::Close])
}

fn reference() -> Act {
    let uris = vec!["ldap://other.example.com/DC=other".to_owned()];
    Act::Say(LdapOp::SearchResultReference(LdapSearchResultReference { uris }))
}

fn part_of_a_group() -> Act {
    let mut part = group(1);
    part.attributes.push(("member".into(), vec![]));
    let values = (0..1500).map(|number| format!("CN=u{number},{BASE}").into_bytes()).collect();
    part.attributes.push(("member;range=0-1499".into(), values));
    entry(&part)
}

pub(crate) fn refused(code: Code) -> Vec<Act> {
    vec![end(code, "00002120")]
}

pub(crate) const WAYS: [Way; 50] = [
    Way("nothing", |_| (), Bring(CHANGED)),
    Way(
        "second page",
        |w| second_page(w, || vec![entry(&person(3)), dirsync_end(false, b"c2")]),
        Bring(CHANGED),
    ),
    Way(
        "lost between pages",
        |w| second_page(w, || vec![Act::Close]),
        Fail("the server closed the connection"),
    ),
    Way("second page never comes", |w| second_page(w, || vec![Act::Hang]), Fail("was silent for 500ms")),
    Way(
        "second page's cookie refused",
        |w| second_page(w, || refused(Code::UnavailableCriticalExtension)),
        ReadAll("did not accept"),
    ),
    Way(
        "second page is busy",
        |w| second_page(w, || refused(Code::Busy)),
        Fail("gave up after 2 entries (Busy"),
    ),
    Way(
        "pages without end",
        |w| {
            w.script = Box::new(|_, n| {
                Some(if n == 0 {
                    two_and(vec![dirsync_end(true, b"p")])
                } else {
                    vec![dirsync_end(true, b"p")]
                })
            })
        },
        Fail("sequence of pages broke after 2 entries"),
    ),
    Way(
        "last page without control",
        |w| once(w, || two_and(vec![end(Code::Success, "")])),
        Fail("sequence of pages broke after 2 entries"),
    ),
    Way(
        "last page without cookie",
        |w| once(w, || two_and(vec![dirsync_end(false, b"")])),
        Fail("sequence of pages broke after 2 entries"),
    ),
    Way(
        "cookie refused (12)",
        |w| once(w, || refused(Code::UnavailableCriticalExtension)),
        ReadAll("did not accept the place to go on from (UnavailableCriticalExtension: 00002120)"),
    ),
    Way("cookie refused (53)", |w| once(w, || refused(Code::UnwillingToPerform)), ReadAll("did not accept")),
    Way(
        "cookie refused (50)",
        |w| once(w, || refused(Code::InsufficentAccessRights)),
        ReadAll("did not accept"),
    ),
    Way("cookie refused (2)", |w| once(w, || refused(Code::ProtocolError)), ReadAll("did not accept")),
    Way("cookie refused (1)", |w| once(w, || refused(Code::OperationsError)), ReadAll("did not accept")),
    Way(
        "cookie refused in mid-stream (12)",
        |w| once(w, || two_and(refused(Code::UnavailableCriticalExtension))),
        ReadAll("did not accept"),
    ),
    Way(
        "full set instead of what changed",
        |w| once(w, || people(1..=ALL).into_iter().chain([dirsync_end(false, b"c2")]).collect()),
        Bring(ALL),
    ),
    Way(
        "busy in mid-stream",
        |w| once(w, || two_and(refused(Code::Busy))),
        Fail("gave up after 2 entries (Busy"),
    ),
    Way(
        "unavailable in mid-stream",
        |w| once(w, || two_and(refused(Code::Unavailable))),
        Fail("gave up after 2 entries (Unavailable"),
    ),
    Way(
        "administrative limit",
        |w| once(w, || two_and(refused(Code::AdminLimitExceeded))),
        Fail("administrative limit"),
    ),
    Way("time limit", |w| once(w, || two_and(refused(Code::TimeLimitExceeded))), Fail("time limit")),
    Way("size limit", |w| once(w, || two_and(refused(Code::SizeLimitExceeded))), Fail("size limit")),
    Way(
        "notice of disconnection",
        |w| once(w, notice),
        Fail("ended the connection: Unavailable shutting down"),
    ),
    Way(
        "referral as result",
        |w| once(w, || two_and(refused(Code::Referral))),
        Fail("referred us to another server"),
    ),
    Way(
        "references among the entries",
        |w| once(w, || [people(1..=CHANGED), vec![reference(), dirsync_end(false, b"c2")]].concat_acts()),
        Bring(CHANGED),
    ),
    Way("loop detected", |w| once(w, || two_and(refused(Code::LoopDetect))), Fail("LoopDetect")),
    Way(
        "cut in the middle of an entry",
        |w| once(w, || two_and(vec![Act::Raw(vec![0x30, 0x50, 2, 1]), Act::Close])),
        Fail("nothing of this read is used"),
    ),
    Way("closed without a word", |w| once(w, || vec![Act::Close]), Fail("the server closed the connection")),
    Way(
        "frozen in mid-stream",
        |w| once(w, || two_and(vec![Act::Hang])),
        Fail("was silent for 500ms after 2 entries"),
    ),
    Way(
        "no LDAP at all",
        |w| once(w, || two_and(vec![Act::Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())])),
        Fail("nothing of this read is used"),
    ),
    Way(
        "malformed BER",
        |w| once(w, || two_and(vec![Act::Raw(malformed())])),
        Fail("nothing of this read is used"),
    ),
    Way(
        "a message above the limit",
        |w| {
            w.config = |c| c.limits.message_bytes_max = 100_000;
            once(w, || two_and(vec![entry(&person(3).with("title", &"x".repeat(200_000)))]))
        },
        Fail("above the size limit"),
    ),
    Way(
        "an answer to another question",
        |w| once(w, || two_and(vec![Act::Under(99, found(&person(3)))])),
        Fail("never asked"),
    ),
    Way(
        "an answer of another kind",
        |w| {
            once(w, || {
                two_and(vec![Act::Say(LdapOp::ExtendedResponse(LdapExtendedResponse::new_success(
                    None, None,
                )))])
            })
        },
        Fail("belongs to no search"),
    ),
    Way(
        "messages split over segments",
        |w| {
            once(w, || {
                vec![
                    Act::Drip(found(&person(1))),
                    Act::Drip(found(&person(2))),
                    Act::Drip(found(&person(3))),
                    dirsync_end(false, b"c2"),
                ]
            })
        },
        Bring(CHANGED),
    ),
    Way(
        "drip beyond all patience",
        |w| {
            w.config = |c| c.limits.read = Duration::from_millis(600);
            once(w, || {
                (1..50).flat_map(|n| [entry(&person(n)), Act::Pause(Duration::from_millis(100))]).collect()
            })
        },
        Fail("took longer than 600ms"),
    ),
    Way(
        "part of a group's members",
        |w| once(w, || vec![part_of_a_group(), dirsync_end(false, b"c2")]),
        Fail("sent a part of its values as `member;range=0-1499`"),
    ),
    Way("deletions hidden", |w| w.shows_deleted = false, Bring(CHANGED)),
    Way(
        "anonymous success on empty password",
        |w| w.config = |c| c.bind_password = "".into(),
        Fail("password of `reader@lab.example.com` is empty"),
    ),
    Way("count went back", |w| w.root("highestCommittedUSN", "4000"), ReadAll("went back from 4711 to 4000")),
    Way(
        "restored copy",
        |w| w.invocation = "00000000-0000-0000-0000-000000000007",
        ReadAll("the server was restored"),
    ),
    Way(
        "another domain",
        |w| w.sid = "S-1-5-21-9-9-9",
        Fail("serves the domain DC=lab,DC=example,DC=com (S-1-5-21-9-9-9), but"),
    ),
    Way(
        "another naming context",
        |w| w.root("defaultNamingContext", "DC=other"),
        Fail("serves the domain DC=other"),
    ),
    Way(
        "no naming context",
        |w| w.root = muster_connectors::directory::Entry::new(""),
        Fail("does not say which domain it serves"),
    ),
    Way(
        "a copy that is not whole yet",
        |w| w.root("isSynchronized", "FALSE"),
        Fail("has not yet got a whole copy"),
    ),
    Way(
        "damaged cookie",
        |w| w.position = |p| p.cookie = Some("?".into()),
        ReadAll("did not accept the place"),
    ),
    Way(
        "another question",
        |w| w.position = |p| p.question = "v0".into(),
        ReadAll("something else is asked for"),
    ),
    Way(
        "by count: size limit",
        |w| {
            by_count(w);
            once(w, || two_and(refused(Code::SizeLimitExceeded)))
        },
        Fail("size limit"),
    ),
    Way(
        "by count: page cookie refused",
        |w| {
            by_count(w);
            w.script = Box::new(|_, n| {
                Some(if n == 0 { two_and(vec![page_end(b"p")]) } else { refused(Code::UnwillingToPerform) })
            })
        },
        Fail("gave up after 2 entries (UnwillingToPerform"),
    ),
    Way(
        "by count: values cut",
        |w| {
            by_count(w);
            w.script = Box::new(|asked, _| {
                Some(if asks_since(asked) {
                    vec![part_of_a_group(), page_end(b"")]
                } else {
                    vec![end(Code::Success, "")]
                })
            })
        },
        Fail("member of CN=g1"),
    ),
    Way(
        "by count: lost in mid-page",
        |w| {
            by_count(w);
            once(w, || two_and(vec![Act::Close]))
        },
        Fail("closed the connection after 2 entries"),
    ),
];

trait Concat {
    fn concat_acts(self) -> Vec<Act>;
}

impl<const N: usize> Concat for [Vec<Act>; N] {
    fn concat_acts(self) -> Vec<Act> {
        self.into_iter().flatten().collect()
    }
}

/// An entry whose inner length goes beyond its end.
fn malformed() -> Vec<u8> {
    let mut bytes = encode(LdapMsg::new(1, found(&person(3))));
    let inner = bytes.iter().skip(2).position(|byte| *byte == 0x64).unwrap() + 3;
    bytes[inner] = bytes[inner].wrapping_add(5);
    bytes
}
