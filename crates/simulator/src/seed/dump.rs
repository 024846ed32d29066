//! Writes a tenant down as a seed that plants it again.

use crate::limits::Limits;
use crate::model::ids::StationId;
use crate::model::ids::{DivisionId, GroupId, UserId};
use crate::model::state::{Grant, Scope, State, User};
use crate::model::state::{QueueMember, SkillCondition, Station};
use crate::model::tokens::Tokens;
use crate::model::world::World;
use crate::seed::{
    Seed, SeedClient, SeedDivision, SeedGroup, SeedLanguage, SeedLicence, SeedQueue, SeedRole, SeedSkill,
    SeedUser,
};
use crate::seed::{SeedCondition, SeedFormat, SeedSchema, SeedStation, SeedTeam, defaults, talks};
use std::collections::{BTreeMap, BTreeSet};

/// The seed of a tenant like this one, with ids and versions. Tokens, windows, faults and history are left out.
pub(crate) fn dump(World { state, tokens, behaviour, .. }: &World) -> Seed {
    Seed {
        format: SeedFormat::CURRENT,
        organisation: state.organisation.name.clone(),
        divisions: divisions(state),
        roles: roles(state),
        licences: licences(state),
        skills: skills(state),
        languages: languages(state),
        groups: groups(state),
        queues: queues(state),
        users: people(state, tokens),
        clients: clients(state, tokens),
        teams: teams(state),
        stations: stations(state),
        schemas: schemas(state),
        conversations: talks::dump(state),
        behaviour: behaviour.clone(),
        limits: Some(tokens.limits.clone()).filter(|limits| *limits != Limits::default()),
        clock: None,
    }
}

fn languages(state: &State) -> Vec<SeedLanguage> {
    let languages = state.languages.iter();
    languages
        .map(|(id, language)| SeedLanguage { id: Some(id.uuid()), name: language.name.clone() })
        .collect()
}

fn people(state: &State, tokens: &Tokens) -> Vec<SeedUser> {
    let memberships = Memberships::of(state);
    let one = |(id, user): (&UserId, &User)| SeedUser {
        signed_in: tokens.sessions.contains(id),
        ..person(state, *id, user, &memberships)
    };
    state.users.iter().map(one).collect()
}

fn clients(state: &State, tokens: &Tokens) -> Vec<SeedClient> {
    let clients = state.clients.iter();
    clients
        .map(|(id, client)| SeedClient {
            id: Some(id.uuid()),
            name: client.name.clone(),
            secret: tokens.secrets.get(id).cloned().unwrap_or_default(),
            access_token_validity_s: client.token_validity_s,
            grants: grants(state, &client.grants),
            enabled: client.enabled,
            description: client.description.clone(),
        })
        .collect()
}

fn divisions(state: &State) -> Vec<SeedDivision> {
    let divisions = state.divisions.iter();
    divisions
        .map(|(id, division)| SeedDivision {
            id: Some(id.uuid()),
            name: division.name.clone(),
            home: division.home,
            description: division.description.clone(),
        })
        .collect()
}

fn roles(state: &State) -> Vec<SeedRole> {
    let roles = state.roles.iter();
    roles
        .map(|(id, role)| SeedRole {
            id: Some(id.uuid()),
            name: role.name.clone(),
            description: role.description.clone(),
            default_role_id: role.default_role_id.clone(),
            permissions: role.permissions.iter().cloned().collect(),
        })
        .collect()
}

fn licences(state: &State) -> Vec<SeedLicence> {
    let licences = state.licences.iter();
    licences
        .map(|(id, licence)| SeedLicence {
            id: id.clone(),
            description: licence.description.clone(),
            permissions: licence.permissions.iter().cloned().collect(),
            comprises: licence.comprises.iter().cloned().collect(),
            seats: licence.seats,
        })
        .collect()
}

fn skills(state: &State) -> Vec<SeedSkill> {
    let skills = state.skills.iter();
    skills
        .map(|(id, skill)| SeedSkill {
            id: Some(id.uuid()),
            name: skill.name.clone(),
            division: division(state, skill.division),
        })
        .collect()
}

fn groups(state: &State) -> Vec<SeedGroup> {
    let groups = state.groups.iter();
    groups
        .map(|(id, group)| SeedGroup {
            id: Some(id.uuid()),
            name: group.name.clone(),
            description: group.description.clone(),
            kind: group.kind.clone(),
            visibility: group.visibility.clone(),
            roles_enabled: group.roles_enabled,
            version: group.version,
            owners: group.owners.iter().filter_map(|owner| email(state, *owner)).collect(),
            grants: grants(state, &group.grants),
            rules_visible: group.rules_visible,
            include_owners: group.include_owners,
            calls_enabled: group.calls_enabled,
            email: group.email.clone(),
            external_id: group.external_id.clone(),
            dynamic: group.dynamic.iter().filter_map(|one| condition(state, one)).collect(),
        })
        .collect()
}

fn condition(state: &State, one: &SkillCondition) -> Option<SeedCondition> {
    Some(SeedCondition { skill: state.skills.get(&one.skill)?.name.clone(), at_least: one.at_least })
}

fn teams(state: &State) -> Vec<SeedTeam> {
    let teams = state.teams.iter();
    teams
        .map(|(id, team)| SeedTeam {
            id: Some(id.uuid()),
            name: team.name.clone(),
            description: team.description.clone(),
            division: division(state, team.division),
        })
        .collect()
}

