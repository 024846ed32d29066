//! `muster explain PERSON`

use super::person::find;
use super::world::World;
use super::{Options, Outcome, print, print_json};
use crate::console::columns;
use crate::console::explain::{Explanation, Membership, Unchanged, render};
use crate::drive::Survey;
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::correlate::{Known, Situation, correlate};
use muster_core::desire::{Desire, desire};
use muster_core::draft::{Member, Roster};
use muster_core::entitlement::{Field, Slot};
use muster_core::id::{AccountId, Anchor, PersonId, SourceId};
use muster_core::person::{Person, Topic};
use muster_core::plan::{Change, Held, Plan};
use muster_core::policy::Groups;
use muster_core::record::{DirectoryGroup, SourceRecord};
use muster_core::replica::DirectoryEvent;
use muster_core::tenant::Account;
use muster_store::{Access, Store};
use std::collections::{BTreeMap, BTreeSet};

/// `muster explain PERSON`
#[derive(Args)]
pub(super) struct Explain {
    /// Mail, login, name, person id, objectGUID or account id.
    person: String,
}

impl Explain {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        let world = World::open(options).await?;
        let mut store = world.store(Access::Read)?;
        let (survey, plan) = world.plan(&mut *store).await?;
        let roster = survey.roster();
        let member = find(&self.person, &survey, roster.members())?;
        let situation = situation(&survey, member.id());
        let events = heard(member, &mut *store)?;
        match options.json {
            true => print_json(&about(&survey, &plan, member, situation.as_ref(), &events))?,
            false => {
                let told = explanation(&survey, &plan, member, situation.as_ref());
                print(&render(&Explanation { events, ..told }, columns()));
            }
        }
        Ok(Exit::Done)
    }
}

/// How much is told of what was heard from directories.
const EVENTS_TOLD: u64 = 10;

/// What the service heard of a person from each of their sources, the newest first.
fn heard(member: &Member<'_>, store: &mut dyn Store) -> Result<Vec<DirectoryEvent>, Failure> {
    let records = member.person.says.iter().map(|said| PersonId::new(said.source, &said.record.anchor));
    let ids: BTreeSet<PersonId> = records.chain([member.id().clone()]).collect();
    let mut events = Vec::new();
    for id in ids {
        events.extend(store.events_of(&id, EVENTS_TOLD)?);
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events.truncate(EVENTS_TOLD as usize);
    Ok(events)
}

/// The same as data: the record, the pairing, what should be, what changes and what is held.
fn about(
    survey: &Survey,
    plan: &Plan,
    member: &Member<'_>,
    situation: Option<&Situation>,
    events: &[DirectoryEvent],
) -> serde_json::Value {
    let events: Vec<_> = events
        .iter()
        .map(
            |event| serde_json::json!({ "at": event.at, "server": event.server, "sentence": event.sentence }),
        )
        .collect();
    let wishes: Vec<_> = wishes(survey, member)
        .wishes
        .iter()
        .map(|(slot, wish)| serde_json::json!({ "slot": slot, "value": wish.value, "because": wish.because }))
        .collect();
    let changes: Vec<&Change> =
        plan.body.changes.iter().filter(|change| change.subject.person == *member.id()).collect();
    let held: Vec<&Held> = plan.body.held.iter().filter(|held| held.subject.person == *member.id()).collect();
    serde_json::json!({
        "person": member.id(),
        "display_name": member.display_name(),
        "record": member.person.says.first().map(|said| said.record),
        "records": member.person.says.iter().map(|said| (said.source, said.record)).collect::<BTreeMap<_, _>>(),
        "link": member.link,
        "situation": situation.map(Situation::word),
        "in_scope": member.in_scope,
        "ended": member.ended,
        "heard": events,
        "should_hold": wishes,
        "changes": changes,
        "held": held,
    })
}

fn explanation<'a>(
    survey: &'a Survey,
    plan: &'a Plan,
    member: &'a Member<'_>,
    situation: Option<&'a Situation>,
) -> Explanation<'a> {
    let account = situation.and_then(Situation::account).and_then(|id| account(survey, id));
    let changes: Vec<&Change> =
        plan.body.changes.iter().filter(|change| change.subject.person == *member.id()).collect();
    let out_of_scope = "no rule covers the person, or they are in none of the groups of people.in_group";
    Explanation {
        plan,
        display_name: member.display_name(),
        facts: facts(member),
        lifecycle: if member.ended { member.why_ended().sentence() } else { "active".into() },
        out_of_scope: (!member.in_scope && !member.ended).then(|| out_of_scope.into()),
        situation,
        account: account.map(|account| {
            (account.id, format!("{} <{}>, {}", account.name(), account.mail(), account.state))
        }),
        linked_since: member.link.map(|link| link.since),
        groups: groups(survey, member),
        problems: member.person.problems(survey.as_of),
        events: Vec::new(),
        unchanged: account.map(|account| unchanged(survey, member, account, &changes)).unwrap_or_default(),
        changes,
        held: plan.body.held.iter().filter(|held| held.subject.person == *member.id()).collect(),
    }
}

