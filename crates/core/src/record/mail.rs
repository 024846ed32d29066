//! What is a mail address.

/// Trims and lower-cases a mail address; `None` if it is none.
///
/// One `@`, something before it, a domain with a dot after it, no blanks: what Genesys Cloud takes as a user's
/// address. At most 254 bytes (RFC 5321, 4.5.3.1.3).
pub fn mail_address(text: &str) -> Option<String> {
    let address = text.trim().to_lowercase();
    let (local, domain) = address.split_once('@')?;
    let labels_fine = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    let fine = !local.is_empty()
        && labels_fine
        && !domain.contains('@')
        && address.len() <= 254
        && !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
    fine.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_trimmed_and_lower_cased() {
        assert_eq!(mail_address(" Ada@Example.COM "), Some("ada@example.com".into()));
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "",
            "ada",
            "@example.com",
            "ada@example",
            "a@b@c.de",
            "a b@c.de",
            "a@c..de",
            "a@.de",
            "Ada <a@c.de>",
        ] {
            assert_eq!(mail_address(text), None, "{text}");
        }
    }
}
