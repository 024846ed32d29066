//! One of several administrators who change a domain at the same time. People, a unit, pairs of groups and groups of
//! their own making are theirs alone, so that the domain must take every change whatever the others do. The groups that
//! rules name have members from all of them.

use crate::domain::Domain;
use crate::support::company::{Company, Human};
use crate::support::dice::Dice;
use std::collections::BTreeSet;

/// Where people are put whom nobody manages any more: outside of what Muster reads.
pub(crate) fn archive(domain: &Domain) -> String {
    format!("OU=Archive,{}", domain.dc.base)
}

/// What one of them does, again and again.
const DAY: [fn(&mut Administrator) -> String; 15] = [
    Administrator::join,
    Administrator::leave,
    Administrator::nest,
    Administrator::disable,
    Administrator::retitle,
    Administrator::hire,
    Administrator::join,
    Administrator::move_somebody,
    Administrator::gather,
    Administrator::nest_gathered,
    Administrator::enable,
    Administrator::unnest,
    Administrator::dismiss,
    Administrator::change_profile,
    Administrator::rename_unit_or_scatter,
];

/// An administrator, and what they know of what is theirs.
pub(crate) struct Administrator {
    number: usize,
    dice: Dice,
    people: Vec<Theirs>,
    /// Distinguished names of the groups that rules name.
    teams: Vec<String>,
    /// Which of those stand in which, where the outer one is theirs.
    nested: BTreeSet<(usize, usize)>,
    /// Names of groups of their own making.
    gathered: Vec<String>,
    /// Where people can be put, their own unit last.
    units: Vec<String>,
    made: usize,
}

struct Theirs {
    name: String,
    unit: Unit,
    enabled: bool,
    teams: BTreeSet<usize>,
}

#[derive(Clone)]
enum Unit {
    Elsewhere(String),
    /// The administrator's own, which gets another name from time to time.
    Own,
}

impl Administrator {
    /// Number `number` of `count` who share a company. Their own unit must be made: [`Administrator::unit`].
    pub(crate) fn new(number: usize, count: usize, company: &Company, domain: &Domain) -> Self {
        let mine = |at: usize| at % count == number;
        let theirs = |at: usize, human: &Human| Theirs {
            name: human.name.clone(),
            unit: Unit::Elsewhere(unit_of(&domain.person(human)).to_owned()),
            enabled: human.enabled,
            teams: (0..company.teams.len())
                .filter(|team| company.teams[*team].people.contains(&at))
                .collect(),
        };
        let people = company.people.iter().enumerate().filter(|(at, _)| mine(*at));
        let outer = (0..company.teams.len()).filter(|outer| mine(*outer));
        Self {
            number,
            dice: Dice::new(4800 + number as u64),
            people: people.map(|(at, human)| theirs(at, human)).collect(),
            teams: company.teams.iter().map(|team| domain.place.team(team)).collect(),
            nested: outer
                .flat_map(|outer| company.teams[outer].teams.iter().map(move |inner| (outer, *inner)))
                .collect(),
            gathered: Vec::new(),
            units: vec![
                domain.place.people.clone(),
                domain.leipzig(),
                archive(domain),
                format!("OU=Desk {number},{}", domain.root),
            ],
            made: 0,
        }
    }

    /// The unit that is theirs.
    pub(crate) fn unit(&self) -> &str {
        self.units.last().unwrap()
    }

    /// The next change as LDIF. `number` is how many there were before.
    pub(crate) fn change(&mut self, number: usize) -> String {
        DAY[number % DAY.len()](self)
    }

