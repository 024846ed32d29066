//! Small rules about text: mail addresses and name patterns.

/// Trims and lower-cases a mail address; `None` if it is none.
///
/// One `@`, something before it, a domain with a dot after it, no blanks: what Genesys Cloud takes as a user's
/// address. At most 254 bytes (RFC 5321, 4.5.3.1.3).
pub(crate) fn mail_address(text: &str) -> Option<String> {
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

/// Whether `name` matches `pattern`, where `*` stands for any text and `?` for one character. Case does not matter.
pub(crate) fn name_matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut at_pattern, mut at_name) = (0, 0);
    // Where to go on if the text after the last star turns out not to fit.
    let mut retry: Option<(usize, usize)> = None;
    while at_name < name.len() {
        match pattern.get(at_pattern) {
            Some('*') => {
                retry = Some((at_pattern, at_name));
                at_pattern += 1;
            }
            Some(&c) if c == '?' || c == name[at_name] => {
                at_pattern += 1;
                at_name += 1;
            }
            _ => {
                let Some((star, from)) = retry else { return false };
                retry = Some((star, from + 1));
                at_pattern = star + 1;
                at_name = from + 1;
            }
        }
    }
    pattern[at_pattern..].iter().all(|&c| c == '*')
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

    #[test]
    fn patterns_match_whole_names() {
        assert!(name_matches("gc-*-agents", "GC-Berlin-Agents"));
        assert!(name_matches("*", ""));
        assert!(name_matches("a?c", "aBc"));
        assert!(name_matches("*a*b", "xaxbxb"));
        assert!(!name_matches("gc-*", "xgc-a"));
        assert!(!name_matches("gc", "gcx"));
    }
}
