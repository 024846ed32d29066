//! Two people may not have one account.

use super::Situation;
use crate::id::{AccountId, PersonId};
use std::collections::BTreeMap;

/// Replaces the finds of everybody who found the same account as somebody else.
pub(super) fn settle(found: BTreeMap<PersonId, Situation>) -> BTreeMap<PersonId, Situation> {
    let mut claims: BTreeMap<AccountId, Vec<PersonId>> = BTreeMap::new();
    for (person, situation) in &found {
        if let Situation::Found { account, .. } = situation {
            claims.entry(*account).or_default().push(person.clone());
        }
    }
    found
        .into_iter()
        .map(|(person, situation)| (person.clone(), settled(person, situation, &claims)))
        .collect()
}

fn settled(person: PersonId, situation: Situation, claims: &BTreeMap<AccountId, Vec<PersonId>>) -> Situation {
    let Situation::Found { account, .. } = situation else {
        return situation;
    };
    let claimants = claims.get(&account).map_or(&[][..], Vec::as_slice);
    let others: Vec<PersonId> = claimants
        .iter()
        .filter(|other| **other != person)
        .cloned()
        .collect();
    match others.is_empty() {
        true => situation,
        false => Situation::SharedAccount { account, others },
    }
}
