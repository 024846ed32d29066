//! Turns an approved plan into the fewest calls that the batch limits allow.

mod accounts;
mod batches;
mod cover;
mod grants;
mod profiles;

use crate::guard::ApprovedPlan;
use crate::operation::{AccountRef, Call, Operation, OperationId, Stage};
use crate::plan::{Change, Plan, Subject};

/// Compiles a plan. The order of the operations is the order in which they may be sent within a stage.
pub fn compile(approved: &ApprovedPlan) -> Vec<Operation> {
    let plan = approved.plan();
    let mut steps = Vec::new();
    steps.extend(accounts::steps(plan));
    steps.extend(profiles::steps(plan));
    steps.extend(grants::steps(plan));
    steps.extend(batches::steps(plan));
    steps.sort_by_key(|step: &StepDraft| step.stage);
    (0..).zip(steps).map(|(index, step)| step.numbered(index)).collect()
}

/// An operation without its number.
struct StepDraft {
    stage: Stage,
    call: Call,
    changes: Vec<u32>,
}

impl StepDraft {
    fn numbered(self, index: u32) -> Operation {
        Operation { id: OperationId::at(index), stage: self.stage, call: self.call, changes: self.changes }
    }
}

/// Changes with their numbers.
fn numbered(plan: &Plan) -> impl Iterator<Item = (u32, &Change)> {
    (0..).zip(&plan.body.changes)
}

/// The account that a change is about.
fn account_of(subject: &Subject) -> AccountRef {
    match subject.account {
        Some(account) => AccountRef::Known(account),
        None => AccountRef::CreatedFor(subject.person.clone()),
    }
}
