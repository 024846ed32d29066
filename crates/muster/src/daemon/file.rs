//! Watches a source that is a file: reads it whole when it changed and has come to rest.

use super::news::{News, Word};
use crate::config::{Source, SourceKind};
use crate::error::{Failure, chain};
use muster_connectors::file;
use muster_core::time::Timestamp;
use std::path::Path;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::Sender;

/// What is seen of a file without reading it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    length: u64,
    changed_at: Option<SystemTime>,
}

/// Watches until nobody listens any more.
pub(crate) async fn watch(source: Source, every: Duration, news: Sender<News>) {
    let Some(path) = path(&source).map(Path::to_owned) else { return };
    let mut read: Option<Look> = None;
    loop {
        let before = look(&path);
        let noticed_at = Timestamp::now();
        let word = match before {
            Some(seen) if read == Some(seen) => Word::Quiet,
            _ => self::read(&source, noticed_at),
        };
        // Whoever is still writing makes it look different afterwards: then it is read again before it is believed.
        if before != look(&path) {
            tokio::time::sleep(every.min(Duration::from_secs(1))).await;
            continue;
        }
        read = before.filter(|_| !matches!(word, Word::Trouble { .. }));
        if news.send(News { source: source.name.clone(), noticed_at, word }).await.is_err() {
            return;
        }
        tokio::time::sleep(every).await;
    }
}

fn read(source: &Source, now: Timestamp) -> Word {
    let read = match &source.kind {
        SourceKind::Ldif { file } => file::ldif_description(file, &source.scope, now)
            .map(|description| Word::Described(Box::new(description))),
        SourceKind::Csv { file } => {
            file::csv_batch(file, &source.name, &source.scope, now).map(|batch| Word::Table(Box::new(batch)))
        }
        SourceKind::Ldap(_) | SourceKind::Hr(_) => Ok(Word::Quiet),
    };
    read.unwrap_or_else(|error| {
        let failure = Failure::from(error);
        Word::Trouble { sentence: chain(&failure), hint: failure.hint.unwrap_or_default() }
    })
}

fn path(source: &Source) -> Option<&Path> {
    match &source.kind {
        SourceKind::Ldif { file } | SourceKind::Csv { file } => Some(file),
        SourceKind::Ldap(_) | SourceKind::Hr(_) => None,
    }
}

fn look(path: &Path) -> Option<Look> {
    let data = std::fs::metadata(path).ok()?;
    Some(Look { length: data.len(), changed_at: data.modified().ok() })
}
