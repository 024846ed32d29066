//! Makes an organisation unrecognisable.

use super::Wishes;
use super::codes::Codes;
use super::kept::without_people;
use super::labels::Labels;
use super::people::People;
use muster_connectors::genesys::export::{Contact, Employment, Grant, Holder, Organisation, Station, User};
use std::collections::BTreeMap;
use uuid::Uuid;

/// When everybody was hired who has a date.
const HIRED: &str = "2020-01-01";

/// The organisation with somebody made up for everybody. What changed beyond people is noted.
pub(super) fn redact(organisation: Organisation, wishes: Wishes, notes: &mut Vec<String>) -> Organisation {
    let mut mask = Mask::of(&organisation, wishes);
    let users = organisation.users.iter().map(|user| mask.user(user)).collect();
    let mut made = mask.members(organisation);
    made.users = users;
    mask.names(&mut made);
    mask.clients(&mut made);
    made.name = "Rehearsal".into();
    notes.append(&mut mask.notes);
    made
}

/// What stands for what.
struct Mask {
    wishes: Wishes,
    people: People,
    phones: Codes,
    extensions: Codes,
    numbers: Codes,
    keys: Codes,
    titles: Labels,
    departments: Labels,
    contracts: Labels,
    stations: Labels,
    notes: Vec<String>,
}

impl Mask {
    fn of(organisation: &Organisation, wishes: Wishes) -> Self {
        let users = || organisation.users.iter();
        let contacts = || users().flat_map(|user| &user.contacts);
        Self {
            wishes,
            people: People::of(&organisation.users),
            phones: Codes::avoiding(contacts().filter_map(|contact| contact.address.as_deref())),
            extensions: Codes::avoiding(contacts().filter_map(|contact| contact.extension.as_deref())),
            numbers: Codes::avoiding(users().filter_map(|user| user.employment.number.as_deref())),
            keys: Codes::avoiding(users().flat_map(|user| user.external_ids.values().map(String::as_str))),
            titles: Labels::new("Title"),
            departments: Labels::new("Department"),
            contracts: Labels::new("Contract"),
            stations: Labels::new("Station"),
            notes: Vec::new(),
        }
    }

    fn user(&mut self, real: &User) -> User {
        User {
            id: self.people.id(real.id).unwrap_or_default(),
            name: self.people.name(&real.name),
            mail: self.people.mail(&real.mail),
            department: real.department.as_deref().map(|text| self.department(text)),
            title: real.title.as_deref().map(|text| self.title(text)),
            preferred_name: real.preferred_name.as_deref().map(|text| self.people.name(text)),
            manager: real.manager.and_then(|manager| self.people.id(manager)),
            contacts: real.contacts.iter().map(|contact| self.contact(contact)).collect(),
            employment: self.employment(&real.employment),
            external_ids: self.external_ids(&real.external_ids),
            station: real.station.as_ref().map(|station| self.station(station)),
            default_station: real.default_station.as_ref().map(|station| self.station(station)),
            ..real.clone()
        }
    }

    fn title(&mut self, real: &str) -> String {
        match self.wishes.keep_titles {
            true => without_people(real, &mut self.people).unwrap_or_else(|| real.to_owned()),
            false => self.titles.of(real),
        }
    }

    fn department(&mut self, real: &str) -> String {
        match self.wishes.keep_titles {
            true => without_people(real, &mut self.people).unwrap_or_else(|| real.to_owned()),
            false => self.departments.of(real),
        }
    }

    fn contact(&mut self, real: &Contact) -> Contact {
        let address = real.address.as_deref().map(|address| match address.contains('@') {
            true => self.people.mail(address),
            false => self.phones.phone(address),
        });
        let extension = real.extension.as_deref().map(|extension| self.extensions.code(extension));
        Contact { address, extension, ..real.clone() }
    }

    fn employment(&mut self, real: &Employment) -> Employment {
        Employment {
            official_name: real.official_name.as_deref().map(|name| self.people.name(name)),
            number: real.number.as_deref().map(|number| self.numbers.code(number)),
            kind: real.kind.as_deref().map(|kind| self.contracts.of(kind)),
            hired: real.hired.as_ref().map(|_| HIRED.to_owned()),
        }
    }

    fn external_ids(&mut self, real: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        real.iter().map(|(authority, key)| (authority.clone(), self.key(key))).collect()
    }

