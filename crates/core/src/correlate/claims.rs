//! Two people may not have one account.

use super::Situation;
use crate::id::{AccountId, PersonId};
use std::collections::BTreeMap;

/// Replaces the finds of everybody who found the same account as somebody else.
pub(super) fn settle(found: &mut BTreeMap<PersonId, Situation>) {
    let mut claims: BTreeMap<AccountId, Vec<PersonId>> = BTreeMap::new();
    for (person, situation) in &*found {
        if let Situation::Found { account, .. } = situation {
            claims.entry(*account).or_default().push(person.clone());
        }
    }
    for (account, claimants) in claims.into_iter().filter(|(_, claimants)| claimants.len() > 1) {
        for person in &claimants {
            let others = claimants.iter().filter(|other| *other != person).cloned().collect();
            found.insert(person.clone(), Situation::SharedAccount { account, others });
        }
    }
}

/// Replaces the absence of everybody who needs an account with the mail of somebody else who does.
pub fn share_mails<'a>(
    situations: &mut BTreeMap<PersonId, Situation>,
    joiners: impl IntoIterator<Item = (&'a PersonId, &'a str)>,
) {
    let mut by_mail: BTreeMap<&str, Vec<&PersonId>> = BTreeMap::new();
    for (person, mail) in joiners {
        by_mail.entry(mail).or_default().push(person);
    }
    for (mail, people) in by_mail.iter().filter(|(_, people)| people.len() > 1) {
        for person in people {
            let others =
                people.iter().filter(|other| other != &person).map(|other| (*other).clone()).collect();
            situations.insert((*person).clone(), Situation::SharedMail { mail: (*mail).to_owned(), others });
        }
    }
}
