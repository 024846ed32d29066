//! What the directories say of one person, as far as the tenant goes by it.

use crate::realm::Realm;
use crate::support::company::{Company, Human, Team};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    pub enabled: bool,
    pub title: String,
    /// What their teams give, as `role:Agent@Support` and `skill:Network=3`.
    pub gives: BTreeSet<String>,
}

/// What is said of somebody by a moment, and of their memberships by the same or by another one.
pub fn claim(own: &Realm, links: &Realm, person: usize, now: Timestamp) -> Claim {
    let nobody = Claim { enabled: false, title: String::new(), gives: BTreeSet::new() };
    if own.seats.len() <= person || !own.is_in_scope(person) {
        return nobody;
    }
    let human = own.human(person);
    let expired = own.seats[person].expires_at.is_some_and(|at| at <= now);
    let teams = links.company.teams_of(person).into_iter();
    Claim {
        enabled: human.enabled && !expired,
        title: human.title.clone(),
        gives: teams.flat_map(|team| own.company.teams[team].gives.clone()).collect(),
    }
}

/// The manager as the directory names them, where they are somebody of the same directory in scope.
pub fn manager(own: &Realm, person: usize) -> Option<usize> {
    let manager = own.human(person).manager?;
    let same = own.seats[manager].domain == own.seats[person].domain;
    (same && own.is_in_scope(manager) && own.is_in_scope(person)).then_some(manager)
}

impl Claim {
    /// What is wanted, with levels in tenths as the tenant's faces have them.
    pub fn wanted(&self) -> BTreeMap<String, u64> {
        let mut wanted = BTreeMap::new();
        for gift in self.gives.iter().filter(|_| self.enabled) {
            let (name, level) = match gift.split_once('=') {
                Some((name, level)) => (name.to_owned(), level.parse::<u64>().unwrap() * 10),
                None => (gift.clone(), 0),
            };
            let entry = wanted.entry(name).or_insert(level);
            *entry = level.max(*entry);
        }
        wanted
    }

    /// A company of which nothing is known but this.
    pub fn company(&self, human: &Human) -> Company {
        let (enabled, title) = (self.enabled, self.title.clone());
        let human = Human { enabled, title, manager: None, ..human.clone() };
        let team = Team { people: BTreeSet::from([0]), gives: self.gives.clone(), ..Team::default() };
        Company { people: vec![human], teams: vec![team] }
    }
}
