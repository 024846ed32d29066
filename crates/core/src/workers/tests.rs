//! Deliveries and files, and who is known after them.

use super::*;
use crate::record::Coverage;
use crate::worker::Statement;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// Eight in the morning of a day.
fn day(day: &str) -> Timestamp {
    at(&format!("{day}T08:00:00Z"))
}

fn usage() -> Usage {
    Usage { source: "hr".into(), zone: "Asia/Manila".parse().expect("a zone") }
}

fn workers() -> Workers {
    let mut workers = Workers::new(usage());
    workers.happened(day("2026-01-01"));
    workers
}

fn says(worker: &str, facts: &[(&str, &str)]) -> Statement {
    since(worker, None, facts)
}

fn since(worker: &str, since: Option<&str>, facts: &[(&str, &str)]) -> Statement {
    let fact = |(fact, said): &(&str, &str)| (fact.parse().expect("a fact"), Some((*said).to_owned()));
    let since = since.map(|since| since.parse().expect("a moment"));
    Statement::new(worker, since, facts.iter().map(fact).collect()).expect("makes sense")
}

fn ana() -> Statement {
    says("7", &[("name", "Ana"), ("mail", "ana@corp.example"), ("title", "Agent")])
}

fn title(workers: &Workers, as_of: &str) -> Option<String> {
    workers.record(&"7".into(), day(as_of)).and_then(|record| record.title)
}

/// The same workers, written down and read again.
fn reread(workers: &Workers, now: Timestamp) -> Workers {
    let mut loading = Loading::new(usage());
    for (worker, known) in &workers.known {
        for (number, stated) in &known.stated {
            let stated = serde_json::to_string(stated).expect("as JSON");
            loading.take(WorkerRow::Stated(worker.as_str(), *number, &stated));
        }
        let gone = known.gone_at.map(|at| at.to_string());
        gone.iter().for_each(|at| loading.take(WorkerRow::Gone(worker.as_str(), at)));
    }
    loading.finish(now).expect("makes sense")
}

#[test]
fn an_update_of_somebody_unknown_is_parked_until_somebody_says_who_they_are() {
    let mut workers = workers();
    let lead = workers.take(Some(1), day("2026-01-02"), vec![says("7", &[("title", "Lead")])]);
    assert!(matches!(&lead.answer, Answer::Parked(reason) if reason.contains("worker 7")), "{lead:?}");
    assert_eq!(workers.record(&"7".into(), day("2026-01-03")), None);
    let mut workers = reread(&workers, day("2026-01-03"));
    let who = workers.take(Some(2), day("2026-01-03"), vec![says("7", &[("name", "Ana")])]);
    assert_eq!((who.answer, who.unparked), (Answer::Applied, vec![1]));
    assert_eq!(title(&workers, "2026-01-03").as_deref(), Some("Lead"));
}

#[test]
fn what_cannot_be_true_is_refused_with_its_reason_and_the_rest_counts() {
    let mut workers = workers();
    workers.take(Some(1), day("2026-01-02"), vec![ana(), says("7", &[("start", "2026-04-01")])]);
    let taken = workers.take(
        Some(2),
        day("2026-01-03"),
        vec![says("7", &[("end", "2026-03-01")]), says("8", &[("name", "Ben")])],
    );
    assert_eq!(
        taken.answer,
        Answer::Refused(
            "1 of 2 statements cannot be true, the others count: worker 7: the end 2026-03-01 lies before the start \
             2026-04-01"
                .into()
        )
    );
    assert_eq!(workers.population(), 2);
    assert_eq!(workers.record(&"7".into(), day("2026-01-03")).and_then(|ana| ana.expires_at), None);
}

#[test]
fn an_export_says_only_what_is_new_and_does_not_undo_what_came_later() {
    let mut workers = workers();
    workers.take(Some(1), day("2026-01-02"), vec![ana()]);
    workers.take(Some(2), day("2026-01-05"), vec![says("7", &[("title", "Lead")])]);
    workers.take_change();
    let mut export = Export::new(day("2026-01-04"));
    export.row(&workers, ana());
    let exported = workers.take_export(export, true);
    assert_eq!(exported, Exported::default());
    assert!(workers.take_change().is_empty(), "nothing is to be written");
    assert_eq!(title(&workers, "2026-01-06").as_deref(), Some("Lead"));
}

