//! Finds what a name means: an id as it is, a pinned name by its id, any other name by its one bearer.

use super::pins::Pins;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// What a lookup found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<Id> {
    pub(super) id: Id,
    /// The present name, where it is no longer the one that was written.
    pub(super) renamed_to: Option<String>,
}

/// Looks `written` up among `names`; an error is a sentence without its place.
pub(super) fn find<Id: Copy + Ord + Display + FromStr>(
    kind: &str,
    written: &str,
    names: &BTreeMap<Id, String>,
    pins: &Pins,
) -> Result<Found<Id>, String> {
    if let Ok(id) = written.parse::<Id>() {
        return match names.contains_key(&id) {
            true => Ok(Found { id, renamed_to: None }),
            false => Err(format!("the tenant has no {kind} with the id {written}")),
        };
    }
    match pins.get(kind, written).and_then(|id| id.parse::<Id>().ok()) {
        Some(id) => pinned(kind, written, id, names),
        None => by_name(kind, written, names).map(|id| Found { id, renamed_to: None }),
    }
}

fn pinned<Id: Copy + Ord + Display>(
    kind: &str,
    written: &str,
    id: Id,
    names: &BTreeMap<Id, String>,
) -> Result<Found<Id>, String> {
    match names.get(&id) {
        Some(name) if name == written => Ok(Found { id, renamed_to: None }),
        Some(name) => Ok(Found { id, renamed_to: Some(name.clone()) }),
        None => Err(format!(
            "{kind} `{written}` is pinned to {id} in muster.lock, and the tenant has no such {kind} any more; \
             take its line out of muster.lock to look the name up again"
        )),
    }
}

fn by_name<Id: Copy + Ord + Display>(
    kind: &str,
    written: &str,
    names: &BTreeMap<Id, String>,
) -> Result<Id, String> {
    let bearers: Vec<Id> = names.iter().filter(|(_, name)| *name == written).map(|(id, _)| *id).collect();
    match bearers.as_slice() {
        [id] => Ok(*id),
        [] => {
            Err(format!("the tenant has no {kind} called `{written}`{}", suggestion(written, names.values())))
        }
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(format!(
                "{} {kind}s are called `{written}`: write the id instead ({})",
                ids.len(),
                ids.join(", ")
            ))
        }
    }
}

/// `; did you mean …?` with the closest of `names`, or nothing where none is close.
pub(super) fn suggestion<'a>(written: &str, names: impl Iterator<Item = &'a String>) -> String {
    let folded = written.to_lowercase();
    let closest = names.map(|name| (strsim::osa_distance(&folded, &name.to_lowercase()), name)).min();
    match closest {
        Some((distance, name)) if distance <= written.chars().count().div_ceil(3) => {
            format!("; did you mean `{name}`?")
        }
        Some(_) | None => String::new(),
    }
}
