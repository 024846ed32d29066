//! The human or service identity that we manage, how it is paired with an account, and what we own of what it holds.

mod ledger;
mod lifecycle;
mod link;
mod said;
mod trust;

pub use ledger::{Gathering, Ledger, LedgerEntry, Owned};
pub use lifecycle::Lifecycle;
pub use link::{Link, LinkOrigin, Links};
pub use said::{Clash, Person, Saying};
pub use trust::{EndedWhen, Topic, Trust};
