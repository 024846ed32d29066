//! What is true in the directories at one moment, kept as plainly as possible: a company, and where its people stand.

use crate::support::company::{Company, Human, Team};
use crate::support::dice::Dice;
use muster_connectors::directory::ReadSpec;
use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How much smaller a source may become before a person must look, in percent.
pub const SHRINK_PERCENT: u64 = 60;

/// Whether somebody is in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Here,
    /// A tombstone is left.
    Deleted,
    /// Nothing is left: the directory was put back to a copy from before they came.
    Absent,
}

/// Where somebody stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    pub domain: usize,
    pub unit: usize,
    pub life: Life,
    /// How often they came back.
    pub lives: u32,
    pub expires_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub domain: usize,
    pub name: String,
    pub parent: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Member {
    Person(usize),
    Team(usize),
}

/// What is true at one moment. Numbers are for ever: nobody's number is given to somebody else.
#[derive(Clone, Debug)]
pub struct Realm {
    pub domains: usize,
    pub company: Company,
    pub seats: Vec<Seat>,
    pub units: Vec<Unit>,
    /// When each membership was made: one that ended and was made again is another one.
    pub stamps: BTreeMap<(usize, Member), u64>,
    pub clock: u64,
}

/// The units that each domain begins with, by their place among its units.
pub const STAFF: usize = 0;
pub const GROUPS: usize = 1;
pub const OUTSIDE: usize = 2;
pub const BERLIN: usize = 3;
pub const PARIS: usize = 4;
pub const UNITS: usize = 5;

pub fn source(domain: usize) -> SourceId {
    SourceId::new(format!("ad{domain}"))
}

pub fn spec(domain: usize) -> ReadSpec {
    ReadSpec {
        people_bases: vec![format!("OU=Staff,DC=d{domain}")],
        group_names: vec!["gc-*".into()],
        ..ReadSpec::default()
    }
}

fn units(domain: usize) -> [Unit; UNITS] {
    let unit = |name: &str, parent: Option<usize>| Unit {
        domain,
        name: name.into(),
        parent: parent.map(|place| domain * UNITS + place),
    };
    [
        unit("Staff", None),
        unit("Groups", None),
        unit("Outside", None),
        unit("Berlin", Some(STAFF)),
        unit("Paris", Some(BERLIN)),
    ]
}

impl Realm {
    pub fn random(dice: &mut Dice, domains: usize, people: usize, teams: usize) -> Self {
        let mut company = Company::random(dice, people, teams);
        // Rules look for members of a group in the group's own directory.
        for (at, team) in company.teams.iter_mut().enumerate() {
            team.teams.retain(|inner| *inner != at && inner % domains == at % domains);
            team.people.retain(|person| person % domains == at % domains);
        }
        lead_on(&mut company, domains);
        let mut realm = Self {
            domains,
            company,
            seats: Vec::new(),
            units: (0..domains).flat_map(units).collect(),
            stamps: BTreeMap::new(),
            clock: 0,
        };
        for person in 0..people {
            let domain = person % domains;
            realm.seats.push(realm.seat(domain, [STAFF, STAFF, BERLIN, PARIS][dice.below(4)]));
        }
        realm.stamp();
        realm
    }

    pub fn seat(&self, domain: usize, place: usize) -> Seat {
        let unit = domain * UNITS + place;
        Seat { domain, unit, life: Life::Here, lives: 0, expires_at: None }
    }

    /// The domain that a team's group is in.
    pub fn team_domain(&self, team: usize) -> usize {
        team % self.domains
    }

    pub fn members(&self, team: usize) -> BTreeSet<Member> {
        let Team { people, teams, .. } = &self.company.teams[team];
        let people = people.iter().map(|at| Member::Person(*at));
        people.chain(teams.iter().map(|at| Member::Team(*at))).collect()
    }

    /// Gives new memberships their stamps, and forgets those of the ones that ended.
    pub fn stamp(&mut self) {
        self.clock += 1;
        let all: BTreeSet<(usize, Member)> = (0..self.company.teams.len())
            .flat_map(|team| self.members(team).into_iter().map(move |member| (team, member)))
            .collect();
        self.stamps.retain(|link, _| all.contains(link));
        for link in all {
            self.stamps.entry(link).or_insert(self.clock);
        }
    }

    pub fn is_here(&self, person: usize) -> bool {
        self.seats[person].life == Life::Here
    }

    /// Whether somebody stands at or below the unit that people are read from, whatever it is called.
    pub fn is_in_scope(&self, person: usize) -> bool {
        let mut at = Some(self.seats[person].unit);
        while let Some(unit) = at {
            if unit % UNITS == STAFF {
                return self.is_here(person);
            }
            at = self.units[unit].parent;
        }
        false
    }

    pub fn population(&self, domain: usize) -> usize {
        let people = (0..self.seats.len()).filter(|at| self.seats[*at].domain == domain);
        people.filter(|at| self.is_in_scope(*at)).count()
    }

    /// Whether people stand where the configuration says.
    pub fn has_base(&self, domain: usize) -> bool {
        self.units[domain * UNITS + STAFF].name == "Staff"
    }

    /// How many memberships the groups of a domain have.
    pub fn links(&self, domain: usize) -> usize {
        (0..self.company.teams.len())
            .filter(|at| self.team_domain(*at) == domain)
            .map(|at| self.members(at).len())
            .sum()
    }

    pub fn unit_dn(&self, unit: usize) -> String {
        let Unit { domain, name, parent } = &self.units[unit];
        match parent {
            Some(parent) => format!("OU={name},{}", self.unit_dn(*parent)),
            None => format!("OU={name},DC=d{domain}"),
        }
    }

    pub fn person_dn(&self, person: usize) -> String {
        format!("CN={},{}", self.human(person).name, self.unit_dn(self.seats[person].unit))
    }

    pub fn team_dn(&self, team: usize) -> String {
        let place = self.unit_dn(self.team_domain(team) * UNITS + GROUPS);
        format!("CN={},{place}", self.company.teams[team].name)
    }

    pub fn human(&self, person: usize) -> &Human {
        &self.company.people[person]
    }

    pub fn team_guid(&self, team: usize) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_DNS, self.company.teams[team].name.as_bytes())
    }
}

/// Some teams give nothing themselves, and are in another team that does.
fn lead_on(company: &mut Company, domains: usize) {
    for inner in domains..company.teams.len() {
        if inner / domains % 2 == 1 {
            company.teams[inner].gives.clear();
            company.teams[inner - domains].teams.insert(inner);
        }
    }
}

pub fn unit_guid(unit: usize) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("unit {unit}").as_bytes())
}
