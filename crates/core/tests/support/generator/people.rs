//! People, rules and settings as chance makes them.

use muster_core::entitlement::{Field, Kind};
use muster_core::person::LinkOrigin;
use muster_core::record::JoinKey;
use muster_core::tenant::AccountState;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;

/// Everything that a rule may give.
pub(crate) const GRANTS: [&str; 18] = [
    "role:Agent@Support",
    "role:Agent@Sales",
    "role:Supervisor@*",
    "role:Admin@*",
    "role:Employee",
    "group:Team",
    "group:Nights",
    "queue:Billing",
    "queue:Returns",
    "skill:Network=2",
    "skill:Network=4",
    "skill:Refunds=3",
    "language:German=5",
    "language:English=1",
    "division:Support",
    "division:Sales",
    "set:title=Lead",
    "set:department=Care",
];

/// What accounts may hold: the entitlements among the grants, and levels that no rule gives.
pub(crate) const HOLDINGS: [&str; 14] = [
    "role:Agent@Support",
    "role:Agent@Sales",
    "role:Supervisor@*",
    "role:Admin@*",
    "role:Employee",
    "group:Team",
    "group:Nights",
    "queue:Billing",
    "queue:Returns",
    "skill:Network=3",
    "skill:Network=5",
    "skill:Refunds=3",
    "language:German=1",
    "language:English=1",
];

pub(crate) const GROUPS: [&str; 5] = ["G0", "G1", "G2", "Outer", "Unmapped"];
/// Groups of the other source.
pub(crate) const HR_GROUPS: [&str; 2] = ["H0", "H1"];
/// Groups that rules may name.
const NAMED: [&str; 6] = ["G0", "G1", "G2", "Outer", "H0", "H1"];
pub(crate) const NAMES: [&str; 10] = ["ana", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ida", "jon"];

/// One person as chance made them.
#[derive(Clone, Debug)]
pub(crate) struct Someone {
    pub source: &'static str,
    pub present: bool,
    pub enabled: bool,
    pub expires: Option<&'static str>,
    pub mail: Mail,
    pub title: Option<&'static str>,
    pub groups: BTreeSet<&'static str>,
    pub manager: Option<usize>,
    pub account: Option<Theirs>,
    /// Whose employee number they have.
    pub number: Option<usize>,
    /// What the other source says of them.
    pub half: Option<Half>,
}

/// What another source says of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Half {
    pub numbered: bool,
    pub mail: bool,
    pub enabled: bool,
    pub title: Option<&'static str>,
    pub groups: BTreeSet<&'static str>,
    pub manager: Option<usize>,
}

/// Which address somebody has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mail {
    Own,
    None,
    Shared,
    Of(usize),
}

/// The account that bears somebody's name.
#[derive(Clone, Debug)]
pub(crate) struct Theirs {
    pub state: AccountState,
    pub link: Option<LinkOrigin>,
    pub mail: bool,
    pub key: Option<usize>,
    pub holdings: Vec<(&'static str, bool)>,
    pub owned: BTreeSet<bool>,
    pub title: Option<&'static str>,
    pub unread: Option<Kind>,
    pub unlisted: bool,
    pub gone: bool,
}

/// One rule as chance made it.
#[derive(Clone, Debug)]
pub(crate) struct SomeRule {
    pub groups: BTreeSet<&'static str>,
    pub title: Option<&'static str>,
    pub grants: BTreeSet<&'static str>,
}

/// Settings as chance made them.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub leavers: bool,
    pub out_of_scope: bool,
    pub pair_by_mail: bool,
    pub create: bool,
    pub in_group: bool,
    pub profile: BTreeSet<Field>,
    pub manager: bool,
    pub authoritative: BTreeSet<Kind>,
    pub protected_role: bool,
    pub protected_people: BTreeSet<usize>,
    pub partial: [bool; 3],
    pub own_client: Option<usize>,
    pub join: Option<JoinKey>,
    pub hr_first: bool,
}

