//! An organisation as a seed: names in place of ids.

use muster_connectors::genesys::export::{Grant, Holder, Organisation, Place, Role, Station, User};
use muster_simulator::{
    Contact, EmployerInfo, Seed, SeedClient, SeedDivision, SeedGroup, SeedLanguage, SeedLicence, SeedQueue,
    SeedRole, SeedSkill, SeedStation, SeedTeam, SeedUser, UserState,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The seed of a tenant like `organisation`, whose own client logs in with `secret`. Where a seed cannot say
/// something, that is noted.
pub(super) fn seed(organisation: &Organisation, secret: &str, notes: &mut Vec<String>) -> Seed {
    let names = Names::of(organisation, notes);
    let grants = names.grants(&organisation.grants, notes);
    let belongings = Belongings::of(organisation, &names);
    let users = organisation.users.iter().map(|user| person(user, &names, &grants, &belongings));
    Seed {
        organisation: organisation.name.clone(),
        divisions: divisions(organisation, &names),
        roles: organisation.roles.iter().map(|one| role(one, &names)).collect(),
        licences: licences(organisation),
        skills: skills(organisation, &names),
        languages: languages(organisation, &names),
        groups: groups(organisation, &names, &grants),
        queues: queues(organisation, &names),
        users: users.collect(),
        clients: clients(organisation, &grants, secret),
        teams: teams(organisation, &names),
        stations: stations(organisation),
        ..Seed::default()
    }
}

/// Names by id; each is unique among its kind.
struct Names {
    divisions: BTreeMap<Uuid, String>,
    roles: BTreeMap<Uuid, String>,
    skills: BTreeMap<Uuid, String>,
    languages: BTreeMap<Uuid, String>,
    groups: BTreeMap<Uuid, String>,
    queues: BTreeMap<Uuid, String>,
    teams: BTreeMap<Uuid, String>,
    mails: BTreeMap<Uuid, String>,
}

impl Names {
    fn of(organisation: &Organisation, notes: &mut Vec<String>) -> Self {
        let mut kind = |kind: &str, all: Vec<(Uuid, &str)>| unique(kind, all, notes);
        Self {
            divisions: kind(
                "division",
                organisation.divisions.iter().map(|one| (one.id, one.name.as_str())).collect(),
            ),
            roles: kind("role", organisation.roles.iter().map(|one| (one.id, one.name.as_str())).collect()),
            skills: kind(
                "skill",
                organisation.skills.iter().map(|one| (one.id, one.name.as_str())).collect(),
            ),
            languages: kind(
                "language",
                organisation.languages.iter().map(|one| (one.id, one.name.as_str())).collect(),
            ),
            groups: kind(
                "group",
                organisation.groups.iter().map(|one| (one.id, one.name.as_str())).collect(),
            ),
            queues: kind(
                "queue",
                organisation.queues.iter().map(|one| (one.id, one.name.as_str())).collect(),
            ),
            teams: kind("team", organisation.teams.iter().map(|one| (one.id, one.name.as_str())).collect()),
            mails: organisation.users.iter().map(|user| (user.id, user.mail.clone())).collect(),
        }
    }

    fn mails(&self, ids: &[Uuid]) -> Vec<String> {
        ids.iter().filter_map(|id| self.mails.get(id).cloned()).collect()
    }

    /// Grants by holder, as a seed writes them. Those of roles and divisions that were not read are left out.
    fn grants(&self, grants: &[Grant], notes: &mut Vec<String>) -> BTreeMap<Holder, Vec<String>> {
        let mut by_holder: BTreeMap<Holder, BTreeSet<String>> = BTreeMap::new();
        let mut lost = 0;
        for grant in grants {
            match self.grant(grant) {
                Some(text) => _ = by_holder.entry(grant.holder).or_default().insert(text),
                None => lost += 1,
            }
        }
        if lost > 0 {
            notes.push(format!("{lost} grants in divisions that this client may not see: they are left out"));
        }
        by_holder.into_iter().map(|(holder, texts)| (holder, texts.into_iter().collect())).collect()
    }

    fn grant(&self, grant: &Grant) -> Option<String> {
        let role = self.roles.get(&grant.role)?;
        let place = match grant.place {
            Place::Everywhere => "*",
            Place::Division(id) => self.divisions.get(&id)?,
        };
        Some(format!("{role}@{place}"))
    }
}

/// A name for each id. A seed tells things of a kind apart by name, so that a second one gets a number.
fn unique(kind: &str, all: Vec<(Uuid, &str)>, notes: &mut Vec<String>) -> BTreeMap<Uuid, String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (id, name) in all {
        let plain = if name.is_empty() { id.to_string() } else { name.to_owned() };
        let numbered = (2_u32..).map(|number| format!("{plain} ({number})"));
        let mut wanted = std::iter::once(plain.clone()).chain(numbered);
        let free = wanted.find(|name| !taken.contains(name)).unwrap_or_else(|| id.to_string());
        if free != name {
            notes.push(format!(
                "a {kind} is called `{free}` in the copy: `{name}` is no name that tells it apart"
            ));
        }
        taken.insert(free.clone());
        names.insert(id, free);
    }
    names
}

