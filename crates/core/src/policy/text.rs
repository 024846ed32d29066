//! A policy as people wrote it, with names and the places where they stand.

use crate::departure::Terms;
use crate::entitlement::{Field, Kind};
use crate::id::SourceId;
use crate::person::Trust;
use crate::record::JoinKey;
use crate::time::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A text and where it was written, as `muster.toml:12:9`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// The text.
    pub text: String,
    /// File, line and column.
    pub at: String,
}

impl Located {
    /// Joins a text and its place.
    pub fn new(text: impl Into<String>, at: impl Into<String>) -> Self {
        Self { text: text.into(), at: at.into() }
    }
}

/// Everything about the policy that people wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyText {
    /// The rules, in order: the configuration's own, then those of the mapping files.
    pub rules: Vec<RuleText>,
    /// Named bundles of grants.
    pub templates: BTreeMap<String, TemplateText>,
    /// Who is managed and how.
    pub people: PeopleText,
    /// The sources in the order in which the configuration names them: the first that says something is believed.
    pub sources: Vec<SourceId>,
    /// Kinds for which manual grants are removed, too.
    pub authoritative: BTreeSet<Kind>,
    /// What a group in scope that no rule mentions means.
    pub unmapped_groups: UnmappedGroups,
    /// What a title of HR that no rule knows means.
    pub unmapped_titles: UnmappedTitles,
    /// Of what somebody moves away is taken away before the new is given.
    pub revoke_first: RevokeFirstText,
    /// Roles that Muster neither grants nor revokes: names, ids or default role ids.
    pub protected_roles: Vec<Located>,
    /// How many must be left in queues and with roles.
    pub floors: FloorsText,
}

/// One rule as written. All given conditions must hold; several values of one condition are alternatives.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleText {
    /// Its name and where it stands.
    pub name: Located,
    /// Directory groups by `objectGUID`, DN or name.
    pub groups: Vec<Located>,
    /// Title patterns; `*` stands for any text, case does not matter.
    pub titles: Vec<String>,
    /// Department patterns.
    pub departments: Vec<String>,
    /// Further attributes and their patterns.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Whether the rule is for everybody in the source.
    pub everyone: bool,
    /// Names of templates.
    pub templates: Vec<Located>,
    /// Grants such as `role:Agent@Support` or `skill:Network=4`.
    pub grants: Vec<Located>,
}

/// A named bundle of grants.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateText {
    /// Other templates that it contains.
    pub includes: Vec<Located>,
    /// Its own grants.
    pub grants: Vec<Located>,
}

/// How many active accounts must be left: in a queue, `*` for every other; of those who hold a role themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FloorsText {
    /// Names or ids of queues.
    pub queues: Vec<(Located, u64)>,
    /// Names, ids or default role ids.
    pub roles: Vec<(Located, u64)>,
}

/// Who is managed and how.
#[derive(Clone, Debug, PartialEq)]
pub struct PeopleText {
    /// Only members of these groups are managed; `None`: everybody whom a rule gives something.
    pub in_groups: Option<Vec<Located>>,
    /// What happens to the account of somebody who is gone, disabled or expired.
    pub leavers: Leavers,
    /// What happens to the account of somebody whom no rule covers any more.
    pub out_of_scope: OutOfScope,
    /// Whether exactly one exact mail hit may pair a person with an account.
    pub pair_by_mail: bool,
    /// Whether accounts may be created.
    pub create: bool,
    /// The division of new accounts for which no rule says another.
    pub division: Located,
    /// Profile fields that are kept in step.
    pub profile: BTreeSet<Field>,
    /// Whether the manager is kept in step.
    pub manager: bool,
    /// The authority under which anchors are written as external ids.
    pub authority: String,
    /// What makes records of different sources one person; `None`: nothing does.
    pub join: Option<JoinKey>,
    /// How people are let go.
    pub terms: Terms,
    /// How long before their first day people get their account.
    pub early: SignedDuration,
    /// How far ahead plans tell what will happen by itself.
    pub look_ahead: SignedDuration,
    /// Which source is believed about what.
    pub trust: Trust,
}

/// What happens to the account of somebody who is gone, disabled or expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leavers {
    /// It becomes inactive; never deleted.
    Deactivate,
    /// It stays active; only what we granted goes.
    Keep,
    /// Step by step, so that no caller is stranded: no new work, the last conversation, then the account.
    Depart,
}

/// What happens to the account of somebody who is still there but whom no rule covers any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutOfScope {
    /// It stays active; only what we granted goes.
    Keep,
    /// It becomes inactive.
    Deactivate,
}

/// Of what somebody moves away is taken away before the new is given; for all else it is the other way round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevokeFirstText {
    /// Kinds.
    pub kinds: BTreeSet<Kind>,
    /// Roles, whatever their kind's order is: names, ids or default role ids.
    pub roles: Vec<Located>,
}

/// What a title of HR that no rule knows means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnmappedTitles {
    /// A finding that holds nothing.
    #[default]
    List,
    /// Nothing of the plan may run.
    Refuse,
}

/// What a group in scope that no rule mentions means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnmappedGroups {
    /// A finding that holds nothing.
    List,
    /// Nothing of the plan may run.
    Refuse,
}
