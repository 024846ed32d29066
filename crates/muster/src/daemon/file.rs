//! Watches a source that is a file: reads it whole when it changed and has come to rest.

use super::news::{News, Read, Word};
use crate::config::{Source, SourceKind};
use muster_connectors::directory::{Delta, Extent, Form, Position, Track};
use muster_connectors::file;
use muster_core::time::Timestamp;
use std::path::{Path, PathBuf};
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
    let path = path(&source).to_owned();
    let mut read: Option<Look> = None;
    loop {
        let before = look(&path);
        let noticed_at = Timestamp::now();
        let word = match before {
            Ok(seen) if read == Some(seen) => Word::Quiet,
            _ => self::read(&source, noticed_at),
        };
        // Whoever was still writing makes it look different afterwards: then it is read again before it is believed.
        let after = look(&path);
        if let (Ok(before), Ok(after)) = (&before, &after)
            && before != after
        {
            tokio::time::sleep(every.min(Duration::from_secs(1))).await;
            continue;
        }
        read = before.ok().filter(|_| !matches!(word, Word::Trouble { .. }));
        if news.send(News { source: source.name.clone(), noticed_at, word }).await.is_err() {
            return;
        }
        tokio::time::sleep(every).await;
    }
}

fn path(source: &Source) -> &Path {
    match &source.kind {
        SourceKind::Ldif { file } | SourceKind::Csv { file } => file,
        SourceKind::Ldap(_) => Path::new(""),
    }
}

fn look(path: &PathBuf) -> std::io::Result<Look> {
    let data = std::fs::metadata(path)?;
    Ok(Look { length: data.len(), changed_at: data.modified().ok() })
}
