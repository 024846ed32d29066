//! Lists that assign something to single people.

use super::table;
use crate::console::words::{grouped, moment};
use muster_store::AssignedList;

/// Lists in the order given: how much each assigns to how many, and when it was last taken.
pub(crate) fn assigned(lists: &[AssignedList]) -> String {
    if lists.is_empty() {
        return "No list assigns anything.\n".into();
    }
    let row = |list: &AssignedList| {
        vec![list.list.clone(), grouped(list.assignments), grouped(list.people), moment(list.taken_at)]
    };
    table(&["list", "assignments", "people", "last taken"], &lists.iter().map(row).collect::<Vec<_>>())
}
