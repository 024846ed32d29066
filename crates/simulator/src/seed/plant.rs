//! Makes a state out of a seed: names become ids, references are checked.

use crate::model::ids::{
    ClientId, DivisionId, GroupId, LanguageId, OrganisationId, QueueId, RoleId, SkillId, UserId,
};
use crate::model::ids::{PresenceId, SchemaId, StationId, TeamId};
use crate::model::state::{AttributeSchema, SkillCondition, Station, Team};
use crate::model::state::{
    Client, Division, ExternalId, Group, Language, Licence, Organisation, Queue, QueueMember, Role, Skill,
    State, User, UserState,
};
use crate::seed::defaults;
use crate::seed::names::{Names, enter, look_up};
use crate::seed::talks;
use crate::seed::{Seed, SeedClient, SeedError, SeedGroup, SeedQueue, SeedUser};
use crate::seed::{SeedCondition, SeedFormat};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Builds the state.
pub(crate) fn plant(seed: &Seed) -> Result<State, SeedError> {
    if seed.format != SeedFormat::CURRENT {
        return Err(SeedError::Format(seed.format.0));
    }
    let name = if seed.organisation.is_empty() { "Example" } else { seed.organisation.as_str() };
    let mut state = State {
        organisation: Organisation { id: OrganisationId::named(name), name: name.to_owned() },
        divisions: BTreeMap::new(),
        roles: BTreeMap::new(),
        licences: BTreeMap::new(),
        skills: BTreeMap::new(),
        languages: BTreeMap::new(),
        presences: defaults::presences(),
        users: BTreeMap::new(),
        groups: BTreeMap::new(),
        queues: BTreeMap::new(),
        clients: BTreeMap::new(),
        teams: BTreeMap::new(),
        stations: BTreeMap::new(),
        schemas: BTreeMap::new(),
        conversations: BTreeMap::new(),
    };
    let mut names = Names { presences: presence_names(&state), ..Names::default() };
    plant_divisions(seed, &mut state, &mut names)?;
    let defaults = Seed { roles: defaults::roles_missing_in(&seed.roles), ..Seed::default() };
    plant_catalogues(&defaults, &mut state, &mut names)?;
    plant_catalogues(seed, &mut state, &mut names)?;
    plant_licences(seed, &mut state);
    for user in &seed.users {
        let id = user.id.map_or_else(|| UserId::named(&user.email.to_lowercase()), UserId::from);
        enter(&mut names.users, "user", &user.email.to_lowercase(), id)?;
    }
    for group in &seed.groups {
        plant_group(group, &mut state, &mut names)?;
    }
    for queue in &seed.queues {
        plant_queue(queue, &mut state, &mut names)?;
    }
    plant_extras(seed, &mut state, &mut names)?;
    let mut external = BTreeSet::new();
    for user in &seed.users {
        plant_user(user, &mut state, &names, &mut external)?;
    }
    for client in &seed.clients {
        plant_client(client, &mut state, &names)?;
    }
    for (place, one) in seed.conversations.iter().enumerate() {
        let (id, talk) = talks::conversation(one, place, Timestamp::UNIX_EPOCH, &state, &names)?;
        if state.conversations.insert(id, talk).is_some() {
            return Err(SeedError::Twice { kind: "conversation", name: id.to_string() });
        }
    }
    Ok(state)
}

fn presence_names(state: &State) -> BTreeMap<String, PresenceId> {
    state.presences.iter().map(|(id, one)| (one.system.clone(), *id)).collect()
}

fn plant_extras(seed: &Seed, state: &mut State, names: &mut Names) -> Result<(), SeedError> {
    for one in &seed.teams {
        let id = one.id.map_or_else(|| TeamId::named(&one.name), TeamId::from);
        enter(&mut names.teams, "team", &one.name, id)?;
        let division = names.division(one.division.as_deref(), &one.name)?;
        let (name, description) = (one.name.clone(), one.description.clone());
        state.teams.insert(id, Team { name, description, division, members: BTreeSet::new() });
    }
    for one in &seed.stations {
        let id = one.id.map_or_else(|| StationId::named(&one.name), StationId::from);
        enter(&mut names.stations, "station", &one.name, id)?;
        let kind = if one.kind.is_empty() { "inin_webrtc_softphone" } else { &one.kind };
        state.stations.insert(id, Station { name: one.name.clone(), kind: kind.to_owned() });
    }
    for one in &seed.schemas {
        let id = one.id.map_or_else(|| SchemaId::named(&one.name), SchemaId::from);
        enter(&mut names.schemas, "schema", &one.name, id)?;
        let attributes = one.attributes.iter().cloned().collect();
        let schema = AttributeSchema { name: one.name.clone(), version: one.version.max(1), attributes };
        state.schemas.insert(id, schema);
    }
    Ok(())
}