fn account(survey: &Survey, id: AccountId) -> Option<&Account> {
    survey.snapshot.accounts.get(&id).or_else(|| survey.evidence.accounts.get(&id))
}

fn facts(member: &Member<'_>) -> Vec<(&'static str, String)> {
    let person = &member.person;
    let mut facts = vec![("person", member.id().to_string())];
    let login = person.said(|record| Some(&record.login).filter(|login| !login.is_empty()).cloned());
    let written = [
        ("login", login.map(|(_, login)| login)),
        ("mail", opinion(person, Field::Mail, |record| record.mail.as_deref())),
        ("title", opinion(person, Field::Title, |record| record.title.as_deref())),
        ("department", opinion(person, Field::Department, |record| record.department.as_deref())),
    ];
    facts.extend(written.into_iter().filter_map(|(label, text)| text.map(|text| (label, text))));
    facts.extend(person.says.iter().map(|said| match person.says.len() {
        1 => ("stands at", said.record.location.clone()),
        _ => ("stands at", format!("{} in {}", said.record.location, said.source)),
    }));
    facts
}

/// What is believed, and where several sources speak of it who is believed and who says otherwise.
fn opinion(
    person: &Person<'_>,
    field: Field,
    of: impl for<'r> Fn(&'r SourceRecord) -> Option<&'r str>,
) -> Option<String> {
    let topic = Topic::Field(field);
    let said = person.ranked(&topic).filter_map(|said| Some((said.source, of(said.record)?)));
    let said: Vec<(&SourceId, &str)> = said.collect();
    let (first, text) = said.first()?;
    let others = said.iter().filter(|(_, other)| other != text);
    let others: Vec<String> = others.map(|(source, other)| format!("{source} says {other}")).collect();
    Some(match others.is_empty() {
        true => (*text).to_owned(),
        false => format!("{text} ({first} is believed; {})", others.join("; ")),
    })
}

fn groups(survey: &Survey, member: &Member<'_>) -> Vec<Membership> {
    let known: BTreeMap<(&SourceId, &Anchor), &DirectoryGroup> = survey
        .batches
        .iter()
        .flat_map(|batch| batch.groups.iter().map(|group| ((&batch.source, &group.anchor), group)))
        .collect();
    let names = Groups::new(&survey.batches);
    let held = member.person.says.iter().flat_map(|said| {
        let own = said.record.memberships.iter().map(|(anchor, path)| (said.source, anchor, path));
        let elsewhere = &said.record.elsewhere;
        own.chain(elsewhere.iter().map(|(group, path)| (&group.source, &group.anchor, path)))
    });
    held.map(|(source, anchor, path)| Membership {
        name: names.name(source, anchor),
        via: path.iter().rev().skip(1).rev().map(|anchor| names.name(source, anchor)).collect(),
        in_scope: known.get(&(source, anchor)).is_some_and(|group| group.in_scope),
    })
    .collect()
}

/// What should be true of somebody while they are here.
fn wishes(survey: &Survey, member: &Member<'_>) -> Desire {
    desire(&survey.resolved.policy, &member.person, &Groups::new(&survey.batches))
}

/// What the account holds and keeps: because a rule wants it, or because others granted it.
fn unchanged(survey: &Survey, member: &Member<'_>, account: &Account, changes: &[&Change]) -> Vec<Unchanged> {
    let stays = |slot: &Slot| changes.iter().all(|change| change.slot != *slot);
    let desire = wishes(survey, member);
    let because = |slot: &Slot| desire.wishes.get(slot).map(|wish| wish.because.clone()).unwrap_or_default();
    let held = account.entitlements().into_iter().filter(|(slot, _)| stays(slot));
    held.map(|(slot, value)| Unchanged {
        because: because(&slot),
        ours: survey.ledger.owns(account.id, &slot),
        slot,
        value,
    })
    .collect()
}

/// How the person and the tenant's accounts stand to each other; `None` where nobody asked.
fn situation(survey: &Survey, id: &PersonId) -> Option<Situation> {
    let focus = survey.closed(&BTreeSet::from([id.clone()]));
    let roster = Roster::new(&survey.input(Some(&focus)));
    let known = Known {
        links: &survey.links,
        snapshot: &survey.snapshot,
        evidence: &survey.evidence,
        everybody: &survey.everybody,
        pair_by_mail: survey.resolved.policy.pair_by_mail,
    };
    correlate(roster.to_correlate(), &known).remove(id)
}
