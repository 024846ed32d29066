//! The record that facts make.

use super::timeline::Turn;
use crate::id::{Anchor, PersonId, SourceId};
use crate::record::{PhoneKind, SourceRecord, Work, mail_address};
use crate::time::Timestamp;
use crate::worker::{Employment, Fact, Facts, Zone};

/// Whether facts say who somebody is.
pub(super) fn names_somebody(facts: &Facts) -> bool {
    [Fact::Mail, Fact::Name].iter().any(|fact| said(facts, fact).is_some())
}

/// What is known of a worker at a moment.
pub(super) fn record(
    source: &SourceId,
    worker: &Anchor,
    turn: &Turn,
    zone: &Zone,
    as_of: Timestamp,
) -> SourceRecord {
    let facts = &turn.facts;
    let text = |fact| said(facts, &fact).map(str::to_owned);
    let stated = text(Fact::Status).and_then(|word| Employment::of(&word).ok());
    let is_over = turn.over.is_some_and(|over| over <= as_of);
    let status = if is_over { Employment::Ended } else { stated.unwrap_or(Employment::Active) };
    let mail = said(facts, &Fact::Mail);
    let address = mail.and_then(mail_address);
    let problem = mail.filter(|_| address.is_none()).map(|mail| format!("its mail `{mail}` is no address"));
    SourceRecord {
        display_name: text(Fact::Name).unwrap_or_default(),
        mail: address,
        user_principal_name: text(Fact::UserPrincipalName).map(|name| name.to_lowercase()),
        title: text(Fact::Title),
        department: text(Fact::Department),
        employee_number: text(Fact::EmployeeNumber).or_else(|| Some(worker.to_string())),
        manager: said(facts, &Fact::Manager).map(|manager| PersonId::new(source, &Anchor::new(manager))),
        phones: phones(facts),
        enabled: status != Employment::Ended,
        expires_at: turn.over,
        attributes: attributes(facts),
        problems: problem.into_iter().collect(),
        work: Some(Box::new(Work { status, starts_at: turn.starts, zone: zone.clone() })),
        ..SourceRecord::blank(worker.clone(), format!("worker {worker}"))
    }
}

fn phones(facts: &Facts) -> std::collections::BTreeMap<PhoneKind, String> {
    let kinds = [(PhoneKind::Work, Fact::WorkPhone), (PhoneKind::Mobile, Fact::MobilePhone)];
    let phones = kinds.into_iter().filter_map(|(kind, fact)| Some((kind, said(facts, &fact)?.to_owned())));
    phones.collect()
}

fn attributes(facts: &Facts) -> std::collections::BTreeMap<String, Vec<String>> {
    let one = |(fact, said): (&Fact, &Option<String>)| match (fact, said) {
        (Fact::Attribute(name), Some(said)) => Some((name.clone(), vec![said.clone()])),
        _ => None,
    };
    facts.iter().filter_map(one).collect()
}

fn said<'a>(facts: &'a Facts, fact: &Fact) -> Option<&'a str> {
    facts.get(fact)?.as_deref()
}
