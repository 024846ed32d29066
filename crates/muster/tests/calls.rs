//! How many calls a run costs.

#![allow(clippy::unwrap_used)]

mod support;

use muster_core::compile::Way;
use support::company::Company;
use support::dice::Dice;
use support::mortal::Fate;
use support::stage::Stage;

const PEOPLE: usize = 10_000;

#[test]
fn planning_ten_thousand_people_with_nothing_to_change_costs_at_most_five_calls_for_a_hundred() {
    let folder = tempfile::tempdir().unwrap();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut company = Company::departments(&mut Dice::new(5), PEOPLE, 60);
        let stage = Stage::new(&company, folder.path());
        stage.settle_in(&mut company);
        let fate = Fate::at(0);
        let (mut store, client) = (stage.store(&fate), stage.client(&fate));
        let plan = stage.plan(&company, &mut store, &client).await.unwrap();
        assert_eq!(plan.body.changes, [], "nothing is to be changed");
        assert_eq!(plan.body.census.unchanged, PEOPLE as u64);
        let calls = client.calls().total;
        assert!(calls * 100 <= PEOPLE as u64 * 5, "{calls} calls for {PEOPLE} people");
    });
}

#[test]
fn five_hundred_newcomers_cost_at_most_a_hundred_and_fifteen_calls_for_a_hundred_all_included() {
    let folder = tempfile::tempdir().unwrap();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut company = Company::contact_centre(50);
        let mut stage = Stage::new(&company, folder.path());
        stage.process(&company, &Fate::at(0)).await.unwrap().unwrap();
        company.hire(500);
        let report = stage.process(&company, &Fate::at(0)).await.unwrap().unwrap();
        assert_eq!(report.totals.changes, report.totals.successes, "made and read back");
        let (calls, spent) = (&report.calls, report.reckoning.unwrap());
        let all = calls.all();
        assert!(all * 100 <= 500 * 115, "{calls:?}");
        assert_eq!(spent.calls, spent.forecast_calls, "nothing failed, so the forecast is exact");
    });
}

// A move raises an account's version, and a profile is written with the version that was read.
#[test]
fn whoever_moves_to_another_division_with_a_new_title_costs_no_conflict_of_our_own() {
    let folder = tempfile::tempdir().unwrap();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut company = Company::contact_centre(60);
        let mut stage = Stage::new(&company, folder.path());
        stage.provision.way = Way::Platform;
        stage.settle_in(&mut company);
        company.teams[0].gives.insert("division:Sales".into());
        for at in company.teams[0].people.clone() {
            company.people[at].title = "Account Manager".into();
        }
        let report = stage.process(&company, &Fate::at(0)).await.unwrap().unwrap();
        assert_eq!(report.totals.changes, report.totals.successes, "made and read back");
        let (movers, spent) = (company.teams[0].people.len() as u64, report.reckoning.unwrap());
        assert_eq!(report.totals.changes, 2 * movers);
        assert_eq!(spent.calls, movers + 1, "one call for each title, one for all who move");
    });
}

#[test]
fn the_report_names_every_call_that_the_tenant_saw_also_those_that_ask_again() {
    let folder = tempfile::tempdir().unwrap();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut company = Company::contact_centre(50);
        let mut stage = Stage::new(&company, folder.path());
        stage.process(&company, &Fate::at(0)).await.unwrap().unwrap();
        (10..40).for_each(|person| company.promote(person));
        company.people[5].enabled = false;
        let before = stage.tenant.lock().unwrap().calls().clone();
        let report = stage.process(&company, &Fate::at(0)).await.unwrap().unwrap();
        let after = stage.tenant.lock().unwrap().calls().clone();
        let tokens = |calls: &muster_simulator::Calls| calls.by_operation["POST /oauth/token"];
        let seen = after.total() - before.total() - (tokens(&after) - tokens(&before));
        assert_eq!(report.calls.all(), seen, "{:?}", report.calls);
        assert!(report.calls.recheck > 0, "movers lose groups, skills and languages: {:?}", report.calls);
    });
}
