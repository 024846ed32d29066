//! Everybody who matters to a plan: the people in the sources, and those who are remembered but gone.

use super::PlanInput;
use super::people::{everybody, these};
use crate::desire::in_scope;
use crate::id::PersonId;
use crate::person::{Link, Person};
use crate::plan::{Provenance, Subject};
use crate::tenant::Account;

/// One person as a plan sees them.
pub struct Member<'a> {
    /// Who, with what the sources say of them.
    pub person: Person<'a>,
    /// Their link.
    pub link: Option<&'a Link>,
    /// Whether they are managed.
    pub in_scope: bool,
    /// Whether they are gone, disabled or expired.
    pub ended: bool,
}

/// Everybody whom a plan is about, by id. What should be true of each is found out one by one: kept for a million
/// people at once it would fill the memory.
pub struct Roster<'a>(Vec<Member<'a>>);

impl<'a> Roster<'a> {
    /// Everybody in the sources and in the links, or those alone on whom the plan is focused.
    pub fn new(input: &PlanInput<'a>) -> Self {
        Self(match input.focus {
            None => everybody(input),
            Some(focus) => these(input, focus),
        })
    }

    /// Everybody, in order.
    pub fn members(&self) -> impl Iterator<Item = &Member<'a>> {
        self.0.iter()
    }

    /// People who are to be paired: managed ones, and those who have a link.
    pub fn to_correlate(&self) -> impl Iterator<Item = &Person<'a>> {
        self.members().filter(|member| member.in_scope || member.link.is_some()).map(|member| &member.person)
    }
}

impl<'a> Member<'a> {
    pub(super) fn new(input: &PlanInput<'a>, person: Person<'a>, link: Option<&'a Link>) -> Self {
        Self {
            link,
            in_scope: in_scope(input.policy, &person),
            ended: !person.usable_at(input.as_of),
            person,
        }
    }

    /// Who.
    pub fn id(&self) -> &PersonId {
        &self.person.id
    }

    /// The name for people.
    pub fn display_name(&self) -> &str {
        match (self.person.says.is_empty(), self.link) {
            (false, _) => self.person.display_name(),
            (true, Some(link)) => &link.display_name,
            (true, None) => self.person.id.anchor.as_str(),
        }
    }

    /// Whom changes are about.
    pub fn subject(&self, account: Option<&Account>) -> Subject {
        Subject {
            person: self.person.id.clone(),
            display_name: self.display_name().to_owned(),
            mail: self.person.mail().map(str::to_owned),
            account: account.map(|account| account.id),
            version: account.map(|account| account.version),
        }
    }

    /// Why the person's time here is over.
    pub fn why_ended(&self) -> Provenance {
        let source = self.person.source().clone();
        match self.person.says.first() {
            None => Provenance::Gone { source },
            Some(said) if !said.record.enabled => Provenance::Record { source, fact: "disabled".into() },
            Some(_) => Provenance::Record { source, fact: "expired".into() },
        }
    }
}