    /// A key that is somebody's mail, number or id stays that.
    fn key(&mut self, real: &str) -> String {
        let mail = self.people.known_mail(real).cloned();
        let number = || self.numbers.known(real).cloned();
        let id = || real.parse().ok().and_then(|id| self.people.id(id)).map(|id| id.to_string());
        match mail.or_else(number).or_else(id) {
            Some(known) => known,
            None if real.contains('@') => self.people.mail(real),
            None => self.keys.key(real),
        }
    }

    fn station(&mut self, real: &Station) -> Station {
        Station { id: self.stations.of(&real.id), kind: real.kind.clone() }
    }

    /// Memberships and grants of the people who stand for the real ones. Who was not read cannot be there.
    fn members(&mut self, mut organisation: Organisation) -> Organisation {
        let people = &self.people;
        let mut lost = 0;
        let mut known = |ids: &mut Vec<Uuid>| {
            let before = ids.len();
            *ids = ids.iter().filter_map(|id| people.id(*id)).collect();
            lost += before - ids.len();
        };
        organisation.groups.iter_mut().for_each(|group| known(&mut group.owners));
        organisation.teams.iter_mut().for_each(|team| known(&mut team.members));
        for queue in &mut organisation.queues {
            let before = queue.members.len();
            queue.members.retain_mut(|member| match people.id(member.user) {
                Some(id) => {
                    member.user = id;
                    true
                }
                None => false,
            });
            lost += before - queue.members.len();
        }
        let before = organisation.grants.len();
        organisation.grants =
            organisation.grants.iter().filter_map(|grant| of_known(grant, people)).collect();
        lost += before - organisation.grants.len();
        if lost > 0 {
            self.notes.push(format!(
                "{lost} grants and memberships of accounts that this client may not see: they are left out"
            ));
        }
        organisation
    }

    /// OAuth clients keep nothing but their grants.
    fn clients(&mut self, organisation: &mut Organisation) {
        let mut made: BTreeMap<String, Uuid> = BTreeMap::new();
        let mut stand_in = |real: String| *made.entry(real).or_insert_with(Uuid::new_v4);
        for grant in &mut organisation.grants {
            if let Holder::Client(id) = grant.holder {
                grant.holder = Holder::Client(stand_in(id.to_string()));
            }
        }
        let own = organisation.client.to_lowercase();
        organisation.client = stand_in(own).to_string();
    }

    /// Names of things. They stay, without the people in them, unless nothing is to stay.
    fn names(&mut self, made: &mut Organisation) {
        let mut mails = Labels::new("group");
        for group in &mut made.groups {
            group.mail = group.mail.take().map(|mail| mails.of(&mail).replace(' ', "-") + "@example.com");
        }
        let (mut home, rest): (Vec<_>, Vec<_>) = made.divisions.iter_mut().partition(|one| one.home);
        self.of_kind("Division", rest.into_iter().map(|one| &mut one.name));
        if self.wishes.redact_names {
            home.iter_mut().for_each(|one| one.name = "Home".into());
        }
        let own_roles = made.roles.iter_mut().filter(|role| role.default_role_id.is_none());
        self.of_kind("Role", own_roles.map(|one| &mut one.name));
        self.of_kind("Queue", made.queues.iter_mut().map(|one| &mut one.name));
        self.of_kind("Group", made.groups.iter_mut().map(|one| &mut one.name));
        self.of_kind("Skill", made.skills.iter_mut().map(|one| &mut one.name));
        self.of_kind("Language", made.languages.iter_mut().map(|one| &mut one.name));
        self.of_kind("Team", made.teams.iter_mut().map(|one| &mut one.name));
    }

    fn of_kind<'a>(&mut self, word: &'static str, names: impl Iterator<Item = &'a mut String>) {
        let mut labels = Labels::new(word);
        for (number, name) in names.enumerate() {
            if self.wishes.redact_names {
                *name = labels.of(&number.to_string());
            } else if let Some(made) = without_people(name, &mut self.people) {
                self.notes.push(format!(
                    "a {} is called `{made}` in place of its name with a person in it",
                    word.to_lowercase()
                ));
                *name = made;
            }
        }
    }
}

fn of_known(grant: &Grant, people: &People) -> Option<Grant> {
    let holder = match grant.holder {
        Holder::User(id) => Holder::User(people.id(id)?),
        other => other,
    };
    Some(Grant { holder, ..*grant })
}
