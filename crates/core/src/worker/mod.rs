//! What HR systems say of workers: statements, each true from a moment on.
//!
//! An event, a row of a file and a pushed user all become [`Statement`]s; what was stated of a worker, in order, says
//! who they are at any moment, in the past and in the future.

mod fact;
mod moment;
mod statement;
mod zone;

pub use fact::{Fact, UnknownFact};
pub use moment::{Moment, NotAMoment};
pub use statement::{Employment, Facts, Statement, StatementError};
pub use zone::{UnknownZone, Zone};
