//! What is promised of PostgreSQL's connections.

use crate::lease::lead_soon;
use crate::support::sample::link;
use crate::support::{Cluster, World};
use muster_store::{Access, StoreError};
use std::error::Error;
use std::process::Command;

#[test]
fn connections() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    reading_creates_nothing(&cluster);
    each_schema_has_its_own_lease(&cluster);
    a_leader_whose_connection_broke_leads_no_more(&cluster);
    a_wrong_password_is_not_shown(&cluster);
    drop(cluster);
}

fn reading_creates_nothing(cluster: &Cluster) {
    let world = cluster.world("reading");
    assert_eq!(world.read().links().unwrap(), []);
    assert_eq!(world.contents(), []);
}

fn each_schema_has_its_own_lease(cluster: &Cluster) {
    let (north, south) = (cluster.world("north"), cluster.world("south"));
    let (mut leader, _other) = (north.lead(), south.lead());
    leader.remember_links(&[link(1)]).unwrap();
    assert_eq!(south.read().links().unwrap(), []);
    assert!(north.refusal(Access::Lead).is_another_leader());
}

fn a_leader_whose_connection_broke_leads_no_more(cluster: &Cluster) {
    let world = cluster.world("broken");
    let mut stale = world.lead();
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'muster %'";
    cluster.client().execute(sql, &[]).unwrap();
    let mut leader = lead_soon(&world);
    let error = stale.remember_links(&[link(1)]).unwrap_err();
    assert!(matches!(error, StoreError::ConnectionLost { .. }), "{error:?}");
    assert!(stale.remember_links(&[link(1)]).is_err());
    assert_eq!(leader.links().unwrap(), []);
}

fn a_wrong_password_is_not_shown(cluster: &Cluster) {
    let port = cluster.port;
    let url = format!("postgres://postgres:hunter2@127.0.0.1:{port}/postgres");
    let error = World::postgres(url.into()).refusal(Access::Lead);
    let told = whole(&error);
    assert!(told.starts_with(&format!("the store at 127.0.0.1:{port}/postgres cannot be opened")), "{told}");
    assert!(told.contains("password authentication failed"), "{told}");
    assert!(!told.contains("hunter2") && !format!("{error:?}").contains("hunter2"));
}

/// An error with all its causes.
fn whole(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[test]
fn a_server_that_does_not_run_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("postgres://muster:hunter2@127.0.0.1:{port}/state");
    let error = World::postgres(url.into()).refusal(Access::Read);
    assert!(error.is_unreachable());
    assert!(error.to_string().contains(&format!("127.0.0.1:{port}/state")), "{error}");
    assert!(!whole(&error).contains("hunter2"));
}

const TRUSTING: &str = "MUSTER_TEST_TRUSTING";

#[test]
fn a_servers_certificate_is_verified() {
    let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let (certificate, key) = (certified.cert.pem(), certified.signing_key.serialize_pem());
    let Some(cluster) = Cluster::start_with_tls(&certificate, &key) else {
        return;
    };
    let url = |options| {
        let (password, port) = (Cluster::PASSWORD, cluster.port);
        format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres{options}")
    };
    for options in ["", "?sslmode=require", "?sslmode=verify-full"] {
        let error = World::postgres(url(options).into()).refusal(Access::Lead);
        assert!(matches!(error, StoreError::Untrusted { .. }), "{error:?}");
        assert!(error.hint().contains("SSL_CERT_FILE"));
    }
    World::postgres(url("?sslmode=disable").into()).lead();
    let trusting = Command::new(std::env::current_exe().unwrap())
        .args(["postgres::trusting_process", "--exact", "--nocapture"])
        .env("SSL_CERT_FILE", cluster.directory().join("server.crt"))
        .env(TRUSTING, url("?sslmode=require"))
        .status();
    assert!(trusting.unwrap().success());
}

#[test]
fn trusting_process() {
    let Ok(url) = std::env::var(TRUSTING) else { return };
    World::postgres(url.into()).lead().links().unwrap();
}
