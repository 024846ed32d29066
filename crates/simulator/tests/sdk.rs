//! The vendor's own Python SDK drives the simulator over HTTP.
//!
//! `MUSTER_SDK_PYTHON` names an interpreter that can import `PureCloudPlatformClientV2`; `script/test` makes one.
//! Without it the test says that it was skipped, except under `CI`, where it fails.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::small;
use muster_simulator::{ClientId, Limits, SystemClock, serve};
use std::process::Command;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Why the SDK cannot be used here, or its interpreter.
fn interpreter() -> Result<String, String> {
    let python = std::env::var("MUSTER_SDK_PYTHON").map_err(|_| "MUSTER_SDK_PYTHON is not set".to_owned())?;
    let tried = Command::new(&python).args(["-c", "import PureCloudPlatformClientV2"]).output();
    match tried {
        Ok(output) if output.status.success() => Ok(python),
        Ok(_) => Err(format!("{python} cannot import PureCloudPlatformClientV2")),
        Err(cause) => Err(format!("{python} does not start: {cause}")),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendors_sdk_finds_everything_as_it_expects() {
    let python = match interpreter() {
        Ok(python) => python,
        Err(reason) => {
            println!("skipped: genesys-sdk ({reason})");
            assert!(std::env::var_os("CI").is_none(), "under CI the SDK must be there: {reason}");
            return;
        }
    };
    let mut tenant = small().tenant;
    // Soon used up and soon open again: the SDK must wait as long as `Retry-After` says, and go on.
    *tenant.limits_mut() = Limits { per_token: 30, window_s: 3, ..Limits::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let handle = serve(Arc::new(Mutex::new(tenant)), listener, SystemClock).unwrap();
    let url = handle.base_url.clone();
    let session = tokio::process::Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/drive.py"))
        .args([url, ClientId::named("muster").to_string(), "s3cret".to_owned()])
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(std::time::Duration::from_secs(180), session).await.unwrap().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.trim_end().ends_with("done"), "stdout:\n{out}\nstderr:\n{err}");
    let calls = handle.tenant().calls().clone();
    assert!(calls.by_operation.len() > 40, "the SDK used {} operations", calls.by_operation.len());
    handle.shutdown().await;
}