/// Queues and teams by user.
#[derive(Default)]
struct Belongings {
    joined: BTreeMap<Uuid, Vec<String>>,
    unjoined: BTreeMap<Uuid, Vec<String>>,
    rings: BTreeMap<Uuid, BTreeMap<String, u8>>,
    teams: BTreeMap<Uuid, String>,
}

impl Belongings {
    fn of(organisation: &Organisation, names: &Names) -> Self {
        let mut all = Self::default();
        for queue in &organisation.queues {
            let name = &names.queues[&queue.id];
            for member in &queue.members {
                let list = if member.joined { &mut all.joined } else { &mut all.unjoined };
                list.entry(member.user).or_default().push(name.clone());
                if member.ring != 1 {
                    all.rings.entry(member.user).or_default().insert(name.clone(), member.ring);
                }
            }
        }
        for team in &organisation.teams {
            all.teams.extend(team.members.iter().map(|user| (*user, names.teams[&team.id].clone())));
        }
        all
    }
}

fn person(
    user: &User,
    names: &Names,
    grants: &BTreeMap<Holder, Vec<String>>,
    belongings: &Belongings,
) -> SeedUser {
    let named = |ids: &BTreeMap<Uuid, f64>, names: &BTreeMap<Uuid, String>| {
        let known = ids.iter().filter_map(|(id, level)| Some((names.get(id)?.clone(), *level)));
        known.collect::<BTreeMap<String, f64>>()
    };
    let station = |station: &Option<Station>| station.as_ref().map(|station| station.id.clone());
    SeedUser {
        id: Some(user.id),
        name: user.name.clone(),
        email: user.mail.clone(),
        state: state(&user.state),
        version: user.version,
        division: user.division.and_then(|id| names.divisions.get(&id).cloned()),
        department: user.department.clone(),
        title: user.title.clone(),
        preferred_name: user.preferred_name.clone(),
        manager: user.manager.and_then(|id| names.mails.get(&id).cloned()),
        addresses: user.contacts.iter().map(contact).collect(),
        employer_info: EmployerInfo {
            official_name: user.employment.official_name.clone(),
            employee_id: user.employment.number.clone(),
            employee_type: user.employment.kind.clone(),
            date_hire: user.employment.hired.clone(),
        },
        external_ids: user.external_ids.clone(),
        grants: grants.get(&Holder::User(user.id)).cloned().unwrap_or_default(),
        skills: named(&user.skills, &names.skills),
        languages: named(&user.languages, &names.languages),
        groups: user.groups.iter().filter_map(|id| names.groups.get(id).cloned()).collect(),
        queues: belongings.joined.get(&user.id).cloned().unwrap_or_default(),
        unjoined_queues: belongings.unjoined.get(&user.id).cloned().unwrap_or_default(),
        rings: belongings.rings.get(&user.id).cloned().unwrap_or_default(),
        team: belongings.teams.get(&user.id).cloned(),
        acd_auto_answer: user.auto_answer,
        station: station(&user.station),
        default_station: station(&user.default_station),
        ..SeedUser::default()
    }
}

fn state(word: &str) -> UserState {
    match word {
        "inactive" => UserState::Inactive,
        "deleted" => UserState::Deleted,
        _ => UserState::Active,
    }
}

fn contact(one: &muster_connectors::genesys::export::Contact) -> Contact {
    Contact {
        address: one.address.clone(),
        media_type: one.medium.clone(),
        kind: one.kind.clone(),
        extension: one.extension.clone(),
        country_code: one.country.clone(),
        integration: one.integration.clone(),
    }
}

fn role(one: &Role, names: &Names) -> SeedRole {
    SeedRole {
        id: Some(one.id),
        name: names.roles[&one.id].clone(),
        default_role_id: one.default_role_id.clone(),
        permissions: one.permissions.clone(),
        ..SeedRole::default()
    }
}

