//! A made-up company: people, groups that contain people and groups, and rules from groups to what they give.

use super::dice::Dice;
use muster_core::entitlement::Field;
use muster_core::id::{Anchor, PersonId, SourceId};
use muster_core::policy::{Leavers, Located, OutOfScope, PeopleText, PolicyText, RuleText, UnmappedGroups};
use muster_core::record::{Coverage, DirectoryGroup, SourceBatch, SourceRecord};
use muster_core::time::Timestamp;
use muster_simulator::{
    DEPARTURE_PERMISSIONS, SYNC_PERMISSIONS, Seed, SeedClient, SeedDivision, SeedGroup, SeedLanguage,
    SeedQueue, SeedRole, SeedSkill, SeedUser,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub const SOURCE: &str = "ad";
pub const CLIENT: &str = "muster";
pub const SECRET: &str = "not-a-secret";
pub const AUTHORITY: &str = "ad:objectGUID";

#[derive(Clone, Debug)]
pub struct Human {
    pub login: String,
    pub name: String,
    pub title: String,
    pub enabled: bool,
    pub manager: Option<usize>,
    /// What hands gave this person in the tenant before Muster came; `None` where there is no account.
    pub account: Option<BTreeSet<String>>,
}

impl Human {
    pub fn mail(&self) -> String {
        format!("{}@example.com", self.login)
    }

    pub fn id(&self) -> PersonId {
        PersonId::new(&SourceId::new(SOURCE), &Anchor::new(self.guid().to_string()))
    }

    pub fn guid(&self) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, self.login.as_bytes())
    }
}

#[derive(Clone, Debug, Default)]
pub struct Team {
    pub name: String,
    pub people: BTreeSet<usize>,
    pub teams: BTreeSet<usize>,
    /// What its members get, as `role:Agent@Support`; skills and languages with a level, as `skill:Network=3`.
    pub gives: BTreeSet<String>,
}

#[derive(Clone, Debug)]
pub struct Company {
    pub people: Vec<Human>,
    pub teams: Vec<Team>,
}

pub const DIVISIONS: [&str; 3] = ["Home", "Support", "Sales"];
const ROLES: [&str; 4] = ["Agent", "Senior", "Lead", "Evaluator"];
const QUEUES: [&str; 3] = ["Billing", "Orders", "Returns"];
const GROUPS: [&str; 3] = ["Everybody", "Nights", "Floor 3"];
const SKILLS: [&str; 3] = ["Network", "Invoices", "Hardware"];
const LANGUAGES: [&str; 2] = ["Deutsch", "日本語"];

/// How many jobs a contact centre has.
const JOBS: usize = 6;

fn job_gives(at: usize) -> BTreeSet<String> {
    let division = ["Support", "Sales"][at % 2];
    let gives = [
        format!("role:{}@{division}", ROLES[at % 4]),
        format!("role:{}@{division}", ROLES[(at + 1) % 4]),
        format!("queue:{}", QUEUES[at % 3]),
        format!("queue:{}", QUEUES[(at + 1) % 3]),
        format!("group:{}", GROUPS[at % 3]),
        format!("skill:{}={}", SKILLS[at % 3], 1 + at % 5),
        format!("language:{}={}", LANGUAGES[at % 2], 1 + at % 5),
    ];
    gives.into()
}

/// Everything that a rule can give or a hand can have given.
fn offers(dice: &mut Dice) -> String {
    let level = dice.below(5) + 1;
    match dice.below(5) {
        0 => format!("role:{}@{}", ROLES[dice.below(4)], ["Support", "Sales", "*"][dice.below(3)]),
        1 => format!("queue:{}", QUEUES[dice.below(3)]),
        2 => format!("group:{}", GROUPS[dice.below(3)]),
        3 => format!("skill:{}={level}", SKILLS[dice.below(3)]),
        _ => format!("language:{}={level}", LANGUAGES[dice.below(2)]),
    }
}

impl Company {
    pub fn random(dice: &mut Dice, people: usize, teams: usize) -> Self {
        let people = (0..people).map(|at| Self::human(dice, at)).collect::<Vec<_>>();
        let teams = (0..teams).map(|at| Self::team(dice, at, people.len(), teams)).collect();
        Self { people, teams }
    }

    /// Many people, each in one or two teams of which none contains another.
    pub fn departments(dice: &mut Dice, people: usize, teams: usize) -> Self {
        let people: Vec<Human> = (0..people).map(|at| Self::human(dice, at)).collect();
        let mut teams: Vec<Team> = (0..teams)
            .map(|at| Team { people: BTreeSet::new(), teams: BTreeSet::new(), ..Self::team(dice, at, 1, 1) })
            .collect();
        for person in 0..people.len() {
            for _ in 0..1 + dice.below(2) {
                let team = dice.below(teams.len());
                teams[team].people.insert(person);
            }
        }
        Self { people, teams }
    }

