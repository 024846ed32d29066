//! What the tenant looked like in one read of it, and what its names mean.

mod account;
mod catalogue;
mod snapshot;
mod work;

pub use crate::entitlement::AccountState;
pub use account::Account;
pub use catalogue::{Catalogue, Division, Named, PresenceEntry, RoleEntry};
pub use snapshot::{OwnClient, TenantSnapshot};
pub use work::{Live, Work};
