//! `docs/reference/simulator.md` lists every switch with its default and the words of its doc comment.
//!
//! To write it anew after a switch was added: `UPDATE=1 cargo nextest run -p muster-simulator --test reference`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use muster_simulator::{Behaviour, Chances, Limits};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "# The switches of the simulated tenant

What the real platform does is not certain everywhere: sources contradict each other, or say nothing. Each such point is a
switch, whose default is the likeliest answer; Muster must hold under every setting. This page is generated from the code.

A switch is set in the file of `muster simulator --org FILE`, below `behaviour`, or while it runs:
`curl -X PUT http://127.0.0.1:8480/simulator/behaviour -d '{ \"stale_version\": \"bad_request\" }'`. What is left out stays. What
was set is in the file at the next start; `--forget` leaves the file as it is.
";

/// A file with the doc comments, the type in it, the heading, and the values when nothing is said.
struct Section {
    file: &'static str,
    name: &'static str,
    heading: &'static str,
    defaults: Value,
}

fn sections() -> Vec<Section> {
    let behaviour = serde_json::to_value(Behaviour::default()).unwrap();
    let below = |pointer: &str| behaviour.pointer(pointer).unwrap().clone();
    let section = |file, name, heading, defaults| Section { file, name, heading, defaults };
    vec![
        section("model/behaviour/mod.rs", "Behaviour", "`behaviour`", behaviour.clone()),
        section("model/behaviour/scim.rs", "ScimBehaviour", "`behaviour.scim`", below("/scim")),
        section(
            "model/behaviour/scim.rs",
            "ServiceProvider",
            "`behaviour.scim.service_provider`",
            below("/scim/service_provider"),
        ),
        section("model/behaviour/lists.rs", "ListMax", "`behaviour.list_max`", below("/list_max")),
        section("model/behaviour/lag.rs", "Lag", "`behaviour.lag`, also `PUT /simulator/lag`", below("/lag")),
        section(
            "limits.rs",
            "Limits",
            "`limits`, also `PUT /simulator/limits`",
            serde_json::to_value(Limits::default()).unwrap(),
        ),
        section(
            "faults/mod.rs",
            "Chances",
            "`chances` of `PUT /simulator/faults`; never in the file",
            serde_json::to_value(Chances::default()).unwrap(),
        ),
    ]
}

fn source(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file)).unwrap()
}

/// What is declared in braces after `opening`: names and doc comments, in order.
fn documented(text: &str, opening: &str) -> Vec<(String, String)> {
    let body = text.split(opening).nth(1).unwrap().split("\n}").next().unwrap();
    let (mut found, mut about) = (Vec::new(), String::new());
    for line in body.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            about = format!("{about}{words}");
        } else if !line.is_empty() && !line.starts_with('#') {
            let name = line.trim_start_matches("pub ").split([':', ',', '(']).next().unwrap();
            found.push((name.to_owned(), std::mem::take(&mut about).trim().to_owned()));
        }
    }
    found
}

fn snake(name: &str) -> String {
    let mut made = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !made.is_empty() {
            made.push('_');
        }
        made.extend(letter.to_lowercase());
    }
    made
}

/// The words that a field may have, when its type is an enum of `words.rs`.
fn words(text: &str, field: &str) -> String {
    let words = source("model/behaviour/words.rs");
    let declared = text.split(&format!("pub {field}: ")).nth(1).unwrap();
    let opening = format!("pub enum {} {{", declared.split(',').next().unwrap());
    if !words.contains(&opening) {
        return String::new();
    }
    let all = documented(&words, &opening);
    let all: Vec<_> = all.iter().map(|(name, about)| format!("`{}`: {about}", snake(name))).collect();
    format!(" {}", all.join(" "))
}

fn written() -> String {
    let mut page = HEAD.to_owned();
    for section in sections() {
        let text = source(section.file);
        write!(page, "\n## {}\n\n| name | default | |\n|---|---|---|\n", section.heading).unwrap();
        for (name, about) in documented(&text, &format!("pub struct {} {{", section.name)) {
            let default = &section.defaults[&name];
            if default.is_object() && !default.as_object().unwrap().is_empty() {
                continue;
            }
            let words = words(&text, &name);
            writeln!(page, "| `{name}` | `{default}` | {}{words} |", about.replace('|', "\\|")).unwrap();
        }
    }
    page
}

#[test]
fn the_reference_lists_every_switch_as_the_code_has_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/simulator.md");
    let written = written();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &written).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == written,
        "docs/reference/simulator.md is out of date; the head of this test says how to write it"
    );
    let switches =
        sections().iter().map(|section| section.defaults.as_object().unwrap().len()).sum::<usize>();
    let rows = written.lines().filter(|line| line.starts_with("| `")).count();
    // Behaviour holds three tables of its own, SCIM one.
    assert_eq!(rows, switches - 4, "each switch has a row");
}
