//! What goes wrong with a domain controller and with the account, and that nothing is lost or made up by it.

use crate::proxy::Proxy;
use crate::samba::SambaDc;
use crate::samba_changes::{Failure, Follower, PASSWORD, READER, is_blind, server, tracker, tracker_with};
use muster_connectors::directory::{Extent, Track};
use muster_connectors::ldap::{
    BindFault, Doubt, Fault, LdapConfig, LdapError, Method, Pacing, Permission, Security, TrackError,
    TrackerConfig, probe,
};
use secrecy::SecretString;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub(crate) async fn the_matrix(dc: &SambaDc) {
    a_frozen_server_is_noticed(dc).await;
    a_restarted_server_goes_on_from_the_cookie(dc).await;
    a_connection_cut_anywhere_gives_no_delta(dc).await;
    a_server_that_dies_in_the_middle_gives_no_delta(dc).await;
    a_server_that_was_rolled_back_is_read_whole(dc).await;
    hidden_deletions_are_found_by_comparison(dc).await;
    a_wrong_password_is_tried_once(dc).await;
    an_expired_account_is_named(dc).await;
    a_hardened_server_takes_no_password_in_clear(dc).await;
}

pub(crate) fn quick() -> Pacing {
    Pacing {
        probe: Duration::from_secs(1),
        wait_first: Duration::from_millis(20),
        wait_max: Duration::from_millis(100),
        ..Pacing::default()
    }
}

fn new_user(dc: &SambaDc, login: &str) -> String {
    let base = &dc.base;
    format!(
        "dn: CN={login},OU=Muster,{base}\nchangetype: add\nobjectClass: user\nsAMAccountName: {login}\n\n"
    )
}

async fn a_frozen_server_is_noticed(dc: &SambaDc) {
    let config = TrackerConfig { pacing: quick(), ..TrackerConfig::new(vec![server(dc)]) };
    let mut follower = Follower::new(tracker_with(config));
    follower.follow().await;
    dc.pause();
    let begun = Instant::now();
    let error = follower.tracker.read(follower.position.as_ref()).await.failure();
    let took = begun.elapsed();
    dc.resume();
    let silent = |fault: &Fault| matches!(fault, Fault::Silent(_));
    assert!(
        matches!(&error, TrackError::Directory(LdapError::Broken { fault, .. }) if silent(fault)),
        "{error}"
    );
    assert!(took < Duration::from_secs(2), "{took:?}");
    let again = follower.follow().await;
    assert_eq!((again.why_whole, again.delta.objects.len()), (None, 0));
}

async fn a_restarted_server_goes_on_from_the_cookie(dc: &SambaDc) {
    let config = TrackerConfig { pacing: quick(), ..TrackerConfig::new(vec![server(dc)]) };
    let mut follower = Follower::new(tracker_with(config));
    follower.follow().await;
    dc.modify(&new_user(dc, "before-kill"));
    dc.kill();
    let error = follower.tracker.read(follower.position.as_ref()).await.failure();
    assert!(matches!(error, TrackError::Directory(LdapError::Connect { .. })), "{error}");
    dc.restart();
    dc.modify(&new_user(dc, "after-kill"));
    let read = follower.follow().await;
    assert_eq!((read.why_whole, read.delta.objects.len()), (None, 2));
    assert!(follower.picture.knows("before-kill") && follower.picture.knows("after-kill"));
}

/// A tracker that reaches the server through a proxy, in plain text.
fn through(dc: &SambaDc, proxy: &Proxy, tries: u32) -> Follower {
    let config = LdapConfig {
        security: Security::Plain,
        host: "127.0.0.1".into(),
        port: Some(proxy.port),
        ..server(dc)
    };
    let pacing = Pacing { tries_per_server: tries, ..quick() };
    Follower::new(tracker_with(TrackerConfig { pacing, ..TrackerConfig::new(vec![config]) }))
}

