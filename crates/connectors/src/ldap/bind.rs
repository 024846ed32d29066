//! Why Active Directory refused a bind. All refusals are result code 49; the reason hides in the text as `data XXX`.

use std::fmt;

/// The reason behind result code 49.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindFault {
    /// 525: there is no such account.
    NoSuchAccount,
    /// 52e: name or password wrong.
    WrongPassword,
    /// 530, 531: not at this hour, not from this computer.
    NotNow,
    /// 532: the password has expired.
    PasswordExpired,
    /// 533: the account is disabled.
    Disabled,
    /// 701: the account has expired.
    AccountExpired,
    /// 773: the password must be changed before the first use.
    MustChangePassword,
    /// 775: locked after too many wrong passwords.
    Locked,
    /// 80090346: the bind belongs to another TLS connection than the one it came on.
    OtherChannel,
    /// No code that we know.
    Unexplained,
}

impl BindFault {
    /// Reads the code out of the server's text, such as `80090308: LdapErr: …, data 52e, v3839`.
    pub(crate) fn from_message(message: &str) -> Self {
        let code = message.split("data ").nth(1).unwrap_or_default();
        let code: String = code.chars().take_while(char::is_ascii_hexdigit).collect();
        match code.to_ascii_lowercase().as_str() {
            "525" => Self::NoSuchAccount,
            "52e" => Self::WrongPassword,
            "530" | "531" => Self::NotNow,
            "532" => Self::PasswordExpired,
            "533" => Self::Disabled,
            "701" => Self::AccountExpired,
            "773" => Self::MustChangePassword,
            "775" => Self::Locked,
            "80090346" => Self::OtherChannel,
            _ => Self::Unexplained,
        }
    }
}

impl fmt::Display for BindFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchAccount => "there is no such account",
            Self::WrongPassword => "the name or the password is wrong",
            Self::NotNow => "the account may not log on at this time or from here",
            Self::PasswordExpired => "its password has expired",
            Self::Disabled => "the account is disabled",
            Self::AccountExpired => "the account has expired",
            Self::MustChangePassword => "its password must be changed at the next logon",
            Self::Locked => "the account is locked after too many wrong passwords",
            Self::OtherChannel => "what it saw of the TLS connection is not what we saw",
            Self::Unexplained => "the server gave no reason",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_code_out_of_a_windows_message() {
        let message =
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563";
        assert_eq!(BindFault::from_message(message), BindFault::Disabled);
        let message =
            "80090346: LdapErr: DSID-0C090597, comment: AcceptSecurityContext error, data 80090346, v4563";
        assert_eq!(BindFault::from_message(message), BindFault::OtherChannel);
    }

    #[test]
    fn a_message_without_a_code_is_unexplained() {
        assert_eq!(BindFault::from_message("Invalid credentials"), BindFault::Unexplained);
        assert_eq!(BindFault::from_message("data "), BindFault::Unexplained);
    }
}
