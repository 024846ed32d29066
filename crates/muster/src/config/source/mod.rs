//! `[[source]]`: where people and their groups come from.

mod hook;
mod hr;
mod ldap;
mod login;
mod reach;
mod url;

pub(crate) use hook::Hook;
pub(crate) use hr::HrSource;
pub(crate) use ldap::LdapSource;
pub(crate) use login::Login;
pub(crate) use reach::Reach;
pub(crate) use url::Server;

use super::hooks::HooksSettings;
use super::problem::Problem;
use super::section::Section;
use crate::staff::StaffSettings;
use muster_connectors::directory::{Filter, ReadSpec};
use muster_core::id::SourceId;
use muster_core::worker::Fact;
use muster_core::workers::Usage;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// One source.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its name; part of every person's id, so changing it makes everybody somebody else.
    pub(crate) name: SourceId,
    /// How it is read.
    pub(crate) kind: SourceKind,
    /// What of it counts.
    pub(crate) scope: ReadSpec,
}

/// How a source is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// A directory over LDAP.
    Ldap(Box<LdapSource>),
    /// A directory as a file in LDIF.
    Ldif {
        /// The file.
        file: PathBuf,
    },
    /// A table of people in CSV.
    Csv {
        /// The file.
        file: PathBuf,
    },
    /// An HR system that says things of workers.
    Hr(Box<HrSource>),
}

impl Source {
    /// How an HR source is understood; `None` for any other.
    pub(crate) fn staff(&self) -> Option<StaffSettings> {
        let SourceKind::Hr(hr) = &self.kind else { return None };
        let usage = Usage { source: self.name.clone(), zone: hr.zone.clone() };
        Some(StaffSettings { usage, drops: hr.drops.clone() })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ldap,
    Ldif,
    Csv,
    Hr,
}

const KINDS: [(&str, Kind); 4] =
    [("ldap", Kind::Ldap), ("ldif", Kind::Ldif), ("csv", Kind::Csv), ("hr", Kind::Hr)];

/// Which kinds of source know a key.
const KEYS: [(&str, &[Kind]); 29] = [
    ("url", &[Kind::Ldap]),
    ("domain", &[Kind::Ldap]),
    ("dns", &[Kind::Ldap]),
    ("security", &[Kind::Ldap]),
    ("ca_file", &[Kind::Ldap]),
    ("tls_min", &[Kind::Ldap]),
    ("track", &[Kind::Ldap]),
    ("bind", &[Kind::Ldap]),
    ("password", &[Kind::Ldap]),
    ("kerberos", &[Kind::Ldap]),
    ("timeout_seconds", &[Kind::Ldap]),
    ("file", &[Kind::Ldif, Kind::Csv, Kind::Hr]),
    ("base", &[Kind::Ldap, Kind::Ldif]),
    ("filter", &[Kind::Ldap, Kind::Ldif]),
    ("group_base", &[Kind::Ldap, Kind::Ldif]),
    ("group_names", &[Kind::Ldap, Kind::Ldif, Kind::Csv]),
    ("attributes", &[Kind::Ldap, Kind::Ldif, Kind::Csv, Kind::Hr]),
    ("time_zone", &[Kind::Hr]),
    ("end_is", &[Kind::Hr]),
    ("format", &[Kind::Hr]),
    ("full", &[Kind::Hr]),
    ("trailer", &[Kind::Hr]),
    ("finished", &[Kind::Hr]),
    ("shape", &[Kind::Hr]),
    ("secrets", &[Kind::Hr]),
    ("tokens", &[Kind::Hr]),
    ("client_certificate", &[Kind::Hr]),
    ("tolerance_seconds", &[Kind::Hr]),
    ("per_second_max", &[Kind::Hr]),
];

/// Reads all sources, in order. What is wrong with a file that one names is added to `problems`.
pub(super) fn read(
    root: &Section<'_>,
    hooks: Option<&HooksSettings>,
    problems: &mut Vec<Problem>,
) -> Vec<Source> {
    let sections = root.sections("source");
    if sections.is_empty() {
        root.document
            .problem_unseen(&(0..0), "a section [[source]] is missing: it says where people come from");
    }
    let mut names: Vec<String> = Vec::new();
    if let Some(section) = sections.iter().find(|section| hook::takes_pushes(section) && !root.has("hooks")) {
        section.refuse(&section.span, "what is pushed needs a section [hooks]: it says where we listen");
    }
    let mut context = Context { hooks, problems };
    sections.into_iter().filter_map(|section| one(section, &mut names, &mut context)).collect()
}

/// What reading a source needs beside its own section.
struct Context<'a> {
    hooks: Option<&'a HooksSettings>,
    problems: &'a mut Vec<Problem>,
}

