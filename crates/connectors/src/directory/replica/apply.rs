//! Applies a read. Objects come first and links after them, so that it does not matter who comes before whom.

use super::applied::{Applied, Link};
use super::census::Census;
use super::described::{Described, too_large};
use super::edges::Target;
use super::faults::{Fault, Faults};
use super::guard::SweepGuard;
use super::journal::Journal;
use super::{Replica, events};
use crate::directory::delta::{Delta, Extent, Form};
use muster_core::record::Rejected;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The links that a whole read names, by the objects that they point from.
type Wanted = BTreeMap<(Link, Uuid), BTreeSet<Target>>;

impl Replica {
    /// Applies a read. Applying it again changes nothing.
    ///
    /// Where `guard` objects to a whole read, what the read names is taken over and what it does not name stays;
    /// [`Applied::coverage`] says what is missing.
    pub fn apply(&mut self, delta: &Delta, guard: &SweepGuard<'_>) -> Applied {
        let census = Census::new(delta);
        let unswept = match delta.extent {
            Extent::Whole => guard.objections(self, &census, delta.form),
            Extent::Since => Vec::new(),
        };
        let sweeps = delta.extent == Extent::Whole && unswept.is_empty();
        let bases = guard.bases_found(self);
        let mut journal = Journal::new(self.is_empty());
        let mut faults = census.faults.clone();
        let mut findings = self.take_objects(&mut journal, delta, &census, &mut faults);
        if sweeps {
            self.sweep(&mut journal, &census.named);
        }
        match delta.extent {
            Extent::Whole => self.take_all_links(&mut journal, delta.form, &census, sweeps),
            Extent::Since => self.take_links(&mut journal, delta.form, &census),
        }
        self.settle(&mut journal);
        findings.extend(
            faults
                .iter()
                .map(|fault| Rejected { location: fault.location.clone(), reason: fault.reason.clone() }),
        );
        self.remember_faults(delta, &census, faults);
        self.remember_bases(guard, bases);
        if delta.extent == Extent::Whole {
            self.state.brought = (!unswept.is_empty()).then(|| census.people());
            self.state.unswept = unswept;
        }
        self.state.position = Some(delta.position.clone());
        self.state.read_at = Some(delta.read_at);
        self.told(&journal, delta, findings)
    }

    fn told(&self, journal: &Journal, delta: &Delta, mut findings: Vec<Rejected>) -> Applied {
        findings.sort_by(|one, other| (&one.location, &one.reason).cmp(&(&other.location, &other.reason)));
        Applied {
            rows: journal.rows(self),
            touched: journal.touched(self),
            events: events::events(self, journal, delta.read_at),
            findings,
            coverage: self.coverage(),
        }
    }

    /// Takes all objects over, and returns what is wrong with single attributes.
    fn take_objects(
        &mut self,
        journal: &mut Journal,
        delta: &Delta,
        census: &Census<'_>,
        faults: &mut Vec<Fault>,
    ) -> Vec<Rejected> {
        let mut findings = Vec::new();
        let mut seen = BTreeSet::new();
        for &(guid, entry) in &census.entries {
            let Ok(described) = Described::new(entry, delta.form) else { continue };
            // A whole read tells of an object from the beginning, but may need several entries for it.
            let anew = delta.form == Form::Full || (delta.extent == Extent::Whole && seen.insert(guid));
            let was_live = self.live(guid).is_some();
            self.upsert(journal, &described, anew);
            let restored = described.deleted == Some(false) && was_live && delta.extent == Extent::Since;
            if described.deleted == Some(true) || restored {
                // Whoever was deleted has lost all memberships, and coming back does not bring them back.
                self.drop_links(journal, guid);
            }
            let location = super::described::plain_name(&entry.dn);
            findings.extend(described.oversize.iter().map(|(name, bytes)| Rejected {
                location: location.to_owned(),
                reason: too_large(name, *bytes),
            }));
            let mut reasons = described.problems;
            if self.objects.get(&guid).is_some_and(|object| object.attributes.first("objectclass").is_none())
            {
                reasons.push("it came without objectClass and was not known before".into());
            }
            faults.extend(reasons.into_iter().map(|reason| Fault {
                location: location.to_owned(),
                reason,
                guid: Some(guid),
            }));
        }
        findings
    }

    /// Forgets whom a whole read does not name.
    fn sweep(&mut self, journal: &mut Journal, named: &BTreeSet<Uuid>) {
        let gone: Vec<Uuid> = self.objects.keys().filter(|guid| !named.contains(guid)).copied().collect();
        for guid in gone {
            self.set(journal, guid, None);
            self.drop_links(journal, guid);
        }
    }

    /// Takes over what changed of links.
    fn take_links(&mut self, journal: &mut Journal, form: Form, census: &Census<'_>) {
        for &(guid, entry) in &census.entries {
            let Ok(described) = Described::new(entry, form) else { continue };
            if self.live(guid).is_some() {
                self.change_links(journal, Link::Member, guid, &described.members);
                self.change_links(journal, Link::Manager, guid, &described.managers);
            }
        }
    }

    /// Takes over all links there are. Without sweeping, those that are not named stay.
    fn take_all_links(&mut self, journal: &mut Journal, form: Form, census: &Census<'_>, sweeps: bool) {
        for ((link, from), targets) in self.wanted(form, census) {
            if sweeps || (link == Link::Manager && !targets.is_empty()) {
                self.replace_links(journal, link, from, &targets);
            } else {
                targets.iter().for_each(|to| self.link(journal, link, from, to));
            }
        }
    }

    fn wanted(&mut self, form: Form, census: &Census<'_>) -> Wanted {
        let mut wanted = Wanted::new();
        for &(guid, entry) in &census.entries {
            let Ok(described) = Described::new(entry, form) else { continue };
            if self.live(guid).is_none() {
                continue;
            }
            for (link, links) in [(Link::Member, described.members), (Link::Manager, described.managers)] {
                let all = wanted.entry((link, guid)).or_default();
                if form == Form::Full {
                    all.clear();
                }
                for references in [links.all.unwrap_or_default(), links.added] {
                    all.extend(self.targets(&references));
                }
            }
        }
        wanted
    }

    fn remember_faults(&mut self, delta: &Delta, census: &Census<'_>, faults: Vec<Fault>) {
        match delta.extent {
            Extent::Whole => self.state.faults = Faults::default(),
            Extent::Since if !self.state.faults.is_empty() => {
                let (guids, names) = census.told_anew(delta.form);
                self.state.faults.forget(&guids, &names);
            }
            Extent::Since => {}
        }
        faults.into_iter().for_each(|fault| self.state.faults.add(fault));
    }

    /// A base that was there and is not any more takes everybody below it out of scope without a word.
    fn remember_bases(&mut self, guard: &SweepGuard<'_>, before: BTreeSet<String>) {
        let now = guard.bases_found(self);
        if guard.accepted {
            self.state.lost_bases.clear();
            return;
        }
        self.state.lost_bases.extend(before);
        self.state.lost_bases.retain(|base| guard.is_base(base) && !now.contains(base));
    }
}
