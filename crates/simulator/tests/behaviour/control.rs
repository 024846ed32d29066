use crate::common::{small, start, user};
use muster_simulator::{ManualClock, Serving, SettableClock, SimulatorHandle};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct Served {
    handle: SimulatorHandle,
    token: String,
    kept: Arc<Mutex<u32>>,
    clock: ManualClock,
}

async fn served() -> Served {
    served_as(Serving::default()).await
}

async fn served_as(serving: Serving) -> Served {
    let caller = small();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let kept = Arc::new(Mutex::new(0));
    let count = kept.clone();
    let keep = move |_: &muster_simulator::Tenant| *count.lock().unwrap() += 1;
    let clock = ManualClock::at(start());
    let settable = SettableClock::over(clock.clone());
    let tenant = Arc::new(Mutex::new(caller.tenant));
    let handle = serving.keeping(keep).start_controlled(tenant, listener, settable).unwrap();
    Served { handle, token: caller.token, kept, clock }
}

impl Served {
    async fn raw(&self, method: &str, path: &str, body: &str, more: &str) -> String {
        let mut stream = TcpStream::connect(self.handle.address()).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{more}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut reply = String::new();
        let _ = stream.read_to_string(&mut reply).await;
        reply
    }

    /// A control call: status and JSON.
    async fn control(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let reply = self.raw(method, &format!("/simulator{path}"), body, "").await;
        let status = reply.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, text) = reply.split_once("\r\n\r\n").unwrap();
        (status, serde_json::from_str(text).unwrap())
    }

    /// An API call: the status.
    async fn api(&self, method: &str, path: &str, body: &str) -> u16 {
        let more = format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", self.token);
        let reply = self.raw(method, path, body, &more).await;
        reply.split(' ').nth(1).map_or(0, |status| status.parse().unwrap())
    }
}

#[tokio::test]
async fn the_list_names_every_call_and_each_of_them_answers() {
    let served = served().await;
    let (status, list) = served.control("GET", "", "").await;
    assert_eq!(status, 200);
    let calls = list["control"].as_array().unwrap();
    assert!(calls.len() > 15);
    for call in calls {
        let (method, path) = call["call"].as_str().unwrap().split_once(' ').unwrap();
        let path = path.strip_prefix("/simulator").unwrap();
        let body = match path {
            "/clock" => "\"real\"",
            "/edits" => "[]",
            _ => "{}",
        };
        let (status, reply) = served.control(method, path, body).await;
        assert_eq!(status, 200, "{method} {path}: {reply}");
    }
    let help = served.raw("GET", "/", "", "").await;
    assert!(help.contains("text/plain") && help.contains("/simulator/faults"));
}

#[tokio::test]
async fn what_is_not_understood_is_refused_with_a_sentence() {
    let served = served().await;
    let (status, reply) = served.control("PUT", "/faults", "{\n \"chancen\": {} }").await;
    assert_eq!(status, 400);
    let text = reply["error"].as_str().unwrap();
    assert!(text.contains("unknown field `chancen`") && text.contains("line 2 column"), "{text}");
    let (status, reply) = served.control("PUT", "/behaviour", r#"{ "lag": { "weeks": 1 } }"#).await;
    assert_eq!((status, reply["error"].as_str().unwrap().contains("unknown field `weeks`")), (400, true));
    let (status, reply) = served.control("POST", "/edits", r#"[{ "delete_user": { "user": "x" } }]"#).await;
    assert_eq!(
        (status, reply["error"].as_str().unwrap()),
        (400, "edit 1 cannot be made: there is no user \"x\"")
    );
    let (status, reply) = served.control("PATCH", "/faults", "").await;
    assert_eq!((status, reply["error"].as_str().unwrap().contains("GET, PUT, DELETE")), (405, true));
    assert_eq!(served.control("GET", "/fauts", "").await.0, 404);
}

#[tokio::test]
async fn faults_come_and_go() {
    let served = served().await;
    let faults = r#"{ "scripted": [
        { "method": "GET", "path": "/api/v2/groups", "fault": { "status": 503 } },
        { "method": "GET", "path": "/api/v2/groups", "nth": 2, "fault": "empty_list" },
        { "method": "GET", "path": "/api/v2/users", "fault": "dropped_expansions" },
        { "method": "GET", "path": "/api/v2/users", "nth": 2, "fault": "lost_reply" },
        { "method": "GET", "path": "/api/v2/teams", "fault": "token_storm" } ] }"#;
    assert_eq!(served.control("PUT", "/faults", faults).await.0, 200);
    assert_eq!(served.api("GET", "/api/v2/groups", "").await, 503);
    let more = format!("authorization: Bearer {}\r\n", served.token);
    let empty = served.raw("GET", "/api/v2/groups", "", &more).await;
    assert!(
        empty.contains("200 OK") && empty.contains("\"entities\":[]") && empty.contains("\"total\":0"),
        "{empty}"
    );
    let bare = served.raw("GET", "/api/v2/users?expand=skills", "", &more).await;
    assert!(bare.contains("200 OK") && bare.contains("Ana Ito") && !bare.contains("\"skills\""), "{bare}");
    assert_eq!(served.api("GET", "/api/v2/users", "").await, 0, "the reply is lost");
    assert_eq!(served.api("GET", "/api/v2/teams", "").await, 401);
    assert_eq!(served.api("GET", "/api/v2/groups", "").await, 401, "all tokens have ended");
    let (_, calls) = served.control("GET", "/calls", "").await;
    assert_eq!(calls["by_status"], json!({ "200": 2, "401": 2, "503": 1 }));
    assert_eq!((&calls["faults"], &calls["by_operation"]["GET /api/v2/groups"]), (&json!(5), &json!(3)));
    assert_eq!(served.control("DELETE", "/faults", "").await.1["scripted"], json!([]));
    assert_eq!(served.control("DELETE", "/calls", "").await.1["total"], 0);
}

