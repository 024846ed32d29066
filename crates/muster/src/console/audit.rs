//! The audit trail: a line an entry for people, a line an entry as JSON for machines.

use super::names::Names;
use super::plan::item::with;
use super::style::{CHANGE, GAIN, HEADING, LOSS, QUIET, paint};
use super::text::show;
use super::words::moment;
use anstyle::Style;
use muster_core::audit::{AuditEntry, AuditEvent, AuditStatus};
use muster_core::entitlement::Value;
use muster_core::tenant::Catalogue;

/// Entries as lines for people: time, person, what, before and after, how it ended, cause, correlation id.
pub(crate) fn lines(entries: &[AuditEntry]) -> String {
    entries.iter().map(|entry| format!("{}\n", line(entry))).collect()
}

/// Entries as JSON, one a line, exactly as they are hashed: `seq`, `event`, `previous`, `hash`.
///
/// # Errors
/// Never for entries that were read from a store; serialising ordered maps with text keys cannot fail.
pub(crate) fn json_lines(entries: &[AuditEntry]) -> Result<String, serde_json::Error> {
    let lines: Result<Vec<String>, _> =
        entries.iter().map(|entry| serde_json::to_string(entry).map(|line| line + "\n")).collect();
    lines.map(|lines| lines.concat())
}

/// One entry for people.
pub(crate) fn line(entry: &AuditEntry) -> String {
    let event = &entry.event;
    let because: Vec<String> = event.because.iter().map(|because| show(because)).collect();
    let mut parts = vec![
        format!("{:>6}", entry.seq),
        moment(event.at),
        format!(
            "{} {}",
            paint(HEADING, show(&event.display_name)),
            paint(QUIET, show(&event.person.to_string()))
        ),
        deed(event),
        ending(event),
        paint(QUIET, format!("because {}", because.join("; "))),
    ];
    parts.extend(event.correlation.as_ref().map(|id| paint(QUIET, format!("correlation {}", show(id)))));
    parts.join("  ")
}

/// `+ skill Network 4`, `~ title  Agent → Senior Agent`, `- queue Billing`. Divisions that a value names appear by id:
/// the entry stands for itself, without the tenant.
fn deed(event: &AuditEvent) -> String {
    let catalogue = Catalogue::default();
    let names = Names::new(&catalogue);
    let what = show(&event.described);
    match (&event.removed, &event.added) {
        (None, None) => what,
        (None, Some(added)) => sign(GAIN, "+", &with(&what, &names.value(added))),
        (Some(Value::Held), None) => sign(LOSS, "-", &what),
        (Some(removed), None) => sign(LOSS, "-", &format!("{what} (was {})", names.value(removed))),
        (Some(removed), Some(added)) => {
            sign(CHANGE, "~", &format!("{what}  {} → {}", names.value(removed), names.value(added)))
        }
    }
}

fn sign(style: Style, mark: &str, text: &str) -> String {
    format!("{} {text}", paint(style, mark))
}

/// How it ended; for what was done, whether reading back showed it; for a refusal, what the tenant answered.
fn ending(event: &AuditEvent) -> String {
    let word = event.status.word();
    match (event.status, &event.error) {
        (AuditStatus::Failed, Some(error)) => {
            let (message, code) = (show(&error.message), show(&error.code));
            paint(LOSS, format!("{word}: {} {code}: {message}", error.status))
        }
        (AuditStatus::Failed, None) => paint(LOSS, word),
        (AuditStatus::Skipped, _) => paint(CHANGE, word),
        (AuditStatus::Applied | AuditStatus::AlreadySo, _) if event.verified => {
            paint(GAIN, format!("{word}, verified"))
        }
        (AuditStatus::Applied | AuditStatus::AlreadySo, _) => paint(CHANGE, format!("{word}, NOT VERIFIED")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::sample::{at, id, level, skill, subject};
    use anstream::adapter::strip_str;
    use muster_core::audit::GENESIS;
    use muster_core::id::{PlanId, RunId};
    use muster_core::operation::Refusal;
    use muster_core::plan::Transition;

    fn event() -> AuditEvent {
        let who = subject(1, "Ada\nLovelace", "");
        AuditEvent {
            at: at("2026-11-21T02:00:11Z"),
            run: RunId(id(3)),
            plan: PlanId::new("f00d"),
            change: 7,
            operation: None,
            person: who.person,
            display_name: who.display_name,
            transition: Transition::Mover,
            account: who.account,
            external_id: "guid-1".into(),
            slot: skill(1),
            described: "skill Network".into(),
            added: Some(level(4.0)),
            removed: None,
            because: vec!["group GC-Agents (rule agents)".into()],
            status: AuditStatus::Applied,
            correlation: Some("c0ffee".into()),
            error: None,
            verified: true,
            discrepancy: None,
        }
    }

    fn shown(event: AuditEvent) -> String {
        strip_str(&line(&AuditEntry::chain(12, GENESIS, event))).to_string()
    }

    #[test]
    fn an_entry_is_one_line_with_everything() {
        let expected = "    12  2026-11-21 02:00:11 UTC  Ada\\nLovelace corp-ad/guid-1  + skill Network 4  applied, verified  \
            because group GC-Agents (rule agents)  correlation c0ffee";
        assert_eq!(shown(event()), expected);
    }

    #[test]
    fn a_refusal_says_what_the_tenant_answered() {
        let error = Refusal {
            status: 403,
            code: "missing.permissions".into(),
            message: "no\x1b".into(),
            correlation: None,
        };
        let line = shown(AuditEvent { status: AuditStatus::Failed, error: Some(error), ..event() });
        assert!(line.contains("failed: 403 missing.permissions: no\\u{1b}"), "{line}");
    }

    #[test]
    fn what_was_not_read_back_is_said_in_words() {
        assert!(shown(AuditEvent { verified: false, ..event() }).contains("applied, NOT VERIFIED"));
    }

    #[test]
    fn json_lines_read_back_as_the_same_entries() {
        let entry = AuditEntry::chain(0, GENESIS, event());
        let text = json_lines(std::slice::from_ref(&entry)).unwrap();
        let back: Vec<AuditEntry> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(back, [entry]);
    }
}
