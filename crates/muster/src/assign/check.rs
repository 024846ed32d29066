//! Looks at each row: what it means, and all that is wrong with it.

use super::people::{Index, NotOne};
use super::{Bad, Reason, Row};
use muster_core::entitlement::{DivisionScope, RoleAt};
use muster_core::id::{PersonId, RoleId};
use muster_core::policy::Named;
use std::collections::{BTreeMap, BTreeSet};

/// What each licence tier permits.
pub(crate) type Tiers = BTreeMap<String, BTreeSet<RoleId>>;

/// How many names that mean nothing are remembered, so that a list full of one is not looked up a million times.
const FAULTS_KEPT: usize = 1_000;

/// What is to become of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Add,
    Remove,
}

/// The row that said something first of somebody and a role.
struct First {
    line: u64,
    action: Action,
    /// Whether a later row says the opposite, so that neither counts.
    contradicted: bool,
}

/// Looks at rows, and keeps the good ones.
pub(crate) struct Checker<'a> {
    people: &'a Index<'a>,
    roles: Names<'a, RoleId>,
    divisions: Names<'a, DivisionScope>,
    default_division: DivisionScope,
    protected: &'a BTreeSet<RoleId>,
    tiers: &'a Tiers,
    /// Every role in a division that a good row names, by number.
    grants: Vec<RoleAt>,
    numbers: BTreeMap<RoleAt, u32>,
    first: BTreeMap<(u32, u32), First>,
}

/// A good row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) person: PersonId,
    pub(crate) grant: RoleAt,
    pub(crate) line: u64,
    /// Whether it takes the grant back.
    pub(crate) removes: bool,
}

impl<'a> Checker<'a> {
    /// With nothing looked at yet.
    pub(crate) fn new(
        people: &'a Index<'a>,
        named: &'a Named<'a>,
        default_division: DivisionScope,
        protected: &'a BTreeSet<RoleId>,
        tiers: &'a Tiers,
    ) -> Self {
        Self {
            people,
            roles: Names::new(move |written| named.role(written)),
            divisions: Names::new(move |written| named.division(written)),
            default_division,
            protected,
            tiers,
            grants: Vec::new(),
            numbers: BTreeMap::new(),
            first: BTreeMap::new(),
        }
    }

    /// Looks at a row; says all that is wrong with it, or with an earlier one because of it. Nothing: the row is good.
    pub(crate) fn take(&mut self, row: &Row) -> Vec<Bad> {
        let mut faults = Faults { line: row.line, found: Vec::new() };
        let action = faults.note(action(row));
        let person = faults.note(self.person(row, action == Some(Action::Remove)));
        let role = faults.note(self.role(row));
        let division = faults.note(self.division(row));
        if let Some(role) = role {
            faults.note(self.permitted(row, role));
        }
        let meant = (person, role, division, action);
        let (Some(person), Some(role), Some(division), Some(action), true) =
            (meant.0, meant.1, meant.2, meant.3, faults.found.is_empty())
        else {
            return faults.found;
        };
        let grant = self.number(RoleAt { role, division });
        self.keep((person, grant), row.line, action)
    }

    /// The good rows, in order of people.
    pub(crate) fn good(&self) -> impl Iterator<Item = Taken> {
        let good = self.first.iter().filter(|(_, first)| !first.contradicted);
        good.map(|((person, grant), first)| Taken {
            person: self.people.id(*person).clone(),
            grant: self.grants[*grant as usize],
            line: first.line,
            removes: first.action == Action::Remove,
        })
    }

    /// Whom good rows are about.
    pub(crate) fn people(&self) -> BTreeSet<PersonId> {
        let good = self.first.iter().filter(|(_, first)| !first.contradicted);
        let numbers: BTreeSet<u32> = good.map(|((person, _), _)| *person).collect();
        numbers.into_iter().map(|number| self.people.id(number).clone()).collect()
    }

    fn keep(&mut self, key: (u32, u32), line: u64, action: Action) -> Vec<Bad> {
        let Some(first) = self.first.get_mut(&key) else {
            self.first.insert(key, First { line, action, contradicted: false });
            return Vec::new();
        };
        if first.action == action {
            let sentence = format!("line {} says the same", first.line);
            return vec![Bad { line, reason: Reason::Duplicate, sentence }];
        }
        let contradicts = |line, other| {
            let sentence = format!("line {other} says the opposite, so neither counts");
            Bad { line, reason: Reason::Contradiction, sentence }
        };
        let earlier = (!first.contradicted).then(|| contradicts(first.line, line));
        first.contradicted = true;
        earlier.into_iter().chain([contradicts(line, first.line)]).collect()
    }

