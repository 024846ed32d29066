//! What kind of object an entry is, by class and flags.

use super::entry::Entry;

const DISABLED: i64 = 0x2;
const INTERDOMAIN_TRUST: i64 = 0x800;
/// `sAMAccountType` of trust accounts, which are of class `user` too.
const TRUST_ACCOUNT: &str = "805306370";
/// Bit 31 of `groupType`: the group grants rights; without it, it is a list of mail recipients.
const SECURITY: u32 = 0x8000_0000;

/// The kinds of object that we tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A human or a service account.
    Person,
    /// A group that grants rights.
    SecurityGroup,
    /// A mail distribution list. It passes no rights on, so it takes no part in anything.
    DistributionGroup,
    /// Computers, managed service accounts, trusts, contacts, units and everything else.
    Other,
}

/// Tells the kind of an entry.
pub(crate) fn kind(entry: &Entry) -> Kind {
    if entry.has_class("group") {
        return if is_security_group(entry) { Kind::SecurityGroup } else { Kind::DistributionGroup };
    }
    let machine = ["computer", "msDS-GroupManagedServiceAccount", "msDS-ManagedServiceAccount"]
        .iter()
        .any(|class| entry.has_class(class));
    let trust = flags(entry) & INTERDOMAIN_TRUST != 0 || entry.text("sAMAccountType") == Some(TRUST_ACCOUNT);
    if entry.has_class("user") && !machine && !trust { Kind::Person } else { Kind::Other }
}

/// Whether the account is enabled. Without the attribute it is: only a directory's own word disables somebody.
pub(crate) fn is_enabled(entry: &Entry) -> bool {
    flags(entry) & DISABLED == 0
}

fn flags(entry: &Entry) -> i64 {
    entry.text("userAccountControl").and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// `groupType` is a signed number, so security groups are negative. Without it we take the group for one.
pub(crate) fn is_security_group(entry: &Entry) -> bool {
    let group_type = entry.text("groupType").and_then(|text| text.parse::<i64>().ok());
    // Truncating keeps the 32 bits, whether the source wrote them signed or not.
    group_type.is_none_or(|bits| bits as u32 & SECURITY != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> Entry {
        Entry::new("cn=a").with("objectClass", "top").with("objectClass", "user")
    }

    #[test]
    fn computers_and_managed_accounts_are_no_people() {
        assert_eq!(kind(&user()), Kind::Person);
        assert_eq!(kind(&user().with("objectClass", "computer")), Kind::Other);
        assert_eq!(kind(&user().with("objectClass", "msDS-GroupManagedServiceAccount")), Kind::Other);
        assert_eq!(kind(&user().with("userAccountControl", "2080")), Kind::Other);
        assert_eq!(kind(&Entry::new("cn=a").with("objectClass", "contact")), Kind::Other);
    }

    #[test]
    fn bit_31_makes_a_security_group() {
        let group = |bits| Entry::new("cn=g").with("objectClass", "group").with("groupType", bits);
        assert_eq!(kind(&group("-2147483646")), Kind::SecurityGroup);
        assert_eq!(kind(&group("2147483650")), Kind::SecurityGroup);
        assert_eq!(kind(&group("2")), Kind::DistributionGroup);
    }

    #[test]
    fn bit_1_disables() {
        assert!(is_enabled(&user().with("userAccountControl", "512")));
        assert!(!is_enabled(&user().with("userAccountControl", "514")));
    }
}
