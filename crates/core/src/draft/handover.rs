//! Live work of somebody who leaves: it may end in time, and goes to somebody else after that.

use super::departure::Leaving;
use super::{Context, Sheet};
use crate::departure::Handover;
use crate::entitlement::{Kind, Value};
use crate::id::AccountId;
use crate::plan::Hold;
use crate::tenant::{AccountState, Live, Work};
use crate::time::Timestamp;

/// Whether anybody may still be talking with somebody who leaves.
pub(super) enum Drained {
    /// Nobody is, or nobody could be found out about for so long that the account must not stay open.
    Yes,
    /// Somebody may be, until then at the latest.
    Until(Timestamp),
}

impl Context<'_> {
    /// Lets live work end in time, and moves what did not. Nothing that is moved in this plan has ended yet.
    pub(super) fn drain(
        &self,
        sheet: &mut Sheet,
        work: Option<&Work>,
        begun: Timestamp,
        leaving: &Leaving,
    ) -> Drained {
        let lives = work.map_or(&[][..], |work| work.conversations.as_slice());
        let mut open: Option<Timestamp> = None;
        for live in lives {
            let until = self.ends_by(begun, live);
            let after = self.moved_to(sheet, live);
            let slot = live.slot();
            let change =
                sheet.difference(&slot, Some(live.value()), after.clone(), vec![leaving.why.clone()]);
            match until > self.input.as_of {
                true => sheet.hold(change, Hold::Draining { until }),
                false => sheet.plan.changes.push(change),
            }
            open = open.max(Some(until));
        }
        let now = self.input.as_of;
        let seen_live = open.filter(|until| self.last_call(*until) > now);
        let unseen = self.unseen_until(work, begun).filter(|until| open.is_none() && *until > now);
        seen_live.or(unseen).map_or(Drained::Yes, Drained::Until)
    }

    /// Whom nobody can say anything about may be talking for as long as anybody may.
    fn unseen_until(&self, work: Option<&Work>, begun: Timestamp) -> Option<Timestamp> {
        let seen = work.is_some_and(|work| !work.unread.contains_key(&Kind::Conversation));
        let usual = begun.checked_add(self.input.policy.terms.drain_usually).unwrap_or(begun);
        (!seen).then_some(usual)
    }

    /// What was to be moved and is still there then must not keep an account open for ever.
    fn last_call(&self, until: Timestamp) -> Timestamp {
        until.checked_add(self.input.policy.terms.drain_usually).unwrap_or(until)
    }

    fn ends_by(&self, begun: Timestamp, live: &Live) -> Timestamp {
        begun.checked_add(self.input.policy.terms.patience(live.media)).unwrap_or(begun)
    }

    /// Where a conversation goes that did not end in time; `None`: it is ended. Only notes are missing of one that is
    /// over, and nobody else can write them.
    fn moved_to(&self, sheet: &Sheet, live: &Live) -> Option<Value> {
        let wanted = self.input.policy.terms.handover(live.media);
        if live.after_call || wanted == Handover::Disconnect {
            return None;
        }
        let supervisor = || self.supervisor(sheet).map(Value::With);
        let queue = || live.queue.map(Value::InQueue);
        match wanted {
            Handover::Supervisor => supervisor().or_else(queue),
            Handover::Queue | Handover::Disconnect => queue(),
        }
    }

    /// The account of the manager, where it can take a call.
    fn supervisor(&self, sheet: &Sheet) -> Option<AccountId> {
        let own = self.account(sheet.subject.account?)?;
        let manager = self.account(own.manager?)?;
        let link = self.input.links.of_account(manager.id);
        let leaves = link.is_some_and(|link| self.input.departures.of(&link.person, manager.id).is_some());
        (manager.state == AccountState::Active && manager.id != own.id && !leaves).then_some(manager.id)
    }
}
