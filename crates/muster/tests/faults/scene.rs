//! A company in step with its tenant, and what it becomes the next day: where every cell of the matrix begins.

use crate::class::Class;
use crate::company;
use crate::door::{Door, Entry, Strike, Weather};
use crate::support::company::{Company, SECRET, client_id};
use crate::support::mortal::{Fate, MortalStore};
use crate::support::oracle::Oracle;
use crate::support::stage::generous;
use muster::drive::{self, DriveError, Patience, Prelude, SurveyError, Tools};
use muster_connectors::genesys::{Client, Config, Credentials};
use muster_core::apply::Effort;
use muster_core::compile::{Provision, Way};
use muster_core::guard::approve;
use muster_core::id::RunId;
use muster_core::plan::Plan;
use muster_core::policy::Pins;
use muster_core::report::Report;
use muster_core::time::Timestamp;
use muster_simulator::{Limits, Seed, Tenant};
use muster_store::{Access, Location, Store, open};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How many processes a cell may take; each is a `muster apply` from a timer.
const PROCESSES_MAX: usize = 40;
/// How long the timer waits after a process.
const PAUSE: Duration = Duration::from_secs(60);

/// How a process ended.
#[derive(Debug)]
pub enum Ended {
    Nothing,
    Reported(Box<Report>),
    Halted { reason: String },
    Unread { reason: String },
}

/// A company, its tenant and its store at the moment before a plan is made.
pub struct Scene {
    pub way: Way,
    pub company: Company,
    pub tenant: Tenant,
    pub oracle: Oracle,
    store: Vec<(std::ffi::OsString, Vec<u8>)>,
    pub calm: Calm,
}

/// What the plan takes when nothing goes wrong.
#[derive(Clone, Debug, Default)]
pub struct Calm {
    pub calls: usize,
    /// Requests of a plan that changes nothing.
    pub planning: usize,
    pub of_class: BTreeMap<Class, u64>,
    pub reads: BTreeMap<&'static str, u64>,
}

/// What came of a cell.
pub struct Story {
    pub ended: Vec<Ended>,
    pub log: Vec<Entry>,
    pub tenant: Tenant,
    pub folder: tempfile::TempDir,
    pub seconds: f64,
}

/// What a cell does otherwise than the others.
#[derive(Clone, Copy, Default)]
pub struct Turn<'a> {
    pub prepare: Option<&'a dyn Fn(&mut Tenant)>,
    /// Stop after the first process.
    pub once: bool,
}

impl Scene {
    /// Makes the tenant of the company's first day, brings it into step, and lets the next day come.
    pub fn new(way: Way) -> Self {
        let before = company::before();
        let next = company::after(&before);
        Self::between(way, &before, next, &company::seed(&before))
    }

    pub fn between(way: Way, before: &Company, after: Company, seed: &Seed) -> Self {
        let tenant = Tenant::from_seed(seed).unwrap().with_limits(Limits::unlimited());
        let mut scene = Self {
            way,
            company: before.clone(),
            tenant,
            oracle: Oracle::new(before),
            store: Vec::new(),
            calm: Calm::default(),
        };
        scene.oracle.run(before);
        let story = scene.play(Vec::new(), Turn::default());
        scene.check(&story);
        scene.keep(&story);
        scene.company = after;
        scene.oracle.run(&scene.company);
        scene.rehearse();
        scene
    }

    fn keep(&mut self, story: &Story) {
        let files = std::fs::read_dir(story.folder.path()).unwrap().flatten();
        self.store = files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect();
        self.tenant = story.tenant.clone();
    }

    /// One day without faults, to know which requests there are.
    fn rehearse(&mut self) {
        let story = self.play(Vec::new(), Turn::default());
        self.check(&story);
        assert_eq!(story.ended.len(), 2, "{:?}", story.ended);
        let last_login = story.log.iter().rposition(|entry| entry.template == "/oauth/token").unwrap_or(0);
        self.calm.planning = story.log.len() - last_login;
        self.calm.calls = story.log.len();
        for entry in &story.log {
            match entry.class {
                Some(class) => *self.calm.of_class.entry(class).or_default() += 1,
                None => *self.calm.reads.entry(entry.template).or_default() += 1,
            }
        }
    }

