//! What HR systems sent.

use super::query::{all as rows, from_text, one, placeholders};
use super::{Param, Row, Session};
use crate::StoreError;
use crate::inbox::{Delivery, DeliveryState, InboxEntry, InboxQuery, Received, SettledDelivery, StateName};
use bytes::Bytes;
use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

type Result<T> = std::result::Result<T, StoreError>;

const WHAT: &str = "a delivery";
/// With six columns far below the parameters that a statement may have.
const ROWS_PER_STATEMENT: usize = 500;

pub(super) fn receive(session: &mut dyn Session, deliveries: &[Delivery]) -> Result<Vec<Received>> {
    let mut seen = BTreeSet::new();
    let first: Vec<bool> = deliveries.iter().map(|delivery| seen.insert(key(delivery))).collect();
    let each: Vec<&Delivery> =
        deliveries.iter().zip(&first).filter(|(_, first)| **first).map(|(delivery, _)| delivery).collect();
    let mut kept = BTreeSet::new();
    for chunk in each.chunks(ROWS_PER_STATEMENT) {
        kept.extend(keep(session, chunk)?);
    }
    let is_new = |delivery: &Delivery| kept.contains(&(delivery.source.to_string(), delivery.id.clone()));
    let word = |(delivery, first): (&Delivery, &bool)| match *first && is_new(delivery) {
        true => Received::New,
        false => Received::Known,
    };
    Ok(deliveries.iter().zip(&first).map(word).collect())
}

fn key(delivery: &Delivery) -> (&SourceId, &str) {
    (&delivery.source, &delivery.id)
}

