//! What goes wrong between us, the key distribution centre and the server.

use crate::kdc::{Kdc, configuration};
use crate::scene::{READER, Scene, failure, no_ticket};
use muster_connectors::ldap::{LdapConfig, LdapError, TicketFault};
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn by(scene: &Scene, krb5_conf: PathBuf) -> LdapConfig {
    let mut config = scene.with_ticket(READER);
    config.kerberos.as_mut().unwrap().krb5_conf = Some(krb5_conf);
    config
}

pub(crate) async fn a_silent_key_distribution_centre_is_given_up(scene: &Scene) {
    let (folder, realm) = (scene.folder.path(), scene.realm());
    let limit = Duration::from_secs(2);
    let kdc = Kdc::silent();
    let mut config = by(scene, kdc.configuration(folder, &realm));
    config.limits.connect = limit;
    let begun = Instant::now();
    assert_eq!(no_ticket(&config).await, TicketFault::Silent(limit));
    let took = begun.elapsed();
    assert!((limit..limit * 2).contains(&took), "{took:?}");

    let closed = configuration(folder, &realm, "kdc = 127.0.0.1:9");
    assert_eq!(no_ticket(&by(scene, closed)).await, TicketFault::Unreachable);
    let none = configuration(folder, &realm, "default_domain = muster.test");
    assert_eq!(no_ticket(&by(scene, none)).await, TicketFault::RealmUnknown);
}

/// The library's own numbers for what a domain says, which no domain here can be made to say.
pub(crate) async fn whatever_the_domain_refuses_is_a_sentence(scene: &Scene) {
    let realm = scene.realm();
    let cases = [
        (6, TicketFault::NoSuchAccount),
        (14, TicketFault::NoEncryption),
        (18, TicketFault::Revoked),
        (23, TicketFault::PasswordExpired),
        (37, TicketFault::ClockSkew),
        (60, TicketFault::Other("Generic error (see e-text)".into())),
    ];
    for (code, expected) in cases {
        let kdc = Kdc::refusing(code, &realm);
        let config = by(scene, kdc.configuration(scene.folder.path(), &realm));
        assert_eq!(no_ticket(&config).await, expected, "{code}");
    }
}

pub(crate) async fn a_server_without_a_name_is_named(scene: &Scene) {
    let machine = format!("CN=dc1,OU=Domain Controllers,{}", scene.dc.base);
    let name = format!("ldap/{}", scene.dc.name);
    let change = |how: &str| {
        format!(
            "dn: {machine}\nchangetype: modify\n{how}: servicePrincipalName\nservicePrincipalName: {name}\n"
        )
    };
    scene.dc.modify(&change("delete"));
    let service = format!("{name}@{}", scene.realm());
    assert_eq!(no_ticket(&scene.with_ticket(READER)).await, TicketFault::NoSuchService { service });
    scene.dc.modify(&change("add"));
}

pub(crate) async fn a_server_that_wants_signing_is_told_from_others(scene: &Scene) {
    scene.dc.restart_as("strong");
    let error = failure(&scene.with_ticket(READER)).await;
    assert!(matches!(error, LdapError::SigningRequired { .. }), "{error}");
    assert!(error.hint().contains("allow_sasl_over_tls"), "{}", error.hint());
    scene.dc.restart_as("tls");
    crate::reading::everything_is_read_as_with_a_password(scene).await;
}
