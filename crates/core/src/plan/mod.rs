//! The immutable value between deciding and doing: every difference with before, after and because, and every
//! difference that is not made, with the reason.

mod change;
mod finding;
mod held;
mod order;
mod scheduled;

pub use change::{Change, Provenance, Subject, Transition};
pub use finding::{Finding, Verdict, counted};
pub use held::{Held, Hold};
pub use order::RevokeFirst;
pub use scheduled::Scheduled;

use crate::departure::Departure;
use crate::digest;
use crate::entitlement::{Kind, Slot};
use crate::id::{AccountId, PersonId};
use crate::id::{OrganisationId, PlanId, SourceId};
use crate::person::LinkOrigin;
use crate::record::Coverage;
use crate::tenant::Catalogue;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A plan. Its id is the hash of everything else in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// SHA-256 of the canonical bytes of `body`.
    pub id: PlanId,
    /// What is planned.
    pub body: PlanBody,
}

/// What is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanBody {
    /// On what the plan rests.
    pub basis: Basis,
    /// Changes to make, ordered by person and slot. Their position is their number.
    pub changes: Vec<Change>,
    /// Changes not made, and why.
    pub held: Vec<Held>,
    /// Pairings to remember once the plan is applied.
    pub links: Vec<NewLink>,
    /// Ledger entries to forget: grants of ours that other hands have taken away and nobody wants any more.
    pub forget: Vec<(AccountId, Slot)>,
    /// Departures that begin with this plan: remembered before its first call leaves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departures: Vec<Departure>,
    /// People whose departure is over once their changes are made: they are back, or the account is no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<PersonId>,
    /// Accounts that belong to nobody in the sources, by name.
    pub orphans: Vec<Orphan>,
    /// What guardrails and correlation saw.
    pub findings: Vec<Finding>,
    /// What will happen by itself later, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scheduled: Vec<Scheduled>,
    /// How many people were looked at, and what became of them.
    pub census: Census,
}

/// On what a plan rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The moment for which the plan was made.
    pub as_of: Timestamp,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// The sources with how far they can be believed, in order of names.
    pub sources: Vec<SourceBasis>,
    /// Kinds for which manual grants are removed, too.
    pub authoritative: Vec<Kind>,
    /// What is taken away before anything is given.
    #[serde(default, skip_serializing_if = "RevokeFirst::is_empty")]
    pub revoke_first: RevokeFirst,
    /// The authority under which external ids are written, such as `ad:objectGUID`.
    pub authority: String,
    /// Names at the time of the plan, so that it can be shown without the tenant.
    pub catalogue: Catalogue,
    /// Group versions that were read.
    pub group_versions: std::collections::BTreeMap<crate::id::GroupId, i64>,
    /// How many calls reading took.
    pub read_calls: u64,
}

/// One source as the plan saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceBasis {
    /// Which source.
    pub source: SourceId,
    /// Whether its absences were believed.
    pub coverage: Coverage,
    /// How many records it had.
    pub records: u64,
    /// How many groups it had.
    pub groups: u64,
    /// When it was read.
    pub read_at: Timestamp,
}

/// A pairing that the plan makes. Accounts that the run creates are linked when they are created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    /// The person.
    pub person: PersonId,
    /// The account.
    pub account: AccountId,
    /// How the pairing came about.
    pub origin: LinkOrigin,
    /// The person's name.
    pub display_name: String,
}

/// An account that belongs to nobody in the sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Orphan {
    /// Its name.
    pub name: String,
    /// Its mail.
    pub mail: String,
    /// Its id.
    pub account: AccountId,
}

/// How many people were looked at, and what became of them. Every record is counted exactly once in the parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Census {
    /// Everybody: records, and links whose person is gone.
    pub people: u64,
    /// With at least one change.
    pub changed: u64,
    /// Only with changes that are held.
    pub held: u64,
    /// As they should be.
    pub unchanged: u64,
    /// Not covered by any rule, and never linked.
    pub out_of_scope: u64,
    /// Not to be touched, each with a reason in `held`: ambiguous, recycled, without mail.
    pub unresolved: u64,
    /// Records of a source that could not be read, each a finding.
    pub rejected: u64,
}

impl Plan {
    /// Seals a body.
    pub fn seal(body: PlanBody) -> Self {
        Self { id: PlanId::new(digest::of(&body)), body }
    }

    /// Whether the id is the hash of the body: false for a plan that was edited by hand.
    pub fn is_intact(&self) -> bool {
        self.id.as_str() == digest::of(&self.body)
    }
}
