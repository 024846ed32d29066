//! What a person can do about an [`LdapError`].

use super::bind::BindFault;
use super::error::LdapError;

impl LdapError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::EmptyPassword { .. } => "set the password that the configuration refers to",
            Self::EmptyName { .. } => "name an ordinary domain account, as name@domain",
            Self::CaFile { .. } => {
                "give a PEM file with the certificate of the authority that issued the server's"
            }
            Self::SystemRoots { .. } => "install ca-certificates, or configure a CA file",
            Self::ServerName { .. } => "write the server's DNS name as its certificate has it",
            Self::UnknownHost { .. } => "check the host's spelling and this machine's DNS",
            Self::Connect { .. } => "check the port (636 for ldaps, 389 for starttls) and the firewall",
            Self::ConnectTimeout { .. } => "check the firewall, or whether the server hangs",
            Self::UnknownAuthority { .. } => {
                "configure the CA file of the authority that issued the server's certificate"
            }
            Self::WrongName { .. } => {
                "connect by a name that the certificate carries, or set the server name"
            }
            Self::OutOfDate { .. } => "renew the server's certificate, and check this machine's clock",
            Self::Tls { .. } => {
                "check that this port speaks TLS (636 does, 389 needs starttls), and as new a version as is configured"
            }
            Self::StartTls { .. } => "use ldaps, or give the server a certificate",
            Self::Bind { fault, .. } => bind_hint(*fault),
            Self::ProtectionRequired { .. } | Self::KerberosInClear { .. } => "use ldaps or starttls",
            Self::Ticket { fault, .. } => fault.hint(),
            Self::SigningRequired { .. } => {
                "on Samba set `ldap server require strong auth = allow_sasl_over_tls`; or bind with a password over TLS"
            }
            Self::BaseMissing { .. } => {
                "correct the base in the configuration if the unit was renamed or moved"
            }
            Self::Refused { .. } => "check that the account may read there",
            Self::Broken { .. } => "try again; if it stays, look at the server's log",
        }
    }

    /// Whether trying again at once would do harm: repeated wrong passwords lock the account.
    pub fn must_not_retry_soon(&self) -> bool {
        match self {
            Self::Bind { .. } => true,
            Self::Ticket { fault, .. } => fault.must_not_retry_soon(),
            _ => false,
        }
    }
}

fn bind_hint(fault: BindFault) -> &'static str {
    match fault {
        BindFault::WrongPassword | BindFault::NoSuchAccount | BindFault::Unexplained => {
            "check name and password; do not try often, the domain locks accounts"
        }
        BindFault::NotNow => "allow the account to log on at all hours and from this machine",
        BindFault::PasswordExpired | BindFault::MustChangePassword => {
            "set a new password, and let it not expire for a service account"
        }
        BindFault::Disabled | BindFault::AccountExpired => "enable the account in the domain",
        BindFault::OtherChannel => {
            "connect without anything in between that opens TLS, or have the domain controller relax LdapEnforceChannelBinding"
        }
        BindFault::Locked => "unlock the account, and find out who uses an old password",
    }
}
