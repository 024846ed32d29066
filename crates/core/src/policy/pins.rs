//! Names that were resolved once. A later rename is a warning, never another meaning.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What `muster.lock` holds: `kind:name` to id, for tenant names and directory groups alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pins(pub BTreeMap<String, String>);

impl Pins {
    /// The id that a name was resolved to.
    pub fn get(&self, kind: &str, name: &str) -> Option<&str> {
        self.0.get(&format!("{kind}:{name}")).map(String::as_str)
    }

    /// Remembers what a name means.
    pub fn set(&mut self, kind: &str, name: &str, id: impl ToString) {
        self.0.insert(format!("{kind}:{name}"), id.to_string());
    }
}
