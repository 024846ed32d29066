//! What lists assign to single people.

use super::{Stage, number};
use crate::support::names::{anchor, person};
use muster_core::policy::Assignment;

impl Stage {
    /// `ana is assigned role:Agent@Support by leads.csv:7`.
    pub(super) fn assign(&mut self, source: &str, name: &str, text: &str) -> Result<(), String> {
        let (_, rest) = text.split_once(" is assigned ").ok_or("nothing is assigned")?;
        let (grant, place) = rest.rsplit_once(" by ").ok_or("`by LIST:LINE` is missing")?;
        let (list, line) = place.rsplit_once(':').ok_or("`:LINE` is missing")?;
        let (slot, value) = self.world.estate.holding(grant)?;
        self.names.learn(name);
        self.world.assigned.push(Assignment {
            person: person(source, name),
            slot,
            value,
            list: list.into(),
            line: number(line)?,
            at: self.world.as_of,
        });
        Ok(())
    }

    /// `leads.csv withdraws ana`: everything that the list assigned her.
    pub(super) fn withdraw(&mut self, list: &str, name: &str) -> Result<(), String> {
        let before = self.world.assigned.len();
        self.world.assigned.retain(|known| &*known.list != list || known.person.anchor != anchor(name));
        (self.world.assigned.len() < before)
            .then_some(())
            .ok_or_else(|| format!("{list} assigns {name} nothing"))
    }
}
