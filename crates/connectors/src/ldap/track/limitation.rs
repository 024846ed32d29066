//! What is worth knowing about a read that came to its end.

use crate::directory::Track;

/// Something that limits what can be tracked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limitation {
    /// The account cannot see deleted objects, and nobody tells it: they just do not come.
    #[error("deleted objects cannot be seen; a deletion shows only when everything is read")]
    DeletedHidden {
        /// The container that must be readable.
        container: String,
    },
    /// A better way of tracking was refused.
    #[error("the server does not permit to {} ({refusal})", doing(*track))]
    Refused {
        /// The way.
        track: Track,
        /// The server's answer.
        refusal: String,
    },
    /// Attributes that a server computes or keeps for itself never show as changed.
    #[error("these attributes never show as changed and are left out: {}", attributes.join(", "))]
    NotTracked {
        /// The attributes.
        attributes: Vec<String>,
    },
}

/// What a way of tracking does, after "to".
pub(crate) fn doing(track: Track) -> &'static str {
    match track {
        Track::DirSync => "ask what changed (DirSync)",
        Track::Usn => "ask for objects with a newer uSNChanged",
        Track::Whole => "read everything",
    }
}
