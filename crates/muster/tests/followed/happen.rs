//! What happens in the directories, as far as it may: nothing that a person would have to accept first.

use crate::realm::{BERLIN, Life, OUTSIDE, PARIS, Realm, STAFF, Seat, UNITS};
use crate::support::company::Human;
use crate::support::dice::Dice;
use muster_core::time::{SignedDuration, Timestamp};

/// How much fewer people and memberships there may be than there ever were, in percent. A read that brings what is true
/// must be believed, also where what was known before is more than was ever true at once.
const FEWER_PERCENT: usize = 30;

/// How many people and memberships each domain had at most.
#[derive(Clone, Default)]
pub struct Measure(Vec<[usize; 3]>);

impl Measure {
    pub fn take(&mut self, realm: &Realm) {
        self.0.resize(realm.domains, [0; 3]);
        for (domain, most) in self.0.iter_mut().enumerate() {
            let now = sizes(realm, domain);
            *most = std::array::from_fn(|at| most[at].max(now[at]));
        }
    }

    /// Whether a source that shrank so far is still believed.
    pub fn allows(&self, realm: &Realm) -> bool {
        self.0.iter().enumerate().all(|(domain, most)| {
            let now = sizes(realm, domain);
            (0..3).all(|at| (most[at] - now[at].min(most[at])) * 100 <= FEWER_PERCENT * most[at])
        })
    }
}

/// People in scope, people at all, memberships.
fn sizes(realm: &Realm, domain: usize) -> [usize; 3] {
    let of_domain = (0..realm.seats.len()).filter(|at| realm.seats[*at].domain == domain);
    let people = of_domain.filter(|at| realm.is_here(*at)).count();
    [realm.population(domain), people, realm.links(domain)]
}

impl Realm {
    /// Something happens, or nothing where it may not.
    pub fn happen(&mut self, dice: &mut Dice, measure: &Measure, now: Timestamp) {
        let mut next = self.clone();
        next.something(dice, now);
        next.stamp();
        if measure.allows(&next) {
            *self = next;
        }
    }

    fn something(&mut self, dice: &mut Dice, now: Timestamp) {
        let person = dice.below(self.seats.len());
        match dice.below(28) {
            0..=3 => self.join(dice, person),
            4..=6 => self.leave(dice),
            7..=9 => self.transfer(dice, person),
            10 => self.nest(dice),
            11 | 12 => self.company.people[person].enabled = !self.company.people[person].enabled,
            13 => self.company.people[person].title = ["Agent", "Lead", "Coach"][dice.below(3)].into(),
            14..=16 => self.expire(dice, person, now),
            17 => self.delete(person),
            18 | 19 => self.restore(dice),
            20 | 21 => self.relocate(dice, person),
            22 => self.relocate_unit(dice),
            23 => self.rename_unit(dice),
            24..=26 => self.hire(dice),
            _ => self.company.people[person].manager = self.somebody(dice, person),
        }
    }

    fn join(&mut self, dice: &mut Dice, person: usize) {
        let team = dice.below(self.company.teams.len());
        if self.is_here(person) && self.seats[person].domain == self.team_domain(team) {
            self.company.teams[team].people.insert(person);
        }
    }

    /// Out of one team and into another, at once.
    fn transfer(&mut self, dice: &mut Dice, person: usize) {
        let before = self.company.teams.iter().position(|team| team.people.contains(&person));
        if let Some(team) = before {
            self.company.teams[team].people.remove(&person);
            self.join(dice, person);
        }
    }

    fn leave(&mut self, dice: &mut Dice) {
        let at = dice.below(self.company.teams.len());
        let team = &mut self.company.teams[at];
        let who = team.people.iter().nth(dice.below(team.people.len())).copied();
        who.map(|person| team.people.remove(&person));
    }

    /// A team comes into another one, or leaves it. Circles are legal.
    fn nest(&mut self, dice: &mut Dice) {
        let teams = self.company.teams.len();
        let (outer, inner) = (dice.below(teams), dice.below(teams));
        let inside = &mut self.company.teams[outer].teams;
        let near = outer % self.domains == inner % self.domains;
        if near && outer != inner && !inside.remove(&inner) {
            inside.insert(inner);
        }
    }

    fn expire(&mut self, dice: &mut Dice, person: usize, now: Timestamp) {
        let minutes = SignedDuration::from_mins(20 * i64::try_from(dice.below(30)).unwrap() - 20);
        self.seats[person].expires_at = (!dice.chance(30)).then(|| now + minutes);
    }

