//! What an account can hold. A [`Slot`] says what is held, a [`Value`] says how much of it; one file a kind says
//! how the kind is written by people and found in the tenant's catalogue.

mod level;
mod scope;
mod slot;
mod state;
mod work;

pub use level::{Level, NotALevel};
pub use scope::DivisionScope;
pub use slot::{Field, Holding, Kind, RoleAt, Slot, Value};
pub use state::AccountState;
pub use work::{Media, Presence, Routing, StationUse};
