//! Somebody leaves: no new work first, then the last call, then the account. Where they stand is read off the tenant,
//! so that a step is planned again until it shows and never twice after that.

use super::handover::Drained;
use super::leaver::leaving;
use super::{Context, Member, PersonPlan, PlanInput, Sheet};
use crate::departure::{Departure, Kept, Manner};
use crate::desire::Desire;
use crate::entitlement::{Field, Kind, Presence, Routing, Slot, Value};
use crate::id::{AccountId, PersonId};
use crate::plan::{Hold, Provenance, Scheduled, Transition};
use crate::tenant::{Account, AccountState, Work};
use crate::time::{SignedDuration, Timestamp};

/// Why somebody leaves, and with how much patience.
pub(super) struct Leaving {
    pub(super) manner: Manner,
    pub(super) why: Provenance,
    /// Whether the account may be deleted when it was kept for long enough.
    pub(super) for_good: bool,
}

/// For how long it is looked at a closed account: analytics lag behind, and a call may have been on its way.
const AFTERWARDS: SignedDuration = SignedDuration::from_mins(15);

/// The account of somebody who leaves, where it must be known what it is doing.
pub(super) fn watched(input: &PlanInput<'_>, member: &Member<'_>) -> Option<AccountId> {
    let link = member.link?;
    leaving(input.policy, member)?;
    let account = input.snapshot.accounts.get(&link.account)?;
    let departure = input.departures.of(member.id(), account.id);
    let closed = departure.and_then(|departure| departure.closed_at);
    let lately = |at: Timestamp| input.as_of.duration_since(at) < AFTERWARDS;
    let unfinished = closed.is_none_or(lately) || !input.ledger.owns(account.id, &Slot::Tokens);
    let watched = match account.state {
        AccountState::Active => true,
        AccountState::Inactive => departure.is_some() && unfinished,
        AccountState::Deleted => false,
    };
    watched.then_some(account.id)
}

