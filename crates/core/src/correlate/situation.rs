//! How a person and the tenant's accounts stand to each other.

use crate::id::{AccountId, PersonId};
use crate::person::{Clash, LinkOrigin};
use crate::plan::Hold;

/// How a person and the tenant's accounts stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Situation {
    /// Remembered.
    Linked {
        /// The account.
        account: AccountId,
        /// How the pairing came about.
        origin: LinkOrigin,
    },
    /// Found with certainty in this read.
    Found {
        /// The account.
        account: AccountId,
        /// How it was found.
        origin: LinkOrigin,
    },
    /// No account could be theirs.
    Absent,
    /// Several accounts could be theirs.
    Ambiguous {
        /// Which.
        accounts: Vec<AccountId>,
    },
    /// The account was a predecessor's: same mail, another anchor.
    Recycled {
        /// Which.
        account: AccountId,
        /// The link or external id that it carries.
        owner: String,
    },
    /// The account is linked to somebody who is still there.
    MailTaken {
        /// Which.
        account: AccountId,
        /// Whose.
        owner: PersonId,
    },
    /// The policy does not allow pairing by mail.
    MailOnly {
        /// Which.
        account: AccountId,
    },
    /// The linked account is not in the tenant any more.
    AccountGone {
        /// Which.
        account: AccountId,
    },
    /// No account could be theirs, and others who need one have the same mail: Genesys takes a mail only once.
    SharedMail {
        /// Which.
        mail: String,
        /// The others.
        others: Vec<PersonId>,
    },
    /// Nobody knows which records are this person.
    SharedJoin(Box<Clash>),
    /// Several people found the same account.
    SharedAccount {
        /// Which.
        account: AccountId,
        /// The others.
        others: Vec<PersonId>,
    },
}

impl Situation {
    /// The account that is theirs for certain.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Linked { account, .. } | Self::Found { account, .. } => Some(*account),
            Self::Absent
            | Self::SharedMail { .. }
            | Self::Ambiguous { .. }
            | Self::Recycled { .. }
            | Self::MailTaken { .. }
            | Self::MailOnly { .. }
            | Self::AccountGone { .. }
            | Self::SharedJoin(_)
            | Self::SharedAccount { .. } => None,
        }
    }

    /// Every account that could be theirs.
    pub fn accounts(&self) -> Vec<AccountId> {
        match self {
            Self::Absent | Self::SharedMail { .. } | Self::SharedJoin(_) => Vec::new(),
            Self::Ambiguous { accounts } => accounts.clone(),
            Self::Linked { account, .. }
            | Self::Found { account, .. }
            | Self::Recycled { account, .. }
            | Self::MailTaken { account, .. }
            | Self::MailOnly { account }
            | Self::AccountGone { account }
            | Self::SharedAccount { account, .. } => vec![*account],
        }
    }

    /// Why nothing can be planned; `None` where something can.
    pub fn hold(&self) -> Option<Hold> {
        match self.clone() {
            Self::Linked { .. } | Self::Found { .. } | Self::Absent => None,
            Self::Ambiguous { accounts } => Some(Hold::Ambiguous { accounts }),
            Self::Recycled { account, owner } => Some(Hold::Recycled { account, owner }),
            Self::MailTaken { account, owner } => Some(Hold::MailTaken { account, owner }),
            Self::MailOnly { account } => Some(Hold::MailOnly { account }),
            Self::AccountGone { account } => Some(Hold::AccountGone { account }),
            Self::SharedMail { mail, others } => Some(Hold::SharedMail { mail, others }),
            Self::SharedJoin(clash) => {
                Some(Hold::SharedJoin { key: clash.key, value: clash.value, others: clash.others })
            }
            Self::SharedAccount { account, others } => Some(Hold::SharedAccount { account, others }),
        }
    }

    /// The word for people.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Linked { .. } => "linked",
            Self::Found { .. } => "found",
            Self::Absent => "absent",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Recycled { .. } => "recycled",
            Self::MailTaken { .. } => "mail taken",
            Self::MailOnly { .. } => "mail only",
            Self::AccountGone { .. } => "account gone",
            Self::SharedMail { .. } => "shared mail",
            Self::SharedJoin(_) => "shared join",
            Self::SharedAccount { .. } => "shared account",
        }
    }
}
