use super::summary::sentence;
use super::*;
use crate::console::sample;
use anstream::adapter::strip_str;
use muster_core::entitlement::Kind;
use muster_core::id::{AccountId, QueueId};
use muster_core::operation::{AccountRef, Call, OperationId, Stage};
use muster_core::plan::{Change, Provenance, RevokeFirst, Scheduled};
use proptest::prelude::*;

const RATE: Rate = Rate { allowed_per_minute: 300, reserve_percent: 10, wait_below: 0 };

fn view() -> View {
    View { columns: 100, summary: false, people_max: None, see_all: "`muster show plan.json --all`".into() }
}

fn shown(plan: &Plan, view: &View) -> String {
    strip_str(&render(plan, None, view)).to_string()
}

const HEAD: &str = "\
organisation   Corp
as of          2026-11-21 02:00:00 UTC
plan           PLAN
source         corp-ad: complete; 283 records, 17 groups, read 2026-11-21 01:59:00 UTC
source         hr: INCOMPLETE; 120 records, 17 groups, read 2026-11-21 01:59:00 UTC
               nothing is removed for not being in this source
               missing: page 3 was lost to a timeout
tenant         read with 41 calls
authoritative  FOR ROLE: whatever no rule justifies is removed, no matter who granted it

13 changes for 3 people: 1 joiner, 1 mover, 1 leaver. 1 change held. 1 person could not be planned
for.
6 people looked at: 3 with changes, 1 with held changes only, 1 unresolved, 1 out of scope. 1 record
could not be read.

Findings
  held       removal-budget: the plan revokes 34 roles (limit 20)
             hint: look at the held changes, then approve
             key:  removal-budget:role:34
  notice     records: 1 record could not be read
             hint: mend the record in the source

";

const PEOPLE: &str = "\
Joiners (1)

  Ada Lovelace  ada@corp.example
    + account, external id, name        because what follows
    + title Agent                       because corp-ad says so
    + role Agent @ Support,             because group GC-Agents via GC-Agents-Berlin (rule agents)
      queue Rückrufe, skill Network 4
    + queue Billing                     because group GC-Billing (rule billing)

Movers (1)

  日本 花子  hanako@corp.example
    ~ title  Agent → Senior Agent   because corp-ad says so
    ~ skill Network  3 → 4.5        because group GC-Agents via GC-Agents-Berlin (rule agents)
    - queue Billing                 because rule billing no longer applies

Leavers (1)

  Walter\\nDEL:7f3e  corp-ad/guid-3
    - account  active → inactive   because no longer in corp-ad
    - role Agent @ Support

Held: 1 change and 1 person. Nothing of this is done.

  held: guardrail removal-budget (removal-budget:role:34)
    - role Agent @ Support of \u{2068}داود\u{2069}  dawud@corp.example

  held: no usable mail address, and an account cannot be created without one
    ? everything of Minh Anh  corp-ad/guid-5

";

const REST: &str = "\
Paired for the first time: 1 person, 1 by mail.
Forgotten: 1 grant of ours that other hands took away and no rule gives any more.
1 account belongs to nobody in the sources, left alone
  Break Glass (break@corp.example)
";

#[test]
fn a_plan_reads_from_the_top_to_the_bottom() {
    let plan = sample::plan();
    let expected = format!("{HEAD}{PEOPLE}{REST}").replace("PLAN", plan.id.as_str());
    assert_eq!(shown(&plan, &view()), expected);
}

#[test]
fn a_summary_leaves_the_people_out() {
    let plan = sample::plan();
    let expected = format!("{HEAD}{REST}").replace("PLAN", plan.id.as_str());
    assert_eq!(shown(&plan, &View { summary: true, ..view() }), expected);
}

#[test]
fn a_narrow_terminal_has_the_reason_below() {
    let text = shown(&sample::plan(), &View { columns: 60, ..view() });
    let expected = "    - account  active → inactive\n    - role Agent @ Support\n        because no longer in corp-ad\n";
    assert!(text.contains(expected), "{text}");
}

/// The sample with `copies` joiners instead of one.
fn with_joiners(copies: usize) -> Plan {
    let mut plan = sample::plan();
    let (joiner, rest): (Vec<Change>, Vec<Change>) =
        plan.body.changes.into_iter().partition(|change| change.subject.display_name.starts_with("Ada"));
    let copy = |number: usize| {
        joiner.iter().cloned().map(move |mut change| {
            change.subject.person.anchor = format!("guid-copy-{number:04}").as_str().into();
            change
        })
    };
    plan.body.changes = (0..copies).flat_map(copy).chain(rest).collect();
    plan
}

