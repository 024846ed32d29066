//! A plan as a contact-centre lead reads it: on what it rests, one sentence, what guardrails saw, then everybody with
//! what happens to them and because of what, and at the end what is not done.

pub(super) mod block;
mod cause;
mod forecast;
mod head;
pub(super) mod item;
mod held;
mod findings;
pub(super) mod people;
mod rest;
mod scheduled;
mod share;
mod summary;

pub(super) use cause::reason;

use super::names::Names;
pub(crate) use forecast::{Forecast, forecast};
use muster_core::operation::Operation;
use muster_core::plan::Plan;
use std::time::Duration;

/// How much of a plan is shown, and where.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Columns of the terminal; [`super::columns`] knows.
    pub(crate) columns: usize,
    /// Only the head, the sentence, findings and sums.
    pub(crate) summary: bool,
    /// At most this many people, and as many held changes; `None` for all.
    pub(crate) people_max: Option<usize>,
    /// The command that shows all, such as `muster show plan.json --all`.
    pub(crate) see_all: String,
}

/// The rate at which the tenant takes calls, for the forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    /// What the tenant allows in a minute: 300, unless it has said otherwise.
    pub(crate) allowed_per_minute: u32,
    /// How many percent of it are left to other integrations.
    pub(crate) reserve_percent: u32,
    /// How many calls are left unused in any case (`wait_below`).
    pub(crate) wait_below: u32,
}

impl Rate {
    /// How many calls Muster allows itself in a minute, all services together.
    pub(crate) fn usable(self) -> u32 {
        let above = self.allowed_per_minute.saturating_sub(self.wait_below);
        self.usable_of(self.allowed_per_minute).min(above).max(1)
    }

    /// How much of a ceiling Muster allows itself: never less than one call.
    pub(crate) fn usable_of(self, ceiling: u32) -> u32 {
        (ceiling - ceiling * self.reserve_percent.min(99) / 100).max(1)
    }
}

/// A plan for people. `operations` are what it compiles to; without them there is no forecast.
pub(crate) fn render(
    plan: &Plan,
    operations: Option<(&[Operation], Rate, Option<Duration>)>,
    view: &View,
) -> String {
    let names = Names::of(plan);
    let mut parts = vec![
        head::render(plan, view.columns),
        summary::render(plan, view.columns),
        findings::render(plan, view.columns),
    ];
    if !view.summary {
        parts.push(people::render(plan, &names, view));
        parts.push(held::render(plan, &names, view));
    }
    parts.push(rest::render(plan, view));
    parts.push(scheduled::render(plan, view));
    parts.extend(operations.map(|(operations, rate, eta)| forecast(operations, rate, eta).render()));
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

#[cfg(test)]
mod tests;
