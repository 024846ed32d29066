//! Users: finding, showing, changing them.

pub(crate) mod attributes;
pub(crate) mod catalogue;
pub(crate) mod extras;
pub(crate) mod edit;
pub(crate) mod externalids;
pub(crate) mod list;
pub(crate) mod presence;
pub(crate) mod search;
pub(crate) mod view;
