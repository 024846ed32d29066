//! `[licence_tier.NAME]`: which roles a licence tier permits.

use super::section::Section;
use muster_core::policy::Located;
use std::collections::BTreeMap;

/// The roles of each tier: names, ids or default role ids.
pub(super) fn read(root: &Section<'_>) -> BTreeMap<String, Vec<Located>> {
    let sections = root.named_sections("licence_tier");
    sections.into_iter().map(|(name, section)| (name.text.clone(), roles(section))).collect()
}

fn roles(section: Section<'_>) -> Vec<Located> {
    if !section.has("roles") {
        section.missing("roles", "[\"Agent\", \"Supervisor\"]");
    }
    let roles = section.filled_texts("roles");
    section.finish();
    roles
}
