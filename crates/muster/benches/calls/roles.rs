//! The least number of calls about roles. One call is about one account and any of its roles, what it gets and what it
//! loses alike (`bulkreplace`), or gives one role in some divisions to many accounts. No list has a published limit.

use muster_core::entitlement::{DivisionScope, RoleAt, Slot};
use muster_core::id::{PersonId, RoleId};
use muster_core::plan::Change;
use std::collections::{BTreeMap, BTreeSet};

/// What one call may name together: a role in a division, or in any where `None`; given or taken away.
type Named = (RoleId, Option<DivisionScope>, bool);

/// `by_role`: a role could be taken away from many, too. Otherwise whoever loses one takes a call, which may carry all
/// that they get.
pub(crate) fn least<'a>(changes: impl Iterator<Item = &'a Change>, by_role: bool) -> u64 {
    let wanted: Vec<(&PersonId, RoleAt, bool)> = changes
        .filter_map(|change| match change.slot {
            Slot::Role(at) => Some((&change.subject.person, at, change.after.is_some())),
            _ => None,
        })
        .collect();
    let losing: BTreeSet<&PersonId> = match by_role {
        true => BTreeSet::new(),
        false => wanted.iter().filter(|(_, _, gains)| !gains).map(|(person, _, _)| *person).collect(),
    };
    let open: Vec<_> = wanted.into_iter().filter(|(person, _, _)| !losing.contains(person)).collect();
    losing.len() as u64 + smallest_cover(&edges(&open))
}

/// Where somebody wants a role in several divisions, one call might give it in all of them. Elsewhere none can: whoever
/// wants it in one would get too much.
fn edges<'a>(wanted: &[(&'a PersonId, RoleAt, bool)]) -> Vec<(&'a PersonId, Named)> {
    let mut divisions: BTreeMap<(&PersonId, RoleId, bool), u64> = BTreeMap::new();
    for (person, at, gains) in wanted {
        *divisions.entry((person, at.role, *gains)).or_default() += 1;
    }
    let several = divisions.iter().filter(|(_, count)| **count > 1);
    let together: BTreeSet<(RoleId, bool)> = several.map(|((_, role, gains), _)| (*role, *gains)).collect();
    let named = |at: &RoleAt, gains: bool| {
        let division = Some(at.division).filter(|_| !together.contains(&(at.role, gains)));
        (at.role, division, gains)
    };
    wanted.iter().map(|(person, at, gains)| (*person, named(at, *gains))).collect()
}

/// As many as edges can be chosen of which no two share an end (Kőnig).
fn smallest_cover(edges: &[(&PersonId, Named)]) -> u64 {
    let mut of: BTreeMap<&PersonId, Vec<Named>> = BTreeMap::new();
    for (person, role) in edges {
        of.entry(person).or_default().push(*role);
    }
    let mut taken = BTreeMap::new();
    let chosen = of.keys().filter(|person| choose(person, &of, &mut taken, &mut BTreeSet::new()));
    chosen.count() as u64
}

fn choose<'a>(
    person: &'a PersonId,
    of: &BTreeMap<&'a PersonId, Vec<Named>>,
    taken: &mut BTreeMap<Named, &'a PersonId>,
    seen: &mut BTreeSet<Named>,
) -> bool {
    of[person].iter().any(|role| {
        seen.insert(*role) && {
            let free = taken.get(role).copied().is_none_or(|other| choose(other, of, taken, seen));
            if free {
                taken.insert(*role, person);
            }
            free
        }
    })
}
