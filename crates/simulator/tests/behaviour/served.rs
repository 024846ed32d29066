use crate::common::{small, start, user};
use muster_simulator::{Fault, Faults, ManualClock, Scripted, SimulatorHandle, serve};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn served(faults: Faults) -> (SimulatorHandle, String) {
    let caller = small().with_faults(faults);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = ManualClock::at(start());
    let handle = serve(Arc::new(Mutex::new(caller.tenant)), listener, clock).unwrap();
    (handle, caller.token)
}

/// Sends one request and reads until the server closes.
async fn ask(handle: &SimulatorHandle, token: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(handle.address()).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply).await;
    String::from_utf8(reply).unwrap()
}

fn scripted(fault: Fault) -> Faults {
    Faults { scripted: vec![Scripted::first("PATCH", "/api/v2/users", fault)], ..Faults::default() }
}

#[tokio::test]
async fn a_request_is_answered_over_the_socket_and_the_server_stops_when_told() {
    let (handle, token) = served(Faults::default()).await;
    let reply = ask(&handle, &token, "GET", "/api/v2/users?state=any", "").await;
    assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("inin-correlation-id"), "{reply}");
    assert_eq!(handle.tenant().calls().total(), 1);
    let address = handle.address();
    handle.shutdown().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_lost_reply_closes_the_connection_after_the_effect() {
    let (handle, token) = served(scripted(Fault::LostReply)).await;
    let path = format!("/api/v2/users/{}", user("ana"));
    let reply = ask(&handle, &token, "PATCH", &path, r#"{"version":1,"title":"Lead"}"#).await;
    assert_eq!(reply, "");
    assert_eq!(handle.tenant().state_ref().users[&user("ana")].title.as_deref(), Some("Lead"));
    handle.shutdown().await;
}

#[tokio::test]
async fn a_truncated_reply_breaks_off_before_its_length() {
    let (handle, token) = served(scripted(Fault::Truncated)).await;
    let path = format!("/api/v2/users/{}", user("ana"));
    let reply = ask(&handle, &token, "PATCH", &path, r#"{"version":1,"title":"Lead"}"#).await;
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert!(head.starts_with("HTTP/1.1 200") && !body.is_empty() && body.len() < length.parse().unwrap());
    handle.shutdown().await;
}
