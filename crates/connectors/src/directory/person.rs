//! One person's record out of one entry. What is wrong with an attribute becomes a problem of that record only.

use super::account;
use super::dn::common_name;
use super::entry::Entry;
use super::spec::ReadSpec;
use super::values::filetime;
use jiff::Timestamp;
use muster_core::id::Anchor;
use muster_core::record::{PhoneKind, SourceRecord, mail_address};
use muster_core::sorted::SortedMap;
use std::collections::BTreeMap;

const PHONES: [(PhoneKind, &str); 3] =
    [(PhoneKind::Work, "telephoneNumber"), (PhoneKind::Mobile, "mobile"), (PhoneKind::Home, "homePhone")];

/// Makes the record, all but what depends on other entries: manager and memberships.
pub(crate) fn record(entry: &Entry, anchor: Anchor, spec: &ReadSpec) -> SourceRecord {
    let mut reader = Reader { entry, problems: Vec::new() };
    let login = reader.text("sAMAccountName");
    if login.is_none() {
        reader.problems.push("it has no sAMAccountName".into());
    }
    SourceRecord {
        anchor,
        location: entry.dn.clone(),
        login: login.unwrap_or_default(),
        display_name: reader.display_name(),
        mail: reader.mail(),
        user_principal_name: reader.text("userPrincipalName").map(|name| name.to_lowercase()),
        title: reader.text("title"),
        department: reader.text("department"),
        employee_number: reader.text(&spec.employee_number),
        manager: None,
        phones: PHONES.iter().filter_map(|&(kind, name)| Some((kind, reader.text(name)?))).collect(),
        enabled: reader.enabled(),
        expires_at: reader.expires_at(),
        attributes: reader.further(&spec.attributes),
        memberships: SortedMap::new(),
        elsewhere: Vec::new(),
        problems: reader.problems,
        work: None,
    }
}

struct Reader<'a> {
    entry: &'a Entry,
    problems: Vec<String>,
}

impl Reader<'_> {
    /// The first value, trimmed. Bytes that are no text are a problem, not an absence.
    fn text(&mut self, name: &str) -> Option<String> {
        let bytes = self.entry.bytes(name)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
            Err(_) => {
                self.problems.push(format!("its {name} is no text"));
                None
            }
        }
    }

    fn display_name(&mut self) -> String {
        let name = self.text("displayName").or_else(|| self.text("cn"));
        name.unwrap_or_else(|| common_name(&self.entry.dn))
    }

    fn mail(&mut self) -> Option<String> {
        let text = self.text("mail")?;
        let address = mail_address(&text);
        if address.is_none() {
            self.problems.push(format!("its mail `{text}` is no address"));
        }
        address
    }

    fn enabled(&mut self) -> bool {
        match self.text("userAccountControl").map(|flags| flags.parse::<i64>()) {
            Some(Ok(_)) => account::is_enabled(self.entry),
            Some(Err(_)) => {
                self.problems.push("its userAccountControl is no number, so it is taken as enabled".into());
                true
            }
            None => {
                self.problems
                    .push("its userAccountControl is not readable, so it is taken as enabled".into());
                true
            }
        }
    }

    fn expires_at(&mut self) -> Option<Timestamp> {
        let text = self.text("accountExpires")?;
        filetime(&text).unwrap_or_else(|problem| {
            self.problems.push(format!("its accountExpires {problem}, so it is taken as never"));
            None
        })
    }

    fn further(&mut self, names: &[String]) -> BTreeMap<String, Vec<String>> {
        let mut kept = BTreeMap::new();
        for name in names {
            let values: Vec<&[u8]> = self.entry.values(name).collect();
            let texts: Vec<String> = values
                .iter()
                .filter_map(|value| std::str::from_utf8(value).ok())
                .map(str::to_owned)
                .collect();
            if texts.len() < values.len() {
                self.problems.push(format!("a value of its {name} is no text"));
            }
            if !texts.is_empty() {
                kept.insert(name.to_lowercase(), texts);
            }
        }
        kept
    }
}
