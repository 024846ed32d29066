//! Writes a tenant down as a seed that plants it again.

use crate::ids::{DivisionId, GroupId, UserId};
use crate::seed::{
    Seed, SeedClient, SeedDivision, SeedGroup, SeedLanguage, SeedLicence, SeedQueue, SeedRole, SeedSkill,
    SeedUser,
};
use crate::state::{Grant, Scope, State, User};
use crate::tenant::Tenant;
use std::collections::BTreeSet;

impl Tenant {
    /// The seed of a tenant like this one, with ids and versions. Tokens, windows, presence and history are left out.
    pub fn to_seed(&self) -> Seed {
        let state = self.state_ref();
        Seed {
            organisation: state.organisation.name.clone(),
            divisions: divisions(state),
            roles: roles(state),
            licences: licences(state),
            skills: skills(state),
            languages: state
                .languages
                .iter()
                .map(|(id, language)| SeedLanguage { id: Some(id.uuid()), name: language.name.clone() })
                .collect(),
            groups: groups(state),
            queues: queues(state),
            users: state.users.iter().map(|(id, user)| person(state, *id, user)).collect(),
            clients: self.clients(),
        }
    }

    fn clients(&self) -> Vec<SeedClient> {
        let state = self.state_ref();
        let secret = |id| self.secret_of(id).unwrap_or_default();
        let clients = state.clients.iter();
        clients
            .map(|(id, client)| SeedClient {
                id: Some(id.uuid()),
                name: client.name.clone(),
                secret: secret(*id),
                access_token_validity_s: client.token_validity_s,
                grants: grants(state, &client.grants),
            })
            .collect()
    }
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

fn person(state: &State, id: UserId, user: &User) -> SeedUser {
    let skill =
        |(skill, level): (&crate::ids::SkillId, &f64)| Some((state.skills.get(skill)?.name.clone(), *level));
    let language = |(language, level): (&crate::ids::LanguageId, &f64)| {
        Some((state.languages.get(language)?.name.clone(), *level))
    };
    let in_queues = |joined: bool| {
        let queues = state.queues.values();
        let with =
            queues.filter(move |queue| queue.members.get(&id).is_some_and(|member| member.joined == joined));
        with.map(|queue| queue.name.clone()).collect()
    };
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
        groups: state
            .groups
            .values()
            .filter(|group| group.members.contains(&id))
            .map(|group| group.name.clone())
            .collect(),
        queues: in_queues(true),
        unjoined_queues: in_queues(false),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dumped_tenant_is_planted_as_it_was() {
        let tenant = Tenant::from_seed(&Seed::company(40)).expect("the company is whole");
        let again = Tenant::from_seed(&tenant.to_seed()).expect("what was dumped is whole");
        assert_eq!(again.state(), tenant.state());
    }
}
