//! One difference between what is and what should be.

use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, Anchor, PersonId, RuleId, SourceId};
use crate::tenant::AccountState;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Whom a change is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// The person.
    pub person: PersonId,
    /// The name for people.
    pub display_name: String,
    /// The mail address, where there is one.
    pub mail: Option<String>,
    /// The account; `None` where this plan creates it.
    pub account: Option<AccountId>,
    /// The account's version that was read.
    pub version: Option<i64>,
}

/// One difference: what is held in one slot before and after, and because of what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Whom it is about.
    pub subject: Subject,
    /// What is happening to the person.
    pub transition: Transition,
    /// The slot.
    pub slot: Slot,
    /// The value in the tenant now.
    pub before: Option<Value>,
    /// The value afterwards.
    pub after: Option<Value>,
    /// Why. Never empty.
    pub because: Vec<Provenance>,
}

impl Change {
    /// Whether somebody loses something: an entitlement goes, or an account is deactivated.
    pub fn is_removal(&self) -> bool {
        match self.slot {
            Slot::Account => self.after != Some(Value::State(AccountState::Active)),
            Slot::Role(_)
            | Slot::Group { .. }
            | Slot::Queue { .. }
            | Slot::Skill { .. }
            | Slot::Language { .. } => self.after.is_none(),
            Slot::ExternalId | Slot::Division | Slot::Field { .. } | Slot::Manager => false,
            Slot::Presence
            | Slot::Routing
            | Slot::Conversation { .. }
            | Slot::Tokens
            | Slot::Station { .. }
            | Slot::Licence { .. } => false,
        }
    }

    /// Whether somebody is worse off: a removal, or a step of a departure, which no budget counts by itself.
    pub fn takes_away(&self) -> bool {
        self.is_removal() || self.slot.kind().is_of_departure()
    }

    /// Whether somebody in charge said so, and no source.
    pub fn is_ordered(&self) -> bool {
        self.because.iter().all(|because| matches!(because, Provenance::Order { .. }))
    }

    /// Whether the change creates the account.
    pub fn creates_account(&self) -> bool {
        self.slot == Slot::Account && self.before.is_none()
    }
}

/// What is happening to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transition {
    /// Gets a new account.
    Joiner,
    /// Comes back to an inactive or deleted account.
    Rehire,
    /// Stays, with something different.
    Mover,
    /// Goes.
    Leaver,
    /// Is shown out: access goes first, whatever else waits.
    Expelled,
}

impl Transition {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Joiner => "joiner",
            Self::Rehire => "rehire",
            Self::Mover => "mover",
            Self::Leaver => "leaver",
            Self::Expelled => "expelled",
        }
    }
}

/// Why something is as it should be: the source record and rule that say so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Provenance {
    /// A rule applied because the person is in a group.
    Group {
        /// Which rule.
        rule: RuleId,
        /// In which source.
        source: SourceId,
        /// The group's key.
        group: Anchor,
        /// Names of the groups from the person's own group up to the one that the rule names.
        path: Vec<String>,
    },
    /// A rule applied because of the person's attributes.
    Attributes {
        /// Which rule.
        rule: RuleId,
        /// In which source.
        source: SourceId,
        /// What matched, as `title = Senior Agent`.
        matched: Vec<String>,
    },
    /// A list assigns it to the person.
    Assigned {
        /// The file, without its folder.
        list: String,
        /// The line of the file, counting from 1.
        line: u64,
    },
    /// The source's record says so: profile fields, manager, disabled, expired.
    Record {
        /// In which source.
        source: SourceId,
        /// What the record says, as `disabled` or `title`.
        fact: String,
    },
    /// The person is in a complete read of the source no more.
    Gone {
        /// From which source.
        source: SourceId,
    },
    /// No rule justifies any more what the ledger says we granted.
    NoRule {
        /// The rules and lists that justified it when it was granted.
        formerly: Vec<RuleId>,
    },
    /// The kind is authoritative: what no rule justifies goes, whoever granted it.
    Authoritative,
    /// Somebody in charge said that the person leaves, whatever the sources say.
    Order {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// The account was kept for as long as the terms say.
    Retention {
        /// Since when it is closed.
        closed_at: Timestamp,
    },
    /// Somebody else has the mail address of the closed account now.
    Successor {
        /// Who.
        person: PersonId,
    },
    /// The person had it before they left, and is back.
    Kept {
        /// When they left.
        since: Timestamp,
    },
    /// The account came into being in this plan, and so does everything about it.
    NewAccount,
}

impl Provenance {
    /// The rule behind it, where there is one.
    pub fn rule(&self) -> Option<&RuleId> {
        match self {
            Self::Group { rule, .. } | Self::Attributes { rule, .. } => Some(rule),
            Self::Assigned { .. }
            | Self::Record { .. }
            | Self::Gone { .. }
            | Self::NoRule { .. }
            | Self::Authoritative
            | Self::Order { .. }
            | Self::Retention { .. }
            | Self::Successor { .. }
            | Self::Kept { .. }
            | Self::NewAccount => None,
        }
    }

    /// What the ledger remembers of it: the rule, or the list under a name that no rule needs, as `list leads.csv`.
    pub fn to_remember(&self) -> Option<RuleId> {
        match self {
            Self::Assigned { list, .. } => Some(RuleId::new(format!("{LIST}{list}"))),
            other => other.rule().cloned(),
        }
    }

    /// One line for people: `group GC-Agents via GC-Berlin (rule agents)`.
    pub fn sentence(&self) -> String {
        match self {
            Self::Group { rule, path, .. } => match path.split_last() {
                Some((group, [])) => format!("group {group} (rule {rule})"),
                Some((group, via)) => format!("group {group} via {} (rule {rule})", via.join(" → ")),
                None => format!("rule {rule}"),
            },
            Self::Attributes { rule, matched, .. } if matched.is_empty() => {
                format!("everybody (rule {rule})")
            }
            Self::Attributes { rule, matched, .. } => format!("{} (rule {rule})", matched.join(", ")),
            Self::Assigned { list, line } => format!("assigned by {list}:{line}"),
            Self::Record { source, fact } => format!("{fact} in {source}"),
            Self::Gone { source } => format!("no longer in {source}"),
            Self::NoRule { formerly } if formerly.is_empty() => "no rule justifies it any more".into(),
            Self::NoRule { formerly } => no_longer(formerly),
            Self::Authoritative => "no rule justifies it and the kind is authoritative".into(),
            Self::Order { by, reason } => format!("said by {by}: {reason}"),
            Self::Retention { closed_at } => format!("closed since {closed_at} and kept for long enough"),
            Self::Successor { person } => format!("the address is that of {person} now"),
            Self::Kept { since } => format!("held before the departure at {since}"),
            Self::NewAccount => "new account".into(),
        }
    }
}

/// What stands before the name of a list where the ledger remembers it among rules.
const LIST: &str = "list ";

/// `rule agents, berlin no longer applies; leads.csv no longer assigns it`.
fn no_longer(formerly: &[RuleId]) -> String {
    let (lists, rules): (Vec<&str>, Vec<&str>) =
        formerly.iter().map(RuleId::as_str).partition(|name| name.starts_with(LIST));
    let lists: Vec<&str> = lists.into_iter().filter_map(|name| name.strip_prefix(LIST)).collect();
    let rules = (!rules.is_empty()).then(|| format!("rule {} no longer applies", rules.join(", ")));
    let lists = (!lists.is_empty()).then(|| format!("{} no longer assigns it", lists.join(", ")));
    rules.into_iter().chain(lists).collect::<Vec<_>>().join("; ")
}