pub(crate) fn someone() -> impl Strategy<Value = Someone> {
    let facts = (
        prop_oneof![9 => Just("corp-ad"), 1 => Just("hr")],
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.85),
        prop_oneof![8 => Just(None), 1 => Just(Some("2026-01-01T00:00:00Z")), 1 => Just(Some("2027-01-01T00:00:00Z"))],
        prop_oneof![
            8 => Just(Mail::Own), 1 => Just(Mail::None), 1 => Just(Mail::Shared),
            1 => (0..NAMES.len()).prop_map(Mail::Of),
        ],
        prop::option::of(select(vec!["Agent", "Senior Agent", "Lead"])),
        prop::collection::btree_set(select(GROUPS.to_vec()), 0..3),
        prop::option::weighted(0.5, 0..NAMES.len()),
        prop::option::weighted(0.7, theirs()),
        prop_oneof![6 => Just(None), 1 => (0..NAMES.len()).prop_map(Some)],
        prop::option::weighted(0.4, half()),
    );
    facts.prop_map(
        |(source, present, enabled, expires, mail, title, groups, manager, account, number, half)| Someone {
            source,
            present,
            enabled,
            expires,
            mail,
            title,
            groups,
            manager,
            account,
            number,
            half,
        },
    )
}

fn half() -> impl Strategy<Value = Half> {
    let facts = (
        prop::bool::weighted(0.9),
        any::<bool>(),
        prop::bool::weighted(0.8),
        prop::option::of(select(vec!["Agent", "Senior Agent", "Lead"])),
        prop::collection::btree_set(select(HR_GROUPS.to_vec()), 0..3),
        prop::option::weighted(0.3, 0..NAMES.len()),
    );
    facts.prop_map(|(numbered, mail, enabled, title, groups, manager)| Half {
        numbered,
        mail,
        enabled,
        title,
        groups,
        manager,
    })
}

pub(crate) fn theirs() -> impl Strategy<Value = Theirs> {
    let origins = vec![LinkOrigin::Created, LinkOrigin::ExternalId, LinkOrigin::Mail, LinkOrigin::Manual];
    let facts = (
        prop_oneof![8 => Just(AccountState::Active), 2 => Just(AccountState::Inactive), 1 => Just(AccountState::Deleted)],
        prop::option::weighted(0.7, select(origins)),
        prop::bool::weighted(0.9),
        prop::option::weighted(0.2, 0..NAMES.len()),
        prop::collection::vec((select(HOLDINGS.to_vec()), any::<bool>()), 0..6),
        prop::collection::btree_set(any::<bool>(), 0..2),
        prop::option::of(select(vec!["Agent", "Lead"])),
        prop::option::weighted(0.1, select(vec![Kind::Skill, Kind::Language, Kind::Group])),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.1),
    );
    facts.prop_map(|(state, link, mail, key, holdings, owned, title, unread, unlisted, gone)| Theirs {
        state,
        link,
        mail,
        key,
        holdings,
        owned,
        title,
        unread,
        unlisted,
        gone,
    })
}

pub(crate) fn some_rule() -> impl Strategy<Value = SomeRule> {
    (
        prop::collection::btree_set(select(NAMED.to_vec()), 0..3),
        prop::option::weighted(0.3, select(vec!["*Agent", "Lead"])),
        prop::collection::btree_set(select(GRANTS.to_vec()), 1..5),
    )
        .prop_map(|(groups, title, grants)| SomeRule { groups, title, grants })
}

pub(crate) fn settings() -> impl Strategy<Value = Settings> {
    let seldom = || prop::bool::weighted(0.2);
    let policy = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.9),
        seldom(),
        prop::collection::btree_set(select(Field::ALL.to_vec()), 0..4),
        any::<bool>(),
    );
    let guards = (
        prop::collection::btree_set(
            select(vec![Kind::Role, Kind::Queue, Kind::Group, Kind::Skill, Kind::Language]),
            0..3,
        ),
        seldom(),
        prop::collection::btree_set(0..NAMES.len(), 0..6),
        [seldom(), seldom(), seldom()],
        prop::option::weighted(0.05, 0..NAMES.len()),
    );
    let joins = (prop::option::of(select(vec![JoinKey::EmployeeNumber, JoinKey::Mail])), any::<bool>());
    (policy, guards, joins).prop_map(|(policy, guards, (join, hr_first))| {
        let (leavers, out_of_scope, pair_by_mail, create, in_group, profile, manager) = policy;
        let (authoritative, protected_role, protected_people, partial, own_client) = guards;
        Settings {
            leavers,
            out_of_scope,
            pair_by_mail,
            create,
            in_group,
            profile,
            manager,
            authoritative,
            protected_role,
            protected_people,
            partial,
            own_client,
            join,
            hr_first,
        }
    })
}
