//! What is worth knowing about the people of a plan and holds nothing.

use crate::plan::{Finding, Verdict, counted};
use crate::record::{Rejected, SourceBatch};

/// How many people keep the manager that they have, because the right one has no account.
pub(super) fn managers(without_account: u64) -> Option<Finding> {
    let sentence = format!(
        "{} a manager without an account; the manager in their profile stays as it is",
        counted(without_account, "person has", "people have")
    );
    (without_account > 0).then(|| Finding {
        guardrail: "managers".into(),
        key: "managers".into(),
        verdict: Verdict::Notice,
        sentence,
        hint: "give the managers a rule, or take `manager` out of people.profile".into(),
    })
}

/// Objects that could not become a record.
pub(super) fn rejected(batches: &[SourceBatch]) -> Vec<Finding> {
    let of = |batch: &SourceBatch, rejected: &Rejected| Finding {
        guardrail: "records".into(),
        key: format!("records:{}:{}", batch.source, rejected.location),
        verdict: Verdict::Notice,
        sentence: format!("{} in {} cannot be used: {}", rejected.location, batch.source, rejected.reason),
        hint: "mend the record in the source".into(),
    };
    let mut notices: Vec<Finding> =
        batches.iter().flat_map(|batch| batch.rejected.iter().map(|rejected| of(batch, rejected))).collect();
    notices.sort_by(|one, other| (&one.key, &one.sentence).cmp(&(&other.key, &other.sentence)));
    notices
}
