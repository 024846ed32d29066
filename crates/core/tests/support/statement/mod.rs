//! What the statements of a scenario do to the world.

mod account;
mod assignment;
mod departure;
mod hr;
pub(crate) mod person;
mod policy;
mod surroundings;

use super::names::{Names, SOURCE};
use super::world::World;
use muster_core::plan::Plan;
use muster_core::workers::Workers;

/// A world on which statements act.
pub(crate) struct Stage {
    pub world: World,
    pub names: Names,
    /// The last plan that was looked at: what `the plan is applied` applies.
    pub plan: Option<Plan>,
    /// What HR said.
    workers: Workers,
    has_hr: bool,
}

impl Stage {
    /// An empty stage.
    pub(crate) fn new() -> Self {
        let world = World::new();
        let mut names = Names::default();
        names.learn_catalogue(&world.estate.snapshot.catalogue);
        Self { world, names, plan: None, workers: hr::workers(), has_hr: false }
    }

    /// Carries one statement out; an error is a sentence without its place.
    pub(crate) fn carry_out(&mut self, text: &str) -> Result<(), String> {
        let (head, items) = text.split_once(": ").unwrap_or((text.trim_end_matches(':'), ""));
        let items: Vec<&str> = items.split(", ").filter(|item| !item.is_empty()).collect();
        let words: Vec<&str> = head.split(' ').collect();
        match words.as_slice() {
            ["the", "plan", "is", "applied"] => self.apply(),
            ["today", date] => self.today(date),
            ["now", moment] => self.now(moment),
            [name, "works"] => self.works(name, &items),
            [name, "is", demand @ ("held" | "sent" | "expelled"), "by", who] => {
                self.order(name, demand, who, &items.join(", "))
            }
            ["nothing", "is", "said", "about", name] => self.take_back(name),
            ["hr", "says", "of", name] => self.hr_says(name, None, &items),
            ["hr", "says", "of", name, "since", moment] => self.hr_says(name, Some(moment), &items),
            ["hr", "wrongly", "says", "of", name] => self.hr_wrongly_says(name, &items),
            ["hr", "lists", "everybody"] => {
                self.hr_lists(&items);
                Ok(())
            }
            [name, "is", "assigned", ..] => self.assign(SOURCE, name, text),
            [name, "in", source, "is", "assigned", ..] => self.assign(source, name, text),
            [list, "withdraws", name] => self.withdraw(list, name),
            ["rule" | "template" | "policy", ..] => self.policy(&words, &items),
            [
                "limit" | "owned" | "removed" | "baseline" | "approval" | "read" | "directory" | "tenant",
                ..,
            ] => self.surroundings(&words, &items, text),
            [name, "in", source] => self.person(source, name, &items),
            [name, "vanishes", "from", source] => self.vanish(source, name),
            [name, "account", state] => self.account(name, state, &items),
            [name, "link", origin @ ("created" | "mail" | "manual")] => self.link(name, origin, name),
            [name, "link", "external", "id"] => self.link(name, "external", name),
            [name, "link", origin, "in", source] => self.link_in(source, name, origin, name),
            [name, "link", origin, "to", other] => self.link(name, origin, other),
            [name, "owns"] => self.owns(name, &items),
            _ => Err(format!("`{text}` is no statement")),
        }
    }

    fn apply(&mut self) -> Result<(), String> {
        let plan = self.plan.take().ok_or("there is no plan that could be applied")?;
        self.world.estate.realise(&plan);
        Ok(())
    }

    fn now(&mut self, moment: &str) -> Result<(), String> {
        self.world.as_of = moment.parse().map_err(|error| format!("`{moment}`: {error}"))?;
        self.hr_is_read();
        Ok(())
    }

    fn today(&mut self, date: &str) -> Result<(), String> {
        self.world.as_of = moment(date)?;
        self.hr_is_read();
        Ok(())
    }
}

/// A date as the moment at which scenarios take place on that day.
fn moment(date: &str) -> Result<muster_core::time::Timestamp, String> {
    format!("{date}T06:00:00Z").parse().map_err(|error| format!("`{date}`: {error}"))
}

/// Splits an item into its first word and the rest.
fn item(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

fn unknown<T>(what: &str, item: &str) -> Result<T, String> {
    Err(format!("`{item}` says nothing about {what}"))
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}
