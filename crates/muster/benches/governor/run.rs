//! One scenario from the first call to the last.

use super::door::Door;
use super::scenarios::Scenario;
use futures_util::future::join_all;
use muster_connectors::genesys::{Client, Config, Credentials, GovernorConfig, Request};
use muster_simulator::{ClientId, Seed, Tenant};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// After so long the state is steady.
const SETTLED: Duration = Duration::from_secs(120);

/// What came of it.
pub(crate) struct Result {
    pub(crate) calls: usize,
    pub(crate) minutes: f64,
    /// The share of the budget used in steady state; `None` where it was never steady.
    pub(crate) used: Option<f64>,
    pub(crate) refused_finding: usize,
    pub(crate) refused_steady: usize,
    /// By how much the forecast after the first reply was wrong, and the one after two minutes.
    pub(crate) forecast_wrong: f64,
    pub(crate) forecast_later_wrong: f64,
}

/// Calls that are left to make, by family.
type Left = Arc<BTreeMap<&'static str, AtomicI64>>;

/// Makes all the calls.
pub(crate) async fn run(scenario: &Scenario) -> Result {
    let door = Door::new(tenant(scenario), Duration::from_millis(scenario.latency_ms));
    let client = client(scenario, door.clone());
    let beside = beside(scenario, &door);
    let left: Left = Arc::new(
        scenario.work.iter().map(|(family, calls, _)| (*family, AtomicI64::new(*calls as i64))).collect(),
    );

    work_once(&client, scenario.work[0].0, &left).await;
    let (first, told) = (Instant::now(), client.forecast(&amounts(&left)));
    let later = tokio::spawn(forecast_later(scenario.work.clone(), client.clone(), left.clone()));
    let workers =
        scenario.work.iter().flat_map(|(family, _, workers)| std::iter::repeat_n(*family, *workers));
    let ends = join_all(workers.map(|family| work(&client, family, &left))).await;
    let end = Instant::now();
    beside.iter().for_each(tokio::task::JoinHandle::abort);

    let later_wrong = if later.is_finished() {
        let (at, told) = later.await.unwrap();
        wrong(told, end - at)
    } else {
        later.abort();
        0.0
    };
    // From then on a family has nothing left to do, and the budget cannot be used up any more.
    let plenty_until = ends.into_iter().min().unwrap();
    measure(scenario, &door, (plenty_until, end), (wrong(told, end - first), later_wrong))
}

fn tenant(scenario: &Scenario) -> Tenant {
    let mut tenant = Tenant::from_seed(&Seed::company(10)).unwrap().with_limits(scenario.limits.clone());
    if let Some(life_s) = scenario.token_life_s {
        tenant.edit(|state| state.clients.values_mut().for_each(|client| client.token_validity_s = life_s));
    }
    tenant
}

fn client(scenario: &Scenario, door: Door) -> Client {
    let mut config = Config::new(Credentials {
        client_id: ClientId::named("muster").to_string(),
        client_secret: "secret".into(),
    });
    config.seed = 7;
    config.governor = GovernorConfig {
        wait_below: scenario.wait_below,
        known: scenario.known.clone(),
        ..GovernorConfig::default()
    };
    Client::new(config, door)
}

/// What goes on besides our calls.
fn beside(scenario: &Scenario, door: &Door) -> Vec<tokio::task::JoinHandle<()>> {
    let mut tasks = Vec::new();
    if let Some(every) = Duration::from_secs(60).checked_div(scenario.others_per_minute) {
        tasks.push(tokio::spawn(door.clone().call_beside(every)));
    }
    if let Some((minute, ceiling)) = scenario.change {
        let tenant = door.tenant.clone();
        tasks.push(tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(60 * minute)).await;
            tenant.lock().unwrap().limits_mut().per_token = ceiling;
        }));
    }
    tasks
}

/// Makes calls until none is left; returns when that was.
async fn work(client: &Client, family: &'static str, left: &Left) -> Instant {
    while work_once(client, family, left).await {}
    Instant::now()
}

/// Makes one call; false where none is left.
async fn work_once(client: &Client, family: &'static str, left: &Left) -> bool {
    if left[family].fetch_sub(1, Ordering::Relaxed) <= 0 {
        return false;
    }
    let (template, path) = match family {
        "scim" => ("/api/v2/scim/v2/users", "/api/v2/scim/v2/users?count=1".to_owned()),
        "authorization" => ("/api/v2/authorization/divisions", "/api/v2/authorization/divisions".to_owned()),
        _ => ("/api/v2/users", "/api/v2/users?pageSize=1".to_owned()),
    };
    let reply = client.fetch(Request::get(template, path)).await.unwrap();
    assert!(reply.is_success(), "{template}: {}", reply.status);
    true
}

fn amounts(left: &Left) -> BTreeMap<&'static str, u64> {
    left.iter().map(|(family, left)| (*family, left.load(Ordering::Relaxed).max(0) as u64)).collect()
}

async fn forecast_later(
    work: Vec<(&'static str, u64, usize)>,
    client: Client,
    left: Left,
) -> (Instant, Duration) {
    tokio::time::sleep(SETTLED).await;
    let mut amounts = amounts(&left);
    for (family, _, workers) in work {
        // Each worker has taken a call already that is not made yet.
        *amounts.entry(family).or_default() += workers as u64;
    }
    (Instant::now(), client.forecast(&amounts))
}

/// By what share a forecast was wrong. Nobody minds a second.
fn wrong(told: Duration, took: Duration) -> f64 {
    let seconds = (told.as_secs_f64() - took.as_secs_f64()).abs();
    if seconds < 1.0 { 0.0 } else { seconds / took.as_secs_f64() }
}

fn measure(
    scenario: &Scenario,
    door: &Door,
    (plenty_until, end): (Instant, Instant),
    forecasts: (f64, f64),
) -> Result {
    let log = door.log.lock().unwrap();
    let changed = scenario.change.map_or(Duration::ZERO, |(minute, _)| Duration::from_secs(60 * minute));
    let steady_from = door.start + changed + SETTLED;
    let from = |calls: &[Instant]| calls.iter().filter(|at| **at >= steady_from).count();
    let steady =
        |calls: &[Instant]| calls.iter().filter(|at| (steady_from..plenty_until).contains(at)).count() as f64;
    let minutes = plenty_until.saturating_duration_since(steady_from).as_secs_f64() / 60.0;
    let budget = scenario.usable * minutes - steady(&log.others);
    Result {
        calls: log.served.len() + log.refused.len(),
        minutes: (end - door.start).as_secs_f64() / 60.0,
        used: (budget > 0.0).then(|| steady(&log.served) / budget),
        refused_finding: log.refused.len() - from(&log.refused),
        refused_steady: from(&log.refused),
        forecast_wrong: forecasts.0,
        forecast_later_wrong: forecasts.1,
    }
}
