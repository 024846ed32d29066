//! What a link of the directory points at: by GUID and SID where the extended form of names was asked for
//! (`LDAP_SERVER_EXTENDED_DN_OID`, MS-ADTS 3.1.1.3.4.1.5), by name otherwise.

use uuid::Uuid;

/// What a link points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The object's `objectGUID`.
    pub guid: Option<Uuid>,
    /// Its SID in text form.
    pub sid: Option<String>,
    /// Its distinguished name when the link was last written; it may be out of date.
    pub dn: String,
}

impl Reference {
    /// Reads `<GUID=762c4376-…>;<SID=S-1-5-21-…>;CN=Ada,…` or a plain distinguished name. Bytes that are no UTF-8 are
    /// replaced. It never fails: what is not understood is a name that nobody bears.
    pub fn parse(value: &[u8]) -> Self {
        let text = String::from_utf8_lossy(value);
        let mut reference = Self { guid: None, sid: None, dn: String::new() };
        let mut rest = text.as_ref();
        while let Some((key, part, after)) = extended(rest) {
            match key.to_ascii_uppercase().as_str() {
                "GUID" => reference.guid = Uuid::parse_str(part).ok(),
                "SID" => reference.sid = Some(part.to_uppercase()),
                _ => break,
            }
            rest = after;
        }
        reference.dn = rest.to_owned();
        reference
    }
}

/// `<key=part>;rest` taken apart.
fn extended(text: &str) -> Option<(&str, &str, &str)> {
    let (part, rest) = text.strip_prefix('<')?.split_once('>')?;
    let (key, value) = part.split_once('=')?;
    Some((key, value, rest.strip_prefix(';').unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn the_extended_form_is_taken_apart() {
        let text = "<GUID=762c4376-6006-4577-a1e8-0f227d811790>;<SID=S-1-5-21-1-2-1102>;CN=Ada; M,DC=x";
        let ada = Reference::parse(text.as_bytes());
        assert_eq!(ada.guid.unwrap().to_string(), "762c4376-6006-4577-a1e8-0f227d811790");
        assert_eq!((ada.sid.as_deref(), ada.dn.as_str()), (Some("S-1-5-21-1-2-1102"), "CN=Ada; M,DC=x"));
    }

    #[test]
    fn an_object_without_sid_has_none() {
        let unit = Reference::parse(b"<GUID=762c4376-6006-4577-a1e8-0f227d811790>;OU=Staff,DC=x");
        assert_eq!((unit.sid, unit.dn.as_str()), (None, "OU=Staff,DC=x"));
    }

    #[test]
    fn a_plain_name_is_only_a_name() {
        let plain = Reference::parse(b"CN=Ada\\, M,DC=x");
        assert_eq!((plain.guid, plain.sid, plain.dn.as_str()), (None, None, "CN=Ada\\, M,DC=x"));
    }
}
