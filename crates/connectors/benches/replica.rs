//! How much memory a large directory takes, and how long it takes to follow it: 100,000 people, 5,000 groups, a
//! million memberships.

#![allow(clippy::unwrap_used, missing_docs, reason = "a measurement that cannot go on has failed")]

use muster_connectors::directory::{
    Delta, Entry, Extent, Forest, Form, Position, ReadSpec, Replica, Track, sid_bytes,
};
use muster_core::id::SourceId;
use std::time::Instant;
use uuid::Uuid;

const PEOPLE: u128 = 100_000;
const GROUPS: u128 = 5_000;
const MEMBERS_EACH: u128 = 200;
const UNITS: u128 = 500;

fn main() {
    let source = SourceId::new("corp-ad");
    let mut forest = Forest::default();
    let spec = ReadSpec { people_bases: vec!["OU=Company,DC=corp,DC=example".into()], ..ReadSpec::default() };
    forest.add(source.clone(), spec, 10, Replica::default());
    println!("at the start                         {:>6} MB", resident_mb());
    timed("reading everything, in pieces", || {
        for piece in pieces() {
            forest.apply(&source, &told(Extent::Since, piece)).unwrap();
        }
    });
    let replica = forest.replica(&source).unwrap();
    println!("{} objects, {} memberships", replica.len(), replica.memberships());
    let mut count = 0;
    timed("all records", || count = forest.batches()[0].records.len());
    println!("{count} records");
    let change = told(
        Extent::Since,
        vec![object(PEOPLE + 7, &group_dn(7)).with("member;range=1-1", &link(3, &dn(3)))],
    );
    let mut applied = None;
    timed("applying one member more", || applied = forest.apply(&source, &change));
    let mut affected = Default::default();
    timed("whose record that reaches", || {
        affected = forest.affected(&source, &applied.as_ref().unwrap().touched)
    });
    timed("their records", || count = forest.batches_of(&affected)[0].records.len());
    println!("{count} records");
}

fn timed(what: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    println!("{what:<36} {:>9.1} ms, {} MB", start.elapsed().as_secs_f64() * 1_000.0, resident_mb());
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn guid(number: u128) -> Uuid {
    // Spread as real ones are.
    Uuid::from_u128((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

fn sid(number: u128) -> String {
    format!("S-1-5-21-1004336348-1177238915-682003330-{}", number + 1_000)
}

fn dn(number: u128) -> String {
    format!("CN=Person Number {number},OU=Unit {},OU=Company,DC=corp,DC=example", number % UNITS)
}

fn group_dn(number: u128) -> String {
    format!("CN=GC-Group {number},OU=Company,DC=corp,DC=example")
}

fn link(number: u128, dn: &str) -> String {
    format!("<GUID={}>;<SID={}>;{dn}", guid(number), sid(number))
}

fn object(number: u128, dn: &str) -> Entry {
    Entry::new(dn).with_bytes("objectGUID", &guid(number).to_bytes_le())
}

/// Everything, a thousand objects at a time, so that memory holds the replica and hardly anything else.
fn pieces() -> impl Iterator<Item = Vec<Entry>> {
    let first_unit = PEOPLE + GROUPS + 1;
    let company = guid(PEOPLE + GROUPS).to_bytes_le();
    let unit = |number: u128, dn: &str| {
        object(number, dn).with("objectClass", "top").with("objectClass", "organizationalUnit")
    };
    let top = [unit(PEOPLE + GROUPS, "OU=Company,DC=corp,DC=example")].into_iter();
    let units = (0..UNITS).map(move |number| {
        let dn = format!("OU=Unit {number},OU=Company,DC=corp,DC=example");
        unit(first_unit + number, &dn).with_bytes("parentGUID", &company)
    });
    let people = (0..PEOPLE).map(move |number| person(number, guid(first_unit + number % UNITS)));
    let groups = (0..GROUPS).map(move |number| group(number).with_bytes("parentGUID", &company));
    let mut all = top.chain(units).chain(people).chain(groups);
    std::iter::from_fn(move || {
        Some(all.by_ref().take(1_000).collect()).filter(|piece: &Vec<Entry>| !piece.is_empty())
    })
}

fn person(number: u128, unit: Uuid) -> Entry {
    let classes = ["top", "person", "organizationalPerson", "user"];
    let entry =
        classes.iter().fold(object(number, &dn(number)), |entry, class| entry.with("objectClass", class));
    entry
        .with_bytes("parentGUID", &unit.to_bytes_le())
        .with_bytes("objectSid", &sid_bytes(&sid(number)).unwrap())
        .with("sAMAccountName", &format!("person{number}"))
        .with("sAMAccountType", "805306368")
        .with("userPrincipalName", &format!("person{number}@corp.example"))
        .with("mail", &format!("person.number{number}@corp.example"))
        .with("displayName", &format!("Person Number {number}"))
        .with("title", "Customer Service Agent")
        .with("department", &format!("Department {}", number % 40))
        .with("telephoneNumber", &format!("+49 30 {number:07}"))
        .with("employeeNumber", &format!("E{number:08}"))
        .with("userAccountControl", "512")
        .with("accountExpires", "9223372036854775807")
        .with("primaryGroupID", "513")
        .with("manager", &link(number / 10, &dn(number / 10)))
}

fn group(number: u128) -> Entry {
    let entry = object(PEOPLE + number, &group_dn(number))
        .with("objectClass", "top")
        .with("objectClass", "group")
        .with_bytes("objectSid", &sid_bytes(&sid(PEOPLE + number)).unwrap())
        .with("sAMAccountName", &format!("GC-Group {number}"))
        .with("groupType", "-2147483646");
    let people = (0..MEMBERS_EACH).map(|place| (number * 37 + place * 503) % PEOPLE);
    let members = people.map(|person| link(person, &dn(person)).into_bytes());
    let mut entry = entry;
    entry.attributes.push(("member;range=1-1".into(), members.collect()));
    entry
}

fn told(extent: Extent, objects: Vec<Entry>) -> Delta {
    let at = "2026-03-01T12:00:00Z".parse().unwrap();
    let position = Position {
        track: Track::DirSync,
        naming_context: "DC=corp,DC=example".into(),
        domain_sid: None,
        server: "dc1".into(),
        service: None,
        invocation_id: None,
        usn: None,
        cookie: None,
        reached_at: at,
        whole_at: at,
        question: String::new(),
    };
    Delta { extent, form: Form::Changes, objects, position, read_at: at }
}
