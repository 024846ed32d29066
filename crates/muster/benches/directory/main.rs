//! How long it takes to read a whole directory: ten thousand people, 500 groups and 35,000 memberships of a real domain
//! controller over LDAPS, by us and by OpenLDAP's `ldapsearch`, which is asked the same and prints into nothing. In turn,
//! so that whatever else the machine does falls on both.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "../../../connectors/tests/directory/samba.rs"]
mod dc;
#[path = "../../tests/support/domain.rs"]
#[allow(dead_code)]
mod domain;
#[path = "../../tests/support/mod.rs"]
mod support;
mod ways;

use dc::SambaDc;
use domain::Domain;
use std::time::{Duration, Instant};
use support::company::Company;
use support::dice::Dice;
use ways::Way;

const PEOPLE: usize = 10_000;
const GROUPS: usize = 500;
const MEMBERSHIPS: usize = 35_000;
/// Members of the largest group: more than a domain controller gives at once (1500).
const LARGEST: usize = 5_000;
/// How often each is timed.
const ROUNDS: usize = 9;
/// How much longer than `ldapsearch` we may take.
const RATIO_MAX: f64 = 1.1;

fn main() {
    let Some(dc) = SambaDc::start_or_skip("directory") else { return };
    let began = Instant::now();
    let domain = Domain::new(dc, &company());
    println!("{PEOPLE} people, {GROUPS} groups, {MEMBERSHIPS} memberships: loaded in {:?}", began.elapsed());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let met = Way::all(&domain, &runtime).iter_mut().fold(true, |met, way| measure(way) & met);
    std::process::exit(i32::from(!met));
}

/// Everybody is in a group or two; each group stands in another one, and one holds half of the people.
fn company() -> Company {
    let mut dice = Dice::new(35);
    let mut company = Company::departments(&mut dice, PEOPLE, GROUPS);
    for inner in 1..GROUPS {
        company.teams[(inner - 1) / 2].teams.insert(inner);
    }
    company.teams[0].people = (0..LARGEST).collect();
    while memberships(&company) < MEMBERSHIPS {
        let (team, person) = (1 + dice.below(GROUPS - 1), dice.below(PEOPLE));
        company.teams[team].people.insert(person);
    }
    company
}

fn memberships(company: &Company) -> usize {
    company.teams.iter().map(|team| team.people.len() + team.teams.len()).sum()
}

/// Times one way of reading, and says whether the aim is met.
fn measure(way: &mut Way<'_>) -> bool {
    let brought = way.brings_the_same();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Whoever comes second finds what the first left behind.
        for first in [true, false] {
            match first == (round % 2 == 0) {
                true => ours.push(timed(|| drop(way.read()))),
                false => theirs.push(timed(|| way.search())),
            }
        }
    }
    let (ours, theirs) = (Spread::of(ours), Spread::of(theirs));
    let ratio = ours.median.as_secs_f64() / theirs.median.as_secs_f64();
    let met = if ratio <= RATIO_MAX { "met" } else { "MISSED" };
    println!("{}: {brought}, {ROUNDS} times each", way.name);
    println!("  ours        {ours}\n  ldapsearch  {theirs}");
    println!("  ratio {ratio:.2}, aim <= {RATIO_MAX}: {met}");
    ratio <= RATIO_MAX
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The middle one of some durations, and the ends.
struct Spread {
    median: Duration,
    least: Duration,
    most: Duration,
}

impl Spread {
    fn of(mut all: Vec<Duration>) -> Self {
        all.sort();
        Self { median: all[all.len() / 2], least: all[0], most: all[all.len() - 1] }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [median, least, most] = [self.median, self.least, self.most].map(|time| time.as_secs_f64());
        write!(f, "median {median:.3} s, from {least:.3} to {most:.3} s")
    }
}
