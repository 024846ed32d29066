//! What a replica makes of what a domain controller tells, one rule a test.

use crate::telling::{Story, Telling, below, delta, full, guid, link, object, sentences, sid, since, whole};
use muster_connectors::directory::{DnKey, Entry, Extent, Form, ReadSpec, Rows};

const ADA: &str = "CN=Ada Osei,OU=Staff,DC=x";
const AGENTS: &str = "CN=GC-Agents,OU=Groups,DC=x";

fn staff() -> Entry {
    object(1, "OU=Staff,DC=x").unit()
}

fn ada() -> Entry {
    below(1, 10, ADA).person("ada").sid(10).with("mail", "ada@example.com").with("title", "Agent")
}

fn agents() -> Entry {
    object(50, AGENTS).group("GC-Agents").sid(50)
}

fn company() -> Story {
    Story::read(ReadSpec::default(), vec![staff(), ada(), agents().added(&link(10, ADA))])
}

#[test]
fn what_is_not_told_is_as_it_was_and_what_is_told_empty_is_gone() {
    let mut story = company();
    story.tell(&since(vec![object(10, ADA).without("mail").with("telephoneNumber", "+49 30 999")]));
    let record = story.record(10).unwrap();
    assert_eq!((record.mail, record.title.as_deref()), (None, Some("Agent")));
    assert_eq!(record.phones.len(), 1);
}

#[test]
fn in_full_what_is_not_told_is_gone() {
    let mut story = company();
    story.tell(&delta(Extent::Since, Form::Full, vec![below(1, 10, ADA).person("ada").sid(10)]));
    let record = story.record(10).unwrap();
    assert_eq!((record.mail, record.title), (None, None));
    assert_eq!(story.groups(10), [50], "the group was not told of");
    story.tell(&delta(Extent::Since, Form::Full, vec![agents()]));
    assert_eq!(story.groups(10), []);
}

#[test]
fn members_come_and_go_one_by_one() {
    let mut story = company();
    let left = story.tell(&since(vec![object(50, AGENTS).removed(&link(10, "CN=Old Name,DC=x"))]));
    assert_eq!(story.groups(10), [], "the name in a removed link may be out of date");
    assert_eq!(sentences(&left), ["member ada removed from GC-Agents".replace("ada", "Ada Osei")]);
    let came = story.tell(&since(vec![object(50, AGENTS).added(&link(10, ADA))]));
    assert_eq!(story.groups(10), [50]);
    assert_eq!(sentences(&came), ["member Ada Osei added to GC-Agents"]);
    assert_eq!(came.events[0].concerns, [guid(10), guid(50)]);
}

#[test]
fn a_unit_that_is_renamed_or_moved_takes_everything_below_along_without_a_word() {
    let mut story = company();
    story.tell(&since(vec![object(2, "OU=Europe,DC=x").unit()]));
    story.tell(&since(vec![below(2, 1, "OU=People,OU=Europe,DC=x").with("name", "People")]));
    let place = "CN=Ada Osei,OU=People,OU=Europe,DC=x";
    assert_eq!(story.record(10).unwrap().location, place);
    assert_eq!(story.replica().find(&DnKey::new(&place.to_uppercase())), Some(guid(10)));
    assert_eq!(story.replica().find(&DnKey::new(ADA)), None);
}

#[test]
fn a_unit_that_is_moved_into_scope_brings_people_who_are_not_told_of_again() {
    let spec = ReadSpec { people_bases: vec!["OU=Europe,DC=x".into()], ..ReadSpec::default() };
    let mut story = Story::read(spec, vec![object(2, "OU=Europe,DC=x").unit(), staff(), ada()]);
    assert_eq!(story.record(10), None);
    story.tell(&since(vec![below(2, 1, "OU=Staff,OU=Europe,DC=x")]));
    assert!(story.record(10).is_some());
}

