//! The tenant's names as comments to copy from.

use super::in_comment;
use muster_core::tenant::Catalogue;

/// Names listed of one kind. More than that is no list to copy from.
const LISTED_MAX: usize = 200;

/// Every name that rules may use, by kind.
pub(super) fn render(catalogue: &Catalogue) -> String {
    let role = |role: &muster_core::tenant::RoleEntry| match &role.default_role_id {
        Some(id) => format!("{} (system role {id})", role.name),
        None => role.name.clone(),
    };
    let kinds = [
        ("Roles", catalogue.roles.iter().map(|(id, entry)| (role(entry), id.to_string())).collect()),
        (
            "Divisions",
            catalogue.divisions.iter().map(|(id, entry)| (entry.name.clone(), id.to_string())).collect(),
        ),
        ("Queues", catalogue.queues.iter().map(|(id, entry)| (entry.name.clone(), id.to_string())).collect()),
        ("Groups", catalogue.groups.iter().map(|(id, entry)| (entry.name.clone(), id.to_string())).collect()),
        ("Skills", catalogue.skills.iter().map(|(id, entry)| (entry.name.clone(), id.to_string())).collect()),
        (
            "Languages",
            catalogue.languages.iter().map(|(id, entry)| (entry.name.clone(), id.to_string())).collect(),
        ),
    ];
    let head = "# What the tenant has, to copy from. An id may stand wherever a name may.\n".to_owned();
    std::iter::once(head)
        .chain(kinds.into_iter().map(|(kind, entries)| list(kind, entries)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn list(kind: &str, mut entries: Vec<(String, String)>) -> String {
    entries.sort();
    let width = entries.iter().take(LISTED_MAX).map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let lines =
        entries.iter().take(LISTED_MAX).map(|(name, id)| format!("#   {:width$}  {id}\n", in_comment(name)));
    let more = entries.len().saturating_sub(LISTED_MAX);
    let rest = if more > 0 { format!("#   … and {more} more\n") } else { String::new() };
    format!("# {kind} ({}):\n{}{rest}", entries.len(), lines.collect::<String>())
}
