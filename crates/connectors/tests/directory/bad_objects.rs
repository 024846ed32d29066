//! Objects that no directory should hold. Each is a finding with its name, and the others go on.

use crate::telling::{Story, Telling, below, guid, link, object, since};
use muster_connectors::directory::{Applied, Entry, ReadSpec};
use muster_core::record::Coverage;

const ADA: &str = "CN=Ada,OU=Staff,DC=x";

fn ada() -> Entry {
    below(1, 10, ADA).person("ada").sid(10).with("displayName", "Ada Osei")
}

fn story() -> Story {
    Story::read(ReadSpec::default(), vec![object(1, "OU=Staff,DC=x").unit(), ada()])
}

fn findings(applied: &Applied) -> Vec<String> {
    applied.findings.iter().map(|finding| format!("{}: {}", finding.location, finding.reason)).collect()
}

#[test]
fn a_huge_attribute_is_refused_and_the_rest_of_the_object_taken() {
    let mut story = story();
    let huge =
        object(10, ADA).with_bytes("displayName", &vec![b'x'; 10 << 20]).with("userAccountControl", "514");
    let applied = story.tell(&since(vec![huge]));
    let reason = "its displayname has 10485760 bytes and is not taken; at most 262144 are";
    assert_eq!(findings(&applied), [format!("{ADA}: {reason}")]);
    let record = story.record(10).unwrap();
    assert!(!record.enabled, "whoever is disabled is so, whatever else they write");
    assert_eq!((record.display_name.as_str(), &record.problems[..]), ("Ada Osei", &[reason.to_owned()][..]));
    assert!(story.batch().coverage.is_complete(), "one such attribute holds up nobody else");
    story.tell(&since(vec![object(10, ADA).with("displayName", "Ada")]));
    assert_eq!(story.record(10).unwrap().problems, [""; 0]);
}

#[test]
fn many_values_may_be_huge_together() {
    let mut story = story();
    let many = (0..400).fold(object(10, ADA), |entry, _| entry.with_bytes("mail", &vec![b'x'; 1_000]));
    assert_eq!(story.tell(&since(vec![many])).findings.len(), 1);
}

#[test]
fn an_object_without_key_or_with_that_of_another_is_told_until_it_is_read_well() {
    let mut story = story();
    let twin = below(1, 10, "CN=Twin,OU=Staff,DC=x").person("twin").sid(77);
    let nameless = Entry::new("CN=Nobody,DC=x").person("nobody");
    let short = nameless.clone().with("objectGUID", "short");
    let short = Entry { dn: "CN=Short,DC=x".into(), ..short };
    let applied = story.tell(&since(vec![twin, ada(), nameless, short]));
    let expected = [
        "CN=Nobody,DC=x: it has no objectGUID".to_owned(),
        "CN=Short,DC=x: its objectGUID is not 16 bytes long".to_owned(),
        format!("CN=Twin,OU=Staff,DC=x: its objectGUID {} belongs to another entry already", guid(10)),
    ];
    assert_eq!(findings(&applied), expected);
    assert_eq!(story.record(10).unwrap().login, "ada");
    assert_eq!(story.batch().rejected.len(), 3);
    story.tell(&since(vec![below(1, 12, "CN=nobody, DC=x").person("nobody")]));
    let batch = story.batch();
    let Coverage::Partial { missing } = &batch.coverage else { panic!("{batch:?}") };
    assert!(missing[0].starts_with("`CN=Short,DC=x` is not in the read"), "{missing:?}");
    assert_eq!(batch.rejected.len(), 2);
}

// Bob comes into the group in vain. That somebody else comes into it afterwards does not bring him.
#[test]
fn what_could_not_be_taken_in_is_not_made_good_by_the_next_change() {
    let mut story = story();
    let group = object(50, "CN=g,DC=x").group("g");
    story.tell(&since(vec![group.clone()]));
    let nameless = Entry::new("CN=g,DC=x").added(&link(11, "CN=bob,OU=Staff,DC=x"));
    story.tell(&since(vec![nameless]));
    assert!(!story.batch().coverage.is_complete());
    story.tell(&since(vec![object(50, "CN=g,DC=x").added(&link(10, ADA))]));
    assert!(!story.batch().coverage.is_complete(), "who else is in the group is not known");
    story.tell(&since(vec![group.added(&link(11, "CN=bob,OU=Staff,DC=x"))]));
    assert!(story.batch().coverage.is_complete(), "it was told from the beginning");
}

