//! A search filter that a directory server evaluates, or we ourselves for a file.

use super::dn::{DnKey, common_name};
use super::entry::Entry;
use super::filter_text::{self, FilterError};
use super::reference::Reference;
use ldap3_proto::proto::{LdapFilter, LdapMatchingRuleAssertion, LdapSubstringFilter};
use std::fmt;
use std::str::FromStr;

const BIT_AND: &str = "1.2.840.113556.1.4.803";
const BIT_OR: &str = "1.2.840.113556.1.4.804";
/// The object is in a group directly or through others.
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";
/// Attributes whose values are names of objects.
const NAMES: [&str; 4] = ["memberOf", "member", "manager", "distinguishedName"];
const CATEGORY: &str = "objectCategory";
/// The classes whose category is `person`.
const PEOPLE: [&str; 4] = ["user", "contact", "inetorgperson", "organizationalperson"];

/// A parsed search filter (RFC 4515) together with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
    parsed: LdapFilter,
}

impl Filter {
    /// Whether an entry matches, by Active Directory's rules: an absent attribute is unequal to everything, so
    /// `(!(department=Sales))` holds for people without a department.
    pub fn matches(&self, entry: &Entry) -> bool {
        self.matches_within(entry, &[])
    }

    /// Whether an entry matches that is in `groups`, told by name, directly or through others.
    pub(crate) fn matches_within(&self, entry: &Entry, groups: &[String]) -> bool {
        holds(&self.parsed, entry, groups)
    }

    /// Whether the filter says anything about an attribute.
    pub fn asks_for(&self, attribute: &str) -> bool {
        self.attributes().iter().any(|name| name.eq_ignore_ascii_case(attribute))
    }

    /// The attributes that the filter says anything about; one may come more than once.
    pub fn attributes(&self) -> Vec<&str> {
        let mut names = Vec::new();
        names_of(&self.parsed, &mut names);
        names
    }

    /// The filter as the codec sends it.
    pub(crate) fn to_ldap(&self) -> LdapFilter {
        self.parsed.clone()
    }
}

impl FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { text: text.trim().to_owned(), parsed: filter_text::parse(text)? })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn names_of<'a>(filter: &'a LdapFilter, names: &mut Vec<&'a str>) {
    match filter {
        LdapFilter::And(parts) | LdapFilter::Or(parts) => {
            parts.iter().for_each(|part| names_of(part, names));
        }
        LdapFilter::Not(part) => names_of(part, names),
        LdapFilter::Present(name)
        | LdapFilter::Equality(name, _)
        | LdapFilter::Approx(name, _)
        | LdapFilter::Substring(name, _)
        | LdapFilter::GreaterOrEqual(name, _)
        | LdapFilter::LessOrEqual(name, _) => names.push(name),
        LdapFilter::Extensible(rule) => names.extend(rule.type_.as_deref()),
    }
}

fn holds(filter: &LdapFilter, entry: &Entry, groups: &[String]) -> bool {
    match filter {
        LdapFilter::And(parts) => parts.iter().all(|part| holds(part, entry, groups)),
        LdapFilter::Or(parts) => parts.iter().any(|part| holds(part, entry, groups)),
        LdapFilter::Not(part) => !holds(part, entry, groups),
        LdapFilter::Present(name) => entry.values(name).next().is_some(),
        LdapFilter::Equality(name, wanted) | LdapFilter::Approx(name, wanted) => {
            any_text(entry, name, |value| is_same(name, value, wanted))
        }
        LdapFilter::Substring(name, pieces) => {
            any_text(entry, name, |value| has_pieces(&fold(value), pieces))
        }
        LdapFilter::GreaterOrEqual(name, bound) => any_text(entry, name, |value| order(value, bound).is_ge()),
        LdapFilter::LessOrEqual(name, bound) => any_text(entry, name, |value| order(value, bound).is_le()),
        LdapFilter::Extensible(rule) => holds_rule(rule, entry, groups),
    }
}

fn any_text(entry: &Entry, name: &str, test: impl Fn(&str) -> bool) -> bool {
    entry.texts(name).any(test)
}

fn is_same(attribute: &str, value: &str, wanted: &str) -> bool {
    if attribute.eq_ignore_ascii_case(CATEGORY) {
        return category(value) == category(wanted);
    }
    match NAMES.iter().any(|name| name.eq_ignore_ascii_case(attribute)) {
        true => DnKey::new(&Reference::parse(value.as_bytes()).dn) == DnKey::new(wanted),
        false => fold(value) == fold(wanted),
    }
}