    /// Lets processes run until one finds nothing to do.
    pub fn play(&self, strikes: Vec<Strike>, turn: Turn<'_>) -> Story {
        let folder = quick_folder();
        for (name, content) in &self.store {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let mut tenant = self.tenant.clone();
        turn.prepare.into_iter().for_each(|prepare| prepare(&mut tenant));
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let (ended, door, seconds) = runtime.block_on(async {
            let began = tokio::time::Instant::now();
            let day = if self.store.is_empty() { "2026-03-01T08:00:00Z" } else { "2026-03-02T08:00:00Z" };
            let epoch: Timestamp = day.parse().unwrap();
            let weather = Arc::new(Mutex::new(Weather { strikes, log: Vec::new() }));
            let clock = Arc::new(move || epoch + began.elapsed());
            let door = Door { tenant: Arc::new(Mutex::new(tenant)), clock, weather };
            let ended = self.processes(&door, folder.path(), turn).await;
            (ended, door, began.elapsed().as_secs_f64())
        });
        let log = std::mem::take(&mut door.weather.lock().unwrap().log);
        let tenant = door.tenant.lock().unwrap().clone();
        Story { ended, log, tenant, folder, seconds }
    }

    async fn processes(&self, door: &Door, folder: &Path, turn: Turn<'_>) -> Vec<Ended> {
        let mut ended = Vec::new();
        for _ in 0..PROCESSES_MAX {
            let end = self.process(door, folder).await;
            let over = matches!(end, Ended::Nothing);
            ended.push(end);
            if over || turn.once {
                return ended;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{PROCESSES_MAX} processes did not come to an end: {:?}", ended.last());
    }

    /// One process, as `muster apply` is one.
    async fn process(&self, door: &Door, folder: &Path) -> Ended {
        let credentials =
            Credentials { client_id: client_id().to_string(), client_secret: SECRET.to_owned().into() };
        let config = Config { clock: door.clock.clone(), seed: 7, ..Config::new(credentials) };
        let client = Client::new(config, door.clone());
        let mut store = store(folder);
        match self.run(door, &mut store, client).await {
            Ok(Some(report)) => Ended::Reported(Box::new(report)),
            Ok(None) => Ended::Nothing,
            Err(Failed::Survey(error)) => Ended::Unread { reason: told(&error) },
            Err(Failed::Drive(DriveError::Halted { reason })) => Ended::Halted { reason },
            Err(Failed::Drive(DriveError::LockedOut(error))) => Ended::Halted { reason: error.to_string() },
            Err(Failed::Drive(error @ DriveError::ReadBack(_))) => Ended::Unread { reason: told(&error) },
            Err(Failed::Drive(error @ DriveError::Store(_))) => panic!("{}", told(&error)),
        }
    }

    async fn run(
        &self,
        door: &Door,
        store: &mut dyn Store,
        client: Client,
    ) -> Result<Option<Report>, Failed> {
        let mut tools = Tools {
            store,
            client: client.clone(),
            clock: door.clock.clone(),
            provision: Provision { way: self.way, ..Provision::default() },
            names: None,
            effort: Effort::default(),
            workers: 3,
            patience: Patience { window: Duration::from_secs(60), poll: Duration::from_secs(5) },
            watch: Box::new(|_| {}),
        };
        let open = tools.store.open_run().map_err(|error| Failed::Drive(error.into()))?;
        let mut prelude = Prelude::default();
        let run = match open {
            Some(run) => run,
            None => {
                let now = (door.clock)();
                let (batch, policy, pins) = (self.company.batch(now), self.company.policy(), Pins::default());
                let survey = drive::survey(vec![batch], &policy, &pins, &client, tools.store, now).await;
                let plan = survey.map_err(Failed::Survey)?.plan(&generous());
                if is_empty(&plan) {
                    return Ok(None);
                }
                let checked = drive::recheck(&client, approve(plan).unwrap()).await.unwrap();
                if is_empty(checked.plan.plan()) {
                    return Ok(None);
                }
                prelude = Prelude { moved: checked.held, recheck_calls: checked.calls };
                let number = u128::from(now.as_millisecond().unsigned_abs());
                let id = RunId(uuid::Uuid::from_u128(number));
                drive::begin(&mut tools, id, &checked.plan).map_err(Failed::Drive)?
            }
        };
        drive::finish(&mut tools, &run, &prelude).await.map(Some).map_err(Failed::Drive)
    }
}

fn is_empty(plan: &Plan) -> bool {
    plan.body.changes.is_empty() && plan.body.links.is_empty() && plan.body.forget.is_empty()
}

enum Failed {
    Survey(SurveyError),
    Drive(DriveError),
}

fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

pub fn store(folder: &Path) -> MortalStore {
    let inner = open(&Location::Sqlite(folder.join("muster.db")), Access::Lead).unwrap();
    MortalStore { inner, fate: Fate::at(0) }
}

/// In memory where there is such a place: thousands of stores are written, each change flushed.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// The 1st, 2nd and last request of a class.
pub fn positions(count: u64) -> Vec<u64> {
    let mut positions: Vec<u64> = [1, 2, count].into_iter().filter(|at| *at <= count).collect();
    positions.dedup();
    positions
}

impl Scene {
    /// The cell took few requests more than a calm day; a process that began anew read the tenant anew.
    pub fn spends(&self, story: &Story, extra_max: i64) {
        let extra = self.extra(story);
        assert!(extra <= extra_max, "{extra} requests more than on a calm day");
    }

    /// Requests beyond a calm day; every process but the first reads the tenant at least once.
    pub fn extra(&self, story: &Story) -> i64 {
        let first = self.calm.calls - self.calm.planning;
        let more = story.ended.len().saturating_sub(1) * self.calm.planning;
        story.log.len() as i64 - (first + more) as i64
    }

    /// Nothing had to be begun again: one process did everything, the next found nothing to do.
    pub fn is_one_run(&self, story: &Story) {
        assert!(matches!(story.ended[..], [Ended::Reported(_), Ended::Nothing]), "{:?}", story.ended);
    }

    /// The classes that this way is about, with how many requests each has: over SCIM those that another way has not.
    pub fn classes(&self) -> Vec<(Class, u64)> {
        let all = self.calm.of_class.iter().map(|(class, count)| (*class, *count));
        all.filter(|(class, _)| self.way != Way::Scim || class.is_scim()).collect()
    }
}