fn plant_divisions(seed: &Seed, state: &mut State, names: &mut Names) -> Result<(), SeedError> {
    let homes = seed.divisions.iter().filter(|division| division.home).count();
    if homes > 1 {
        return Err(SeedError::Homes(homes));
    }
    let mut put = |name: &str, id: DivisionId, home: bool, description: &str| {
        enter(&mut names.divisions, "division", name, id)?;
        if home {
            names.home = Some(id);
        }
        let division = Division { name: name.to_owned(), description: description.to_owned(), home };
        state.divisions.insert(id, division);
        Ok(())
    };
    for one in &seed.divisions {
        let id = one.id.map_or_else(|| DivisionId::named(&one.name), DivisionId::from);
        put(&one.name, id, one.home, &one.description)?;
    }
    if homes == 0 {
        put("Home", DivisionId::named("Home"), true, "The Home division")?;
    }
    Ok(())
}

fn plant_licences(seed: &Seed, state: &mut State) {
    let own_licences = if seed.licences.is_empty() { defaults::licences() } else { seed.licences.clone() };
    for one in own_licences {
        let permissions = one.permissions.into_iter().collect();
        let comprises = one.comprises.into_iter().collect();
        let licence = Licence { description: one.description, permissions, comprises, seats: one.seats };
        state.licences.insert(one.id, licence);
    }
}

/// Plants the catalogues, groups, queues and teams of a seed into what is there already.
pub(crate) fn more(seed: &Seed, state: &mut State, names: &mut Names) -> Result<(), SeedError> {
    for one in &seed.divisions {
        let id = one.id.map_or_else(|| DivisionId::named(&one.name), DivisionId::from);
        enter(&mut names.divisions, "division", &one.name, id)?;
        let (name, description) = (one.name.clone(), one.description.clone());
        state.divisions.insert(id, Division { name, description, home: false });
    }
    plant_catalogues(seed, state, names)?;
    for group in &seed.groups {
        plant_group(group, state, names)?;
    }
    for queue in &seed.queues {
        plant_queue(queue, state, names)?;
    }
    plant_extras(seed, state, names)
}

fn plant_catalogues(seed: &Seed, state: &mut State, names: &mut Names) -> Result<(), SeedError> {
    for one in &seed.roles {
        let id = one.id.map_or_else(|| RoleId::named(&one.name), RoleId::from);
        enter(&mut names.roles, "role", &one.name, id)?;
        let role = Role {
            name: one.name.clone(),
            description: one.description.clone(),
            default_role_id: one.default_role_id.clone(),
            permissions: one.permissions.iter().cloned().collect(),
        };
        state.roles.insert(id, role);
    }
    for one in &seed.skills {
        let id = one.id.map_or_else(|| SkillId::named(&one.name), SkillId::from);
        enter(&mut names.skills, "skill", &one.name, id)?;
        let division = names.division(one.division.as_deref(), &one.name)?;
        state.skills.insert(id, Skill { name: one.name.clone(), division });
    }
    for one in &seed.languages {
        let id = one.id.map_or_else(|| LanguageId::named(&one.name), LanguageId::from);
        enter(&mut names.languages, "language", &one.name, id)?;
        state.languages.insert(id, Language { name: one.name.clone() });
    }
    Ok(())
}

fn plant_group(one: &SeedGroup, state: &mut State, names: &mut Names) -> Result<(), SeedError> {
    let id = one.id.map_or_else(|| GroupId::named(&one.name), GroupId::from);
    enter(&mut names.groups, "group", &one.name, id)?;
    let condition = |condition: &SeedCondition| {
        let skill = look_up(&names.skills, "skill", &condition.skill, &one.name)?;
        Ok(SkillCondition { skill, at_least: condition.at_least })
    };
    let group = Group {
        name: one.name.clone(),
        description: one.description.clone(),
        kind: one.kind.clone(),
        visibility: one.visibility.clone(),
        rules_visible: one.rules_visible,
        include_owners: one.include_owners,
        calls_enabled: one.calls_enabled,
        email: one.email.clone(),
        dynamic: one.dynamic.iter().map(condition).collect::<Result<_, SeedError>>()?,
        roles_enabled: one.roles_enabled,
        version: one.version,
        owners: one.owners.iter().map(|email| names.user(email, &one.name)).collect::<Result<_, _>>()?,
        members: BTreeSet::new(),
        grants: names.grants(&one.grants, &one.name)?,
        external_id: one.external_id.clone(),
    };
    state.groups.insert(id, group);
    Ok(())
}

fn plant_queue(one: &SeedQueue, state: &mut State, names: &mut Names) -> Result<(), SeedError> {
    let id = one.id.map_or_else(|| QueueId::named(&one.name), QueueId::from);
    enter(&mut names.queues, "queue", &one.name, id)?;
    let groups = one.groups.iter().map(|name| look_up(&names.groups, "group", name, &one.name));
    let queue = Queue {
        name: one.name.clone(),
        division: names.division(one.division.as_deref(), &one.name)?,
        members: BTreeMap::new(),
        groups: groups.collect::<Result<_, _>>()?,
    };
    state.queues.insert(id, queue);
    Ok(())
}

