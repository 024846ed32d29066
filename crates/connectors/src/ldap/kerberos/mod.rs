//! Kerberos in place of a password: a ticket, got with the keys of a keytab, and a bind with it (RFC 4752) inside TLS.
//!
//! The Kerberos library is used in a process of its own for each bind, an [`Agent`](agent::Agent). It takes its keytab
//! and its cache from the environment only, and it waits for the network as long as it likes: a process can be given
//! an environment without touching ours, and can be ended when time is up. It dies with its ticket, so that the next
//! bind gets a new one. The half that speaks to it is always there; the half that uses the library, [`answer_errand`],
//! only in a build with the feature `kerberos`.

mod agent;
mod binding;
mod fault;
#[cfg(feature = "kerberos")]
mod gssapi;
mod sasl;
mod words;

pub use fault::TicketFault;
#[cfg(feature = "kerberos")]
pub use gssapi::answer_errand;

pub(crate) use binding::server_end_point;
pub(crate) use sasl::bind;

use data_encoding::BASE64;
use secrecy::SecretString;
use std::ffi::OsString;
use std::path::PathBuf;

/// The first byte of every keytab.
const KEYTAB_MARK: u8 = 5;

/// Where the keys of an account are, and who speaks Kerberos for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kerberos {
    /// The file with the account's keys.
    pub keytab: PathBuf,
    /// The Kerberos library's own configuration, if not the machine's.
    pub krb5_conf: Option<PathBuf>,
    /// The program that calls [`answer_errand`], with its arguments.
    pub agent: Vec<OsString>,
}

impl Kerberos {
    /// The keys as they are now, so that a changed file shows.
    pub(crate) fn keys(&self) -> Result<SecretString, TicketFault> {
        let unusable = |cause| TicketFault::Keytab { path: self.keytab.clone(), cause };
        let bytes = std::fs::read(&self.keytab).map_err(|cause| unusable(cause.to_string()))?;
        match bytes.first() {
            Some(&KEYTAB_MARK) => Ok(BASE64.encode(&bytes).into()),
            _ => Err(unusable("it is no keytab".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_keytab_is_named() {
        let kerberos = Kerberos { keytab: file!().into(), krb5_conf: None, agent: vec![] };
        // The path of a source file counts from the workspace, and tests run in the folder of the crate.
        let kerberos = Kerberos { keytab: PathBuf::from("../..").join(kerberos.keytab), ..kerberos };
        let told = kerberos.keys().unwrap_err().to_string();
        assert!(told.contains("mod.rs") && told.ends_with("could not be used: it is no keytab"), "{told}");
        let told = Kerberos { keytab: "not-there".into(), ..kerberos }.keys().unwrap_err().to_string();
        assert!(told.contains("not-there could not be used: No such file"), "{told}");
    }
}
