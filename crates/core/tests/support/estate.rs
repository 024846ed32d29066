//! The tenant as it is, and what the store remembers of it: links and ledger.

use super::catalogue::catalogue;
use super::names::uuid;
use muster_core::correlate::{Evidence, Questions};
use muster_core::departure::{Departure, Departures};
use muster_core::entitlement::{DivisionScope, RoleAt, Slot, Value};
use muster_core::id::{AccountId, Anchor, DivisionId, OrganisationId, PersonId};
use muster_core::person::{Ledger, LedgerEntry, Link, Links};
use muster_core::record::Coverage;
use muster_core::tenant::{Account, OwnClient, TenantSnapshot};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The tenant as it is, and what the store remembers of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Estate {
    pub snapshot: TenantSnapshot,
    /// Accounts that no listing shows and only a search finds.
    pub unlisted: BTreeMap<AccountId, Account>,
    /// Anchors by the account that carries them as external id.
    pub external_ids: BTreeMap<AccountId, BTreeSet<Anchor>>,
    pub links: BTreeMap<PersonId, Link>,
    pub ledger: BTreeMap<(AccountId, Slot), LedgerEntry>,
    pub departures: BTreeMap<PersonId, Departure>,
}

impl Estate {
    /// The standard tenant: three divisions, four roles, two of everything else, no accounts.
    pub(crate) fn standard(read_at: Timestamp) -> Self {
        let catalogue = catalogue();
        let snapshot = TenantSnapshot {
            read_at,
            organisation: OrganisationId(uuid("organisation")),
            organisation_name: "Example".into(),
            own_client: OwnClient {
                id: uuid("own-client").to_string(),
                name: "Muster".into(),
                permissions: BTreeSet::new(),
            },
            coverage: Coverage::Complete,
            accounts: BTreeMap::new(),
            roles_read: catalogue.roles.keys().copied().collect(),
            queues_read: catalogue.queues.keys().copied().collect(),
            group_versions: catalogue.groups.keys().map(|group| (*group, 1)).collect(),
            administrators_by_group: BTreeSet::new(),
            work: BTreeMap::new(),
            calls: 0,
            catalogue,
        };
        Self {
            snapshot,
            unlisted: BTreeMap::new(),
            external_ids: BTreeMap::new(),
            links: BTreeMap::new(),
            ledger: BTreeMap::new(),
            departures: BTreeMap::new(),
        }
    }

    /// The links as the core wants them.
    pub(crate) fn links(&self) -> Links {
        Links::new(self.links.values().cloned())
    }

    /// The ledger as the core wants it.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::new(self.ledger.values().cloned())
    }

    /// The departures as the core wants them.
    pub(crate) fn departures(&self) -> Departures {
        Departures::new(self.departures.values().cloned())
    }

    /// Answers exactly what was asked, from the whole truth.
    pub(crate) fn answer(&self, asked: &Questions) -> Evidence {
        let mut evidence = Evidence::default();
        for (account, anchors) in &self.external_ids {
            for anchor in anchors.iter().filter(|anchor| asked.keys.contains(*anchor)) {
                evidence.by_external_id.insert(anchor.clone(), *account);
                evidence.accounts.extend(self.unlisted(*account));
            }
        }
        for account in self.unlisted.values().filter(|account| asked.mails.contains(account.mail())) {
            evidence.accounts.extend(self.unlisted(account.id));
        }
        let hits = asked.mail_hits.iter().chain(evidence.accounts.keys()).copied().collect::<Vec<_>>();
        for account in hits {
            let anchors = self.external_ids.get(&account).cloned().unwrap_or_default();
            evidence.external_ids_of.insert(account, anchors);
        }
        evidence
    }

    fn unlisted(&self, account: AccountId) -> Option<(AccountId, Account)> {
        self.unlisted.get(&account).map(|found| (account, found.clone()))
    }

    /// Finds what a grant such as `role:Agent@Support` or `skill:Network=4` means.
    pub(crate) fn holding(&self, text: &str) -> Result<(Slot, Value), String> {
        let (kind, rest) = text.split_once(':').ok_or_else(|| format!("`{text}` is no grant"))?;
        let names = &self.snapshot.catalogue;
        let (name, level) = rest.split_once('=').unwrap_or((rest, "0"));
        let level = level.parse().map(Value::Level).map_err(|error| format!("{error}"));
        match kind {
            "role" => self.role(rest).map(|role| (Slot::Role(role), Value::Held)),
            "group" => Ok((Slot::Group { group: by_name(&names.groups, rest, |n| &n.name)? }, Value::Held)),
            "queue" => Ok((Slot::Queue { queue: by_name(&names.queues, rest, |n| &n.name)? }, Value::Held)),
            "skill" => Ok((Slot::Skill { skill: by_name(&names.skills, name, |n| &n.name)? }, level?)),
            "language" => {
                Ok((Slot::Language { language: by_name(&names.languages, name, |n| &n.name)? }, level?))
            }
            other => Err(format!("`{other}:` is no kind of grant")),
        }
    }

    fn role(&self, text: &str) -> Result<RoleAt, String> {
        let (role, division) = text.split_once('@').unwrap_or((text, "Home"));
        let role = by_name(&self.snapshot.catalogue.roles, role, |role| &role.name)?;
        let division = match division {
            "*" => DivisionScope::All,
            name => DivisionScope::In(self.division(name)?),
        };
        Ok(RoleAt { role, division })
    }

    /// The division with a name.
    pub(crate) fn division(&self, name: &str) -> Result<DivisionId, String> {
        by_name(&self.snapshot.catalogue.divisions, name, |division| &division.name)
    }
}

fn by_name<Id: Copy, Entry>(
    of: &BTreeMap<Id, Entry>,
    name: &str,
    read: impl Fn(&Entry) -> &String,
) -> Result<Id, String> {
    of.iter()
        .find(|(_, entry)| read(entry) == name)
        .map(|(id, _)| *id)
        .ok_or_else(|| format!("the tenant has no `{name}`"))
}
