//! Reads a directory over LDAP. Our own thin client on the `ldap3_proto` codec, which is all we need of LDAP.
//!
//! [`read_batch`] reads everything once; a [`Tracker`] follows a domain from change to change.
//!
//! What we hold on to here: a read is either [`Coverage::Complete`](muster_core::record::Coverage::Complete) or
//! it names every [`Gap`]; it is never silently short. Trouble before anything could be read (name, password,
//! certificate) is an [`LdapError`] with a hint.

mod bind;
mod certificate;
mod config;
mod connection;
mod error;
mod gap;
mod hint;
mod kerberos;
mod page;
mod probe;
mod queries;
mod range;
mod range_option;
mod read;
mod root_dse;
mod search;
mod tls;
mod track;
mod transport;
mod wire;

pub use bind::BindFault;
pub use config::{LdapConfig, Limits, Security, TlsVersion, Trust};
pub use error::LdapError;
pub use gap::{Fault, Gap};
#[cfg(feature = "kerberos")]
pub use kerberos::answer_errand;
pub use kerberos::{Kerberos, TicketFault};
pub use probe::{BaseFacts, GroupChoice, GroupList, Probe, greet, list_groups, probe};
pub use read::{RawDirectory, read_batch, read_directory};
pub use root_dse::ServerFacts;
pub use tls::TlsFacts;
pub use track::{
    Doorbell, Doubt, Limitation, Method, Pacing, PasswordSource, Permission, Read, Ring, Servers, Situation,
    TrackError, Tracker, TrackerConfig, TrackingFacts, doubt, read_anywhere, servers,
};
