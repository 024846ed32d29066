//! Directories that point at each other, and whose records a change reaches.

use crate::telling::{Story, Telling, below, full, guid, link, object, sid, since, source, whole};
use muster_connectors::directory::{Delta, Description, Entry, Forest, ReadSpec, Replica, batches};
use muster_core::id::{Anchor, GroupKey, PersonId, SourceId};
use muster_core::record::{Coverage, SourceBatch};
use std::collections::BTreeSet;

const ADA: &str = "CN=Ada,OU=Staff,DC=x";

fn staff() -> Vec<Entry> {
    let unit = object(1, "OU=Staff,DC=x").unit();
    let ada = below(1, 10, ADA).person("ada").sid(10);
    let bob = below(1, 11, "CN=Bob,OU=Staff,DC=x").person("bob").sid(11);
    vec![unit, ada, bob.with("manager", &link(10, ADA))]
}

fn other() -> SourceId {
    SourceId::new("other-ad")
}

/// People in one domain, and in the other a group with a member.
fn two(member: &str) -> Forest {
    let mut forest = Forest::default();
    forest.add(source(), ReadSpec::default(), 20, Replica::default());
    forest.add(other(), ReadSpec::default(), 20, Replica::default());
    forest.apply(&other(), &whole(vec![group(member)])).unwrap();
    forest.apply(&source(), &whole(staff())).unwrap();
    forest
}

fn group(member: &str) -> Entry {
    object(50, "CN=far,DC=y").group("far").added(member)
}

fn memberships(batches: &[SourceBatch]) -> Vec<usize> {
    let records = batches[0].records.iter();
    records.map(|record| record.memberships.len() + record.elsewhere.len()).collect()
}

fn principal(number: u128) -> String {
    format!("CN={},CN=ForeignSecurityPrincipals,DC=y", sid(number))
}

#[test]
fn a_member_in_another_domain_is_found_by_guid_sid_or_name() {
    let by_guid = link(10, "CN=Old Name,DC=x");
    let as_principal = format!("<GUID={}>;<SID={}>;{}", guid(99), sid(10), principal(10));
    let by_sid = format!("<SID={}>;CN=whatever,DC=x", sid(10));
    for member in [by_guid, as_principal, by_sid, principal(10), ADA.to_uppercase()] {
        let batches = two(&member).batches();
        assert_eq!((memberships(&batches), batches[1].members_unresolved), (vec![1, 0], 0), "{member}");
        assert_eq!(batches[1].groups[0].members, 1);
    }
}

#[test]
fn a_principal_that_is_an_object_of_its_own_stands_for_the_one_elsewhere() {
    let mut forest = two(&format!("<GUID={}>;{}", guid(99), principal(7)));
    let object = object(99, &principal(10)).with("objectClass", "foreignSecurityPrincipal").sid(10);
    let applied = forest.apply(&other(), &since(vec![object])).unwrap();
    assert_eq!(memberships(&forest.batches()), [1, 0]);
    assert_eq!(anchors(&forest.affected(&other(), &applied.touched)), [guid(10).to_string()]);
}

#[test]
fn a_name_never_stands_for_a_guid_that_is_gone() {
    let batches = two(&format!("<GUID={}>;<SID={}>;{ADA}", guid(77), sid(77))).batches();
    assert_eq!((memberships(&batches), batches[1].members_unresolved), (vec![0, 0], 1));
    assert_eq!(batches[1].groups[0].through, BTreeSet::from([source()]), "it may be somebody of ours");
}

