//! What a domain controller tells of a realm: what changed between two moments, or everything.

use crate::realm::{GROUPS, Life, Member, Realm, UNITS, unit_guid};
use muster_connectors::directory::{Entry, Form, sid_bytes};
use muster_core::time::Timestamp;
use uuid::Uuid;

/// What changed in one domain between two moments; from nothing, it is everything.
pub struct Telling<'a> {
    pub before: Option<&'a Realm>,
    pub after: &'a Realm,
    pub domain: usize,
    /// Deleted objects may not be seen.
    pub hides_deleted: bool,
}

fn sid(kind: usize, domain: usize, number: usize) -> String {
    format!("S-1-5-21-7-7-{domain}-{}", 1000 * (kind + 1) + number)
}

fn object(dn: &str, guid: Uuid) -> Entry {
    Entry::new(dn).with_bytes("objectGUID", &guid.to_bytes_le())
}

fn with_nothing(mut entry: Entry, name: &str) -> Entry {
    entry.attributes.push((name.to_owned(), Vec::new()));
    entry
}

fn filetime(at: Timestamp) -> String {
    (116_444_736_000_000_000 + at.as_microsecond() * 10).to_string()
}

impl Telling<'_> {
    /// The objects, in one form or the other.
    pub fn objects(&self, form: Form) -> Vec<Entry> {
        let changed = self.changes();
        if form == Form::Changes {
            return changed;
        }
        let all = Self { before: None, ..*self };
        let is_changed = |entry: &Entry| {
            changed.iter().any(|change| change.bytes("objectGUID") == entry.bytes("objectGUID"))
        };
        all.changes().into_iter().filter(is_changed).map(in_full).collect()
    }

    fn changes(&self) -> Vec<Entry> {
        let units = (0..self.after.units.len()).filter(|at| self.after.units[*at].domain == self.domain);
        let units = units.filter_map(|at| self.unit(at));
        let people = (0..self.after.seats.len()).filter(|at| self.after.seats[*at].domain == self.domain);
        let people = people.filter_map(|at| self.person(at));
        let teams = 0..self.after.company.teams.len();
        let teams = teams.filter(|at| self.after.team_domain(*at) == self.domain);
        let teams = teams.filter_map(|at| self.team(at));
        units.chain(people).chain(teams).collect()
    }

    fn unit(&self, at: usize) -> Option<Entry> {
        let (was, now) = (self.before.and_then(|before| before.units.get(at)), &self.after.units[at]);
        if was == Some(now) {
            return None;
        }
        let mut entry = object(&self.after.unit_dn(at), unit_guid(at)).with("name", &now.name);
        if was.is_none() {
            entry = entry.with("objectClass", "top").with("objectClass", "organizationalUnit");
        }
        let parent = now.parent.map_or(Uuid::from_u128(1 + self.domain as u128), unit_guid);
        Some(entry.with_bytes("parentGUID", &parent.to_bytes_le()))
    }

    fn person(&self, at: usize) -> Option<Entry> {
        let (human, seat) = (self.after.human(at), &self.after.seats[at]);
        let known =
            self.before.filter(|before| before.seats.get(at).is_some_and(|seat| seat.life != Life::Absent));
        match seat.life {
            Life::Here => {}
            Life::Absent => return None,
            Life::Deleted if self.hides_deleted => return None,
            Life::Deleted if known.is_some_and(|before| before.seats[at].life == Life::Deleted) => {
                return None;
            }
            Life::Deleted => {
                let dn = format!(
                    r"CN={}\0ADEL:{},CN=Deleted Objects,DC=d{}",
                    human.name,
                    human.guid(),
                    self.domain
                );
                let entry = object(&dn, human.guid()).with("isDeleted", "TRUE");
                return Some(self.identity(entry, at, known.is_none()));
            }
        }
        let same_life = |before: &&Realm| before.is_here(at) && before.seats[at].lives == seat.lives;
        let was = known.filter(same_life);
        let mut entry = object(&self.after.person_dn(at), human.guid());
        let start = entry.attributes.len();
        entry = self.identity(entry, at, known.is_none());
        if was.is_none() && seat.lives > 0 {
            entry = with_nothing(entry, "isDeleted");
        }
        if was.is_none_or(|was| was.seats[at].unit != seat.unit || was.human(at).name != human.name) {
            entry = entry.with("name", &human.name);
            entry = entry.with_bytes("parentGUID", &unit_guid(seat.unit).to_bytes_le());
        }
        entry = self.attributes(entry, at, was);
        (entry.attributes.len() > start).then_some(entry)
    }

    fn identity(&self, entry: Entry, at: usize, new: bool) -> Entry {
        if !new {
            return entry;
        }
        let human = self.after.human(at);
        let entry = entry.with("objectClass", "top").with("objectClass", "user");
        let entry = entry.with("sAMAccountName", &human.login);
        entry.with_bytes("objectSid", &sid_bytes(&sid(0, self.domain, at)).unwrap())
    }

    fn attributes(&self, mut entry: Entry, at: usize, was: Option<&Realm>) -> Entry {
        let human = self.after.human(at);
        let before = was.map(|was| was.human(at));
        if before.is_none() {
            entry = entry.with("displayName", &human.name).with("mail", &human.mail());
        }
        if before.is_none_or(|before| before.title != human.title) {
            entry = entry.with("title", &human.title);
        }
        if before.is_none_or(|before| before.enabled != human.enabled) {
            entry = entry.with("userAccountControl", if human.enabled { "512" } else { "514" });
        }
        let expiry = self.after.seats[at].expires_at;
        if was.map(|was| was.seats[at].expires_at) != Some(expiry) {
            entry = entry.with("accountExpires", &expiry.map_or("0".into(), filetime));
        }
        if before.map(|before| before.manager) != Some(human.manager) {
            entry = match human.manager {
                Some(manager) => entry.with("manager", &self.link(Member::Person(manager), self.after)),
                None => with_nothing(entry, "manager"),
            };
        }
        entry
    }

    fn team(&self, at: usize) -> Option<Entry> {
        let was = self.before;
        let team = &self.after.company.teams[at];
        let mut entry = object(&self.after.team_dn(at), self.after.team_guid(at));
        let start = entry.attributes.len();
        if was.is_none() {
            let parent = unit_guid(self.domain * UNITS + GROUPS);
            entry = entry.with("objectClass", "top").with("objectClass", "group").with("name", &team.name);
            entry = entry.with("sAMAccountName", &team.name).with("groupType", "-2147483646");
            entry = entry.with_bytes("objectSid", &sid_bytes(&sid(1, self.domain, at)).unwrap());
            entry = entry.with_bytes("parentGUID", &parent.to_bytes_le());
        }
        entry = self.memberships(entry, at);
        (entry.attributes.len() > start).then_some(entry)
    }

    fn memberships(&self, mut entry: Entry, team: usize) -> Entry {
        let made = |realm: &Realm, member: Member| realm.stamps.get(&(team, member)).copied();
        for member in self.after.members(team) {
            let now = made(self.after, member);
            if self.before.and_then(|before| made(before, member)) != now {
                entry = entry.with("member;range=1-1", &self.link(member, self.after));
            }
        }
        for member in self.before.map(|before| before.members(team)).into_iter().flatten() {
            let gone_too = self.is_gone_from_here(member);
            if !self.after.members(team).contains(&member) && !gone_too {
                entry = entry.with("member;range=0-0", &self.link(member, self.after));
            }
        }
        entry
    }

    /// A membership that went with its member is told by the member alone, within a domain.
    fn is_gone_from_here(&self, member: Member) -> bool {
        match member {
            Member::Person(at) => self.after.seats[at].domain == self.domain && !self.after.is_here(at),
            Member::Team(_) => false,
        }
    }

    fn link(&self, member: Member, realm: &Realm) -> String {
        let (guid, sid, dn) = match member {
            Member::Person(at) => {
                (realm.human(at).guid(), sid(0, realm.seats[at].domain, at), realm.person_dn(at))
            }
            Member::Team(at) => (realm.team_guid(at), sid(1, realm.team_domain(at), at), realm.team_dn(at)),
        };
        format!("<GUID={guid}>;<SID={sid}>;{dn}")
    }
}

/// Changes since nothing as a plain search brings them.
fn in_full(mut entry: Entry) -> Entry {
    entry.attributes.retain(|(name, values)| !values.is_empty() && name != "member;range=0-0");
    for (name, _) in &mut entry.attributes {
        if name == "member;range=1-1" {
            *name = "member".into();
        }
    }
    entry
}