#[test]
fn a_huge_plan_shows_some_of_each_and_says_how_to_see_all() {
    let text = shown(&with_joiners(400), &View { people_max: Some(20), ..view() });
    assert!(text.contains("Joiners (400)"), "{text}");
    assert!(text.contains("  … and 382 more joiners; `muster show plan.json --all`\n"), "{text}");
    assert!(text.contains("Walter"), "the one leaver must not be crowded out");
    assert_eq!(text.matches("  Ada Lovelace  ").count(), 18);
}

#[test]
fn nothing_to_do_is_said() {
    let mut plan = sample::plan();
    (plan.body.changes, plan.body.held) = (Vec::new(), Vec::new());
    assert_eq!(sentence(&plan), "Nothing to change.");
}

fn operations(count: u32) -> Vec<Operation> {
    let operation = |at| Operation {
        id: OperationId::at(at),
        stage: Stage::Gains,
        call: Call::AddQueueMembers {
            queue: QueueId(sample::id(1)),
            accounts: vec![AccountRef::Known(AccountId(sample::id(1)))],
        },
        changes: vec![0],
    };
    (0..count).map(operation).collect()
}

#[test]
fn a_small_plan_takes_a_share_of_one_minute() {
    let expected = "Forecast: 27 calls, less than a minute\n       27  add members to a queue\n  \
        10 % of one minute's budget of 270 calls (300 allowed, 30 left to others)\n";
    assert_eq!(strip_str(&forecast(&operations(27), RATE, None).render()).to_string(), expected);
}

#[test]
fn a_large_plan_takes_as_long_as_the_budget_makes_it() {
    let careful = forecast(&operations(27), Rate { wait_below: 50, ..RATE }, None);
    assert_eq!((careful.calls_per_minute, careful.allowed_per_minute), (250, 300));
    let cost = forecast(&operations(5400), RATE, None);
    assert_eq!(cost.eta_seconds, 1200);
    let text = strip_str(&cost.render()).to_string();
    assert!(text.starts_with("Forecast: 5400 calls, about 20 min\n"), "{text}");
}

proptest! {
    #[test]
    fn no_line_holds_a_control_character(name in any::<String>(), fact in any::<String>(), columns in 40_usize..140) {
        let mut plan = sample::plan();
        plan.body.basis.organisation_name.clone_from(&fact);
        for change in &mut plan.body.changes {
            change.subject.display_name.clone_from(&name);
            change.because.push(Provenance::Record { source: name.as_str().into(), fact: fact.clone() });
        }
        for named in plan.body.basis.catalogue.queues.values_mut() {
            named.name.clone_from(&name);
        }
        for finding in &mut plan.body.findings {
            finding.sentence.clone_from(&fact);
        }
        plan.body.orphans[0].name = name;
        let text = shown(&plan, &View { columns, ..view() });
        prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'));
    }
}

#[test]
fn what_lies_ahead_is_told_by_the_clock_of_where_they_work() {
    let mut plan = sample::plan();
    let person = plan.body.changes[0].subject.person.clone();
    let midnight = sample::at("2026-11-30T16:00:00Z");
    let scheduled = |zone: Option<&str>, name: &str| Scheduled {
        at: midnight,
        person: person.clone(),
        display_name: name.into(),
        what: "title becomes Team Lead".into(),
        zone: zone.map(|zone| zone.parse().unwrap()),
    };
    plan.body.scheduled = vec![scheduled(Some("Asia/Manila"), "Ana"), scheduled(None, "Ben")];
    let told = "Scheduled, and done by itself when it is time\n  \
                2026-12-01 00:00 Asia/Manila  Ana title becomes Team Lead\n  \
                2026-11-30 16:00:00 UTC  Ben title becomes Team Lead\n";
    assert!(shown(&plan, &view()).ends_with(told), "{}", shown(&plan, &view()));
    plan.body.scheduled = vec![scheduled(None, "Ben"); 20];
    let summed = shown(&plan, &View { summary: true, ..view() });
    assert!(summed.ends_with("title becomes Team Lead\n  … and 8 more\n"), "{summed}");
}

#[test]
fn the_order_of_a_move_is_told_where_it_is_not_the_usual_one() {
    let mut plan = sample::plan();
    let role = *plan.body.basis.catalogue.roles.keys().next().unwrap();
    plan.body.basis.revoke_first = RevokeFirst { kinds: [Kind::Queue].into(), roles: [role].into() };
    let text = shown(&plan, &view());
    assert!(text.contains("revoke first   every queue and the role "), "{text}");
    assert!(text.contains(" that somebody loses goes before they gain"), "{text}");
}