#[test]
fn groups_nest_across_domains() {
    let mut forest = two(&link(40, "CN=near,DC=x"));
    let near = object(40, "CN=near,DC=x").group("near").sid(40).added(&link(10, ADA));
    let applied = forest.apply(&source(), &since(vec![near])).unwrap();
    assert_eq!(memberships(&forest.batches()), [2, 0]);
    let batches = forest.batches();
    let (own, elsewhere) = (&batches[0].records[0].memberships, &batches[0].records[0].elsewhere);
    assert_eq!(own.keys().map(Anchor::as_str).collect::<Vec<_>>(), [guid(40).to_string()]);
    let far = GroupKey { source: other(), anchor: Anchor::new(guid(50).to_string()) };
    let way = vec![Anchor::new(guid(40).to_string()), far.anchor.clone()];
    assert_eq!(*elsewhere, [(far, way)]);
    assert_eq!(batches[1].groups[0].through, BTreeSet::from([source()]), "ours brings members into theirs");
    assert_eq!(batches[0].groups[0].through, BTreeSet::new());
    assert_eq!(anchors(&forest.affected(&source(), &applied.touched)), [guid(10).to_string()]);
    let applied =
        forest.apply(&other(), &since(vec![object(50, "CN=far,DC=y").removed(&link(40, "CN=near,DC=x"))]));
    assert_eq!(anchors(&forest.affected(&other(), &applied.unwrap().touched)), [guid(10).to_string()]);
    assert_eq!(memberships(&forest.batches()), [1, 0]);
}

#[test]
fn a_member_elsewhere_that_leaves_as_a_principal_is_affected() {
    let as_principal = format!("<GUID={}>;<SID={}>;{}", guid(99), sid(10), principal(10));
    let mut forest = two(&as_principal);
    let applied =
        forest.apply(&other(), &since(vec![object(50, "CN=far,DC=y").removed(&as_principal)])).unwrap();
    assert_eq!(anchors(&forest.affected(&other(), &applied.touched)), [guid(10).to_string()]);
}

fn anchors(people: &BTreeSet<PersonId>) -> Vec<String> {
    people.iter().map(|person| person.anchor.to_string()).collect()
}

fn managers(batches: &[SourceBatch]) -> Vec<Option<PersonId>> {
    batches.iter().flat_map(|batch| batch.records.iter().map(|record| record.manager.clone())).collect()
}

#[test]
fn a_manager_in_another_domain_is_found_by_guid_sid_or_name_and_followed() {
    let cat = |manager: &str| object(70, "CN=Cat,DC=y").person("cat").sid(70).with("manager", manager);
    let by_sid = format!("<SID={}>;CN=whatever,DC=x", sid(10));
    for manager in [link(10, "CN=Old Name,DC=x"), by_sid, ADA.to_lowercase()] {
        let mut forest = two("CN=nobody,DC=y");
        forest.apply(&other(), &since(vec![cat(&manager)])).unwrap();
        let ada = PersonId::new(&source(), &guid(10).to_string().as_str().into());
        assert_eq!(managers(&forest.batches()), [None, Some(ada.clone()), Some(ada)], "{manager}");
        let gone = object(10, "CN=Ada\\0ADEL:x,CN=Deleted Objects,DC=x").with("isDeleted", "TRUE");
        let applied = forest.apply(&source(), &since(vec![gone])).unwrap();
        let reached = anchors(&forest.affected(&source(), &applied.touched));
        assert!(reached.contains(&guid(70).to_string()), "{manager}: {reached:?}");
        assert_eq!(managers(&forest.batches()), [None, None], "{manager}");
    }
}

#[test]
fn directories_that_are_described_whole_are_one_forest_too() {
    let read = |entries: Vec<Entry>, coverage| Description {
        entries: entries.into_iter().map(plain).collect(),
        coverage,
        cursor: None,
        read_at: "2026-03-01T00:00:00Z".parse().unwrap(),
    };
    let cat = object(70, "CN=Cat,DC=y").person("cat").sid(70).with("manager", ADA);
    let there = read(vec![group(ADA), cat], Coverage::Partial { missing: vec!["a page".into()] });
    let reads = vec![
        (source(), ReadSpec::default(), read(staff(), Coverage::Complete)),
        (other(), ReadSpec::default(), there),
    ];
    let batches = batches(reads);
    assert_eq!((memberships(&batches), batches[1].members_unresolved), (vec![1, 0], 0));
    assert_eq!(managers(&batches)[2], Some(PersonId::new(&source(), &guid(10).to_string().as_str().into())));
    assert_eq!(batches[0].coverage, Coverage::Complete);
    assert_eq!(batches[1].coverage, Coverage::Partial { missing: vec!["a page".into()] });
}

