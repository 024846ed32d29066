//! Everybody who matters to a plan: the people in the sources, and those who are remembered but gone.

use super::PlanInput;
use crate::desire::{Desire, desire, in_scope};
use crate::id::PersonId;
use crate::person::Link;
use crate::plan::{Provenance, Subject};
use crate::policy::Groups;
use crate::record::SourceRecord;
use crate::tenant::Account;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// One person with what should be true of them.
pub struct Member<'a> {
    /// Who.
    pub id: PersonId,
    /// Their record; `None` where they are remembered but in no source any more.
    pub record: Option<&'a SourceRecord>,
    /// Their link.
    pub link: Option<&'a Link>,
    /// What should be true of them while they are here.
    pub desire: Desire,
    /// Whether they are managed.
    pub in_scope: bool,
    /// Whether they are gone, disabled or expired.
    pub ended: bool,
}

/// Everybody, by id.
pub struct Roster<'a>(BTreeMap<PersonId, Member<'a>>);

impl<'a> Roster<'a> {
    /// Everybody in the sources and in the links.
    pub fn new(input: &PlanInput<'a>) -> Self {
        let mut members = BTreeMap::new();
        for batch in input.batches {
            let groups: Groups =
                batch.groups.iter().map(|group| (group.anchor.clone(), group.clone())).collect();
            for record in &batch.records {
                let id = PersonId::new(&batch.source, &record.anchor);
                let desire = desire(input.policy, &batch.source, record, &groups);
                let in_scope = in_scope(input.policy, record, &desire);
                let ended = !record.usable_at(input.as_of);
                let link = input.links.of_person(&id);
                members
                    .insert(id.clone(), Member { id, record: Some(record), link, desire, in_scope, ended });
            }
        }
        for link in input.links.iter() {
            members.entry(link.person.clone()).or_insert_with(|| Member::gone(link));
        }
        Self(members)
    }

    /// Everybody, in order.
    pub fn members(&self) -> impl Iterator<Item = &Member<'a>> {
        self.0.values()
    }

    /// Everybody who is in a source now.
    pub fn present(&self) -> BTreeSet<PersonId> {
        self.members().filter(|member| member.record.is_some()).map(|member| member.id.clone()).collect()
    }

    /// People who are to be paired: managed ones, and those who have a link.
    pub fn to_correlate(&self) -> impl Iterator<Item = (&PersonId, &SourceRecord)> {
        // People who are remembered but gone have no record: their link alone decides.
        static GONE: LazyLock<SourceRecord> = LazyLock::new(|| SourceRecord::blank("".into(), ""));
        self.members()
            .filter(|member| member.in_scope || member.link.is_some())
            .map(|member| (&member.id, member.record.unwrap_or(&GONE)))
    }
}

impl<'a> Member<'a> {
    fn gone(link: &'a Link) -> Self {
        let desire = Desire::default();
        Self { id: link.person.clone(), record: None, link: Some(link), desire, in_scope: false, ended: true }
    }

    /// The name for people.
    pub fn display_name(&self) -> &str {
        match (self.record, self.link) {
            (Some(record), _) => &record.display_name,
            (None, Some(link)) => &link.display_name,
            (None, None) => self.id.anchor.as_str(),
        }
    }

    /// Whom changes are about.
    pub fn subject(&self, account: Option<&Account>) -> Subject {
        Subject {
            person: self.id.clone(),
            display_name: self.display_name().to_owned(),
            mail: self.record.and_then(|record| record.mail.clone()),
            account: account.map(|account| account.id),
            version: account.map(|account| account.version),
        }
    }

    /// Why the person's time here is over.
    pub fn why_ended(&self) -> Provenance {
        let source = self.id.source.clone();
        match self.record {
            None => Provenance::Gone { source },
            Some(record) if !record.enabled => Provenance::Record { source, fact: "disabled".into() },
            Some(_) => Provenance::Record { source, fact: "expired".into() },
        }
    }
}
