//! A tracker and its doorbell with tickets.

use crate::scene::{READER, Scene, tracker};
use muster_connectors::ldap::{LdapConfig, Ring};
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(20);

/// Over LDAPS and over StartTLS: a change rings and is read, and after a restart of the server the next one, too.
pub(crate) async fn changes_ring_and_are_read(scene: &Scene) {
    for (way, config) in scene.both_ways().into_iter().enumerate() {
        let mut tracker = tracker(config);
        let mut doorbell = tracker.doorbell();
        doorbell.arm().await.unwrap();
        assert_eq!(doorbell.announces(), Some(true));
        let mut position = tracker.read(None).await.unwrap().delta.position;
        while doorbell.wait(Duration::from_millis(1500)).await == Ring::Changed {
            position = tracker.read(Some(&position)).await.unwrap().delta.position;
        }
        for title in ["Lead", "Agent"] {
            scene.dc.modify(&retitled(scene, &format!("{title} {way}")));
            assert_eq!(doorbell.wait(LONG).await, Ring::Changed);
            let read = tracker.read(Some(&position)).await.unwrap();
            assert_eq!((read.why_whole, read.delta.objects.len()), (None, 1));
            position = read.delta.position;
            scene.dc.kill();
            assert!(matches!(doorbell.wait(LONG).await, Ring::Lost(_)));
            tracker.read(Some(&position)).await.unwrap_err();
            scene.dc.restart();
        }
        let read = tracker.read(Some(&position)).await.unwrap();
        assert_eq!((read.why_whole, read.delta.objects.len()), (None, 0));
    }
}

fn retitled(scene: &Scene, title: &str) -> String {
    format!("dn: CN=p7,OU=Staff,{}\nchangetype: modify\nreplace: title\ntitle: {title}\n", scene.dc.base)
}

/// The shortest ticket that Samba takes: one of two minutes is good for changing a password only.
const SECONDS: u64 = 125;

/// The server ends a connection with its ticket, and the next connection has a ticket of its own.
pub(crate) async fn a_ticket_that_has_expired_is_followed_by_a_new_one(scene: &Scene) {
    let mut tracker = tracker(short_lived(scene));
    let mut doorbell = tracker.doorbell();
    let begun = Instant::now();
    doorbell.arm().await.unwrap();
    let position = tracker.read(None).await.unwrap().delta.position;
    let lost = loop {
        match doorbell.wait(LONG).await {
            Ring::Lost(reason) => break reason,
            Ring::Changed | Ring::Quiet => {}
        }
        assert!(begun.elapsed() < Duration::from_secs(2 * SECONDS), "the connection outlived its ticket");
    };
    println!("after {:?}: {lost}", begun.elapsed());
    assert!(begun.elapsed() >= Duration::from_secs(SECONDS - 1), "{:?}: {lost}", begun.elapsed());
    scene.dc.modify(&retitled(scene, "Lead of tickets"));
    let read = tracker.read(Some(&position)).await.unwrap();
    assert_eq!((read.why_whole, read.delta.objects.len()), (None, 1));
    assert_eq!(doorbell.wait(Duration::from_millis(1500)).await, Ring::Quiet);
}

fn short_lived(scene: &Scene) -> LdapConfig {
    let usual = std::fs::read_to_string(&scene.dc.krb5_conf).unwrap();
    let short = usual.replace("[libdefaults]\n", &format!("[libdefaults]\n  ticket_lifetime = {SECONDS}s\n"));
    let krb5_conf = scene.folder.path().join("short.conf");
    std::fs::write(&krb5_conf, short).unwrap();
    let mut config = scene.with_ticket(READER);
    config.kerberos.as_mut().unwrap().krb5_conf = Some(krb5_conf);
    config
}
