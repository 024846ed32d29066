//! What planning for a few needs to know of everybody: who is in a source, who has which mail, whose records are one
//! person, who administers. Built once, kept by the caller, and told what changed: planning for one person then costs
//! the same among ten people as among a million.

mod closed;
mod few;
mod index;
mod join;
mod tally;
mod tenant;

pub use join::Joined;

use crate::id::{AccountId, Anchor, PersonId, QueueId, RoleId, SourceId};
use crate::policy::Policy;
use crate::record::{JoinKey, SourceBatch, SourceRecord};
use crate::tenant::{Account, TenantSnapshot};
use index::Index;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What planning for a few needs to know of everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Everybody {
    join: Option<JoinKey>,
    /// The sources in order of precedence.
    sources: Vec<SourceId>,
    records: BTreeMap<SourceId, BTreeMap<Anchor, Entry>>,
    by_mail: Index<PersonId>,
    by_value: Index<PersonId>,
    /// Records that name somebody as their manager.
    reports: BTreeMap<PersonId, BTreeSet<PersonId>>,
    accounts: tenant::Accounts,
}

/// What is kept of one record.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    mail: Option<Arc<str>>,
    /// The value by which it may be joined with records of other sources.
    value: Option<Arc<str>>,
    manager: Option<PersonId>,
}

impl Everybody {
    /// Looks at everybody once.
    pub fn new(policy: &Policy, batches: &[SourceBatch], snapshot: &TenantSnapshot) -> Self {
        let mut everybody = Self {
            join: policy.join,
            sources: policy.sources.clone(),
            records: BTreeMap::new(),
            by_mail: Index::default(),
            by_value: Index::default(),
            reports: BTreeMap::new(),
            accounts: tenant::Accounts::new(snapshot),
        };
        for batch in batches {
            for record in &batch.records {
                everybody.record_changed(&batch.source, &record.anchor, Some(record));
            }
        }
        everybody
    }

    /// Learns what a source says of somebody now; `None` where it says nothing any more.
    pub fn record_changed(&mut self, source: &SourceId, anchor: &Anchor, record: Option<&SourceRecord>) {
        let id = PersonId::new(source, anchor);
        self.forget(&id);
        let Some(record) = record else { return };
        let entry = Entry {
            mail: record.mail.as_deref().map(Arc::from),
            value: self.join.and_then(|key| key.of(record)).map(Arc::from),
            manager: record.manager.clone(),
        };
        entry.mail.iter().for_each(|mail| self.by_mail.insert(mail, id.clone()));
        entry.value.iter().for_each(|value| self.by_value.insert(value, id.clone()));
        if let Some(manager) = &entry.manager {
            self.reports.entry(manager.clone()).or_default().insert(id.clone());
        }
        let records = match self.records.get_mut(source) {
            Some(records) => records,
            None => self.records.entry(source.clone()).or_default(),
        };
        records.insert(anchor.clone(), entry);
    }

    fn forget(&mut self, id: &PersonId) {
        let Some(records) = self.records.get_mut(&id.source) else { return };
        let Some(entry) = records.remove(&id.anchor) else { return };
        if records.is_empty() {
            self.records.remove(&id.source);
        }
        entry.mail.iter().for_each(|mail| self.by_mail.remove(mail, id));
        entry.value.iter().for_each(|value| self.by_value.remove(value, id));
        let Some(manager) = &entry.manager else { return };
        let Some(reports) = self.reports.get_mut(manager) else { return };
        reports.remove(id);
        if reports.is_empty() {
            self.reports.remove(manager);
        }
    }

    /// Learns what became of an account: as it was, and as it is now.
    pub fn account_changed(&mut self, before: Option<&Account>, after: Option<&Account>) {
        before.into_iter().for_each(|account| self.accounts.remove(account));
        after.into_iter().for_each(|account| self.accounts.add(account));
    }

    /// Whether a source describes somebody now.
    pub fn is_present(&self, record: &PersonId) -> bool {
        self.entry(record).is_some()
    }

    /// Accounts of the listing with a mail address, in every state.
    pub fn accounts_with_mail(&self, mail: &str) -> &[AccountId] {
        self.accounts.by_mail.of(mail)
    }

    /// Records with a mail address, in whichever source.
    pub fn records_with_mail(&self, mail: &str) -> &[PersonId] {
        self.by_mail.of(mail)
    }

    /// Roles whose holders can hand out roles.
    pub fn administrative_roles(&self) -> &BTreeSet<RoleId> {
        &self.accounts.administrative
    }

    /// Active accounts that hold such a role themselves.
    pub fn administrators(&self) -> &BTreeSet<AccountId> {
        &self.accounts.administrators
    }

    /// How many active accounts are in a queue that was read.
    pub fn members_of_queue(&self, queue: QueueId) -> u64 {
        self.accounts.members.of(queue)
    }

    /// How many active accounts hold a role themselves, in whichever division, as far as it was read.
    pub fn holders_of_role(&self, role: RoleId) -> u64 {
        self.accounts.holders.of(role)
    }

    /// Where a source stands in the order of precedence: the lower, the sooner it is believed.
    pub fn rank(&self, source: &SourceId) -> usize {
        self.sources.iter().position(|known| known == source).unwrap_or(self.sources.len())
    }

    fn entry(&self, record: &PersonId) -> Option<&Entry> {
        self.records.get(&record.source)?.get(&record.anchor)
    }
}
