//! Conversations, and what analytics say about them and about agents.

pub(crate) mod activity;
pub(crate) mod agents;
pub(crate) mod calls;
pub(crate) mod details;
pub(crate) mod predicates;
pub(crate) mod show;
pub(crate) mod stranded;
pub(crate) mod transfers;
