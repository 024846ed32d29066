//! What the service knows of its sources: replicas of directories, tables of people, and how well each source is.

use super::acceptance::{finding, is_accepted, measure_by};
use super::news::{News, Read, Word};
use super::status::SourceStatus;
use super::watched::{Form, Watched};
use crate::staff::Staff;
use muster_connectors::directory::{Description, Forest, Loading, Position, Replica};
use muster_core::id::{PersonId, SourceId};
use muster_core::record::{Coverage, SourceBatch, SourceRecord};
use muster_core::time::Timestamp;
use muster_store::{Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// What the service knows of its sources.
pub(crate) struct Knowledge {
    forest: Forest,
    tables: BTreeMap<SourceId, SourceBatch>,
    /// HR sources.
    pub(super) staff: BTreeMap<SourceId, Staff>,
    /// In the order of the configuration.
    sources: Vec<SourceStatus>,
    /// Whose account expires, and when.
    expiries: BTreeMap<PersonId, Timestamp>,
}

/// What one word from a source means.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// Whose record may be another one.
    pub(crate) affected: BTreeSet<PersonId>,
    /// What happened, for people.
    pub(crate) events: Vec<String>,
    /// Whether absence may be believed again, or no more.
    pub(crate) coverage_changed: bool,
}

impl Knowledge {
    /// What is remembered of the sources. A replica that makes no sense is forgotten: the directory is read
    /// anew then.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn remembered(
        sources: &[Watched],
        shrink_percent: u64,
        store: &mut dyn Store,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut forest = Forest::default();
        let mut staff = BTreeMap::new();
        for source in sources {
            let name = source.name.clone();
            match &source.form {
                Form::Followed(scope) => {
                    forest.add(name, scope.clone(), shrink_percent, stored(&source.name, store)?)
                }
                Form::Described(scope) => forest.add_chosen(name, scope.clone()),
                Form::Staff(settings) => {
                    staff.insert(name, Staff::remembered((**settings).clone(), store, now)?);
                }
                Form::Table => {}
            }
        }
        let sources = sources.iter().map(unread).collect();
        let expiries = forest.batches().iter().flat_map(expiries).collect();
        let mut knowledge = Self { forest, tables: BTreeMap::new(), staff, sources, expiries };
        knowledge.refresh();
        let names: Vec<SourceId> = knowledge.staff.keys().cloned().collect();
        names.iter().for_each(|source| knowledge.refresh_staff(source));
        Ok(knowledge)
    }

    /// Where the last read of a directory ended.
    pub(crate) fn position(&self, source: &SourceId) -> Option<Position> {
        self.forest.replica(source)?.position().cloned()
    }

    /// Takes a word in, and makes it durable before it counts.
    ///
    /// # Errors
    /// When the store fails; the word must not be acted upon then.
    pub(crate) fn take(&mut self, news: News, store: &mut dyn Store) -> Result<Heard, StoreError> {
        let before = self.coverage_of(&news.source);
        let mut heard = match news.word {
            Word::Changed(read) => self.directory(&news.source, *read, store)?,
            Word::Described(read) => self.described(&news.source, *read, news.noticed_at),
            Word::Files => self.files(&news.source, news.noticed_at, store)?,
            Word::Delivered(deliveries) => {
                self.delivered(&news.source, deliveries, news.noticed_at, store)?
            }
            Word::Table(batch) => self.table(*batch, news.noticed_at),
            Word::Trouble { sentence, hint } => self.trouble(&news.source, &sentence, &hint),
            Word::Quiet => self.quiet(&news.source, news.noticed_at),
        };
        heard.coverage_changed = before != self.coverage_of(&news.source);
        if !heard.affected.is_empty() {
            self.expiries.retain(|person, _| !heard.affected.contains(person));
            self.expiries.extend(self.read_batches_of(&heard.affected).iter().flat_map(expiries));
        }
        Ok(heard)
    }

    fn directory(
        &mut self,
        source: &SourceId,
        read: Read,
        store: &mut dyn Store,
    ) -> Result<Heard, StoreError> {
        let accepted = is_accepted(source, &read.delta, store)?;
        let applied = match accepted {
            true => self.forest.apply_accepting(source, &read.delta),
            false => self.forest.apply(source, &read.delta),
        };
        let Some(applied) = applied else { return Ok(Heard::default()) };
        if let Some(replica) = self.forest.replica(source) {
            store.remember_replica(source, &replica.change(source, &applied))?;
        }
        if accepted {
            let brought = self.forest.batches_of(&BTreeSet::new());
            brought
                .iter()
                .filter(|batch| batch.source == *source)
                .try_for_each(|batch| measure_by(batch, store))?;
        }
        let affected = self.forest.affected(source, &applied.touched);
        self.refresh();
        if let Some(status) = self.of(source) {
            status.at = read.delta.position.server.clone();
            status.track = read.delta.position.track.word().into();
            status.usn = read.delta.position.usn;
            status.whole_at = Some(read.delta.position.whole_at);
            status.why_whole = read.why_whole.or(status.why_whole.take());
            status.findings = read.findings;
            status.well(read.delta.read_at);
        }
        let events = applied.events.into_iter().map(|event| event.sentence).collect();
        Ok(Heard { affected, events, coverage_changed: false })
    }

    fn table(&mut self, batch: SourceBatch, at: Timestamp) -> Heard {
        let source = batch.source.clone();
        let affected = match self.tables.get(&source) {
            Some(known) => differing(known, &batch),
            None => people(&batch).map(|(person, _)| person).collect(),
        };
        self.tables.insert(source.clone(), batch);
        self.read_whole(&source, affected, at)
    }

    fn described(&mut self, source: &SourceId, read: Description, at: Timestamp) -> Heard {
        let Some(applied) = self.forest.describe(source, read) else { return Heard::default() };
        let affected = self.forest.affected(source, &applied.touched);
        self.read_whole(source, affected, at)
    }

    fn read_whole(&mut self, source: &SourceId, affected: BTreeSet<PersonId>, at: Timestamp) -> Heard {
        self.refresh();
        if let Some(status) = self.of(source) {
            status.whole_at = Some(at);
            status.well(at);
        }
        let events = if affected.is_empty() { Vec::new() } else { vec![format!("{source} changed")] };
        Heard { affected, events, coverage_changed: false }
    }

    fn trouble(&mut self, source: &SourceId, sentence: &str, hint: &str) -> Heard {
        if let Some(status) = self.of(source) {
            status.trouble = Some(format!("{sentence}; {hint}"));
        }
        Heard::default()
    }

    fn quiet(&mut self, source: &SourceId, at: Timestamp) -> Heard {
        if let Some(status) = self.of(source) {
            status.heard_at = Some(at);
        }
        Heard::default()
    }

    /// Whether every source has been read once, now or in an earlier life.
    pub(crate) fn is_ready(&self) -> bool {
        self.sources.iter().all(|source| source.read_at.is_some())
    }

    /// What the sources say, in the order of the configuration. Of one that cannot be read, what was known last, and
    /// its absence is not believed.
    pub(crate) fn batches(&self, now: Timestamp) -> Vec<SourceBatch> {
        let staff = self.staff_batches(None, now);
        self.in_order(self.forest.batches(), self.tables.values().cloned().chain(staff))
    }

    /// The same with the records of these people only.
    pub(crate) fn batches_of(&self, people: &BTreeSet<PersonId>, now: Timestamp) -> Vec<SourceBatch> {
        let staff = self.staff_batches(Some(people), now);
        self.in_order(self.read_batches_of(people), staff.into_iter())
    }

    /// Those of directories and tables.
    fn read_batches_of(&self, people: &BTreeSet<PersonId>) -> Vec<SourceBatch> {
        let tables = self.tables.values().map(|batch| {
            let wanted =
                |record: &&SourceRecord| people.contains(&PersonId::new(&batch.source, &record.anchor));
            SourceBatch { records: batch.records.iter().filter(wanted).cloned().collect(), ..batch.clone() }
        });
        self.forest.batches_of(people).into_iter().chain(tables).collect()
    }

    fn in_order(
        &self,
        directories: Vec<SourceBatch>,
        tables: impl Iterator<Item = SourceBatch>,
    ) -> Vec<SourceBatch> {
        let all = directories.into_iter().chain(tables);
        let mut by_source: BTreeMap<SourceId, SourceBatch> =
            all.map(|batch| (batch.source.clone(), batch)).collect();
        let batches = self.sources.iter().filter_map(|status| {
            let batch = by_source.remove(&status.name)?;
            let coverage = lowered(batch.coverage, status);
            Some(SourceBatch { coverage, ..batch })
        });
        batches.collect()
    }

    /// How the sources are.
    pub(crate) fn status(&self) -> Vec<SourceStatus> {
        let lowered = |status: &SourceStatus| SourceStatus {
            coverage: lowered(status.coverage.clone(), status),
            ..status.clone()
        };
        self.sources.iter().map(lowered).collect()
    }

    /// The next moment after `now` at which somebody's account expires: nobody tells of that.
    pub(crate) fn next_expiry(&self, now: Timestamp) -> Option<Timestamp> {
        self.expiries.values().copied().filter(|at| *at > now).min()
    }

    pub(super) fn of(&mut self, source: &SourceId) -> Option<&mut SourceStatus> {
        self.sources.iter_mut().find(|status| status.name == *source)
    }

    fn coverage_of(&self, source: &SourceId) -> Option<Coverage> {
        let status = self.sources.iter().find(|status| status.name == *source)?;
        Some(lowered(status.coverage.clone(), status))
    }

    /// Counts anew what the sources hold.
    fn refresh(&mut self) {
        // Groups and numbers are all that is wanted: records take their time.
        for batch in self.forest.batches_of(&BTreeSet::new()).iter().chain(self.tables.values()) {
            let Some(status) = self.sources.iter_mut().find(|status| status.name == batch.source) else {
                continue;
            };
            let in_scope = batch.groups.iter().filter(|group| group.in_scope).count();
            (status.people, status.groups) = (batch.population, in_scope as u64);
            status.coverage = batch.coverage.clone();
            let doubted = self.forest.replica(&batch.source).and_then(Replica::doubted);
            status.to_accept = doubted.map(|brought| finding(&batch.source, brought));
            status.read_at = Some(batch.read_at).filter(|at| *at != Timestamp::UNIX_EPOCH);
        }
    }
}

