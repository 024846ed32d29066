//! A company as directory entries: as a file that has `objectGUID`s, or as what a domain controller is asked to add.

use super::company::{Company, Human, Team};
use muster_connectors::directory::{Entry, guid_bytes};
use uuid::Uuid;

/// Where the company stands in its directory.
pub struct Place {
    pub people: String,
    pub groups: String,
    /// Whether entries carry `objectGUID`: a file needs it, a domain controller makes its own.
    pub with_guid: bool,
}

impl Place {
    pub fn in_a_file() -> Self {
        Self {
            people: "OU=People,DC=example,DC=com".into(),
            groups: "OU=Groups,DC=example,DC=com".into(),
            with_guid: true,
        }
    }

    pub fn person(&self, human: &Human) -> String {
        format!("CN={},{}", human.name, self.people)
    }

    pub fn team(&self, team: &Team) -> String {
        format!("CN={},{}", team.name, self.groups)
    }
}

/// People first, then teams without members, then managers and members by [`links`].
pub fn objects(company: &Company, place: &Place) -> Vec<Entry> {
    let people = company.people.iter().map(|human| person(human, place));
    people.chain(company.teams.iter().map(|team| group(team, place))).collect()
}

/// The same with managers and members in the entries themselves.
pub fn entries(company: &Company, place: &Place) -> Vec<Entry> {
    let people = company.people.iter().map(|human| match human.manager {
        Some(at) => person(human, place).with("manager", &place.person(&company.people[at])),
        None => person(human, place),
    });
    let teams = company.teams.iter().map(|team| {
        members(company, team, place)
            .iter()
            .fold(group(team, place), |entry, member| entry.with("member", member))
    });
    people.chain(teams).collect()
}

pub fn members(company: &Company, team: &Team, place: &Place) -> Vec<String> {
    let people = team.people.iter().map(|at| place.person(&company.people[*at]));
    people.chain(team.teams.iter().map(|at| place.team(&company.teams[*at]))).collect()
}

pub fn person(human: &Human, place: &Place) -> Entry {
    let control = if human.enabled { "512" } else { "514" };
    let entry = Entry::new(&place.person(human))
        .with("objectClass", "top")
        .with("objectClass", "person")
        .with("objectClass", "organizationalPerson")
        .with("objectClass", "user")
        .with("sAMAccountName", &human.login)
        .with("mail", &human.mail())
        .with("displayName", &human.name)
        .with("title", &human.title)
        .with("userAccountControl", control);
    identified(entry, place, human.guid())
}

fn group(team: &Team, place: &Place) -> Entry {
    let entry = Entry::new(&place.team(team))
        .with("objectClass", "top")
        .with("objectClass", "group")
        .with("sAMAccountName", &team.name)
        .with("groupType", "-2147483646");
    identified(entry, place, Uuid::new_v5(&Uuid::NAMESPACE_DNS, team.name.as_bytes()))
}

fn identified(entry: Entry, place: &Place, guid: Uuid) -> Entry {
    match place.with_guid {
        true => entry.with_bytes("objectGUID", &guid_bytes(&guid.to_string()).unwrap()),
        false => entry,
    }
}
