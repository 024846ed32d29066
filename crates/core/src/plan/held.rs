//! A change that is not made, and why.

use super::{Change, Subject};
use crate::id::{AccountId, PersonId, SourceId};
use crate::record::JoinKey;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that is not done, with the reason. Nothing is dropped silently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Whom it is about.
    pub subject: Subject,
    /// The change; `None` where the person could not be planned for at all.
    pub change: Option<Change>,
    /// Why not.
    pub because: Hold,
}

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "hold", rename_all = "snake_case")]
pub enum Hold {
    /// A source that could justify what would be removed was not read completely.
    SourcePartial {
        /// Which source.
        source: SourceId,
        /// What is missing.
        missing: Vec<String>,
    },
    /// A guardrail's limit was reached; the finding with this key says which.
    Guardrail {
        /// The guardrail's name.
        guardrail: String,
        /// The key of the finding that can be approved.
        finding: String,
    },
    /// Several accounts could be the person's.
    Ambiguous {
        /// Which.
        accounts: Vec<AccountId>,
    },
    /// The account that has the person's mail belongs to somebody else.
    MailTaken {
        /// The account.
        account: AccountId,
        /// Whose it is.
        owner: PersonId,
    },
    /// Same name or mail, but another `objectGUID`: the account belonged to a predecessor.
    Recycled {
        /// The account.
        account: AccountId,
        /// The external id or link that it carries.
        owner: String,
    },
    /// Several people who need an account have one mail.
    SharedMail {
        /// Which.
        mail: String,
        /// The others.
        others: Vec<PersonId>,
    },
    /// One account is claimed by several people.
    SharedAccount {
        /// Which.
        account: AccountId,
        /// The others.
        others: Vec<PersonId>,
    },
    /// Records of several people have the value by which sources are joined: which of them are one person, nobody knows.
    SharedJoin {
        /// By what sources are joined.
        key: JoinKey,
        /// The value.
        value: String,
        /// Whose records the others are.
        others: Vec<PersonId>,
    },
    /// The account that the link remembers is not in the tenant any more.
    AccountGone {
        /// Which.
        account: AccountId,
    },
    /// An account cannot be created without a mail address.
    NoMail,
    /// The policy does not allow creating accounts.
    CreationOff,
    /// Other hands deactivated the account; only they know why.
    DeactivatedByOthers {
        /// Which.
        account: AccountId,
    },
    /// The policy does not allow pairing by mail, and an account has that mail.
    MailOnly {
        /// The account.
        account: AccountId,
    },
    /// The tenant did not answer what the account holds of this kind.
    Unread,
    /// Asked a second time, just before the run, the tenant did not show what was to be taken away.
    NotConfirmed {
        /// What it said instead, for people.
        reason: String,
    },
    /// Live work may still end by itself.
    Draining {
        /// Until when at the latest.
        until: Timestamp,
    },
    /// Somebody who leaves gets no new work first; the account is closed once the tenant shows that.
    NoNewWorkFirst,
    /// Somebody in charge said that nothing is to be changed for the person.
    Ordered {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// Two rules want different values for the same slot.
    RulesDisagree {
        /// What each wants, for people.
        wanted: Vec<String>,
    },
    /// Somebody else changed it between plan and apply.
    Moved {
        /// What was found instead, for people.
        found: String,
    },
}

impl Hold {
    /// One line for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::SourcePartial { source, missing } => {
                format!("{source} was not read completely: {}", missing.join("; "))
            }
            Self::Guardrail { guardrail, finding } => format!("guardrail {guardrail} ({finding})"),
            Self::Ambiguous { accounts } => {
                let ids: Vec<String> = accounts.iter().map(AccountId::to_string).collect();
                format!("{} accounts could be theirs: {}", ids.len(), ids.join(", "))
            }
            Self::MailTaken { account, owner } => format!("the mail belongs to account {account} of {owner}"),
            Self::Recycled { account, owner } => {
                format!("account {account} belonged to a predecessor with the same address ({owner})")
            }
            Self::SharedMail { mail, others } => {
                let people: Vec<String> = others.iter().map(PersonId::to_string).collect();
                let verb = if people.len() == 1 { "has" } else { "have" };
                format!("{} {verb} the same mail {mail}", people.join(", "))
            }
            Self::SharedAccount { account, others } => {
                let others: Vec<String> = others.iter().map(PersonId::to_string).collect();
                format!("account {account} is claimed by {}, too", others.join(", "))
            }
            Self::SharedJoin { key, value, others } => {
                let others: Vec<String> = others.iter().map(PersonId::to_string).collect();
                let (what, verb) =
                    (key.word().replace('_', " "), if others.len() == 1 { "has" } else { "have" });
                let others = others.join(", ");
                format!("{others} {verb} the same {what} {value}, and they cannot all be one person")
            }
            Self::AccountGone { account } => {
                format!("the linked account {account} is not in the tenant any more")
            }
            Self::NoMail => "no usable mail address, and an account cannot be created without one".into(),
            Self::CreationOff => "the policy does not allow creating accounts".into(),
            Self::DeactivatedByOthers { account } => {
                format!("account {account} was deactivated by other hands, and only they know why")
            }
            Self::MailOnly { account } => {
                format!("account {account} has the same mail, and the policy does not allow pairing by mail")
            }
            Self::Unread => "the tenant did not say what the account holds".into(),
            Self::NotConfirmed { reason } => {
                format!("not confirmed when the tenant was asked again: {reason}")
            }
            Self::Draining { until } => {
                format!("what is live may end by itself, until {until} at the latest")
            }
            Self::NoNewWorkFirst => {
                "first there is no new work; the account is closed once that shows".into()
            }
            Self::Ordered { by, reason } => format!("held by {by}: {reason}"),
            Self::RulesDisagree { wanted } => format!("rules disagree: {}", wanted.join(" / ")),
            Self::Moved { found } => format!("moved since the plan: {found}"),
        }
    }
}
