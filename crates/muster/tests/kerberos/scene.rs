//! A domain with some people in it, and accounts that sign in with their keys.

use crate::dc::SambaDc;
use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{
    Kerberos, LdapConfig, LdapError, Pacing, Security, TicketFault, TrackError, Tracker, TrackerConfig,
    Trust, read_directory,
};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const READER: &str = "svc-muster";
pub(crate) const PASSWORD: &str = "Reader-Pw-1";
pub(crate) const PEOPLE: usize = 1200;

pub(crate) struct Scene {
    pub(crate) dc: SambaDc,
    pub(crate) folder: tempfile::TempDir,
}

impl Scene {
    pub(crate) fn new(dc: SambaDc) -> Self {
        let scene = Self { dc, folder: tempfile::tempdir().unwrap() };
        scene.dc.seed(&people(&scene.dc.base));
        scene.account(READER);
        scene
    }

    /// Makes an account and writes its keytab.
    pub(crate) fn account(&self, name: &str) {
        self.dc.service_account(name, PASSWORD);
        self.dc.keytab(name, &self.keytab(name));
    }

    pub(crate) fn keytab(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.keytab"))
    }

    pub(crate) fn realm(&self) -> String {
        self.dc.domain.to_uppercase()
    }

    pub(crate) fn kerberos(&self, name: &str) -> Kerberos {
        let agent = [env!("CARGO_BIN_EXE_muster"), "kerberos-agent"].map(OsString::from);
        let krb5_conf = Some(self.dc.krb5_conf.clone());
        Kerberos { keytab: self.keytab(name), krb5_conf, agent: agent.into() }
    }

    /// The domain controller by its address, as it is for a password.
    pub(crate) fn with_password(&self) -> LdapConfig {
        let name = format!("{READER}@{}", self.dc.domain);
        let mut config = LdapConfig::new(&self.dc.ip.to_string(), &name, PASSWORD.into());
        config.trust = Trust::CaFile(self.dc.ca_file.clone());
        config.limits.connect = Duration::from_secs(5);
        config
    }

    /// And with a ticket; its name is that of its certificate, as it is where there is a DNS.
    pub(crate) fn with_ticket(&self, name: &str) -> LdapConfig {
        LdapConfig {
            bind_name: format!("{name}@{}", self.realm()),
            bind_password: "".into(),
            server_name: Some(self.dc.name.clone()),
            kerberos: Some(self.kerberos(name)),
            ..self.with_password()
        }
    }

    pub(crate) fn both_ways(&self) -> [LdapConfig; 2] {
        [Security::Ldaps, Security::StartTls]
            .map(|security| LdapConfig { security, ..self.with_ticket(READER) })
    }
}

pub(crate) fn tracker(config: LdapConfig) -> Tracker {
    let pacing = Pacing {
        probe: Duration::from_secs(2),
        wait_first: Duration::from_millis(20),
        wait_max: Duration::from_millis(100),
        ..Pacing::default()
    };
    Tracker::new(TrackerConfig { pacing, ..TrackerConfig::new(vec![config]) }, &ReadSpec::default())
}

/// Why a read came to nothing.
pub(crate) async fn failure(config: &LdapConfig) -> LdapError {
    match read_directory(config, &ReadSpec::default()).await {
        Ok(read) => panic!("{} objects were read", read.entries.len()),
        Err(error) => error,
    }
}

/// Why there was no ticket for it.
pub(crate) async fn no_ticket(config: &LdapConfig) -> TicketFault {
    match failure(config).await {
        LdapError::Ticket { fault, .. } => fault,
        error => panic!("{error}: {error:?}"),
    }
}

/// The same of a tracker.
pub(crate) fn fault_of(error: TrackError) -> TicketFault {
    match error {
        TrackError::Directory(LdapError::Ticket { fault, .. }) => fault,
        error => panic!("{error}: {error:?}"),
    }
}

fn people(base: &str) -> String {
    let mut text = format!("dn: OU=Staff,{base}\nchangetype: add\nobjectClass: organizationalUnit\n\n");
    for number in 0..PEOPLE {
        text.push_str(&format!(
            "dn: CN=p{number},OU=Staff,{base}\nchangetype: add\nobjectClass: user\nsAMAccountName: p{number}\n\
             userAccountControl: 544\nmail: p{number}@example.com\n\n"
        ));
    }
    text
}
