//! One whole read with a ticket.

use crate::scene::{READER, Scene};
use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{LdapConfig, LdapError, Security, probe, read_directory};

/// More than a page of people, over LDAPS and over StartTLS.
pub(crate) async fn everything_is_read_as_with_a_password(scene: &Scene) {
    let spec = ReadSpec::default();
    let known = read_directory(&scene.with_password(), &spec).await.unwrap();
    assert!(known.entries.len() > crate::scene::PEOPLE && known.gaps.is_empty());
    for config in scene.both_ways() {
        let read = read_directory(&config, &spec).await.unwrap();
        assert_eq!(read.gaps, []);
        assert_eq!(read.entries, known.entries, "{:?}", config.security);
    }
    in_clear_nothing_is_said(scene).await;
    by_its_address_the_server_is_asked_for_its_name(scene).await;
}

async fn in_clear_nothing_is_said(scene: &Scene) {
    let plain = LdapConfig { security: Security::Plain, ..scene.with_ticket(READER) };
    let error = crate::scene::failure(&plain).await;
    assert!(matches!(error, LdapError::KerberosInClear { .. }), "{error}");
}

async fn by_its_address_the_server_is_asked_for_its_name(scene: &Scene) {
    let config = LdapConfig { server_name: None, ..scene.with_ticket(READER) };
    let probe = probe(&config, &ReadSpec::default()).await;
    assert!(probe.error.is_none() && probe.bound, "{:?}", probe.error);
}
