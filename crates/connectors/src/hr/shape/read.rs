//! From a body to statements.

use super::pick::{Found, Pick};
use super::pointer::Place;
use super::{EndMeaning, EventType, OtherTypes, Reading, Shape, ShapeFault, Types, date};
use muster_core::worker::{Fact, Facts, Moment, Statement};
use serde_json::Value;

type Result<T> = std::result::Result<T, ShapeFault>;

impl Shape {
    /// Reads a body. One worker of whom something is wrong does not stop the others.
    ///
    /// # Errors
    /// What keeps it from being read at all.
    pub fn read(&self, body: &[u8]) -> Result<Reading> {
        let body: Value = serde_json::from_slice(body).map_err(|cause| not_json(&cause))?;
        self.read_value(&body)
    }

    /// The same for a body that was parsed, such as a line of a file.
    ///
    /// # Errors
    /// What keeps it from being read at all.
    pub fn read_value(&self, body: &Value) -> Result<Reading> {
        let whole = Place { body, part: body };
        let delivery = self.delivery.as_ref().map(|pick| self.text("delivery", pick, whole)).transpose()?;
        let mut reading = Reading { delivery: delivery.flatten(), ..Reading::default() };
        for (number, part) in (1..).zip(self.parts(body)?) {
            match self.statement(Place { body, part }) {
                Ok(Some(statement)) => reading.statements.push(statement),
                Ok(None) => reading.ignored += 1,
                Err(fault) => reading.faults.push((number, fault)),
            }
        }
        Ok(reading)
    }

    fn parts<'a>(&self, body: &'a Value) -> Result<Vec<&'a Value>> {
        let Some(list) = &self.list else { return Ok(vec![body]) };
        match list.find(Place { body, part: body }) {
            Some(Value::Array(parts)) => Ok(parts.iter().collect()),
            // Some exports write the only one of a list without the list.
            Some(one @ Value::Object(_)) => Ok(vec![one]),
            _ => Err(ShapeFault::NoList(list.to_string())),
        }
    }

    /// What is said of one worker; `None` where it does not matter here.
    fn statement(&self, place: Place<'_>) -> Result<Option<Statement>> {
        let Some(literal) = self.literal(place)? else { return Ok(None) };
        let worker = self.text("worker", &self.worker, place)?.unwrap_or_default();
        let since = self.since.as_ref().map(|pick| self.moment("since", pick, place)).transpose()?;
        let mut facts = Facts::new();
        for (fact, pick) in &self.facts {
            match find(&fact.to_string(), pick, place)? {
                Found::Unsaid => {}
                Found::Nothing => drop(facts.insert(fact.clone(), None)),
                Found::Text(text) if self.nothing.contains(&text) => drop(facts.insert(fact.clone(), None)),
                Found::Text(text) => drop(facts.insert(fact.clone(), Some(self.fact(fact, text)?))),
            }
        }
        facts.extend(literal);
        Ok(Some(Statement::new(&worker, since.flatten(), facts)?))
    }

    /// What the kind of the event says by itself; `None` where it does not matter here.
    fn literal(&self, place: Place<'_>) -> Result<Option<Facts>> {
        let Some(Types { pick, known, others }) = &self.types else { return Ok(Some(Facts::new())) };
        let kind = self.text("type", pick, place)?.ok_or(ShapeFault::NoType)?;
        match (known.get(&kind), others) {
            (Some(EventType::Counts(facts)), _) => Ok(Some(facts.clone())),
            (None, OtherTypes::Count) => Ok(Some(Facts::new())),
            (Some(EventType::Ignored), _) | (None, OtherTypes::Ignore) => Ok(None),
            (None, OtherTypes::Refuse) => Err(ShapeFault::UnknownType(kind)),
        }
    }

    /// A text as we write it: dates and words for a status are translated.
    fn fact(&self, fact: &Fact, text: String) -> Result<String> {
        match fact {
            Fact::Start => Ok(self.date("start", &text)?.to_string()),
            Fact::End => {
                let end = self.date("end", &text)?;
                Ok(match self.end {
                    EndMeaning::LastDay => end,
                    EndMeaning::FirstDayOff => date::day_before(end),
                }
                .to_string())
            }
            Fact::Status if !self.status.is_empty() => match self.status.get(&text.to_lowercase()) {
                Some(status) => Ok(status.word().to_owned()),
                None => Err(ShapeFault::UnknownStatus(text)),
            },
            _ => Ok(text),
        }
    }

    fn text(&self, what: &str, pick: &Pick, place: Place<'_>) -> Result<Option<String>> {
        Ok(match find(what, pick, place)? {
            Found::Text(text) if !self.nothing.contains(&text) => Some(text),
            Found::Text(_) | Found::Nothing | Found::Unsaid => None,
        })
    }

    fn moment(&self, what: &str, pick: &Pick, place: Place<'_>) -> Result<Option<Moment>> {
        self.text(what, pick, place)?.map(|text| self.date(what, &text)).transpose()
    }

    fn date(&self, what: &str, text: &str) -> Result<Moment> {
        let read = date::read(text, self.date_format.as_deref());
        read.map_err(|cause| ShapeFault::Date { what: what.to_owned(), cause })
    }
}

fn find(what: &str, pick: &Pick, place: Place<'_>) -> Result<Found> {
    pick.find(place).map_err(|wrong| ShapeFault::NotText { what: what.to_owned(), at: wrong.0 })
}

/// The parser's own sentence ends with the place, which is told apart from it; it never holds what was sent.
fn not_json(cause: &serde_json::Error) -> ShapeFault {
    let told = cause.to_string();
    let what = told.split(" at line ").next().unwrap_or_default().to_owned();
    ShapeFault::NotJson { what, line: cause.line(), column: cause.column() }
}
