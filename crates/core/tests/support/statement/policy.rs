//! Rules, templates and the settings of the policy.

use super::account::kind;
use super::{Stage, item, number, unknown};
use muster_core::departure::{OnLeave, Restore};
use muster_core::entitlement::{Field, Kind};
use muster_core::id::SourceId;
use muster_core::person::{EndedWhen, Topic};
use muster_core::policy::{
    Leavers, Located, OutOfScope, PolicyText, RuleText, TemplateText, UnmappedGroups, UnmappedTitles,
};
use muster_core::record::JoinKey;
use muster_core::time::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

impl Stage {
    pub(super) fn policy(&mut self, words: &[&str], items: &[&str]) -> Result<(), String> {
        let text = &mut self.world.text;
        match words {
            ["rule", name, "is", "dropped"] => {
                text.rules.retain(|rule| rule.name.text != *name);
                Ok(())
            }
            ["rule", name] => rule(text, name, items),
            ["template", name] => template(text, name, items),
            ["policy", setting, rest @ ..] => set(text, setting, &rest.join(" "), items),
            _ => unknown("the policy", &words.join(" ")),
        }
    }
}

/// A text that stands in a rule, template or setting: its place in errors.
fn located(place: &str, text: &str) -> Located {
    Located::new(text, place)
}

fn rule(text: &mut PolicyText, name: &str, items: &[&str]) -> Result<(), String> {
    let mut rule = RuleText {
        name: located(name, name),
        groups: Vec::new(),
        titles: Vec::new(),
        departments: Vec::new(),
        attributes: BTreeMap::new(),
        everyone: false,
        templates: Vec::new(),
        grants: Vec::new(),
    };
    for said in items {
        match item(said) {
            ("group", group) => rule.groups.push(located(name, group)),
            ("title", pattern) => rule.titles.push(pattern.to_owned()),
            ("department", pattern) => rule.departments.push(pattern.to_owned()),
            ("attribute", pair) => {
                let (of, pattern) =
                    pair.split_once('=').ok_or("an attribute is written `attribute name=pattern`")?;
                rule.attributes.entry(of.to_owned()).or_default().push(pattern.to_owned());
            }
            ("everyone", "") => rule.everyone = true,
            ("template", template) => rule.templates.push(located(name, template)),
            ("gives", grant) => rule.grants.push(located(name, grant)),
            _ => return unknown("a rule", said),
        }
    }
    text.rules.retain(|known| known.name.text != name);
    text.rules.push(rule);
    Ok(())
}

fn template(text: &mut PolicyText, name: &str, items: &[&str]) -> Result<(), String> {
    let mut template = TemplateText { includes: Vec::new(), grants: Vec::new() };
    let place = format!("template {name}");
    for said in items {
        match item(said) {
            ("includes", other) => template.includes.push(located(&place, other)),
            ("gives", grant) => template.grants.push(located(&place, grant)),
            _ => return unknown("a template", said),
        }
    }
    text.templates.insert(name.to_owned(), template);
    Ok(())
}