fn divisions(organisation: &Organisation, names: &Names) -> Vec<SeedDivision> {
    let divisions = organisation.divisions.iter().map(|one| SeedDivision {
        id: Some(one.id),
        name: names.divisions[&one.id].clone(),
        home: one.home,
        ..SeedDivision::default()
    });
    divisions.collect()
}

fn licences(organisation: &Organisation) -> Vec<SeedLicence> {
    let licences = organisation.licences.iter().map(|one| SeedLicence {
        id: one.id.clone(),
        description: one.id.clone(),
        permissions: one.permissions.clone(),
        comprises: one.comprises.clone(),
        seats: None,
    });
    licences.collect()
}

fn skills(organisation: &Organisation, names: &Names) -> Vec<SeedSkill> {
    let skills = organisation.skills.iter().map(|one| SeedSkill {
        id: Some(one.id),
        name: names.skills[&one.id].clone(),
        division: one.division.and_then(|id| names.divisions.get(&id).cloned()),
    });
    skills.collect()
}

fn languages(organisation: &Organisation, names: &Names) -> Vec<SeedLanguage> {
    let languages = organisation.languages.iter();
    languages.map(|one| SeedLanguage { id: Some(one.id), name: names.languages[&one.id].clone() }).collect()
}

fn groups(
    organisation: &Organisation,
    names: &Names,
    grants: &BTreeMap<Holder, Vec<String>>,
) -> Vec<SeedGroup> {
    let groups = organisation.groups.iter().map(|one| SeedGroup {
        id: Some(one.id),
        name: names.groups[&one.id].clone(),
        kind: one.kind.clone(),
        visibility: one.visibility.clone(),
        roles_enabled: one.roles_enabled,
        rules_visible: one.rules_visible,
        include_owners: one.include_owners,
        calls_enabled: one.calls_enabled,
        email: one.mail.clone(),
        version: one.version,
        owners: names.mails(&one.owners),
        grants: grants.get(&Holder::Group(one.id)).cloned().unwrap_or_default(),
        ..SeedGroup::default()
    });
    groups.collect()
}

fn queues(organisation: &Organisation, names: &Names) -> Vec<SeedQueue> {
    let queues = organisation.queues.iter().map(|one| SeedQueue {
        id: Some(one.id),
        name: names.queues[&one.id].clone(),
        division: one.division.and_then(|id| names.divisions.get(&id).cloned()),
        groups: one.groups.iter().filter_map(|id| names.groups.get(id).cloned()).collect(),
    });
    queues.collect()
}

fn teams(organisation: &Organisation, names: &Names) -> Vec<SeedTeam> {
    let teams = organisation.teams.iter().map(|one| SeedTeam {
        id: Some(one.id),
        name: names.teams[&one.id].clone(),
        description: String::new(),
        division: one.division.and_then(|id| names.divisions.get(&id).cloned()),
    });
    teams.collect()
}

fn stations(organisation: &Organisation) -> Vec<SeedStation> {
    let of_user = |user: &User| [user.station.clone(), user.default_station.clone()];
    let held = organisation.users.iter().flat_map(of_user).flatten();
    let by_name: BTreeMap<String, String> = held.map(|station| (station.id, station.kind)).collect();
    by_name.into_iter().map(|(name, kind)| SeedStation { id: None, name, kind }).collect()
}

/// Our own client and all others that hold something. Nobody knows the secrets of the others.
fn clients(
    organisation: &Organisation,
    grants: &BTreeMap<Holder, Vec<String>>,
    secret: &str,
) -> Vec<SeedClient> {
    let own: Option<Uuid> = organisation.client.parse().ok();
    let mut ids: BTreeSet<Uuid> = own.into_iter().collect();
    ids.extend(
        grants.keys().filter_map(|holder| if let Holder::Client(id) = holder { Some(*id) } else { None }),
    );
    let mut number = 0;
    let mut client = |id: Uuid| {
        let is_own = Some(id) == own;
        number += u32::from(!is_own);
        SeedClient {
            id: Some(id),
            name: if is_own { "muster".to_owned() } else { format!("Client {number}") },
            secret: if is_own { secret.to_owned() } else { super::secret() },
            grants: grants.get(&Holder::Client(id)).cloned().unwrap_or_default(),
            ..SeedClient::default()
        }
    };
    ids.into_iter().map(&mut client).collect()
}
