//! Reads a whole subtree in pages. Active Directory cuts a search without pages after 1000 entries.

use super::connection::Connection;
use super::error::LdapError;
use super::gap::{Fault, Gap};
use super::search::{Answer, Query, ask};
use crate::directory::Entry;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapResult, LdapResultCode};

/// What a search brought over all of its pages.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) entries: Vec<Entry>,
    pub(crate) referrals: u64,
    pub(crate) gap: Option<Gap>,
    pages: u64,
}

/// Reads page after page. A refusal that no further try could mend is an error, everything else a gap.
pub(crate) async fn search(
    connection: &mut Connection,
    query: &Query,
    page_size: u32,
) -> Result<Found, LdapError> {
    let mut found = Found::default();
    let mut cookie = Vec::new();
    loop {
        let control = LdapControl::SimplePagedResults { size: i64::from(page_size), cookie: cookie.clone() };
        let answer = ask(connection, query, vec![control]).await;
        let entries = answer.entries.len();
        let next = match take(connection, query, page_size, &mut found, answer)? {
            Page::Last => return Ok(found),
            Page::More(next) => next,
        };
        // Pages may be empty, but a server that stands still would keep us for ever.
        if entries == 0 && next == cookie {
            found.gap = Some(Gap::PagesBroken { what: query.what.clone(), entries: found.entries.len() });
            return Ok(found);
        }
        cookie = next;
    }
}

enum Page {
    Last,
    More(Vec<u8>),
}

fn take(
    connection: &Connection,
    query: &Query,
    page_size: u32,
    found: &mut Found,
    answer: Answer,
) -> Result<Page, LdapError> {
    let first_page = found.pages == 0;
    found.pages += 1;
    found.entries.extend(answer.entries);
    found.referrals += answer.referrals;
    let what = query.what.clone();
    let entries = found.entries.len();
    let (result, controls) = match answer.end.unwrap_or(Err(Fault::Closed)) {
        Ok(end) => end,
        Err(fault) => {
            found.gap = Some(Gap::Broken { what, fault, entries });
            return Ok(Page::Last);
        }
    };
    if result.code != LdapResultCode::Success {
        found.gap = Some(judge(connection, query, &result, entries)?);
        return Ok(Page::Last);
    }
    match next_cookie(&controls) {
        Some([]) => Ok(Page::Last),
        Some(cookie) => Ok(Page::More(cookie.to_vec())),
        // A server that does not know the control gives all at once. A full page without it was cut off.
        None if first_page && entries < page_size as usize => Ok(Page::Last),
        None => {
            found.gap = Some(Gap::PagesBroken { what, entries });
            Ok(Page::Last)
        }
    }
}

fn next_cookie(controls: &[LdapControl]) -> Option<&[u8]> {
    controls.iter().find_map(|control| match control {
        LdapControl::SimplePagedResults { cookie, .. } => Some(cookie.as_slice()),
        _ => None,
    })
}

/// Tells what a result code other than success means for the read.
pub(crate) fn judge(
    connection: &Connection,
    query: &Query,
    result: &LdapResult,
    entries: usize,
) -> Result<Gap, LdapError> {
    use LdapResultCode as Code;
    let what = query.what.clone();
    let limit = |limit| Ok(Gap::ServerLimit { what: query.what.clone(), limit, entries });
    match result.code {
        Code::SizeLimitExceeded => limit("size"),
        Code::TimeLimitExceeded => limit("time"),
        Code::AdminLimitExceeded => limit("administrative"),
        Code::Referral => Ok(Gap::Referral { what }),
        Code::Busy | Code::Unavailable | Code::UnwillingToPerform => Ok(Gap::GaveUp {
            what,
            code: format!("{:?}", result.code),
            message: result.message.clone(),
            entries,
        }),
        Code::NoSuchObject => {
            Err(LdapError::BaseMissing { address: connection.address.clone(), base: query.base.clone() })
        }
        _ => Err(LdapError::Refused {
            what,
            code: format!("{:?}", result.code),
            message: result.message.clone(),
        }),
    }
}
