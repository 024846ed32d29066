//! What Muster remembers between runs, durable behind one synchronous trait.
//!
//! [`open`] gives a [`Store`] over SQLite (one machine, no service to run) or PostgreSQL (two machines, one of which
//! leads). All statements are written once in `sql`; `sqlite` and `postgres` only connect, hold the lease and run
//! transactions, so that both behave alike. The contract tests in `tests/contract` run against both.
//!
//! Whoever opens with [`Access::Lead`] holds a lease until the store is dropped or its process ends, however it ends.
//! Whoever opens with [`Access::Read`] changes nothing and creates nothing. Only a word may be left beside a leader
//! ([`leave_word`]), and what HR systems send is taken in there ([`open_inbox`]).

mod error;
mod inbox;
mod location;
mod migrate;
mod postgres;
mod records;
mod sql;
mod sqlite;
mod store;

pub use error::StoreError;
pub use inbox::{
    Delivery, DeliveryState, Inbox, InboxEntry, InboxQuery, PushedUser, Received, SettledDelivery, StateName,
    UnknownState, WantedUsers, open_inbox, retry_delivery,
};
pub use location::{Access, Location, Word, leave_word, open};
pub use records::{
    AssignedList, AuditHead, AuditQuery, Bookkeeping, Ceiling, RunRecord, RunSummary, SourceBaseline,
    Withdrawal, WorkerBooks, WorkerFile,
};
pub use store::Store;
