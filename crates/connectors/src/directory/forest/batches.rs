//! What the directories say, as records.

use super::weave::Weave;
use super::{Domain, Forest, Node, anchor};
use crate::directory::batch::believable;
use crate::directory::person;
use crate::directory::replica::too_large;
use jiff::Timestamp;
use muster_core::id::PersonId;
use muster_core::record::{Coverage, Cursor, SourceBatch, SourceRecord};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Forest {
    /// Everything that the directories say, a batch for each in the order in which they were added.
    pub fn batches(&self) -> Vec<SourceBatch> {
        let weave = Weave::new(self);
        let all = (0..self.domains.len()).map(|at| {
            let people = self.domains[at].people.iter();
            self.batch(&weave, at, people.filter_map(|guid| self.record(&weave, (at, *guid))).collect())
        });
        all.collect()
    }

    /// The same batches with the records of these people only. Who of them is not in a batch is not in scope.
    pub fn batches_of(&self, people: &BTreeSet<PersonId>) -> Vec<SourceBatch> {
        let weave = Weave::new(self);
        let some = self.domains.iter().enumerate().map(|(at, domain)| {
            let own = people.iter().filter(|person| person.source == domain.source);
            let guids: BTreeSet<Uuid> =
                own.filter_map(|person| person.anchor.as_str().parse().ok()).collect();
            let inside = guids.intersection(&domain.people);
            self.batch(&weave, at, inside.filter_map(|guid| self.record(&weave, (at, *guid))).collect())
        });
        some.collect()
    }

    fn batch(&self, weave: &Weave<'_>, at: usize, records: Vec<SourceRecord>) -> SourceBatch {
        let domain = &self.domains[at];
        let mut rejected = domain.replica.rejected();
        rejected.extend(domain.twins.iter().cloned());
        rejected.sort_by(|one, other| (&one.location, &one.reason).cmp(&(&other.location, &other.reason)));
        SourceBatch {
            source: domain.source.clone(),
            read_at: domain.replica.read_at().unwrap_or(Timestamp::UNIX_EPOCH),
            coverage: believable(domain.believed(), domain.people.len(), &rejected),
            is_directory: true,
            cursor: domain.cursor(),
            population: domain.people.len() as u64,
            records,
            groups: weave.groups[at].clone(),
            rejected,
            members_unresolved: weave.unresolved[at],
            upcoming: Vec::new(),
        }
    }

    fn record(&self, weave: &Weave<'_>, node: Node) -> Option<SourceRecord> {
        let (at, guid) = node;
        let domain = &self.domains[at];
        let object = domain.replica.live(guid)?;
        let entry = object.entry(guid, domain.replica.location(guid)?);
        let mut record = person::record(&entry, anchor(guid), &domain.spec);
        record.manager = self.manager(node);
        (record.memberships, record.elsewhere) = weave.memberships(node);
        record.problems.extend(object.oversize.iter().map(|(name, bytes)| too_large(name, *bytes)));
        Some(record)
    }
}

impl Forest {
    /// The manager, where it is a person in scope of any of the directories.
    fn manager(&self, (at, guid): Node) -> Option<PersonId> {
        let managers = self.domains[at].replica.managers().targets(guid);
        let found = managers.filter_map(|target| self.resolve(at, target));
        let person = found.filter(|(of, manager)| self.domains[*of].people.contains(manager)).min();
        person.map(|(of, manager)| PersonId::new(&self.domains[of].source, &anchor(manager)))
    }
}

impl Domain {
    fn believed(&self) -> Coverage {
        let both = [self.coverage.clone(), self.replica.coverage()].into_iter();
        let missing: Vec<String> = both
            .flat_map(|coverage| match coverage {
                Coverage::Complete => Vec::new(),
                Coverage::Partial { missing } => missing,
            })
            .collect();
        if missing.is_empty() { Coverage::Complete } else { Coverage::Partial { missing } }
    }

    fn cursor(&self) -> Option<Cursor> {
        self.cursor.clone().or_else(|| {
            let position = self.replica.position()?;
            Some(Cursor(format!("{}:{}", position.invocation_id.as_ref()?, position.usn?)))
        })
    }
}
