//! A company and its tenant by arithmetic: everybody as they should be, but for one in a hundred who changed jobs.

use super::rules::{GROUPS_EACH, RULES, SOURCE, gives, group, home, id, policy};
use muster_core::correlate::Evidence;
use muster_core::departure::{Departures, Orders};
use muster_core::draft::PlanInput;
use muster_core::entitlement::{AccountState, Field, Kind, Slot, Value};
use muster_core::everybody::Everybody;
use muster_core::id::{AccountId, Anchor, OrganisationId, PersonId, RunId, SourceId};
use muster_core::person::{Ledger, LedgerEntry, Link, LinkOrigin, Links};
use muster_core::policy::Policy;
use muster_core::record::{Coverage, DirectoryGroup, SourceBatch, SourceRecord};
use muster_core::tenant::{Account, Catalogue, Division, OwnClient, TenantSnapshot};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) struct Estate {
    pub(crate) policy: Policy,
    pub(crate) batches: Vec<SourceBatch>,
    pub(crate) links: Links,
    pub(crate) owned: BTreeMap<Kind, u64>,
    ledger: Ledger,
    pub(crate) snapshot: TenantSnapshot,
    evidence: Evidence,
    departures: Departures,
    orders: Orders,
}

/// Anchors are in order of people, as sources give them.
fn anchor(at: u32) -> Anchor {
    Anchor::new(id(7, at).to_string())
}

fn account_id(at: u32) -> AccountId {
    AccountId(id(8, at))
}

fn mail(at: u32) -> String {
    format!("given.family{at}@corp.example.com")
}

fn name(at: u32) -> String {
    format!("Given Family {at}")
}

/// The groups in which somebody is, after `moves` changes of job.
fn groups_of(at: u32, moves: u32) -> impl Iterator<Item = u32> {
    (0..GROUPS_EACH).map(move |group| (at + moves + group) % RULES)
}

fn moves(at: u32) -> u32 {
    u32::from(at % 100 == 99)
}

impl Estate {
    pub(crate) fn new(people: u32) -> Self {
        let source = SourceId::new(SOURCE);
        let groups: Vec<Anchor> = (0..RULES).map(group).collect();
        let links = (0..people).map(|at| Link {
            person: PersonId::new(&source, &anchor(at)),
            account: account_id(at),
            origin: LinkOrigin::ExternalId,
            since: Timestamp::UNIX_EPOCH,
            display_name: name(at),
        });
        let each = u64::from(people) * u64::from(GROUPS_EACH);
        Self {
            policy: policy(),
            links: Links::new(links),
            owned: [Kind::Role, Kind::Group, Kind::Queue, Kind::Skill].map(|kind| (kind, each)).into(),
            ledger: Ledger::new((0..people).flat_map(|at| owned(at, &source))),
            snapshot: snapshot((0..people).map(|at| (account_id(at), account(at))).collect()),
            evidence: Evidence::default(),
            departures: Departures::default(),
            orders: Orders::default(),
            batches: vec![batch(source, (0..people).map(|at| record(at, moves(at), &groups)).collect())],
        }
    }

    pub(crate) fn input<'a>(&'a self, everybody: &'a Everybody) -> PlanInput<'a> {
        PlanInput {
            as_of: Timestamp::UNIX_EPOCH,
            policy: &self.policy,
            batches: &self.batches,
            links: &self.links,
            ledger: &self.ledger,
            departures: &self.departures,
            orders: &self.orders,
            snapshot: &self.snapshot,
            evidence: &self.evidence,
            everybody,
            focus: None,
        }
    }

    /// The next read of the source brings one record: somebody in the middle changes jobs.
    pub(crate) fn move_one(&mut self) -> (PersonId, Vec<SourceRecord>) {
        let batch = &mut self.batches[0];
        let at = batch.population as u32 / 2;
        let groups: Vec<Anchor> = (0..RULES).map(group).collect();
        let others = std::mem::replace(&mut batch.records, vec![record(at, 1, &groups)]);
        (PersonId::new(&batch.source, &anchor(at)), others)
    }
}

