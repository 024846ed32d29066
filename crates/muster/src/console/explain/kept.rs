//! What somebody keeps, and why.

use super::Unchanged;
use crate::console::names::Names;
use crate::console::plan::block::{self, Group};
use crate::console::plan::item::{Sign, with};
use crate::console::plan::reason;
use crate::console::style::{HEADING, paint};

/// What stays as it is, together where the reason is the same.
pub(super) fn render(unchanged: &[Unchanged], names: &Names<'_>, columns: usize) -> String {
    if unchanged.is_empty() {
        return String::new();
    }
    let mut groups: Vec<Group> = Vec::new();
    for kept in unchanged {
        let because = why_kept(kept);
        let what = with(&names.slot(&kept.slot), &names.value(&kept.value));
        match groups.iter_mut().find(|group| group.because == because) {
            Some(group) => group.lines.iter_mut().for_each(|(_, items)| items.push(what.clone())),
            None => groups.push(Group { lines: vec![(Sign::Kept, vec![what])], because }),
        }
    }
    format!("{}\n{}", paint(HEADING, "Stays as it is"), block::render(&groups, 4, columns))
}

fn why_kept(kept: &Unchanged) -> Vec<String> {
    let mut reasons: Vec<String> = kept.because.iter().map(|because| reason(&kept.slot, because)).collect();
    match (reasons.last_mut(), kept.ours) {
        (None, true) => vec!["it is ours, and nothing has been concluded about it".into()],
        (None, false) => vec!["others granted it, and Muster removes only its own".into()],
        (Some(last), true) => {
            last.push_str(" (granted by Muster)");
            reasons
        }
        (Some(_), false) => reasons,
    }
}
