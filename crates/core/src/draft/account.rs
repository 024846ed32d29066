//! Somebody who has an account, and the sheet on which their changes are collected.

use super::leaver::leaving;
use super::{Context, Member, PersonPlan, Sheet};
use crate::correlate::Situation;
use crate::desire::Desire;
use crate::entitlement::{Slot, Value};
use crate::person::LinkOrigin;
use crate::plan::{Change, Held, Hold, NewLink, Provenance, Transition};
use crate::policy::OutOfScope;
use crate::tenant::{Account, AccountState};

impl Context<'_> {
    pub(super) fn with_account(
        &self,
        member: &Member<'_>,
        account: &Account,
        situation: &Situation,
    ) -> PersonPlan {
        let leaving = leaving(self.input.policy, member);
        let stays = member.in_scope && !member.ended && leaving.is_none();
        let desire = if stays { self.desire(member) } else { Desire::default() };
        let mut plan = match (leaving, member.in_scope, account.state) {
            (Some(leaving), _, _) => self.depart(member, account, &leaving),
            (None, _, _) if member.ended => self.leaver(member, account),
            (None, false, AccountState::Inactive) if self.may_reopen(member, account) => {
                self.reopened(member, account)
            }
            (None, false, _) => self.uncovered(member, account),
            (None, true, AccountState::Active) => {
                self.stays(member, &desire, account, situation, Transition::Mover)
            }
            // Their time has not come: an account that sleeps is not woken before.
            (None, true, _) if member.is_away() => PersonPlan::default(),
            (None, true, AccountState::Inactive | AccountState::Deleted) => {
                self.returns(member, &desire, account, situation)
            }
        };
        if let Situation::Found { origin, .. } = situation {
            plan.link = Some(NewLink {
                person: member.id().clone(),
                account: account.id,
                origin: *origin,
                display_name: member.display_name().to_owned(),
            });
        }
        plan.forget = self.forgotten(&desire, account);
        plan
    }

    /// Linked, still in the source, but no rule covers the person any more.
    fn uncovered(&self, member: &Member<'_>, account: &Account) -> PersonPlan {
        let because = Provenance::NoRule { formerly: Vec::new() };
        match self.input.policy.out_of_scope {
            OutOfScope::Deactivate => self.departure(member, account, because, true),
            OutOfScope::Keep => {
                let mut sheet = Sheet::new(member, Some(account), Transition::Mover);
                self.losses(&mut sheet, &Desire::default(), account, &because);
                sheet.finish()
            }
        }
    }

    fn stays(
        &self,
        member: &Member<'_>,
        desire: &Desire,
        account: &Account,
        situation: &Situation,
        transition: Transition,
    ) -> PersonPlan {
        let mut sheet = Sheet::new(member, Some(account), transition);
        if transition == Transition::Rehire {
            let before = Some(Value::State(account.state));
            let after = Some(Value::State(AccountState::Active));
            sheet.change(Slot::Account, before, after, member.why_here(desire));
        }
        if self.external_id_is_missing(account, situation) {
            let anchor = Value::Text(member.id().anchor.to_string());
            let because = Provenance::Record { source: member.id().source.clone(), fact: "anchor".into() };
            sheet.change(Slot::ExternalId, None, Some(anchor), vec![because]);
        }
        self.facts(&mut sheet, desire, Some(account));
        self.entitlements(&mut sheet, desire, Some(account));
        self.restore(&mut sheet, desire, member, account);
        sheet.finish()
    }

    /// An inactive or deleted account is used again, unless other hands put it to sleep after we had paired it.
    fn returns(
        &self,
        member: &Member<'_>,
        desire: &Desire,
        account: &Account,
        situation: &Situation,
    ) -> PersonPlan {
        let linked = matches!(situation, Situation::Linked { .. });
        let ours = self.input.ledger.owns(account.id, &Slot::Account);
        if linked && !ours {
            let because = Hold::DeactivatedByOthers { account: account.id };
            let held = Held { subject: member.subject(Some(account)), change: None, because };
            return PersonPlan { held: vec![held], ..PersonPlan::default() };
        }
        self.stays(member, desire, account, situation, Transition::Rehire)
    }

    /// Accounts paired by mail or by hand do not carry the anchor yet; those found by it or already given it do.
    fn external_id_is_missing(&self, account: &Account, situation: &Situation) -> bool {
        let written = || self.input.ledger.owns(account.id, &Slot::ExternalId);
        match situation {
            Situation::Linked { origin, .. } | Situation::Found { origin, .. } => {
                *origin != LinkOrigin::ExternalId && !written()
            }
            _ => false,
        }
    }
}

impl Sheet {
    pub(super) fn new(member: &Member<'_>, account: Option<&Account>, transition: Transition) -> Self {
        Self { subject: member.subject(account), transition, plan: PersonPlan::default() }
    }

    /// Notes a change, unless before and after are the same.
    pub(super) fn change(
        &mut self,
        slot: Slot,
        before: Option<Value>,
        after: Option<Value>,
        because: Vec<Provenance>,
    ) {
        if !slot.same(before.as_ref(), after.as_ref()) {
            let (subject, transition) = (self.subject.clone(), self.transition);
            self.plan.changes.push(Change { subject, transition, slot, before, after, because });
        }
    }

    /// Notes a change that is not made.
    pub(super) fn hold(&mut self, change: Change, because: Hold) {
        self.plan.held.push(Held { subject: self.subject.clone(), change: Some(change), because });
    }

    pub(super) fn finish(mut self) -> PersonPlan {
        self.plan.changes.sort_by(|one, other| one.slot.cmp(&other.slot));
        self.plan
    }
}