/// Keeps deliveries of which no two are the same, and says which ones were not there.
fn keep(session: &mut dyn Session, deliveries: &[&Delivery]) -> Result<Vec<(String, String)>> {
    let params: Vec<Param> = deliveries.iter().flat_map(|delivery| row_of(delivery)).collect();
    let sql = format!(
        "INSERT INTO inbox (source, id, received_at, state, reason, settled_at, settled_us, bytes, body) VALUES {}
         ON CONFLICT (source, id) DO UPDATE SET received_at = excluded.received_at, state = excluded.state,
             reason = NULL, settled_at = NULL, settled_us = NULL, bytes = excluded.bytes, body = excluded.body
         WHERE inbox.state = 'refused' AND excluded.state = 'waiting'
         RETURNING source, id",
        placeholders(deliveries.len(), 9)
    );
    rows(session, &sql, &params, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
}

fn row_of(delivery: &Delivery) -> [Param; 9] {
    let state = if delivery.refused.is_some() { StateName::Refused } else { StateName::Waiting };
    let settled = delivery.refused.as_ref().map(|_| delivery.received_at);
    [
        Param::id(&delivery.source),
        Param::id(&delivery.id),
        Param::id(delivery.received_at),
        Param::id(state.word()),
        Param::maybe(delivery.refused.as_ref()),
        Param::maybe(settled),
        settled.map_or(Param::Null, |at| Param::Number(at.as_microsecond())),
        Param::count(delivery.body.len() as u64),
        Param::Bytes(delivery.body.clone()),
    ]
}

pub(super) fn find(session: &mut dyn Session, query: &InboxQuery) -> Result<Vec<InboxEntry>> {
    let mut wanted = Vec::new();
    let mut params = Vec::new();
    let mut also = |column: &str, param: Option<Param>| {
        if let Some(param) = param {
            params.push(param);
            wanted.push(format!("{column} = ${}", params.len()));
        }
    };
    also("state", query.state.map(|state| Param::id(state.word())));
    also("source", query.source.as_ref().map(Param::id));
    also("id", query.id.as_ref().map(Param::id));
    also("number", query.number.map(Param::count));
    let wanted = if wanted.is_empty() { String::new() } else { format!("WHERE {}", wanted.join(" AND ")) };
    params.push(Param::count(query.limit));
    let sql = format!(
        "SELECT number, source, id, received_at, settled_at, bytes, state, reason FROM inbox {wanted}
         ORDER BY number DESC LIMIT ${}",
        params.len()
    );
    rows(session, &sql, &params, entry)
}

fn entry(row: &dyn Row) -> Result<InboxEntry> {
    let name: StateName = from_text(WHAT, row.text(6)?)?;
    Ok(InboxEntry {
        number: row.number(0)?,
        source: row.text(1)?.into(),
        id: row.text(2)?.to_owned(),
        received_at: from_text(WHAT, row.text(3)?)?,
        settled_at: row.maybe_text(4)?.map(|at| from_text(WHAT, at)).transpose()?,
        bytes: row.number(5)?,
        state: DeliveryState::of(name, row.maybe_text(7)?.map(str::to_owned)),
    })
}

pub(super) fn body(session: &mut dyn Session, number: u64) -> Result<Option<Bytes>> {
    let sql = "SELECT body FROM inbox WHERE number = $1";
    let body = |row: &dyn Row| Ok(row.maybe_bytes(0)?.map(Bytes::copy_from_slice));
    Ok(one(session, sql, &[Param::count(number)], body)?.flatten())
}

pub(super) fn waiting(session: &mut dyn Session, limit: u64) -> Result<Vec<(u64, Delivery)>> {
    let sql = "SELECT number, source, id, received_at, body FROM inbox WHERE state = 'waiting'
               ORDER BY number LIMIT $1";
    rows(session, sql, &[Param::count(limit)], |row| {
        let delivery = Delivery {
            source: row.text(1)?.into(),
            id: row.text(2)?.to_owned(),
            received_at: from_text(WHAT, row.text(3)?)?,
            body: row.maybe_bytes(4)?.map(Bytes::copy_from_slice).unwrap_or_default(),
            refused: None,
        };
        Ok((row.number(0)?, delivery))
    })
}

/// Settles deliveries. One that was settled already stays as it was.
pub(super) fn settle(session: &mut dyn Session, at: Timestamp, settled: &[SettledDelivery]) -> Result<()> {
    for delivery in settled {
        let settled = (delivery.state != DeliveryState::Waiting).then_some(at);
        session.run(
            "UPDATE inbox SET state = $1, reason = $2, settled_at = $3, settled_us = $4
             WHERE number = $5 AND state = 'waiting'",
            &[
                Param::id(delivery.state.name().word()),
                Param::maybe(delivery.state.reason()),
                Param::maybe(settled),
                settled.map_or(Param::Null, |at| Param::Number(at.as_microsecond())),
                Param::count(delivery.number),
            ],
        )?;
    }
    Ok(())
}

/// Deliveries that were parked count now.
pub(super) fn unpark(session: &mut dyn Session, at: Timestamp, numbers: &[u64]) -> Result<()> {
    let sql = "UPDATE inbox SET state = 'applied', reason = NULL, settled_at = $1, settled_us = $2
               WHERE number = $3 AND state = 'parked'";
    for number in numbers {
        session.run(sql, &[Param::id(at), Param::Number(at.as_microsecond()), Param::count(*number)])?;
    }
    Ok(())
}

/// Lets a delivery wait again that was parked or refused and whose body is still there.
pub(crate) fn retry(session: &mut dyn Session, number: u64) -> Result<bool> {
    let sql = "UPDATE inbox SET state = 'waiting', reason = NULL, settled_at = NULL, settled_us = NULL
               WHERE number = $1 AND state IN ('parked', 'refused') AND body IS NOT NULL";
    Ok(session.run(sql, &[Param::count(number)])? > 0)
}

/// Forgets what was said in deliveries that were applied or refused before `time`, and says in how many. Those that
/// are parked are still needed.
pub(super) fn forget_bodies(session: &mut dyn Session, time: Timestamp) -> Result<u64> {
    let sql = "UPDATE inbox SET body = NULL, reason = NULL
               WHERE body IS NOT NULL AND settled_us < $1 AND state IN ('applied', 'refused')";
    session.run(sql, &[Param::Number(time.as_microsecond())])
}

pub(super) fn counts(session: &mut dyn Session) -> Result<BTreeMap<(SourceId, StateName), u64>> {
    let sql = "SELECT source, state, count(*) FROM inbox GROUP BY source, state";
    let counted = |row: &dyn Row| {
        let name: StateName = from_text(WHAT, row.text(1)?)?;
        Ok(((row.text(0)?.into(), name), row.number(2)?))
    };
    Ok(rows(session, sql, &[], counted)?.into_iter().collect())
}