/// The further attributes of all sources, lower-cased, also of those that something is wrong with.
pub(super) fn attributes(root: &Section<'_>, sources: &[Source]) -> BTreeSet<String> {
    let names = root.sections("source").into_iter().flat_map(|section| section.texts("attributes"));
    let listed = names.map(|name| name.text.to_lowercase());
    let shaped = sources.iter().filter_map(|source| match &source.kind {
        SourceKind::Hr(hr) => hr.hook.as_ref().map(|hook| hook.shape.facts.keys()),
        SourceKind::Ldap(_) | SourceKind::Ldif { .. } | SourceKind::Csv { .. } => None,
    });
    let shaped = shaped.flatten().filter_map(|fact| match fact {
        Fact::Attribute(name) => Some(name.clone()),
        _ => None,
    });
    listed.chain(shaped).collect()
}

fn one(section: Section<'_>, names: &mut Vec<String>, context: &mut Context<'_>) -> Option<Source> {
    let name = name(&section, names);
    let known = section.has("kind");
    let kind = section.word("kind", &KINDS);
    if !known {
        section.missing("kind", "\"ldap\"");
    }
    let scope = scope(&section);
    let read = kind.map(|kind| {
        refuse_keys_of_others(&section, kind);
        of_kind(&section, kind, context)
    });
    KEYS.iter().for_each(|(key, _)| section.know(key));
    section.finish();
    Some(Source { name: name?, kind: read??, scope })
}

fn name(section: &Section<'_>, names: &mut Vec<String>) -> Option<SourceId> {
    let name = section.required_text("name", "\"corp-ad\"")?.text;
    let span = section.value("name")?.span();
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        section.refuse(&span, "the name of a source may hold letters a to z, digits, `-`, `_` and `.` only");
        return None;
    }
    if names.contains(&name) {
        section.refuse(&span, format!("there is already a source named `{name}`"));
        return None;
    }
    names.push(name.clone());
    Some(SourceId::new(name))
}

fn scope(section: &Section<'_>) -> ReadSpec {
    let texts = |key| section.texts(key).into_iter().map(|text| text.text).collect();
    ReadSpec {
        people_bases: texts("base"),
        people_filter: filter(section),
        group_bases: texts("group_base"),
        group_names: texts("group_names"),
        attributes: texts("attributes"),
        ..ReadSpec::default()
    }
}

fn filter(section: &Section<'_>) -> Option<Filter> {
    let text = section.text("filter")?;
    let span = section.value("filter")?.span();
    text.text
        .parse::<Filter>()
        .map_err(|error| section.refuse(&span, format!("`filter` cannot be read: {error}")))
        .ok()
}

fn refuse_keys_of_others(section: &Section<'_>, kind: Kind) {
    let word = |kind: &Kind| KINDS.iter().find(|(_, known)| known == kind).map_or("", |(word, _)| word);
    for (key, kinds) in KEYS.iter().filter(|(key, kinds)| section.has(key) && !kinds.contains(&kind)) {
        let theirs = kinds.iter().map(|kind| format!("\"{}\"", word(kind))).collect::<Vec<_>>().join(" or ");
        let sentence =
            format!("`{key}` belongs to a source of kind {theirs}, but this one is \"{}\"", word(&kind));
        section.document.problem_key(&section.key_span(key), sentence);
    }
}

fn of_kind(section: &Section<'_>, kind: Kind, context: &mut Context<'_>) -> Option<SourceKind> {
    match kind {
        Kind::Ldap => ldap::read(section).map(|ldap| SourceKind::Ldap(Box::new(ldap))),
        Kind::Ldif => file(section, "directory.ldif").map(|file| SourceKind::Ldif { file }),
        Kind::Csv => file(section, "people.csv").map(|file| SourceKind::Csv { file }),
        Kind::Hr => hr::read(section, context).map(|hr| SourceKind::Hr(Box::new(hr))),
    }
}

fn file(section: &Section<'_>, example: &str) -> Option<PathBuf> {
    if !section.has("file") {
        section.missing("file", &format!("\"{example}\""));
    }
    section.path("file")
}