#[tokio::test]
async fn what_is_left_out_stays() {
    let served = served().await;
    served.control("PUT", "/behaviour", r#"{ "done_status": 200, "lag": { "grants_ms": 7 } }"#).await;
    let (_, lag) = served.control("PUT", "/lag", r#"{ "search_ms": 9 }"#).await;
    assert_eq!((&lag["grants_ms"], &lag["search_ms"]), (&json!(7), &json!(9)));
    let (_, behaviour) = served.control("GET", "/behaviour", "").await;
    assert_eq!((&behaviour["done_status"], &behaviour["wrong_secret_status"]), (&json!(200), &json!(401)));
    let (_, limits) = served.control("PUT", "/limits", r#"{ "per_token": 1 }"#).await;
    assert_eq!((&limits["per_token"], &limits["window_s"]), (&json!(1), &json!(60)));
    assert_eq!(served.api("GET", "/api/v2/groups", "").await, 200);
    assert_eq!(served.api("GET", "/api/v2/groups", "").await, 429);
}

#[tokio::test]
async fn the_clock_can_stand_run_and_leap() {
    let served = served().await;
    let now = async || served.control("GET", "/clock", "").await.1["now"].as_str().unwrap().to_owned();
    assert_eq!(now().await, "2026-03-01T08:00:00Z");
    served.control("PUT", "/clock", r#"{ "offset_ms": 3600000 }"#).await;
    assert_eq!(now().await, "2026-03-01T09:00:00Z");
    assert_eq!(served.api("GET", "/api/v2/groups", "").await, 401, "the token has expired");
    served.control("PUT", "/clock", r#"{ "speed": { "factor": 60 } }"#).await;
    served.clock.advance_ms(1_000);
    assert_eq!(now().await, "2026-03-01T09:01:00Z");
    served.control("PUT", "/clock", r#"{ "fixed": "2026-03-01T08:00:00Z" }"#).await;
    served.clock.advance_ms(1_000);
    assert_eq!(now().await, "2026-03-01T08:00:00Z");
    assert_eq!(served.control("PUT", "/clock", r#"{ "speed": { "factor": -1 } }"#).await.0, 400);
    assert_eq!(served.control("PUT", "/clock", r#""real""#).await.1["now"], "2026-03-01T08:00:02Z");
}

#[tokio::test]
async fn edits_are_made_kept_and_seen_and_the_state_holds_no_secret() {
    let served = served().await;
    let edits = r#"[{ "change_user": { "user": "ana@example.org", "title": "Lead" } }]"#;
    assert_eq!(served.control("POST", "/edits", edits).await, (200, json!({ "made": 1 })));
    assert_eq!(*served.kept.lock().unwrap(), 1);
    let (_, state) = served.control("GET", "/state", "").await;
    assert_eq!(state["users"][user("ana").to_string()]["title"], "Lead");
    assert!(!state.to_string().contains("s3cret") && !state.to_string().contains(&served.token));
    assert_eq!(state["signed_in"], json!([user("ana")]));
    let (status, _) = served.control("POST", "/tokens/end", r#"{ "user": "ana@example.org" }"#).await;
    assert_eq!((status, served.handle.tenant().is_signed_in(user("ana"))), (200, false));
    assert_eq!(served.control("POST", "/tokens/end", r#"{ "client": "muster" }"#).await.0, 200);
    assert_eq!(served.api("GET", "/api/v2/groups", "").await, 401);
}

#[tokio::test]
async fn a_page_in_a_browser_cannot_steer_it() {
    let served = served().await;
    let reply = served.raw("PUT", "/simulator/faults", "{}", "origin: https://example.com\r\n").await;
    assert!(reply.starts_with("HTTP/1.1 403"), "{reply}");
}

#[tokio::test]
async fn without_being_asked_for_there_is_no_control_endpoint() {
    let caller = small();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let handle =
        muster_simulator::serve(Arc::new(Mutex::new(caller.tenant)), listener, ManualClock::at(start()))
            .unwrap();
    let (kept, clock) = (Arc::default(), ManualClock::at(start()));
    let served = Served { handle, token: caller.token, kept, clock };
    assert_eq!(served.api("GET", "/simulator/state", "").await, 404);
    assert!(served.raw("GET", "/simulator", "", "").await.starts_with("HTTP/1.1 401"));
}

#[tokio::test]
async fn a_tenant_that_takes_its_time_has_no_fault_and_faults_do_not_speed_it_up() {
    let delay = std::time::Duration::from_millis(40);
    let served = served_as(Serving::default().taking(delay)).await;
    let waits = async |wanted: u16| {
        let began = std::time::Instant::now();
        assert_eq!(served.api("GET", "/api/v2/groups", "").await, wanted);
        began.elapsed()
    };
    assert!(waits(200).await >= delay);
    let (_, calls) = served.control("GET", "/calls", "").await;
    assert_eq!((&calls["faults"], &calls["total"]), (&json!(0), &json!(1)));
    let storm = r#"{ "chances": { "token_storm": 1.0 } }"#;
    assert_eq!(served.control("PUT", "/faults", storm).await.0, 200);
    assert!(waits(401).await >= delay, "the storm strikes, and the reply takes its time");
    served.control("DELETE", "/faults", "").await;
    assert!(waits(401).await >= delay);
    assert_eq!(served.control("GET", "/calls", "").await.1["faults"], 1);
}
