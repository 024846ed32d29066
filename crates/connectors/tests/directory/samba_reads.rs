//! What is read of a real domain controller, and that a file with the same content gives the same.

use crate::samba::SambaDc;
use crate::samba_cases::{config, spec};
use crate::telling::source;
use crate::world;
use muster_connectors::directory::{Entry, Forest, ReadSpec, Replica, Track, select};
use muster_connectors::file::{ldif_batch, write_ldif};
use muster_connectors::ldap::{Method, Tracker, TrackerConfig, read_batch, read_directory};
use muster_core::id::{Anchor, SourceId};
use muster_core::record::{Coverage, SourceBatch};
use std::collections::{BTreeMap, BTreeSet};

/// LDAP and LDIF tell the same story, apart from the keys that a server makes up.
pub(crate) async fn the_same_as_the_file(dc: &SambaDc, company: &[Entry]) {
    let source = SourceId::new("corp-ad");
    let over_ldap = read_batch(&config(dc), &spec(dc), &source).await.unwrap();
    let file = std::env::temp_dir().join(format!("muster-company-{}.ldif", std::process::id()));
    std::fs::write(&file, write_ldif(company)).unwrap();
    let from_file = ldif_batch(&file, &source, &spec(dc), over_ldap.read_at).unwrap();
    std::fs::remove_file(&file).unwrap();

    assert_eq!(over_ldap.coverage, Coverage::Complete);
    assert_eq!(over_ldap.records.len(), world::PEOPLE);
    assert_eq!(over_ldap.members_unresolved, 3);
    let (over_ldap, from_file) = (story(&over_ldap), story(&from_file));
    over_ldap.iter().zip(&from_file).for_each(|(left, right)| assert_eq!(left, right));
    assert_eq!(over_ldap.len(), from_file.len());
}

/// A batch as lines of text in which names stand for keys.
fn story(batch: &SourceBatch) -> Vec<String> {
    let people = batch.records.iter().map(|record| (record.anchor.clone(), record.login.clone()));
    let groups = batch.groups.iter().map(|group| (group.anchor.clone(), group.name.clone()));
    let names: BTreeMap<Anchor, String> = people.chain(groups).collect();
    let name = |anchor: &Anchor| Anchor::new(&names[anchor]);
    let mut lines: Vec<String> = Vec::new();
    for record in &batch.records {
        let mut record = record.clone();
        record.location = record.location.to_lowercase();
        record.anchor = name(&record.anchor);
        record.manager.iter_mut().for_each(|manager| manager.anchor = name(&manager.anchor));
        let memberships = std::mem::take(&mut record.memberships);
        record.memberships =
            memberships.iter().map(|(to, path)| (name(to), path.iter().map(name).collect())).collect();
        lines.push(format!("{record:?}"));
    }
    for group in batch.groups.iter().filter(|group| group.in_scope) {
        lines.push(format!("{} {} {}", group.name, group.location.to_lowercase(), group.members));
    }
    lines
        .push(format!("{} unresolved, {:?}, {:?}", batch.members_unresolved, batch.rejected, batch.coverage));
    lines.sort();
    lines
}

pub(crate) async fn members_of_every_kind(dc: &SambaDc) {
    let batch = read_batch(&config(dc), &spec(dc), &SourceId::new("corp-ad")).await.unwrap();
    let anchor = |name: &str| batch.groups.iter().find(|group| group.name == name).unwrap().anchor.clone();
    let members = |name: &str| {
        let anchor = anchor(name);
        batch.records.iter().filter(|record| record.memberships.contains_key(&anchor)).count()
    };
    assert_eq!(members("gc-everyone"), world::EVERYONE);
    assert_eq!((members("gc-berlin"), members("gc-agents"), members("gc-all")), (20, 20, 20));
    assert_eq!((members("gc-primary"), members("gc-mixed")), (1, 3));
    let person = |login: &str| batch.records.iter().find(|record| record.login == login).unwrap();
    let way = person("u0003").memberships[&anchor("gc-all")].clone();
    assert_eq!(way, [anchor("gc-berlin"), anchor("gc-agents"), anchor("gc-all")]);
    assert_eq!(batch.records.iter().filter(|record| !record.enabled).count(), 40);
    assert!(!person("u0007").usable_at(batch.read_at) && person("u0007").enabled);
    assert!(batch.cursor.is_some() && batch.rejected.is_empty());
    assert!(!batch.groups.iter().any(|group| group.name == "mail-list"));
}

/// The domain controller evaluates a filter for LDAP, we ourselves do for a file.
pub(crate) async fn filters_mean_the_same_in_a_file(dc: &SambaDc, company: &[Entry]) {
    let filters = [
        ("(department=d1)", 286),
        ("(!(department=D1))", 1714),
        ("(&(sAMAccountName=u00*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))", 98),
        ("(userAccountControl:1.2.840.113556.1.4.804:=2)", 40),
        ("(|(sAMAccountName=u*42)(displayName=üser 0007)(mail=*01@example.com))", 41),
        (r"(cn=m\c3\bcster*)", 1),
        ("(manager=*)", 1958),
        ("(employeeNumber>=11995)", 5),
    ];
    for (text, people) in filters {
        let spec = ReadSpec { people_filter: Some(text.parse().unwrap()), ..spec(dc) };
        let raw = read_directory(&config(dc), &spec).await.unwrap();
        assert_eq!((raw.gaps.len(), raw.referrals_dropped), (0, 0));
        assert_eq!(logins(&raw.entries), logins(&select(company.to_vec(), &spec)), "{text}");
        assert_eq!(logins(&raw.entries).len(), people, "{text}");
    }
}

/// Whoever follows a directory decides with the objects that it read who is in scope, the server where it is read once.
pub(crate) async fn filters_mean_the_same_to_a_follower(dc: &SambaDc) {
    for (text, people) in [
        ("(&(objectCategory=person)(department=d1))", 286),
        ("(&(objectCategory=user)(codePage=0)(manager=*)(distinguishedName=*)(employeeNumber>=11995))", 4),
        ("(objectCategory=computer)", 0),
    ] {
        let spec = ReadSpec { people_filter: Some(text.parse().unwrap()), ..spec(dc) };
        let raw = read_directory(&config(dc), &spec).await.unwrap();
        assert_eq!(logins(&raw.entries).len(), people, "{text}");
        for track in [Track::DirSync, Track::Usn] {
            let method = Method::Only(track);
            let following = TrackerConfig { method, ..TrackerConfig::new(vec![config(dc)]) };
            let read = Tracker::new(following, &spec).read(None).await.unwrap();
            let mut forest = Forest::default();
            forest.add(source(), spec.clone(), 20, Replica::default());
            forest.apply(&source(), &read.delta).unwrap();
            assert_eq!(forest.batches()[0].records.len(), people, "{text} {track:?}");
        }
    }
}

fn logins(entries: &[Entry]) -> BTreeSet<&str> {
    let people = entries.iter().filter(|entry| entry.has_class("user"));
    people.filter_map(|entry| entry.text("sAMAccountName")).collect()
}