    fn next_number(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    fn dn(&self, at: usize) -> String {
        let Theirs { name, unit, .. } = &self.people[at];
        match unit {
            Unit::Elsewhere(unit) => format!("CN={name},{unit}"),
            Unit::Own => format!("CN={name},{}", self.unit()),
        }
    }

    fn somebody(&mut self, wanted: impl Fn(&Theirs) -> bool) -> usize {
        let all: Vec<usize> = (0..self.people.len()).filter(|at| wanted(&self.people[*at])).collect();
        all[self.dice.below(all.len())]
    }

    /// Somebody joins a team, those first who are in none.
    fn join(&mut self) -> String {
        let least = self.people.iter().map(|person| person.teams.len()).min();
        let person = self.somebody(|person| Some(person.teams.len()) == least);
        let team = self.dice.below(self.teams.len());
        if !self.people[person].teams.insert(team) {
            return self.retitle();
        }
        modification(&self.teams[team], &format!("add: member\nmember: {}", self.dn(person)))
    }

    fn leave(&mut self) -> String {
        let person = self.somebody(|person| !person.teams.is_empty());
        let team = self.people[person].teams.pop_first().unwrap();
        modification(&self.teams[team], &format!("delete: member\nmember: {}", self.dn(person)))
    }

    fn disable(&mut self) -> String {
        let person = self.somebody(|person| person.enabled);
        self.people[person].enabled = false;
        modification(&self.dn(person), "replace: userAccountControl\nuserAccountControl: 546")
    }

    fn enable(&mut self) -> String {
        let person = self.somebody(|person| !person.enabled);
        self.people[person].enabled = true;
        modification(&self.dn(person), "replace: userAccountControl\nuserAccountControl: 544")
    }

    fn retitle(&mut self) -> String {
        let (person, number) = (self.somebody(|_| true), self.next_number());
        modification(&self.dn(person), &format!("replace: title\ntitle: Title {number}"))
    }

    fn change_profile(&mut self) -> String {
        let (person, number) = (self.somebody(|_| true), self.next_number());
        let manager = self.somebody(|_| true);
        let dn = self.dn(person);
        let (mail, name) = (format!("m{}-{number}@example.com", self.number), format!("Married {number}"));
        modification(
            &dn,
            &format!(
                "replace: mail\nmail: {mail}\n-\nreplace: displayName\ndisplayName: {name}\n-\n\
                 replace: manager\nmanager: {}",
                self.dn(manager)
            ),
        )
    }

    /// Another name in another unit, which may be one that is not read.
    fn move_somebody(&mut self) -> String {
        let (person, number) = (self.somebody(|_| true), self.next_number());
        let place = self.dice.below(self.units.len());
        let (old, above) = (self.dn(person), self.units[place].clone());
        let theirs = &mut self.people[person];
        theirs.name = format!("Moved {}-{number}", self.number);
        theirs.unit = if place + 1 == self.units.len() { Unit::Own } else { Unit::Elsewhere(above.clone()) };
        renaming(&old, &format!("CN={}", theirs.name), &above)
    }

    fn hire(&mut self) -> String {
        let (number, unit) = (self.next_number(), Unit::Own);
        let (login, name) = (format!("n{}-{number}", self.number), format!("New {}-{number}", self.number));
        self.people.push(Theirs { name: name.clone(), unit, enabled: true, teams: BTreeSet::new() });
        format!(
            "dn: CN={name},{}\nchangetype: add\nobjectClass: user\nsAMAccountName: {login}\n\
             mail: {login}@example.com\ndisplayName: {name}\ntitle: Trainee\nuserAccountControl: 544\n",
            self.unit()
        )
    }

    fn dismiss(&mut self) -> String {
        let person = self.somebody(|_| true);
        let dn = self.dn(person);
        self.people.remove(person);
        deletion(&dn)
    }

    /// A team comes into another one.
    fn nest(&mut self) -> String {
        let teams = self.teams.len();
        let (outer, inner) = (self.dice.below(teams) / 4 * 4 + self.number, self.dice.below(teams));
        if outer == inner || !self.nested.insert((outer, inner)) {
            return self.retitle();
        }
        modification(&self.teams[outer], &format!("add: member\nmember: {}", self.teams[inner]))
    }

    fn unnest(&mut self) -> String {
        let Some((outer, inner)) = self.nested.pop_first() else { return self.nest() };
        modification(&self.teams[outer], &format!("delete: member\nmember: {}", self.teams[inner]))
    }

    /// A group that no rule names, with some people in it.
    fn gather(&mut self) -> String {
        let made = self.next_number();
        let name = format!("Pool {}-{made}", self.number);
        let people: BTreeSet<usize> = (0..6).map(|_| self.somebody(|_| true)).collect();
        let members: String = people.iter().map(|at| format!("member: {}\n", self.dn(*at))).collect();
        self.gathered.push(name.clone());
        format!(
            "dn: CN={name},{}\nchangetype: add\nobjectClass: group\nsAMAccountName: {name}\n{members}",
            self.groups()
        )
    }

    /// The last such group comes into a team.
    fn nest_gathered(&mut self) -> String {
        let team = self.dice.below(self.teams.len());
        let name = self.gathered.last().unwrap();
        let dn = format!("CN={name},{}", self.groups());
        modification(&self.teams[team], &format!("add: member\nmember: {dn}"))
    }

    fn rename_unit_or_scatter(&mut self) -> String {
        if self.gathered.len() > 2 {
            let name = self.gathered.remove(0);
            return deletion(&format!("CN={name},{}", self.groups()));
        }
        let made = self.next_number();
        let name = format!("OU=Desk {} {made}", self.number);
        let old = self.units.pop().unwrap();
        let above = unit_of(&old).to_owned();
        self.units.push(format!("{name},{above}"));
        renaming(&old, &name, &above)
    }

    fn groups(&self) -> String {
        unit_of(&self.teams[0]).to_owned()
    }
}

/// What an object stands in.
fn unit_of(dn: &str) -> &str {
    dn.split_once(',').unwrap().1
}

fn modification(dn: &str, what: &str) -> String {
    format!("dn: {dn}\nchangetype: modify\n{what}\n")
}

fn deletion(dn: &str) -> String {
    format!("dn: {dn}\nchangetype: delete\n")
}

fn renaming(dn: &str, name: &str, above: &str) -> String {
    format!("dn: {dn}\nchangetype: modrdn\nnewrdn: {name}\ndeleteoldrdn: 1\nnewsuperior: {above}\n")
}
