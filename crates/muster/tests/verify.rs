//! Reading back: how long it looks, how often, and what it says about what does not show.

#![allow(clippy::unwrap_used)]

mod support;

use muster_core::report::{ItemStatus, Report};
use muster_simulator::{Chances, Faults, Lag, Licence};
use std::time::Duration;
use support::company::Company;
use support::mortal::Fate;
use support::stage::Stage;

fn on_a_virtual_clock(test: impl AsyncFnOnce(Stage, Company)) {
    let folder = tempfile::tempdir().unwrap();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let company = Company::contact_centre(12);
        let stage = Stage::new(&company, folder.path());
        test(stage, company).await;
    });
}

async fn run(stage: &mut Stage, company: &Company) -> Report {
    stage.process(company, &Fate::at(0)).await.unwrap().unwrap()
}

/// Why items are unverified, each reason once.
fn doubts(report: &Report) -> Vec<String> {
    let items = report.people.iter().flat_map(|person| &person.items);
    let open = items.filter(|item| item.status == ItemStatus::Unverified);
    let mut reasons: Vec<String> = open.map(|item| item.reason.clone().unwrap()).collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

#[test]
fn what_shows_late_but_within_the_window_is_waited_for() {
    on_a_virtual_clock(async |mut stage, company| {
        let lag = Lag { grants_ms: 31_000, queue_members_ms: 17_000, ..Lag::default() };
        stage.tenant.lock().unwrap().behaviour_mut().lag = lag;
        let began = tokio::time::Instant::now();
        let report = run(&mut stage, &company).await;
        assert_eq!(report.totals.changes, report.totals.successes);
        let took = began.elapsed();
        assert!(
            (Duration::from_secs(30)..Duration::from_secs(45)).contains(&took),
            "looked every 5 s: {took:?}"
        );
    });
}

#[test]
fn what_does_not_show_in_the_window_is_told_as_lagging_and_the_rest_as_done() {
    on_a_virtual_clock(async |mut stage, company| {
        stage.tenant.lock().unwrap().behaviour_mut().lag =
            Lag { queue_members_ms: 600_000, ..Lag::default() };
        let report = run(&mut stage, &company).await;
        assert_eq!(report.totals.unverified, 24, "two queues each");
        assert_eq!(report.totals.successes + 24, report.totals.changes);
        assert_eq!(doubts(&report), ["the tenant took it and still shows what was there before"]);
    });
}

#[test]
fn a_grant_that_does_not_take_for_want_of_a_licence_is_told_so() {
    on_a_virtual_clock(async |mut stage, company| {
        {
            let mut tenant = stage.tenant.lock().unwrap();
            tenant.behaviour_mut().lag = Lag { grants_ms: 600_000, ..Lag::default() };
            tenant.edit(|state| {
                let role = state.roles.values_mut().find(|role| role.name == "Lead").unwrap();
                role.permissions.insert("quality:evaluation:lead".into());
                let licence = Licence {
                    description: String::new(),
                    permissions: ["quality:evaluation:lead".to_owned()].into(),
                    comprises: Default::default(),
                    seats: None,
                };
                state.licences.insert("cloudCX3".into(), licence);
            });
        }
        let report = run(&mut stage, &company).await;
        let doubts = doubts(&report);
        let expected = [
            "the tenant took it and still shows what was there before",
            "the tenant took it, but the role needs a licence that is not held: cloudCX3",
        ];
        assert_eq!(doubts, expected);
    });
}

#[test]
fn what_an_expansion_leaves_out_is_looked_for_at_its_own_endpoint() {
    on_a_virtual_clock(async |mut stage, company| {
        run(&mut stage, &company).await;
        let mut company = company;
        company.promote(3);
        let chances = Chances { missing_expansion: 1.0, ..Chances::default() };
        stage.tenant.lock().unwrap().set_faults(Faults { chances, ..Faults::default() });
        let report = run(&mut stage, &company).await;
        assert_eq!(report.totals.changes, report.totals.successes, "{:?}", doubts(&report));
        assert!(report.totals.changes > 5);
    });
}

#[test]
fn names_are_read_once_for_plan_and_reading_back() {
    on_a_virtual_clock(async |mut stage, company| {
        run(&mut stage, &company).await;
        let tenant = stage.tenant.lock().unwrap();
        let calls = tenant.calls().by_operation.clone();
        let of = |operation: &str| calls.get(operation).copied().unwrap_or(0);
        assert_eq!(of("GET /api/v2/routing/skills"), 1, "{calls:?}");
        assert_eq!(of("GET /api/v2/authorization/roles"), 1);
        assert_eq!(of("GET /api/v2/users/{userId}"), 0, "nobody is read alone");
    });
}
