//! Changes that keep look-ups, lag and versions true. Every family of calls goes through these.

pub(crate) mod conversations;
pub(crate) mod externalids;
pub(crate) mod groupmembers;
pub(crate) mod holdings;
pub(crate) mod naming;
pub(crate) mod people;
pub(crate) mod queuemembers;
