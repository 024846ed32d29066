//! The loop of the service: listens to the sources, and sets off a cycle when there is something to do.

use super::cycle::{Cause, Done, Hold};
use super::ends::ends;
use crate::cli::world::World;
use crate::cli::{Outcome, say};
use crate::config::{Source, SourceKind};
use crate::daemon::knowledge::{Heard, Knowledge};
use crate::daemon::news::News;
use crate::daemon::status::{Cycle, Doing, Due, SAID_EVERY, Status, TenantStatus, Waiting};
use crate::daemon::{directory, file};
use crate::drive::Survey;
use crate::error::{Exit, Failure};
use muster_core::id::PersonId;
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::Store;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many cycles the status tells of.
const CYCLES_TOLD: usize = 10;
/// How many events are named as the cause of a cycle.
const EVENTS_NAMED: usize = 3;
/// For how long it is remembered what happened in directories.
const EVENTS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Everything that the service has.
pub(super) struct Service {
    pub(super) world: World,
    pub(super) store: Box<dyn Store>,
    pub(super) knowledge: Knowledge,
    /// The tenant and the rest as the last cycle left them.
    pub(super) survey: Option<Survey>,
    /// What waits, person by person, and summed up.
    pub(super) holds: Vec<Hold>,
    pub(super) held: Vec<Waiting>,
    pub(super) tenant: Option<TenantStatus>,
    cycles: Vec<Cycle>,
    started_at: Timestamp,
    doing: Doing,
    agenda: Agenda,
}

/// What is to be done, and when.
struct Agenda {
    /// People whose record may be another one, and what happened to them.
    affected: BTreeSet<PersonId>,
    events: Vec<String>,
    noticed_at: Option<Timestamp>,
    /// When everything is read and planned anew.
    whole_at: Timestamp,
    /// When what waits is planned again.
    retry_at: Option<Timestamp>,
    /// When somebody's account expires.
    expiry_at: Option<Timestamp>,
    said_at: Timestamp,
}

impl Service {
    pub(super) fn new(world: World, mut store: Box<dyn Store>) -> Result<Self, Failure> {
        let shrink_percent = world.config.limits().shrink_percent;
        let knowledge = Knowledge::remembered(&world.config.sources, shrink_percent, &mut *store)?;
        let now = Timestamp::now();
        let agenda = Agenda {
            affected: BTreeSet::new(),
            events: Vec::new(),
            noticed_at: None,
            whole_at: now,
            retry_at: None,
            expiry_at: None,
            said_at: Timestamp::UNIX_EPOCH,
        };
        Ok(Self {
            world,
            store,
            knowledge,
            survey: None,
            holds: Vec::new(),
            held: Vec::new(),
            tenant: None,
            cycles: Vec::new(),
            started_at: now,
            doing: Doing::Starting,
            agenda,
        })
    }

    /// Serves until it is told to end.
    pub(super) async fn serve(mut self) -> Outcome {
        let mut news = self.listen();
        let mut ends = ends()?;
        say("the service watches; `muster status` tells what it does");
        loop {
            self.say()?;
            tokio::select! {
                word = news.recv() => match word {
                    Some(word) => self.hear(word, &mut news)?,
                    None => return Err(Failure::new(Exit::Defect, "all watchers of the sources have ended")),
                },
                () = tokio::time::sleep(self.until_next()) => {}
                () = ends.asked() => break,
            }
            self.work().await?;
        }
        self.end()?;
        say("the service ended");
        Ok(Exit::Done)
    }

