//! What somebody at the console, or whoever reads the log, sees of runs that do not go well: the real binary against a
//! served tenant.

#![allow(clippy::unwrap_used)]

mod support;

use muster_simulator::{Chances, Fault, Faults, Lag, Scripted, Tenant};
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::company::Company;
use support::oracle::{Oracle, faces};
use support::site::Site;

fn site(company: &Company) -> Site {
    Site::with_file(company, Tenant::from_seed(&company.seed()).unwrap())
}

fn configure(site: &Site, from: &str, to: &str) {
    let path = site.path("muster.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

/// Changes below this path are answered 503, so many times.
fn failing(site: &Site, path: &str, times: u64) {
    let script = Scripted::first("POST", path, Fault::Status(503)).times(times);
    site.handle.tenant().set_faults(Faults { scripted: vec![script], ..Faults::default() });
}

fn is_as_it_should_be(site: &Site, company: &Company) {
    let mut oracle = Oracle::new(company);
    oracle.run(company);
    site.expect(0, &["plan", "--detailed-exitcode"]);
    assert_eq!(&faces(site.handle.tenant().state_ref()), oracle.faces());
}

#[test]
fn a_service_that_is_left_alone_is_told_once_and_once_more_when_it_answers_again() {
    let company = Company::contact_centre(8);
    let site = site(&company);
    configure(&site, "breaker_patience_seconds = 2", "breaker_patience_seconds = 60\nbreaker_after = 2");
    failing(&site, "/api/v2/routing/queues/", 3);
    let said = site.expect(0, &["apply", "--yes"]);
    let of = |alert: &str| said.lines().filter(|line| line.contains(alert)).collect::<Vec<_>>();
    let opened = of("breaker_open");
    assert_eq!(opened.len(), 1, "{said}");
    assert!(opened[0].contains("the service routing fails and is left alone for 10 s"), "{said}");
    assert!(opened[0].contains("then one call tries it"), "{said}");
    assert!(opened[0].contains("Where it fails for 60 s and more, the run halts"), "{said}");
    let closed = of("breaker_closed");
    assert_eq!(closed.len(), 1, "{said}");
    assert!(closed[0].contains("the service routing answers again after 10 s"), "{said}");
    assert!(said.find("breaker_open") < said.find("breaker_closed"));
    is_as_it_should_be(&site, &company);
}

#[test]
fn a_run_that_halts_says_once_which_service_failed_for_how_long_and_what_to_do() {
    let company = Company::contact_centre(8);
    let site = site(&company);
    failing(&site, "/api/v2/authorization/", u64::MAX);
    let said = site.expect(6, &["apply", "--yes"]);
    assert_eq!(said.matches("the run halted").count(), 1, "{said}");
    assert!(said.contains("error: the run halted: the service `authorization` failed"), "{said}");
    assert!(said.contains("times in a row within"), "{said}");
    assert!(said.contains("next: run `muster apply` again"), "{said}");
    site.handle.tenant().set_faults(Faults::default());
    site.expect(0, &["apply", "--yes"]);
    is_as_it_should_be(&site, &company);
}

#[test]
fn a_client_that_is_refused_has_the_same_code_and_hint_before_a_run_and_in_the_middle() {
    let company = Company::contact_centre(8);
    let site = site(&company);
    let enable = |enabled: bool| {
        let mut tenant = site.handle.tenant();
        tenant.edit(|state| state.clients.values_mut().for_each(|client| client.enabled = enabled));
        tenant.end_all_tokens();
    };
    let chances = Chances { slow: 1.0, slow_ms: 100, ..Chances::default() };
    site.handle.tenant().set_faults(Faults { chances, ..Faults::default() });
    let child =
        site.command(&["apply", "--yes"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while site.handle.tenant().calls().writes() < 3 {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing was written");
        std::thread::sleep(Duration::from_millis(5));
    }
    enable(false);
    let output = child.wait_with_output().unwrap();
    let (middle, before) = (String::from_utf8(output.stderr).unwrap(), site.expect(7, &["plan"]));
    assert_eq!(output.status.code(), Some(7), "{middle}");
    let hint = "check client id, secret and region; the client is under Admin > Integrations > OAuth";
    assert!(before.contains(hint) && middle.contains(hint), "{before}\n{middle}");
    assert!(middle.contains("error: the run halted: could not log in to Genesys Cloud"), "{middle}");
    assert!(middle.contains("then run `muster apply` again"), "{middle}");
    enable(true);
    site.expect(0, &["apply", "--yes"]);
    is_as_it_should_be(&site, &company);
}

#[test]
fn what_does_not_show_within_the_window_ends_with_10_and_a_reason() {
    let company = Company::contact_centre(4);
    let site = site(&company);
    configure(&site, "window_seconds = 20", "window_seconds = 2");
    site.handle.tenant().behaviour_mut().lag = Lag { queue_members_ms: 600_000, ..Lag::default() };
    let said = site.expect(10, &["apply", "--yes"]);
    assert!(said.contains("8 did not show when read back"), "{said}");
    assert!(said.contains("the tenant took it and still shows what was there before"), "{said}");
}

#[test]
fn a_plan_in_json_has_its_forecast_beside_it_and_apply_tells_what_came_of_it() {
    let company = Company::contact_centre(8);
    let site = site(&company);
    let output = site.muster(&["plan", "--json", "-o", "plan.json"]);
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let file: serde_json::Value =
        serde_json::from_slice(&std::fs::read(site.path("plan.json")).unwrap()).unwrap();
    assert_eq!((&shown["id"], &shown["body"]), (&file["id"], &file["body"]));
    assert_eq!(file.get("forecast"), None, "the file is the plan and nothing else");
    let forecast = &shown["forecast"];
    let by_operation = forecast["calls_by_operation"].as_array().unwrap();
    let sum: u64 = by_operation.iter().map(|one| one[1].as_u64().unwrap()).sum();
    assert_eq!(forecast["calls"].as_u64(), Some(sum));
    assert!(sum > 0 && forecast["calls_per_minute"].as_u64().unwrap() > 0, "{forecast}");
    let said = site.expect(0, &["apply", "plan.json"]);
    let line =
        said.lines().find(|line| line.contains("the forecast was")).unwrap_or_else(|| panic!("{said}"));
    assert!(line.contains(&format!("{sum} calls in ")), "what was forecast: {line}");
    assert!(line.contains(&format!("the forecast was {sum} calls in ")), "what it took: {line}");
}

#[test]
fn a_rehearsal_with_any_fault_of_the_simulator_ends_as_it_should() {
    let faults = [
        Fault::Status(503),
        Fault::StatusAfterEffect(500),
        Fault::Throttled(1),
        Fault::LostReply,
        Fault::LostRequest,
        Fault::Truncated,
        Fault::Slow(200),
        Fault::DroppedExpansions,
        Fault::EmptyList,
        Fault::TokenStorm,
    ];
    let company = Company::contact_centre(4);
    for fault in faults {
        let site = site(&company);
        let script = |method: &str, nth| Scripted::first(method, "/api/v2/", fault.clone()).nth(nth).times(2);
        let scripted = ["GET", "POST", "PATCH"].map(|method| script(method, 3)).to_vec();
        site.control("PUT", "/simulator/faults", &Faults { scripted, ..Faults::default() });
        let first = site.muster(&["apply", "--yes"]);
        let said = String::from_utf8_lossy(&first.stderr).into_owned();
        site.control("DELETE", "/simulator/faults", &());
        if first.status.code() != Some(0) {
            assert!(said.contains("next:") || said.contains("hint:"), "{fault:?}: {said}");
            site.expect(0, &["apply", "--yes"]);
        }
        is_as_it_should_be(&site, &company);
    }
}