#[test]
fn a_deleted_person_leaves_all_groups_and_comes_back_without_them() {
    let mut story = company();
    let tomb = object(10, r"CN=Ada Osei\0ADEL:1,CN=Deleted Objects,DC=x")
        .with("isDeleted", "TRUE")
        .without("mail")
        .with_bytes("parentGUID", &guid(99).to_bytes_le());
    let applied = story.tell(&since(vec![tomb]));
    assert_eq!(sentences(&applied), ["Ada Osei deleted"]);
    assert_eq!((story.record(10), story.replica().memberships()), (None, 0));
    // The class is not told again, and neither is what the tombstone had kept.
    let back = below(1, 10, ADA).without("isDeleted").with("name", "Ada Osei");
    let applied = story.tell(&since(vec![back]));
    assert_eq!(sentences(&applied), ["Ada Osei came back"]);
    let record = story.record(10).unwrap();
    assert_eq!((record.login.as_str(), record.mail), ("ada", None));
    assert_eq!(story.groups(10), []);
    story.tell(&since(vec![object(50, AGENTS).added(&link(10, ADA))]));
    assert_eq!(story.groups(10), [50]);
}

#[test]
fn whoever_was_deleted_and_restored_between_two_reads_has_lost_all_groups() {
    let mut story = company();
    story.tell(&since(vec![below(1, 10, ADA).without("isDeleted")]));
    assert_eq!(story.groups(10), []);
    let mut story = company();
    let again = vec![object(50, AGENTS).added(&link(10, ADA)), below(1, 10, ADA).without("isDeleted")];
    story.tell(&since(again));
    assert_eq!(story.groups(10), [50], "but may be in one again");
}

#[test]
fn members_may_come_before_what_they_name() {
    for name in [link(10, ADA), format!("<SID={}>;{ADA}", sid(10)), ADA.to_lowercase()] {
        let mut story = Story::new(ReadSpec::default());
        story.tell(&whole(vec![staff(), agents().added(&name)]));
        assert_eq!(story.batch().members_unresolved, 1, "{name}");
        story.tell(&since(vec![ada()]));
        assert_eq!((story.groups(10), story.batch().members_unresolved), (vec![50], 0), "{name}");
    }
}

#[test]
fn a_link_by_name_follows_its_object_when_that_is_renamed() {
    let mut story = Story::new(ReadSpec::default());
    story.tell(&full(vec![
        staff(),
        ada().with("manager", "CN=Bob,OU=Staff,DC=x"),
        bob(),
        agents().with("member", ADA),
    ]));
    let renamed = |number, name: &str, login| below(1, number, name).person(login).sid(number);
    let objects =
        [renamed(10, "CN=Ada Byron,OU=Staff,DC=x", "ada"), renamed(11, "CN=Bert,OU=Staff,DC=x", "bob")];
    let objects = vec![objects[0].clone().with("manager", "CN=Bert,OU=Staff,DC=x"), objects[1].clone()];
    story.tell(&delta(Extent::Since, Form::Full, objects));
    assert_eq!(story.groups(10), [50]);
    let applied =
        story.tell(&delta(Extent::Since, Form::Full, vec![renamed(11, "CN=Bart,OU=Staff,DC=x", "bob")]));
    assert_eq!(sentences(&applied), ["Bert renamed to Bart"]);
    assert_eq!(story.record(10).unwrap().manager.unwrap().anchor.as_str(), guid(11).to_string());
}

fn bob() -> Entry {
    below(1, 11, "CN=Bob,OU=Staff,DC=x").person("bob").sid(11)
}

#[test]
fn the_common_name_follows_the_name_where_servers_never_tell_it() {
    let mut story = Story::new(ReadSpec::default());
    story.tell(&full(vec![staff(), ada().with("cn", "Ada Osei")]));
    story.tell(&since(vec![below(1, 10, "CN=Ada Byron,OU=Staff,DC=x").with("name", "Ada Byron")]));
    assert_eq!(story.record(10).unwrap().display_name, "Ada Byron");
}

