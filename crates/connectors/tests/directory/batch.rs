//! Entries in, records out: one rule of Active Directory a test.

use muster_connectors::directory::{Description, Entry, ReadSpec, batch, sid_bytes};
use muster_core::id::{Anchor, PersonId, SourceId};
use muster_core::record::{Coverage, SourceBatch, SourceRecord};

pub(crate) fn guid(number: u8) -> [u8; 16] {
    [number; 16]
}

fn anchor(number: u8) -> Anchor {
    let digit = format!("{number:02x}");
    Anchor::new([4, 2, 2, 2, 6].map(|length| digit.repeat(length)).join("-"))
}

fn person(name: &str, number: u8) -> Entry {
    Entry::new(&format!("CN={name},OU=Staff,DC=x"))
        .with("objectClass", "user")
        .with("sAMAccountName", name)
        .with("userAccountControl", "512")
        .with_bytes("objectGUID", &guid(number))
}

fn group(name: &str, number: u8, members: &[&str]) -> Entry {
    let entry = Entry::new(&format!("CN={name},OU=Groups,DC=x"))
        .with("objectClass", "group")
        .with("sAMAccountName", name)
        .with("groupType", "-2147483646")
        .with_bytes("objectGUID", &guid(number));
    members.iter().fold(entry, |entry, member| entry.with("member", member))
}

pub(crate) fn read_with(spec: &ReadSpec, entries: Vec<Entry>) -> SourceBatch {
    let read_at = "2026-03-01T12:00:00Z".parse().unwrap();
    let description = Description { entries, coverage: Coverage::Complete, cursor: None, read_at };
    batch(&SourceId::new("corp-ad"), spec, description)
}

fn read(entries: Vec<Entry>) -> SourceBatch {
    read_with(&ReadSpec::default(), entries)
}

fn groups_of(record: &SourceRecord) -> Vec<(Anchor, usize)> {
    record.memberships.iter().map(|(group, path)| (group.clone(), path.len())).collect()
}

#[test]
fn the_anchor_is_the_guid_in_text_form() {
    assert_eq!(read(vec![person("ada", 7)]).records[0].anchor, anchor(7));
}

#[test]
fn members_are_found_whatever_way_their_name_is_written() {
    let staff = group("staff", 9, &["cn=ADA, ou=staff,dc=X"]);
    assert_eq!(groups_of(&read(vec![person("ada", 1), staff]).records[0]), [(anchor(9), 1)]);
}

#[test]
fn nested_groups_count_with_their_path_and_cycles_end() {
    let inner = group("inner", 8, &["CN=ada,OU=Staff,DC=x", "CN=outer,OU=Groups,DC=x"]);
    let outer = group("outer", 9, &["CN=inner,OU=Groups,DC=x"]);
    let batch = read(vec![person("ada", 1), inner, outer]);
    assert_eq!(groups_of(&batch.records[0]), [(anchor(8), 1), (anchor(9), 2)]);
    assert_eq!(batch.records[0].memberships[&anchor(9)], [anchor(8), anchor(9)]);
}

