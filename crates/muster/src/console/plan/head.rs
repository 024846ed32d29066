//! On what a plan rests.

use crate::console::style::{HEADING, LOUD, QUIET, paint};
use crate::console::text::{pad, show, wrap};
use crate::console::words::{listed, many, moment};
use muster_core::entitlement::Kind;
use muster_core::plan::{Basis, Plan, SourceBasis};
use muster_core::record::Coverage;

const LABEL_COLUMNS: usize = 15;

/// Organisation, moment, sources, tenant and the kinds for which manual grants go, too.
pub(super) fn render(plan: &Plan, columns: usize) -> String {
    let basis = &plan.body.basis;
    let mut text = line("organisation", &paint(HEADING, show(&basis.organisation_name)));
    text.push_str(&line("as of", &moment(basis.as_of)));
    text.push_str(&line("plan", &paint(QUIET, show(plan.id.as_str()))));
    for source in &basis.sources {
        text.push_str(&self::source(source, columns));
    }
    text.push_str(&line("tenant", &format!("read with {}", many(basis.read_calls, "call"))));
    text.push_str(&authoritative(&basis.authoritative, columns));
    text.push_str(&revoke_first(basis, columns));
    text
}

fn line(label: &str, value: &str) -> String {
    format!("{}{value}\n", pad(label, LABEL_COLUMNS))
}

fn source(source: &SourceBasis, columns: usize) -> String {
    let coverage = match &source.coverage {
        Coverage::Complete => "complete".into(),
        Coverage::Partial { .. } => paint(LOUD, "INCOMPLETE"),
    };
    let name = show(source.source.as_str());
    let (records, groups) = (many(source.records, "record"), many(source.groups, "group"));
    let read_at = moment(source.read_at);
    let mut text = line("source", &format!("{name}: {coverage}; {records}, {groups}, read {read_at}"));
    if let Coverage::Partial { missing } = &source.coverage {
        text.push_str(&line("", &paint(LOUD, "nothing is removed for not being in this source")));
        for sentence in missing {
            let room = columns.saturating_sub(LABEL_COLUMNS + 9).max(20);
            for (at, part) in wrap(&show(sentence), room).iter().enumerate() {
                let label = if at == 0 { "missing: " } else { "         " };
                text.push_str(&line("", &format!("{label}{part}")));
            }
        }
    }
    text
}

/// In which order somebody who moves loses the old and gains the new, where it is not the usual one.
fn revoke_first(basis: &Basis, columns: usize) -> String {
    let order = &basis.revoke_first;
    let kinds = order.kinds.iter().map(|kind| format!("every {}", kind.word()));
    let roles = order.roles.iter().map(|role| {
        let known = basis.catalogue.roles.get(role);
        format!("the role {}", known.map_or_else(|| role.to_string(), |known| show(&known.name)))
    });
    let what: Vec<String> = kinds.chain(roles).collect();
    if what.is_empty() {
        return String::new();
    }
    let sentence = format!("{} that somebody loses goes before they gain anything", listed(&what));
    let room = columns.saturating_sub(LABEL_COLUMNS).max(20);
    let labels = std::iter::once("revoke first").chain(std::iter::repeat(""));
    labels.zip(wrap(&sentence, room)).map(|(label, part)| line(label, &part)).collect()
}

/// Loud where it is on, because then grants go that people made by hand.
fn authoritative(kinds: &[Kind], columns: usize) -> String {
    if kinds.is_empty() {
        return line("authoritative", "for nothing: what others granted by hand stays");
    }
    let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let sentence = format!(
        "FOR {}: whatever no rule justifies is removed, no matter who granted it",
        words.join(", ").to_uppercase()
    );
    let room = columns.saturating_sub(LABEL_COLUMNS).max(20);
    let lines = wrap(&sentence, room);
    let labels = std::iter::once("authoritative").chain(std::iter::repeat(""));
    labels.zip(lines).map(|(label, part)| line(label, &paint(LOUD, part))).collect()
}
