//! Old statements become one that says the same.

use super::order::{Stated, Zones};
use super::{Timeline, Usage, Worker, WorkersChange};
use crate::id::Anchor;
use crate::time::SignedDuration;
use crate::worker::{Fact, Facts, Moment, Statement};

/// For how long it is remembered how somebody came to be who they are.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Folds the oldest statements of a worker, as long as both their coming and their effect lie far behind the newest
/// one. From their last effect on, everything is as before.
pub(super) fn fold(anchor: &Anchor, worker: &mut Worker, usage: &Usage, change: &mut WorkersChange) {
    let Some(newest) = worker.stated.iter().map(|(_, stated)| stated.came_at).max() else { return };
    let Ok(old) = newest.checked_sub(KEPT) else { return };
    let stated = worker.statements();
    let zones = Zones::of(&stated, &usage.zone);
    let mut order: Vec<usize> = (0..stated.len()).collect();
    order.sort_by_key(|at| zones.effect(&stated[*at]));
    let is_old = |at: &&usize| stated[**at].came_at < old && zones.effect(&stated[**at]) < old;
    let folded: Vec<usize> = order.iter().take_while(is_old).copied().collect();
    let timeline = Timeline::new(anchor, &stated, usage);
    let (Some(last), true) = (folded.last(), folded.len() > 1 && timeline.is_described()) else { return };
    let at = zones.effect(&stated[*last]);
    let mut facts: Facts = timeline.facts(at).cloned().unwrap_or_default();
    facts.retain(|_, said| said.is_some());
    facts.entry(Fact::TimeZone).or_insert_with(|| Some(timeline.zone(at).to_string()));
    let one = Stated {
        came_at: folded.iter().map(|at| stated[*at].came_at).max().unwrap_or(newest),
        delivery: None,
        statement: Statement { worker: anchor.clone(), since: Some(Moment::Instant(at)), facts },
    };
    replace(anchor, worker, &folded, one, change);
}

fn replace(anchor: &Anchor, worker: &mut Worker, folded: &[usize], one: Stated, change: &mut WorkersChange) {
    let numbers: Vec<u64> = folded.iter().map(|at| worker.stated[*at].0).collect();
    let first = numbers.iter().copied().min().unwrap_or(0);
    for number in numbers.iter().filter(|number| **number != first) {
        change.added.remove(&(anchor.clone(), *number));
        change.removed.insert((anchor.clone(), *number));
    }
    worker.stated.retain(|(number, _)| !numbers.contains(number));
    worker.stated.push((first, one.clone()));
    worker.stated.sort_by_key(|(number, _)| *number);
    change.added.insert((anchor.clone(), first), one);
}
