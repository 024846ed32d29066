//! `muster serve`: watches sources, plans for whom something changed, and applies what the standing approval lists.

pub(crate) mod status;