fn levels<T: Copy + Ord>(
    wanted: &BTreeMap<String, f64>,
    known: &BTreeMap<String, T>,
    kind: &'static str,
    by: &str,
) -> Result<BTreeMap<T, f64>, SeedError> {
    wanted.iter().map(|(name, level)| Ok((look_up(known, kind, name, by)?, *level))).collect()
}

fn plant_user(
    one: &SeedUser,
    state: &mut State,
    names: &Names,
    external: &mut BTreeSet<ExternalId>,
) -> Result<(), SeedError> {
    let id = names.user(&one.email, &one.email)?;
    let user = user(one, state, names)?;
    if let Some(twice) = user.external_ids.iter().find(|pair| !external.insert((*pair).clone())) {
        return Err(SeedError::Twice { kind: "external id", name: twice.key.clone() });
    }
    state.users.insert(id, user);
    plant_memberships(one, id, state, names)
}

/// The user that a seed describes, without memberships.
pub(crate) fn user(one: &SeedUser, state: &State, names: &Names) -> Result<User, SeedError> {
    let by = one.email.as_str();
    let division = names.division(one.division.as_deref(), by)?;
    let pair =
        |(authority, key): (&String, &String)| ExternalId { authority: authority.clone(), key: key.clone() };
    let pairs = one.external_ids.iter().map(pair).collect::<BTreeSet<_>>();
    let presence = match one.presence.as_deref() {
        Some(name) => look_up(&names.presences, "presence", name, by)?,
        None => defaults::presence_of(one.state),
    };
    let station = |name: &Option<String>| {
        name.as_deref().map(|name| look_up(&names.stations, "station", name, by)).transpose()
    };
    let attributes = one
        .attributes
        .iter()
        .map(|(schema, values)| Ok((look_up(&names.schemas, "schema", schema, by)?, values.clone())));
    for licence in &one.licences {
        if !state.licences.contains_key(licence) {
            return Err(SeedError::Unknown { kind: "licence", name: licence.clone(), by: by.to_owned() });
        }
    }
    let on_queue = one.presence.as_deref() == Some("OnQueue");
    let routing_status = if on_queue { "IDLE" } else { "OFF_QUEUE" };
    Ok(User {
        state: one.state,
        version: one.version,
        department: one.department.clone(),
        title: one.title.clone(),
        preferred_name: one.preferred_name.clone(),
        manager: one.manager.as_deref().map(|email| names.user(email, by)).transpose()?,
        addresses: one.addresses.clone(),
        employer_info: one.employer_info.clone(),
        external_ids: pairs,
        grants: names.grants(&one.grants, by)?,
        skills: levels(&one.skills, &names.skills, "skill", by)?,
        languages: levels(&one.languages, &names.languages, "language", by)?,
        presence,
        routing_status: one.routing_status.clone().unwrap_or_else(|| routing_status.to_owned()),
        acd_auto_answer: one.acd_auto_answer,
        profile_skills: one.profile_skills.clone(),
        attributes: attributes.collect::<Result<_, SeedError>>()?,
        licences: one.licences.iter().cloned().collect(),
        station: station(&one.station)?,
        default_station: station(&one.default_station)?,
        ..crate::changes::people::blank(&one.name, &one.email, division)
    })
}

/// Puts a user of a seed into its groups, queues and team.
pub(crate) fn plant_memberships(
    one: &SeedUser,
    id: UserId,
    state: &mut State,
    names: &Names,
) -> Result<(), SeedError> {
    for name in &one.groups {
        let group = look_up(&names.groups, "group", name, &one.email)?;
        if let Some(group) = state.groups.get_mut(&group) {
            group.members.insert(id);
        }
    }
    let joined = one.queues.iter().map(|name| (name, true));
    for (name, joined) in joined.chain(one.unjoined_queues.iter().map(|name| (name, false))) {
        let queue = look_up(&names.queues, "queue", name, &one.email)?;
        let ring = one.rings.get(name).copied().unwrap_or(1);
        let member = QueueMember { joined: joined && one.state == UserState::Active, ring };
        if let Some(queue) = state.queues.get_mut(&queue) {
            queue.members.insert(id, member);
        }
    }
    if let Some(name) = &one.team {
        let team = look_up(&names.teams, "team", name, &one.email)?;
        if let Some(team) = state.teams.get_mut(&team) {
            team.members.insert(id);
        }
    }
    Ok(())
}

fn plant_client(one: &SeedClient, state: &mut State, names: &Names) -> Result<(), SeedError> {
    let id = client_id(one);
    let grants = names.grants(&one.grants, &one.name)?;
    let client = Client {
        name: one.name.clone(),
        token_validity_s: one.access_token_validity_s,
        grants,
        enabled: one.enabled,
        description: one.description.clone(),
    };
    match state.clients.insert(id, client) {
        Some(_) => Err(SeedError::Twice { kind: "client", name: one.name.clone() }),
        None => Ok(()),
    }
}

/// The id of a seeded client.
pub(crate) fn client_id(one: &SeedClient) -> ClientId {
    one.id.map_or_else(|| ClientId::named(&one.name), ClientId::from)
}