#[test]
fn the_primary_group_is_a_membership_without_a_member_value() {
    let sid = |rid: u32| sid_bytes(&format!("S-1-5-21-1-2-3-{rid}")).unwrap();
    let ada = person("ada", 1).with_bytes("objectSid", &sid(1100)).with("primaryGroupID", "513");
    let users = group("Domain Users", 9, &[]).with_bytes("objectSid", &sid(513));
    let other = group("Domain Guests", 8, &[]).with_bytes("objectSid", &sid(514));
    let batch = read(vec![ada, users, other]);
    assert_eq!(groups_of(&batch.records[0]), [(anchor(9), 1)]);
    assert_eq!(batch.groups.iter().map(|group| group.members).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn distribution_groups_pass_nothing_on() {
    let mut list = group("list", 8, &["CN=ada,OU=Staff,DC=x"]);
    list.attributes.retain(|(name, _)| name != "groupType");
    let list = list.with("groupType", "2");
    let outer = group("outer", 9, &["CN=list,OU=Groups,DC=x"]);
    let batch = read(vec![person("ada", 1), list, outer]);
    assert_eq!(groups_of(&batch.records[0]), []);
    assert_eq!((batch.groups.len(), batch.members_unresolved), (1, 0));
}

#[test]
fn a_manager_becomes_an_anchor_where_the_manager_was_read() {
    let ada = person("ada", 1).with("manager", "cn=bob,ou=staff,dc=x");
    let bob = person("bob", 2).with("manager", "CN=elsewhere,DC=y");
    let batch = read(vec![ada, bob]);
    assert_eq!(batch.records[0].manager, Some(PersonId::new(&batch.source, &anchor(2))));
    assert_eq!(batch.records[1].manager, None);
}

#[test]
fn members_outside_the_read_are_counted_and_deleted_ones_are_not() {
    let staff = group(
        "staff",
        9,
        &[
            "CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=x",
            "CN=far,DC=other",
            r"CN=Cora\0ADEL:5,CN=Deleted Objects,DC=x",
            "CN=ada,OU=Staff,DC=x",
        ],
    );
    let batch = read(vec![person("ada", 1), staff]);
    assert_eq!((batch.members_unresolved, batch.groups[0].members), (2, 3));
}

#[test]
fn computers_are_no_people() {
    let machine = person("pc", 1).with("objectClass", "computer");
    let batch = read(vec![machine, group("machines", 9, &["CN=pc,OU=Staff,DC=x"])]);
    assert_eq!((batch.records.len(), batch.members_unresolved), (0, 1));
}

#[test]
fn only_groups_in_scope_are_memberships_but_all_lead_on() {
    let spec = ReadSpec { group_names: vec!["gc-*".into()], ..ReadSpec::default() };
    let hidden = group("hidden", 8, &["CN=ada,OU=Staff,DC=x"]);
    let scoped = group("GC-Agents", 9, &["CN=hidden,OU=Groups,DC=x"]);
    let batch = read_with(&spec, vec![person("ada", 1), hidden, scoped]);
    assert_eq!(groups_of(&batch.records[0]), [(anchor(9), 2)]);
    assert_eq!(batch.groups.iter().map(|group| group.in_scope).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_bad_entry_is_rejected_with_its_reason_and_the_others_stay() {
    let mut nameless = person("nobody", 3);
    nameless.attributes.retain(|(name, _)| name != "objectGUID");
    let short =
        Entry { attributes: nameless.attributes.clone(), ..nameless.clone() }.with("objectGUID", "short");
    let short = Entry { dn: "CN=short,DC=x".into(), ..short };
    let batch = read(vec![person("ada", 1), nameless, short, person("twin", 1)]);
    let reasons: Vec<&str> = batch.rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    assert_eq!(batch.records.len(), 1);
    assert_eq!(
        reasons,
        [
            "it has no objectGUID",
            "its objectGUID is not 16 bytes long",
            "its objectGUID 01010101-0101-0101-0101-010101010101 belongs to another entry already",
        ]
    );
}

#[test]
fn the_order_of_reading_does_not_matter() {
    let entries = vec![
        person("ada", 1),
        person("bob", 2).with("manager", "CN=ada,OU=Staff,DC=x"),
        group("b", 8, &["CN=ada,OU=Staff,DC=x", "CN=c,OU=Groups,DC=x"]),
        group("c", 9, &["CN=bob,OU=Staff,DC=x", "CN=b,OU=Groups,DC=x"]),
    ];
    let reversed = entries.iter().rev().cloned().collect();
    assert_eq!(read(entries), read(reversed));
}

#[test]
fn a_rejected_entry_or_nobody_at_all_makes_the_read_unbelievable() {
    let Coverage::Partial { missing } = read(vec![person("ada", 1), person("twin", 1)]).coverage else {
        panic!()
    };
    assert!(
        missing[0].starts_with("`CN=twin,OU=Staff,DC=x` is not in the read: its objectGUID"),
        "{missing:?}"
    );
    let Coverage::Partial { missing } = read(vec![group("staff", 9, &[])]).coverage else { panic!() };
    assert_eq!(missing, ["nobody at all was found in scope"]);
    assert!(read(vec![person("ada", 1)]).coverage.is_complete());
}
