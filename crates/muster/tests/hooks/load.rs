//! Too much at once.

use crate::scene::{SIGNED, hired, kept, sender, site};
use crate::support::service::Service;

#[test]
fn what_a_source_may_not_send_in_a_second_is_told_to_wait() {
    let site = site(&format!("{SIGNED}per_second_max = 5\n"));
    let service = Service::start(&site);
    let sender = sender(&service);
    let mut accepted = Vec::new();
    let mut waits = 0;
    for number in 0..40 {
        let id = format!("msg_{number}");
        let reply = sender.send(&id, &hired(number));
        match reply.status {
            202 => accepted.push(id),
            429 => {
                assert!(reply.head.contains("retry-after: 1"), "{reply:?}");
                waits += 1;
            }
            _ => panic!("{reply:?}"),
        }
    }
    assert!(waits > 0 && accepted.len() >= 5, "{waits} waits, {} accepted", accepted.len());
    let strangers: Vec<u16> = (0..20).map(|_| sender.post(&[], &hired(1)).status).collect();
    assert!(strangers.iter().all(|status| *status == 401), "strangers use up nothing of it");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(sender.send("msg_late", &hired(99)).status, 202);
    assert_eq!(kept(&site).len(), accepted.len() + 1);
    service.stop();
}

#[test]
fn clients_that_say_nothing_hold_nobody_up() {
    use std::io::Write;
    let site = site(SIGNED);
    let service = Service::start(&site);
    let sender = sender(&service);
    let silent: Vec<_> = (0..50).map(|_| sender.connect()).collect();
    let mut slow = sender.connect();
    slow.write_all(b"POST /hooks/hr/hr HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{").unwrap();
    let began = std::time::Instant::now();
    assert_eq!(sender.send("msg_1", &hired(1)).status, 202);
    assert!(began.elapsed().as_secs() < 5);
    drop((silent, slow));
    service.stop();
}
