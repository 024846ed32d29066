//! What should be true of a person: everything that rules give and the record says, with the reasons.

mod scope;
mod wish;

pub use scope::in_scope;
pub use wish::{Desire, Wish, desire, wanted};
