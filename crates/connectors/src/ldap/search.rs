//! One search request and what came back for it.

use super::connection::Connection;
use super::gap::Fault;
use crate::directory::Entry;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{
    LdapDerefAliases, LdapFilter, LdapMsg, LdapOp, LdapResult, LdapSearchRequest, LdapSearchResultEntry,
    LdapSearchScope,
};

/// Keeps the server from sending us to its other naming contexts (LDAP_SERVER_DOMAIN_SCOPE_OID).
const DOMAIN_SCOPE: &str = "1.2.840.113556.1.4.1339";

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    /// For messages: `reading people below OU=Staff,…`.
    pub(crate) what: String,
    pub(crate) base: String,
    pub(crate) scope: LdapSearchScope,
    pub(crate) filter: LdapFilter,
    pub(crate) attributes: Vec<String>,
    /// Controls that belong to the question, such as the form of names.
    pub(crate) controls: Vec<LdapControl>,
}

impl Query {
    /// Asks for one entry.
    pub(crate) fn one(what: &str, base: &str, attributes: &[&str]) -> Self {
        Self {
            what: what.to_owned(),
            base: base.to_owned(),
            scope: LdapSearchScope::Base,
            filter: LdapFilter::Present("objectClass".into()),
            attributes: attributes.iter().map(|&name| name.to_owned()).collect(),
            controls: Vec::new(),
        }
    }

    /// The same question, but only about what changed after `usn`.
    pub(crate) fn changed_since(&self, usn: u64) -> Self {
        let changed = LdapFilter::GreaterOrEqual("uSNChanged".into(), usn.saturating_add(1).to_string());
        Self {
            what: format!("{} once more, since they changed", self.what),
            filter: LdapFilter::And(vec![self.filter.clone(), changed]),
            ..self.clone()
        }
    }

    pub(crate) fn request(&self) -> LdapOp {
        LdapOp::SearchRequest(LdapSearchRequest {
            base: self.base.clone(),
            scope: self.scope.clone(),
            aliases: LdapDerefAliases::Never,
            sizelimit: 0,
            timelimit: 0,
            typesonly: false,
            filter: self.filter.clone(),
            attrs: self.attributes.clone(),
        })
    }
}

/// What one request brought, up to its result or to the moment the connection failed.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) entries: Vec<Entry>,
    /// Continuation references, which we never follow.
    pub(crate) referrals: u64,
    pub(crate) end: Option<Result<(LdapResult, Vec<LdapControl>), Fault>>,
}

/// Sends one request, with `further` controls, and collects all of its answer.
pub(crate) async fn ask(connection: &mut Connection, query: &Query, further: Vec<LdapControl>) -> Answer {
    let mut controls =
        vec![LdapControl::Unknown { oid: DOMAIN_SCOPE.into(), criticality: false, value: None }];
    controls.extend(further);
    ask_plainly(connection, query, controls).await
}

/// The same without keeping to one naming context, where the question itself does.
pub(crate) async fn ask_plainly(
    connection: &mut Connection,
    query: &Query,
    mut controls: Vec<LdapControl>,
) -> Answer {
    let mut answer = Answer::default();
    controls.extend(query.controls.iter().cloned());
    match connection.send(query.request(), controls).await {
        Ok(id) => {
            while answer.end.is_none() {
                take(&mut answer, connection.receive(id).await)
            }
        }
        Err(fault) => answer.end = Some(Err(fault)),
    }
    answer
}

fn take(answer: &mut Answer, received: Result<LdapMsg, Fault>) {
    match received {
        Err(fault) => answer.end = Some(Err(fault)),
        Ok(LdapMsg { op, ctrl, .. }) => match op {
            LdapOp::SearchResultEntry(found) => answer.entries.push(entry(found)),
            LdapOp::SearchResultReference(_) => answer.referrals += 1,
            LdapOp::SearchResultDone(result) => answer.end = Some(Ok((result, ctrl))),
            LdapOp::IntermediateResponse(_) => {}
            _ => answer.end = Some(Err(Fault::Undecodable("an answer that belongs to no search".into()))),
        },
    }
}

/// An entry as it came.
pub(crate) fn entry(found: LdapSearchResultEntry) -> Entry {
    let attributes =
        found.attributes.into_iter().map(|attribute| (attribute.atype, attribute.vals)).collect();
    Entry { dn: found.dn, attributes }
}
