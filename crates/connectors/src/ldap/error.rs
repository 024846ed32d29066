//! Trouble that stops a read before it can begin, a sentence each, with what to do about it.

use super::bind::BindFault;
use super::gap::Fault;
use super::kerberos::TicketFault;
use std::path::PathBuf;
use std::time::Duration;

/// Why the directory could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LdapError {
    /// An empty password would be taken for an anonymous bind.
    #[error("the password of `{bind_name}` is empty")]
    EmptyPassword {
        /// The account.
        bind_name: String,
    },
    /// An empty name would be taken for an anonymous bind.
    #[error("no bind name is configured for {address}")]
    EmptyName {
        /// The server.
        address: String,
    },
    /// The CA file is missing or holds no certificate.
    #[error("the CA file {} could not be used: {cause}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The operating system has no trusted authorities.
    #[error("the operating system's trusted certificates could not be loaded: {cause}")]
    SystemRoots {
        /// Why.
        cause: String,
    },
    /// The name to check the certificate against is no name.
    #[error("`{name}` is neither a DNS name nor an address")]
    ServerName {
        /// What was configured.
        name: String,
    },
    /// DNS does not know the host.
    #[error("the host of {address} could not be found")]
    UnknownHost {
        /// The server.
        address: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// Nobody listens there, or the network is down.
    #[error("could not connect to {address}")]
    Connect {
        /// The server.
        address: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// TCP or TLS did not come about in time.
    #[error("{address} did not answer within {limit:?}")]
    ConnectTimeout {
        /// The server.
        address: String,
        /// The limit.
        limit: Duration,
    },
    /// The certificate was issued by somebody we do not trust.
    #[error("the certificate of {address} was issued by an authority that is not trusted")]
    UnknownAuthority {
        /// The server.
        address: String,
    },
    /// The certificate is for another name.
    #[error("the certificate of {address} is not for `{expected}` but for {presented}")]
    WrongName {
        /// The server.
        address: String,

        /// The name that was asked for.
        expected: String,

        /// The names it carries.
        presented: String,
    },
    /// The certificate is too old, or not yet valid.
    #[error("the certificate of {address} has expired or is not valid yet")]
    OutOfDate {
        /// The server.
        address: String,
    },
    /// Any other failure of TLS.
    #[error("no protected connection to {address} came about")]
    Tls {
        /// The server.
        address: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The server does not do StartTLS.
    #[error("{address} refused StartTLS ({code}: {message})")]
    StartTls {
        /// The server.
        address: String,

        /// Result code.
        code: String,

        /// The server's words.
        message: String,
    },
    /// Result code 49.
    #[error("{address} refused `{bind_name}`: {fault}")]
    Bind {
        /// The server.
        address: String,

        /// The account.
        bind_name: String,

        /// Why.
        fault: BindFault,
    },
    /// There was no Kerberos ticket to bind with.
    #[error("`{principal}` got no Kerberos ticket: {fault}")]
    Ticket {
        /// The account.
        principal: String,

        /// Why.
        fault: TicketFault,
    },
    /// A ticket proves who we are, and protects nothing of what is said after it.
    #[error("a bind with Kerberos to {address} would leave everything after it unprotected")]
    KerberosInClear {
        /// The server.
        address: String,
    },
    /// The server wants each message signed by Kerberos, inside TLS as well.
    #[error("{address} wants messages signed by Kerberos although TLS protects them")]
    SigningRequired {
        /// The server.
        address: String,
    },
    /// Result code 8 or 13: the server insists on TLS or signing.
    #[error("{address} takes a password only over a protected connection")]
    ProtectionRequired {
        /// The server.
        address: String,
    },
    /// A search base is not there. Never an empty success: a renamed OU must not look like a dismissed staff.
    #[error("{address} has no entry `{base}`")]
    BaseMissing {
        /// The server.
        address: String,
        /// The base.
        base: String,
    },
    /// Any other result code.
    #[error("{what}: the server answered {code}: {message}")]
    Refused {
        /// What was asked.
        what: String,

        /// Result code.
        code: String,

        /// The server's words.
        message: String,
    },
    /// The connection failed before the read had begun.
    #[error("{what} failed")]
    Broken {
        /// What was asked.
        what: String,
        /// What happened.
        #[source]
        fault: Fault,
    },
}
