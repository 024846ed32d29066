//! Compares what should be with what is, person by person. The draft knows nothing of guardrails yet.

mod account;
mod basis;
mod departure;
mod entitlements;
mod handover;
mod joiner;
mod leaver;
mod managers;
mod notices;
mod orphans;
mod people;
mod profile;
mod restore;
mod roster;
mod upcoming;

use crate::correlate::{Evidence, Known, Situation, correlate, share_mails};
use crate::departure::{Demand, Departure, Departures, Order, Orders};
use crate::desire::{Desire, desire, wanted};
use crate::entitlement::Slot;
use crate::everybody::Everybody;
use crate::id::{AccountId, PersonId};
use crate::person::{Ledger, Links};
use crate::plan::{Census, Change, Held, Hold, NewLink, PlanBody, Scheduled, Subject, Transition};
use crate::policy::{Groups, Policy};
use crate::record::SourceBatch;
use crate::tenant::{Account, TenantSnapshot};
use crate::time::Timestamp;
pub use people::person;
pub use roster::{Member, Roster};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a plan is made from.
pub struct PlanInput<'a> {
    /// The moment for which the plan is made.
    pub as_of: Timestamp,
    /// The policy.
    pub policy: &'a Policy,
    /// What the sources said.
    pub batches: &'a [SourceBatch],
    /// Remembered pairings.
    pub links: &'a Links,
    /// What is ours.
    pub ledger: &'a Ledger,
    /// What the tenant looks like.
    pub snapshot: &'a TenantSnapshot,
    /// What the tenant answered about people without a link.
    pub evidence: &'a Evidence,
    /// What planning for a few needs to know of everybody.
    pub everybody: &'a Everybody,
    /// Departures that have begun.
    pub departures: &'a Departures,
    /// What was said about single people, whatever the sources say.
    pub orders: &'a Orders,
    /// The people whom the plan is about; `None`: everybody. Their plan is the one that they would have among everybody
    /// where they are [closed](Everybody::closed). The batches need not bring other records than theirs.
    pub focus: Option<&'a BTreeSet<PersonId>>,
}

/// What becomes of one person.
#[derive(Default)]
struct PersonPlan {
    changes: Vec<Change>,
    held: Vec<Held>,
    link: Option<NewLink>,
    forget: Vec<(AccountId, Slot)>,
    departure: Option<Departure>,
    returned: bool,
    scheduled: Vec<Scheduled>,
    out_of_scope: bool,
    manager_without_account: bool,
}

/// Compares what should be with what is.
pub fn draft(input: &PlanInput<'_>) -> PlanBody {
    let roster = Roster::new(input);
    let unseen = joiner::unseen(input);
    let situations = situations(input, &roster);
    let created = joiners(input, &roster, &situations, &unseen).map(|member| member.id().clone()).collect();
    let groups = Groups::new(input.batches);
    let context =
        Context { input, groups: None, situations: &situations, created: &created, unseen: &unseen };
    let with_reasons = Context { groups: Some(&groups), ..context };
    let mut body = basis::empty(input);
    let mut without_manager = 0_u64;
    let mut known = situations.iter().peekable();
    for member in roster.members() {
        // Both are in order of ids; to look everybody up would take longer than to plan for them.
        let situation = known.next_if(|(id, _)| *id == member.id()).map(|(_, situation)| situation);
        let person = match context.plan(member, situation) {
            person if person.changes.is_empty() && person.held.is_empty() => person,
            _ => with_reasons.plan(member, situation),
        };
        without_manager += u64::from(person.manager_without_account);
        merge(&mut body, member, person);
    }
    body.scheduled.extend(upcoming::scheduled(input));
    body.scheduled.sort();
    body.findings.extend(notices::managers(without_manager));
    if input.focus.is_none() {
        body.orphans = orphans::orphans(input, &situations);
        body.census.rejected = input.batches.iter().map(|batch| batch.rejected.len() as u64).sum();
        body.findings.extend(notices::rejected(input.batches));
    }
    body
}

/// Accounts of people who leave, of which must be known what they are doing: those still open, and those closed a short
/// while ago. Nobody else causes a question.
pub fn to_watch(input: &PlanInput<'_>, roster: &Roster<'_>) -> BTreeSet<AccountId> {
    roster.members().filter_map(|member| departure::watched(input, member)).collect()
}

/// How everybody whom a plan is about and the tenant's accounts stand to each other.
fn situations(input: &PlanInput<'_>, roster: &Roster<'_>) -> BTreeMap<PersonId, Situation> {
    let known = Known {
        links: input.links,
        snapshot: input.snapshot,
        evidence: input.evidence,
        everybody: input.everybody,
        pair_by_mail: input.policy.pair_by_mail,
    };
    let mut situations = correlate(roster.to_correlate(), &known);
    // Also who must wait for a source needs the mail: nobody else may take it meanwhile.
    let mails: Vec<(PersonId, String)> = joiners(input, roster, &situations, &[])
        .filter_map(|member| Some((member.id().clone(), member.person.mail()?.to_owned())))
        .collect();
    share_mails(&mut situations, mails.iter().map(|(person, mail)| (person, mail.as_str())));
    situations
}

