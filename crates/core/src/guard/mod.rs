//! Decides whether a plan may run. Pure: reads the plan and the facts, returns findings.
//! To add a guardrail: one file here, one line in `ALL`, one scenario.

mod approval;
mod approve;
mod coverage;
mod deletion;
mod facts;
mod floor;
mod identity;
mod judge;
mod justify;
mod last_administrator;
mod limits;
mod own_client;
mod protected;
mod removal_budget;
mod source_shrink;
mod standing;
mod standing_approval;
mod unmapped_group;
mod unmapped_title;

pub use crate::plan::{Finding, Verdict};
pub use approval::Approval;
pub use approve::{ApprovedPlan, Refused, approve};
pub use facts::Facts;
pub use judge::judge;
pub use limits::Limits;
pub use standing::{Act, Standing};

use crate::plan::PlanBody;
use std::collections::BTreeSet;

/// A rule about plans.
pub struct Guardrail {
    /// Its name in findings and configuration.
    pub name: &'static str,
    /// Whether a person may accept its findings for a while.
    pub approvable: bool,
    check: fn(&PlanBody, &Facts<'_>) -> Vec<Observation>,
}

/// What a guardrail saw and which changes it is about, by their position in the draft.
struct Observation {
    key: String,
    verdict: Verdict,
    sentence: String,
    hint: String,
    changes: BTreeSet<usize>,
    /// The hold that the changes get where it says more than the guardrail's name.
    hold: Option<crate::plan::Hold>,
}

/// Every guardrail. All of them look at every plan; no flag switches them off.
pub const ALL: &[Guardrail] = &[
    Guardrail { name: "own-client", approvable: false, check: own_client::check },
    Guardrail { name: "protected", approvable: false, check: protected::check },
    Guardrail { name: "last-administrator", approvable: false, check: last_administrator::check },
    Guardrail { name: "floor", approvable: true, check: floor::check },
    Guardrail { name: "coverage", approvable: false, check: coverage::check },
    Guardrail { name: "source-shrink", approvable: true, check: source_shrink::check },
    Guardrail { name: "removal-budget", approvable: true, check: removal_budget::check },
    Guardrail { name: "identity", approvable: false, check: identity::check },
    Guardrail { name: "deletion", approvable: true, check: deletion::check },
    Guardrail { name: "standing-approval", approvable: true, check: standing_approval::check },
    Guardrail { name: "unmapped-group", approvable: false, check: unmapped_group::check },
    Guardrail { name: "unmapped-title", approvable: false, check: unmapped_title::check },
];

impl Observation {
    fn notice(key: impl Into<String>, sentence: String, hint: &str) -> Self {
        let (key, hint) = (key.into(), hint.to_owned());
        Self { key, verdict: Verdict::Notice, sentence, hint, changes: BTreeSet::new(), hold: None }
    }

    fn hold(key: impl Into<String>, sentence: String, hint: &str, changes: BTreeSet<usize>) -> Self {
        Self { changes, verdict: Verdict::Hold, ..Self::notice(key, sentence, hint) }
    }
}
