//! Ten rules, each from a group to four things; a person is in five of the groups and so holds twenty things.

use muster_core::entitlement::{DivisionScope, Field, Holding, Level, RoleAt, Slot, Value};
use muster_core::id::{Anchor, DivisionId, GroupId, GroupKey, QueueId, RoleId, SkillId, SourceId};
use muster_core::policy::{Condition, Leavers, OutOfScope, Policy, Rule, UnmappedGroups};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(crate) const RULES: u32 = 10;
/// In how many of the groups a person is.
pub(crate) const GROUPS_EACH: u32 = 5;
pub(crate) const SOURCE: &str = "corp-ad";

/// The id of the `at`th thing of a kind.
pub(crate) fn id(kind: u128, at: u32) -> Uuid {
    Uuid::from_u128(kind << 64 | u128::from(at))
}

pub(crate) fn group(at: u32) -> Anchor {
    Anchor::new(id(1, at).to_string())
}

pub(crate) fn home() -> DivisionId {
    DivisionId(id(2, 0))
}

/// What members of a group get.
pub(crate) fn gives(group: u32) -> [Holding; 4] {
    let role = RoleAt { role: RoleId(id(3, group)), division: DivisionScope::In(home()) };
    [
        Holding { slot: Slot::Role(role), value: Value::Held },
        Holding { slot: Slot::Group { group: GroupId(id(4, group)) }, value: Value::Held },
        Holding { slot: Slot::Queue { queue: QueueId(id(5, group)) }, value: Value::Held },
        Holding {
            slot: Slot::Skill { skill: SkillId(id(6, group)) },
            value: Value::Level(Level::try_from(3.0).unwrap()),
        },
    ]
}

pub(crate) fn policy() -> Policy {
    Policy {
        rules: (0..RULES).map(rule).collect(),
        in_groups: None,
        leavers: Leavers::Deactivate,
        out_of_scope: OutOfScope::Keep,
        pair_by_mail: false,
        create: true,
        default_division: home(),
        profile: BTreeSet::from([Field::Name, Field::Mail, Field::Title, Field::Department]),
        manager: true,
        authority: "ad:objectGUID".into(),
        join: None,
        assigned: Default::default(),
        terms: Default::default(),
        early: Default::default(),
        look_ahead: Default::default(),
        trust: Default::default(),
        sources: vec![SourceId::new(SOURCE)],
        authoritative: BTreeSet::new(),
        unmapped_groups: UnmappedGroups::List,
        unmapped_titles: Default::default(),
        revoke_first: Default::default(),
        protected_roles: BTreeSet::new(),
        floors: Default::default(),
    }
}

fn rule(at: u32) -> Rule {
    let key = GroupKey { source: SourceId::new(SOURCE), anchor: group(at) };
    let condition = Condition {
        groups: BTreeSet::from([key]),
        titles: Vec::new(),
        departments: Vec::new(),
        attributes: BTreeMap::new(),
    };
    Rule { id: format!("rule-{at}").as_str().into(), condition, grants: gives(at).into() }
}
