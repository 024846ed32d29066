//! What a file says of everybody. Nothing of it counts before the file was read to its end and found whole.

use super::{Stated, Workers};
use crate::id::Anchor;
use crate::time::Timestamp;
use crate::worker::{Facts, Statement};
use std::collections::BTreeSet;

/// A file while it is read.
#[derive(Debug)]
pub struct Export {
    /// When it was written.
    written_at: Timestamp,
    /// What it says that was not known.
    news: Vec<Statement>,
    /// Whom it speaks of.
    listed: BTreeSet<Anchor>,
}

/// What a file came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Whose record may be another one.
    pub affected: BTreeSet<Anchor>,
    /// Statements that cannot be true, each with its worker and the reason.
    pub refused: Vec<(Anchor, String)>,
    /// Deliveries that were parked and count now.
    pub unparked: Vec<u64>,
}

impl Export {
    /// A file that was written at a moment, with nothing read yet.
    pub fn new(written_at: Timestamp) -> Self {
        Self { written_at, news: Vec::new(), listed: BTreeSet::new() }
    }

    /// Reads one row: what it says that is known already is not remembered again.
    pub fn row(&mut self, workers: &Workers, statement: Statement) {
        self.listed.insert(statement.worker.clone());
        let facts = workers.news(self.written_at, &statement);
        if !facts.is_empty() {
            self.news.push(Statement { facts, ..statement });
        }
    }

    /// Somebody is in the file, although what it says of them cannot be used.
    pub fn lists(&mut self, worker: Anchor) {
        self.listed.insert(worker);
    }

    /// How many workers it speaks of.
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// Whether it speaks of nobody.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
}

impl Workers {
    /// Takes in what a whole file says. Where it lists everybody, whoever is not in it is gone, unless something was
    /// stated of them after it was written.
    pub fn take_export(&mut self, export: Export, lists_everybody: bool) -> Exported {
        let Export { written_at, news, listed } = export;
        let mut done = Exported::default();
        for statement in news {
            let worker = statement.worker.clone();
            match self.state(Stated { came_at: written_at, delivery: None, statement }) {
                Ok(()) => {
                    done.affected.insert(worker);
                }
                Err(reason) => done.refused.push((worker, reason)),
            }
        }
        let described: Vec<Anchor> =
            done.affected.iter().filter(|worker| self.is_described(worker)).cloned().collect();
        done.unparked = described.iter().flat_map(|worker| self.unpark(worker)).collect();
        done.affected.extend(self.come_back(&listed));
        if lists_everybody {
            done.affected.extend(self.miss(&listed, written_at));
        }
        done
    }

    fn come_back(&mut self, listed: &BTreeSet<Anchor>) -> Vec<Anchor> {
        let gone = |worker: &&Anchor| self.known.get(*worker).is_some_and(|known| known.gone_at.is_some());
        let back: Vec<Anchor> = listed.iter().filter(gone).cloned().collect();
        back.iter().for_each(|worker| self.set_gone(worker, None));
        back
    }

    fn miss(&mut self, listed: &BTreeSet<Anchor>, written_at: Timestamp) -> Vec<Anchor> {
        let missing = self.known.iter().filter(|(worker, known)| {
            let newest = known.stated.iter().map(|(_, stated)| stated.came_at).max();
            known.gone_at.is_none()
                && !listed.contains(*worker)
                && newest.is_none_or(|newest| newest < written_at)
        });
        let described = missing.filter(|(worker, _)| self.is_described(worker));
        let missing: Vec<Anchor> = described.map(|(worker, _)| worker.clone()).collect();
        missing.iter().for_each(|worker| self.set_gone(worker, Some(written_at)));
        missing
    }

    fn set_gone(&mut self, worker: &Anchor, at: Option<Timestamp>) {
        if let Some(known) = self.known.get_mut(worker) {
            known.gone_at = at;
            self.change.gone.insert(worker.clone(), at);
            self.reckon(worker, Timestamp::MIN);
        }
    }

    /// What a statement says that is not known already for the moment at which it takes effect.
    fn news(&self, came_at: Timestamp, statement: &Statement) -> Facts {
        let stated = Stated { came_at, delivery: None, statement: statement.clone() };
        let timeline = self.timeline(&statement.worker);
        let known = timeline.as_ref().and_then(|timeline| timeline.facts_in_effect(timeline.effect(&stated)));
        let said = |fact| known.and_then(|known| known.get(fact)).and_then(Option::as_ref);
        let facts = statement.facts.iter().filter(|(fact, new)| said(fact) != new.as_ref());
        facts.map(|(fact, new)| (fact.clone(), new.clone())).collect()
    }
}
