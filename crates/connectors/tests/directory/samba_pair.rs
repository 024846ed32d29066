//! Two domain controllers of one domain: one dies, the other lags behind, and in the end all is known.

use crate::picture::Picture;
use crate::samba::SambaDc;
use crate::samba_changes::{Follower, PASSWORD, READER, server, tracker, tracker_with};
use crate::samba_faults::quick;
use muster_connectors::directory::Track;
use muster_connectors::ldap::{Doubt, Method, TrackerConfig};

#[tokio::test]
async fn two_domain_controllers() {
    let Some(one) = SambaDc::start_or_skip("pair-1") else {
        return;
    };
    one.service_account(READER, PASSWORD);
    let Some(two) = one.join_or_skip("pair-2") else {
        return;
    };
    let config = || TrackerConfig { pacing: quick(), ..TrackerConfig::new(vec![server(&one), server(&two)]) };
    let mut dirsync = Follower::new(tracker_with(config()));
    let mut usn = Follower::new(tracker_with(TrackerConfig { method: Method::Only(Track::Usn), ..config() }));
    dirsync.follow().await;
    usn.follow().await;
    assert_eq!(on(&dirsync), one.name);

    one.modify(&user(&one, "seen-by-both"));
    dirsync.follow().await;
    two.sync_from(&one);
    one.modify(&user(&one, "not-yet-copied"));
    dirsync.follow().await;
    usn.follow().await;
    one.kill();

    // The cookie is good for the other one too, which knows less: nothing is taken back, nothing is replayed.
    let lagging = dirsync.follow().await;
    assert_eq!((lagging.why_whole, lagging.delta.objects.len(), on(&dirsync)), (None, 0, two.name.clone()));
    assert!(dirsync.picture.knows("not-yet-copied"));
    // A count of changes is good for nothing elsewhere. What the other one does not know yet is not there.
    let elsewhere = usn.follow().await;
    assert_eq!(elsewhere.why_whole, Some(Doubt::OtherServer));
    assert!(usn.picture.knows("seen-by-both") && !usn.picture.knows("not-yet-copied"));

    two.modify(&user(&two, "made-meanwhile"));
    assert_eq!(dirsync.follow().await.delta.objects.len(), 1);
    one.restart();
    two.sync_from(&one);
    one.sync_from(&two);
    for follower in [&mut dirsync, &mut usn] {
        follower.follow().await;
        assert_eq!(on(follower), two.name, "it stays where it is well");
        for login in ["seen-by-both", "not-yet-copied", "made-meanwhile"] {
            assert!(follower.picture.knows(login), "{login}");
        }
    }
    // And back, with the other one's cookie.
    two.kill();
    let back = dirsync.follow().await;
    assert_eq!((back.why_whole, on(&dirsync)), (None, one.name.clone()));
    let truth = tracker(&one, Method::Only(Track::Whole)).read(None).await.unwrap();
    assert_eq!(dirsync.picture.lines(), Picture::of(&truth.delta).lines());
}

fn on(follower: &Follower) -> String {
    follower.position.as_ref().unwrap().server.to_lowercase()
}

fn user(dc: &SambaDc, login: &str) -> String {
    let base = &dc.base;
    format!("dn: CN={login},CN=Users,{base}\nchangetype: add\nobjectClass: user\nsAMAccountName: {login}\n\n")
}