/// People who need an account and can have one.
fn joiners<'a>(
    input: &'a PlanInput<'_>,
    roster: &'a Roster<'_>,
    situations: &'a BTreeMap<PersonId, Situation>,
    unseen: &'a [Hold],
) -> impl Iterator<Item = &'a Member<'a>> {
    let stays = |member: &&Member<'_>| member.in_scope && !member.is_away() && member.link.is_none();
    let absent = |member: &&Member<'_>| situations.get(member.id()) == Some(&Situation::Absent);
    let joins = move |member: &&Member<'_>| joiner::obstacle(input, unseen, member).is_none();
    roster.members().filter(stays).filter(absent).filter(joins)
}

fn merge(body: &mut PlanBody, member: &Member<'_>, person: PersonPlan) {
    let census: &mut Census = &mut body.census;
    census.people += 1;
    match () {
        () if !person.changes.is_empty() => census.changed += 1,
        () if person.held.iter().any(|held| held.change.is_none()) => census.unresolved += 1,
        () if !person.held.is_empty() => census.held += 1,
        () if person.out_of_scope => census.out_of_scope += 1,
        () => census.unchanged += 1,
    }
    body.changes.extend(person.changes);
    body.held.extend(person.held);
    body.links.extend(person.link);
    body.forget.extend(person.forget);
    body.departures.extend(person.departure);
    body.returned.extend(person.returned.then(|| member.id().clone()));
    body.scheduled.extend(person.scheduled);
}

/// What planning one person needs to know of everybody else.
#[derive(Clone, Copy)]
struct Context<'a> {
    input: &'a PlanInput<'a>,
    /// Names for reasons; `None`: nobody asks for reasons yet.
    groups: Option<&'a Groups<'a>>,
    situations: &'a BTreeMap<PersonId, Situation>,
    created: &'a BTreeSet<PersonId>,
    /// Reads that lack somebody who may seem to be new.
    unseen: &'a [Hold],
}

impl Context<'_> {
    /// What becomes of one person; all of it is held where somebody in charge said so.
    fn plan(&self, member: &Member<'_>, situation: Option<&Situation>) -> PersonPlan {
        let plan = self.undisturbed(member, situation);
        match member.order {
            Some(order) if order.demand == Demand::Hold => held_by(order, plan),
            _ => plan,
        }
    }

    fn undisturbed(&self, member: &Member<'_>, situation: Option<&Situation>) -> PersonPlan {
        let Some(situation) = situation else {
            return PersonPlan { out_of_scope: true, ..PersonPlan::default() };
        };
        let account = situation.account().and_then(|id| self.account(id));
        match (account, situation.hold()) {
            (Some(account), _) => self.with_account(member, account, situation),
            (None, Some(Hold::AccountGone { .. } | Hold::SharedMail { .. })) if member.ended => {
                PersonPlan::default()
            }
            (None, Some(hold)) => held(member, hold),
            (None, None) => self.without_account(member),
        }
    }

    /// What should be true of somebody who is here and managed.
    fn desire(&self, member: &Member<'_>) -> Desire {
        match self.groups {
            Some(groups) => desire(self.input.policy, &member.person, groups),
            None => wanted(self.input.policy, &member.person),
        }
    }

    fn account(&self, id: AccountId) -> Option<&Account> {
        self.input.snapshot.accounts.get(&id).or_else(|| self.input.evidence.accounts.get(&id))
    }

    fn without_account(&self, member: &Member<'_>) -> PersonPlan {
        match (member.is_away(), member.in_scope, joiner::obstacle(self.input, self.unseen, member)) {
            (true, _, _) | (false, false, _) => PersonPlan { out_of_scope: true, ..PersonPlan::default() },
            (false, true, Some(hold)) => held(member, hold),
            (false, true, None) => self.joiner(member),
        }
    }
}

fn held(member: &Member<'_>, because: Hold) -> PersonPlan {
    let held = Held { subject: member.subject(None), change: None, because };
    PersonPlan { held: vec![held], ..PersonPlan::default() }
}

/// Nothing of it is done, and nothing is begun.
fn held_by(order: &Order, plan: PersonPlan) -> PersonPlan {
    let because = Hold::Ordered { by: order.by.clone(), reason: order.reason.clone() };
    let aside = |change: Change| Held {
        subject: change.subject.clone(),
        change: Some(change),
        because: because.clone(),
    };
    let waiting = plan.held.into_iter().map(|held| Held { because: because.clone(), ..held });
    let held = waiting.chain(plan.changes.into_iter().map(aside)).collect();
    PersonPlan { held, out_of_scope: plan.out_of_scope, ..PersonPlan::default() }
}

/// One person's changes while they are collected.
struct Sheet {
    subject: Subject,
    transition: Transition,
    plan: PersonPlan,
}
