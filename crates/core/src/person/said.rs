//! A person, across sources: everything that the sources say of them.

use super::lifecycle::Lifecycle;
use super::trust::{EndedWhen, Topic, Trust};
use crate::entitlement::Field;
use crate::id::{Anchor, GroupKey, PersonId, SourceId};
use crate::record::{JoinKey, MembershipPath, SourceRecord};
use crate::time::Timestamp;

/// A person with what the sources say of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Person<'a> {
    /// Who.
    pub id: PersonId,
    /// Their records in order of precedence; none where they are remembered but in no source any more.
    pub says: Vec<Saying<'a>>,
    /// Why their records could not be joined with others; nothing is done for them then.
    pub clash: Option<Box<Clash>>,
    /// Which source is believed about what; `None`: each in the order above.
    pub trust: Option<&'a Trust>,
}

/// What one source says of a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Saying<'a> {
    /// Which source.
    pub source: &'a SourceId,
    /// Its record.
    pub record: &'a SourceRecord,
}

/// Records that have one value and cannot be one person for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// By what they would be joined.
    pub key: JoinKey,
    /// The value that they share.
    pub value: String,
    /// Whose records the others are.
    pub others: Vec<PersonId>,
}

impl<'a> Person<'a> {
    /// Somebody of whom one source speaks.
    pub fn alone(id: PersonId, source: &'a SourceId, record: &'a SourceRecord) -> Self {
        Self { id, says: vec![Saying { source, record }], clash: None, trust: None }
    }

    /// Somebody who is remembered but in no source any more.
    pub fn gone(id: PersonId) -> Self {
        Self { id, says: Vec::new(), clash: None, trust: None }
    }

    /// The source that speaks first for the person; the remembered one where none does any more.
    pub fn source(&self) -> &SourceId {
        self.says.first().map_or(&self.id.source, |said| said.source)
    }

    /// What a source says.
    pub fn record_in(&self, source: &SourceId) -> Option<&'a SourceRecord> {
        self.says.iter().find(|said| said.source == source).map(|said| said.record)
    }

    /// The first value that any source gives, with that source.
    pub fn said<T>(&self, of: impl Fn(&'a SourceRecord) -> Option<T>) -> Option<(&'a SourceId, T)> {
        self.says.iter().find_map(|said| of(said.record).map(|value| (said.source, value)))
    }

    /// The mail address of the first source that has one.
    pub fn mail(&self) -> Option<&'a str> {
        self.said_of(&Topic::Field(Field::Mail), |record| record.mail.as_deref()).map(|(_, mail)| mail)
    }

    /// The mail addresses of all sources.
    pub fn mails(&self) -> impl Iterator<Item = &'a str> {
        self.says.iter().filter_map(|said| said.record.mail.as_deref())
    }

    /// The name that people see; empty where no source has one.
    pub fn display_name(&self) -> &'a str {
        self.said_of(&Topic::Field(Field::Name), |record| named(&record.display_name))
            .map_or("", |(_, name)| name)
    }

    /// The first source that names a manager, and the manager's record.
    pub fn manager(&self) -> Option<(&'a SourceId, &'a PersonId)> {
        self.said_of(&Topic::Manager, |record| record.manager.as_ref())
    }

    /// How the person came into a group, as the group's source or another directory says.
    pub fn path(&self, group: &GroupKey) -> Option<&'a MembershipPath> {
        let own = self.record_in(&group.source).and_then(|record| record.memberships.get(&group.anchor));
        own.or_else(|| {
            let elsewhere = self.says.iter().flat_map(|said| &said.record.elsewhere);
            elsewhere.filter(|(key, _)| key == group).map(|(_, path)| path).next()
        })
    }

    /// Whether the person may work, or will.
    pub fn usable_at(&self, now: Timestamp) -> bool {
        self.lifecycle(now) != Lifecycle::Ended
    }

    /// Every key under which an account may know the person.
    pub fn anchors(&self) -> impl Iterator<Item = &Anchor> {
        let records = self.says.iter().map(|said| &said.record.anchor);
        std::iter::once(&self.id.anchor).chain(records.filter(|anchor| **anchor != self.id.anchor))
    }

    /// What is wrong with the records, and where a later source thinks otherwise about whether the person may work.
    pub fn problems(&self, now: Timestamp) -> Vec<String> {
        let mut problems: Vec<String> =
            self.says.iter().flat_map(|said| said.record.problems.iter().cloned()).collect();
        let Some((_, believed)) = self.standing(now) else { return problems };
        let ours = believed.record.usable_at(now);
        let why = match self.trust.map(|trust| trust.ended_when) {
            Some(EndedWhen::Any) => "says otherwise, and one is enough:",
            Some(EndedWhen::First) | None => "comes first and says",
        };
        for other in self.says.iter().filter(|other| other.record.usable_at(now) != ours) {
            let (source, theirs) = (other.source, word(other.record, !ours));
            problems.push(format!(
                "{theirs} in {source}; {} {why} {}",
                believed.source,
                word(believed.record, ours)
            ));
        }
        problems
    }
}

/// Whether somebody may work, in the words of who says so.
fn word(record: &SourceRecord, usable: bool) -> &'static str {
    match (usable, &record.work) {
        (true, _) => "active",
        (false, None) => "disabled or expired",
        (false, Some(_)) => "ended",
    }
}

fn named(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.trim().is_empty())
}
