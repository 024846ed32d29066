//! What is read of a directory, and which of its groups matter.

use super::dn::DnKey;
use super::filter::Filter;
use super::text::name_matches;

/// The attributes that a record is made of.
const PERSON: [&str; 19] = [
    "objectClass",
    "objectGUID",
    "objectSid",
    "sAMAccountName",
    "sAMAccountType",
    "userPrincipalName",
    "mail",
    "displayName",
    "cn",
    "title",
    "department",
    "manager",
    "telephoneNumber",
    "mobile",
    "homePhone",
    "userAccountControl",
    "accountExpires",
    "primaryGroupID",
    "uSNChanged",
];
/// The attributes that a group is made of.
const GROUP: [&str; 8] =
    ["objectClass", "objectGUID", "objectSid", "sAMAccountName", "cn", "groupType", "member", "uSNChanged"];

/// What is read of a directory.
#[derive(Clone, Debug)]
pub struct ReadSpec {
    /// People stand at or below one of these distinguished names. Empty: anywhere in the domain.
    pub people_bases: Vec<String>,
    /// And match this filter.
    pub people_filter: Option<Filter>,
    /// Groups in scope stand at or below one of these. Empty: anywhere. All groups are read nevertheless, since
    /// groups out of scope pass memberships on.
    pub group_bases: Vec<String>,
    /// And their `sAMAccountName` or common name matches one of these patterns (`*` and `?`, without case).
    /// Empty: any.
    pub group_names: Vec<String>,
    /// Further attributes to keep with a person.
    pub attributes: Vec<String>,
    /// The attribute that holds the join key to HR.
    pub employee_number: String,
}

impl Default for ReadSpec {
    fn default() -> Self {
        Self {
            people_bases: Vec::new(),
            people_filter: None,
            group_bases: Vec::new(),
            group_names: Vec::new(),
            attributes: Vec::new(),
            employee_number: "employeeNumber".into(),
        }
    }
}

impl ReadSpec {
    /// The attributes to ask for about people.
    pub fn person_attributes(&self) -> Vec<String> {
        let mut names: Vec<String> = PERSON.iter().map(|&name| name.to_owned()).collect();
        for name in self.attributes.iter().chain([&self.employee_number]) {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                names.push(name.clone());
            }
        }
        names
    }

    /// The attributes to ask for about groups.
    pub fn group_attributes() -> Vec<String> {
        GROUP.iter().map(|&name| name.to_owned()).collect()
    }

    /// Whether a group at `key`, known by `names`, is in scope.
    pub(crate) fn has_group(&self, key: &DnKey, names: &[&str]) -> bool {
        within_any(key, &self.group_bases) && self.has_group_named(names)
    }

    /// Whether a group known by `names` is in scope, wherever it stands.
    pub(crate) fn has_group_named(&self, names: &[&str]) -> bool {
        let named = |pattern: &String| names.iter().any(|name| name_matches(pattern, name));
        self.group_names.is_empty() || self.group_names.iter().any(named)
    }

    /// Whether people may stand at `key`.
    pub(crate) fn has_people_at(&self, key: &DnKey) -> bool {
        within_any(key, &self.people_bases)
    }
}

fn within_any(key: &DnKey, bases: &[String]) -> bool {
    bases.is_empty() || bases.iter().any(|base| key.is_within(&DnKey::new(base)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_must_stand_below_a_base_and_match_a_name() {
        let spec = ReadSpec {
            group_bases: vec!["OU=Groups,DC=x".into()],
            group_names: vec!["gc-*".into()],
            ..ReadSpec::default()
        };
        let inside = DnKey::new("CN=a,ou=groups,dc=x");
        assert!(spec.has_group(&inside, &["GC-Agents", "a"]));
        assert!(!spec.has_group(&inside, &["Agents"]));
        assert!(!spec.has_group(&DnKey::new("CN=a,DC=x"), &["GC-Agents"]));
    }

    #[test]
    fn configured_attributes_are_asked_for_once() {
        let spec = ReadSpec { attributes: vec!["MAIL".into(), "l".into()], ..ReadSpec::default() };
        let names = spec.person_attributes();
        assert!(!names.contains(&"MAIL".to_owned()) && names.contains(&"l".to_owned()));
    }
}
