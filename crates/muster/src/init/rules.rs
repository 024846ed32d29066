//! The directory's groups as rules to start from. Comments only: names that look alike prove nothing.

use super::discovery::Discovery;
use super::words::similar;
use super::{in_comment, quote};
use muster_core::entitlement::DivisionScope;
use muster_core::record::DirectoryGroup;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const HEAD: &str = "\
# Rules: who gets what. All conditions of a rule must hold; grants are written as
# role:NAME@DIVISION  role:NAME@*  queue:NAME  group:NAME  skill:NAME=LEVEL  language:NAME=LEVEL  division:NAME
# set:department=TEXT. Below is one rule for each group in scope, biggest first. Its grants were guessed from names
# that look alike: check each one before you remove the `# `.
";

/// One commented rule for each group in scope.
pub(super) fn render(found: &Discovery) -> String {
    let mut groups: Vec<&DirectoryGroup> = found.groups.iter().filter(|group| group.in_scope).collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.members), &group.name, &group.anchor));
    let likely = Likely::new(found);
    let mut names = BTreeSet::new();
    let rules = groups.iter().map(|group| rule(group, &rule_name(&group.name, &mut names), &likely));
    std::iter::once(HEAD.to_owned()).chain(rules).collect::<Vec<_>>().join("\n")
}

/// What the tenant could give, for comparison with the names of groups.
struct Likely<'a> {
    roles: Vec<(&'a str, Uuid)>,
    /// `@` and the Home division as it is called here; nothing where it is not known.
    home: String,
    queues: Vec<(&'a str, Uuid)>,
    groups: Vec<(&'a str, Uuid)>,
    /// How many groups of the directory have a name.
    bearers: BTreeMap<&'a str, usize>,
}

impl<'a> Likely<'a> {
    fn new(found: &'a Discovery) -> Self {
        let of = &found.catalogue;
        let mut bearers = BTreeMap::new();
        found.groups.iter().for_each(|group| *bearers.entry(group.name.as_str()).or_default() += 1);
        Self {
            // Roles that hand out roles are never proposed.
            roles: of
                .roles
                .iter()
                .filter(|(_, role)| !role.administrative)
                .map(|(id, role)| (role.name.as_str(), id.0))
                .collect(),
            home: of
                .home()
                .map_or_else(String::new, |home| format!("@{}", of.division_name(DivisionScope::In(home)))),
            queues: of.queues.iter().map(|(id, queue)| (queue.name.as_str(), id.0)).collect(),
            groups: of.groups.iter().map(|(id, group)| (group.name.as_str(), id.0)).collect(),
            bearers,
        }
    }

    fn grants(&self, group: &str) -> Vec<String> {
        let kinds = [
            ("role", &self.roles, self.home.as_str()),
            ("queue", &self.queues, ""),
            ("group", &self.groups, ""),
        ];
        let mut grants = Vec::new();
        for (kind, candidates, suffix) in kinds {
            for (name, id) in similar(group, candidates, 2) {
                let unique = candidates.iter().filter(|(other, _)| *other == name).count() == 1;
                let named =
                    if unique && !name.contains(char::is_control) { name.to_owned() } else { id.to_string() };
                grants.push(format!("{kind}:{named}{suffix}"));
            }
        }
        grants
    }
}

fn rule(group: &DirectoryGroup, name: &str, likely: &Likely<'_>) -> String {
    let unique = likely.bearers.get(group.name.as_str()) == Some(&1);
    let called = if unique { group.name.as_str() } else { group.anchor.as_str() };
    let grants = likely.grants(&group.name);
    let grant = match grants.is_empty() {
        true => "[]   # nothing in the tenant has a similar name: copy one from the lists below".to_owned(),
        false => super::quote_all(grants.iter().map(String::as_str)),
    };
    let (of, members) = (in_comment(&group.location), group.members);
    format!(
        "# [[rule]]   # {of}: {members} members\n# name = {}\n# group = {}\n# grant = {grant}\n",
        quote(name),
        quote(called),
    )
}

/// A name for the rule of a group: its own in small letters, with a number where that is taken.
fn rule_name(group: &str, names: &mut BTreeSet<String>) -> String {
    let marks: String =
        group.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let parts: Vec<&str> = marks.split('-').filter(|part| !part.is_empty()).collect();
    let plain = if parts.is_empty() { "rule".to_owned() } else { parts.join("-") };
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    let free =
        std::iter::once(plain.clone()).chain(numbered).find(|name| !names.contains(name)).unwrap_or(plain);
    names.insert(free.clone());
    free
}
