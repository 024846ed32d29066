//! Whether a whole read may be believed where it is silent. Absent is not deleted: rights get lost, bases get renamed,
//! servers answer with half of what they have.

use super::Replica;
use super::census::{Census, Counts};
use crate::directory::account::Kind;
use crate::directory::delta::Form;
use crate::directory::dn::{DnKey, common_name};
use crate::directory::spec::ReadSpec;
use std::collections::BTreeSet;

/// How many vanished groups are told by name.
const GROUPS_TOLD: usize = 20;

/// What a whole read must bring for the rest to count as gone.
#[derive(Clone, Copy, Debug)]
pub struct SweepGuard<'a> {
    /// Bases and groups that must not vanish.
    pub spec: &'a ReadSpec,
    /// How much smaller than what is known the read may be, in percent, for each kind of object.
    pub shrink_percent: u64,
    /// Somebody has looked, and says that so much is gone indeed.
    pub accepted: bool,
}

impl SweepGuard<'_> {
    /// Why nothing may be swept, a sentence each. Empty: what the read does not name is gone.
    pub(super) fn objections(&self, replica: &Replica, census: &Census<'_>, form: Form) -> Vec<String> {
        if self.accepted || replica.is_empty() {
            return Vec::new();
        }
        let mut missing = self.shrunken(&known(replica), &brought(replica, census, form));
        missing.extend(self.bases_missing(replica, census));
        missing.extend(self.groups_missing(replica, census));
        missing
    }

    fn shrunken(&self, known: &Counts, brought: &Counts) -> Vec<String> {
        let kinds = [
            ("people", known.people, brought.people),
            ("groups", known.groups, brought.groups),
            ("units and other objects", known.others, brought.others),
            ("memberships", known.memberships, brought.memberships),
        ];
        let sentence = |&(kind, known, brought): &(&str, usize, usize)| {
            if kind == "people" && brought == 0 && known > 0 {
                return Some(format!("the read brought none of {known} people"));
            }
            let lost = known.saturating_sub(brought) as u64;
            (lost * 100 > self.shrink_percent * known as u64).then(|| {
                format!(
                    "the read brought only {brought} of {known} {kind} (limit {} % fewer)",
                    self.shrink_percent
                )
            })
        };
        kinds.iter().filter_map(sentence).collect()
    }

    fn bases_missing(&self, replica: &Replica, census: &Census<'_>) -> Vec<String> {
        let found =
            self.bases().into_iter().filter_map(|base| Some((base, replica.find(&DnKey::new(base))?)));
        found
            .filter(|(_, guid)| !census.named.contains(guid))
            .map(|(base, _)| format!("the base `{base}` is not in the read"))
            .collect()
    }

    fn groups_missing(&self, replica: &Replica, census: &Census<'_>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (guid, object) in replica.live_objects() {
            if object.kind == Kind::SecurityGroup && !census.named.contains(&guid) {
                let location = replica.location(guid).unwrap_or_default();
                let (called, common) = (object.called(), common_name(&object.rdn));
                if self.spec.has_group(&DnKey::new(&location), &[&called, &common]) {
                    names.push(format!("the group `{called}` (`{location}`) is not in the read"));
                }
            }
        }
        names.sort();
        let more = names.len().saturating_sub(GROUPS_TOLD);
        names.truncate(GROUPS_TOLD);
        names.extend((more > 0).then(|| format!("{more} more groups in scope are not in the read")));
        names
    }

    /// The configured bases that are in the replica.
    pub(super) fn bases_found(&self, replica: &Replica) -> BTreeSet<String> {
        let found = |base: &&str| replica.find(&DnKey::new(base)).is_some();
        self.bases().into_iter().filter(found).map(str::to_owned).collect()
    }

    pub(super) fn is_base(&self, base: &str) -> bool {
        self.bases().contains(base)
    }

    fn bases(&self) -> BTreeSet<&str> {
        self.spec.people_bases.iter().chain(&self.spec.group_bases).map(String::as_str).collect()
    }
}

/// How much of what is known is in the read: others in its stead are no proof that it is gone. Memberships are only counted.
fn brought(replica: &Replica, census: &Census<'_>, form: Form) -> Counts {
    let mut counts = Counts { memberships: census.memberships(form), ..Counts::default() };
    let named = replica.live_objects().filter(|(guid, _)| census.named.contains(guid));
    named.for_each(|(_, object)| counts.count(object.kind));
    counts
}

fn known(replica: &Replica) -> Counts {
    let mut counts = Counts { memberships: replica.members.len(), ..Counts::default() };
    replica.live_objects().for_each(|(_, object)| counts.count(object.kind));
    counts
}
