//! One object of a directory as it came: nothing decoded, nothing lost, attribute order and empty sets kept.

use super::dn::DnKey;

/// One object, from LDAP or from an LDIF file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The distinguished name as the source wrote it.
    pub dn: String,
    /// Attribute descriptions with their values. A description may carry options (`member;range=0-1499`).
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// An entry without attributes.
    pub fn new(dn: &str) -> Self {
        Self { dn: dn.to_owned(), attributes: Vec::new() }
    }

    /// Adds a text value; for building entries by hand.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.with_bytes(name, value.as_bytes())
    }

    /// Adds a binary value; for building entries by hand.
    #[must_use]
    pub fn with_bytes(mut self, name: &str, value: &[u8]) -> Self {
        match self.attributes.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, values)) => values.push(value.to_vec()),
            None => self.attributes.push((name.to_owned(), vec![value.to_vec()])),
        }
        self
    }

    /// All values of an attribute, whatever options its descriptions carry (`userCertificate;binary`).
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.attributes
            .iter()
            .filter(move |(description, _)| base_name(description).eq_ignore_ascii_case(name))
            .flat_map(|(_, values)| values.iter().map(Vec::as_slice))
    }

    /// The first value of an attribute as bytes.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.attributes
            .iter()
            .filter(|(description, _)| base_name(description).eq_ignore_ascii_case(name))
            .find_map(|(_, values)| values.first().map(Vec::as_slice))
    }

    /// The first value of an attribute as trimmed text; `None` if it is absent, empty or no UTF-8.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = std::str::from_utf8(self.bytes(name)?).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// All values of an attribute that are text.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values(name).filter_map(|value| std::str::from_utf8(value).ok())
    }

    /// Whether one of the object's classes is `class`.
    pub fn has_class(&self, class: &str) -> bool {
        self.texts("objectClass").any(|value| value.trim().eq_ignore_ascii_case(class))
    }

    /// The distinguished name in the form that can be compared.
    pub fn key(&self) -> DnKey {
        DnKey::new(&self.dn)
    }
}

/// The attribute's name without its options: `member` of `member;range=0-1499`.
pub fn base_name(description: &str) -> &str {
    description.split(';').next().unwrap_or(description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_names_are_compared_without_case_and_options() {
        let entry = Entry::new("cn=a").with("Mail;lang-de", " a@example.com ");
        assert_eq!(entry.text("mail"), Some("a@example.com"));
    }

    #[test]
    fn an_empty_value_set_is_no_value() {
        let entry = Entry { dn: "cn=a".into(), attributes: vec![("mail".into(), vec![])] };
        assert_eq!(entry.text("mail"), None);
    }

    #[test]
    fn an_empty_member_beside_a_ranged_one_does_not_hide_it() {
        let members = vec![b"cn=b".to_vec()];
        let attributes = vec![("member".into(), vec![]), ("member;range=0-0".into(), members)];
        let entry = Entry { dn: "cn=a".into(), attributes };
        assert_eq!(entry.texts("member").collect::<Vec<_>>(), ["cn=b"]);
    }
}
