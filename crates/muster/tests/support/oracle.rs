//! Says what the tenant must look like, person by person, in the simplest way there is. It shares no code with the
//! planner: it knows texts like `role:Agent@Support` and who gave them.

use super::company::{AUTHORITY, Company};
use muster_simulator::{Scope, State, User, UserId, UserState};
use std::collections::{BTreeMap, BTreeSet};

/// What one account must be or is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    pub active: bool,
    pub title: String,
    pub manager: Option<String>,
    pub external_id: Option<String>,
    pub held: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Oracle {
    faces: BTreeMap<String, Face>,
    /// What we gave, by mail.
    ours: BTreeMap<String, BTreeSet<String>>,
    managed: BTreeSet<String>,
}

/// `skill:Network=3` is `skill:Network` at 30 tenths; what has no level counts as 0.
pub fn split(gift: &str) -> (String, u64) {
    match gift.split_once('=') {
        Some((name, level)) => (name.to_owned(), level.parse::<u64>().unwrap() * 10),
        None => (gift.to_owned(), 0),
    }
}

impl Oracle {
    /// The tenant as hands left it.
    pub fn new(company: &Company) -> Self {
        let mut oracle = Self::default();
        for human in &company.people {
            if let Some(held) = &human.account {
                let mut face = Face { active: true, title: "as it was".into(), ..Face::default() };
                for (name, level) in held.iter().map(|gift| split(gift)) {
                    let entry = face.held.entry(name).or_default();
                    *entry = level.max(*entry);
                }
                oracle.faces.insert(human.mail(), face);
            }
        }
        oracle
    }

    /// One run of Muster over the company as it is now.
    pub fn run(&mut self, company: &Company) {
        for at in 0..company.people.len() {
            self.person(company, at);
        }
        for human in &company.people {
            self.manager(company, human);
        }
    }

    fn person(&mut self, company: &Company, at: usize) {
        let human = &company.people[at];
        let mail = human.mail();
        let mut wanted: BTreeMap<String, u64> = BTreeMap::new();
        for team in company.teams_of(at) {
            for (name, level) in company.teams[team].gives.iter().map(|gift| split(gift)) {
                let entry = wanted.entry(name).or_default();
                *entry = level.max(*entry);
            }
        }
        let known = self.managed.contains(&mail);
        if wanted.is_empty() && !known {
            return;
        }
        if !self.faces.contains_key(&mail) {
            if !human.enabled {
                return;
            }
            self.faces.insert(mail.clone(), Face { active: true, ..Face::default() });
        }
        self.managed.insert(mail.clone());
        if !human.enabled {
            wanted.clear();
        }
        let covered = !wanted.is_empty();
        let ours = self.ours.entry(mail.clone()).or_default();
        let face = self.faces.get_mut(&mail).unwrap();
        ours.retain(|name| {
            let stays = wanted.contains_key(name);
            if !stays {
                face.held.remove(name);
            }
            stays
        });
        if !human.enabled {
            face.active = false;
            face.held.retain(|name, _| !name.starts_with("role:"));
            ours.retain(|name| !name.starts_with("role:"));
            return;
        }
        if !covered {
            return;
        }
        face.active = true;
        face.title.clone_from(&human.title);
        face.external_id = Some(human.guid().to_string());
        for (name, level) in wanted {
            let had = face.held.get(&name).copied();
            if had.is_none_or(|had| had < level) || ours.contains(&name) {
                if had != Some(level) {
                    ours.insert(name.clone());
                }
                face.held.insert(name, level);
            }
        }
    }

    fn manager(&mut self, company: &Company, human: &super::company::Human) {
        let Some(manager) = human.manager.map(|at| company.people[at].mail()) else { return };
        let covered = human.enabled
            && self.managed.contains(&human.mail())
            && company.people.iter().position(|other| other.login == human.login).is_some_and(|at| {
                company.teams_of(at).iter().any(|team| !company.teams[*team].gives.is_empty())
            });
        if covered && self.managed.contains(&manager) {
            self.faces.get_mut(&human.mail()).unwrap().manager = Some(manager);
        }
    }

    /// A hand gave something to everybody who has an account.
    pub fn given(&mut self, name: &str) {
        self.faces.values_mut().for_each(|face| _ = face.held.insert(name.to_owned(), 0));
    }

    pub fn faces(&self) -> &BTreeMap<String, Face> {
        &self.faces
    }

    /// What we gave and still own, by mail.
    pub fn ours(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.ours
    }
}

/// The tenant as it is, in the oracle's words. The employee role that every new user gets is the platform's own.
pub fn faces(state: &State) -> BTreeMap<String, Face> {
    state.users.iter().map(|(id, user)| (user.email.clone(), face(state, *id, user))).collect()
}

/// One account, by its mail.
pub fn face_of(state: &State, mail: &str) -> Option<Face> {
    let (id, user) = state.users.iter().find(|(_, user)| user.email == mail)?;
    Some(face(state, *id, user))
}

fn face(state: &State, id: UserId, user: &User) -> Face {
    let mut held = BTreeMap::new();
    for grant in &user.grants {
        let role = &state.roles[&grant.role].name;
        let scope = match grant.scope {
            Scope::All => "*".to_owned(),
            Scope::Division(division) => state.divisions[&division].name.clone(),
        };
        if role != "employee" {
            held.insert(format!("role:{role}@{scope}"), 0);
        }
    }
    for queue in state.queues.values().filter(|queue| queue.members.contains_key(&id)) {
        held.insert(format!("queue:{}", queue.name), 0);
    }
    for group in state.groups.values().filter(|group| group.members.contains(&id)) {
        held.insert(format!("group:{}", group.name), 0);
    }
    let tenths = |level: &f64| (level * 10.0).round() as u64;
    held.extend(
        user.skills
            .iter()
            .map(|(skill, level)| (format!("skill:{}", state.skills[skill].name), tenths(level))),
    );
    held.extend(
        user.languages
            .iter()
            .map(|(language, level)| (format!("language:{}", state.languages[language].name), tenths(level))),
    );
    Face {
        active: user.state == UserState::Active,
        title: user.title.clone().unwrap_or_default(),
        manager: user.manager.map(|manager| state.users[&manager].email.clone()),
        external_id: user.external_ids.iter().find(|id| id.authority == AUTHORITY).map(|id| id.key.clone()),
        held,
    }
}
