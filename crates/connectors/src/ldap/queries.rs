//! What a read asks the server for.

use super::search::Query;
use crate::directory::ReadSpec;
use ldap3_proto::proto::{LdapFilter, LdapSearchScope};

/// All questions of one read. `default_base` is the domain.
pub(crate) fn queries(spec: &ReadSpec, default_base: &str) -> Vec<Query> {
    let bases = match spec.people_bases.as_slice() {
        [] => vec![default_base.to_owned()],
        configured => configured.to_vec(),
    };
    let mut queries: Vec<Query> = bases.iter().map(|base| people(base, spec)).collect();
    queries.push(groups(default_base));
    queries
}

/// People below a base. Computers and managed service accounts are of another category.
pub(crate) fn people(base: &str, spec: &ReadSpec) -> Query {
    let mut conditions = vec![
        LdapFilter::Equality("objectCategory".into(), "person".into()),
        LdapFilter::Equality("objectClass".into(), "user".into()),
    ];
    conditions.extend(spec.people_filter.as_ref().map(|filter| filter.to_ldap()));
    Query {
        what: format!("reading people below {base}"),
        base: base.to_owned(),
        scope: LdapSearchScope::Subtree,
        filter: LdapFilter::And(conditions),
        attributes: spec.person_attributes(),
        controls: Vec::new(),
    }
}

/// All groups, since any group may stand in one that is in scope.
pub(crate) fn groups(base: &str) -> Query {
    Query {
        what: format!("reading groups below {base}"),
        base: base.to_owned(),
        scope: LdapSearchScope::Subtree,
        filter: LdapFilter::Equality("objectClass".into(), "group".into()),
        attributes: ReadSpec::group_attributes(),
        controls: Vec::new(),
    }
}