impl Context<'_> {
    /// The next step of somebody who leaves.
    pub(super) fn depart(&self, member: &Member<'_>, account: &Account, leaving: &Leaving) -> PersonPlan {
        let transition = match leaving.manner {
            Manner::Graceful => Transition::Leaver,
            Manner::Expelled => Transition::Expelled,
        };
        let mut sheet = Sheet::new(member, Some(account), transition);
        let known = self.input.departures.of(member.id(), account.id);
        match (account.state, known) {
            (AccountState::Active, Some(departure)) => self.withdraw(&mut sheet, account, departure, leaving),
            (AccountState::Active, None) => {
                let departure = self.begin(member, account, leaving.manner);
                self.withdraw(&mut sheet, account, &departure, leaving);
                sheet.plan.departure = Some(departure);
            }
            (AccountState::Inactive, Some(departure)) => self.clear(&mut sheet, account, departure, leaving),
            // Closed by other hands before anybody left, or deleted by them: only what is ours goes.
            (AccountState::Inactive, None) => {
                self.losses(&mut sheet, &Desire::default(), account, &leaving.why)
            }
            (AccountState::Deleted, _) => {}
        }
        sheet.finish()
    }

    fn begin(&self, member: &Member<'_>, account: &Account, manner: Manner) -> Departure {
        let ours = |slot: &Slot| self.input.ledger.owns(account.id, slot);
        let held = account.entitlements().into_iter().chain([division(account)]);
        let kept = held.map(|(slot, value)| Kept { ours: ours(&slot), slot, value }).collect();
        Departure {
            person: member.id().clone(),
            display_name: member.display_name().to_owned(),
            account: account.id,
            manner,
            begun_at: self.input.as_of,
            closed_at: None,
            kept,
        }
    }

    /// The account is still open: it gets no new work, what is live may end, and nothing live closes it.
    fn withdraw(&self, sheet: &mut Sheet, account: &Account, departure: &Departure, leaving: &Leaving) {
        let work = self.input.snapshot.work.get(&account.id);
        let at_once = leaving.manner == Manner::Expelled;
        let prepared = self.prepare(sheet, account, work, leaving);
        let begun = if at_once { Timestamp::MIN } else { departure.begun_at };
        let drained = self.drain(sheet, work, begun, leaving);
        match drained {
            _ if at_once => self.close(sheet, account, work, leaving),
            Drained::Yes if !prepared => self.close(sheet, account, work, leaving),
            Drained::Yes => wait(sheet, account, leaving, Hold::NoNewWorkFirst),
            Drained::Until(until) => wait(sheet, account, leaving, Hold::Draining { until }),
        }
    }

    /// No new work. Says whether any could have come: only the next look shows that none came meanwhile.
    fn prepare(&self, sheet: &mut Sheet, account: &Account, work: Option<&Work>, leaving: &Leaving) -> bool {
        let before = sheet.plan.changes.len();
        // Where the tenant has no such presence, leaving the queue is what is left.
        let can_hide = self.input.snapshot.catalogue.presence(Presence::Offline).is_some();
        if let Some(presence) = work.and_then(|work| work.presence).filter(|_| can_hide) {
            let off = Value::Presence(Presence::Offline);
            sheet.change(
                Slot::Presence,
                Some(Value::Presence(presence)),
                Some(off),
                vec![leaving.why.clone()],
            );
        }
        if let Some(routing) = work.and_then(|work| work.routing) {
            let off = Value::Routing(Routing::OffQueue);
            sheet.change(Slot::Routing, Some(Value::Routing(routing)), Some(off), vec![leaving.why.clone()]);
        }
        let prepared = sheet.plan.changes.len() > before;
        self.losses_of(sheet, account, leaving, |slot| slot.kind() == Kind::Queue);
        prepared
    }

    /// Everything that is ours goes, then the account, then what is left of it.
    fn close(&self, sheet: &mut Sheet, account: &Account, work: Option<&Work>, leaving: &Leaving) {
        self.losses_of(sheet, account, leaving, |slot| slot.kind() != Kind::Queue);
        let (active, inactive) = (Value::State(AccountState::Active), Value::State(AccountState::Inactive));
        sheet.change(Slot::Account, Some(active), Some(inactive), vec![leaving.why.clone()]);
        self.take_in(sheet, account, work, leaving);
    }

    /// The account is closed: what is left of it goes, too, and after the time of retention perhaps the account.
    fn clear(&self, sheet: &mut Sheet, account: &Account, departure: &Departure, leaving: &Leaving) {
        let work = self.input.snapshot.work.get(&account.id);
        self.drain(sheet, work, Timestamp::MIN, leaving);
        self.losses(sheet, &Desire::default(), account, &leaving.why);
        self.take_in(sheet, account, work, leaving);
        self.free_mail(sheet, account);
        self.retain(sheet, departure, leaving);
    }

    /// Tokens end, phones and licences become free. Nothing shows tokens: the ledger remembers that they were ended.
    fn take_in(&self, sheet: &mut Sheet, account: &Account, work: Option<&Work>, leaving: &Leaving) {
        let why = || vec![leaving.why.clone()];
        if !self.input.ledger.owns(account.id, &Slot::Tokens) {
            sheet.change(Slot::Tokens, Some(Value::Held), None, why());
        }
        for (station, name) in work.iter().flat_map(|work| &work.stations) {
            sheet.change(Slot::Station { station: *station }, Some(Value::Text(name.clone())), None, why());
        }
        for licence in work.iter().flat_map(|work| &work.licences) {
            sheet.change(Slot::Licence { licence: licence.clone() }, Some(Value::Held), None, why());
        }
    }

    /// A mail address is unique among all accounts, closed ones too: who has it now could not get an account.
    fn free_mail(&self, sheet: &mut Sheet, account: &Account) {
        let mail = account.mail().to_lowercase();
        let records = self.input.everybody.records_with_mail(&mail).iter();
        let mut others = records.filter(|record| !self.is_of(record, &sheet.subject.person));
        let (Some(successor), Some((local, domain))) = (others.next(), mail.split_once('@')) else { return };
        if !self.input.policy.terms.free_mail {
            return;
        }
        let number: String = account.id.to_string().chars().take(8).collect();
        let (slot, another) = (Slot::Field { field: Field::Mail }, format!("left-{number}-{local}@{domain}"));
        let because = Provenance::Successor { person: successor.clone() };
        sheet.change(slot, Some(Value::Text(mail)), Some(Value::Text(another)), vec![because]);
    }

    fn is_of(&self, record: &PersonId, person: &PersonId) -> bool {
        self.input.everybody.person_of(record, self.input.links) == *person
    }

    fn retain(&self, sheet: &mut Sheet, departure: &Departure, leaving: &Leaving) {
        let terms = &self.input.policy.terms;
        let Some(closed) = departure.closed_at.filter(|_| leaving.for_good) else { return };
        let until = closed.checked_add(terms.retain).unwrap_or(Timestamp::MAX);
        match (until > self.input.as_of, terms.delete) {
            (true, true) => {
                sheet.schedule(until, "the account is kept until then, and may be deleted after that")
            }
            (true, false) => {
                sheet.schedule(until, "the account is kept for reporting until then, and stays inactive")
            }
            (false, true) => {
                let because = Provenance::Retention { closed_at: closed };
                let (inactive, gone) = (AccountState::Inactive, AccountState::Deleted);
                let (before, after) = (Some(Value::State(inactive)), Some(Value::State(gone)));
                sheet.change(Slot::Account, before, after, vec![because]);
            }
            (false, false) => {}
        }
    }

    fn losses_of(
        &self,
        sheet: &mut Sheet,
        account: &Account,
        leaving: &Leaving,
        which: impl Fn(&Slot) -> bool,
    ) {
        let mut all = sheet.blank();
        self.losses(&mut all, &Desire::default(), account, &leaving.why);
        sheet.plan.changes.extend(all.plan.changes.into_iter().filter(|change| which(&change.slot)));
    }
}

fn division(account: &Account) -> (Slot, Value) {
    (Slot::Division, Value::Division(account.division))
}

/// The account stays open for now.
fn wait(sheet: &mut Sheet, account: &Account, leaving: &Leaving, because: Hold) {
    let inactive = Some(Value::State(AccountState::Inactive));
    let before = account.value(&Slot::Account);
    let change = sheet.difference(&Slot::Account, before, inactive, vec![leaving.why.clone()]);
    sheet.hold(change, because);
}

impl Sheet {
    pub(super) fn schedule(&mut self, at: Timestamp, what: &str) {
        let (person, display_name) = (self.subject.person.clone(), self.subject.display_name.clone());
        self.plan.scheduled.push(Scheduled { at, person, display_name, what: what.to_owned(), zone: None });
    }

    fn blank(&self) -> Self {
        Self { subject: self.subject.clone(), transition: self.transition, plan: PersonPlan::default() }
    }
}