    /// A contact centre: everybody has one job of six, and a job gives two roles, two queues, a group, a skill and a
    /// language. Every tenth person manages the nine after them.
    pub fn contact_centre(people: usize) -> Self {
        let job = |at: usize| Team {
            name: format!("GC-Job-{at}"),
            people: (0..people).filter(|person| person % JOBS == at).collect(),
            teams: BTreeSet::new(),
            gives: job_gives(at),
        };
        let people: Vec<Human> = (0..people).map(Self::agent).collect();
        Self { teams: (0..JOBS).map(job).collect(), people }
    }

    /// Somebody who is hired into a job.
    pub fn hire(&mut self, people: usize) {
        for at in self.people.len()..self.people.len() + people {
            self.people.push(Self::agent(at));
            self.teams[at % JOBS].people.insert(at);
        }
    }

    /// Somebody goes to the next job.
    pub fn promote(&mut self, person: usize) {
        let from = self.teams.iter_mut().position(|team| team.people.remove(&person)).unwrap();
        self.teams[(from + 1) % JOBS].people.insert(person);
        self.people[person].title = "Senior Agent".into();
    }

    fn agent(at: usize) -> Human {
        Human {
            login: format!("a{at:05}"),
            name: format!("Agent {at}"),
            title: "Agent".into(),
            enabled: true,
            manager: (!at.is_multiple_of(10)).then_some(at / 10 * 10),
            account: None,
        }
    }

    fn human(dice: &mut Dice, at: usize) -> Human {
        let account = dice.chance(40).then(|| (0..dice.below(4)).map(|_| offers(dice)).collect());
        Human {
            login: format!("p{at:05}"),
            name: format!("Person {at}"),
            title: ["Agent", "Senior Agent"][dice.below(2)].into(),
            enabled: !dice.chance(10),
            manager: (at > 0 && dice.chance(50)).then(|| dice.below(at)),
            account,
        }
    }

    fn team(dice: &mut Dice, at: usize, people: usize, teams: usize) -> Team {
        let size = 1 + dice.below(people.max(2) / 2);
        Team {
            name: format!("GC-{at}"),
            people: (0..size).map(|_| dice.below(people)).collect(),
            teams: if dice.chance(30) { BTreeSet::from([dice.below(teams)]) } else { BTreeSet::new() },
            gives: (0..1 + dice.below(3)).map(|_| offers(dice)).collect(),
        }
    }

    /// Some people change teams, some go, some come back.
    pub fn move_about(&mut self, dice: &mut Dice) {
        for person in &mut self.people {
            if dice.chance(12) {
                person.enabled = !person.enabled;
            }
            if dice.chance(20) {
                person.title = "Team Lead".into();
            }
        }
        let people = self.people.len();
        for team in &mut self.teams {
            let leaver = dice.below(people);
            team.people.remove(&leaver);
            team.people.insert(dice.below(people));
        }
    }

