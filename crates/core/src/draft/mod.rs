//! Compares what should be with what is, person by person. The draft knows nothing of guardrails yet.

mod account;
mod basis;
mod entitlements;
mod joiner;
mod leaver;
mod managers;
mod profile;
mod roster;

use crate::correlate::{Evidence, Known, Situation, correlate, share_mails};
use crate::entitlement::Slot;
use crate::id::{AccountId, PersonId};
use crate::person::{Ledger, Links};
use crate::plan::{
    Census, Change, Finding, Held, Hold, NewLink, Orphan, PlanBody, Subject, Transition, Verdict, counted,
};
use crate::policy::Policy;
use crate::record::SourceBatch;
use crate::tenant::{Account, AccountState, TenantSnapshot};
use crate::time::Timestamp;
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
}

/// What becomes of one person.
#[derive(Default)]
struct PersonPlan {
    changes: Vec<Change>,
    held: Vec<Held>,
    link: Option<NewLink>,
    forget: Vec<(AccountId, Slot)>,
    out_of_scope: bool,
    manager_without_account: bool,
}

/// Compares what should be with what is.
pub fn draft(input: &PlanInput<'_>) -> PlanBody {
    let roster = Roster::new(input);
    let situations = situations(input, &roster);
    let created = joiners(input, &roster, &situations).map(|member| member.id.clone()).collect();
    let context = Context { input, situations: &situations, created: &created };
    let mut body = basis::empty(input);
    body.census.rejected = input.batches.iter().map(|batch| batch.rejected.len() as u64).sum();
    let mut without_manager = 0_u64;
    for member in roster.members() {
        let person = context.plan(member);
        without_manager += u64::from(person.manager_without_account);
        merge(&mut body, person);
    }
    body.orphans = orphans(input, &situations);
    body.findings.extend(notices(input, without_manager));
    body
}

fn situations(input: &PlanInput<'_>, roster: &Roster<'_>) -> BTreeMap<PersonId, Situation> {
    let present = roster.present();
    let known = Known {
        links: input.links,
        snapshot: input.snapshot,
        evidence: input.evidence,
        present: &present,
        pair_by_mail: input.policy.pair_by_mail,
    };
    let mut situations = correlate(roster.to_correlate(), &known);
    let mails: Vec<(PersonId, String)> = joiners(input, roster, &situations)
        .filter_map(|member| Some((member.id.clone(), member.record?.mail.clone()?)))
        .collect();
    share_mails(&mut situations, mails.iter().map(|(person, mail)| (person, mail.as_str())));
    situations
}

/// People who need an account and can have one.
fn joiners<'a>(
    input: &'a PlanInput<'_>,
    roster: &'a Roster<'_>,
    situations: &'a BTreeMap<PersonId, Situation>,
) -> impl Iterator<Item = &'a Member<'a>> {
    let stays = |member: &&Member<'_>| member.in_scope && !member.ended;
    let absent = |member: &&Member<'_>| situations.get(&member.id) == Some(&Situation::Absent);
    let joins = |member: &&Member<'_>| joiner::obstacle(input.policy, member).is_none();
    roster.members().filter(stays).filter(absent).filter(joins)
}

fn merge(body: &mut PlanBody, person: PersonPlan) {
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
}

/// Active accounts that nobody who is here could own: not paired, not in question, and with nobody's mail.
fn orphans(input: &PlanInput<'_>, situations: &BTreeMap<PersonId, Situation>) -> Vec<Orphan> {
    let claimed: BTreeSet<AccountId> = situations.values().flat_map(Situation::accounts).collect();
    let records = input.batches.iter().flat_map(|batch| &batch.records);
    let here = records.filter(|record| record.usable_at(input.as_of));
    let mails: BTreeSet<&str> = here.filter_map(|record| record.mail.as_deref()).collect();
    let nobodys = |account: &&Account| {
        let linked = input.links.of_account(account.id).is_some();
        !linked && !claimed.contains(&account.id) && !mails.contains(account.mail().to_lowercase().as_str())
    };
    let mut orphans: Vec<Orphan> = input
        .snapshot
        .accounts
        .values()
        .filter(|account| account.state == AccountState::Active)
        .filter(nobodys)
        .map(|account| Orphan {
            name: account.name().into(),
            mail: account.mail().into(),
            account: account.id,
        })
        .collect();
    orphans.sort();
    orphans
}

fn notices(input: &PlanInput<'_>, without_manager: u64) -> Vec<Finding> {
    let mut notices = Vec::new();
    if without_manager > 0 {
        notices.push(Finding {
            guardrail: "managers".into(),
            key: "managers".into(),
            verdict: Verdict::Notice,
            sentence: format!(
                "{} a manager without an account; the manager in their profile stays as it is",
                counted(without_manager, "person has", "people have")
            ),
            hint: "give the managers a rule, or take `manager` out of people.profile".into(),
        });
    }
    for batch in input.batches {
        for rejected in &batch.rejected {
            notices.push(Finding {
                guardrail: "records".into(),
                key: format!("records:{}:{}", batch.source, rejected.location),
                verdict: Verdict::Notice,
                sentence: format!(
                    "{} in {} cannot be used: {}",
                    rejected.location, batch.source, rejected.reason
                ),
                hint: "mend the record in the source".into(),
            });
        }
    }
    notices.sort_by(|one, other| (&one.key, &one.sentence).cmp(&(&other.key, &other.sentence)));
    notices
}

/// What planning one person needs to know of everybody else.
struct Context<'a> {
    input: &'a PlanInput<'a>,
    situations: &'a BTreeMap<PersonId, Situation>,
    created: &'a BTreeSet<PersonId>,
}

impl Context<'_> {
    fn plan(&self, member: &Member<'_>) -> PersonPlan {
        let Some(situation) = self.situations.get(&member.id) else {
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

    fn account(&self, id: AccountId) -> Option<&Account> {
        self.input.snapshot.accounts.get(&id).or_else(|| self.input.evidence.accounts.get(&id))
    }

    fn without_account(&self, member: &Member<'_>) -> PersonPlan {
        match (member.ended, member.in_scope, joiner::obstacle(self.input.policy, member)) {
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

/// One person's changes while they are collected.
struct Sheet {
    subject: Subject,
    transition: Transition,
    plan: PersonPlan,
}
