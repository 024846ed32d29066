//! What the tenant must look like, told from what OpenLDAP's `ldapsearch` reads in the end: the text it prints, names
//! compared as text, groups followed until nothing is new. It shares no code with what reads, follows or plans, and
//! knows nothing of what happened on the way.

use crate::domain::Domain;
use crate::support::company::Team;
use crate::support::oracle::{Face, faces, split};
use data_encoding::BASE64;
use muster_simulator::State;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const ASKED: [&str; 8] = [
    "objectGUID",
    "sAMAccountName",
    "mail",
    "displayName",
    "title",
    "manager",
    "userAccountControl",
    "member",
];

/// An object: its values by the names of its attributes, in lower case. Its own name is under `dn`.
type Thing = BTreeMap<String, Vec<String>>;

/// All people and groups of a domain.
pub(crate) struct Plain {
    things: Vec<Thing>,
    /// In lower case, what people stand below who are read.
    root: String,
}

impl Plain {
    /// Reads them.
    pub(crate) fn read(domain: &Domain) -> Self {
        let dc = &domain.dc;
        let mut command = dc.client("ldapsearch", &dc.admin, &dc.admin_password);
        command.args([
            "-LLL",
            "-o",
            "ldif-wrap=no",
            "-b",
            &dc.base,
            "(|(objectClass=user)(objectClass=group))",
        ]);
        let output = command.args(ASKED).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let things = text.split("\n\n").filter(|text| text.starts_with("dn:")).map(thing).collect();
        Self { things, root: format!(",{}", domain.root.to_lowercase()) }
    }

    /// Everybody who is enabled and stands in the right place.
    fn employed(&self) -> impl Iterator<Item = &Thing> {
        let control = |thing: &Thing| first(thing, "useraccountcontrol").parse::<u32>();
        let enabled = move |thing: &Thing| control(thing).is_ok_and(|control| control & 2 == 0);
        self.things.iter().filter(move |thing| enabled(thing) && named(thing).ends_with(&self.root))
    }

    /// Names of the groups that somebody is in, directly or through others.
    fn groups_of(&self, person: &Thing) -> BTreeSet<String> {
        let mut inside = BTreeSet::from([named(person)]);
        loop {
            let holds = |thing: &&Thing| {
                thing
                    .get("member")
                    .is_some_and(|all| all.iter().any(|one| inside.contains(&one.to_lowercase())))
            };
            let around: Vec<&Thing> = self.things.iter().filter(holds).collect();
            let before = inside.len();
            inside.extend(around.iter().map(|group| named(group)));
            if inside.len() == before {
                return around.iter().map(|group| first(group, "samaccountname")).collect();
            }
        }
    }

    /// What must be in a tenant that had nobody in it before.
    pub(crate) fn expected(&self, teams: &[Team]) -> Expected {
        let mut expected = Expected::default();
        let mut mails = BTreeMap::new();
        for person in self.employed() {
            let groups = self.groups_of(person);
            let held = highest(teams.iter().filter(|team| groups.contains(&team.name)));
            expected.employed.insert(guid(person));
            if !held.is_empty() {
                mails.insert(named(person), first(person, "mail"));
                let account = Account {
                    mail: first(person, "mail"),
                    name: first(person, "displayname"),
                    face: Face {
                        active: true,
                        title: first(person, "title"),
                        manager: Some(first(person, "manager").to_lowercase()),
                        external_id: Some(guid(person)),
                        held,
                    },
                };
                expected.managed.insert(guid(person), account);
            }
        }
        for account in expected.managed.values_mut() {
            account.face.manager = account.face.manager.as_ref().and_then(|name| mails.get(name)).cloned();
        }
        expected
    }
}

/// An account as people see it.
#[derive(Clone, Debug, PartialEq)]
struct Account {
    mail: String,
    name: String,
    face: Face,
}

/// What must be in the tenant.
#[derive(Default)]
pub(crate) struct Expected {
    /// Accounts of those who are in a group that gives something, by their GUID.
    managed: BTreeMap<String, Account>,
    /// GUIDs of all whose account may be active.
    employed: BTreeSet<String>,
}

impl Expected {
    /// How many people must have an account.
    pub(crate) fn accounts(&self) -> usize {
        self.managed.len()
    }

    /// What of the tenant is otherwise, a line each.
    pub(crate) fn differences(&self, state: &State) -> Vec<String> {
        let faces = faces(state);
        let mut wrong = Vec::new();
        let mut found = BTreeMap::new();
        for user in state.users.values() {
            let face = faces[&user.email].clone();
            let key = face.external_id.clone().unwrap_or_default();
            let account = Account { mail: user.email.clone(), name: user.name.clone(), face };
            wrong
                .extend(found.insert(key, account).map(|account| format!("twice, or nobody's: {account:?}")));
        }
        for (key, expected) in &self.managed {
            match found.remove(key) {
                Some(account) if expected.is(&account) => {}
                account => wrong.push(format!("is {account:?}, should be {expected:?}")),
            }
        }
        let idle = |(key, Account { face, .. }): &(String, Account)| {
            face.held.is_empty() && (!face.active || self.employed.contains(key))
        };
        wrong.extend(
            found
                .into_iter()
                .filter(|account| !idle(account))
                .map(|(_, account)| format!("holds something: {account:?}")),
        );
        wrong
    }
}

impl Account {
    /// A manager who has no account is not written, and whoever was written before stays: that depends on the way here.
    fn is(&self, found: &Account) -> bool {
        let mut expected = self.clone();
        if expected.face.manager.is_none() {
            expected.face.manager.clone_from(&found.face.manager);
        }
        expected == *found
    }
}

fn highest<'a>(teams: impl Iterator<Item = &'a Team>) -> BTreeMap<String, u64> {
    let mut held = BTreeMap::new();
    for (name, level) in teams.flat_map(|team| &team.gives).map(|gift| split(gift)) {
        let known = held.entry(name).or_insert(level);
        *known = level.max(*known);
    }
    held
}

fn thing(text: &str) -> Thing {
    let mut thing = Thing::new();
    for line in text.lines() {
        let (name, value) = line.split_once(':').unwrap();
        thing.entry(name.to_lowercase()).or_default().push(decoded(name, value));
    }
    thing
}

fn decoded(name: &str, value: &str) -> String {
    let Some(encoded) = value.strip_prefix(": ") else { return value.trim_start().to_owned() };
    let bytes = BASE64.decode(encoded.as_bytes()).unwrap();
    match name {
        "objectGUID" => Uuid::from_slice_le(&bytes).unwrap().to_string(),
        _ => String::from_utf8(bytes).unwrap(),
    }
}

fn first(thing: &Thing, name: &str) -> String {
    thing.get(name).and_then(|values| values.first()).cloned().unwrap_or_default()
}

fn guid(thing: &Thing) -> String {
    first(thing, "objectguid")
}

/// The distinguished name, so that it can be compared.
fn named(thing: &Thing) -> String {
    first(thing, "dn").to_lowercase()
}
