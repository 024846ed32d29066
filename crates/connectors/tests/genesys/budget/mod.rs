//! The whole client under load, for eight minutes of a virtual clock: how much of the budget it uses, and what is refused.

mod tenant;

use crate::world::config;
use futures_util::future::join_all;
use muster_connectors::genesys::{Client, Request};
use std::collections::BTreeMap;
use std::time::Duration;
use tenant::{Service, Tenant, Window};
use tokio::time::Instant;

/// What the reserve of a tenth leaves.
const USABLE: f64 = 0.9;
/// The least of that to be used in steady state.
const USED_MIN: f64 = 0.97;
/// What it may cost to find a hidden ceiling, in refusals.
const FINDING_MAX: usize = 2;
/// Steady state is from here on.
const SETTLED: Duration = Duration::from_secs(120);
const LENGTH: Duration = Duration::from_secs(480);
/// Workers for each family: more than have to be in flight.
const WORKERS: usize = 24;

const WINDOWS: [Window; 3] =
    [Window::Fixed(Duration::from_secs(60)), Window::Fixed(Duration::from_secs(17)), Window::Sliding];

/// What came of eight minutes.
#[derive(Debug)]
struct Outcome {
    /// Served in a minute of steady state.
    per_minute: f64,
    refused_steady: usize,
    refused: usize,
}

async fn work(client: &Client, family: &'static str, until: Instant) {
    let path = match family {
        "scim" => "/api/v2/scim/v2/users",
        "authorization" => "/api/v2/authorization/divisions",
        _ => "/api/v2/users",
    };
    while Instant::now() < until {
        let reply = client.fetch(Request::get(path, path)).await.unwrap();
        assert!(reply.is_success(), "{path}: {}", reply.status);
    }
}

async fn load(
    latency_ms: u64,
    window: Window,
    services: BTreeMap<&'static str, Service>,
    families: &[&'static str],
) -> Outcome {
    let start = Instant::now();
    let tenant = Tenant::new(Duration::from_millis(latency_ms), window, services);
    let client = Client::new(config(), tenant.clone());
    let workers = families.iter().flat_map(|family| std::iter::repeat_n(*family, WORKERS));
    let until = start + LENGTH;
    let all = join_all(workers.map(|family| work(&client, family, until)));
    // Whoever still waits for a slot then would be served after the end.
    tokio::time::timeout(LENGTH, all).await.ok();
    let (served, refused_steady) = tenant.from(start + SETTLED);
    let per_minute = served as f64 / ((LENGTH - SETTLED).as_secs_f64() / 60.0);
    Outcome { per_minute, refused_steady, refused: tenant.from(start).1 }
}

fn service(family: &'static str, allowed: u32, window: Window, shown: bool) -> (&'static str, Service) {
    (family, Service::new(allowed, window, shown))
}

fn assert_steady(outcome: &Outcome, allowed: u32, what: &str) {
    let used = outcome.per_minute / (f64::from(allowed) * USABLE);
    assert!((USED_MIN..=1.02).contains(&used), "{what}: {used:.3} of the usable budget, {outcome:?}");
    assert_eq!(outcome.refused_steady, 0, "{what}: {outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_is_shown_is_used_up_and_nothing_is_refused() {
    for latency_ms in [50, 400, 3000] {
        for window in WINDOWS {
            let outcome = load(latency_ms, window, BTreeMap::new(), &["users"]).await;
            let what = format!("{latency_ms} ms, {window:?}");
            assert_steady(&outcome, 300, &what);
            assert_eq!(outcome.refused, 0, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_shows_its_ceiling_is_used_up_and_refuses_nothing() {
    for (family, allowed) in [("users", 180), ("scim", 120), ("authorization", 100)] {
        for (latency_ms, window) in [(50, WINDOWS[0]), (400, WINDOWS[1]), (50, WINDOWS[2])] {
            let services = [service(family, allowed, window, true)].into();
            let outcome = load(latency_ms, window, services, &[family]).await;
            let what = format!("{family}, {latency_ms} ms, {window:?}");
            assert_steady(&outcome, allowed, &what);
            assert_eq!(outcome.refused, 0, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_hidden_ceiling_is_found_with_few_refusals_and_then_kept() {
    for (family, allowed) in [("users", 180), ("scim", 120), ("authorization", 100)] {
        for window in WINDOWS {
            let services = [service(family, allowed, window, false)].into();
            let outcome = load(50, window, services, &[family]).await;
            let what = format!("{family}, {window:?}");
            assert_steady(&outcome, allowed, &what);
            assert!((1..=FINDING_MAX).contains(&outcome.refused), "{what}: {outcome:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_hidden_ceilings_at_once_are_found_with_few_refusals() {
    let hidden = [("users", 120), ("scim", 90), ("authorization", 70)];
    for without in 0..3 {
        for window in WINDOWS {
            let two: Vec<_> = (0..3).filter(|at| *at != without).map(|at| hidden[at]).collect();
            let services = two.iter().map(|(family, allowed)| service(family, *allowed, window, false));
            let families: Vec<_> = two.iter().map(|(family, _)| *family).collect();
            let outcome = load(50, window, services.collect(), &families).await;
            let what = format!("{families:?}, {window:?}");
            assert_steady(&outcome, two.iter().map(|(_, allowed)| allowed).sum(), &what);
            assert!((2..=2 * FINDING_MAX).contains(&outcome.refused), "{what}: {outcome:?}");
        }
    }
}
