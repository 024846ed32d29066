//! A world on one screen, for when a law fails in it.

use super::world::World;
use muster_core::tenant::Account;
use std::fmt;

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        writeln!(f, "\npolicy {:?} {:?}", text.people, text.sources)?;
        writeln!(
            f,
            "authoritative {:?}, protected {:?} {:?}",
            text.authoritative, text.protected_roles, self.limits.protected_people
        )?;
        for rule in &text.rules {
            let grants: Vec<&str> = rule.grants.iter().map(|grant| grant.text.as_str()).collect();
            let groups: Vec<&str> = rule.groups.iter().map(|group| group.text.as_str()).collect();
            writeln!(
                f,
                "rule {}: groups {groups:?} titles {:?} gives {grants:?}",
                rule.name.text, rule.titles
            )?;
        }
        for batch in &self.batches {
            writeln!(f, "read {} {:?}", batch.source, batch.coverage)?;
            let names = |anchor| batch.groups.iter().find(|group| group.anchor == anchor);
            for record in &batch.records {
                let (login, anchor, mail, title) =
                    (&record.login, &record.anchor, &record.mail, &record.title);
                let groups: Vec<String> = record
                    .memberships
                    .keys()
                    .map(|of| names(of.clone()).map_or_else(|| of.to_string(), |group| group.name.clone()))
                    .collect();
                let (enabled, expires, manager) = (record.enabled, record.expires_at, &record.manager);
                let number = &record.employee_number;
                writeln!(
                    f,
                    "  {login} {anchor} mail {mail:?} title {title:?} enabled {enabled} expires {expires:?} groups {groups:?} manager {manager:?} number {number:?}"
                )?;
            }
        }
        self.show_estate(f)
    }
}

impl World {
    fn show_estate(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let estate = &self.estate;
        let catalogue = &estate.snapshot.catalogue;
        let what = |account: &Account| -> Vec<String> {
            account
                .entitlements()
                .iter()
                .map(|(slot, value)| format!("{} {}", catalogue.describe(slot), catalogue.value(value)))
                .collect()
        };
        writeln!(f, "tenant {:?}", estate.snapshot.coverage)?;
        for account in estate.snapshot.accounts.values().chain(estate.unlisted.values()) {
            let (id, state, mail, unread) = (account.id, account.state, account.mail(), &account.unread);
            let division =
                catalogue.division_name(muster_core::entitlement::DivisionScope::In(account.division));
            let keys = estate.external_ids.get(&id);
            writeln!(
                f,
                "  account {id} {state} {mail} {division} holds {:?} unread {unread:?} keys {keys:?} fields {:?} manager {:?}",
                what(account),
                account.fields,
                account.manager
            )?;
        }
        for link in estate.links.values() {
            writeln!(f, "link {} {} {:?}", link.person, link.account, link.origin)?;
        }
        for ((account, slot), entry) in &estate.ledger {
            let (slot, value) = (catalogue.describe(slot), catalogue.value(&entry.value));
            writeln!(f, "owns {account} {slot} {value}")?;
        }
        Ok(())
    }
}
