//! The status of a service, as people read it.

use super::*;
use crate::console::sample::{at, id};
use crate::hooks::{HookStatus, TurnedAway};
use anstream::adapter::strip_str;
use muster_core::id::{RunId, SourceId};

fn status() -> Status {
    let source = SourceStatus {
        name: SourceId::new("corp-ad"),
        at: "dc1.corp.example.com".into(),
        track: "dirsync".into(),
        coverage: Coverage::Complete,
        trouble: None,
        to_accept: None,
        findings: vec![],
        heard_at: Some(at("2026-11-21T02:00:01Z")),
        read_at: Some(at("2026-11-21T01:59:00Z")),
        whole_at: Some(at("2026-11-20T02:00:00Z")),
        why_whole: Some("it is time for it".into()),
        usn: Some(4711),
        people: 282,
        groups: 18,
    };
    let cycle = Cycle {
        at: at("2026-11-21T01:59:00Z"),
        because: "Ada Osei was added to GC-Agents".into(),
        people: 1,
        done: 2,
        failed: 0,
        held: 1,
        calls: 5,
        took_ms: 420,
        run: Some(RunId(id(1))),
        trouble: None,
    };
    Status {
        process: 4711,
        started_at: at("2026-11-20T02:00:00Z"),
        said_at: at("2026-11-21T02:00:00Z"),
        doing: Doing::Watching,
        sources: vec![source],
        tenant: Some(TenantStatus {
            organisation: "Brightwater".into(),
            read_at: at("2026-11-21T00:00:00Z"),
            accounts: 1000,
            trouble: None,
        }),
        cycles: vec![cycle],
        held: vec![Waiting {
            because: "standing_approval.allow does not list `role.lose` (1 change)".into(),
            count: 1,
            people: vec!["Ada Osei".into()],
        }],
        departures: vec![Leaver {
            name: "Ben Okafor".into(),
            begun_at: at("2026-11-21T01:50:00Z"),
            expelled: false,
            closed_at: None,
            waits_for: vec![
                "what is live may end by itself, until 2026-11-21T02:20:00Z at the latest".into(),
            ],
        }],
        scheduled: vec![Due { at: at("2026-11-30T16:00:00Z"), what: "Ana Osei joins".into() }],
        next: Some(Due { at: at("2026-11-22T02:00:00Z"), what: "everything is read again".into() }),
        hooks: None,
    }
}

fn told(status: &Status, now: &str) -> String {
    strip_str(&render(status, at(now), 100)).to_string()
}

#[test]
fn a_service_that_is_well() {
    let expected = "\
The service runs since 2026-11-20 02:00:00 UTC (process 4711); it watches

Sources
  corp-ad  well  dc1.corp.example.com by dirsync; 282 people, 18 groups
    heard of    1 s ago, its change 4711
    read        2026-11-21 01:59:00 UTC
    read whole  2026-11-20 02:00:00 UTC: it is time for it

Tenant
  Brightwater  1000 accounts, read whole 2 h 0 min ago

Last cycles
  2026-11-21 01:59:00 UTC  Ada Osei was added to GC-Agents
    came to     1 person looked at, 2 done, 1 held, 5 calls, 0.4 s
    run         00000000-0000-0000-0000-000000000001

Departures
  Ben Okafor  leaves since 2026-11-21 01:50:00 UTC
    waits       what is live may end by itself, until 2026-11-21T02:20:00Z at the latest

Held (1)
  1  standing_approval.allow does not list `role.lose` (1 change)
    about       Ada Osei
  see all of it: muster plan

Scheduled
  2026-11-30 16:00:00 UTC  Ana Osei joins

next: everything is read again at 2026-11-22 02:00:00 UTC
";
    let text = told(&status(), "2026-11-21T02:00:02Z");
    assert_eq!(text, expected);
}

#[test]
fn what_was_pushed_and_turned_away_is_counted() {
    let source = HookStatus {
        source: "workday".into(),
        new: 12_480,
        known: 3,
        last_at: Some(at("2026-11-21T02:00:00Z")),
        turned_away: [(401, 2), (413, 1)].into(),
    };
    let away = TurnedAway {
        at: at("2026-11-21T01:59:32Z"),
        source: "workday".into(),
        status: 401,
        reason: "no signature fits".into(),
    };
    let hooks = HooksStatus {
        url: "https://0.0.0.0:8443/hooks/hr/".into(),
        sources: vec![source],
        unknown_sources: 1,
        turned_away: vec![away],
    };
    let text = told(&Status { hooks: Some(hooks), ..status() }, "2026-11-21T02:00:02Z");
    let expected = "\
Hooks at https://0.0.0.0:8443/hooks/hr/
  workday  12\u{a0}480 new deliveries, 3 sent again, the last 2 s ago
    turned away 2 with 401, 1 with 413
  1 request for a source that is not configured
    last reason no signature fits (workday, 30 s ago)
  see what came: muster inbox
";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn silence_is_told_from_an_end() {
    let silent = told(&status(), "2026-11-21T02:10:00Z");
    assert!(silent.starts_with("No service is heard of: the last one, since 2026-11-20"), "{silent}");
    assert!(silent.contains("was last heard of 10 min ago"), "{silent}");
    let ended = told(&Status { doing: Doing::Ended, ..status() }, "2026-11-21T02:10:00Z");
    assert!(ended.starts_with("No service runs: it ended at 2026-11-21 02:00:00 UTC"), "{ended}");
}

#[test]
fn trouble_is_loud_and_says_what_it_means() {
    let mut status = status();
    status.sources[0].trouble = Some("dc1 does not answer".into());
    status.sources[0].coverage = Coverage::Partial { missing: vec!["half a forest".into()] };
    let text = told(&status, "2026-11-21T02:00:02Z");
    assert!(text.contains("corp-ad  IN TROUBLE  dc1"), "{text}");
    assert!(text.contains("trouble     dc1 does not answer"), "{text}");
    assert!(text.contains("missing     half a forest"), "{text}");
    assert!(text.contains("nothing is removed"), "{text}");
}
