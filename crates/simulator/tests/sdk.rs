//! The vendor's own Python SDK drives the simulator over HTTP.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[path = "sdk/python.rs"]
mod python;

use common::{SMALL, small};
use muster_simulator::{ClientId, Limits, Seed, StaleVersion, Tenant};
use serde_json::{Value, json};

/// Fewest checks that a run must have made.
const CHECKS_MIN: usize = 60;

/// A tenant that says no often: a low ceiling, versions refused with 400, and a client whose tokens live for a second.
fn tight() -> Tenant {
    let mut seed: Value = serde_json::from_str(SMALL).unwrap();
    let brief =
        json!({ "name": "brief", "secret": "brief", "grants": ["admin@*"], "access_token_validity_s": 1 });
    seed["clients"].as_array_mut().unwrap().push(brief);
    let seed: Seed = serde_json::from_value(seed).unwrap();
    // Soon used up and soon open again: the SDK must wait as long as `Retry-After` says, and go on.
    let mut tenant = Tenant::from_seed(&seed).unwrap();
    *tenant.limits_mut() = Limits { per_token: 30, window_s: 3, ..Limits::default() };
    tenant.behaviour_mut().stale_version = StaleVersion::BadRequest;
    tenant
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendors_sdk_finds_everything_as_it_expects() {
    let Some(python) = python::interpreter("genesys-sdk", "PureCloudPlatformClientV2") else { return };
    let (open, tight) = (python::served(small().tenant).await, python::served(tight()).await);
    let mut arguments = vec![open.base_url.clone(), tight.base_url.clone()];
    for (name, secret) in [("muster", "s3cret"), ("reader", "reader"), ("brief", "brief")] {
        arguments.extend([ClientId::named(name).to_string(), secret.to_owned()]);
    }
    let output = python::run(&python, "sdk/drive.py", &arguments).await;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.trim_end().ends_with("done"), "stdout:\n{out}\nstderr:\n{err}");
    let held = out.lines().filter(|line| line.starts_with("ok ")).count();
    println!("the vendor's SDK made {held} checks");
    assert!(held >= CHECKS_MIN, "the SDK made {held} checks");
    let calls = open.tenant().calls().clone();
    assert!(calls.by_operation.len() > 60, "the SDK used {} operations", calls.by_operation.len());
    open.shutdown().await;
    tight.shutdown().await;
}
