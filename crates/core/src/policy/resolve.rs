//! Looks every name of a policy up, once, and reports all that is wrong with it at once.

use super::condition::{Condition, Pattern};
use super::grant::{self, GrantText};
use super::groups;
use super::lookup::{self, Found};
use super::pins::Pins;
use super::template;
use super::text::{FloorsText, Located, PolicyText, RuleText};
use super::{Floors, Policy, Rule};
use crate::entitlement::{DivisionScope, Holding, RoleAt, Slot, Value};
use crate::id::{DivisionId, GroupKey, RoleId, RuleId};
use crate::plan::RevokeFirst;
use crate::record::SourceBatch;
use crate::tenant::Catalogue;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

/// Something wrong with a policy, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{at}: {sentence}")]
pub struct PolicyError {
    /// File, line and column.
    pub at: String,
    /// What is wrong.
    pub sentence: String,
}

impl PolicyError {
    pub(super) fn at(place: &Located, sentence: impl Into<String>) -> Self {
        Self { at: place.at.clone(), sentence: sentence.into() }
    }
}

/// A policy that knows only ids, with what was learned on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The policy.
    pub policy: Policy,
    /// Every name that was used, with its id: what `muster.lock` should say.
    pub pins: Pins,
    /// Renames since the names were pinned, a sentence each.
    pub notices: Vec<String>,
}

/// Resolves all names of `text`.
///
/// # Errors
/// Everything that is wrong, ordered by place: unknown and ambiguous names, templates in circles, grants that are none.
pub fn resolve(
    text: &PolicyText,
    catalogue: &Catalogue,
    batches: &[SourceBatch],
    pins: &Pins,
) -> Result<Resolved, Vec<PolicyError>> {
    let mut resolver = Resolver::new(catalogue, batches, pins);
    let default_division = resolver.division(&text.people.division);
    let rules = text.rules.iter().map(|rule| resolver.rule(rule, text, default_division)).collect();
    let in_groups = text.people.in_groups.as_ref().map(|names| resolver.directory_groups(names));
    let protected_roles = text.protected_roles.iter().flat_map(|name| resolver.roles_called(name)).collect();
    let revoke_first = RevokeFirst {
        kinds: text.revoke_first.kinds.clone(),
        roles: text.revoke_first.roles.iter().flat_map(|name| resolver.roles_called(name)).collect(),
    };
    let floors = resolver.floors(&text.floors);
    let people = &text.people;
    let policy = Policy {
        rules,
        assigned: Default::default(),
        in_groups,
        leavers: people.leavers,
        out_of_scope: people.out_of_scope,
        pair_by_mail: people.pair_by_mail,
        create: people.create,
        default_division,
        profile: people.profile.clone(),
        manager: people.manager,
        authority: people.authority.clone(),
        join: people.join,
        terms: people.terms.clone(),
        early: people.early,
        look_ahead: people.look_ahead,
        trust: people.trust.clone(),
        sources: text.sources.clone(),
        authoritative: text.authoritative.clone(),
        unmapped_groups: text.unmapped_groups,
        unmapped_titles: text.unmapped_titles,
        revoke_first,
        protected_roles,
        floors,
    };
    resolver.finish(policy)
}

struct Resolver<'a> {
    names: Names,
    catalogue: &'a Catalogue,
    batches: &'a [SourceBatch],
    old: &'a Pins,
    pins: Pins,
    notices: BTreeSet<String>,
    errors: Vec<PolicyError>,
}

/// The catalogue as plain names.
struct Names {
    roles: BTreeMap<RoleId, String>,
    divisions: BTreeMap<DivisionId, String>,
    groups: BTreeMap<crate::id::GroupId, String>,
    queues: BTreeMap<crate::id::QueueId, String>,
    skills: BTreeMap<crate::id::SkillId, String>,
    languages: BTreeMap<crate::id::LanguageId, String>,
}

fn names<K: Ord + Copy, V>(of: &BTreeMap<K, V>, name: impl Fn(&V) -> &String) -> BTreeMap<K, String> {
    of.iter().map(|(id, entry)| (*id, name(entry).clone())).collect()
}

impl<'a> Resolver<'a> {
    fn new(catalogue: &'a Catalogue, batches: &'a [SourceBatch], old: &'a Pins) -> Self {
        let names = Names {
            roles: names(&catalogue.roles, |role| &role.name),
            divisions: names(&catalogue.divisions, |division| &division.name),
            groups: names(&catalogue.groups, |named| &named.name),
            queues: names(&catalogue.queues, |named| &named.name),
            skills: names(&catalogue.skills, |named| &named.name),
            languages: names(&catalogue.languages, |named| &named.name),
        };
        let (pins, notices, errors) = (Pins::default(), BTreeSet::new(), Vec::new());
        Self { names, catalogue, batches, old, pins, notices, errors }
    }

    fn finish(mut self, policy: Policy) -> Result<Resolved, Vec<PolicyError>> {
        self.errors.sort();
        self.errors.dedup();
        match self.errors.is_empty() {
            true => Ok(Resolved { policy, pins: self.pins, notices: self.notices.into_iter().collect() }),
            false => Err(self.errors),
        }
    }