#[test]
fn a_manager_is_one_however_the_change_is_told() {
    let mut story = company();
    story.tell(&since(vec![bob(), below(1, 12, "CN=Eve,OU=Staff,DC=x").person("eve").sid(12)]));
    let manager = |story: &Story| story.record(10).unwrap().manager.map(|manager| manager.anchor.to_string());
    story.tell(&since(vec![object(10, ADA).with("manager", &link(11, "CN=Bob,OU=Staff,DC=x"))]));
    assert_eq!(manager(&story), Some(guid(11).to_string()));
    story.tell(&since(vec![object(10, ADA).with("manager;range=1-1", &link(12, "CN=Eve,OU=Staff,DC=x"))]));
    assert_eq!(manager(&story), Some(guid(12).to_string()));
    story.tell(&since(vec![object(10, ADA).with("manager;range=0-0", &link(12, "CN=Eve,OU=Staff,DC=x"))]));
    assert_eq!(manager(&story), None);
}

#[test]
fn people_hear_what_happened_in_their_words() {
    let mut story = company();
    let applied = story.tell(&since(vec![
        object(2, "OU=Berlin,DC=x").unit(),
        below(2, 10, "CN=Ada Byron,OU=Berlin,DC=x").with("userAccountControl", "514"),
        bob(),
        object(60, "CN=PC,DC=x").with("objectClass", "user").with("objectClass", "computer"),
    ]));
    assert_eq!(
        sentences(&applied),
        [
            "Berlin is new",
            "Ada Osei renamed to Ada Byron",
            "Ada Byron moved to OU=Berlin,DC=x",
            "Ada Byron disabled",
            "Bob is new",
        ]
    );
    let applied =
        story.tell(&since(vec![object(10, "CN=Ada Byron,OU=Berlin,DC=x").with("userAccountControl", "512")]));
    assert_eq!(sentences(&applied), ["Ada Byron enabled"]);
}

#[test]
fn a_first_read_is_no_news() {
    let mut story = Story::new(ReadSpec::default());
    let applied = story.tell(&whole(vec![staff(), ada(), agents().added(&link(10, ADA))]));
    assert_eq!((applied.rows, applied.events), (Rows::Everything, vec![]));
    assert!(applied.touched.everything);
}

#[test]
fn a_read_that_is_applied_again_changes_nothing() {
    let reads = [
        whole(vec![staff(), ada(), agents().added(&link(10, ADA)).removed(&link(11, "CN=Bob,DC=x"))]),
        since(vec![bob(), object(50, AGENTS).added(&link(11, "CN=Bob,OU=Staff,DC=x"))]),
        since(vec![object(10, ADA).without("mail").with("manager", &link(11, "CN=Bob,OU=Staff,DC=x"))]),
        since(vec![
            below(1, 11, "CN=Bob,OU=Staff,DC=x").without("isDeleted"),
            object(50, AGENTS).added(&link(11, "CN=Bob,OU=Staff,DC=x")),
        ]),
        since(vec![object(10, r"CN=Ada\0ADEL:1,CN=Deleted Objects,DC=x").with("isDeleted", "TRUE")]),
        full(vec![staff(), bob(), agents().with("member", "CN=Bob,OU=Staff,DC=x")]),
    ];
    let mut story = Story::new(ReadSpec::default());
    for read in &reads {
        story.tell(read);
        let before = story.batch();
        let again = story.tell(read);
        assert!(again.rows.is_empty() && again.events.is_empty(), "{again:?}");
        assert_eq!(story.batch(), before);
    }
}

#[test]
fn one_member_more_costs_one_edge_however_large_the_group_is() {
    let mut story = Story::new(ReadSpec::default());
    let names =
        |numbers: std::ops::Range<u128>| numbers.map(|number| link(number, &format!("CN=u{number},DC=x")));
    let everybody = names(1_000..31_000).fold(agents(), |group, member| group.added(&member));
    story.tell(&whole(vec![staff(), ada(), everybody]));
    let applied = story.tell(&since(vec![object(50, AGENTS).added(&link(10, ADA))]));
    let Rows::Changed { put, gone, added, removed } = applied.rows else { panic!() };
    assert_eq!((put.len(), gone.len(), added.len(), removed.len()), (0, 0, 1, 0));
}