/// Whom a change reaches, by login; in scope are those without the title Out, or in a group where `filter` says so.
fn reached(filter: &str, start: Vec<Entry>, change: Delta) -> (Vec<String>, Story) {
    let spec = ReadSpec { people_filter: Some(filter.parse().unwrap()), ..ReadSpec::default() };
    let mut story = Story::new(spec);
    story.tell(&full(start.into_iter().map(plain).collect()));
    let applied = story.tell(&change);
    let people = anchors(&story.forest.affected(&source(), &applied.touched));
    let login = |anchor: &String| match anchor {
        anchor if *anchor == guid(10).to_string() => "ada".to_owned(),
        anchor if *anchor == guid(11).to_string() => "bob".to_owned(),
        other => other.clone(),
    };
    (people.iter().map(login).collect(), story)
}

fn plain(mut entry: Entry) -> Entry {
    entry
        .attributes
        .iter_mut()
        .filter(|(name, _)| name.starts_with("member"))
        .for_each(|(name, _)| *name = "member".into());
    entry
}

#[test]
fn a_manager_who_leaves_the_scope_is_no_manager_any_more() {
    let (people, story) =
        reached("(!(title=Out))", staff(), since(vec![object(10, ADA).with("title", "Out")]));
    assert_eq!(people, ["ada", "bob"]);
    assert_eq!((story.record(10), story.record(11).unwrap().manager), (None, None));
}

#[test]
fn a_manager_who_leaves_the_scope_with_a_group_is_no_manager_any_more() {
    let everybody =
        |name: &str| object(50, name).group("all").added(&link(10, ADA)).added(&link(11, "CN=Bob,DC=x"));
    let start = || [staff(), vec![everybody("CN=all,DC=x")]].concat();
    let filter = "(memberOf=cn=ALL, dc=x)";
    let left = since(vec![object(50, "CN=all,DC=x").removed(&link(10, ADA))]);
    let (people, story) = reached(filter, start(), left);
    assert_eq!(people, ["ada", "bob"]);
    assert_eq!((story.record(10), story.record(11).unwrap().manager), (None, None));
    let (people, story) =
        reached(filter, start(), since(vec![object(50, "CN=everybody,DC=x").with("name", "everybody")]));
    assert_eq!((people, story.batch().records.len()), (vec!["ada".to_owned(), "bob".to_owned()], 0));
}

#[test]
fn a_membership_through_other_groups_can_be_asked_for() {
    let inner = object(51, "CN=inner,DC=x").group("inner").added(&link(10, ADA));
    let outer = object(50, "CN=outer,DC=x").group("outer").added(&link(51, "CN=inner,DC=x"));
    let start = || [staff(), vec![inner.clone(), outer.clone()]].concat();
    let filter = "(memberOf:1.2.840.113556.1.4.1941:=CN=outer,DC=x)";
    let (_, story) = reached(filter, start(), since(Vec::new()));
    assert_eq!(story.batch().records.len(), 1);
    let (_, story) = reached("(memberOf=CN=outer,DC=x)", start(), since(Vec::new()));
    assert_eq!(story.batch().records.len(), 0);
    let left = since(vec![object(50, "CN=outer,DC=x").removed(&link(51, "CN=inner,DC=x"))]);
    let (people, story) = reached(filter, start(), left);
    assert_eq!((people, story.batch().records.len()), (vec!["ada".to_owned(), "bob".to_owned()], 0));
}

#[test]
fn a_change_that_reaches_nobody_else_is_nobody_elses() {
    let more = |number| below(1, number, &format!("CN=u{number},OU=Staff,DC=x")).person("u").sid(number);
    let users = object(60, "CN=users,DC=x").group("users").sid(513);
    let mut start: Vec<Entry> = (100..200).map(|number| more(number).with("primaryGroupID", "513")).collect();
    start.extend(staff());
    start.push(users);
    let change = since(vec![object(60, "CN=users,DC=x").added(&link(11, "CN=Bob,OU=Staff,DC=x"))]);
    assert_eq!(reached("(sAMAccountName=*)", start.clone(), change).0, ["bob"]);
    let renamed = since(vec![object(60, "CN=people,DC=x").with("name", "people")]);
    assert_eq!(reached("(sAMAccountName=*)", start, renamed).0.len(), 100);
}
