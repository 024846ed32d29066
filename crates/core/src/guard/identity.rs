//! People who cannot be paired with certainty are shown, never guessed.

use super::{Facts, Observation};
use crate::plan::{PlanBody, counted};

/// One notice that names everybody who is not planned for; their changes are held already by the draft.
pub(super) fn check(plan: &PlanBody, _: &Facts<'_>) -> Vec<Observation> {
    let unresolved: Vec<&str> = plan
        .held
        .iter()
        .filter(|held| held.change.is_none())
        .map(|held| held.subject.display_name.as_str())
        .collect();
    let sentence = format!(
        "{} not planned for: {}",
        counted(unresolved.len() as u64, "person is", "people are"),
        shortened(&unresolved)
    );
    let hint = "see the held people for each reason, or run `muster explain PERSON`";
    (!unresolved.is_empty()).then(|| Observation::notice("", sentence, hint)).into_iter().collect()
}

/// The first names of a list, and how many more there are.
pub(super) fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    match names.len() {
        0..=SHOWN => names.join(", "),
        more => format!("{} and {} more", names[..SHOWN].join(", "), more - SHOWN),
    }
}
