//! Writes entries as LDIF (RFC 2849) that any directory tool reads back.

use crate::directory::Entry;
use data_encoding::BASE64;
use std::fmt::Write;

/// Columns, as `ldapsearch` folds.
const WIDTH: usize = 76;

/// Writes entries, with their number at the end so that a cut file is noticed. An attribute without values is left
/// out, since LDIF content records have no form for it.
pub fn write_ldif(entries: &[Entry]) -> String {
    let mut text = String::from("version: 1\n");
    for entry in entries {
        text.push('\n');
        pair(&mut text, "dn", entry.dn.as_bytes());
        for (name, values) in &entry.attributes {
            values.iter().for_each(|value| pair(&mut text, name, value));
        }
    }
    let _ = write!(text, "\n# numEntries: {}\n", entries.len());
    text
}

fn pair(text: &mut String, name: &str, value: &[u8]) {
    match plain(value) {
        Some("") => fold(text, &format!("{name}:")),
        Some(plain) => fold(text, &format!("{name}: {plain}")),
        None => fold(text, &format!("{name}:: {}", BASE64.encode(value))),
    }
}

/// The value as text where it is a SAFE-STRING: printable ASCII that begins with no blank, `:` or `<`, and that does
/// not end with a blank.
fn plain(value: &[u8]) -> Option<&str> {
    let safe = value.iter().all(|byte| (b' '..=b'~').contains(byte))
        && !value.first().is_some_and(|first| b" :<".contains(first))
        && value.last() != Some(&b' ');
    if safe { std::str::from_utf8(value).ok() } else { None }
}

/// Only ASCII arrives here, so cutting at any byte is fine.
fn fold(text: &mut String, line: &str) {
    let (first, mut rest) = line.split_at(line.len().min(WIDTH));
    text.push_str(first);
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(rest.len().min(WIDTH - 1));
        text.push_str("\n ");
        text.push_str(piece);
        rest = tail;
    }
    text.push('\n');
}
