//! Keytabs that do not open anything.

use crate::scene::{READER, Scene, failure, fault_of, no_ticket, tracker};
use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{LdapError, TicketFault, TrackError, read_directory};
use std::fs;

pub(crate) async fn keytabs_that_cannot_be_used_are_named(scene: &Scene) {
    scene.account("somebody");
    let mut config = scene.with_ticket("nobody");
    let missing = no_ticket(&config).await;
    assert!(
        missing
            .to_string()
            .ends_with("nobody.keytab could not be used: No such file or directory (os error 2)")
    );
    fs::write(scene.keytab("nobody"), "a password, say").unwrap();
    let error = failure(&config).await;
    assert!(error.to_string().ends_with("nobody.keytab could not be used: it is no keytab"), "{error}");
    assert!(!error.to_string().contains("a password"), "{error}");
    fs::copy(scene.keytab("somebody"), scene.keytab("nobody")).unwrap();
    assert!(matches!(no_ticket(&config).await, TicketFault::NotInKeytab { .. }));
    config.bind_name = format!("somebody@{}", scene.realm());
    read_directory(&config, &ReadSpec::default()).await.unwrap();
}

/// The password was changed since: tried once, then held back until the keytab is another one.
pub(crate) async fn a_wrong_key_is_tried_once(scene: &Scene) {
    let base = &scene.dc.base;
    let threshold = |count: u32| {
        format!("dn: {base}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: {count}\n")
    };
    scene.dc.modify(&threshold(3));
    scene.account("rotated");
    let account = format!("CN=rotated,CN=Users,{base}");
    let password = format!("dn: {account}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ");
    scene.dc.modify(&format!("{password}{}\n", as_unicode_pwd("Rotated-Pw-2")));

    let mut tracker = tracker(scene.with_ticket("rotated"));
    let mut doorbell = tracker.doorbell();
    let error = tracker.read(None).await.unwrap_err();
    assert!(error.must_not_retry_soon(), "{error}");
    let fault = fault_of(error);
    assert!(matches!(fault, TicketFault::WrongKey { .. }), "{fault:?}");
    for _ in 0..5 {
        let error = tracker.read(None).await.unwrap_err();
        let held = matches!(error, TrackError::KeysHeldBack { fault: TicketFault::WrongKey { .. }, .. });
        assert!(held && error.must_not_retry_soon(), "{error}");
        assert!(matches!(doorbell.arm().await, Err(TrackError::KeysHeldBack { .. })));
    }
    assert_eq!(wrong_attempts(scene, "rotated").await, 1);

    scene.dc.keytab("rotated", &scene.keytab("rotated"));
    tracker.read(None).await.unwrap();
    doorbell.arm().await.unwrap();
    scene.dc.modify(&threshold(0));
    gone_and_disabled_are_told_apart(scene, &account).await;
}

async fn gone_and_disabled_are_told_apart(scene: &Scene, account: &str) {
    let modify = format!("dn: {account}\nchangetype: modify\nreplace: userAccountControl\n");
    scene.dc.modify(&format!("{modify}userAccountControl: 514\n"));
    let fault = no_ticket(&scene.with_ticket("rotated")).await;
    assert_eq!(fault, TicketFault::Revoked);
    scene.dc.modify(&format!("dn: {account}\nchangetype: delete\n"));
    let error = failure(&scene.with_ticket("rotated")).await;
    assert!(matches!(error, LdapError::Ticket { fault: TicketFault::NoSuchAccount, .. }), "{error}");
    assert!(error.to_string().starts_with(&format!("`rotated@{}` got no", scene.realm())), "{error}");
}

/// How often the domain has seen a wrong key.
async fn wrong_attempts(scene: &Scene, login: &str) -> u32 {
    let spec = ReadSpec { attributes: vec!["badPwdCount".into()], ..ReadSpec::default() };
    let read = read_directory(&scene.with_ticket(READER), &spec).await.unwrap();
    let entry = read.entries.iter().find(|entry| entry.text("sAMAccountName") == Some(login)).unwrap();
    entry.text("badPwdCount").unwrap().parse().unwrap()
}

/// In quotes and UTF-16, as Active Directory takes a password.
fn as_unicode_pwd(password: &str) -> String {
    let bytes: Vec<u8> = format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
    data_encoding::BASE64.encode(&bytes)
}
