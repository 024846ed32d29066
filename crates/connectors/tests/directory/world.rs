//! A company of 2,000 people, as entries. The same content goes into a domain controller and into a file.

use muster_connectors::directory::{Entry, base_name, common_name, guid_bytes, sid_bytes};
use muster_connectors::file::write_ldif;
use std::fmt::Write;

pub(crate) const PEOPLE: usize = 2000;
/// Members of the group `gc-everyone`: more than the 1500 values that Active Directory gives at once.
pub(crate) const EVERYONE: usize = 1800;

/// Attributes that only a server can make.
const MADE_BY_SERVER: [&str; 3] = ["objectGUID", "objectSid", "primaryGroupID"];
/// Attributes that point at entries which may come later.
const LINKS: [&str; 2] = ["member", "manager"];

/// All entries below `base`, containers first.
pub(crate) fn company(base: &str) -> Vec<Entry> {
    let mut entries =
        vec![unit(base, "OU=Muster"), unit(base, "OU=Staff,OU=Muster"), unit(base, "OU=Groups,OU=Muster")];
    entries.extend((0..PEOPLE).map(|number| person(base, number)));
    entries.push(
        stranger(base, "CN=PC 1", "computer")
            .with("sAMAccountName", "PC1$")
            .with("userAccountControl", "4128"),
    );
    entries.push(stranger(base, "CN=Carla Contact", "contact"));
    entries.extend(groups(base));
    entries.iter_mut().enumerate().for_each(|(number, entry)| *entry = with_identity(entry.clone(), number));
    entries
}

fn unit(base: &str, name: &str) -> Entry {
    Entry::new(&format!("{name},{base}")).with("objectClass", "organizationalUnit")
}

fn stranger(base: &str, name: &str, class: &str) -> Entry {
    let entry = Entry::new(&format!("{name},OU=Staff,OU=Muster,{base}"));
    let entry = if class == "computer" { entry.with("objectClass", "user") } else { entry };
    entry.with("objectClass", class)
}

pub(crate) fn person_dn(base: &str, number: usize) -> String {
    match number {
        0 => format!(r"CN=Müster\, Ada,OU=Staff,OU=Muster,{base}"),
        _ => format!("CN=User {number:04},OU=Staff,OU=Muster,{base}"),
    }
}

fn person(base: &str, number: usize) -> Entry {
    let entry = Entry::new(&person_dn(base, number))
        .with("objectClass", "user")
        .with("cn", &common_name(&person_dn(base, number)))
        .with("sAMAccountName", &format!("u{number:04}"))
        .with("userPrincipalName", &format!("U{number:04}@Example.com"))
        .with("displayName", &format!("Üser {number:04}"))
        .with("mail", &format!("U{number:04}@Example.com"))
        .with("title", "Agent")
        .with("department", &format!("D{}", number % 7))
        .with("employeeNumber", &format!("{}", 10_000 + number))
        .with("telephoneNumber", &format!("+49 30 {number:06}"));
    match number {
        // Number 1 leads; one in fifty is disabled; number 7 expired with the year 2019.
        1 => entry.with("userAccountControl", "544"),
        7 => entry.with("userAccountControl", "544").with("accountExpires", "132223104000000000"),
        number if number % 50 == 49 => entry.with("userAccountControl", "546"),
        _ => entry.with("userAccountControl", "544").with("manager", &person_dn(base, 1)),
    }
}

fn groups(base: &str) -> Vec<Entry> {
    let dn = |name: &str| format!("CN={name},OU=Groups,OU=Muster,{base}");
    let group = |name: &str, kind: &str| {
        Entry::new(&dn(name))
            .with("objectClass", "group")
            .with("sAMAccountName", name)
            .with("groupType", kind)
    };
    const SECURITY: &str = "-2147483646";
    let with_people = |group: Entry, numbers: &mut dyn Iterator<Item = usize>| {
        numbers.fold(group, |group, number| group.with("member", &person_dn(base, number)))
    };
    let foreigner = format!("CN=S-1-5-11,CN=ForeignSecurityPrincipals,{base}");
    let staff = |name: &str| format!("{name},OU=Staff,OU=Muster,{base}");
    vec![
        with_people(group("gc-everyone", SECURITY), &mut (0..EVERYONE)),
        // Three in a ring: berlin in agents, agents in all, all in berlin.
        with_people(group("gc-berlin", SECURITY), &mut (0..30).step_by(3)).with("member", &dn("gc-all")),
        with_people(group("gc-agents", SECURITY), &mut (100..110)).with("member", &dn("gc-berlin")),
        group("gc-all", SECURITY).with("member", &dn("gc-agents")),
        // Members of many kinds, of which three are nobody that is read.
        with_people(group("gc-mixed", SECURITY), &mut (200..203))
            .with("member", &foreigner)
            .with("member", &staff("CN=PC 1"))
            .with("member", &staff("CN=Carla Contact")),
        group("gc-primary", SECURITY),
        with_people(group("mail-list", "2"), &mut (300..320)),
    ]
}

/// Makes up what a server would make.
fn with_identity(entry: Entry, number: usize) -> Entry {
    let is = |class: &str| entry.has_class(class);
    let with_sid = is("user") || is("group");
    let sid = |rid: usize| sid_bytes(&format!("S-1-5-21-1-2-3-{rid}")).unwrap();
    let rid = if entry.text("sAMAccountName") == Some("gc-primary") { 5000 } else { 10_000 + number };
    let guid = guid_bytes(&uuid::Uuid::from_u128(number as u128 + 1).to_string()).unwrap();
    let is_primary_member = entry.text("sAMAccountName") == Some("u0042");
    let entry = entry.with_bytes("objectGUID", &guid);
    let entry = if with_sid { entry.with_bytes("objectSid", &sid(rid)) } else { entry };
    if is_primary_member { entry.with("primaryGroupID", "5000") } else { entry }
}

/// The company as a server takes it: first all entries, then what points from one to another.
pub(crate) fn as_changes(entries: &[Entry]) -> String {
    let keep = |(name, _): &(String, Vec<Vec<u8>>)| {
        !MADE_BY_SERVER.contains(&base_name(name)) && !LINKS.contains(&base_name(name))
    };
    let bare = entries.iter().map(|entry| Entry {
        dn: entry.dn.clone(),
        attributes: entry.attributes.iter().filter(|attribute| keep(attribute)).cloned().collect(),
    });
    let mut changes = write_ldif(&bare.collect::<Vec<_>>()).replace("version: 1\n", "");
    for entry in entries {
        for link in LINKS.iter().filter(|link| entry.bytes(link).is_some()) {
            let values: Vec<Vec<u8>> = entry.values(link).map(<[u8]>::to_vec).collect();
            let values = Entry { dn: entry.dn.clone(), attributes: vec![((*link).to_owned(), values)] };
            let change = format!("\nchangetype: modify\nadd: {link}\n");
            let text = write_ldif(&[values]).replace("version: 1\n", "");
            let head = text.find(&format!("\n{link}:")).unwrap();
            let _ = write!(changes, "{}{change}{}", &text[..head], &text[head + 1..]);
        }
    }
    changes
}
