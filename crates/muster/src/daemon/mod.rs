//! What `muster serve` watches, knows and says of itself. The loop that plans and applies is the command's.

pub(crate) mod directory;
pub(crate) mod file;
pub(crate) mod knowledge;
pub(crate) mod news;
pub(crate) mod status;
