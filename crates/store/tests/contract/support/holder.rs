//! Another process that leads.

use super::{World, sample};
use muster_core::entitlement::Value;
use muster_store::{Access, Bookkeeping, Location, open, open_inbox};
use secrecy::{ExposeSecret, SecretString};
use std::io::{BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

const SQLITE: &str = "MUSTER_TEST_SQLITE";
const POSTGRES: &str = "MUSTER_TEST_POSTGRES";
const READY: &str = "the other process leads";
const SETTLED: &str = "settled and durable";

/// A process that leads until this value is dropped.
pub(crate) struct Holder(Child);

impl Holder {
    /// Returns when the process leads and has journalled what [`other_process`] says.
    pub(crate) fn start(world: &World) -> Self {
        let (holder, mut lines) = Self::spawn(world, "other_process");
        let ready = lines.any(|line| line.unwrap().contains(READY));
        assert!(ready, "the other process does not lead");
        holder
    }

    /// Lets [`busy_process`] work and kills it after that many answers; returns how many it gave until it was dead.
    pub(crate) fn interrupt(world: &World, after: usize) -> usize {
        Self::interrupt_at(world, "busy_process", after)
    }

    /// The same with [`following_process`].
    pub(crate) fn interrupt_following(world: &World, after: usize) -> usize {
        Self::interrupt_at(world, "following_process", after)
    }

    /// The same with [`hearing_process`].
    pub(crate) fn interrupt_hearing(world: &World, after: usize) -> usize {
        Self::interrupt_at(world, "hearing_process", after)
    }

    /// The same with [`receiving_process`].
    pub(crate) fn interrupt_receiving(world: &World, after: usize) -> usize {
        Self::interrupt_at(world, "receiving_process", after)
    }

    fn interrupt_at(world: &World, work: &str, after: usize) -> usize {
        let (holder, lines) = Self::spawn(world, work);
        let mut answers = lines.map_while(Result::ok).filter(|line| line.contains(SETTLED));
        let before = answers.by_ref().take(after).count();
        holder.kill_9();
        before + answers.count()
    }

    fn spawn(world: &World, work: &str) -> (Self, Lines<BufReader<ChildStdout>>) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        match &world.location {
            Location::Sqlite(path) => command.env(SQLITE, path),
            Location::Postgres(url) => command.env(POSTGRES, url.expose_secret()),
        };
        let mut child = command
            .arg(format!("support::holder::{work}"))
            .args(["--exact", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (Self(child), lines)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Ends the process without giving it a chance to do anything.
    pub(crate) fn kill_9(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the other process does: begins a run, starts two operations, settles one, and waits until its parent is gone.
#[test]
fn other_process() {
    let Some(location) = location() else { return };
    let mut store = open(&location, Access::Lead).unwrap();
    let run = sample::run(1, vec![sample::deactivation(1), sample::deactivation(2)]);
    store.begin_run(&run, &[sample::link(1)]).unwrap();
    store.start(run.id, &[sample::started(0, 0), sample::started(1, 1)]).unwrap();
    let books = Bookkeeping { links: vec![sample::link(2)], ..Bookkeeping::default() };
    store.settle(run.id, &[sample::applied(2, 0)], &books).unwrap();
    println!("{READY}");
    let _ = std::io::stdin().read(&mut [0]);
}

/// What the other process does while it is killed: settles one grant after the other, and says so of each.
#[test]
fn busy_process() {
    let Some(location) = location() else { return };
    let mut store = open(&location, Access::Lead).unwrap();
    store.begin_run(&sample::run(1, Vec::new()), &[]).unwrap();
    for n in 0.. {
        let books = Bookkeeping {
            links: vec![sample::link(n.into())],
            own: vec![sample::ledger_entry(n.into(), sample::queue(1), Value::Held)],
            disown: Vec::new(),
            ..Bookkeeping::default()
        };
        store.settle(sample::run_id(1), &[sample::applied(n.into(), n)], &books).unwrap();
        println!("{SETTLED}");
    }
}

/// What the other process does while it is killed: follows a directory, and says so of each read.
#[test]
fn following_process() {
    let Some(location) = location() else { return };
    let mut store = open(&location, Access::Lead).unwrap();
    for n in 0.. {
        store.remember_replica(&"ad".into(), &sample::replica_change(n)).unwrap();
        println!("{SETTLED}");
    }
}

/// What the other process does while it is killed: hears of workers, and says so of each word.
#[test]
fn hearing_process() {
    let Some(location) = location() else { return };
    let mut store = open(&location, Access::Lead).unwrap();
    for n in 0.. {
        sample::remember_word(&mut *store, n);
        println!("{SETTLED}");
    }
}

/// What the other process does while it is killed: takes in two deliveries after the other, and says so.
#[test]
fn receiving_process() {
    let Some(location) = location() else { return };
    let mut inbox = open_inbox(&location).unwrap();
    for n in 0.. {
        inbox.receive(&[sample::delivery(2 * n), sample::delivery(2 * n + 1)]).unwrap();
        println!("{SETTLED}");
    }
}

/// Where the process is to lead; `None` where it is not another process but an ordinary test, with nothing to do.
fn location() -> Option<Location> {
    match std::env::var(POSTGRES) {
        Ok(url) => Some(Location::Postgres(SecretString::from(url))),
        Err(_) => Some(Location::Sqlite(std::env::var_os(SQLITE)?.into())),
    }
}