async fn a_connection_cut_anywhere_gives_no_delta(dc: &SambaDc) {
    let proxy = Proxy::start((dc.ip, 389)).await;
    let whole = through(dc, &proxy, 1).follow().await.delta.objects.len();
    let all = proxy.bytes();
    for tenth in 0..10 {
        proxy.cut_after(all * tenth / 10);
        let error = through(dc, &proxy, 1).tracker.read(None).await.failure();
        let lost =
            matches!(&error, TrackError::Short { .. } | TrackError::Directory(LdapError::Broken { .. }));
        assert!(lost, "after {tenth} tenths: {error}");
    }
    // The second try gets through, and brings all.
    proxy.cut_once_after(all / 2);
    assert_eq!(through(dc, &proxy, 2).follow().await.delta.objects.len(), whole);
}

async fn a_server_that_dies_in_the_middle_gives_no_delta(dc: &SambaDc) {
    let proxy = Proxy::start((dc.ip, 389)).await;
    let mut follower = through(dc, &proxy, 1);
    follower.follow().await;
    let known = follower.picture.clone();
    dc.modify(&new_user(dc, "in-the-middle"));
    let hold = proxy.hold_after(proxy.bytes() / 2);
    follower.tracker.request_whole();
    let position = follower.position.clone();
    let mut tracker = follower.tracker;
    let reading = tokio::spawn(async move {
        let read = tracker.read(position.as_ref()).await;
        (read, tracker)
    });
    hold.await.unwrap();
    dc.kill();
    proxy.lose();
    let (read, tracker) = reading.await.unwrap();
    let error = read.failure();
    assert!(matches!(error, TrackError::Short { .. } | TrackError::Directory(_)), "{error}");
    assert_eq!(follower.picture, known);
    dc.restart();
    let mut follower = Follower { tracker, ..follower };
    follower.follow().await;
    assert!(follower.picture.knows("in-the-middle"));
    assert_eq!(follower.picture.len(), known.len() + 1);
}

async fn a_server_that_was_rolled_back_is_read_whole(dc: &SambaDc) {
    for method in [Method::Auto, Method::Only(Track::Usn)] {
        let mut follower = Follower::new(tracker(dc, method));
        dc.snapshot("before");
        follower.follow().await;
        dc.modify(&[new_user(dc, "undone-1"), new_user(dc, "undone-2"), new_user(dc, "undone-3")].concat());
        follower.follow().await;
        assert!(follower.picture.knows("undone-1"));
        dc.restore("before");
        dc.modify(&new_user(dc, "after-rollback"));
        let read = follower.follow().await;
        assert!(matches!(read.why_whole, Some(Doubt::WentBack { .. })), "{method:?}: {:?}", read.why_whole);
        assert!(follower.picture.knows("after-rollback") && !follower.picture.knows("undone-1"));
        assert_eq!(follower.follow().await.why_whole, None);
        dc.modify(&format!("dn: CN=after-rollback,OU=Muster,{}\nchangetype: delete\n", dc.base));
    }
}

async fn hidden_deletions_are_found_by_comparison(dc: &SambaDc) {
    dc.blind_account("blind", PASSWORD);
    let config = LdapConfig { bind_name: format!("blind@{}", dc.domain), ..server(dc) };
    let follower = |method| {
        Follower::new(tracker_with(TrackerConfig { method, ..TrackerConfig::new(vec![config.clone()]) }))
    };
    for method in [Method::Auto, Method::Only(Track::Usn)] {
        dc.modify(&new_user(dc, "leaver"));
        let mut follower = follower(method);
        assert!(is_blind(&follower.follow().await));
        dc.modify(&format!("dn: CN=leaver,OU=Muster,{}\nchangetype: delete\n", dc.base));
        let since = follower.follow().await;
        assert!(is_blind(&since) && follower.picture.knows("leaver"), "nothing tells of the deletion");
        follower.tracker.request_whole();
        assert_eq!(follower.follow().await.why_whole, Some(Doubt::Requested));
        assert!(!follower.picture.knows("leaver"));
    }
    let facts = probe(&config, &Default::default()).await.tracking.unwrap();
    assert_eq!(
        (facts.dirsync.clone(), facts.notification.clone()),
        (Permission::Granted, Permission::Granted)
    );
    assert!(!facts.deleted_visible && facts.deletions_remembered_days == 180, "{facts:?}");
    assert!(facts.clock_ahead.is_some_and(|ahead| ahead.abs() < jiff::SignedDuration::from_secs(5)));
    let [windows, samba] = facts.grant_deleted().unwrap();
    assert!(windows.contains(&format!("/G \"blind@{}:LCRP\"", dc.domain)), "{windows}");
    dc.administer(&samba);
    assert!(!is_blind(&follower(Method::Auto).follow().await));
    assert_eq!(probe(&config, &Default::default()).await.tracking.unwrap().grant_deleted(), None);
}

