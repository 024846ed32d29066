//! Calls and replies: reading the one, writing the other, refusals, pages, searches.

pub(crate) mod call;
pub(crate) mod criteria;
pub(crate) mod paging;
pub(crate) mod parameters;
pub(crate) mod permissions;
pub(crate) mod replies;