fn stations(state: &State) -> Vec<SeedStation> {
    let stations = state.stations.iter();
    let one = |(id, station): (&StationId, &Station)| SeedStation {
        id: Some(id.uuid()),
        name: station.name.clone(),
        kind: station.kind.clone(),
    };
    stations.map(one).collect()
}

fn schemas(state: &State) -> Vec<SeedSchema> {
    let schemas = state.schemas.iter();
    schemas
        .map(|(id, schema)| SeedSchema {
            id: Some(id.uuid()),
            name: schema.name.clone(),
            version: schema.version,
            attributes: schema.attributes.iter().cloned().collect(),
        })
        .collect()
}

fn queues(state: &State) -> Vec<SeedQueue> {
    let name = |group: &GroupId| state.groups.get(group).map(|group| group.name.clone());
    let queues = state.queues.iter();
    queues
        .map(|(id, queue)| SeedQueue {
            id: Some(id.uuid()),
            name: queue.name.clone(),
            division: division(state, queue.division),
            groups: queue.groups.iter().filter_map(name).collect(),
        })
        .collect()
}

/// Who belongs where, by user: asked once, not once for each user.
struct Memberships {
    groups: BTreeMap<UserId, Vec<String>>,
    queues: BTreeMap<UserId, Vec<(String, QueueMember)>>,
    teams: BTreeMap<UserId, String>,
}

impl Memberships {
    fn of(state: &State) -> Self {
        let mut found = Self { groups: BTreeMap::new(), queues: BTreeMap::new(), teams: BTreeMap::new() };
        for group in state.groups.values() {
            for user in &group.members {
                found.groups.entry(*user).or_default().push(group.name.clone());
            }
        }
        for queue in state.queues.values() {
            for (user, member) in &queue.members {
                found.queues.entry(*user).or_default().push((queue.name.clone(), *member));
            }
        }
        for team in state.teams.values() {
            found.teams.extend(team.members.iter().map(|user| (*user, team.name.clone())));
        }
        found
    }
}

fn person(state: &State, id: UserId, user: &User, memberships: &Memberships) -> SeedUser {
    let skill = |(skill, level): (&crate::model::ids::SkillId, &f64)| {
        Some((state.skills.get(skill)?.name.clone(), *level))
    };
    let language = |(language, level): (&crate::model::ids::LanguageId, &f64)| {
        Some((state.languages.get(language)?.name.clone(), *level))
    };
    let queues = memberships.queues.get(&id).map_or(&[][..], Vec::as_slice);
    let in_queues = |joined: bool| {
        let with = queues.iter().filter(move |(_, member)| member.joined == joined);
        with.map(|(name, _)| name.clone()).collect()
    };
    let rings = queues.iter().filter(|(_, member)| member.ring != 1);
    let station = |id: StationId| Some(state.stations.get(&id)?.name.clone());
    let presence = state.presences.get(&user.presence).map(|presence| presence.system.clone());
    let usual = user.presence == defaults::presence_of(user.state);
    let follows = if presence.as_deref() == Some("OnQueue") { "IDLE" } else { "OFF_QUEUE" };
    let attributes = user.attributes.iter();
    SeedUser {
        id: Some(id.uuid()),
        name: user.name.clone(),
        email: user.email.clone(),
        state: user.state,
        version: user.version,
        division: division(state, user.division),
        department: user.department.clone(),
        title: user.title.clone(),
        preferred_name: user.preferred_name.clone(),
        manager: user.manager.and_then(|manager| email(state, manager)),
        addresses: user.addresses.clone(),
        employer_info: user.employer_info.clone(),
        external_ids: user.external_ids.iter().map(|id| (id.authority.clone(), id.key.clone())).collect(),
        grants: grants(state, &user.grants),
        skills: user.skills.iter().filter_map(skill).collect(),
        languages: user.languages.iter().filter_map(language).collect(),
        groups: memberships.groups.get(&id).cloned().unwrap_or_default(),
        queues: in_queues(true),
        unjoined_queues: in_queues(false),
        rings: rings.map(|(name, member)| (name.clone(), member.ring)).collect(),
        team: memberships.teams.get(&id).cloned(),
        presence: presence.filter(|_| !usual),
        routing_status: Some(user.routing_status.clone()).filter(|status| status != follows),
        acd_auto_answer: user.acd_auto_answer,
        profile_skills: user.profile_skills.clone(),
        attributes: attributes
            .filter_map(|(id, values)| Some((state.schemas.get(id)?.name.clone(), values.clone())))
            .collect(),
        licences: user.licences.iter().cloned().collect(),
        station: user.station.and_then(station),
        default_station: user.default_station.and_then(station),
        signed_in: false,
    }
}

fn division(state: &State, id: DivisionId) -> Option<String> {
    state.divisions.get(&id).map(|division| division.name.clone())
}

fn email(state: &State, id: UserId) -> Option<String> {
    state.users.get(&id).map(|user| user.email.clone())
}

fn grants(state: &State, grants: &BTreeSet<Grant>) -> Vec<String> {
    let written = |grant: &Grant| {
        let role = &state.roles.get(&grant.role)?.name;
        let scope = match grant.scope {
            Scope::All => "*".to_owned(),
            Scope::Division(id) => division(state, id)?,
        };
        Some(format!("{role}@{scope}"))
    };
    grants.iter().filter_map(written).collect()
}