    fn number(&mut self, grant: RoleAt) -> u32 {
        *self.numbers.entry(grant).or_insert_with(|| {
            self.grants.push(grant);
            u32::try_from(self.grants.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn person(&self, row: &Row, removes: bool) -> Result<u32, Fault> {
        let written = needed(row.person.as_deref(), "person")?;
        match self.people.find(written) {
            Ok(person) if removes || self.people.is_present(person) => Ok(person),
            Ok(_) => Err((Reason::UnknownPerson, format!("whoever is `{written}` is in no source any more"))),
            Err(NotOne::Nobody) => Err((Reason::UnknownPerson, format!("nobody is `{written}`"))),
            Err(NotOne::Several(ids)) => {
                let named: Vec<String> = ids.iter().take(3).map(ToString::to_string).collect();
                let told = format!("{} people are `{written}`: {}", ids.len(), named.join(", "));
                Err((Reason::AmbiguousPerson, told))
            }
        }
    }

    fn role(&mut self, row: &Row) -> Result<RoleId, Fault> {
        let written = needed(row.role.as_deref(), "role")?;
        self.roles.find(written).map_err(|told| (Reason::Role, told))
    }

    fn division(&mut self, row: &Row) -> Result<DivisionScope, Fault> {
        match row.division.as_deref() {
            None => Ok(self.default_division),
            Some(written) => self.divisions.find(written).map_err(|told| (Reason::Division, told)),
        }
    }

    /// Whether the tier permits the role, and Muster may grant it.
    fn permitted(&self, row: &Row, role: RoleId) -> Result<(), Fault> {
        let written = row.role.as_deref().unwrap_or_default();
        if self.protected.contains(&role) {
            return Err((Reason::ProtectedRole, format!("`{written}` is one of guard.protected_roles")));
        }
        let Some(tier) = row.tier.as_deref() else { return Ok(()) };
        match self.tiers.get(tier) {
            Some(permitted) if permitted.contains(&role) => Ok(()),
            Some(_) => Err((Reason::NotPermitted, format!("the tier `{tier}` does not permit `{written}`"))),
            None => {
                Err((Reason::UnknownTier, format!("there is no [licence_tier.{tier}] in the configuration")))
            }
        }
    }
}

type Fault = (Reason, String);

fn needed<'a>(cell: Option<&'a str>, key: &str) -> Result<&'a str, Fault> {
    cell.ok_or_else(|| (Reason::MissingCell, format!("`{key}` is missing")))
}

fn action(row: &Row) -> Result<Action, Fault> {
    match row.action.as_deref() {
        None | Some("add") => Ok(Action::Add),
        Some("remove") => Ok(Action::Remove),
        Some(other) => Err((Reason::UnknownAction, format!("`{other}` is neither `add` nor `remove`"))),
    }
}

/// What is wrong with one row.
struct Faults {
    line: u64,
    found: Vec<Bad>,
}

impl Faults {
    fn note<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        let line = self.line;
        result.map_err(|(reason, sentence)| self.found.push(Bad { line, reason, sentence })).ok()
    }
}

/// The id of a name, or why there is none.
type LookUp<'a, Id> = Box<dyn Fn(&str) -> Result<Id, String> + 'a>;

/// Names that were looked up already.
struct Names<'a, Id> {
    look_up: LookUp<'a, Id>,
    known: BTreeMap<String, Id>,
    faults: BTreeMap<String, String>,
}

impl<'a, Id: Copy> Names<'a, Id> {
    fn new(look_up: impl Fn(&str) -> Result<Id, String> + 'a) -> Self {
        Self { look_up: Box::new(look_up), known: BTreeMap::new(), faults: BTreeMap::new() }
    }

    fn find(&mut self, written: &str) -> Result<Id, String> {
        if let Some(id) = self.known.get(written) {
            return Ok(*id);
        }
        if let Some(fault) = self.faults.get(written) {
            return Err(fault.clone());
        }
        match (self.look_up)(written) {
            Ok(id) => Ok(*self.known.entry(written.to_owned()).or_insert(id)),
            Err(fault) => {
                if self.faults.len() < FAULTS_KEPT {
                    self.faults.insert(written.to_owned(), fault.clone());
                }
                Err(fault)
            }
        }
    }
}
