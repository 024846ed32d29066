//! Watches one directory over LDAP: reads it when something changed there, and says what keeps it from that.

use super::news::{News, Read, Word};
use crate::error::chain;
use futures_util::FutureExt;
use muster_connectors::directory::{Position, ReadSpec, Track};
use muster_connectors::ldap::{self, Doorbell, Ring, TrackError, Tracker, TrackerConfig};
use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;

/// How long a doorbell is listened to before a word is given that all is quiet.
const LISTEN: Duration = Duration::from_secs(5);
/// Before a directory is tried again of which every server failed. The tracker itself waits longer each time.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// Before a refused password is looked at again: the tracker tries it only if it is a new one.
const AFTER_REFUSAL: Duration = Duration::from_secs(10);
/// A directory of which everything must be read each time is not read at every ring.
const BETWEEN_WHOLE: Duration = Duration::from_secs(60);

/// A directory that is watched.
pub(crate) struct Directory {
    /// Its name.
    pub(crate) source: SourceId,
    /// Where it is.
    pub(crate) config: TrackerConfig,
    /// What of it counts.
    pub(crate) spec: ReadSpec,
    /// Where the last read ended, if it was remembered.
    pub(crate) last: Option<Position>,
    /// Asks for a whole read.
    pub(crate) whole: Arc<Notify>,
}

/// Watches until nobody listens any more.
pub(crate) async fn watch(directory: Directory, news: Sender<News>) {
    let Directory { source, config, spec, mut last, whole } = directory;
    let whole_every = config.pacing.whole_every;
    let mut tracker = Tracker::new(config, &spec);
    let mut doorbell = tracker.doorbell();
    let mut noticed_at = Timestamp::now();
    loop {
        if whole.notified().now_or_never().is_some() {
            tracker.request_whole();
        }
        let began = Instant::now();
        let (word, pause) = match tracker.read(last.as_ref()).await {
            Ok(read) => {
                last = Some(read.delta.position.clone());
                (changed(read), Duration::ZERO)
            }
            Err(error) => (trouble(&error), pause_after(&error)),
        };
        let failed = matches!(word, Word::Trouble { .. });
        if news.send(News { source: source.clone(), noticed_at, word }).await.is_err() {
            return;
        }
        tokio::time::sleep(pause).await;
        if failed {
            continue;
        }
        if last.as_ref().is_some_and(|last| last.track == Track::Whole) {
            tokio::time::sleep_until(began + BETWEEN_WHOLE).await;
        }
        let heard = tokio::select! {
            heard = listen(&mut doorbell, &source, &news, began + whole_every) => heard,
            () = whole.notified() => {
                whole.notify_one();
                Some(Timestamp::now())
            }
        };
        match heard {
            Some(at) => noticed_at = at,
            None => return,
        }
    }
}

/// Listens until there may be something to read; `None` when nobody wants to know any more.
async fn listen(
    doorbell: &mut Doorbell,
    source: &SourceId,
    news: &Sender<News>,
    until: Instant,
) -> Option<Timestamp> {
    loop {
        let ring = doorbell.wait(LISTEN).await;
        let now = Timestamp::now();
        match ring {
            Ring::Changed => return Some(now),
            Ring::Lost(reason) => {
                // The next read finds out whether the server has gone, or only this connection.
                tracing::info!(source = %source, "the doorbell fell silent: {reason}");
                return Some(now);
            }
            Ring::Quiet if Instant::now() >= until => return Some(now),
            Ring::Quiet => {
                let word = News { source: source.clone(), noticed_at: now, word: Word::Quiet };
                news.send(word).await.ok()?;
            }
        }
    }
}

fn changed(read: ldap::Read) -> Word {
    Word::Changed(Box::new(Read {
        why_whole: read.why_whole.map(|doubt| doubt.to_string()),
        findings: read.limitations.iter().map(ToString::to_string).collect(),
        delta: read.delta,
    }))
}

fn trouble(error: &TrackError) -> Word {
    Word::Trouble { sentence: chain(error), hint: error.hint().to_owned() }
}

fn pause_after(error: &TrackError) -> Duration {
    if error.must_not_retry_soon() { AFTER_REFUSAL } else { AFTER_TROUBLE }
}
