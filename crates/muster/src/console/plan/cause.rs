//! Because of what a change is made, short enough to stand beside it.

use crate::console::text::show;
use muster_core::entitlement::Slot;
use muster_core::plan::{Change, Provenance};
use std::collections::BTreeSet;

/// The reasons of a change. `rest` are all changes of the same person.
///
/// Where an account is created because of everything that is granted, those reasons stand beside the grants, so here
/// it is `what follows`.
pub(super) fn cause(change: &Change, rest: &[&Change]) -> Vec<String> {
    match is_because_of_the_rest(change, rest) {
        true => vec!["what follows".into()],
        false => change.because.iter().map(|because| reason(&change.slot, because)).collect(),
    }
}

/// One reason for a slot being as it should be. A profile field that is as the record says needs no repetition of the
/// value.
pub(in crate::console) fn reason(slot: &Slot, because: &Provenance) -> String {
    match (slot, because) {
        (Slot::Field { .. } | Slot::Manager | Slot::ExternalId, Provenance::Record { source, .. }) => {
            format!("{} says so", show(source.as_str()))
        }
        _ => show(&because.sentence()),
    }
}

fn is_because_of_the_rest(change: &Change, rest: &[&Change]) -> bool {
    let elsewhere: BTreeSet<&Provenance> =
        rest.iter().filter(|other| other.slot.is_entitlement()).flat_map(|other| &other.because).collect();
    !change.slot.is_entitlement()
        && change.because.len() > 1
        && change.because.iter().all(|because| elsewhere.contains(because))
}
