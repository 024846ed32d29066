//! SCIM 2.0 over the same users and groups. Both path families, `/scim` and `/scim/v2`, are one.
//!
//! A request's body is brought into the form of its schema (`schema::shape`), a PATCH is carried out on the resource as
//! JSON (`patch`), and either result is checked as a whole (`draft`) before anything is written.

mod change;
mod contacts;
pub(crate) mod discovery;
mod draft;
mod filter;
pub(crate) mod groups;
mod listing;
mod parts;
mod patch;
mod project;
mod resource;
mod rights;
mod schema;
pub(crate) mod users;
mod version;
mod window;

use crate::call::Call;
use crate::errors::Refusal;

/// A refusal in SCIM's words.
fn refused(scim_type: &'static str, detail: impl Into<String>) -> Refusal {
    Refusal::new(400, "bad.request", detail).scim(scim_type)
}

/// Where the family that was called has its resources.
fn base(call: &Call) -> &'static str {
    if call.path.starts_with("/api/v2/scim/v2/") { "/api/v2/scim/v2" } else { "/api/v2/scim" }
}
