//! A company of any size, for benchmarks and swarms: the same number gives the same company.

use crate::model::state::EmployerInfo;
use crate::random::Random;
use crate::seed::{
    Seed, SeedClient, SeedDivision, SeedGroup, SeedLanguage, SeedQueue, SeedRole, SeedSkill, SeedUser,
};

const GIVEN: &[&str] =
    &["Ana", "Ben", "Chloe", "Dana", "Emil", "Fatma", "Goran", "Hana", "Ivo", "Jana", "Kofi", "Lea"];
const FAMILY: &[&str] =
    &["Ito", "Meyer", "Novak", "Okoro", "Perez", "Quist", "Rossi", "Silva", "Tanaka", "Ueda"];
const DIVISIONS: &[&str] = &["Home", "Support", "Sales", "Billing"];
const SKILLS: &[&str] =
    &["Billing", "Network", "Hardware", "Refunds", "Onboarding", "Retention", "Fraud", "VIP"];
const LANGUAGES: &[&str] = &["English", "Deutsch", "Français", "Español"];
/// Queues and groups for each thousand people, and at least so many.
const PER_THOUSAND: usize = 10;

impl Seed {
    /// A company of `people` users with roles, queues, groups, skills and languages, and two OAuth clients:
    /// `muster` (secret `secret`), which may do what the product needs, and `admin` (secret `admin`), which may do all.
    ///
    /// One in fifty users is inactive. E-mails are `person00000@example.org` and so on.
    pub fn company(people: usize) -> Self {
        let sets = (people * PER_THOUSAND / 1000).max(PER_THOUSAND);
        let mut random = Random::new(people as u64);
        Self {
            organisation: "Example".to_owned(),
            divisions: DIVISIONS
                .iter()
                .map(|name| SeedDivision {
                    name: (*name).into(),
                    home: *name == "Home",
                    ..SeedDivision::default()
                })
                .collect(),
            roles: roles(),
            skills: SKILLS
                .iter()
                .map(|name| SeedSkill { name: (*name).into(), ..SeedSkill::default() })
                .collect(),
            languages: LANGUAGES.iter().map(|name| SeedLanguage { id: None, name: (*name).into() }).collect(),
            groups: (0..sets).map(group).collect(),
            queues: (0..sets).map(queue).collect(),
            users: (0..people).map(|number| person(number, sets, &mut random)).collect(),
            clients: vec![
                client("muster", "secret", &["Directory Sync@*"]),
                client("admin", "admin", &["admin@*"]),
            ],
            ..Self::default()
        }
    }
}

fn client(name: &str, secret: &str, grants: &[&str]) -> SeedClient {
    SeedClient {
        name: name.to_owned(),
        secret: secret.to_owned(),
        grants: grants.iter().map(|text| (*text).to_owned()).collect(),
        ..SeedClient::default()
    }
}

fn roles() -> Vec<SeedRole> {
    let role = |name: &str, permissions: &[&str]| SeedRole {
        name: name.to_owned(),
        permissions: permissions.iter().map(|text| (*text).to_owned()).collect(),
        ..SeedRole::default()
    };
    vec![
        role("Agent", &["routing:queue:join", "conversation:call:accept"]),
        role("Senior Agent", &["routing:queue:join", "conversation:message:accept"]),
        role("Supervisor", &["routing:queue:view", "quality:evaluation:add"]),
        role("Directory Sync", SYNC_PERMISSIONS),
    ]
}

/// What it takes to see somebody out, beside [`SYNC_PERMISSIONS`]. Deleting accounts is no part of it.
pub const DEPARTURE_PERMISSIONS: &[&str] = &[
    "analytics:agentState:view",
    "conversation:communication:blindTransfer",
    "conversation:communication:disconnect",
    "conversation:communication:view",
    "oauth:token:delete",
    "presence:presenceDefinition:view",
    "presence:userPresence:edit",
    "telephony:phone:assign",
    "telephony:station:disassociate",
];

/// What a directory sync needs, and no more.
pub const SYNC_PERMISSIONS: &[&str] = &[
    "audits:audit:view",
    "authorization:grant:add",
    "authorization:grant:delete",
    "authorization:grant:view",
    "authorization:license:view",
    "authorization:role:view",
    "directory:group:edit",
    "directory:group:view",
    "directory:user:add",
    "directory:user:edit",
    "directory:user:view",
    "directory:userStateChange:view",
    "oauth:token:delete",
    "presence:presenceDefinition:view",
    "presence:userPresence:edit",
    "routing:language:assign",
    "routing:queue:edit",
    "routing:queue:view",
    "routing:queueMember:manage",
    "routing:skill:assign",
    "routing:skill:view",
];

fn group(number: usize) -> SeedGroup {
    let is_team = number.is_multiple_of(2);
    SeedGroup {
        name: format!("Group {number:04}"),
        roles_enabled: is_team,
        grants: if is_team { vec!["Supervisor@Support".to_owned()] } else { Vec::new() },
        ..SeedGroup::default()
    }
}

fn queue(number: usize) -> SeedQueue {
    let division = DIVISIONS[number % DIVISIONS.len()].to_owned();
    SeedQueue { name: format!("Queue {number:04}"), division: Some(division), ..SeedQueue::default() }
}

fn person(number: usize, sets: usize, random: &mut Random) -> SeedUser {
    let mut pick = |list: &[&str]| list[random.between(0, list.len() as u64 - 1) as usize].to_owned();
    let name = format!("{} {} {number}", pick(GIVEN), pick(FAMILY));
    let division = pick(DIVISIONS);
    let (skill, language) = (pick(SKILLS), pick(LANGUAGES));
    let mut set = |kind: &str| format!("{kind} {:04}", random.between(0, sets as u64 - 1));
    let (groups, queues) = (vec![set("Group")], vec![set("Queue")]);
    SeedUser {
        name,
        email: format!("person{number:05}@example.org"),
        state: if number % 50 == 49 {
            crate::model::state::UserState::Inactive
        } else {
            crate::model::state::UserState::Active
        },
        department: Some(division.clone()),
        title: Some("Agent".to_owned()),
        manager: (number > 0).then(|| format!("person{:05}@example.org", number / 10)),
        employer_info: EmployerInfo { employee_id: Some(format!("{number:06}")), ..EmployerInfo::default() },
        grants: vec!["employee".to_owned(), format!("Agent@{division}")],
        division: Some(division),
        skills: [(skill, 3.0)].into(),
        languages: [(language, 4.0)].into(),
        groups,
        queues,
        ..SeedUser::default()
    }
}
