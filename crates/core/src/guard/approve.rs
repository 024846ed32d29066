//! The only door to the doing half.

use super::Verdict;
use crate::plan::Plan;

/// A plan that may run. Only [`approve`] builds one; only it can be compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovedPlan(Plan);

impl ApprovedPlan {
    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.0
    }
}

/// Why a plan may not run at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The id is not the hash of the content.
    #[error("the plan was changed after it was made: its content does not match its id {id}")]
    Altered {
        /// The id that it carries.
        id: String,
    },
    /// A guardrail refuses the whole plan.
    #[error("guardrail {guardrail} refuses the plan: {sentence}")]
    ByGuardrail {
        /// Which.
        guardrail: String,
        /// What it saw.
        sentence: String,
        /// What to do.
        hint: String,
    },
}

/// Approves a judged plan: what is left in its changes may run.
///
/// # Errors
/// [`Refused`] where the plan was edited, or a guardrail refuses all of it.
pub fn approve(plan: Plan) -> Result<ApprovedPlan, Refused> {
    if !plan.is_intact() {
        return Err(Refused::Altered { id: plan.id.to_string() });
    }
    match plan.body.findings.iter().find(|finding| finding.verdict == Verdict::Refuse) {
        Some(finding) => Err(Refused::ByGuardrail {
            guardrail: finding.guardrail.clone(),
            sentence: finding.sentence.clone(),
            hint: finding.hint.clone(),
        }),
        None => Ok(ApprovedPlan(plan)),
    }
}
