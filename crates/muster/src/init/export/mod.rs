//! A copy of an organisation to rehearse against: read once, made unrecognisable, written as a seed of the simulator.
//!
//! Nobody can be found in the copy. What stands for a person is drawn at random for one copy and forgotten with it, so
//! that the same person is the same in the whole copy and nowhere else.

mod codes;
mod directory;
mod file;
mod kept;
mod labels;
mod people;
mod redact;
mod script;
mod seed;
mod words;

pub(crate) use directory::{Wanted, directory};
pub(crate) use file::{refuse_existing, write};

use muster_connectors::genesys::export::Organisation;
use muster_simulator::Seed;
use uuid::Uuid;

/// What is kept of the original.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wishes {
    /// Titles and departments stay as they are; they become `Title 1`, `Department 1` … otherwise.
    pub(crate) keep_titles: bool,
    /// Names of roles, divisions, queues, groups, skills, languages and teams become `Role 1` … as well.
    pub(crate) redact_names: bool,
}

/// A copy of an organisation.
pub(crate) struct Replica {
    /// The organisation as it was read, with made-up people. Ids of people and of OAuth clients are made up, too.
    pub(crate) organisation: Organisation,
    /// The same as a seed for the simulator.
    pub(crate) seed: Seed,
    /// Our own OAuth client in the copy.
    pub(crate) client_id: String,
    /// Its secret, which opens nothing but the copy.
    pub(crate) secret: String,
    /// What is otherwise than in the original, or left out, a sentence each.
    pub(crate) notes: Vec<String>,
}

/// A copy of `organisation` in which nobody can be found.
pub(crate) fn replica(mut organisation: Organisation, wishes: Wishes) -> Replica {
    let mut notes = std::mem::take(&mut organisation.left_out);
    let organisation = redact::redact(organisation, wishes, &mut notes);
    let secret = secret();
    let seed = seed::seed(&organisation, &secret, &mut notes);
    Replica { client_id: organisation.client.clone(), organisation, seed, secret, notes }
}

/// 244 random bits as text.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
