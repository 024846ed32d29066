//! Runs a Python script against a served tenant.
//!
//! `MUSTER_SDK_PYTHON` names an interpreter that has what `requirements.txt` lists; `script/bootstrap` makes one. Where it is
//! missing, a test says that it was skipped, except under `CI`, where it fails.

use muster_simulator::{SimulatorHandle, SystemClock, Tenant, serve};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// The longest that a script may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// The interpreter, if it can import `module`; otherwise says that `test` is skipped.
pub(crate) fn interpreter(test: &str, module: &str) -> Option<String> {
    match try_interpreter(module) {
        Ok(python) => Some(python),
        Err(reason) => {
            println!("skipped: {test} ({reason})");
            assert!(std::env::var_os("CI").is_none(), "under CI {module} must be there: {reason}");
            None
        }
    }
}

fn try_interpreter(module: &str) -> Result<String, String> {
    let python = std::env::var("MUSTER_SDK_PYTHON").map_err(|_| "MUSTER_SDK_PYTHON is not set".to_owned())?;
    match Command::new(&python).args(["-c", &format!("import {module}")]).output() {
        Ok(output) if output.status.success() => Ok(python),
        Ok(_) => Err(format!("{python} cannot import {module}")),
        Err(cause) => Err(format!("{python} does not start: {cause}")),
    }
}

/// Puts a tenant on a free port.
pub(crate) async fn served(tenant: Tenant) -> SimulatorHandle {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    serve(Arc::new(Mutex::new(tenant)), listener, SystemClock).unwrap()
}

/// Runs `script` of the tests to its end.
pub(crate) async fn run(python: &str, script: &str, arguments: &[String]) -> Output {
    let session = tokio::process::Command::new(python)
        .arg(format!("{}/tests/{script}", env!("CARGO_MANIFEST_DIR")))
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .env_remove("ALL_PROXY")
        .env_remove("all_proxy")
        .kill_on_drop(true)
        .output();
    tokio::time::timeout(PATIENCE, session).await.unwrap().unwrap()
}
