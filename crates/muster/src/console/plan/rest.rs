//! What a plan remembers, forgets and leaves alone.

use super::View;
use crate::console::style::{HEADING, paint};
use crate::console::text::{fill, show};
use crate::console::words::{listed, many, people};
use muster_core::person::LinkOrigin;
use muster_core::plan::{NewLink, Orphan, Plan};

/// Names of orphans that are shown before they are only counted.
const ORPHANS_SHOWN: usize = 12;

/// New pairings, forgotten ledger entries and orphans. Empty where there are none.
pub(super) fn render(plan: &Plan, view: &View) -> String {
    let body = &plan.body;
    let mut text = links(&body.links);
    if !body.forget.is_empty() {
        let grants = many(body.forget.len() as u64, "grant");
        text.push_str(&format!(
            "Forgotten: {grants} of ours that other hands took away and no rule gives any more.\n"
        ));
    }
    text.push_str(&orphans(&body.orphans, view));
    text
}

fn links(links: &[NewLink]) -> String {
    if links.is_empty() {
        return String::new();
    }
    let origins = [LinkOrigin::Created, LinkOrigin::ExternalId, LinkOrigin::Mail, LinkOrigin::Manual];
    let counts: Vec<String> = origins
        .into_iter()
        .map(|origin| (links.iter().filter(|link| link.origin == origin).count(), origin))
        .filter(|(count, _)| *count > 0)
        .map(|(count, origin)| format!("{count} by {}", origin.word()))
        .collect();
    format!("Paired for the first time: {}, {}.\n", people(links.len() as u64), listed(&counts))
}

fn orphans(orphans: &[Orphan], view: &View) -> String {
    if orphans.is_empty() {
        return String::new();
    }
    let shown = if view.people_max.is_none() && !view.summary {
        orphans.len()
    } else {
        ORPHANS_SHOWN.min(orphans.len())
    };
    let mut items: Vec<String> = orphans[..shown]
        .iter()
        .map(|orphan| format!("{} ({})", show(&orphan.name), show(&orphan.mail)))
        .collect();
    if shown < orphans.len() {
        items.push(format!("… and {} more", orphans.len() - shown));
    }
    let belong = if orphans.len() == 1 { "belongs" } else { "belong" };
    let title =
        format!("{} {belong} to nobody in the sources, left alone", many(orphans.len() as u64, "account"));
    let lines = fill(&items, view.columns.saturating_sub(2).max(20));
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("{}\n{lines}", paint(HEADING, title))
}
