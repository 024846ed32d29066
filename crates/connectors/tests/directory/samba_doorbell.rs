//! How soon a change is heard of on a real domain controller, and what silence means.

use crate::samba::SambaDc;
use crate::samba_changes::{Follower, server, tracker_with};
use crate::samba_faults::quick;
use muster_connectors::ldap::{Ring, TrackerConfig};
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(20);

pub(crate) async fn rings(dc: &SambaDc) {
    let config = TrackerConfig { pacing: quick(), ..TrackerConfig::new(vec![server(dc)]) };
    let mut follower = Follower::new(tracker_with(config));
    let mut doorbell = follower.tracker.doorbell();
    doorbell.arm().await.unwrap();
    assert_eq!(doorbell.announces(), Some(true));
    follower.follow().await;
    assert_eq!(doorbell.wait(Duration::from_millis(2500)).await, Ring::Quiet);

    // Written by the server itself it is announced; written beside it, only the count tells.
    let change = |title: &str| {
        let dn = format!("CN=Cora,OU=People,OU=Muster,{}", dc.base);
        format!("dn: {dn}\nchangetype: modify\nreplace: title\ntitle: {title}\n")
    };
    let begun = Instant::now();
    dc.modify(&change("Lead"));
    assert_eq!(doorbell.wait(LONG).await, Ring::Changed);
    println!("announced after {:?}, with the writing", begun.elapsed());
    assert_eq!(follower.follow().await.delta.objects.len(), 1);
    dc.seed(&change("Agent"));
    assert_eq!(doorbell.wait(LONG).await, Ring::Changed);
    assert_eq!(follower.follow().await.delta.objects.len(), 1);
    a_deletion_rings(dc, &mut follower, &mut doorbell).await;

    dc.pause();
    let begun = Instant::now();
    let lost = doorbell.wait(LONG).await;
    let took = begun.elapsed();
    dc.resume();
    assert_eq!(lost, Ring::Lost("the server was silent for 1s".into()));
    assert!(took < Duration::from_millis(2500), "{took:?}");

    dc.kill();
    assert!(matches!(doorbell.wait(LONG).await, Ring::Lost(_)));
    dc.restart();
    dc.modify(&change("Lead again"));
    assert_eq!(doorbell.wait(LONG).await, Ring::Changed, "what happened while nobody listened rings at once");
    assert_eq!(follower.follow().await.delta.objects.len(), 1);
    assert_eq!(doorbell.wait(Duration::from_millis(1500)).await, Ring::Quiet);
}

async fn a_deletion_rings(
    dc: &SambaDc,
    follower: &mut Follower,
    doorbell: &mut muster_connectors::ldap::Doorbell,
) {
    while doorbell.wait(Duration::from_millis(1500)).await == Ring::Changed {
        follower.follow().await;
    }
    dc.modify(&format!("dn: CN=after-kill,OU=Muster,{}\nchangetype: delete\n", dc.base));
    assert_eq!(doorbell.wait(LONG).await, Ring::Changed);
    assert_eq!(follower.follow().await.delta.objects.len(), 1);
    assert!(!follower.picture.knows("after-kill"));
}
