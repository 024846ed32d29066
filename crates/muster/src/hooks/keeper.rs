//! Writes what came into the inbox. One thread with a connection of its own: what came while it wrote is written next, in
//! one transaction.

use crate::error::{Exit, Failure, chain};
use muster_store::{Delivery, Inbox, Location, Received, StoreError, open_inbox};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc, oneshot};

/// Deliveries that may wait to be written. What comes on top is sent away for a moment.
const WAITING_MAX: usize = 4096;
/// Deliveries in one transaction.
const BATCH_MAX: usize = 512;
/// Bytes in one transaction, but for the last body.
const BATCH_BYTES_MAX: usize = 8 << 20;

/// Takes deliveries for the inbox, and questions about users that were pushed.
pub(super) struct Keeper(mpsc::Sender<Job>);

enum Job {
    Keep(Kept),
    /// Something else, which says whether the inbox is still well.
    Ask(Question),
}

type Question = Box<dyn FnOnce(&mut dyn Inbox) -> bool + Send>;

struct Kept {
    delivery: Delivery,
    done: oneshot::Sender<Option<Received>>,
}

/// Why a delivery could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotKept {
    /// Too many wait.
    Busy,
    /// The store cannot be written.
    Store,
}

impl Keeper {
    /// Opens the inbox.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn start(store: Location, rang: Arc<Notify>) -> Result<Self, Failure> {
        let (sender, jobs) = mpsc::channel(WAITING_MAX);
        // PostgreSQL's client blocks, and must not be opened where tokio's own work is done.
        let (opened, is_open) = std::sync::mpsc::channel();
        let work = move || match open_inbox(&store) {
            Ok(inbox) => {
                let _ = opened.send(None);
                drop(opened);
                Work { store, inbox: Some(inbox), rang }.go_on(jobs);
            }
            Err(error) => drop(opened.send(Some(error))),
        };
        let thread = std::thread::Builder::new().name("inbox".to_owned()).spawn(work);
        thread.map_err(|cause| Failure::new(Exit::Defect, "no thread could be started").because(cause))?;
        match is_open.recv() {
            Ok(None) => Ok(Self(sender)),
            Ok(Some(error)) => Err(error.into()),
            Err(cause) => Err(Failure::new(Exit::Defect, "the inbox could not be opened").because(cause)),
        }
    }

    /// Keeps a delivery: it is durable when this says so.
    pub(super) async fn keep(&self, delivery: Delivery) -> Result<Received, NotKept> {
        let (done, kept) = oneshot::channel();
        self.send(Job::Keep(Kept { delivery, done }))?;
        kept.await.ok().flatten().ok_or(NotKept::Store)
    }

    /// Asks the inbox something, or changes something in it: that is durable when this says so.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut dyn Inbox) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, NotKept> {
        let (done, answer) = oneshot::channel();
        let work = move |inbox: &mut dyn Inbox| {
            let found =
                question(inbox).map_err(|error| tracing::error!("the inbox failed: {}", chain(&error)));
            let is_well = found.is_ok();
            let _ = done.send(found.ok());
            is_well
        };
        self.send(Job::Ask(Box::new(work)))?;
        answer.await.ok().flatten().ok_or(NotKept::Store)
    }

    fn send(&self, job: Job) -> Result<(), NotKept> {
        self.0.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => NotKept::Busy,
            mpsc::error::TrySendError::Closed(_) => NotKept::Store,
        })
    }
}

struct Work {
    store: Location,
    /// `None` after a failure, until it is opened again.
    inbox: Option<Box<dyn Inbox>>,
    rang: Arc<Notify>,
}

impl Work {
    /// Works until nobody can send any more.
    fn go_on(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut next = None;
        while let Some(job) = next.take().or_else(|| jobs.blocking_recv()) {
            match job {
                Job::Keep(first) => {
                    let (batch, other) = gathered(first, &mut jobs);
                    self.keep(batch);
                    next = other;
                }
                Job::Ask(work) => self.ask(work),
            }
        }
    }

