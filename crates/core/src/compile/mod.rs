//! Turns an approved plan into the fewest calls that the batch limits allow.

mod accounts;
mod batches;
mod chain;
mod cover;
mod departures;
mod grants;
mod profiles;
mod provision;
mod scim;

pub use provision::{Provision, Way};

use crate::guard::ApprovedPlan;
use crate::operation::{AccountRef, Api, Call, Operation, OperationId, Stage};
use crate::plan::{Change, Plan, Subject};

/// Compiles a plan. The order of the operations is the order in which they may be sent within a stage.
pub fn compile(approved: &ApprovedPlan, provision: &Provision) -> Vec<Operation> {
    let plan = approved.plan();
    let all: Changes<'_> = (0..).zip(&plan.body.changes).collect();
    let order = &plan.body.basis.revoke_first;
    let (early, all): (Changes<'_>, Changes<'_>) =
        all.into_iter().partition(|(_, change)| order.concerns(change));
    let over_scim = provision::over_scim(plan, &all, provision);
    let (scim, platform): (Changes<'_>, Changes<'_>) = all
        .into_iter()
        .partition(|(_, change)| scim::carries(change) && over_scim.contains(&account_of(&change.subject)));
    let api = if provision.way == Way::Scim { Api::Scim } else { Api::Platform };
    let mut steps = scim::steps(plan, &scim);
    steps.extend(platform_steps(plan, &platform, api));
    let first = |step: StepDraft| StepDraft { stage: Stage::Revocations, ..step };
    steps.extend(platform_steps(plan, &early, api).into_iter().map(first));
    steps.extend(departures::steps(plan, &platform, provision.wrapup));
    steps.sort_by_key(|step: &StepDraft| step.stage);
    (0..).zip(steps).map(|(index, step)| step.numbered(index)).collect()
}

/// Changes with their numbers.
type Changes<'a> = Vec<(u32, &'a Change)>;

fn platform_steps(plan: &Plan, changes: &[(u32, &Change)], api: Api) -> Vec<StepDraft> {
    let mut steps = accounts::steps(changes, api);
    steps.extend(profiles::steps(plan, changes));
    steps.extend(grants::steps(changes));
    steps.extend(batches::steps(plan, changes, api));
    steps
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

/// The account that a change is about.
fn account_of(subject: &Subject) -> AccountRef {
    match subject.account {
        Some(account) => AccountRef::Known(account),
        None => AccountRef::CreatedFor(subject.person.clone()),
    }
}