    fn rule(&mut self, rule: &RuleText, text: &PolicyText, default_division: DivisionId) -> Rule {
        let mut written = rule.grants.clone();
        for name in &rule.templates {
            written.extend(template::expand(name, &text.templates, &mut self.errors));
        }
        let mut grants: Vec<Holding> =
            written.iter().filter_map(|place| self.grant(place, default_division)).collect();
        grants.sort();
        grants.dedup();
        let condition = Condition {
            groups: self.directory_groups(&rule.groups),
            titles: patterns(&rule.titles),
            departments: patterns(&rule.departments),
            attributes: rule
                .attributes
                .iter()
                .map(|(name, of)| (name.to_lowercase(), patterns(of)))
                .collect(),
        };
        Rule { id: RuleId::new(&rule.name.text), condition, grants }
    }

    fn grant(&mut self, place: &Located, default_division: DivisionId) -> Option<Holding> {
        let parsed = match grant::parse(&place.text) {
            Ok(parsed) => parsed,
            Err(fault) => {
                self.errors.push(PolicyError::at(place, fault.to_string()));
                return None;
            }
        };
        let (slot, value) = match parsed {
            GrantText::Role { role, division } => {
                let role = self.look("role", role, place, |names| &names.roles);
                let division = match division {
                    None => Some(DivisionScope::In(default_division)),
                    Some("*") => Some(DivisionScope::All),
                    Some(name) => self.look("division", name, place, |n| &n.divisions).map(DivisionScope::In),
                };
                (Slot::Role(RoleAt { role: role?, division: division? }), Value::Held)
            }
            GrantText::Group(name) => {
                (Slot::Group { group: self.look("group", name, place, |names| &names.groups)? }, Value::Held)
            }
            GrantText::Queue(name) => {
                (Slot::Queue { queue: self.look("queue", name, place, |names| &names.queues)? }, Value::Held)
            }
            GrantText::Skill { skill, level } => {
                let skill = self.look("skill", skill, place, |names| &names.skills)?;
                (Slot::Skill { skill }, Value::Level(level))
            }
            GrantText::Language { language, level } => {
                let language = self.look("language", language, place, |names| &names.languages)?;
                (Slot::Language { language }, Value::Level(level))
            }
            GrantText::Division(name) => (
                Slot::Division,
                Value::Division(self.look("division", name, place, |names| &names.divisions)?),
            ),
            GrantText::Set { field, value } => (Slot::Field { field }, Value::Text(value.to_owned())),
        };
        Some(Holding { slot, value })
    }

    fn look<Id: Copy + Ord + Display + FromStr>(
        &mut self,
        kind: &str,
        written: &str,
        place: &Located,
        of: impl Fn(&Names) -> &BTreeMap<Id, String>,
    ) -> Option<Id> {
        match lookup::find(kind, written, of(&self.names), self.old) {
            Ok(Found { id, renamed_to }) => {
                if written.parse::<Id>().is_err() {
                    self.pins.set(kind, written, id);
                }
                if let Some(name) = renamed_to {
                    self.notices.insert(format!(
                        "{kind} `{written}` is called `{name}` now; the pinned id still counts"
                    ));
                }
                Some(id)
            }
            Err(sentence) => {
                self.errors.push(PolicyError::at(place, sentence));
                None
            }
        }
    }

    fn division(&mut self, name: &Located) -> DivisionId {
        let home = self.catalogue.home();
        match (name.text.as_str(), home) {
            ("Home" | "", Some(home)) => home,
            _ => self
                .look("division", &name.text, name, |names| &names.divisions)
                .unwrap_or(DivisionId(uuid::Uuid::nil())),
        }
    }

    fn roles_called(&mut self, name: &Located) -> Vec<RoleId> {
        let by_default: Vec<RoleId> = self
            .catalogue
            .roles
            .iter()
            .filter(|(_, role)| role.default_role_id.as_deref() == Some(name.text.as_str()))
            .map(|(id, _)| *id)
            .collect();
        match by_default.is_empty() {
            false => by_default,
            true => self.look("role", &name.text, name, |names| &names.roles).into_iter().collect(),
        }
    }

    fn floors(&mut self, text: &FloorsText) -> Floors {
        let mut floors = Floors::default();
        for (name, floor) in &text.queues {
            if name.text == "*" {
                floors.every_queue = *floor;
            } else if let Some(queue) = self.look("queue", &name.text, name, |names| &names.queues) {
                floors.queues.insert(queue, *floor);
            }
        }
        for (name, floor) in &text.roles {
            floors.roles.extend(self.roles_called(name).into_iter().map(|role| (role, *floor)));
        }
        floors
    }

    fn directory_groups(&mut self, names: &[Located]) -> BTreeSet<GroupKey> {
        names.iter().filter_map(|name| self.directory_group(name)).collect()
    }

    fn directory_group(&mut self, name: &Located) -> Option<GroupKey> {
        match groups::find(&name.text, self.batches, self.old) {
            Ok(found) => {
                if let Some(pin) = found.pin {
                    self.pins.set("directory-group", &name.text, pin);
                }
                self.notices.extend(found.notice);
                Some(found.key)
            }
            Err(sentence) => {
                self.errors.push(PolicyError::at(name, sentence));
                None
            }
        }
    }
}

fn patterns(written: &[String]) -> Vec<Pattern> {
    written.iter().map(|text| Pattern::new(text)).collect()
}
