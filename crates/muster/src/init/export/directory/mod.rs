//! A made-up Active Directory for a copy: the same made-up people, in LDIF.
//!
//! Whoever has an external id under our authority has it as `objectGUID`, so that Muster knows the account again.

mod groups;

pub(crate) use groups::Wanted;

use groups::AdGroup;
use muster_connectors::directory::{Entry, guid_bytes};
use muster_connectors::file::write_ldif;
use muster_connectors::genesys::export::{Organisation, User};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Where people stand.
const PEOPLE: &str = "OU=People,DC=example,DC=com";
/// Where groups stand.
const GROUPS: &str = "OU=Groups,DC=example,DC=com";
/// Longer login names are not possible in Active Directory.
const LOGIN_MAX: usize = 20;

/// The directory of a copy's people as LDIF, with the groups that are wanted.
pub(crate) fn directory(organisation: &Organisation, wanted: &Wanted) -> String {
    let people: Vec<&User> = organisation.users.iter().filter(|user| user.state != "deleted").collect();
    let places = places(&people);
    let units = [PEOPLE, GROUPS].map(unit);
    let persons = people.iter().map(|user| person(user, &places, &wanted.authority));
    let groups = wanted.groups(organisation);
    let entries: Vec<Entry> =
        units.into_iter().chain(persons).chain(groups.iter().map(|one| group(one, &places))).collect();
    write_ldif(&entries)
}

/// Login name and distinguished name.
struct Place {
    login: String,
    dn: String,
}

fn places(people: &[&User]) -> BTreeMap<Uuid, Place> {
    let (mut logins, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut place = |user: &User| {
        let local = user.mail.split('@').next().unwrap_or_default();
        let login = free(&local.chars().take(LOGIN_MAX - 4).collect::<String>(), &mut logins);
        let name = free(&user.name, &mut names);
        Place { dn: format!("CN={},{PEOPLE}", escaped(&name)), login }
    };
    people.iter().map(|user| (user.id, place(user))).collect()
}

/// The text, with a number behind it where it is taken.
fn free(text: &str, taken: &mut BTreeSet<String>) -> String {
    let text = if text.trim().is_empty() { "unnamed" } else { text };
    let numbered = (2_u32..).map(|number| format!("{text} {number}"));
    let mut wanted = std::iter::once(text.to_owned()).chain(numbered);
    let free = wanted.find(|text| !taken.contains(&text.to_lowercase())).unwrap_or_default();
    taken.insert(free.to_lowercase());
    free
}

fn escaped(name: &str) -> String {
    let mut text = String::new();
    for c in name.trim().chars() {
        if ",+\"\\<>;=#".contains(c) {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

fn unit(dn: &str) -> Entry {
    identified(
        Entry::new(dn).with("objectClass", "top").with("objectClass", "organizationalUnit"),
        Uuid::new_v4(),
    )
}

fn person(user: &User, places: &BTreeMap<Uuid, Place>, authority: &str) -> Entry {
    let place = &places[&user.id];
    let control = if user.state == "active" { "512" } else { "514" };
    let mut entry = Entry::new(&place.dn);
    for class in ["top", "person", "organizationalPerson", "user"] {
        entry = entry.with("objectClass", class);
    }
    entry = entry.with("sAMAccountName", &place.login).with("userAccountControl", control);
    let phone = |kind: &str| {
        let contacts = user.contacts.iter();
        contacts
            .filter(|one| one.medium == "PHONE" && one.kind == kind)
            .find_map(|one| one.address.as_deref())
    };
    let texts = [
        ("displayName", Some(user.name.as_str())),
        ("mail", Some(user.mail.as_str())),
        ("userPrincipalName", Some(user.mail.as_str())),
        ("title", user.title.as_deref()),
        ("department", user.department.as_deref()),
        ("employeeNumber", user.employment.number.as_deref()),
        ("telephoneNumber", phone("WORK")),
        ("mobile", phone("MOBILE")),
        ("manager", user.manager.and_then(|id| places.get(&id)).map(|place| place.dn.as_str())),
    ];
    for (name, text) in texts {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            entry = entry.with(name, text);
        }
    }
    let key = user.external_ids.get(authority).and_then(|key| Uuid::try_parse(key).ok());
    identified(entry, key.unwrap_or_else(Uuid::new_v4))
}

fn group(one: &AdGroup, places: &BTreeMap<Uuid, Place>) -> Entry {
    let entry = Entry::new(&format!("CN={},{GROUPS}", escaped(&one.name)))
        .with("objectClass", "top")
        .with("objectClass", "group")
        .with("sAMAccountName", &one.name)
        .with("groupType", "-2147483646");
    let members = one.members.iter().filter_map(|id| places.get(id));
    let entry = members.fold(entry, |entry, place| entry.with("member", &place.dn));
    identified(entry, one.guid.unwrap_or_else(Uuid::new_v4))
}

fn identified(entry: Entry, guid: Uuid) -> Entry {
    match guid_bytes(&guid.to_string()) {
        Some(bytes) => entry.with_bytes("objectGUID", &bytes),
        None => entry,
    }
}
