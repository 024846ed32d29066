//! The mapping from facts to entitlements. [`PolicyText`] is what people wrote, with names; [`resolve`] looks the names
//! up once, pins them, and gives a [`Policy`] that knows only ids.

mod assignment;
mod condition;
mod floors;
mod grant;
mod groups;
mod lookup;
mod named;
mod pins;
mod resolve;
mod template;
mod text;

pub use assignment::{Assignment, Assignments};
pub use condition::{Condition, Pattern};
pub use floors::Floors;
pub use grant::{GRANT_KINDS, GrantFault, SETTABLE, check_grant};
pub use groups::Groups;
pub use named::Named;
pub use pins::Pins;
pub use resolve::{PolicyError, Resolved, resolve};
pub use text::{
    FloorsText, Leavers, Located, OutOfScope, PeopleText, PolicyText, RevokeFirstText, RuleText,
    TemplateText, UnmappedGroups, UnmappedTitles,
};

use crate::departure::Terms;
use crate::entitlement::{DivisionScope, Field, Holding, Kind, Slot};
use crate::id::{DivisionId, GroupId, GroupKey, QueueId, RoleId, RuleId, SourceId};
use crate::person::Trust;
use crate::plan::RevokeFirst;
use crate::record::JoinKey;
use crate::time::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A policy with every name resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The rules, in the order in which they were written.
    pub rules: Vec<Rule>,
    /// What lists assign to single people; nothing until the caller brings it.
    pub assigned: Arc<Assignments>,
    /// Only members of one of these groups are managed; `None`: everybody whom a rule or a list gives something.
    pub in_groups: Option<BTreeSet<GroupKey>>,
    /// What happens to the account of somebody who is gone, disabled or expired.
    pub leavers: Leavers,
    /// What happens to the account of somebody whom no rule covers any more.
    pub out_of_scope: OutOfScope,
    /// Whether exactly one exact mail hit may pair a person with an account.
    pub pair_by_mail: bool,
    /// Whether accounts may be created.
    pub create: bool,
    /// The division of new accounts for which no rule says another.
    pub default_division: DivisionId,
    /// Profile fields that are kept in step.
    pub profile: BTreeSet<Field>,
    /// Whether the manager is kept in step.
    pub manager: bool,
    /// The authority under which anchors are written as external ids.
    pub authority: String,
    /// What makes records of different sources one person; `None`: nothing does.
    pub join: Option<JoinKey>,
    /// The sources in order of precedence: the first that says something is believed.
    pub sources: Vec<SourceId>,
    /// Kinds for which manual grants are removed, too.
    pub authoritative: BTreeSet<Kind>,
    /// What a group in scope that no rule mentions means.
    pub unmapped_groups: UnmappedGroups,
    /// What a title of HR that no rule knows means.
    pub unmapped_titles: UnmappedTitles,
    /// Of what somebody moves away is taken away before the new is given.
    pub revoke_first: RevokeFirst,
    /// Roles that Muster neither grants nor revokes.
    pub protected_roles: BTreeSet<RoleId>,
    /// How many must be left in queues and with roles.
    pub floors: Floors,
    /// How people are let go.
    pub terms: Terms,
    /// How long before their first day people get their account.
    pub early: SignedDuration,
    /// How far ahead plans tell what will happen by itself.
    pub look_ahead: SignedDuration,
    /// Which source is believed about what.
    pub trust: Trust,
}

/// One rule: who gets what.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// Whom it is about.
    pub condition: Condition,
    /// What they get.
    pub grants: Vec<Holding>,
}

impl Policy {
    /// Whose first day is before this moment counts as here at `now`.
    pub fn early(&self, now: Timestamp) -> Timestamp {
        now.checked_add(self.early).unwrap_or(now)
    }

    fn slots(&self) -> impl Iterator<Item = &Slot> {
        let of_rules = self.rules.iter().flat_map(|rule| rule.grants.iter().map(|holding| &holding.slot));
        of_rules.chain(self.assigned.iter().map(|assignment| &assignment.slot))
    }

    /// Roles that rules can give or lists do.
    pub fn roles(&self) -> BTreeSet<RoleId> {
        self.slots().filter_map(|slot| if let Slot::Role(at) = slot { Some(at.role) } else { None }).collect()
    }

    /// Divisions in which rules or lists give roles.
    pub fn role_scopes(&self) -> BTreeSet<DivisionScope> {
        self.slots()
            .filter_map(|slot| if let Slot::Role(at) = slot { Some(at.division) } else { None })
            .collect()
    }

    /// Queues that rules can give or lists do.
    pub fn queues(&self) -> BTreeSet<QueueId> {
        self.slots()
            .filter_map(|slot| if let Slot::Queue { queue } = slot { Some(*queue) } else { None })
            .collect()
    }

    /// Groups that rules can give or lists do.
    pub fn groups(&self) -> BTreeSet<GroupId> {
        self.slots()
            .filter_map(|slot| if let Slot::Group { group } = slot { Some(*group) } else { None })
            .collect()
    }

    /// Directory groups that some rule or the scope mentions.
    pub fn directory_groups(&self) -> BTreeSet<GroupKey> {
        let in_rules = self.rules.iter().flat_map(|rule| rule.condition.groups.iter());
        in_rules.chain(self.in_groups.iter().flatten()).cloned().collect()
    }
}
