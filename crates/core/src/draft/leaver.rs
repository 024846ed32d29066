//! Somebody whose time here is over.

use super::departure::Leaving;
use super::{Context, Member, PersonPlan, Sheet};
use crate::departure::{Demand, Manner, OnLeave};
use crate::desire::Desire;
use crate::entitlement::{Slot, Value};
use crate::person::Lifecycle;
use crate::plan::{Provenance, Transition};
use crate::policy::{Leavers, OutOfScope, Policy};
use crate::tenant::{Account, AccountState};

/// Whether somebody leaves step by step: because somebody in charge said so, or because leavers do.
pub(super) fn leaving(policy: &Policy, member: &Member<'_>) -> Option<Leaving> {
    if let Some(leaving) = ordered(member) {
        return Some(leaving);
    }
    let gracefully = |why, for_good| Leaving { manner: Manner::Graceful, why, for_good };
    let closes = policy.terms.on_leave == OnLeave::Close;
    let uncovered = !member.in_scope && policy.out_of_scope == OutOfScope::Deactivate;
    match member.lifecycle {
        _ if policy.leavers != Leavers::Depart => None,
        Lifecycle::Ended => Some(gracefully(member.why_ended(), true)),
        Lifecycle::OnLeave if closes => Some(gracefully(on_leave(member), false)),
        Lifecycle::OnLeave | Lifecycle::Active | Lifecycle::Future(_) => {
            uncovered.then(|| gracefully(Provenance::NoRule { formerly: Vec::new() }, true))
        }
    }
}

impl Context<'_> {
    /// Takes away what is ours, then deactivates the account where the policy says so. Never deletes it.
    pub(super) fn leaver(&self, member: &Member<'_>, account: &Account) -> PersonPlan {
        let deactivates = self.input.policy.leavers == Leavers::Deactivate;
        self.departure(member, account, member.why_ended(), deactivates)
    }

    /// Takes away what is ours and puts the account to sleep.
    pub(super) fn departure(
        &self,
        member: &Member<'_>,
        account: &Account,
        why: Provenance,
        deactivates: bool,
    ) -> PersonPlan {
        let mut sheet = Sheet::new(member, Some(account), Transition::Leaver);
        self.losses(&mut sheet, &Desire::default(), account, &why);
        if deactivates && account.state == AccountState::Active {
            let before = Some(Value::State(AccountState::Active));
            let after = Some(Value::State(AccountState::Inactive));
            sheet.change(Slot::Account, before, after, vec![why]);
        }
        sheet.finish()
    }
}

fn ordered(member: &Member<'_>) -> Option<Leaving> {
    let order = member.order?;
    let manner = match order.demand {
        Demand::Hold => return None,
        Demand::Leave => Manner::Graceful,
        Demand::Expel => Manner::Expelled,
    };
    let why = Provenance::Order { by: order.by.clone(), reason: order.reason.clone() };
    Some(Leaving { manner, why, for_good: true })
}

fn on_leave(member: &Member<'_>) -> Provenance {
    Provenance::Record { source: member.person.source().clone(), fact: "on leave".into() }
}
