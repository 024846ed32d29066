//! Every way in which a request can be wrong, its status, and what is kept of it.

use crate::scene::{SIGNED, hired, kept, sender, site, states};
use crate::sender::{Sender, now};
use crate::support::service::Service;

#[test]
fn each_fault_has_its_status_and_stops_no_other() {
    let site = site(SIGNED);
    let service = Service::start(&site);
    let sender = sender(&service);
    let good = sender.send("msg_1", &hired(1));
    assert_eq!((good.status, &good.body["state"]), (202, &"accepted".into()), "{good:?}");
    turned_away(&sender);
    kept_and_refused(&sender);
    assert_eq!(sender.send("msg_2", &hired(2)).status, 202);
    let expected = [
        "msg_1 applied",
        "bad_0 refused",
        "bad_1 refused",
        "bad_2 refused",
        "bad_3 refused",
        "bad_4 refused",
        "bad_5 refused",
        "msg_2 applied",
    ];
    assert_eq!(states(&site), expected);
    let status = service.until("has counted", |status| status["hooks"]["sources"][0]["new"] == 8);
    let away = &status["hooks"]["sources"][0]["turned_away"];
    assert_eq!((&away["401"], &away["413"], &away["415"]), (&7.into(), &2.into(), &2.into()), "{status:#}");
    assert_eq!(status["hooks"]["unknown_sources"], 1);
    let log = std::fs::read_to_string(site.path("serve.log")).unwrap();
    assert!(!format!("{log}{status}").contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "{log}");
    service.stop();
}

/// Nothing is kept of these.
fn turned_away(sender: &Sender) {
    let body = hired(9);
    let unsigned = sender.post(&[], &body);
    assert_eq!((unsigned.status, unsigned.detail()), (401, "the header `webhook-id` is missing"));
    assert!(unsigned.head.contains("www-authenticate:"), "{unsigned:?}");
    let stale = sender.post(&sender.signed("msg_9", now() - 301, &body), &body);
    assert_eq!((stale.status, stale.detail()), (401, "the signature is too old"));
    let early = sender.post(&sender.signed("msg_9", now() + 400, &body), &body);
    assert_eq!(early.status, 401);
    let altered = sender.post(&sender.signed("msg_9", now(), &body), &hired(8));
    assert_eq!((altered.status, altered.detail()), (401, "no signature fits"));
    let another = Sender { secret: crate::scene::NEXT_SECRET.into(), ..sender.clone() };
    assert_eq!(another.send("msg_9", &body).status, 401);
    let mut renamed = sender.signed("msg_9", now(), &body);
    renamed[0].1 = "msg_10".into();
    assert_eq!(sender.post(&renamed, &body).status, 401);
    let token = [("authorization".to_owned(), format!("Bearer {}", crate::scene::TOKEN))];
    assert_eq!(sender.post(&token, &body).status, 401, "a token does not stand in for a signature");
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(5_000));
    assert_eq!(sender.send("msg_9", &large).status, 413);
    assert_eq!(chunked(sender, &large), 413, "also where nobody said how large it is");
    for kind in ["text/plain", "application/json; charset=latin1"] {
        assert_eq!(sender.post_as(kind, &sender.signed("msg_9", now(), &body), &body).status, 415, "{kind}");
    }
    let nowhere = Sender { source: "nobody".into(), ..sender.clone() };
    assert_eq!(nowhere.send("msg_9", &body).status, 404);
}

/// The body in chunks, without its length.
fn chunked(sender: &Sender, body: &str) -> u16 {
    use std::io::Write;
    let head = sender.request("application/json", &sender.signed("msg_9", now(), body), "");
    let head = head.replace("content-length: 0", "transfer-encoding: chunked");
    let mut stream = sender.connect();
    stream.write_all(head.as_bytes()).unwrap();
    // The service answers and closes before everything came.
    let _ = write!(stream, "{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    crate::sender::read_reply(&mut stream).status
}

/// These are signed and can never count: they are kept with the reason.
fn kept_and_refused(sender: &Sender) {
    let worker = |facts: &str| format!("{{\"type\":\"worker.hired\",\"worker\":{{\"id\":\"7\",{facts}}}}}");
    let bodies = [
        (
            "{\"worker\":".to_owned(),
            400,
            "the body is not JSON: EOF while parsing a value at line 1, column 10",
        ),
        ("{\"type\":\"worker.hired\"}".to_owned(), 422, "no worker id is given"),
        (
            worker("\"start\":\"2026-03-02\",\"end\":\"2026-03-01\""),
            422,
            "the end 2026-03-01 lies before the start 2026-03-02",
        ),
        (
            worker("\"time_zone\":\"Mars/Base\""),
            422,
            "`time_zone`: there is no time zone `Mars/Base`; write an IANA name such as `Europe/Berlin`",
        ),
        (worker("\"status\":\"resting\""), 422, "nothing says what the status `resting` means"),
        (
            "{\"type\":\"worker.painted\",\"worker\":{\"id\":\"7\"}}".to_owned(),
            422,
            "nothing says what an event of the kind `worker.painted` means",
        ),
    ];
    for (number, (body, status, detail)) in bodies.iter().enumerate() {
        let reply = sender.send(&format!("bad_{number}"), body);
        assert_eq!((reply.status, reply.detail()), (*status, *detail), "{body}");
    }
}

#[test]
fn what_is_sent_again_is_answered_and_kept_once() {
    let site = site(SIGNED);
    let service = Service::start(&site);
    let sender = sender(&service);
    let headers = sender.signed("msg_1", now(), &hired(1));
    let states = ["accepted", "known", "known"];
    for state in states {
        let reply = sender.post(&headers, &hired(1));
        assert_eq!(
            (reply.status, &reply.body["state"], &reply.body["id"]),
            (202, &state.into(), &"msg_1".into())
        );
    }
    let other = sender.send("msg_1", &hired(2));
    assert_eq!(other.body["state"], "known", "the id counts, whatever else is signed under it");
    let refused = "{\"type\":\"worker.hired\"}";
    assert_eq!(sender.send("msg_2", refused).status, 422);
    assert_eq!(sender.send("msg_2", refused).status, 422);
    assert_eq!(sender.send("msg_2", &hired(2)).body["state"], "accepted", "better than before");
    let kept = kept(&site);
    assert_eq!(kept.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["msg_1", "msg_2"]);
    assert_eq!(site.store().delivery_body(kept[0].number).unwrap().unwrap(), hired(1));
    service.stop();
}