    /// Teams that a person is in, directly or through others: by asking again and again, until nothing is new.
    pub fn teams_of(&self, person: usize) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        loop {
            let more: BTreeSet<usize> = (0..self.teams.len())
                .filter(|at| {
                    let team = &self.teams[*at];
                    team.people.contains(&person) || team.teams.iter().any(|inner| found.contains(inner))
                })
                .collect();
            if more == found {
                return found;
            }
            found = more;
        }
    }

    pub fn batch(&self, at: Timestamp) -> SourceBatch {
        let mut records: Vec<SourceRecord> = (0..self.people.len()).map(|at| self.record(at)).collect();
        records.sort_by(|one, other| one.anchor.cmp(&other.anchor));
        let mut groups: Vec<DirectoryGroup> = self.teams.iter().map(group).collect();
        groups.sort_by(|one, other| one.anchor.cmp(&other.anchor));
        SourceBatch {
            source: SourceId::new(SOURCE),
            read_at: at,
            coverage: Coverage::Complete,
            is_directory: true,
            cursor: None,
            population: records.len() as u64,
            records,
            groups,
            rejected: Vec::new(),
            members_unresolved: 0,
            upcoming: Vec::new(),
        }
    }

    fn record(&self, at: usize) -> SourceRecord {
        let human = &self.people[at];
        SourceRecord {
            anchor: Anchor::new(human.guid().to_string()),
            location: format!("CN={}", human.name),
            login: human.login.clone(),
            display_name: human.name.clone(),
            mail: Some(human.mail()),
            user_principal_name: None,
            title: Some(human.title.clone()),
            department: None,
            employee_number: None,
            manager: human.manager.map(|at| self.people[at].id()),
            phones: BTreeMap::new(),
            enabled: human.enabled,
            expires_at: None,
            attributes: BTreeMap::new(),
            elsewhere: Vec::new(),
            memberships: self
                .teams_of(at)
                .iter()
                .map(|team| (anchor(&self.teams[*team]), vec![anchor(&self.teams[*team])]))
                .collect(),
            problems: Vec::new(),
            work: None,
        }
    }

    pub fn policy(&self) -> PolicyText {
        let here = |text: &str| Located::new(text, "rules:1:1");
        let rule = |team: &Team| RuleText {
            name: here(&team.name),
            groups: vec![here(&team.name)],
            titles: vec![],
            departments: vec![],
            attributes: BTreeMap::new(),
            everyone: false,
            templates: vec![],
            grants: team.gives.iter().map(|gift| here(gift)).collect(),
        };
        PolicyText {
            rules: self.teams.iter().map(rule).collect(),
            templates: BTreeMap::new(),
            people: PeopleText {
                in_groups: None,
                leavers: Leavers::Deactivate,
                out_of_scope: OutOfScope::Keep,
                pair_by_mail: true,
                create: true,
                division: here("Home"),
                profile: BTreeSet::from([Field::Name, Field::Mail, Field::Title]),
                manager: true,
                authority: AUTHORITY.into(),
                join: None,
                terms: Default::default(),
                early: Default::default(),
                look_ahead: Default::default(),
                trust: Default::default(),
            },
            sources: Vec::new(),
            authoritative: BTreeSet::new(),
            unmapped_groups: UnmappedGroups::List,
            unmapped_titles: Default::default(),
            revoke_first: Default::default(),
            protected_roles: vec![],
            floors: Default::default(),
        }
    }

    /// The tenant before Muster came.
    pub fn seed(&self) -> Seed {
        let users =
            self.people.iter().filter_map(|human| Some(user(human, human.account.as_ref()?))).collect();
        let named = |name: &&str| (*name).to_owned();
        let mut roles: Vec<SeedRole> =
            ROLES.iter().map(|name| SeedRole { name: named(name), ..SeedRole::default() }).collect();
        let permissions = SYNC_PERMISSIONS.iter().chain(DEPARTURE_PERMISSIONS);
        let permissions = permissions.map(|permission| (*permission).to_owned()).collect();
        roles.push(SeedRole { name: "sync".into(), permissions, ..SeedRole::default() });
        Seed {
            organisation: "Made Up".into(),
            divisions: DIVISIONS
                .iter()
                .map(|name| SeedDivision {
                    name: named(name),
                    home: *name == "Home",
                    ..SeedDivision::default()
                })
                .collect(),
            roles,
            skills: SKILLS
                .iter()
                .map(|name| SeedSkill { name: named(name), ..SeedSkill::default() })
                .collect(),
            languages: LANGUAGES
                .iter()
                .map(|name| SeedLanguage { name: named(name), ..SeedLanguage::default() })
                .collect(),
            queues: QUEUES
                .iter()
                .map(|name| SeedQueue { name: named(name), ..SeedQueue::default() })
                .collect(),
            groups: GROUPS
                .iter()
                .map(|name| SeedGroup { name: named(name), ..SeedGroup::default() })
                .collect(),
            users,
            clients: vec![SeedClient {
                id: Some(client_id()),
                name: CLIENT.into(),
                secret: SECRET.into(),
                grants: vec!["sync@*".into()],
                ..SeedClient::default()
            }],
            ..Seed::default()
        }
    }
}

pub fn client_id() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, CLIENT.as_bytes())
}

fn anchor(team: &Team) -> Anchor {
    Anchor::new(Uuid::new_v5(&Uuid::NAMESPACE_DNS, team.name.as_bytes()).to_string())
}

fn group(team: &Team) -> DirectoryGroup {
    DirectoryGroup {
        anchor: anchor(team),
        name: team.name.clone(),
        location: format!("CN={}", team.name),
        in_scope: true,
        members: (team.people.len() + team.teams.len()) as u64,
        through: BTreeSet::new(),
    }
}

fn user(human: &Human, held: &BTreeSet<String>) -> SeedUser {
    let of = |kind: &str| {
        held.iter().filter_map(|gift| gift.strip_prefix(kind)).map(str::to_owned).collect::<Vec<_>>()
    };
    let levels = |kind: &str| {
        of(kind)
            .iter()
            .filter_map(|text| text.split_once('='))
            .map(|(name, level)| (name.to_owned(), level.parse().unwrap()))
            .collect()
    };
    SeedUser {
        name: human.name.clone(),
        email: human.mail(),
        title: Some("as it was".into()),
        grants: of("role:"),
        queues: of("queue:"),
        groups: of("group:"),
        skills: levels("skill:"),
        languages: levels("language:"),
        ..SeedUser::default()
    }
}