/// A category is the name of a class in the schema. A filter may also give a class by its own name, and stands for that
/// class's category then (MS-ADTS 3.1.1.3.1.3.1): that of a user is `person`.
fn category(text: &str) -> String {
    let class = fold(&common_name(&Reference::parse(text.as_bytes()).dn));
    match PEOPLE.contains(&class.as_str()) {
        true => "person".into(),
        false => class,
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Numbers by size, other text by its letters. A server does so by the attribute's type, which we do not know.
fn order(value: &str, bound: &str) -> std::cmp::Ordering {
    match (value.trim().parse::<i64>(), bound.trim().parse::<i64>()) {
        (Ok(value), Ok(bound)) => value.cmp(&bound),
        _ => fold(value).cmp(&fold(bound)),
    }
}

fn has_pieces(value: &str, pieces: &LdapSubstringFilter) -> bool {
    let Some(mut rest) = value.strip_prefix(&pieces.initial.as_deref().map(fold).unwrap_or_default()) else {
        return false;
    };
    for piece in &pieces.any {
        let piece = piece.to_lowercase();
        let Some(found) = rest.find(&piece) else {
            return false;
        };
        rest = &rest[found + piece.len()..];
    }
    rest.ends_with(&pieces.final_.as_deref().map(fold).unwrap_or_default())
}

/// Bit rules on numbers, and groups around groups; any other rule is read as equality.
fn holds_rule(rule: &LdapMatchingRuleAssertion, entry: &Entry, groups: &[String]) -> bool {
    let name = rule.type_.as_deref().unwrap_or_default();
    if rule.matching_rule.as_deref() == Some(IN_CHAIN) && name.eq_ignore_ascii_case("memberOf") {
        return entry
            .texts(name)
            .chain(groups.iter().map(String::as_str))
            .any(|group| is_same(name, group, &rule.match_value));
    }
    let mask: Option<i64> = rule.match_value.trim().parse().ok();
    any_text(entry, name, |value| match (rule.matching_rule.as_deref(), value.trim().parse::<i64>(), mask) {
        (Some(BIT_AND), Ok(value), Some(mask)) => value & mask == mask,
        (Some(BIT_OR), Ok(value), Some(mask)) => value & mask != 0,
        (Some(BIT_AND | BIT_OR), _, _) => false,
        _ => is_same(name, value, &rule.match_value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(filter: &str) -> bool {
        let ada = Entry::new("cn=ada")
            .with("sn", "Muster")
            .with("userAccountControl", "514")
            .with("memberOf", "CN=Agents (old),OU=Groups,DC=x");
        filter.parse::<Filter>().unwrap().matches(&ada)
    }

    #[test]
    fn compares_without_case() {
        assert!(matches("(SN=muster)") && matches("sn=Muster") && !matches("(sn=must)"));
        assert!(matches("(sn=*)") && !matches("(mail=*)"));
        assert!(matches("(sn=m*st*r)") && !matches("(sn=m*x*r)") && matches("(sn=*ster)"));
    }

    #[test]
    fn takes_a_category_by_the_name_of_a_class_too() {
        let ada = Entry::new("cn=ada").with("objectCategory", "CN=Person,CN=Schema,CN=Configuration,DC=x");
        let is = |filter: &str| filter.parse::<Filter>().unwrap().matches(&ada);
        assert!(is("(objectCategory=person)") && is("(objectcategory=user)"));
        assert!(is("(objectCategory=CN=Person,CN=Schema,CN=Configuration,DC=x)"));
        let extended =
            "<GUID=762c4376-6006-4577-a1e8-0f227d811790>;CN=Person,CN=Schema,CN=Configuration,DC=x";
        let ada = Entry::new("cn=ada").with("objectCategory", extended);
        assert!("(objectCategory=person)".parse::<Filter>().unwrap().matches(&ada));
        assert!(!is("(objectCategory=group)") && !is("(objectCategory=computer)"));
    }

    #[test]
    fn names_the_attributes_it_asks_for() {
        let filter: Filter =
            "(&(sn=A)(!(|(l=B*)(userAccountControl:1.2.840.113556.1.4.803:=2))))".parse().unwrap();
        assert_eq!(filter.attributes(), ["sn", "l", "userAccountControl"]);
        assert!(filter.asks_for("L") && !filter.asks_for("mail"));
    }

    #[test]
    fn combines() {
        assert!(matches("(&(sn=Muster)(|(l=Bonn)(userAccountControl>=500)))"));
        assert!(matches("(!(department=Sales))"));
        assert!(matches(" ( & (sn=Muster) ( !(l=Bonn) ) ) "));
    }

    #[test]
    fn tests_bits() {
        assert!(matches("(userAccountControl:1.2.840.113556.1.4.803:=2)"));
        assert!(!matches("(userAccountControl:1.2.840.113556.1.4.803:=18)"));
        assert!(matches("(userAccountControl:1.2.840.113556.1.4.804:=18)"));
    }

    #[test]
    fn takes_names_with_equal_signs_and_escapes() {
        assert!(matches(r"(memberOf=CN=Agents \28old\29,OU=Groups,DC=x)"));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let error = |text: &str| text.parse::<Filter>().unwrap_err().to_string();
        assert_eq!(error("(sn=a"), "a closing bracket is missing at character 6 of the filter");
        assert_eq!(error("(&)"), "`&` and `|` need at least one filter at character 3 of the filter");
        assert_eq!(error("(sn)"), "a comparison needs `=` at character 2 of the filter");
        assert!(error(r"(sn=\2)").contains("two hexadecimal digits"));
        assert!(error("(sn=a)(l=b)").contains("more text than one filter"));
        assert!(error(&"(!".repeat(40)).contains("too deeply"));
    }
}
