//! What waits, and why.

use super::status::Waiting;
use muster_core::id::PersonId;
use muster_core::plan::{Held, Plan};
use std::collections::{BTreeMap, BTreeSet};

/// How many people are named where several wait for one reason.
const PEOPLE_NAMED: usize = 5;

/// Something of one person that waits.
pub(super) struct Hold {
    pub(super) person: PersonId,
    name: String,
    pub(super) because: String,
}

impl Hold {
    /// What a guardrail saw says more than its name.
    pub(super) fn of(plan: &Plan, held: &Held) -> Self {
        let because = match &held.because {
            muster_core::plan::Hold::Guardrail { finding, .. } => {
                let seen = plan.body.findings.iter().find(|seen| seen.key == *finding);
                seen.map_or_else(|| held.because.sentence(), |seen| seen.sentence.clone())
            }
            because => because.sentence(),
        };
        Self { person: held.subject.person.clone(), name: held.subject.display_name.clone(), because }
    }
}

/// What waits, by reason; the most first.
pub(super) fn waiting(holds: &[Hold]) -> Vec<Waiting> {
    let mut by_reason: BTreeMap<&str, Vec<&Hold>> = BTreeMap::new();
    for hold in holds {
        by_reason.entry(&hold.because).or_default().push(hold);
    }
    let mut found: Vec<Waiting> = by_reason.into_iter().map(|(because, held)| told(because, &held)).collect();
    found.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.because.cmp(&other.because)));
    found
}

fn told(because: &str, held: &[&Hold]) -> Waiting {
    let names: BTreeSet<&str> = held.iter().map(|hold| hold.name.as_str()).collect();
    let people = names.iter().take(PEOPLE_NAMED).map(|name| (*name).to_owned()).collect();
    Waiting { because: because.to_owned(), count: held.len() as u64, people }
}