    fn delete(&mut self, person: usize) {
        if !self.is_here(person) {
            return;
        }
        for team in &mut self.company.teams {
            team.people.remove(&person);
        }
        for human in &mut self.company.people {
            human.manager = human.manager.filter(|manager| *manager != person);
        }
        self.company.people[person].manager = None;
        self.seats[person].life = Life::Deleted;
    }

    /// Somebody comes back from the dead, without memberships.
    fn restore(&mut self, dice: &mut Dice) {
        let dead = |at: &usize| self.seats[*at].life == Life::Deleted;
        let dead: Vec<usize> = (0..self.seats.len()).filter(dead).collect();
        if let Some(person) = dead.get(dice.below(dead.len())).copied() {
            let seat = self.seat(self.seats[person].domain, STAFF);
            self.seats[person] = Seat { lives: self.seats[person].lives + 1, ..seat };
        }
    }

    fn relocate(&mut self, dice: &mut Dice, person: usize) {
        let domain = self.seats[person].domain;
        self.seats[person].unit = domain * UNITS + [STAFF, BERLIN, PARIS, OUTSIDE][dice.below(4)];
    }

    /// A whole unit goes elsewhere, with everybody in it, of whom nothing is told.
    fn relocate_unit(&mut self, dice: &mut Dice) {
        let domain = dice.below(self.domains) * UNITS;
        let (unit, to) = [(PARIS, OUTSIDE), (PARIS, BERLIN), (PARIS, STAFF), (BERLIN, STAFF)][dice.below(4)];
        self.units[domain + unit].parent = Some(domain + to);
    }

    /// The unit that people are read from may be renamed, too: nobody is believed to be gone then.
    fn rename_unit(&mut self, dice: &mut Dice) {
        let unit = dice.below(self.domains) * UNITS + [BERLIN, PARIS, STAFF][dice.below(3)];
        let name = ["Berlin", "Paris", "Staff"]
            [[BERLIN, PARIS, STAFF].iter().position(|at| *at == unit % UNITS).unwrap()];
        self.units[unit].name =
            if dice.chance(50) { name.into() } else { format!("{name} {}", dice.below(3)) };
    }

    /// People are read from where the configuration says again.
    pub fn name_bases(&mut self) {
        (0..self.domains).for_each(|domain| self.units[domain * UNITS + STAFF].name = "Staff".into());
    }

    fn hire(&mut self, dice: &mut Dice) {
        let at = self.seats.len();
        let domain = dice.below(self.domains);
        self.company.people.push(Human {
            login: format!("p{at:05}"),
            name: format!("Person {at}"),
            title: "Agent".into(),
            enabled: true,
            manager: None,
            account: None,
        });
        self.seats.push(self.seat(domain, [STAFF, BERLIN][dice.below(2)]));
        self.company.people[at].manager = self.somebody(dice, at);
        (0..1 + dice.below(4)).for_each(|_| self.join(dice, at));
    }

    fn somebody(&self, dice: &mut Dice, other: usize) -> Option<usize> {
        let manager = dice.below(self.seats.len());
        (manager != other && self.is_here(manager) && self.is_here(other)).then_some(manager)
    }

    /// One domain as it was: its controller was put back to an older copy. Whoever came since was never there.
    pub fn put_back(&self, older: &Self, domain: usize) -> Self {
        let mut realm = self.clone();
        for at in 0..realm.seats.len() {
            if realm.seats[at].domain == domain {
                match older.seats.get(at) {
                    Some(seat) => {
                        realm.seats[at] = seat.clone();
                        realm.company.people[at] = older.company.people[at].clone();
                    }
                    None => realm.seats[at].life = Life::Absent,
                }
            }
        }
        for at in (0..realm.company.teams.len()).filter(|at| self.team_domain(*at) == domain) {
            realm.company.teams[at] = older.company.teams[at].clone();
        }
        for unit in domain * UNITS..(domain + 1) * UNITS {
            realm.units[unit] = older.units[unit].clone();
        }
        realm.forget_the_gone();
        realm.stamp();
        realm
    }

    fn forget_the_gone(&mut self) {
        let here: Vec<bool> = (0..self.seats.len()).map(|at| self.is_here(at)).collect();
        self.company.teams.iter_mut().for_each(|team| team.people.retain(|at| here[*at]));
        for (at, human) in self.company.people.iter_mut().enumerate() {
            human.manager = human.manager.filter(|manager| here[*manager] && here[at]);
        }
    }
}
