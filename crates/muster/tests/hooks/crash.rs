//! The process is killed while events come in.

use crate::scene::{SIGNED, hired, kept, sender, site};
use crate::sender::{Sender, now};
use crate::support::service::Service;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};

const SENDERS: u32 = 8;

#[test]
fn kill_9_in_the_middle_loses_nothing_that_was_answered_and_doubles_nothing() {
    let site = site(&SIGNED.replace("body_max_kb = 4\n", ""));
    let mut answered = BTreeSet::new();
    for round in 0..3 {
        let service = Service::start(&site);
        let sender = sender(&service);
        answered.extend(until_killed(&sender, service, round));
    }
    assert!(answered.len() > 100, "only {} were answered", answered.len());
    let service = Service::start(&site);
    let sender = sender(&service);
    let again: Vec<&String> = answered.iter().take(50).collect();
    for id in again {
        assert_eq!(sender.send(id, &hired(1)).body["state"], "known", "{id}");
    }
    service.stop();
    let ids: Vec<String> = kept(&site).into_iter().map(|entry| entry.id).collect();
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(ids.len(), distinct.len());
    let lost: Vec<&String> = answered.difference(&distinct).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}

/// Sends from many threads, kills the service after a while, and says what was answered 202.
fn until_killed(sender: &Sender, service: Service<'_>, round: u32) -> Vec<String> {
    let answers = AtomicU32::new(0);
    let work = |thread: u32| {
        let mut answered = Vec::new();
        for number in 0.. {
            let id = format!("r{round}-t{thread}-{number}");
            match try_send(sender, &id) {
                Some(202) => answered.push(id),
                Some(429 | 503) => {}
                Some(other) => panic!("{other}"),
                None => break,
            }
            answers.fetch_add(1, Ordering::Relaxed);
        }
        answered
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..SENDERS).map(|thread| scope.spawn(move || work(thread))).collect();
        while answers.load(Ordering::Relaxed) < 100 * (round + 1) {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        service.kill();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// The status, or nothing where the other end went away.
fn try_send(sender: &Sender, id: &str) -> Option<u16> {
    use std::io::Read;
    let body = hired(1);
    let request = sender.request("application/json", &sender.signed(id, now(), &body), &body);
    let mut stream = std::net::TcpStream::connect(&sender.address).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut reply = String::new();
    let _ = stream.read_to_string(&mut reply);
    reply.split(' ').nth(1)?.parse().ok()
}
