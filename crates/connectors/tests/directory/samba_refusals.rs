//! What a real domain controller refuses, and what happens when it freezes or dies.

use crate::samba::SambaDc;
use crate::samba_cases::{PASSWORD, config, spec};
use crate::world;
use muster_connectors::ldap::{
    BindFault, Fault, Gap, LdapConfig, LdapError, Security, Trust, read_directory,
};
use std::time::Duration;

pub(crate) async fn failure(config: &LdapConfig, dc: &SambaDc) -> LdapError {
    read_directory(config, &spec(dc)).await.expect_err("the read must fail")
}

pub(crate) async fn names_what_is_wrong_with_the_connection(dc: &SambaDc) {
    let wrong_name = LdapConfig { server_name: Some("dc9.example.com".into()), ..config(dc) };
    let error = failure(&wrong_name, dc).await;
    let LdapError::WrongName { expected, presented, .. } = &error else { panic!("{error}") };
    assert!(expected == "dc9.example.com" && presented.contains(&dc.name), "{error}");

    let elsewhere = rcgen::generate_simple_self_signed(vec!["other-ca".into()]).unwrap();
    let other_ca = std::env::temp_dir().join(format!("muster-other-ca-{}.pem", std::process::id()));
    std::fs::write(&other_ca, elsewhere.cert.pem()).unwrap();
    let unknown_ca = LdapConfig { trust: Trust::CaFile(other_ca.clone()), ..config(dc) };
    let error = failure(&unknown_ca, dc).await;
    std::fs::remove_file(&other_ca).unwrap();
    assert!(matches!(error, LdapError::UnknownAuthority { .. }), "{error}");

    let missing_ca = LdapConfig { trust: Trust::CaFile("/nowhere/ca.pem".into()), ..config(dc) };
    assert!(matches!(failure(&missing_ca, dc).await, LdapError::CaFile { .. }));
}

pub(crate) async fn names_what_is_wrong_with_the_account(dc: &SambaDc) {
    let wrong = LdapConfig { bind_password: "not it".into(), ..config(dc) };
    let error = failure(&wrong, dc).await;
    assert!(matches!(error, LdapError::Bind { fault: BindFault::WrongPassword, .. }), "{error}");
    assert!(!error.to_string().contains("not it"));

    dc.service_account("gone", PASSWORD);
    dc.seed(&format!(
        "dn: CN=gone,CN=Users,{}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 514\n",
        dc.base
    ));
    let disabled = LdapConfig { bind_name: format!("gone@{}", dc.domain), ..config(dc) };
    let error = failure(&disabled, dc).await;
    assert!(matches!(error, LdapError::Bind { fault: BindFault::Disabled, .. }), "{error}");
}

pub(crate) async fn survives_a_frozen_and_a_killed_server(dc: &SambaDc) {
    let mut short = config(dc);
    short.security = Security::Plain;
    short.limits.answer = Duration::from_millis(300);
    dc.pause();
    let error = failure(&short, dc).await;
    dc.resume();
    assert!(matches!(error, LdapError::Broken { fault: Fault::Silent(_), .. }), "{error}");

    let reading = tokio::spawn({
        let (config, spec) = (config(dc), spec(dc));
        async move { read_directory(&config, &spec).await }
    });
    tokio::time::sleep(Duration::from_millis(150)).await;
    dc.kill();
    match reading.await.unwrap() {
        // Everybody, if the read was quicker than the cut; else it says what is missing.
        Ok(raw) if raw.gaps.is_empty() => assert!(raw.entries.len() > world::PEOPLE),
        Ok(raw) => {
            assert!(matches!(&raw.gaps[0], Gap::Broken { .. } | Gap::ShortRange { .. }), "{:?}", raw.gaps)
        }
        Err(error) => assert!(
            matches!(error, LdapError::Broken { .. } | LdapError::Connect { .. } | LdapError::Tls { .. }),
            "{error}"
        ),
    }
    assert!(matches!(failure(&config(dc), dc).await, LdapError::Connect { .. }));
    dc.restart();
    assert!(read_directory(&config(dc), &spec(dc)).await.unwrap().gaps.is_empty());
}
