//! Asks the server what changed since a cookie (MS-ADTS 3.1.1.3.4.1.3), to the last page.

use super::error::TrackError;
use super::polling::plainly_named;
use super::question::DIRSYNC_FLAGS;
use crate::directory::Entry;
use crate::ldap::connection::Connection;
use crate::ldap::gap::{Fault, Gap};
use crate::ldap::page::judge;
use crate::ldap::range_option::Range;
use crate::ldap::search::{Answer, Query, ask_plainly};
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapResult, LdapResultCode};

/// How much the server may put into one page. It takes less if it likes.
const PAGE_BYTES: i64 = 8 << 20;

/// How it ended.
pub(crate) enum Ended {
    /// All of it came.
    Complete { objects: Vec<Entry>, cookie: Vec<u8> },
    /// The server does not take the cookie, or does not permit to ask at all if there was none.
    Refused(String),
}

/// Reads what changed since `start`; everything, if that is empty.
pub(crate) async fn read(
    connection: &mut Connection,
    query: &Query,
    start: &[u8],
) -> Result<Ended, TrackError> {
    let (mut objects, mut cookie) = (Vec::new(), start.to_vec());
    loop {
        let mut answer = ask_plainly(connection, query, controls(&cookie)).await;
        let first = objects.is_empty() && cookie == start;
        let came = answer.entries.len();
        objects.extend(answered(std::mem::take(&mut answer.entries))?);
        match place(connection, query, answer, objects.len(), &cookie)? {
            Place::Refused(refusal) if first || !start.is_empty() => return Ok(Ended::Refused(refusal)),
            // Permitted at first: a server that thinks otherwise in the middle has lost its place.
            Place::Refused(_) => return Err(pages_broken(query, objects.len())),
            Place::Last(cookie) => return Ok(Ended::Complete { objects, cookie }),
            Place::More(next) if came == 0 && next == cookie => {
                return Err(pages_broken(query, objects.len()));
            }
            Place::More(next) => cookie = next,
        }
    }
}

fn controls(cookie: &[u8]) -> Vec<LdapControl> {
    vec![
        LdapControl::AdDirsync { flags: DIRSYNC_FLAGS, max_bytes: PAGE_BYTES, cookie: Some(cookie.to_vec()) },
        LdapControl::ShowDeleted { criticality: true },
    ]
}

/// The entries of one page with plain names. A server that sends many values in part did not understand the flags.
fn answered(entries: Vec<Entry>) -> Result<Vec<Entry>, TrackError> {
    for entry in &entries {
        for (description, values) in &entry.attributes {
            if Range::parse(description).is_some_and(|range| !means_added_or_removed(range)) {
                let because = format!("the server sent a part of its values as `{description}`");
                let attribute = crate::directory::base_name(description).to_owned();
                let gap = Gap::ShortRange { dn: entry.dn.clone(), attribute, because, values: values.len() };
                return Err(TrackError::Short { gap });
            }
        }
    }
    Ok(entries.into_iter().map(plainly_named).collect())
}

/// `1-1` is "added" and `0-0` is "removed"; no other bounds have a meaning here.
fn means_added_or_removed(range: Range) -> bool {
    range.first <= 1 && range.last == Some(range.first)
}

enum Place {
    More(Vec<u8>),
    Last(Vec<u8>),
    Refused(String),
}

fn place(
    connection: &Connection,
    query: &Query,
    answer: Answer,
    entries: usize,
    sent: &[u8],
) -> Result<Place, TrackError> {
    let what = query.what.clone();
    let (result, controls) = match answer.end.unwrap_or(Err(Fault::Closed)) {
        Ok(end) => end,
        Err(fault) => return Err(TrackError::Short { gap: Gap::Broken { what, fault, entries } }),
    };
    if result.code != LdapResultCode::Success {
        return match refuses(&result.code, !sent.is_empty()) {
            true => Ok(Place::Refused(in_words(&result))),
            false => Err(TrackError::Short { gap: judge(connection, query, &result, entries)? }),
        };
    }
    let answered = controls.into_iter().find_map(|control| match control {
        LdapControl::AdDirsync { flags, cookie, .. } => Some((flags != 0, cookie.unwrap_or_default())),
        _ => None,
    });
    match answered {
        Some((_, cookie)) if cookie.is_empty() => Err(pages_broken(query, entries)),
        Some((true, cookie)) => Ok(Place::More(cookie)),
        Some((false, cookie)) => Ok(Place::Last(cookie)),
        None => Err(pages_broken(query, entries)),
    }
}

/// Whether a result says that DirSync is not for us, or that the cookie that was sent is no good.
fn refuses(code: &LdapResultCode, with_cookie: bool) -> bool {
    use LdapResultCode as Code;
    match code {
        Code::InsufficentAccessRights | Code::UnwillingToPerform | Code::UnavailableCriticalExtension => true,
        Code::ProtocolError
        | Code::OperationsError
        | Code::ConstraintViolation
        | Code::InvalidAttributeSyntax
        | Code::NoSuchAttribute
        | Code::Other => with_cookie,
        _ => false,
    }
}

pub(crate) fn in_words(result: &LdapResult) -> String {
    // Samba ends its words with a line feed, and names of deleted objects contain one.
    let message: Vec<&str> = result.message.split(char::is_control).map(str::trim).collect();
    format!("{:?}: {}", result.code, message.join(" ")).trim_end_matches([':', ' ']).to_owned()
}

fn pages_broken(query: &Query, entries: usize) -> TrackError {
    TrackError::Short { gap: Gap::PagesBroken { what: query.what.clone(), entries } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::BytesMut;
    use ldap3_proto::LdapCodec;
    use ldap3_proto::proto::{LdapMsg, LdapOp};
    use tokio_util::codec::Encoder;

    #[test]
    fn the_flags_travel_as_a_signed_number_of_four_bytes() {
        let mut bytes = BytesMut::new();
        let message = LdapMsg::new_with_ctrls(1, LdapOp::UnbindRequest, controls(b"cookie"));
        LdapCodec::default().encode(message, &mut bytes).unwrap();
        assert!(bytes.windows(6).any(|window| window == [2, 4, 0x80, 0, 0, 1]), "{bytes:x?}");
    }
}
