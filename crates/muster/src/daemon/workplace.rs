//! Watches where the files of an HR system lie: says so when they are others and have come to rest.

use super::news::{News, Word};
use crate::staff::StaffSettings;
use muster_core::time::Timestamp;
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// Watches until nobody listens any more. Without files there is nothing to watch: what there is to say is delivered.
pub(crate) async fn watch(settings: StaffSettings, every: Duration, news: Sender<News>) {
    let source = settings.usage.source.clone();
    let mut told = None;
    loop {
        let before = settings.drops.as_ref().map(|drops| drops.outside().ok());
        let noticed_at = Timestamp::now();
        let word = if told.as_ref() == Some(&before) { Word::Quiet } else { Word::Files };
        if news.send(News { source: source.clone(), noticed_at, word }).await.is_err() {
            return;
        }
        // What looks otherwise at the next look was still being written: it is told of again then.
        told = Some(before);
        tokio::time::sleep(every).await;
    }
}