    fn keep(&mut self, batch: Vec<Kept>) {
        let (deliveries, waiting): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|kept| (kept.delivery, kept.done)).unzip();
        match self.inbox().and_then(|inbox| inbox.receive(&deliveries)) {
            Ok(received) => {
                waiting.into_iter().zip(&received).for_each(|(done, word)| _ = done.send(Some(*word)));
                if received.contains(&Received::New) {
                    self.rang.notify_one();
                }
            }
            Err(error) => {
                tracing::error!("{} deliveries could not be kept: {}", deliveries.len(), chain(&error));
                self.inbox = None;
                waiting.into_iter().for_each(|done| _ = done.send(None));
            }
        }
    }

    /// Dropping the work without doing it answers that it could not be done.
    fn ask(&mut self, work: Question) {
        let is_well = match self.inbox() {
            Ok(inbox) => work(inbox),
            Err(error) => {
                tracing::error!("the inbox could not be opened: {}", chain(&error));
                false
            }
        };
        match is_well {
            true => self.rang.notify_one(),
            false => self.inbox = None,
        }
    }

    /// The inbox, opened again where it had failed.
    fn inbox(&mut self) -> Result<&mut dyn Inbox, StoreError> {
        match &mut self.inbox {
            Some(inbox) => Ok(&mut **inbox),
            closed @ None => Ok(&mut **closed.insert(open_inbox(&self.store)?)),
        }
    }
}

/// The first delivery and those that wait behind it, up to something else.
fn gathered(first: Kept, jobs: &mut mpsc::Receiver<Job>) -> (Vec<Kept>, Option<Job>) {
    let mut bytes = first.delivery.body.len();
    let mut batch = vec![first];
    while batch.len() < BATCH_MAX && bytes < BATCH_BYTES_MAX {
        match jobs.try_recv() {
            Ok(Job::Keep(kept)) => {
                bytes += kept.delivery.body.len();
                batch.push(kept);
            }
            Ok(other) => return (batch, Some(other)),
            Err(_) => break,
        }
    }
    (batch, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::time::Timestamp;
    use muster_store::{Access, open};
    use rusqlite::Connection;
    use std::time::Duration;

    fn delivery(n: u32) -> Delivery {
        Delivery {
            source: "hr".into(),
            id: format!("msg_{n}"),
            received_at: Timestamp::UNIX_EPOCH,
            body: "{}".into(),
            refused: None,
        }
    }

    #[tokio::test]
    async fn what_cannot_be_written_is_not_answered_as_kept_and_later_it_can_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("muster.db");
        let location = Location::Sqlite(path.clone());
        let mut store = open(&location, Access::Lead).expect("a store");
        let rang = Arc::new(Notify::new());
        let keeper = Keeper::start(location, rang.clone()).expect("a keeper");
        assert_eq!(keeper.keep(delivery(1)).await, Ok(Received::New));
        tokio::time::timeout(Duration::from_secs(5), rang.notified()).await.expect("rings");
        let other = Connection::open(&path).expect("a connection");
        other.execute_batch("BEGIN IMMEDIATE").expect("the store is held");
        assert_eq!(keeper.keep(delivery(2)).await, Err(NotKept::Store));
        other.execute_batch("ROLLBACK").expect("the store is let go");
        assert_eq!(keeper.keep(delivery(2)).await, Ok(Received::New));
        let waiting = keeper.ask(|inbox| inbox.receive(&[delivery(1)])).await;
        assert_eq!(waiting, Ok(vec![Received::Known]));
        assert_eq!(store.waiting_deliveries(9).expect("the inbox").len(), 2);
    }

    #[tokio::test]
    async fn without_a_store_there_is_no_keeper() {
        let folder = tempfile::tempdir().expect("a folder");
        let location = Location::Sqlite(folder.path().join("missing.db"));
        assert!(Keeper::start(location, Arc::default()).is_err());
    }
}
