//! Groups and their members.

pub(crate) mod catalogue;
pub(crate) mod edit;
pub(crate) mod members;
pub(crate) mod teams;
