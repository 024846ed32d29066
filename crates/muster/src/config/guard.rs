//! `[guard]`: how much may be taken away before somebody must look.

use super::section::Section;
use muster_core::guard::Limits;
use muster_core::policy::{FloorsText, Located};

/// The limits, and the roles that are never touched.
pub(crate) struct Guard {
    /// The limits.
    pub(crate) limits: Limits,
    /// Names, ids or default role ids.
    pub(crate) protected_roles: Vec<Located>,
    /// How many must be left in queues and with roles.
    pub(crate) floors: FloorsText,
}

pub(super) fn read(root: &Section<'_>) -> Guard {
    let section = root.section("guard");
    let usual = Limits::default();
    let any = 0..=u64::MAX;
    let people = section.texts("protected_people").into_iter().map(|name| name.text.trim().to_lowercase());
    let limits = Limits {
        removals_max: section.number("removals_max", any.clone(), usual.removals_max),
        removals_percent: section.number("removals_percent", 0..=100, usual.removals_percent),
        removals_per_day_max: section.number("removals_per_day_max", any.clone(), usual.removals_per_day_max),
        deactivations_max: section.number("deactivations_max", any, usual.deactivations_max),
        shrink_percent: section.number("shrink_percent", 0..=100, usual.shrink_percent),
        protected_people: people.collect(),
        standing: None,
    };
    let roles = section.spanned_texts("protected_roles");
    let protected_roles = match roles {
        Some(roles) => roles.into_iter().map(|(role, _)| role).collect(),
        None => vec![section.default_text("guard.protected_roles", "admin")],
    };
    let floors =
        FloorsText { queues: floors(&section, "queue_floors"), roles: floors(&section, "role_floors") };
    section.finish();
    Guard { limits, protected_roles, floors }
}

/// A table of names, each with how many must be left.
fn floors(guard: &Section<'_>, key: &str) -> Vec<(Located, u64)> {
    let table = guard.section_titled(key, &format!("[guard.{key}]"));
    let named = table.chosen_keys().into_iter().map(|(name, span)| {
        let floor = table.number(&name, 0..=1_000_000, 0);
        (table.document.located(&name, &span), floor)
    });
    named.collect()
}
