//! Makes a state out of a seed: names become ids, references are checked.

use crate::defaults;
use crate::ids::{
    ClientId, DivisionId, GroupId, LanguageId, OrganisationId, QueueId, RoleId, SkillId, UserId,
};
use crate::names::{Names, enter, look_up};
use crate::seed::{Seed, SeedClient, SeedError, SeedGroup, SeedQueue, SeedUser};
use crate::state::{
    Client, Division, ExternalId, Group, Language, Licence, Organisation, Queue, QueueMember, Role, Skill,
    State, User, UserState,
};
use std::collections::{BTreeMap, BTreeSet};

/// Builds the state.
pub(crate) fn plant(seed: &Seed) -> Result<State, SeedError> {
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
    };
    let mut names = Names::default();
    plant_divisions(seed, &mut state, &mut names)?;
    plant_catalogues(seed, &mut state, &mut names)?;
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
    let mut external = BTreeSet::new();
    for user in &seed.users {
        plant_user(user, &mut state, &names, &mut external)?;
    }
    for client in &seed.clients {
        plant_client(client, &mut state, &names)?;
    }
    Ok(state)
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

fn plant_catalogues(seed: &Seed, state: &mut State, names: &mut Names) -> Result<(), SeedError> {
    for one in defaults::roles_missing_in(&seed.roles).iter().chain(&seed.roles) {
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
    let own_licences = if seed.licences.is_empty() { defaults::licences() } else { seed.licences.clone() };
    for one in own_licences {
        let permissions = one.permissions.into_iter().collect();
        let comprises = one.comprises.into_iter().collect();
        state.licences.insert(one.id, Licence { description: one.description, permissions, comprises });
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
    let group = Group {
        name: one.name.clone(),
        description: one.description.clone(),
        kind: one.kind.clone(),
        visibility: one.visibility.clone(),
        rules_visible: true,
        roles_enabled: one.roles_enabled,
        version: one.version,
        owners: one.owners.iter().map(|email| names.user(email, &one.name)).collect::<Result<_, _>>()?,
        members: BTreeSet::new(),
        grants: names.grants(&one.grants, &one.name)?,
        external_id: None,
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
    let by = one.email.as_str();
    let id = names.user(by, by)?;
    let division = names.division(one.division.as_deref(), by)?;
    let pair =
        |(authority, key): (&String, &String)| ExternalId { authority: authority.clone(), key: key.clone() };
    let pairs = one.external_ids.iter().map(pair).collect::<BTreeSet<_>>();
    if let Some(twice) = pairs.iter().find(|pair| !external.insert((*pair).clone())) {
        return Err(SeedError::Twice { kind: "external id", name: twice.key.clone() });
    }
    let user = User {
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
        presence: defaults::presence_of(one.state),
        ..crate::people::blank(&one.name, &one.email, division)
    };
    state.users.insert(id, user);
    plant_memberships(one, id, state, names)
}

fn plant_memberships(one: &SeedUser, id: UserId, state: &mut State, names: &Names) -> Result<(), SeedError> {
    for name in &one.groups {
        let group = look_up(&names.groups, "group", name, &one.email)?;
        if let Some(group) = state.groups.get_mut(&group) {
            group.members.insert(id);
        }
    }
    let joined = one.queues.iter().map(|name| (name, true));
    for (name, joined) in joined.chain(one.unjoined_queues.iter().map(|name| (name, false))) {
        let queue = look_up(&names.queues, "queue", name, &one.email)?;
        let member = QueueMember { joined: joined && one.state == UserState::Active, ring: 1 };
        if let Some(queue) = state.queues.get_mut(&queue) {
            queue.members.insert(id, member);
        }
    }
    Ok(())
}

fn plant_client(one: &SeedClient, state: &mut State, names: &Names) -> Result<(), SeedError> {
    let id = client_id(one);
    let grants = names.grants(&one.grants, &one.name)?;
    let client = Client { name: one.name.clone(), token_validity_s: one.access_token_validity_s, grants };
    match state.clients.insert(id, client) {
        Some(_) => Err(SeedError::Twice { kind: "client", name: one.name.clone() }),
        None => Ok(()),
    }
}

/// The id of a seeded client.
pub(crate) fn client_id(one: &SeedClient) -> ClientId {
    one.id.map_or_else(|| ClientId::named(&one.name), ClientId::from)
}
