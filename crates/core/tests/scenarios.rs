//! The world, what happens, what we expect: scenarios in text, for policy, correlation, draft and guardrails.
//!
//! The language is described in `tests/scenarios/README.md`. To add a scenario, write it into a file there; to add a
//! file, name it in `scenario_files!` below.

#![allow(clippy::unwrap_used)]

mod support;

use muster_core::entitlement::Kind;
use muster_core::guard::ALL;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::render::{census_line, plan_lines};
use support::script::{self, Act, Line, Scenario};
use support::statement::Stage;

macro_rules! scenario_files {
    ($($file:ident)*) => {
        const FILES: &[&str] = &[$(stringify!($file)),*];
        $(#[test]
        fn $file() {
            let failures: Vec<String> = scenarios(stringify!($file)).iter().filter_map(|scenario| run(stringify!($file), scenario).err()).collect();
            assert!(failures.is_empty(), "\n{}", failures.join("\n"));
        })*
    };
}

scenario_files! { joiner rehire mover levels leaver scope ours identity names profile coverage halves join shrink budget floor protected standing unmapped departure hr trust assigned story }

/// What the scenarios have seen: guardrails in findings, kinds in changes.
#[derive(Default)]
struct Seen {
    guardrails: BTreeSet<String>,
    kinds: BTreeSet<Kind>,
}

#[test]
fn every_file_is_run() {
    let written: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "scn"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let run: BTreeSet<String> = FILES.iter().map(|file| (*file).to_owned()).collect();
    assert_eq!(written, run);
}

#[test]
fn every_guardrail_and_every_kind_has_a_scenario() {
    let mut seen = Seen::default();
    for scenario in FILES.iter().flat_map(|file| scenarios(file)) {
        look(&scenario, &mut seen);
    }
    // Steps of a departure are no rule's business.
    let granted = Kind::ALL.into_iter().filter(|kind| !kind.is_of_departure());
    let unseen: Vec<&str> = ALL
        .iter()
        .map(|guardrail| guardrail.name)
        .filter(|name| !seen.guardrails.contains(*name))
        .chain(granted.filter(|kind| !seen.kinds.contains(kind)).map(Kind::word))
        .collect();
    assert!(unseen.is_empty(), "no scenario is about {}", unseen.join(", "));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn scenarios(file: &str) -> Vec<Scenario> {
    let path = folder().join(file).with_extension("scn");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    script::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn run(file: &str, scenario: &Scenario) -> Result<(), String> {
    let mut stage = Stage::new();
    let place = |error: String| format!("scenario {} (tests/scenarios/{file}.scn): {error}", scenario.title);
    carry_out(&mut stage, &scenario.given).map_err(place)?;
    for act in &scenario.acts {
        carry_out(&mut stage, &act.when).map_err(place)?;
        let mut actual = plan(&mut stage);
        let expected = expected(act);
        if !expected.iter().any(|line| line.starts_with("census ")) {
            actual.retain(|line| !line.starts_with("census "));
        }
        if actual != expected {
            return Err(difference(file, &scenario.title, act, &expected, &actual));
        }
    }
    Ok(())
}

fn look(scenario: &Scenario, seen: &mut Seen) {
    let mut stage = Stage::new();
    carry_out(&mut stage, &scenario.given).unwrap();
    for act in &scenario.acts {
        carry_out(&mut stage, &act.when).unwrap();
        plan(&mut stage);
        let Some(plan) = &stage.plan else { continue };
        seen.guardrails.extend(plan.body.findings.iter().map(|finding| finding.guardrail.clone()));
        seen.kinds.extend(plan.body.changes.iter().map(|change| change.slot.kind()));
    }
}

fn carry_out(stage: &mut Stage, lines: &[Line]) -> Result<(), String> {
    for line in lines {
        stage.carry_out(&line.text).map_err(|error| format!("line {}: {error}", line.at))?;
    }
    Ok(())
}

/// Resolves the policy, pins its names, plans, and says what came of it.
fn plan(stage: &mut Stage) -> Vec<String> {
    let resolved = match stage.world.resolved() {
        Ok(resolved) => resolved,
        Err(errors) => {
            let mut lines: Vec<String> =
                errors.iter().map(|error| stage.names.apply(&format!("error {error}"))).collect();
            lines.sort();
            return lines;
        }
    };
    let plan = stage.world.plan_with(&resolved.policy);
    let mut lines = plan_lines(&plan, &stage.names);
    lines.extend(resolved.notices.iter().map(|notice| format!("notice {notice}")));
    lines.push(census_line(&plan));
    lines.sort();
    stage.world.pins = resolved.pins;
    stage.plan = Some(plan);
    lines
}

fn expected(act: &Act) -> Vec<String> {
    let mut lines: Vec<String> = act.then.iter().map(|line| line.text.clone()).collect();
    lines.sort();
    lines
}

fn difference(file: &str, title: &str, act: &Act, expected: &[String], actual: &[String]) -> String {
    let (expected, actual) = (expected.join("\n") + "\n", actual.join("\n") + "\n");
    let diff = TextDiff::from_lines(&expected, &actual);
    let lines = diff.iter_all_changes().map(|change| {
        let sign = match change.tag() {
            ChangeTag::Delete => "expected ",
            ChangeTag::Insert => "planned  ",
            ChangeTag::Equal => "         ",
        };
        format!("  {sign} {change}")
    });
    format!("scenario {title} (tests/scenarios/{file}.scn:{})\n{}", act.at, lines.collect::<String>())
}
