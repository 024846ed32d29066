//! The transport over a real socket.

use crate::world::config;
use muster_connectors::genesys::{
    Client, Endpoints, HttpConfig, HttpTransport, ReadScope, TenantError, read_tenant,
};
use muster_simulator::{Fault, Faults, Scripted, Seed, SimulatorHandle, SystemClock, Tenant, serve};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

async fn simulator() -> SimulatorHandle {
    let tenant = Tenant::from_seed(&Seed::company(50)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    serve(Arc::new(Mutex::new(tenant)), listener, SystemClock).unwrap()
}

fn client(base: &str) -> Client {
    let endpoints = Endpoints::explicit(base, base).unwrap();
    let transport = HttpTransport::new(HttpConfig::new(endpoints)).unwrap();
    let mut config = config();
    config.read_attempts = 2;
    Client::new(config, transport)
}

#[tokio::test]
async fn a_tenant_is_read_over_http() {
    let simulator = simulator().await;
    let client = client(&simulator.base_url);
    let read = read_tenant(&client, &ReadScope::default()).await.unwrap();
    assert_eq!(read.accounts.len(), 50);
    assert_eq!(read.organisation_name, "Example");
    assert_eq!(client.budget().allowed, 300, "the headers were read");
    simulator.shutdown().await;
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_lost_reply_and_is_tried_again() {
    let simulator = simulator().await;
    simulator.tenant().set_faults(Faults {
        scripted: vec![
            Scripted::first("GET", "/api/v2/users", Fault::LostReply),
            Scripted::first("GET", "/api/v2/groups", Fault::Truncated),
        ],
        ..Faults::default()
    });
    let read = read_tenant(&client(&simulator.base_url), &ReadScope::default()).await.unwrap();
    assert_eq!(read.accounts.len(), 50);
    simulator.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_not_there_is_named_as_such() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let error = read_tenant(&client(&format!("http://{address}")), &ReadScope::default()).await.unwrap_err();
    let TenantError::Token(token) = error else {
        panic!("{error}");
    };
    let says = token.to_string();
    assert!(says.contains("not sent") && says.contains(&address.to_string()), "{says}");
}