fn set(text: &mut PolicyText, setting: &str, value: &str, items: &[&str]) -> Result<(), String> {
    let people = &mut text.people;
    match (setting, value) {
        ("leavers", "keep") => people.leavers = Leavers::Keep,
        ("leavers", "depart") => people.leavers = Leavers::Depart,
        ("drain", minutes) => people.terms.drain_usually = minutes_of(minutes)?,
        ("retain", days) => people.terms.retain = SignedDuration::from_hours(24 * number(days)? as i64),
        ("delete", on) => people.terms.delete = switch(on)?,
        ("restore", "everything") => people.terms.restore = Restore::Everything,
        ("restore", "owned") => people.terms.restore = Restore::Owned,
        ("on-leave", "close") => people.terms.on_leave = OnLeave::Close,
        ("on-leave", "keep") => people.terms.on_leave = OnLeave::Keep,
        ("unmapped-titles", "list") => text.unmapped_titles = UnmappedTitles::List,
        ("unmapped-titles", "refuse") => text.unmapped_titles = UnmappedTitles::Refuse,
        ("revoke-first", kind) if self::kind(kind).is_ok() => {
            text.revoke_first.kinds.insert(self::kind(kind)?);
        }
        ("revoke-first", role) => text.revoke_first.roles.push(located("apply.privileged_roles", role)),
        ("ended-when", "first") => people.trust.ended_when = EndedWhen::First,
        ("ended-when", "any") => people.trust.ended_when = EndedWhen::Any,
        ("precedence", topic) => {
            let sources = items.iter().map(SourceId::new).collect();
            people.trust.first.insert(self::topic(topic)?, sources);
        }
        ("early", days) => people.early = SignedDuration::from_hours(24 * number(days)? as i64),
        ("leavers", "deactivate") => people.leavers = Leavers::Deactivate,
        ("out-of-scope", "keep") => people.out_of_scope = OutOfScope::Keep,
        ("out-of-scope", "deactivate") => people.out_of_scope = OutOfScope::Deactivate,
        ("unmapped-groups", "list") => text.unmapped_groups = UnmappedGroups::List,
        ("unmapped-groups", "refuse") => text.unmapped_groups = UnmappedGroups::Refuse,
        ("pair-by-mail", on) => people.pair_by_mail = switch(on)?,
        ("create", on) => people.create = switch(on)?,
        ("manager", on) => people.manager = switch(on)?,
        ("division", name) => people.division = located("people.division", name),
        ("in-group", name) => people.in_groups.get_or_insert_default().push(located("people.in_group", name)),
        ("join", "off") => people.join = None,
        ("join", key) => {
            let found = JoinKey::ALL.into_iter().find(|known| known.word() == key);
            people.join = Some(found.ok_or_else(|| format!("`{key}` joins nothing"))?);
        }
        ("sources", "") => text.sources = items.iter().map(SourceId::new).collect(),
        ("floor", crew) => floor(text, crew)?,
        ("protected-role", name) => text.protected_roles.push(located("guard.protected_roles", name)),
        ("authoritative", "") => {
            text.authoritative = items.iter().map(|word| kind(word)).collect::<Result<BTreeSet<Kind>, _>>()?
        }
        ("profile", "") => {
            people.profile = items.iter().map(|word| field(word)).collect::<Result<BTreeSet<Field>, _>>()?
        }
        _ => return unknown("the policy", setting),
    }
    Ok(())
}

/// `queue:Billing 2`, `queue:* 1`, `role:Agent 1`.
fn floor(text: &mut PolicyText, crew: &str) -> Result<(), String> {
    let (crew, count) = crew.rsplit_once(' ').ok_or("a floor is written `queue:NAME COUNT`")?;
    let floor = |place: &str, name: &str| Ok::<_, String>((located(place, name), number(count)?));
    match crew.split_once(':') {
        Some(("queue", name)) => text.floors.queues.push(floor("guard.queue_floors", name)?),
        Some(("role", name)) => text.floors.roles.push(floor("guard.role_floors", name)?),
        _ => return unknown("floors", crew),
    }
    Ok(())
}

fn minutes_of(text: &str) -> Result<SignedDuration, String> {
    number(text).map(|minutes| SignedDuration::from_mins(minutes as i64))
}

/// What sources speak of: `title`, `manager`, `status`, `attribute name`.
fn topic(word: &str) -> Result<Topic, String> {
    match word.strip_prefix("attribute ") {
        Some(name) => Ok(Topic::Attribute(name.to_owned())),
        None if word == "manager" => Ok(Topic::Manager),
        None if word == "status" => Ok(Topic::Status),
        None => field(word).map(Topic::Field),
    }
}

fn switch(word: &str) -> Result<bool, String> {
    match word {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(format!("`{other}` is neither on nor off")),
    }
}

fn field(word: &str) -> Result<Field, String> {
    let found = Field::ALL.into_iter().find(|field| field.word() == word);
    found.ok_or_else(|| format!("`{word}` is no field"))
}
