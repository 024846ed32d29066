//! What Active Directory's attributes mean, for objects that came over LDAP or out of an LDIF file alike.
//!
//! [`Entry`] in, [`SourceBatch`](muster_core::record::SourceBatch) out: see [`batch`]. The key of everything is
//! `objectGUID`; names, mail addresses and distinguished names change and are reused.

mod account;
mod batch;
mod delta;
mod dn;
mod entry;
mod filter;
mod filter_text;
mod filter_value;
mod forest;
mod graph;
mod person;
mod reference;
mod replica;
mod spec;
mod text;
mod values;

pub use batch::{Description, batch, batches, select};
pub use delta::{Delta, Extent, Form, Position, Track};
pub use dn::{DnKey, common_name};
pub use entry::{Entry, base_name};
pub use filter::Filter;
pub use filter_text::FilterError;
pub use forest::Forest;
pub use reference::Reference;
pub use replica::{Applied, BadRow, Event, Link, Loading, Replica, Rows, SweepGuard, Target, Touched};
pub use spec::ReadSpec;
pub use values::{filetime, guid_bytes, guid_of, guid_text, sid_bytes, sid_text};

pub(crate) use account::is_security_group;
pub(crate) use batch::believable;
pub(crate) use muster_core::record::mail_address;
