//! Templates with everything that they include, cycle-checked.

use super::resolve::PolicyError;
use super::text::{Located, TemplateText};
use std::collections::{BTreeMap, BTreeSet};

/// The grants of a template and of all templates that it includes, each once.
pub(super) fn expand(
    name: &Located,
    templates: &BTreeMap<String, TemplateText>,
    errors: &mut Vec<PolicyError>,
) -> Vec<Located> {
    let mut grants = Vec::new();
    let mut seen = BTreeSet::new();
    walk(name, templates, &mut vec![], &mut seen, &mut grants, errors);
    grants
}

fn walk(
    name: &Located,
    templates: &BTreeMap<String, TemplateText>,
    path: &mut Vec<String>,
    seen: &mut BTreeSet<String>,
    grants: &mut Vec<Located>,
    errors: &mut Vec<PolicyError>,
) {
    if path.contains(&name.text) {
        path.push(name.text.clone());
        errors.push(PolicyError::at(name, format!("templates include each other: {}", path.join(" → "))));
        path.pop();
        return;
    }
    let Some(template) = templates.get(&name.text) else {
        errors.push(PolicyError::at(name, format!("there is no template `{}`", name.text)));
        return;
    };
    if !seen.insert(name.text.clone()) {
        return;
    }
    path.push(name.text.clone());
    grants.extend(template.grants.iter().cloned());
    for include in &template.includes {
        walk(include, templates, path, seen, grants, errors);
    }
    path.pop();
}
