//! From bytes to a tree: files that cannot be read, are not text, or are not TOML.

use super::document::Document;
use super::mask;
use std::collections::BTreeSet;
use std::path::Path;
use toml::Spanned;
use toml::de::DeTable;

/// The text of a file; an error is a sentence.
pub(super) fn text_of(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file {}", path.display()),
        _ => format!("cannot read {}: {cause}", path.display()),
    })?;
    String::from_utf8(bytes).map_err(|cause| {
        let before = &cause.as_bytes()[..cause.utf8_error().valid_up_to()];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("line {line} is not UTF-8 text: save the file as UTF-8")
    })
}

/// The tree of a TOML file, with every possible secret noted as such; `None` where it is not TOML.
pub(super) fn parse<'t>(document: &Document, text: &'t str) -> Option<Spanned<DeTable<'t>>> {
    let (table, faults) = DeTable::parse_recoverable(text);
    mask::secrets(table.get_ref()).into_iter().for_each(|span| document.hide(span));
    let mut lines = BTreeSet::new();
    for fault in &faults {
        let span = fault.span().unwrap_or(0..0);
        // One slip breaks much of what follows on its line.
        if lines.insert(document.place(span.start).line) {
            document.problem_syntax(&span, fault.message().replace('\n', ", "));
        }
    }
    faults.is_empty().then_some(table)
}
