//! The same things against a real domain controller. One test, since one controller serves all of its cases.

use crate::samba::SambaDc;
use crate::world;
use crate::{samba_reads, samba_refusals};
use muster_connectors::directory::{ReadSpec, sid_text};
use muster_connectors::ldap::{LdapConfig, LdapError, Security, Trust, list_groups, probe, read_directory};
use std::time::Duration;

const READER: &str = "muster-reader";
pub(crate) const PASSWORD: &str = "Reader-Pw-1";

#[tokio::test]
async fn a_real_domain_controller() {
    let Some(dc) = SambaDc::start_or_skip("directory") else {
        return;
    };
    let company = world::company(&dc.base);
    dc.service_account(READER, PASSWORD);
    dc.seed(&world::as_changes(&company));
    make_primary(&dc).await;

    connects_only_as_configured(&dc).await;
    samba_refusals::names_what_is_wrong_with_the_connection(&dc).await;
    samba_refusals::names_what_is_wrong_with_the_account(&dc).await;
    samba_reads::the_same_as_the_file(&dc, &company).await;
    samba_reads::members_of_every_kind(&dc).await;
    samba_reads::filters_mean_the_same_in_a_file(&dc, &company).await;
    samba_reads::filters_mean_the_same_to_a_follower(&dc).await;
    probes(&dc).await;
    samba_refusals::survives_a_frozen_and_a_killed_server(&dc).await;
}

pub(crate) fn config(dc: &SambaDc) -> LdapConfig {
    let mut config = LdapConfig::new(&dc.ip.to_string(), &format!("{READER}@{}", dc.domain), PASSWORD.into());
    config.trust = Trust::CaFile(dc.ca_file.clone());
    config.limits.connect = Duration::from_secs(5);
    config
}

pub(crate) fn spec(dc: &SambaDc) -> ReadSpec {
    ReadSpec {
        people_bases: vec![format!("ou=staff,ou=muster,{}", dc.base)],
        group_names: vec!["GC-*".into()],
        ..ReadSpec::default()
    }
}

/// Only the server knows the number of a group, so the primary group is set once it is there.
async fn make_primary(dc: &SambaDc) {
    let raw = read_directory(&config(dc), &ReadSpec::default()).await.unwrap();
    let named =
        |name: &str| raw.entries.iter().find(|entry| entry.text("sAMAccountName") == Some(name)).unwrap();
    let sid = sid_text(named("gc-primary").bytes("objectSid").unwrap()).unwrap();
    let (group, person) = (&named("gc-primary").dn, &named("u0042").dn);
    let rid = sid.rsplit('-').next().unwrap();
    dc.seed(&format!("dn: {group}\nchangetype: modify\nadd: member\nmember: {person}\n"));
    dc.seed(&format!("dn: {person}\nchangetype: modify\nreplace: primaryGroupID\nprimaryGroupID: {rid}\n"));
}

async fn connects_only_as_configured(dc: &SambaDc) {
    for security in [Security::Ldaps, Security::StartTls, Security::Plain] {
        let config = LdapConfig { security, ..config(dc) };
        let probe = probe(&config, &spec(dc)).await;
        assert!(probe.bound, "{security:?}: {:?}", probe.error);
        assert_eq!(probe.tls.is_some(), security != Security::Plain);
    }
    // By its DNS name, which only the certificate knows here.
    let named = LdapConfig { server_name: Some(dc.name.clone()), ..config(dc) };
    assert!(probe(&named, &spec(dc)).await.bound);
    // The TLS port does not speak plain text, and the plain port no TLS: nothing falls back.
    let wrong_port = LdapConfig { port: Some(389), ..config(dc) };
    let error = samba_refusals::failure(&wrong_port, dc).await;
    assert!(matches!(error, LdapError::Tls { .. } | LdapError::ConnectTimeout { .. }), "{error}");
}

async fn probes(dc: &SambaDc) {
    let mut spec = spec(dc);
    spec.people_bases.push(format!("OU=Gone,{}", dc.base));
    let probe = probe(&config(dc), &spec).await;
    let found: Vec<_> = probe.people.iter().map(|base| (base.exists, base.people)).collect();
    assert_eq!(found, [(true, world::PEOPLE as u64), (false, 0)], "{:?}", probe.error);
    assert_eq!((probe.groups_in_scope, probe.groups_gap), (Some(6), None));
    let tls = probe.tls.unwrap();
    assert!(tls.version == "TLSv1_3" && tls.valid_until > Some(jiff::Timestamp::now()), "{tls:?}");
    let server = probe.server.unwrap();
    assert_eq!(server.dns_host_name.map(|name| name.to_lowercase()), Some(dc.name.clone()));
    assert!(server.domain_sid.is_some_and(|sid| sid.starts_with("S-1-5-21-")));
    assert!(server.invocation_id.is_some() && server.highest_committed_usn.is_some());

    let groups = list_groups(&config(dc)).await.unwrap().groups;
    assert!(groups.iter().any(|group| group.name == "gc-berlin"));
    assert!(!groups.iter().any(|group| group.name == "mail-list"));
    let error = read_directory(&config(dc), &spec).await.unwrap_err();
    assert!(matches!(error, LdapError::BaseMissing { .. }), "{error}");
}
