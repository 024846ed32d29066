//! What HR systems sent.

use super::table;
use crate::console::text::show;
use crate::console::words::{grouped, moment};
use muster_core::id::SourceId;
use muster_store::{InboxEntry, StateName};
use std::collections::BTreeMap;

/// Deliveries, the newest first, and how many there are of each state.
pub(crate) fn inbox(entries: &[InboxEntry], counts: &BTreeMap<(SourceId, StateName), u64>) -> String {
    if counts.is_empty() {
        return "Nothing has come in yet.\n".into();
    }
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    let shown = table(&["number", "state", "source", "came", "id", "reason"], &rows);
    let count =
        |state: StateName| counts.iter().filter(|((_, of), _)| *of == state).map(|(_, count)| count).sum();
    let of_each: Vec<String> = StateName::ALL
        .into_iter()
        .map(|state| (state, count(state)))
        .filter(|(_, count): &(StateName, u64)| *count > 0)
        .map(|(state, count)| format!("{} {}", grouped(count), state.word()))
        .collect();
    format!("{shown}\n{}.\n", of_each.join(", "))
}

fn row(entry: &InboxEntry) -> Vec<String> {
    vec![
        entry.number.to_string(),
        entry.state.name().word().to_owned(),
        entry.source.to_string(),
        moment(entry.received_at),
        entry.id.clone(),
        entry.state.reason().unwrap_or_default().to_owned(),
    ]
}

/// One delivery in full, but for what was sent.
pub(crate) fn delivery(entry: &InboxEntry) -> String {
    let mut text = format!(
        "delivery {} for {}, which its sender calls {}\n  {} bytes, came at {}\n  {}",
        entry.number,
        show(entry.source.as_str()),
        show(&entry.id),
        grouped(entry.bytes),
        moment(entry.received_at),
        entry.state.name().word()
    );
    if let Some(at) = entry.settled_at {
        text.push_str(&format!(" at {}", moment(at)));
    }
    if let Some(reason) = entry.state.reason() {
        text.push_str(&format!(": {}", show(reason)));
    }
    text + "\n\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::sample::at;
    use anstream::adapter::strip_str;
    use muster_store::DeliveryState;

    fn entry(number: u64, state: DeliveryState) -> InboxEntry {
        InboxEntry {
            number,
            source: "hr".into(),
            id: format!("msg_{number}"),
            received_at: at("2026-03-01T00:00:00Z"),
            settled_at: None,
            bytes: 120,
            state,
        }
    }

    #[test]
    fn the_list_ends_with_how_many_there_are() {
        let refused = DeliveryState::Refused { reason: Some("no worker id is given".into()) };
        let entries = [entry(2, refused), entry(1, DeliveryState::Waiting)];
        let counts = [(("hr".into(), StateName::Refused), 1), (("hr".into(), StateName::Waiting), 1200)];
        let text = strip_str(&inbox(&entries, &counts.into())).to_string();
        let expected = "number  state    source  came                     id     reason\n\
            2       refused  hr      2026-03-01 00:00:00 UTC  msg_2  no worker id is given\n\
            1       waiting  hr      2026-03-01 00:00:00 UTC  msg_1\n\
            \n1200 waiting, 1 refused.\n";
        assert_eq!(text, expected);
        assert_eq!(inbox(&[], &BTreeMap::new()), "Nothing has come in yet.\n");
    }
}
