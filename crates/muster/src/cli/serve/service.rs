//! The loop of the service: listens to the sources, and sets off a cycle when there is something to do.

use super::ends::ends;
use crate::cli::world::{World, store_location};
use crate::cli::{Outcome, say};
use crate::config::{Source, SourceKind};
use crate::daemon::status::{Doing, SAID_EVERY, Status};
use crate::daemon::{News, Steward, Watched, directory, file, workplace};
use crate::error::{Exit, Failure};
use crate::hooks::Hooks;
use muster_core::id::SourceId;
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Who is to lose access must not wait: so often it is looked whether somebody said so, or assigned something.
const LOOK_FOR_ORDERS: Duration = Duration::from_secs(1);
/// How often it is looked for deliveries that were settled long ago.
const TIDIED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Everything that the service has.
pub(super) struct Service {
    pub(super) steward: Steward<World>,
    started_at: Timestamp,
    said_at: Timestamp,
    doing: Doing,
    /// Asks the watcher of a directory for a whole read.
    whole: BTreeMap<SourceId, Arc<Notify>>,
    hooks: Option<Hooks>,
    /// Rings when something new waits in the inbox.
    rang: Arc<Notify>,
    tidied_at: Timestamp,
}

impl Service {
    pub(super) fn new(world: World, store: Box<dyn Store>) -> Result<Self, Failure> {
        let sources: Vec<Watched> = world.config.sources.iter().map(Watched::from).collect();
        Ok(Self {
            steward: Steward::new(world, store, &sources)?,
            started_at: Timestamp::now(),
            said_at: Timestamp::UNIX_EPOCH,
            doing: Doing::Starting,
            whole: BTreeMap::new(),
            hooks: None,
            rang: Arc::default(),
            tidied_at: Timestamp::UNIX_EPOCH,
        })
    }

    pub(super) fn world(&self) -> &World {
        &self.steward.house
    }

    /// Serves until it is told to end.
    pub(super) async fn serve(mut self) -> Outcome {
        let mut news = self.listen()?;
        let mut ends = ends()?;
        self.open_hooks().await?;
        say("the service watches; `muster status` tells what it does");
        loop {
            self.say()?;
            tokio::select! {
                word = news.recv() => match word {
                    Some(word) => self.hear(word, &mut news)?,
                    None => return Err(Failure::new(Exit::Defect, "all watchers of the sources have ended")),
                },
                () = tokio::time::sleep(self.until_next()) => {}
                () = self.rang.notified() => {}
                () = ends.asked() => break,
            }
            self.look_for_approvals()?;
            self.steward.look_for_orders()?;
            self.take_inbox()?;
            self.steward.look_for_assignments()?;
            self.tidy_inbox()?;
            self.work().await?;
        }
        self.end()?;
        say("the service ended");
        Ok(Exit::Done)
    }

    /// Lets HR systems push, where that is configured.
    async fn open_hooks(&mut self) -> Result<(), Failure> {
        let config = &self.world().config;
        let store = store_location(config)?;
        self.hooks = Hooks::open(config, &store, self.rang.clone()).await?;
        if let Some(hooks) = &self.hooks {
            say(&format!("HR systems may push to {}SOURCE", hooks.url()));
        }
        Ok(())
    }

    /// Forgets what was said in deliveries that were settled long ago.
    fn tidy_inbox(&mut self) -> Result<(), Failure> {
        let Some(keep) = self.world().config.hooks.as_ref().map(|hooks| hooks.keep_bodies) else {
            return Ok(());
        };
        let now = Timestamp::now();
        if now.duration_since(self.tidied_at) < TIDIED_EVERY {
            return Ok(());
        }
        self.tidied_at = now;
        let keep = SignedDuration::try_from(keep).unwrap_or(SignedDuration::MAX);
        let before = now.checked_sub(keep).unwrap_or(Timestamp::MIN);
        let forgotten = self.steward.store.forget_bodies_before(before)?;
        tracing::debug!(forgotten, "forgot what was said in settled deliveries");
        Ok(())
    }