fn batch(source: SourceId, records: Vec<SourceRecord>) -> SourceBatch {
    let groups = (0..RULES).map(|at| DirectoryGroup {
        anchor: group(at),
        name: format!("GC-{at}"),
        location: format!("CN=GC-{at},OU=Groups,DC=corp,DC=example,DC=com"),
        in_scope: true,
        members: 1,
        through: BTreeSet::new(),
    });
    SourceBatch {
        source,
        read_at: Timestamp::UNIX_EPOCH,
        coverage: Coverage::Complete,
        is_directory: true,
        cursor: None,
        population: records.len() as u64,
        groups: groups.collect(),
        records,
        rejected: Vec::new(),
        members_unresolved: 0,
        upcoming: Vec::new(),
    }
}

fn record(at: u32, moves: u32, groups: &[Anchor]) -> SourceRecord {
    let memberships = groups_of(at, moves).map(|group| {
        let anchor = groups[group as usize].clone();
        (anchor.clone(), vec![anchor])
    });
    SourceRecord {
        login: format!("u{at}"),
        display_name: name(at),
        mail: Some(mail(at)),
        user_principal_name: Some(mail(at)),
        title: Some("Agent".into()),
        department: Some("Customer Care".into()),
        employee_number: Some(at.to_string()),
        manager: Some(PersonId::new(&SourceId::new(SOURCE), &anchor(at / 100 * 100))),
        memberships: memberships.collect(),
        ..SourceRecord::blank(anchor(at), format!("CN=Given Family {at},OU=People,DC=corp,DC=example,DC=com"))
    }
}

fn account(at: u32) -> Account {
    let mut account = Account::new(account_id(at), AccountState::Active, 7, home());
    account.fields = [
        (Field::Name, name(at)),
        (Field::Mail, mail(at)),
        (Field::Title, "Agent".into()),
        (Field::Department, "Customer Care".into()),
    ]
    .into();
    account.manager = Some(account_id(at / 100 * 100));
    for holding in groups_of(at, 0).flat_map(gives) {
        match (holding.slot, holding.value) {
            (Slot::Role(role), _) => drop(account.roles.insert(role)),
            (Slot::Group { group }, _) => drop(account.groups.insert(group)),
            (Slot::Queue { queue }, _) => drop(account.queues.insert(queue)),
            (Slot::Skill { skill }, Value::Level(level)) => drop(account.skills.insert(skill, level)),
            (other, _) => unreachable!("no rule gives {other:?}"),
        }
    }
    account
}

fn owned(at: u32, source: &SourceId) -> impl Iterator<Item = LedgerEntry> {
    let person = PersonId::new(source, &anchor(at));
    groups_of(at, 0).flat_map(|group| gives(group).map(|holding| (group, holding))).map(
        move |(group, holding)| LedgerEntry {
            account: account_id(at),
            slot: holding.slot,
            value: holding.value,
            person: person.clone(),
            rules: vec![format!("rule-{group}").as_str().into()],
            run: RunId(id(9, 0)),
            since: Timestamp::UNIX_EPOCH,
        },
    )
}

fn snapshot(accounts: BTreeMap<AccountId, Account>) -> TenantSnapshot {
    let home_division = Division { name: "Home".into(), home: true };
    TenantSnapshot {
        read_at: Timestamp::UNIX_EPOCH,
        organisation: OrganisationId(id(10, 0)),
        organisation_name: "Corp".into(),
        own_client: OwnClient { id: "client".into(), name: "Muster".into(), permissions: BTreeSet::new() },
        coverage: Coverage::Complete,
        catalogue: Catalogue { divisions: [(home(), home_division)].into(), ..Catalogue::default() },
        accounts,
        roles_read: policy().roles(),
        queues_read: policy().queues(),
        group_versions: BTreeMap::new(),
        administrators_by_group: BTreeSet::new(),
        work: BTreeMap::new(),
        calls: 0,
    }
}
