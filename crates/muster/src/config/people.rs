//! `[people]`: who is managed, and what is kept in step about them.

use super::precedence::{self, Known};
use super::section::Section;
use muster_core::departure::Terms;
use muster_core::entitlement::Field;
use muster_core::person::{EndedWhen, Trust};
use muster_core::policy::{Leavers, OutOfScope, PeopleText};
use muster_core::record::JoinKey;
use muster_core::time::SignedDuration;
use std::collections::BTreeSet;

/// What is kept in step: a field of the profile, or the manager.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Field(Field),
    Manager,
}

pub(super) fn read(root: &Section<'_>, known: &Known<'_>) -> PeopleText {
    let section = root.section("people");
    let leavers = [("deactivate", Leavers::Deactivate), ("depart", Leavers::Depart), ("keep", Leavers::Keep)];
    let ended_when = [("first", EndedWhen::First), ("any", EndedWhen::Any)];
    let look_ahead = section.number("look_ahead_days", 0..=366, 30);
    let early = section.number("create_before_days", 0..=90, 0);
    let out_of_scope = [("keep", OutOfScope::Keep), ("deactivate", OutOfScope::Deactivate)];
    let in_groups = section.filled_texts("in_group");
    let (profile, manager) = profile(&section);
    let people = PeopleText {
        in_groups: section.has("in_group").then_some(in_groups),
        leavers: section.word("leavers", &leavers).unwrap_or(Leavers::Deactivate),
        out_of_scope: section.word("out_of_scope", &out_of_scope).unwrap_or(OutOfScope::Keep),
        pair_by_mail: section.flag("pair_by_mail", false),
        create: section.flag("create", true),
        division: section.text("division").unwrap_or_else(|| section.default_text("people.division", "Home")),
        profile,
        manager,
        authority: section
            .text("external_id_authority")
            .map_or_else(|| "ad:objectGUID".into(), |text| text.text),
        join: section.word("join", &JoinKey::ALL.map(|key| (key.word(), key))),
        terms: Terms::default(),
        early: days(early),
        look_ahead: days(look_ahead),
        trust: Trust {
            first: precedence::read(&section, known),
            ended_when: section.word("ended_when", &ended_when).unwrap_or_default(),
        },
    };
    section.finish();
    people
}

fn days(number: u64) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::try_from(number).unwrap_or(0))
}

/// Which fields are kept in step, and whether the manager is.
fn profile(section: &Section<'_>) -> (BTreeSet<Field>, bool) {
    let items = Field::ALL.into_iter().map(|field| (field.word(), Item::Field(field)));
    let words: Vec<(&str, Item)> = items.chain([("manager", Item::Manager)]).collect();
    let usual = || {
        words
            .iter()
            .map(|(_, item)| *item)
            .filter(|item| *item != Item::Field(Field::EmployeeNumber))
            .collect()
    };
    let written: Vec<Item> = section.words("profile", &words).unwrap_or_else(usual);
    let fields =
        written.iter().filter_map(|item| if let Item::Field(field) = item { Some(*field) } else { None });
    (fields.collect(), written.contains(&Item::Manager))
}
