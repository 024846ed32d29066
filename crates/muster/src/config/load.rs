//! From files to a configuration.

use super::document::{self, Document, Span};
use super::problem::{ConfigErrors, Problem};
use super::rule::{Known, RuleNames};
use super::section::Section;
use super::source::Source;
use super::{
    Config, apply, departure, guard, hooks, mappings, people, policy, precedence, report, rule, serve,
    source, store, syntax, template, tenant, tier,
};
use muster_core::guard::Limits;
use muster_core::id::SourceId;
use muster_core::policy::{Located, PeopleText, PolicyText, RuleText};
use std::collections::BTreeSet;
use std::path::Path;

/// Reads a configuration, or says everything that is wrong with it. Also gives every key that was asked for with its
/// section, such as `[guard] removals_max`; none where the file is not TOML.
pub(crate) fn examine(path: &Path) -> (Result<Config, ConfigErrors>, BTreeSet<String>) {
    let name = document::file_name(path);
    let text = match syntax::text_of(path) {
        Ok(text) => text,
        Err(sentence) => {
            return (refused(path, vec![Problem::of_file(&name, sentence)]), BTreeSet::new());
        }
    };
    let document = Document::new(name, &text);
    let text = document.text.clone();
    let (config, mut problems) = match syntax::parse(&document, &text) {
        Some(table) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            read(path, Section::root(&document, folder, table.get_ref()))
        }
        None => (None, Vec::new()),
    };
    let (own, keys) = document.into_findings();
    problems.extend(own);
    match config {
        Some(config) if problems.is_empty() => (Ok(config), keys),
        Some(_) | None => (refused(path, problems), keys),
    }
}

fn refused(path: &Path, problems: Vec<Problem>) -> Result<Config, ConfigErrors> {
    Err(ConfigErrors::new(path, problems))
}

/// Reads every section. What is wrong with the configuration is noted in its document, what is wrong with mapping
/// files is returned.
fn read(path: &Path, root: Section<'_>) -> (Option<Config>, Vec<Problem>) {
    let tenant = tenant::read(&root);
    let store = store::read(&root);
    let hooks = hooks::read(&root);
    let mut problems = Vec::new();
    let sources = source::read(&root, hooks.as_ref(), &mut problems);
    let (policy, limits, further) = read_policy(&root, &sources);
    problems.extend(further);
    let (apply, verify, report) = (apply::read(&root), apply::read_verify(&root), report::read(&root));
    let (serve, standing) = (serve::read(&root), serve::read_standing(&root));
    let tiers = tier::read(&root);
    root.finish();
    let config = tenant.zip(store).map(|(tenant, store)| Config {
        path: path.to_owned(),
        tenant,
        store,
        sources,
        hooks,
        apply,
        verify,
        report,
        serve,
        standing,
        tiers,
        policy,
        limits,
    });
    (config, problems)
}

fn read_policy(root: &Section<'_>, sources: &[Source]) -> (PolicyText, Limits, Vec<Problem>) {
    let attributes = source::attributes(root, sources);
    let sources: Vec<SourceId> = sources.iter().map(|source| source.name.clone()).collect();
    let speaks = precedence::Known { sources: &sources, attributes: &attributes };
    let people = PeopleText { terms: departure::read(root), ..people::read(root, &speaks) };
    let settings = policy::read(root);
    let guard = guard::read(root);
    let templates = template::read(root);
    let known = Known { templates: templates.keys().cloned().collect(), attributes };
    let mut names = RuleNames::default();
    let mut rules = rule::read(root, &known, &mut names);
    let mut problems = Vec::new();
    for (written, span) in &settings.mappings {
        let (further, wrong) = read_mappings(root, written, span, &known, &mut names);
        rules.extend(further);
        problems.extend(wrong);
    }
    let policy = PolicyText {
        rules,
        templates,
        people,
        sources,
        authoritative: settings.authoritative,
        unmapped_groups: settings.unmapped_groups,
        unmapped_titles: settings.unmapped_titles,
        revoke_first: apply::read_order(root),
        protected_roles: guard.protected_roles,
        floors: guard.floors,
    };
    (policy, guard.limits, problems)
}

fn read_mappings(
    root: &Section<'_>,
    written: &Located,
    span: &Span,
    known: &Known,
    names: &mut RuleNames,
) -> (Vec<RuleText>, Vec<Problem>) {
    match syntax::text_of(&root.folder().join(&written.text)) {
        Ok(text) => {
            let document = Document::new(&written.text, &text);
            let rules = mappings::read(&document, known, names);
            (rules, document.into_findings().0)
        }
        Err(sentence) => {
            root.refuse(span, format!("the mapping file `{}` cannot be used: {sentence}", written.text));
            (Vec::new(), Vec::new())
        }
    }
}
