//! What the tenant must look like once all is calm. The service may have seen any of the moments since the last calm, or
//! none but the last: the oracle goes all these ways, and one of them must have been taken.

use crate::claims::{Claim, claim, manager};
use crate::laws::Window;
use crate::realm::Realm;
use crate::support::company::{Company, Human};
use crate::support::oracle::{Face, Oracle};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// For each person, all that may be so.
#[derive(Clone)]
pub struct Ways(Vec<Vec<Oracle>>);

fn before_all(human: &Human) -> Oracle {
    Oracle::new(&Company { people: vec![human.clone()], teams: Vec::new() })
}

fn step(oracle: &Oracle, claim: &Claim, human: &Human) -> Oracle {
    let mut next = oracle.clone();
    next.run(&claim.company(human));
    next
}

fn add(ways: &mut Vec<Oracle>, way: Oracle) {
    if !ways.contains(&way) {
        ways.push(way);
    }
}

impl Ways {
    pub fn new(realm: &Realm) -> Self {
        Self(realm.company.people.iter().map(|human| vec![before_all(human)]).collect())
    }

    /// A hand gave somebody something that they did not have.
    pub fn note_hand(&mut self, person: usize, name: &str) {
        self.0[person].iter_mut().for_each(|way| way.given(name));
    }

    /// All is calm: everybody must look as one of the ways says. Only what may be so stays.
    pub fn arrive(&mut self, window: &Window<'_>, found: &BTreeMap<String, Face>, what: &str) {
        let last = window.last();
        for person in self.0.len()..last.seats.len() {
            self.0.push(vec![before_all(last.human(person))]);
        }
        for person in 0..self.0.len() {
            let human = last.human(person);
            let all = ends(&self.0[person], window, person);
            let covered = covered(&claim(last, last, person, window.now));
            let face = found.get(&human.mail()).map(|face| essence(face, covered));
            let fits =
                |way: &Oracle| way.faces().get(&human.mail()).map(|face| essence(face, covered)) == face;
            self.0[person] = all.iter().filter(|way| fits(way)).cloned().collect();
            let expected: Vec<_> = all.iter().map(|way| way.faces().get(&human.mail())).collect();
            assert!(
                !self.0[person].is_empty(),
                "{what}: {} is {face:#?} and was to be one of {expected:#?}",
                human.mail()
            );
        }
        let accounts: usize = self.0.iter().filter(|ways| !ways[0].faces().is_empty()).count();
        assert_eq!(found.len(), accounts, "{what}: accounts of nobody");
        managers(window, found, what);
    }
}

fn covered(claim: &Claim) -> bool {
    claim.enabled && !claim.gives.is_empty()
}

/// Managers are looked at apart. Whom no rule covers any more is left as far as they had come.
fn essence(face: &Face, covered: bool) -> Face {
    let face = Face { manager: None, ..face.clone() };
    if covered { face } else { Face { title: String::new(), external_id: None, ..face } }
}

/// Where somebody may be after the moments of a window, of which the last was seen for certain.
fn ends(from: &[Oracle], window: &Window<'_>, person: usize) -> Vec<Oracle> {
    let human = window.last().human(person);
    let claims = passing(window, person);
    let mut ways: Vec<Oracle> = from.to_vec();
    // A created account whose reply was lost, and that did not show, is that of somebody unknown at first.
    if from.iter().any(|way| way.faces().is_empty()) && claims.iter().any(covered) {
        add(&mut ways, before_all(&Human { account: Some(BTreeSet::new()), ..human.clone() }));
    }
    let mut at = 0;
    while at < ways.len() {
        for claim in &claims {
            let next = step(&ways[at], claim, human);
            add(&mut ways, next);
        }
        at += 1;
    }
    let last = claim(window.last(), window.last(), person, window.now);
    let mut ends = Vec::new();
    ways.iter().for_each(|way| add(&mut ends, step(way, &last, human)));
    ends
}

/// What the service may have heard of somebody, also before what expired did. A read that is not believed where it is silent
/// leaves memberships as they were, so that those of different moments may have come together.
fn passing(window: &Window<'_>, person: usize) -> BTreeSet<Claim> {
    let moments = window.moments_of(person);
    let together = together(moments);
    let links = moments.iter().chain([&together]);
    let pairs = links.flat_map(|links| moments.iter().map(move |own| (own, links)));
    let times = [Timestamp::UNIX_EPOCH, window.now];
    pairs.flat_map(|(own, links)| times.map(|now| claim(own, links, person, now))).collect()
}

/// All memberships that there were.
fn together(moments: &[Realm]) -> Realm {
    let mut realm = moments[0].clone();
    for moment in moments {
        for (all, some) in realm.company.teams.iter_mut().zip(&moment.company.teams) {
            all.people.extend(&some.people);
            all.teams.extend(&some.teams);
        }
    }
    realm
}

/// A manager who works in the tenant is the manager there; any other may be the one from before.
fn managers(window: &Window<'_>, found: &BTreeMap<String, Face>, what: &str) {
    let last = window.last();
    for person in 0..last.seats.len() {
        let said = claim(last, last, person, window.now);
        let Some(manager) = manager(last, person).filter(|_| covered(&said)) else {
            continue;
        };
        let (own, other) = (last.human(person).mail(), last.human(manager).mail());
        let works = found.get(&other).is_some_and(|face| face.active && face.external_id.is_some());
        if works {
            assert_eq!(found[&own].manager.as_deref(), Some(other.as_str()), "{what}: manager of {own}");
        }
    }
}
