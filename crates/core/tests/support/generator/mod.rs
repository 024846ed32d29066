//! Worlds by chance: small enough to read when one fails, odd enough to fail.

mod furnish;
mod people;

use super::names::{account, person};
use super::statement::person::add_group;
use super::world::World;
use furnish::place;
use muster_core::id::SourceId;
use muster_core::policy::{Leavers, Located, OutOfScope, PeopleText, RuleText};
use muster_core::record::{Coverage, Rejected};
use people::{GROUPS, HR_GROUPS, NAMES, Settings, SomeRule, Someone, settings, some_rule, someone};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Worlds by chance. Limits are the defaults, which eight people seldom reach.
pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let people = prop::collection::vec(someone(), 1..NAMES.len());
    let rules = prop::collection::vec(some_rule(), 0..4);
    (people, rules, settings()).prop_map(|(people, rules, settings)| world(&people, &rules, &settings))
}

fn world(people: &[Someone], rules: &[SomeRule], settings: &Settings) -> World {
    let mut world = World::new();
    GROUPS.iter().for_each(|group| add_group(world.batch("corp-ad"), group));
    HR_GROUPS.iter().for_each(|group| add_group(world.batch("hr"), group));
    for (name, someone) in NAMES.into_iter().zip(people) {
        place(&mut world, name, someone);
    }
    world.text.rules = rules.iter().zip(0..).map(rule).collect();
    set(&mut world, settings);
    world
}

fn rule((rule, number): (&SomeRule, u32)) -> RuleText {
    let located = |text: &str| Located::new(text, format!("rule {number}"));
    RuleText {
        name: located(&format!("rule-{number}")),
        groups: rule.groups.iter().map(|group| located(group)).collect(),
        titles: rule.title.iter().map(|title| (*title).to_owned()).collect(),
        departments: Vec::new(),
        attributes: BTreeMap::new(),
        everyone: rule.groups.is_empty() && rule.title.is_none(),
        templates: Vec::new(),
        grants: rule.grants.iter().map(|grant| located(grant)).collect(),
    }
}

fn set(world: &mut World, settings: &Settings) {
    set_people(&mut world.text.people, settings);
    world.text.authoritative.clone_from(&settings.authoritative);
    let protected = settings.protected_role.then(|| Located::new("Agent", "guard"));
    world.text.protected_roles.extend(protected);
    for at in &settings.protected_people {
        world.limits.protected_people.insert(some_name_of(NAMES[*at], *at));
    }
    if let Some(at) = settings.own_client {
        world.estate.snapshot.own_client.id = account(NAMES[at]).to_string();
    }
    world.text.people.join = settings.join;
    let order = if settings.hr_first { ["hr", "corp-ad"] } else { ["corp-ad", "hr"] };
    world.text.sources = order.map(SourceId::new).into();
    set_coverage(world, settings.partial);
}

fn set_people(people: &mut PeopleText, settings: &Settings) {
    people.leavers = if settings.leavers { Leavers::Deactivate } else { Leavers::Keep };
    people.out_of_scope = if settings.out_of_scope { OutOfScope::Deactivate } else { OutOfScope::Keep };
    people.pair_by_mail = settings.pair_by_mail;
    people.create = settings.create;
    people.in_groups = settings.in_group.then(|| vec![Located::new("G1", "people.in_group")]);
    people.profile.clone_from(&settings.profile);
    people.manager = settings.manager;
}

/// One of the ways in which a protected person may be named.
fn some_name_of(name: &str, at: usize) -> String {
    let names = [
        format!("{name}@corp.example"),
        name.to_owned(),
        person("corp-ad", name).to_string(),
        account(name).to_string(),
    ];
    names[at % names.len()].clone()
}

fn set_coverage(world: &mut World, [directory, hr, tenant]: [bool; 3]) {
    let partial = |what: &str| Coverage::Partial { missing: vec![what.to_owned()] };
    if directory {
        world.batch("corp-ad").coverage = partial("a page");
    }
    if hr {
        world.batch("hr").coverage = partial("a line");
        let (location, reason) = ("line 7".into(), "it has no id".into());
        world.batch("hr").rejected.push(Rejected { location, reason });
    }
    if tenant {
        world.estate.snapshot.coverage = partial("a queue");
    }
}