#[test]
fn whoever_a_full_export_does_not_list_is_gone_unless_they_came_later_and_comes_back_when_listed() {
    let mut workers = workers();
    workers.take(None, day("2026-01-02"), vec![ana(), says("8", &[("name", "Ben")])]);
    workers.take(None, day("2026-01-09"), vec![says("9", &[("name", "Cho")])]);
    let export = |workers: &Workers, on, rows: Vec<Statement>| {
        let mut export = Export::new(day(on));
        rows.into_iter().for_each(|row| export.row(workers, row));
        export
    };
    let some = export(&workers, "2026-01-05", vec![ana()]);
    workers.take_export(some, false);
    assert_eq!(workers.population(), 3, "an export of some proves nobody's absence");
    let full = export(&workers, "2026-01-06", vec![ana()]);
    let exported = workers.take_export(full, true);
    assert_eq!(exported.affected, BTreeSet::from(["8".into()]));
    assert_eq!(
        (workers.population(), workers.take_change().gone),
        (2, [("8".into(), Some(day("2026-01-06")))].into())
    );
    let full = export(&workers, "2026-01-07", vec![ana(), says("8", &[("name", "Ben")])]);
    assert_eq!(workers.take_export(full, true).affected, BTreeSet::from(["8".into()]));
    assert_eq!((workers.population(), workers.take_change().gone), (3, [("8".into(), None)].into()));
}

#[test]
fn what_happens_by_itself_is_told_once_at_its_moment() {
    let mut workers = workers();
    workers.take(
        Some(1),
        day("2026-01-02"),
        vec![ana(), since("7", Some("2026-03-01"), &[("title", "Lead")])],
    );
    let midnight = at("2026-02-28T16:00:00Z");
    for mut workers in [reread(&workers, day("2026-01-03")), workers] {
        assert_eq!(workers.next(), Some(midnight));
        assert!(workers.happened(at("2026-02-28T15:59:59Z")).is_empty());
        let told: Vec<String> = workers
            .happened(midnight)
            .into_iter()
            .map(|it| format!("{} {}", it.display_name, it.what))
            .collect();
        assert_eq!(told, ["Ana title becomes Lead"]);
        assert!(workers.happened(day("2026-03-02")).is_empty());
        assert_eq!(workers.next(), None);
    }
}

#[test]
fn old_statements_become_one_and_everything_that_may_still_matter_stays() {
    let mut workers = workers();
    let months = ["2025-01-10", "2025-03-10", "2025-05-10", "2025-07-10"];
    for (n, on) in (0..).zip(months) {
        let all = vec![says("7", &[("name", "Ana"), ("title", &format!("Agent {n}"))])];
        workers.take(Some(n), day(on), all);
    }
    workers.take(Some(9), day("2025-07-11"), vec![since("7", Some("2026-03-01"), &[("title", "Lead")])]);
    let change = workers.take_change();
    assert_eq!(workers.known[&"7".into()].stated.len(), 4, "January and March are one");
    assert_eq!(
        change.added.len(),
        4,
        "what was folded before it was written need not be written: {change:?}"
    );
    for mut workers in [reread(&workers, day("2025-08-01")), workers] {
        assert_eq!(title(&workers, "2025-06-01").as_deref(), Some("Agent 2"));
        assert_eq!(title(&workers, "2025-04-01").as_deref(), Some("Agent 1"));
        assert_eq!(title(&workers, "2025-08-01").as_deref(), Some("Agent 3"));
        assert_eq!(title(&workers, "2026-03-01").as_deref(), Some("Lead"));
        let batch = workers.batch(None, day("2025-08-01"), day("2025-09-01"), Coverage::Complete, Vec::new());
        assert_eq!((batch.records.len(), batch.upcoming.len()), (1, 0));
        assert_eq!(workers.take_change(), WorkersChange::default());
    }
}

#[test]
fn a_row_that_makes_no_sense_is_named() {
    let mut loading = Loading::new(usage());
    loading.take(WorkerRow::Stated("7", 0, "{}"));
    let bad = loading.finish(day("2026-01-01")).expect_err("no statement").to_string();
    assert!(bad.starts_with("what is remembered of worker 7 makes no sense"), "{bad}");
}