async fn a_wrong_password_is_tried_once(dc: &SambaDc) {
    let base = &dc.base;
    dc.modify(&format!("dn: {base}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: 3\n"));
    let password = Arc::new(Mutex::new("wrong".to_owned()));
    let given = password.clone();
    let config = TrackerConfig {
        password: Arc::new(move || Ok(SecretString::from(given.lock().unwrap().clone()))),
        ..TrackerConfig::new(vec![server(dc), server(dc)])
    };
    let mut tracker = tracker_with(config);
    let mut doorbell = tracker.doorbell();
    let error = tracker.read(None).await.failure();
    let wrong = |error: &TrackError| {
        matches!(error, TrackError::Directory(LdapError::Bind { fault: BindFault::WrongPassword, .. }))
    };
    assert!(wrong(&error) && error.must_not_retry_soon(), "{error}");
    for _ in 0..5 {
        let error = tracker.read(None).await.failure();
        assert!(matches!(error, TrackError::HeldBack { fault: BindFault::WrongPassword, .. }), "{error}");
        assert!(error.must_not_retry_soon() && !error.to_string().contains("wrong`"), "{error}");
        assert!(matches!(doorbell.arm().await, Err(TrackError::HeldBack { .. })));
    }
    PASSWORD.clone_into(&mut password.lock().unwrap());
    tracker.read(None).await.unwrap();
    for number in 0..3 {
        *password.lock().unwrap() = format!("wrong {number}");
        tracker_locks_itself_out(dc, &password).await;
    }
    PASSWORD.clone_into(&mut password.lock().unwrap());
    let error = tracker_locks_itself_out(dc, &password).await;
    assert!(matches!(error, LdapError::Bind { fault: BindFault::Locked, .. }), "{error}");
    dc.modify(&format!("dn: {base}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: 0\n"));
    let account = format!("CN={READER},CN=Users,{base}");
    dc.modify(&format!("dn: {account}\nchangetype: modify\nreplace: lockoutTime\nlockoutTime: 0\n"));
}

/// One attempt of a tracker that remembers nothing.
async fn tracker_locks_itself_out(dc: &SambaDc, password: &Arc<Mutex<String>>) -> LdapError {
    let mut config = server(dc);
    config.bind_password = password.lock().unwrap().clone().into();
    match tracker_with(TrackerConfig::new(vec![config])).read(None).await.failure() {
        TrackError::Directory(error) => error,
        error => panic!("{error}"),
    }
}

async fn an_expired_account_is_named(dc: &SambaDc) {
    dc.service_account("expired", PASSWORD);
    dc.modify(&format!(
        "dn: CN=expired,CN=Users,{}\nchangetype: modify\nreplace: accountExpires\n\
         accountExpires: 132223104000000000\n",
        dc.base
    ));
    let config = LdapConfig { bind_name: format!("expired@{}", dc.domain), ..server(dc) };
    let error = tracker_with(TrackerConfig::new(vec![config])).read(None).await.failure();
    let expired = BindFault::AccountExpired;
    assert!(
        matches!(&error, TrackError::Directory(LdapError::Bind { fault, .. }) if *fault == expired),
        "{error}"
    );
}

async fn a_hardened_server_takes_no_password_in_clear(dc: &SambaDc) {
    dc.restart_as("strong");
    let read = |security| {
        let config = LdapConfig { security, ..server(dc) };
        async move { tracker_with(TrackerConfig::new(vec![config])).read(None).await }
    };
    let error = read(Security::Plain).await.failure();
    assert!(matches!(error, TrackError::Directory(LdapError::ProtectionRequired { .. })), "{error}");
    assert_eq!(error.hint(), "use ldaps or starttls");
    for security in [Security::Ldaps, Security::StartTls] {
        assert_eq!(read(security).await.unwrap().delta.extent, Extent::Whole);
    }
    dc.restart_as("open");
}
