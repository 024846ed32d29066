//! Takes in what waits in the inbox.

use super::service::Service;
use crate::config::{Config, SourceKind};
use crate::daemon::{News, Word};
use crate::error::Failure;
use crate::staff::Delivered;
use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use muster_store::{Delivery, DeliveryState, SettledDelivery};

/// How many deliveries are taken in together, in one transaction a source.
const AT_ONCE: u64 = 500;

impl Service {
    /// Takes in everything that waits, in order of arrival.
    pub(super) fn take_inbox(&mut self) -> Result<(), Failure> {
        loop {
            let waiting = self.steward.store.waiting_deliveries(AT_ONCE)?;
            if waiting.is_empty() {
                return Ok(());
            }
            for (source, deliveries) in by_source(waiting) {
                self.deliver(source, deliveries)?;
            }
        }
    }

    fn deliver(&mut self, source: SourceId, deliveries: Vec<(u64, Delivery)>) -> Result<(), Failure> {
        let first = deliveries.iter().map(|(_, delivery)| delivery.received_at).min();
        let noticed_at = first.unwrap_or_else(Timestamp::now);
        let read: Option<Vec<Delivered>> = deliveries
            .iter()
            .map(|(number, delivery)| read(&self.world().config, &source, *number, delivery))
            .collect();
        match read {
            Some(read) => self.steward.take(News { source, noticed_at, word: Word::Delivered(read) }),
            None => self.park(&source, &deliveries),
        }
    }

    /// Nobody can read what is for a source that is not configured any more.
    fn park(&mut self, source: &SourceId, deliveries: &[(u64, Delivery)]) -> Result<(), Failure> {
        let reason = format!("no source `{source}` takes deliveries");
        let parked = |(number, _): &(u64, Delivery)| SettledDelivery {
            number: *number,
            state: DeliveryState::Parked { reason: Some(reason.clone()) },
        };
        let settled: Vec<SettledDelivery> = deliveries.iter().map(parked).collect();
        Ok(self.steward.store.settle_deliveries(Timestamp::now(), &settled)?)
    }
}

/// Neighbours for one source together.
fn by_source(waiting: Vec<(u64, Delivery)>) -> Vec<(SourceId, Vec<(u64, Delivery)>)> {
    let mut found: Vec<(SourceId, Vec<(u64, Delivery)>)> = Vec::new();
    for (number, delivery) in waiting {
        match found.last_mut().filter(|(source, _)| *source == delivery.source) {
            Some((_, all)) => all.push((number, delivery)),
            None => found.push((delivery.source.clone(), vec![(number, delivery)])),
        }
    }
    found
}

/// What a delivery says; `None` where the source takes none.
fn read(config: &Config, source: &SourceId, number: u64, delivery: &Delivery) -> Option<Delivered> {
    let source = config.sources.iter().find(|known| known.name == *source)?;
    let SourceKind::Hr(hr) = &source.kind else { return None };
    let reading = hr.hook.as_ref()?.shape.read(&delivery.body);
    let (statements, faults) = match reading {
        Ok(reading) => {
            let faults = reading.faults.iter().map(|(at, fault)| format!("number {at}: {fault}"));
            (reading.statements, faults.collect())
        }
        Err(fault) => (Vec::new(), vec![fault.to_string()]),
    };
    Some(Delivered { number, received_at: delivery.received_at, statements, faults })
}
