//! `muster status`: whether the service lives, what it sees, what it did last, and what waits.

use super::style::{GAIN, HEADING, LOUD, QUIET, paint};
use super::text::{pad, show, wrap};
use super::words::{counted, grouped, length, many, moment, people};
use crate::daemon::status::{Cycle, Doing, Due, Leaver, SourceStatus, Status, TenantStatus, Waiting};
use crate::hooks::HooksStatus;
use muster_core::record::Coverage;
use muster_core::time::Timestamp;
use std::time::Duration;

const INDENT: usize = 2;
const LABEL_COLUMNS: usize = 12;
/// `--json` gives all that are kept.
const CYCLES_SHOWN: usize = 10;

/// The status for people, as of `now`.
pub(crate) fn render(status: &Status, now: Timestamp, columns: usize) -> String {
    let mut page = Page { text: String::new(), columns };
    page.line(0, &life(status, now));
    page.heading("Sources");
    status.sources.iter().for_each(|source| page.source(source, now));
    page.heading("Tenant");
    match &status.tenant {
        Some(tenant) => page.tenant(tenant, now),
        None => page.line(INDENT, "not read yet"),
    }
    page.heading("Last cycles");
    page.cycles(&status.cycles);
    page.departures(&status.departures);
    page.held(&status.held);
    page.scheduled(&status.scheduled);
    if let Some(hooks) = &status.hooks {
        page.hooks(hooks, now);
    }
    if let Some(Due { at, what }) = &status.next {
        page.text.push_str(&format!("\nnext: {} at {}\n", show(what), moment(*at)));
    }
    page.text
}

fn life(status: &Status, now: Timestamp) -> String {
    let since = format!("since {} (process {})", moment(status.started_at), status.process);
    let doing = match status.doing {
        Doing::Starting => "reads everything for the first time",
        Doing::Watching => "watches",
        Doing::Working => "plans and applies",
        Doing::Ended => "ended",
    };
    match (status.doing, status.is_alive(now)) {
        (Doing::Ended, _) => {
            format!("{}: it ended at {}", paint(LOUD, "No service runs"), moment(status.said_at))
        }
        (_, true) => format!("{} {since}; it {doing}", paint(GAIN, "The service runs")),
        (_, false) => format!(
            "{}: the last one, {since}, was last heard of {} ago",
            paint(LOUD, "No service is heard of"),
            ago(status.said_at, now)
        ),
    }
}

fn ago(then: Timestamp, now: Timestamp) -> String {
    length(Duration::try_from(now.duration_since(then)).unwrap_or(Duration::ZERO))
}

struct Page {
    text: String,
    columns: usize,
}

