//! What `muster serve` watches, knows and does. The command itself only listens, waits and says how it is.

mod acceptance;
mod agenda;
mod cycle;
mod departing;
pub(crate) mod directory;
pub(crate) mod file;
mod hold;
mod house;
mod knowledge;
mod news;
mod staff;
pub(crate) mod status;
mod steward;
mod watched;
pub(crate) mod workplace;

pub use agenda::Cause;
pub use cycle::Done;
pub use house::{House, Rhythm};
pub use news::{News, Read, Word};
pub use steward::Steward;
pub use watched::{Form, Watched};
