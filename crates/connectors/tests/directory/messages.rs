//! Messages for the scripted server to send.

use crate::scripted::{Act, BASE};
use bytes::BytesMut;
use ldap3_proto::LdapCodec;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::*;
use muster_connectors::directory::Entry;
use tokio_util::codec::Encoder;

/// A result with a code.
pub(crate) fn result(code: LdapResultCode, message: &str) -> LdapResult {
    LdapResult { code, matcheddn: String::new(), message: message.into(), referral: vec![] }
}

/// A bind that is refused with these words.
pub(crate) fn bind_refused(words: &str) -> LdapOp {
    let res = result(LdapResultCode::InvalidCredentials, words);
    LdapOp::BindResponse(LdapBindResponse { res, saslcreds: None })
}

/// An entry as an operation.
pub(crate) fn found(entry: &Entry) -> LdapOp {
    let attribute = |(name, vals): &(String, Vec<Vec<u8>>)| LdapPartialAttribute {
        atype: name.clone(),
        vals: vals.clone(),
    };
    let attributes = entry.attributes.iter().map(attribute).collect();
    LdapOp::SearchResultEntry(LdapSearchResultEntry { dn: entry.dn.clone(), attributes })
}

/// The end of a search that went well.
pub(crate) fn done() -> Act {
    end(LdapResultCode::Success, "")
}

/// The end of a search with a result code.
pub(crate) fn end(code: LdapResultCode, message: &str) -> Act {
    Act::Say(LdapOp::SearchResultDone(result(code, message)))
}

/// The end of a page, with the cookie of the next one.
pub(crate) fn page_end(cookie: &[u8]) -> Act {
    let control = LdapControl::SimplePagedResults { size: 0, cookie: cookie.to_vec() };
    Act::With(LdapOp::SearchResultDone(result(LdapResultCode::Success, "")), vec![control])
}

/// An entry to say.
pub(crate) fn entry(entry: &Entry) -> Act {
    Act::Say(found(entry))
}

/// A person with a GUID made from a number.
pub(crate) fn person(number: u32) -> Entry {
    Entry::new(&format!("CN=u{number},OU=Staff,{BASE}"))
        .with("objectClass", "user")
        .with_bytes("objectGUID", &guid(number))
        .with("sAMAccountName", &format!("u{number}"))
        .with("userAccountControl", "512")
}

/// A security group without members.
pub(crate) fn group(number: u32) -> Entry {
    Entry::new(&format!("CN=g{number},OU=Groups,{BASE}"))
        .with("objectClass", "group")
        .with_bytes("objectGUID", &guid(1_000_000 + number))
        .with("sAMAccountName", &format!("g{number}"))
        .with("groupType", "-2147483646")
}

fn guid(number: u32) -> [u8; 16] {
    u128::from(number).to_be_bytes()
}

/// The bytes of a message.
pub(crate) fn encode(message: LdapMsg) -> Vec<u8> {
    let mut bytes = BytesMut::new();
    LdapCodec::default().encode(message, &mut bytes).unwrap();
    bytes.to_vec()
}