/// What is remembered of a directory.
fn stored(source: &SourceId, store: &mut dyn Store) -> Result<Replica, StoreError> {
    let mut loading = Loading::default();
    store.replica(source, &mut |row| loading.take(row))?;
    Ok(loading.finish().unwrap_or_else(|problem| {
        tracing::warn!(%source, "what was remembered is damaged, everything is read: {problem}");
        Replica::default()
    }))
}

impl SourceStatus {
    pub(super) fn well(&mut self, at: Timestamp) {
        self.trouble = None;
        self.heard_at = Some(at);
        self.read_at = Some(at);
    }
}

fn unread(source: &Watched) -> SourceStatus {
    let track = match source.form {
        Form::Followed(_) => "ldap",
        Form::Described(_) | Form::Table => "file",
        Form::Staff(_) => "hr",
    };
    SourceStatus {
        name: source.name.clone(),
        at: source.at.clone(),
        track: track.into(),
        coverage: Coverage::Partial { missing: vec!["it was not read yet".into()] },
        trouble: None,
        to_accept: None,
        findings: Vec::new(),
        heard_at: None,
        read_at: None,
        whole_at: None,
        why_whole: None,
        usn: None,
        people: 0,
        groups: 0,
    }
}

/// A source in trouble says nothing by being silent.
fn lowered(coverage: Coverage, status: &SourceStatus) -> Coverage {
    let Some(trouble) = &status.trouble else { return coverage };
    let mut missing = match coverage {
        Coverage::Complete => Vec::new(),
        Coverage::Partial { missing } => missing,
    };
    missing.insert(0, format!("what changed since the last read is not known: {trouble}"));
    Coverage::Partial { missing }
}

fn expiries(batch: &SourceBatch) -> Vec<(PersonId, Timestamp)> {
    people(batch).filter_map(|(person, record)| Some((person, record.expires_at?))).collect()
}

fn people(batch: &SourceBatch) -> impl Iterator<Item = (PersonId, &SourceRecord)> {
    batch.records.iter().map(|record| (PersonId::new(&batch.source, &record.anchor), record))
}

/// Whose records are not the same in both. Where groups differ, explanations do, for everybody.
fn differing(one: &SourceBatch, other: &SourceBatch) -> BTreeSet<PersonId> {
    let (before, after): (BTreeMap<_, _>, BTreeMap<_, _>) = (people(one).collect(), people(other).collect());
    let all: BTreeSet<&PersonId> = before.keys().chain(after.keys()).collect();
    let groups = one.groups != other.groups;
    all.into_iter().filter(|id| groups || before.get(id) != after.get(id)).cloned().collect()
}
