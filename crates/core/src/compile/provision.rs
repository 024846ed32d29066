//! Which accounts are provisioned over SCIM, and which by the platform API.

use super::{Changes, StepDraft, account_of, platform_steps, scim};
use crate::entitlement::Slot;
use crate::id::WrapupCodeId;
use crate::operation::{AccountRef, Api, Call};
use crate::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// How accounts and profiles are written. The end state is the same in every way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// One SCIM call for each account, also where a platform call would do.
    Scim,
    /// Only by the platform API.
    Platform,
    /// Whichever takes fewer calls, as far as SCIM's own ceiling does not make that slower.
    #[default]
    Auto,
}

/// What [`compile`](super::compile) has to know of tenant and operator beyond the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provision {
    /// How accounts are written.
    pub way: Way,
    /// Calls a minute that may be used in all; `None` where that is not known.
    pub per_minute: Option<u32>,
    /// Calls a minute that SCIM takes, where that is less than all.
    pub scim_per_minute: Option<u32>,
    /// What to file a conversation under that is ended for want of anybody who could go on with it, where the queue asks
    /// for that.
    pub wrapup: Option<WrapupCodeId>,
}

/// The accounts whose profile goes over SCIM.
pub(super) fn over_scim(plan: &Plan, changes: &Changes<'_>, provision: &Provision) -> BTreeSet<AccountRef> {
    let candidates = candidates(changes);
    match provision.way {
        Way::Platform => BTreeSet::new(),
        Way::Scim => candidates,
        Way::Auto => cheaper(plan, changes, &candidates, provision),
    }
}

/// Accounts about which SCIM can say at least one thing. Nobody can be created without a name for the division.
fn candidates(changes: &Changes<'_>) -> BTreeSet<AccountRef> {
    let carried = changes.iter().filter(|(_, change)| scim::carries(change));
    carried.map(|(_, change)| account_of(&change.subject)).collect()
}

/// What an account costs on either way, in calls.
#[derive(Clone, Copy, Default)]
struct Cost {
    platform: u64,
    scim: u64,
}

impl Cost {
    fn saved(self) -> u64 {
        self.platform.saturating_sub(self.scim)
    }
}

/// The accounts that save the most calls first, as many as SCIM's ceiling takes in the time that the rest needs.
fn cheaper(
    plan: &Plan,
    changes: &Changes<'_>,
    candidates: &BTreeSet<AccountRef>,
    provision: &Provision,
) -> BTreeSet<AccountRef> {
    let platform = platform_steps(plan, changes, Api::Platform);
    let moving: BTreeSet<AccountRef> = moving(changes);
    // Whoever costs the same on either way is taken out of a list of movers for nothing, which may make it shorter.
    let pays = |(account, cost): &(AccountRef, Cost)| {
        cost.saved() > 0 || (cost.platform == cost.scim && moving.contains(account))
    };
    let mut saving: Vec<(AccountRef, Cost)> =
        costs(plan, changes, candidates, &platform).into_iter().filter(pays).collect();
    saving.sort_by(|one, other| other.1.saved().cmp(&one.1.saved()).then(one.0.cmp(&other.0)));
    let all: u64 = platform.iter().map(|step| u64::from(step.call.requests())).sum();
    let take = provision.fastest(all, &saving);
    saving.into_iter().take(take).map(|(account, _)| account).collect()
}

/// What each candidate costs that the platform would need a call of its own for. Over SCIM it is never more than this:
/// the fewer newcomers go that way, the fewer wait for a manager among them.
fn costs(
    plan: &Plan,
    changes: &Changes<'_>,
    candidates: &BTreeSet<AccountRef>,
    platform: &[StepDraft],
) -> BTreeMap<AccountRef, Cost> {
    let mut costs: BTreeMap<AccountRef, Cost> = BTreeMap::new();
    for step in platform {
        if let Some(account) = about_one(step).filter(|account| candidates.contains(account)) {
            costs.entry(account).or_default().platform += u64::from(step.call.requests());
        }
    }
    let carried: Changes<'_> = changes.iter().copied().filter(|(_, change)| scim::carries(change)).collect();
    for step in scim::steps(plan, &carried) {
        if let Some(cost) = over_scim_about(&step.call).and_then(|account| costs.get_mut(&account)) {
            cost.scim += u64::from(step.call.requests());
        }
    }
    costs
}

fn moving(changes: &Changes<'_>) -> BTreeSet<AccountRef> {
    let moves = changes.iter().filter(|(_, change)| change.slot == Slot::Division);
    moves.map(|(_, change)| account_of(&change.subject)).collect()
}

impl Provision {
    /// How many of the accounts, taken in order, make the run shortest; where it is all the same, as many as possible.
    fn fastest(&self, calls: u64, saving: &[(AccountRef, Cost)]) -> usize {
        let (Some(per_minute), Some(scim)) = (self.per_minute, self.scim_per_minute) else {
            return saving.len();
        };
        let (per_minute, scim) = (u64::from(per_minute.max(1)), u64::from(scim.max(1)));
        let (mut left, mut over_scim) = (calls, 0);
        let mut best = (left * scim, 0);
        for (taken, (_, cost)) in (1..).zip(saving) {
            left -= cost.saved();
            over_scim += cost.scim;
            // Minutes, times both rates: whichever of the two ends last.
            let time = (left * scim).max(over_scim * per_minute);
            if time <= best.0 {
                best = (time, taken);
            }
        }
        best.1
    }
}

/// The account that a call of SCIM is about.
fn over_scim_about(call: &Call) -> Option<AccountRef> {
    match call {
        Call::ProvisionAccount { person, .. } => Some(AccountRef::CreatedFor(person.clone())),
        Call::AmendAccount { account, .. } => Some(account.clone()),
        _ => None,
    }
}

/// The account that a call of the platform API is about, where SCIM could do the same.
fn about_one(step: &StepDraft) -> Option<AccountRef> {
    match &step.call {
        Call::CreateAccount { person, .. } => Some(AccountRef::CreatedFor(person.clone())),
        Call::AddExternalId { account, .. }
        | Call::UpdateProfile { account, .. }
        | Call::SetSkills { account, .. }
        | Call::SetLanguages { account, .. } => Some(account.clone()),
        Call::RemoveSkill { account, .. } | Call::RemoveLanguage { account, .. } => {
            Some(AccountRef::Known(*account))
        }
        Call::ProvisionAccount { .. }
        | Call::AmendAccount { .. }
        | Call::SetState { .. }
        | Call::MoveToDivision { .. }
        | Call::GrantRole { .. }
        | Call::AddGrants { .. }
        | Call::RemoveGrants { .. }
        | Call::AddGroupMembers { .. }
        | Call::RemoveGroupMembers { .. }
        | Call::AddQueueMembers { .. }
        | Call::RemoveQueueMembers { .. }
        | Call::Leave(_) => None,
    }
}
