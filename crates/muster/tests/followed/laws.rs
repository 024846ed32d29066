//! What must hold at every step, whatever was read: nothing goes that a true moment does not let go.

use crate::claims::{Claim, claim};
use crate::realm::Realm;
use crate::support::oracle::{Face, faces};
use muster_core::time::Timestamp;
use muster_simulator::State;
use std::collections::{BTreeMap, BTreeSet};

/// The tenant as it was after the last step, and what hands gave in it.
pub struct Laws {
    pub faces: BTreeMap<String, Face>,
    /// What hands gave, by mail. Levels are not among it: a rule may raise them.
    hands: BTreeMap<String, BTreeSet<String>>,
}

/// The moments that the service can have gone by: from the oldest that it knew, for each domain, up to now.
pub struct Window<'a> {
    pub moments: &'a [Realm],
    pub since: Vec<usize>,
    pub now: Timestamp,
}

impl Window<'_> {
    pub fn last(&self) -> &Realm {
        self.moments.last().unwrap()
    }

    /// The moments that somebody may have been seen at.
    pub fn moments_of(&self, person: usize) -> &[Realm] {
        &self.moments[self.since[self.last().seats[person].domain]..]
    }

    /// Everything that was truly said of somebody.
    pub fn claims(&self, person: usize) -> BTreeSet<Claim> {
        self.moments_of(person).iter().map(|at| claim(at, at, person, self.now)).collect()
    }
}

impl Laws {
    pub fn new(state: &State) -> Self {
        let mut laws = Self { faces: BTreeMap::new(), hands: BTreeMap::new() };
        laws.rest(state);
        laws.hands = laws.faces.iter().map(|(mail, face)| (mail.clone(), without_level(face))).collect();
        laws
    }

    /// A hand gave something.
    pub fn note_hand(&mut self, mail: &str, name: &str) {
        self.hands.entry(mail.to_owned()).or_default().insert(name.to_owned());
    }

    /// From here on, this is how the tenant was.
    pub fn rest(&mut self, state: &State) {
        self.faces = faces(state);
    }

    /// Looks at what a step did.
    pub fn judge(&mut self, state: &State, window: &Window<'_>, what: &str) {
        let now = faces(state);
        assert_eq!(now.len(), state.users.len(), "{what}: two accounts have one mail");
        let keys: BTreeSet<_> = state.users.values().flat_map(|user| &user.external_ids).collect();
        let all: usize = state.users.values().map(|user| user.external_ids.len()).sum();
        assert_eq!(keys.len(), all, "{what}: two accounts are one person's");
        for (mail, before) in &self.faces {
            let after = now.get(mail).unwrap_or_else(|| panic!("{what}: the account {mail} is gone"));
            if after.active != before.active || lost(before, after).next().is_some() {
                may_lose(window, mail, before, after, what);
            }
        }
        self.hands_are_kept(&now, what);
        self.faces = now;
    }

    /// A plan of a moment in which a directory said nothing took nothing from its people.
    pub fn keep_all(&self, before: &BTreeMap<String, Face>, window: &Window<'_>, mute: &[bool], what: &str) {
        let last = window.last();
        for person in (0..last.seats.len()).filter(|at| mute[last.seats[*at].domain]) {
            let mail = last.human(person).mail();
            let Some(was) = before.get(&mail) else { continue };
            let is = &self.faces[&mail];
            let less = was.active && !is.active || lost(was, is).next().is_some();
            assert!(
                !less,
                "{what}: {mail} lost something while their directory said nothing: {was:?} {is:?}"
            );
        }
    }

    /// A role goes with an account that is put to sleep, whoever gave it.
    fn hands_are_kept(&mut self, now: &BTreeMap<String, Face>, what: &str) {
        for (mail, given) in &mut self.hands {
            let face = &now[mail];
            if !face.active {
                given.retain(|name| !name.starts_with("role:"));
            }
            let gone = given.iter().find(|name| !face.held.contains_key(*name));
            assert!(gone.is_none(), "{what}: {mail} lost {gone:?}, which a hand gave");
        }
    }
}

fn without_level(face: &Face) -> BTreeSet<String> {
    face.held.iter().filter(|(_, level)| **level == 0).map(|(name, _)| name.clone()).collect()
}

/// What is less than before, with what is left of it.
fn lost<'a>(before: &'a Face, after: &'a Face) -> impl Iterator<Item = (&'a String, Option<u64>)> {
    let left = |name: &String| after.held.get(name).copied();
    before
        .held
        .iter()
        .map(move |(name, level)| (name, *level, left(name)))
        .filter_map(|(name, level, left)| left.is_none_or(|left| left < level).then_some((name, left)))
}

fn may_lose(window: &Window<'_>, mail: &str, before: &Face, after: &Face, what: &str) {
    let human = |person: &usize| window.last().human(*person).mail() == mail;
    let person = (0..window.last().seats.len()).find(human).unwrap();
    let claims = window.claims(person);
    if before.active && !after.active {
        let ended = claims.iter().any(|claim| !claim.enabled);
        assert!(ended, "{what}: {mail} was put to sleep, and was here at all times: {claims:#?}");
    }
    for (name, left) in lost(before, after) {
        let lets_go = |claim: &Claim| claim.wanted().get(name).copied() <= left;
        let free = claims.iter().any(lets_go);
        assert!(
            free,
            "{what}: {mail} lost {name} down to {left:?}, and was to have it at all times: {claims:#?}"
        );
    }
}
