//! Whom else a plan for a few must be about.

use super::Everybody;
use crate::id::{AccountId, Anchor, PersonId};
use crate::person::Links;
use std::collections::{BTreeMap, BTreeSet};

impl Everybody {
    /// These people and everybody on whom their plan depends: who shares a mail, a join value or a key with them, who
    /// claims the same account by its external id (as far as `claims` says), managers who have no link yet, since their
    /// account may be found or made in the same plan, and for the same reason those whose manager has none. What is
    /// planned for these people is the same, whether or not others are planned for at the same time. Ids of records
    /// become ids of people.
    pub fn closed(
        &self,
        focus: &BTreeSet<PersonId>,
        links: &Links,
        claims: &BTreeMap<Anchor, AccountId>,
    ) -> BTreeSet<PersonId> {
        let mut claimants: BTreeMap<AccountId, Vec<&Anchor>> = BTreeMap::new();
        for (anchor, account) in claims {
            claimants.entry(*account).or_default().push(anchor);
        }
        let rivals = |anchor: &Anchor| claims.get(anchor).and_then(|account| claimants.get(account));
        let mut open: Vec<PersonId> = focus.iter().cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            let keys = std::iter::once(&id.anchor).chain(rivals(&id.anchor).into_iter().flatten().copied());
            keys.for_each(|key| open.extend(self.bearers(key)));
            open.extend(self.neighbours(&id, links));
            seen.insert(id);
        }
        seen.iter().map(|id| self.person_of(id, links)).collect()
    }

    /// Everybody who has a key, whatever the source.
    fn bearers(&self, key: &Anchor) -> impl Iterator<Item = PersonId> {
        let sources = self.records.iter().filter(move |(_, records)| records.contains_key(key));
        sources.map(move |(source, _)| PersonId::new(source, key))
    }

    fn neighbours(&self, id: &PersonId, links: &Links) -> Vec<PersonId> {
        let Some(entry) = self.entry(id) else { return Vec::new() };
        let mut found = self.sharing(id).to_vec();
        found.extend(entry.mail.iter().flat_map(|mail| self.by_mail.of(mail)).cloned());
        let linked = |record: &PersonId| links.of_person(&self.person_of(record, links)).is_some();
        let manager = entry.manager.iter().filter(|manager| self.is_present(manager) && !linked(manager));
        found.extend(manager.cloned());
        if !linked(id) {
            found.extend(self.reports.get(id).into_iter().flatten().cloned());
        }
        found
    }
}
