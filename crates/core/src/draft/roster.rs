//! Everybody who matters to a plan: the people in the sources, and those who are remembered but gone.

use super::PlanInput;
use super::people::{everybody, these};
use crate::departure::{Demand, Order};
use crate::desire::in_scope;
use crate::id::PersonId;
use crate::person::{Lifecycle, Link, Person, Saying};
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
    /// Where they are in their time here. Who starts soon counts as here already.
    pub lifecycle: Lifecycle,
    /// Whether they are gone, disabled or expired.
    pub ended: bool,
    /// What somebody in charge said about them.
    pub order: Option<&'a Order>,
    /// Who is believed about whether they work here.
    pub believed: Option<Saying<'a>>,
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
        let lifecycle = match person.lifecycle(input.as_of) {
            Lifecycle::Future(starts) if starts <= input.policy.early(input.as_of) => Lifecycle::Active,
            lifecycle => lifecycle,
        };
        Self {
            link,
            in_scope: in_scope(input.policy, &person),
            ended: lifecycle == Lifecycle::Ended,
            lifecycle,
            order: order(input, &person),
            believed: person.standing(input.as_of).map(|(_, said)| said),
            person,
        }
    }

    /// Whether they have no business with an account now: their time is over, or has not come.
    pub fn is_away(&self) -> bool {
        match self.lifecycle {
            Lifecycle::Ended | Lifecycle::Future(_) => true,
            Lifecycle::Active | Lifecycle::OnLeave => self.is_sent_away(),
        }
    }

    fn is_sent_away(&self) -> bool {
        self.order.is_some_and(|order| matches!(order.demand, Demand::Leave | Demand::Expel))
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
        let Some(said) = self.believed else {
            return Provenance::Gone { source: self.person.source().clone() };
        };
        let fact = match (&said.record.work, said.record.enabled) {
            (Some(_), _) => "ended",
            (None, false) => "disabled",
            (None, true) => "expired",
        };
        Provenance::Record { source: said.source.clone(), fact: fact.into() }
    }
}

/// What somebody in charge said about a person, under whichever of their ids.
fn order<'a>(input: &PlanInput<'a>, person: &Person<'_>) -> Option<&'a Order> {
    let of = |id: &PersonId| input.orders.of(id, input.as_of);
    let mut records = person.says.iter().map(|said| PersonId::new(said.source, &said.record.anchor));
    of(&person.id).or_else(|| records.find_map(|id| of(&id)))
}
