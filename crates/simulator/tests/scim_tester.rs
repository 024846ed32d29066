//! A SCIM tester that knows nothing of this simulator checks its SCIM: `scim2-tester`, from the Python package index.
//!
//! `scim_tester/deviations.json` lists one by one what it must find wrong, because the real service does it so, and why.
//! Where the service's documentation leaves it open and the simulator had to choose, the reason says `unconfirmed`.
//! Anything else that it finds wrong fails here, and so does a line of the list that it no longer finds.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[path = "sdk/python.rs"]
mod python;

use common::{group, small, user};
use muster_simulator::{ClientId, Tenant};

/// What the tester says of a tenant, checked as this client: whether all was as listed, and the text.
async fn verdict(test: &str, tenant: Tenant, client: &str, secret: &str) -> Option<(bool, String)> {
    let python = python::interpreter(test, "scim2_tester, httpx2")?;
    let handle = python::served(tenant).await;
    let client = ClientId::named(client).to_string();
    let ids = [group("Choir").to_string(), user("ana").to_string(), user("ben").to_string()];
    let arguments = [handle.base_url.clone(), client, secret.to_owned()].into_iter().chain(ids);
    let arguments = arguments.collect::<Vec<_>>();
    let output = python::run(&python, "scim_tester/drive.py", &arguments).await;
    handle.shutdown().await;
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Some((output.status.success(), said.join("\n")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_tester_finds_what_is_listed_and_nothing_else() {
    let Some((is_fine, said)) = verdict("scim2-tester", small().tenant, "muster", "s3cret").await else {
        return;
    };
    assert!(is_fine && said.trim_end().ends_with("done"), "{said}");
    let right =
        said.lines().find_map(|line| line.strip_prefix("informed: ")?.split(' ').next()?.parse().ok());
    assert!(right.is_some_and(|right: u32| right >= 70), "the tester made few checks:\n{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deviation_that_is_gone_is_noticed() {
    let mut tenant = small().tenant;
    tenant.behaviour_mut().scim.roles_touch_all_divisions = true;
    let Some((is_fine, said)) = verdict("scim2-tester-gone", tenant, "muster", "s3cret").await else {
        return;
    };
    assert!(!is_fine && said.contains("in the list and not found once"), "{said}");
    assert!(!said.contains("not in the list, or"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_that_is_not_listed_is_noticed() {
    // This client may not write; the tester does not know that.
    let Some((is_fine, said)) = verdict("scim2-tester-new", small().tenant, "reader", "reader").await else {
        return;
    };
    assert!(!is_fine && said.contains("not in the list, or there twice"), "{said}");
}