impl Page {
    fn heading(&mut self, text: &str) {
        self.text.push_str(&format!("\n{}\n", paint(HEADING, text)));
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&format!("{}{text}\n", " ".repeat(indent)));
    }

    /// What HR knows of that will happen by itself.
    fn scheduled(&mut self, scheduled: &[Due]) {
        if !scheduled.is_empty() {
            self.heading("Scheduled");
        }
        for Due { at, what } in scheduled {
            self.line(INDENT, &format!("{}  {}", paint(QUIET, moment(*at)), show(what)));
        }
    }

    /// A sentence under a label, broken where the line ends.
    fn labelled(&mut self, label: &str, sentence: &str) {
        let room = self.columns.saturating_sub(INDENT * 2 + LABEL_COLUMNS).max(20);
        for (at, part) in wrap(&show(sentence), room).iter().enumerate() {
            let label = pad(if at == 0 { label } else { "" }, LABEL_COLUMNS);
            self.line(INDENT * 2, &format!("{}{part}", paint(QUIET, label)));
        }
    }

    fn source(&mut self, source: &SourceStatus, now: Timestamp) {
        let word = match (&source.trouble, &source.coverage) {
            (Some(_), _) => paint(LOUD, "IN TROUBLE"),
            (None, Coverage::Partial { .. }) => paint(LOUD, "INCOMPLETE"),
            (None, Coverage::Complete) => paint(GAIN, "well"),
        };
        let (name, at) = (show(source.name.as_str()), show(&source.at));
        let size = format!("{}, {}", people(source.people), many(source.groups, "group"));
        self.line(INDENT, &format!("{}  {word}  {at} by {}; {size}", paint(HEADING, name), source.track));
        if let Some(trouble) = &source.trouble {
            self.labelled("trouble", trouble);
        }
        if let Coverage::Partial { missing } = &source.coverage {
            missing.iter().for_each(|sentence| self.labelled("missing", sentence));
            self.labelled("", "nothing is removed for not being in this source");
            if let Some(finding) = &source.to_accept {
                let command = format!("muster approve {finding} --reason …");
                self.labelled("if it is so", &format!("accept what is missing with `{command}`"));
            }
        }
        source.findings.iter().for_each(|sentence| self.labelled("note", sentence));
        if let Some(heard_at) = source.heard_at {
            let usn = source.usn.map(|usn| format!(", its change {usn}")).unwrap_or_default();
            self.labelled("heard of", &format!("{} ago{usn}", ago(heard_at, now)));
        }
        if let Some(read_at) = source.read_at {
            self.labelled("read", &moment(read_at));
        }
        if let Some(whole_at) = source.whole_at {
            let why = source.why_whole.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            self.labelled("read whole", &format!("{}{why}", moment(whole_at)));
        }
    }

    /// Those under way first: who is closed only waits.
    fn departures(&mut self, leavers: &[Leaver]) {
        if leavers.is_empty() {
            return;
        }
        self.heading("Departures");
        let (closed, under_way): (Vec<&Leaver>, Vec<&Leaver>) =
            leavers.iter().partition(|leaver| leaver.closed_at.is_some());
        for leaver in under_way {
            let how = if leaver.expelled { "is shown out" } else { "leaves" };
            let since = moment(leaver.begun_at);
            self.line(INDENT, &format!("{}  {how} since {since}", paint(HEADING, show(&leaver.name))));
            leaver.waits_for.iter().for_each(|sentence| self.labelled("waits", sentence));
        }
        if !closed.is_empty() {
            let count = people(closed.len() as u64);
            self.line(INDENT, &format!("{count} with a closed account that is kept for their return"));
        }
    }

    fn tenant(&mut self, tenant: &TenantStatus, now: Timestamp) {
        let accounts = many(tenant.accounts, "account");
        let name = paint(HEADING, show(&tenant.organisation));
        self.line(INDENT, &format!("{name}  {accounts}, read whole {} ago", ago(tenant.read_at, now)));
        if let Some(trouble) = &tenant.trouble {
            self.labelled("trouble", trouble);
        }
    }

    fn cycles(&mut self, cycles: &[Cycle]) {
        if cycles.is_empty() {
            self.line(INDENT, "none yet");
        }
        for cycle in cycles.iter().take(CYCLES_SHOWN) {
            self.line(INDENT, &format!("{}  {}", moment(cycle.at), show(&cycle.because)));
            self.labelled("came to", &outcome(cycle));
            if let Some(run) = cycle.run {
                self.labelled("run", &run.to_string());
            }
            if let Some(trouble) = &cycle.trouble {
                self.labelled("trouble", trouble);
            }
        }
    }

    fn hooks(&mut self, hooks: &HooksStatus, now: Timestamp) {
        self.heading(&format!("Hooks at {}", show(&hooks.url)));
        for source in &hooks.sources {
            let came = source.last_at.map(|at| format!(", the last {} ago", ago(at, now)));
            let known = if source.known > 0 {
                format!(", {} sent again", grouped(source.known))
            } else {
                String::new()
            };
            let text = format!(
                "{}{known}{}",
                counted(source.new, "new delivery", "new deliveries"),
                came.unwrap_or_default()
            );
            self.line(INDENT, &format!("{}  {text}", paint(HEADING, show(&source.source))));
            let away: Vec<String> = source
                .turned_away
                .iter()
                .map(|(status, count)| format!("{} with {status}", grouped(*count)))
                .collect();
            if !away.is_empty() {
                self.labelled("turned away", &away.join(", "));
            }
        }
        if hooks.unknown_sources > 0 {
            self.line(
                INDENT,
                &format!("{} for a source that is not configured", many(hooks.unknown_sources, "request")),
            );
        }
        if let Some(last) = hooks.turned_away.first() {
            self.labelled(
                "last reason",
                &format!("{} ({}, {} ago)", last.reason, last.source, ago(last.at, now)),
            );
        }
        self.line(INDENT, "see what came: muster inbox");
    }

    fn held(&mut self, held: &[Waiting]) {
        let sum: u64 = held.iter().map(|waiting| waiting.count).sum();
        self.heading(&format!("Held ({sum})"));
        if held.is_empty() {
            self.line(INDENT, "nothing waits");
        }
        for waiting in held {
            self.line(INDENT, &format!("{}  {}", waiting.count, show(&waiting.because)));
            let names: Vec<String> = waiting.people.iter().map(|name| show(name)).collect();
            self.labelled("about", &names.join(", "));
        }
        if !held.is_empty() {
            self.line(INDENT, "see all of it: muster plan");
        }
    }
}

fn outcome(cycle: &Cycle) -> String {
    let counts = [(cycle.done, "done"), (cycle.failed, "FAILED"), (cycle.held, "held")];
    let counted =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let mut parts = vec![format!("{} looked at", people(cycle.people))];
    parts.extend(counted);
    if cycle.done + cycle.failed + cycle.held == 0 {
        parts.push("nothing to change".into());
    }
    parts.push(many(cycle.calls, "call"));
    parts.push(format!("{}.{} s", cycle.took_ms / 1000, cycle.took_ms % 1000 / 100));
    parts.join(", ")
}

#[cfg(test)]
mod tests;
