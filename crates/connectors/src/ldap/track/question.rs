//! What is asked of a whole domain. The scope is a matter of whoever keeps the objects: a user who moves into a unit in
//! scope brings no data with them, so nobody is left out here.

use crate::directory::{Filter, ReadSpec, Track};
use crate::ldap::search::Query;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapFilter, LdapSearchScope};

/// Only what never changes and what a deleted object keeps may stand in the filter: an object that leaves it is not
/// reported again. People, groups, and whatever they stand in.
const CLASSES: [&str; 6] = ["user", "group", "organizationalUnit", "container", "domainDNS", "builtinDomain"];

/// The list of attributes filters too: an object comes only if one of them changed. Without `name` a move is not
/// reported, and without `isDeleted` no deletion.
const ALWAYS: [&str; 10] = [
    "objectClass",
    "objectGUID",
    "objectSid",
    "name",
    "parentGUID",
    "isDeleted",
    "isRecycled",
    "lastKnownParent",
    "sAMAccountName",
    "groupType",
];

/// Back links, computed values, and what each server keeps for itself: DirSync never returns these.
const NEVER: [&str; 22] = [
    "allowedAttributes",
    "allowedAttributesEffective",
    "allowedChildClasses",
    "allowedChildClassesEffective",
    "badPasswordTime",
    "badPwdCount",
    "canonicalName",
    "createTimeStamp",
    "directReports",
    "lastLogoff",
    "lastLogon",
    "logonCount",
    "managedObjects",
    "memberOf",
    "modifyTimeStamp",
    "primaryGroupToken",
    "subSchemaSubEntry",
    "tokenGroups",
    "tokenGroupsGlobalAndUniversal",
    "uSNChanged",
    "uSNCreated",
    "whenChanged",
];
/// The name of the entry's own part comes as `name`.
const NAMING: &str = "cn";

/// OBJECT_SECURITY: with the account's own eyes, which needs no right; and INCREMENTAL_VALUES: only the links that
/// changed. Windows takes the number only as a signed one of 32 bits.
pub(crate) const DIRSYNC_FLAGS: i64 = 0x8000_0001_u32 as i32 as i64;

/// The question that one tracker asks again and again.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    attributes: Vec<String>,
    /// What was asked for and never shows as changed.
    pub(crate) left_out: Vec<String>,
}

impl Question {
    pub(crate) fn new(spec: &ReadSpec) -> Self {
        let mut all: Vec<String> = ALWAYS.map(str::to_owned).to_vec();
        let decides = deciding(spec);
        let kept = spec.person_attributes().into_iter().chain(ReadSpec::group_attributes());
        for name in kept.chain(decides.iter().cloned()) {
            if !all.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                all.push(name);
            }
        }
        let (left_out, mut attributes): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|name| never_shows(name));
        attributes.retain(|name| !name.eq_ignore_ascii_case(NAMING));
        let asked_for = || spec.attributes.iter().chain(&decides);
        let configured = |name: &String| asked_for().any(|asked| asked.eq_ignore_ascii_case(name));
        Self { attributes, left_out: left_out.into_iter().filter(configured).collect() }
    }

    /// The question as the position remembers it. The history of one does not cover another.
    pub(crate) fn text(&self, track: Track) -> String {
        let mut names: Vec<String> = self.names(track).iter().map(|name| name.to_lowercase()).collect();
        names.sort();
        format!("v1 {} flags={DIRSYNC_FLAGS:#x} {}", CLASSES.join(","), names.join(","))
    }

    /// Everything below `base` of the classes that count.
    pub(crate) fn query(&self, track: Track, base: &str) -> Query {
        let classes = CLASSES.map(|class| LdapFilter::Equality("objectClass".into(), class.into()));
        Query {
            what: match track {
                Track::DirSync => format!("asking what changed below {base}"),
                Track::Usn | Track::Whole => format!("reading {base}"),
            },
            base: base.to_owned(),
            scope: LdapSearchScope::Subtree,
            filter: LdapFilter::Or(classes.to_vec()),
            attributes: self.names(track),
            controls: vec![LdapControl::ExtendedDn { criticality: true, format: 1 }],
        }
    }

    fn names(&self, track: Track) -> Vec<String> {
        let mut names = self.attributes.clone();
        match track {
            Track::DirSync => {}
            // To notice that an object changes while its many values are fetched.
            Track::Usn | Track::Whole => {
                names.extend([NAMING.into(), "uSNChanged".into()]);
                names.extend(self.left_out.iter().filter(|name| *name != "uSNChanged").cloned());
            }
        }
        names
    }
}

/// What the filter for people looks at: who is in scope is decided with the objects that were read. What groups say in
/// `memberOf` is made of their members.
fn deciding(spec: &ReadSpec) -> Vec<String> {
    let names = spec.people_filter.iter().flat_map(Filter::attributes);
    names.filter(|name| !name.eq_ignore_ascii_case("memberOf")).map(str::to_owned).collect()
}

fn never_shows(name: &str) -> bool {
    let computed = name.to_lowercase().starts_with("msds-") && name.to_lowercase().ends_with("computed");
    computed || NEVER.iter().any(|never| never.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking_for(attributes: &[&str]) -> Question {
        let attributes = attributes.iter().map(|&name| name.to_owned()).collect();
        Question::new(&ReadSpec { attributes, ..ReadSpec::default() })
    }

    #[test]
    fn what_never_shows_as_changed_is_left_out_and_named() {
        let question = asking_for(&["l", "memberof", "msDS-User-Account-Control-Computed"]);
        assert_eq!(question.left_out, ["memberof", "msDS-User-Account-Control-Computed"]);
        let asked = question.query(Track::DirSync, "DC=x").attributes;
        assert!(asked.contains(&"l".to_owned()) && asked.contains(&"lastKnownParent".to_owned()));
        assert!(!asked.iter().any(|name| ["uSNChanged", "memberof", "cn"].contains(&name.as_str())));
        assert!(question.query(Track::Usn, "DC=x").attributes.contains(&"uSNChanged".to_owned()));
    }

    #[test]
    fn what_the_filter_for_people_looks_at_is_asked_for() {
        let filter =
            "(&(objectCategory=person)(extensionAttribute7=agent)(memberOf=CN=A,DC=x)(whenChanged>=1))";
        let people_filter = Some(filter.parse().unwrap());
        let question = Question::new(&ReadSpec { people_filter, ..ReadSpec::default() });
        let asked = question.query(Track::DirSync, "DC=x").attributes;
        let asks = |name: &str| asked.iter().any(|known| known == name);
        assert!(asks("objectCategory") && asks("extensionAttribute7") && !asks("memberOf"));
        assert_eq!(question.left_out, ["whenChanged"]);
        assert_ne!(question.text(Track::DirSync), asking_for(&[]).text(Track::DirSync));
    }

    #[test]
    fn the_same_attributes_in_another_order_are_the_same_question() {
        assert_eq!(asking_for(&["l", "c"]).text(Track::Usn), asking_for(&["C", "l"]).text(Track::Usn));
        assert_ne!(asking_for(&["l"]).text(Track::Usn), asking_for(&[]).text(Track::Usn));
    }
}