    /// Says that this was the end.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.turn_to(Doing::Ended);
        self.say()
    }

    /// Does something else from here on, and says so at the next occasion.
    fn turn_to(&mut self, doing: Doing) {
        self.doing = doing;
        self.agenda.said_at = Timestamp::UNIX_EPOCH;
    }

    /// Starts a watcher for each source.
    pub(super) fn listen(&self) -> Receiver<News> {
        let (sender, receiver) = channel(64);
        for source in &self.world.config.sources {
            self.watch(source, sender.clone());
        }
        receiver
    }

    fn watch(&self, source: &Source, news: Sender<News>) {
        let serve = self.world.config.serve;
        match &source.kind {
            SourceKind::Ldap(ldap) => {
                let watched = directory::Directory {
                    source: source.name.clone(),
                    config: ldap.tracker_config(serve.whole_every),
                    spec: source.scope.clone(),
                    last: self.knowledge.position(&source.name),
                };
                tokio::spawn(directory::watch(watched, news));
            }
            SourceKind::Ldif { .. } | SourceKind::Csv { .. } => {
                tokio::spawn(file::watch(source.clone(), serve.look_every, news));
            }
        }
    }

    /// Takes a word in, and all that are waiting behind it: one cycle is for all of them.
    fn hear(&mut self, word: News, news: &mut Receiver<News>) -> Result<(), Failure> {
        self.take(word)?;
        while let Ok(word) = news.try_recv() {
            self.take(word)?;
        }
        Ok(())
    }

    pub(super) fn take(&mut self, word: News) -> Result<(), Failure> {
        let noticed_at = word.noticed_at;
        let Heard { affected, events, coverage_changed } = self.knowledge.take(word, &mut *self.store)?;
        if !affected.is_empty() || coverage_changed {
            self.agenda.noticed_at = self.agenda.noticed_at.or(Some(noticed_at));
        }
        self.agenda.affected.extend(affected);
        self.agenda.events.extend(events);
        Ok(())
    }

    /// Sets off a cycle where one is due. A cycle that fails is trouble, not an end: the next one goes on.
    async fn work(&mut self) -> Result<(), Failure> {
        if !self.knowledge.is_ready() {
            return Ok(());
        }
        let Some(cause) = self.due(Timestamp::now()) else { return Ok(()) };
        self.turn_to(Doing::Working);
        self.say()?;
        let done = self.cycle(&cause).await;
        self.turn_to(Doing::Watching);
        self.plan_ahead(&cause, done)
    }

    /// What there is to do now.
    fn due(&mut self, now: Timestamp) -> Option<Cause> {
        let agenda = &mut self.agenda;
        let passed = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let whole = agenda.whole_at <= now || self.survey.is_none() && passed(agenda.retry_at);
        let timed = passed(agenda.expiry_at) || passed(agenda.retry_at);
        if !whole && !timed && agenda.noticed_at.is_none() {
            return None;
        }
        let people = std::mem::take(&mut agenda.affected);
        let events = std::mem::take(&mut agenda.events);
        let because = match (whole, events.as_slice()) {
            (true, _) => "everything is read and planned anew".into(),
            (false, []) if passed(agenda.expiry_at) => "an account expires".into(),
            (false, []) if passed(agenda.retry_at) => "what waited is planned again".into(),
            (false, []) => "a source can be believed again, or not any more".into(),
            (false, events) => named(events),
        };
        let noticed_at = agenda.noticed_at.take().unwrap_or(now);
        let everybody = whole || timed || people.is_empty();
        Some(Cause { noticed_at, because, whole, people: (!everybody).then_some(people) })
    }

    /// What happens by itself from here.
    fn plan_ahead(&mut self, cause: &Cause, done: Result<Done, Failure>) -> Result<(), Failure> {
        let (now, serve) = (Timestamp::now(), self.world.config.serve);
        let later = |by: Duration| now.checked_add(by).unwrap_or(Timestamp::MAX);
        let failed = match done {
            Ok(_) => None,
            Err(failure) if is_fatal(&failure) => return Err(failure),
            Err(failure) => Some(failure),
        };
        if let Some(failure) = &failed {
            tracing::warn!(alert = "cycle_failed", "{}", failure.in_one_line());
            if let Some(tenant) = &mut self.tenant {
                tenant.trouble = Some(failure.in_one_line());
            }
        } else if cause.whole {
            self.agenda.whole_at = later(serve.whole_every);
            self.store.forget_events_before(now.checked_sub(EVENTS_KEPT).unwrap_or(Timestamp::MIN))?;
        }
        // A cycle that failed is tried again sooner: what it was about must not wait for what waits anyway.
        let retry =
            if failed.is_some() { serve.retry_every.min(Duration::from_secs(60)) } else { serve.retry_every };
        let waits = failed.is_some() || !self.held.is_empty();
        self.agenda.retry_at = waits.then(|| later(retry));
        if failed.is_some() && self.agenda.whole_at <= now {
            self.agenda.whole_at = later(retry);
        }
        self.agenda.expiry_at = self.knowledge.next_expiry(now);
        Ok(())
    }

    fn until_next(&self) -> Duration {
        let agenda = &self.agenda;
        let spoken = agenda.said_at.checked_add(SAID_EVERY).unwrap_or(Timestamp::MAX);
        let times = [Some(agenda.whole_at), agenda.retry_at, agenda.expiry_at, Some(spoken)];
        let next = times.into_iter().flatten().min().unwrap_or(Timestamp::MAX);
        let left = Duration::try_from(next.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO);
        left.clamp(Duration::from_millis(20), Duration::from_secs(10))
    }

    pub(super) fn people(&self) -> u64 {
        self.knowledge.status().iter().map(|source| source.people).sum()
    }

    pub(super) fn remember(&mut self, cycle: Cycle) {
        self.cycles.insert(0, cycle);
        self.cycles.truncate(CYCLES_TOLD);
    }

    /// Writes the status, not more often than needed.
    pub(super) fn say(&mut self) -> Result<(), Failure> {
        let now = Timestamp::now();
        if now.duration_since(self.agenda.said_at) < SAID_EVERY {
            return Ok(());
        }
        self.agenda.said_at = now;
        let word = serde_json::to_string(&self.status()).map_err(|cause| {
            Failure::new(Exit::Defect, "the status cannot be written as JSON").because(cause)
        })?;
        Ok(self.store.remember_service_status(&word)?)
    }

    pub(super) fn status(&self) -> Status {
        let agenda = &self.agenda;
        let due = |at: Option<Timestamp>, what: &str| at.map(|at| Due { at, what: what.into() });
        let all = [
            due(Some(agenda.whole_at), "everything is read and planned anew"),
            due(agenda.retry_at, "what waits is planned again"),
            due(agenda.expiry_at, "an account expires"),
        ];
        Status {
            process: std::process::id(),
            started_at: self.started_at,
            said_at: agenda.said_at,
            doing: self.doing,
            sources: self.knowledge.status(),
            tenant: self.tenant.clone(),
            cycles: self.cycles.clone(),
            held: self.held.clone(),
            next: all.into_iter().flatten().min_by_key(|due| due.at).filter(|_| self.doing != Doing::Ended),
        }
    }
}

/// Whether going on makes no sense: another leader, a damaged store, a defect.
fn is_fatal(failure: &Failure) -> bool {
    matches!(failure.exit, Exit::Defect | Exit::AnotherLeader)
}

fn named(events: &[String]) -> String {
    let named = events.iter().take(EVENTS_NAMED).cloned().collect::<Vec<_>>().join("; ");
    match events.len().saturating_sub(EVENTS_NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}