#[test]
fn an_object_that_comes_without_class_is_kept_for_when_it_is_known() {
    let mut story = story();
    let applied =
        story.tell(&since(vec![below(1, 12, "CN=Eve,OU=Staff,DC=x").with("mail", "eve@example.com")]));
    assert_eq!(
        findings(&applied),
        ["CN=Eve,OU=Staff,DC=x: it came without objectClass and was not known before"]
    );
    assert!(!story.batch().coverage.is_complete());
    story.tell(&since(vec![object(12, "CN=Eve,OU=Staff,DC=x").person("eve")]));
    assert_eq!(story.record(12).unwrap().mail.as_deref(), Some("eve@example.com"));
    assert!(story.batch().coverage.is_complete());
}

#[test]
fn bytes_that_are_no_text_are_a_problem_of_their_record_only() {
    let mut story = story();
    story.tell(&since(vec![object(10, ADA).with_bytes("mail", &[0xff, 0xfe]).with_bytes("title", &[0xc3])]));
    let record = story.record(10).unwrap();
    assert_eq!((record.mail, record.title), (None, None));
    assert_eq!(record.problems, ["its mail is no text", "its title is no text"]);
}

#[test]
fn links_to_nowhere_and_links_that_make_no_sense_stop_nobody() {
    let mut story = story();
    let group = object(50, "CN=g,DC=x")
        .group("g")
        .added(&link(10, ADA))
        .added(&link(99, "CN=nowhere,DC=y"))
        .added("")
        .added("<GUID=rubbish>;nonsense")
        .with_bytes("member;range=1-1", &[0xff, 0x00, 0xfe])
        .with_bytes("member;range=1-1", &vec![b'x'; 20_000])
        .with("member;range=0-1499", ADA);
    let applied = story.tell(&since(vec![group]));
    assert_eq!(
        findings(&applied),
        [
            "CN=g,DC=x: a member of it is a name of 20000 bytes",
            "CN=g,DC=x: its `member;range=0-1499` says neither what was added nor what was removed",
        ]
    );
    assert_eq!((story.groups(10), story.batch().members_unresolved), (vec![50], 3));
}

#[test]
fn parents_in_a_circle_and_groups_in_a_circle_end() {
    let circle = vec![
        below(2, 1, "OU=a,OU=b,DC=x").unit(),
        below(1, 2, "OU=b,OU=a,DC=x").unit(),
        below(3, 3, "OU=self,DC=x").unit(),
        below(1, 10, "CN=Ada,OU=a,DC=x").person("ada").sid(10),
        object(50, "CN=g,DC=x").group("g").added(&link(51, "CN=h,DC=x")).added(&link(50, "CN=g,DC=x")),
        object(51, "CN=h,DC=x").group("h").added(&link(50, "CN=g,DC=x")).added(&link(10, ADA)),
    ];
    let mut story = Story::read(ReadSpec::default(), circle);
    assert_eq!(story.groups(10), [50, 51]);
    story.tell(&since(vec![below(1, 2, "OU=c,OU=a,DC=x")]));
    assert!(story.record(10).unwrap().location.len() < 2_000);
}

#[test]
fn names_with_every_escape_are_names() {
    for name in [
        r"CN=Osei\, Ada",
        r"CN=\#a\+b\<c\>d\;e\=f",
        r#"CN=\"q\\\""#,
        r"CN=\ a\ ",
        r"CN=\C3\84rzte",
        r"CN=a\0Ab",
    ] {
        let dn = format!("{name},OU=Staff,DC=x");
        let objects = vec![
            object(1, "OU=Staff,DC=x").unit(),
            below(1, 10, &dn).person("ada"),
            object(50, "CN=g,DC=x").group("g").with("member", &dn.to_lowercase().replace("c3\\84", "C3\\84")),
        ];
        let story = Story::read(ReadSpec::default(), objects);
        assert_eq!(story.groups(10), [50], "{name}");
        assert_eq!(story.record(10).unwrap().location, dn);
    }
}
