//! Whole reads: what they do not name is gone, unless so much is missing that the read is to be doubted.

use crate::telling::{Story, Telling, below, full, guid, link, object, sentences, source, whole};
use muster_connectors::directory::{Applied, Entry, ReadSpec};
use muster_core::record::Coverage;

fn spec() -> ReadSpec {
    ReadSpec {
        people_bases: vec!["OU=Staff,DC=x".into()],
        group_names: vec!["GC-*".into()],
        ..ReadSpec::default()
    }
}

fn people(numbers: std::ops::Range<u128>) -> Vec<Entry> {
    numbers.map(|number| below(1, number, &name(number)).person(&format!("u{number}"))).collect()
}

fn name(number: u128) -> String {
    format!("CN=u{number},OU=Staff,DC=x")
}

fn group(number: u128, name: &str, members: std::ops::Range<u128>) -> Entry {
    let group = object(number, &format!("CN={name},DC=x")).group(name);
    members.fold(group, |group, member| group.added(&link(member, &self::name(member))))
}

/// A unit, people 100 to 110, a group in scope with all of them and one that is out of scope.
fn world() -> Vec<Entry> {
    let unit = object(1, "OU=Staff,DC=x").unit();
    let mut world =
        vec![unit, group(50, "GC-Agents", 100..110), group(51, "Other", 0..0), group(52, "More", 0..0)];
    world.extend((60..63).map(|number| group(number, &format!("Spare{number}"), 0..0)));
    world.extend(people(100..110));
    world
}

fn missing(applied: &Applied) -> Vec<&str> {
    match &applied.coverage {
        Coverage::Complete => Vec::new(),
        Coverage::Partial { missing } => missing.iter().map(String::as_str).collect(),
    }
}

fn without(number: u128) -> Vec<Entry> {
    let gone = guid(number).to_bytes_le();
    world().into_iter().filter(|entry| entry.bytes("objectGUID") != Some(&gone)).collect()
}

#[test]
fn what_a_whole_read_does_not_name_is_gone() {
    for form in [whole, full] {
        let mut story = Story::read(spec(), world());
        let mut rest = without(105);
        rest.retain(|entry| !entry.dn.starts_with("CN=GC-"));
        let members = (100..110).filter(|number| *number != 105).map(|number| link(number, &name(number)));
        let agents = object(50, "CN=GC-Agents,DC=x").group("GC-Agents");
        rest.push(members.fold(agents, |group, member| group.added(&member)));
        let applied = story.tell(&form(rest));
        assert_eq!(missing(&applied), [""; 0]);
        assert_eq!(sentences(&applied), ["u105 is no longer in the directory"]);
        assert_eq!((story.batch().records.len(), story.replica().memberships()), (9, 9));
    }
}

#[test]
fn a_read_with_far_too_few_people_sweeps_nobody_but_takes_over_what_is_new() {
    let mut story = Story::read(spec(), world());
    let mut few: Vec<Entry> = world().into_iter().take(14).collect();
    few.extend(people(200..207));
    few[1] = group(50, "GC-Agents", 0..0);
    let applied = story.tell(&whole(few));
    assert_eq!(
        missing(&applied),
        [
            "the read brought only 7 of 10 people (limit 20 % fewer)",
            "the read brought only 0 of 10 memberships (limit 20 % fewer)"
        ]
    );
    assert_eq!(story.batch().records.len(), 17);
    assert_eq!(story.groups(100), [50], "no membership is swept either");
    assert!(!story.batch().coverage.is_complete());
}

#[test]
fn a_read_with_nobody_at_all_sweeps_nobody() {
    let mut story = Story::read(spec(), world());
    let applied = story.tell(&whole(world().into_iter().take(7).collect()));
    assert_eq!(missing(&applied), ["the read brought none of 10 people"]);
    assert_eq!(story.batch().records.len(), 10);
}

// Another base, or another filter, brings as many: nobody who was known is among them.
#[test]
fn as_many_others_are_no_proof_that_those_who_were_known_have_left() {
    for form in [whole, full] {
        let mut story = Story::read(spec(), world());
        let mut others: Vec<Entry> = world().into_iter().take(7).collect();
        others.extend(people(200..210));
        let applied = story.tell(&form(others));
        assert_eq!(missing(&applied)[0], "the read brought none of 10 people");
        assert_eq!(story.batch().records.len(), 20);
        assert_eq!(story.groups(100), [50]);
    }
}

#[test]
fn a_vanished_base_or_group_in_scope_is_told_by_name() {
    let mut story = Story::read(spec(), world());
    let applied = story.tell(&whole(without(50)));
    assert_eq!(
        missing(&applied),
        [
            "the read brought only 0 of 10 memberships (limit 20 % fewer)",
            "the group `GC-Agents` (`CN=GC-Agents,DC=x`) is not in the read"
        ]
    );
    let applied = story.tell(&whole(without(1)));
    assert_eq!(missing(&applied)[1..], ["the base `OU=Staff,DC=x` is not in the read"]);
    assert_eq!(missing(&story.tell(&whole(without(51)))), [""; 0], "a group out of scope may go");
}

#[test]
fn a_base_that_is_renamed_is_missed_until_it_is_back() {
    let mut story = Story::read(spec(), world());
    let renamed =
        story.tell(&crate::telling::since(vec![object(1, "OU=People,DC=x").with("name", "People")]));
    assert_eq!(missing(&renamed), ["the base `OU=Staff,DC=x` is no longer in the directory"]);
    assert_eq!(story.batch().records.len(), 0);
    let back = story.tell(&crate::telling::since(vec![object(1, "OU=Staff,DC=x").with("name", "Staff")]));
    assert_eq!(missing(&back), [""; 0]);
    assert_eq!(story.batch().records.len(), 10);
}

#[test]
fn what_somebody_has_accepted_is_swept() {
    let mut story = Story::read(spec(), world());
    let few = whole(world().into_iter().take(9).collect());
    assert!(!story.tell(&few).coverage.is_complete());
    assert_eq!(story.batch().records.len(), 10);
    let applied = story.forest.apply_accepting(&source(), &few).unwrap();
    assert!(applied.coverage.is_complete());
    assert_eq!(story.batch().records.len(), 2);
}
