//! Companies whose plans contain every operation class.

use crate::support::company::{Company, Team};
use muster_simulator::Seed;
use std::collections::BTreeSet;

fn gifts(gifts: &[&str]) -> BTreeSet<String> {
    gifts.iter().map(|gift| (*gift).to_owned()).collect()
}

fn team(name: &str, people: &[usize], gives: &[&str]) -> Team {
    Team {
        name: name.to_owned(),
        people: people.iter().copied().collect(),
        teams: BTreeSet::new(),
        gives: gifts(gives),
    }
}

/// What hands gave, and what must survive everything.
const MANUAL: [&str; 4] = ["role:Lead@Home", "queue:Returns", "skill:Hardware=2", "group:Floor 3"];

/// A contact centre of nine. Two of them have an account and no job yet, one is away, one has no account.
pub fn before() -> Company {
    let mut company = Company::contact_centre(9);
    for (at, job) in company.teams.iter_mut().enumerate() {
        job.gives.insert(format!("division:{}", ["Support", "Sales"][at % 2]));
    }
    for person in [0, 1, 2, 3, 4, 5, 6, 8] {
        company.people[person].account = Some(gifts(&MANUAL[..(person + 4) % 5]));
    }
    for outsider in [4, 8] {
        company.teams.iter_mut().for_each(|job| _ = job.people.remove(&outsider));
    }
    company.people[3].enabled = false;
    company.teams.push(team("GC-Floor", &[], &["role:Agent@*"]));
    company.teams.push(team("GC-Special", &[], &["role:Lead@*", "role:Senior@*", "role:Evaluator@*"]));
    company
}

/// The same company on the next day: two are hired, of whom one manages the other, three promoted, one leaves, one
/// returns, two get their first job.
pub fn after(before: &Company) -> Company {
    let mut company = before.clone();
    company.hire(2);
    company.people[10].manager = Some(9);
    for person in [0, 2, 6] {
        company.promote(person);
    }
    company.people[1].enabled = false;
    company.people[3].enabled = true;
    for (newcomer, job) in [(4, 2), (8, 3)] {
        company.teams[job].people.insert(newcomer);
    }
    company.teams[6].people.extend([0, 2, 3, 7, 9]);
    company.teams[7].people.extend([6, 10]);
    company
}

pub fn seed(company: &Company) -> Seed {
    company.seed()
}
