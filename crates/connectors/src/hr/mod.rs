//! What HR systems push at us: who may, and what their bodies say of workers.
//!
//! A sender proves who it is by a signature ([`SigningKeys`]), a token ([`BearerTokens`]) or a certificate
//! ([`certificate_names`]). [`scim`] knows users as SCIM pushes them. A [`Shape`] finds in a body, by JSON pointers, what is stated of which worker.

mod bearer;
mod certificate;
pub mod scim;
mod shape;
mod signature;

pub use bearer::BearerTokens;
pub use certificate::certificate_names;
pub use shape::{
    EndMeaning, EventType, NotAPointer, OtherTypes, Pick, Pointer, Reading, Shape, ShapeFault, Types,
    check_format,
};
pub use signature::{BadSecret, SignedHeaders, SigningKeys, Unsigned};