    /// Says that this was the end.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.turn_to(Doing::Ended);
        self.say()
    }

    /// Does something else from here on, and says so at the next occasion.
    fn turn_to(&mut self, doing: Doing) {
        self.doing = doing;
        self.said_at = Timestamp::UNIX_EPOCH;
    }

    /// Starts a watcher for each source.
    pub(super) fn listen(&mut self) -> Result<Receiver<News>, Failure> {
        let (sender, receiver) = channel(64);
        let names = self.world().config.sources.iter().map(|source| source.name.clone());
        self.whole = names.map(|name| (name, Arc::default())).collect();
        self.look_for_approvals()?;
        for source in &self.world().config.sources {
            self.watch(source, sender.clone());
        }
        Ok(receiver)
    }

    fn watch(&self, source: &Source, news: Sender<News>) {
        let serve = self.world().config.serve;
        match &source.kind {
            SourceKind::Ldap(ldap) => {
                let watched = directory::Directory {
                    source: source.name.clone(),
                    config: ldap.tracker_config(serve.whole_every),
                    spec: source.scope.clone(),
                    last: self.steward.position(&source.name),
                    whole: self.whole.get(&source.name).cloned().unwrap_or_default(),
                };
                tokio::spawn(directory::watch(watched, news));
            }
            SourceKind::Hr(_) => {
                let staff = source.staff().expect("an HR source");
                tokio::spawn(workplace::watch(staff, serve.look_every, news));
            }
            SourceKind::Ldif { .. } | SourceKind::Csv { .. } => {
                tokio::spawn(file::watch(source.clone(), serve.look_every, news));
            }
        }
    }

    /// Does what somebody has accepted meanwhile.
    pub(super) fn look_for_approvals(&mut self) -> Result<(), Failure> {
        let sources = self.steward.look_for_approvals()?;
        sources.iter().filter_map(|source| self.whole.get(source)).for_each(|whole| whole.notify_one());
        Ok(())
    }

    /// Takes a word in, and all that are waiting behind it: one cycle is for all of them.
    fn hear(&mut self, word: News, news: &mut Receiver<News>) -> Result<(), Failure> {
        self.steward.take(word)?;
        while let Ok(word) = news.try_recv() {
            self.steward.take(word)?;
        }
        Ok(())
    }

    /// Sets off a cycle where one is due.
    async fn work(&mut self) -> Result<(), Failure> {
        let Some(cause) = self.steward.due() else { return Ok(()) };
        self.turn_to(Doing::Working);
        self.say()?;
        let done = self.steward.cycle(&cause).await;
        self.turn_to(Doing::Watching);
        self.steward.plan_ahead(&cause, done)
    }

    fn until_next(&self) -> Duration {
        let spoken = self.said_at.checked_add(SAID_EVERY).unwrap_or(Timestamp::MAX);
        let next = self.steward.next().min(spoken);
        let left = Duration::try_from(next.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO);
        left.clamp(Duration::from_millis(20), LOOK_FOR_ORDERS)
    }

    /// Writes the status, not more often than needed.
    pub(super) fn say(&mut self) -> Result<(), Failure> {
        let now = Timestamp::now();
        if now.duration_since(self.said_at) < SAID_EVERY {
            return Ok(());
        }
        self.said_at = now;
        let word = serde_json::to_string(&self.status()).map_err(|cause| {
            Failure::new(Exit::Defect, "the status cannot be written as JSON").because(cause)
        })?;
        Ok(self.steward.store.remember_service_status(&word)?)
    }

    pub(super) fn status(&self) -> Status {
        Status {
            process: std::process::id(),
            started_at: self.started_at,
            said_at: self.said_at,
            doing: self.doing,
            sources: self.steward.sources(),
            tenant: self.steward.tenant().cloned(),
            cycles: self.steward.cycles().to_vec(),
            held: self.steward.held().to_vec(),
            departures: self.steward.leavers(),
            scheduled: self.steward.scheduled(),
            next: self.steward.next_due().filter(|_| self.doing != Doing::Ended),
            hooks: self.hooks.as_ref().map(Hooks::status),
        }
    }
}
