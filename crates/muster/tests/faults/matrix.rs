//! Runs cells, names those that fail, and never waits for ever.

use crate::door::Strike;
use crate::scene::{Scene, Story, Turn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long one cell may take on the wall's clock.
const PATIENCE: Duration = Duration::from_secs(60);

/// Some cells with something in common.
pub struct Matrix {
    family: &'static str,
    failed: Vec<String>,
    cells: usize,
    /// Requests beyond a calm day, worst first.
    extra: Vec<(i64, String)>,
    began: Instant,
}

impl Matrix {
    pub fn new(family: &'static str) -> Self {
        Self { family, failed: Vec::new(), cells: 0, extra: Vec::new(), began: Instant::now() }
    }

    /// Plays one cell and judges it. `MUSTER_CELL` names the one (or the few) to be run.
    pub fn cell(
        &mut self,
        scene: &Scene,
        name: &str,
        strikes: Vec<Strike>,
        judge: impl FnOnce(&Scene, &Story),
    ) {
        self.turn(scene, name, strikes, Turn::default(), judge);
    }

    pub fn turn(
        &mut self,
        scene: &Scene,
        name: &str,
        strikes: Vec<Strike>,
        turn: Turn<'_>,
        judge: impl FnOnce(&Scene, &Story),
    ) {
        let name = format!("{} {:?} {name}", self.family, scene.way);
        if std::env::var("MUSTER_CELL").is_ok_and(|wanted| !name.contains(&wanted)) {
            return;
        }
        self.cells += 1;
        let done = within_time(&name, || {
            catch_unwind(AssertUnwindSafe(|| {
                let story = scene.play(strikes, turn);
                let extra = scene.extra(&story);
                judge(scene, &story);
                extra
            }))
        });
        match done {
            Ok(extra) => self.extra.push((extra, name)),
            Err(_) => {
                eprintln!("^ cell failed: MUSTER_CELL={name:?}");
                self.failed.push(name);
            }
        }
    }

    /// Fails where a cell failed.
    pub fn end(mut self) {
        self.extra.sort();
        let worst: Vec<String> =
            self.extra.iter().rev().take(5).map(|(extra, name)| format!("{extra:+} {name}")).collect();
        println!(
            "{}: {} cells in {:.1} s; most requests beyond a calm day: {worst:#?}",
            self.family,
            self.cells,
            self.began.elapsed().as_secs_f64()
        );
        let all = std::env::var("MUSTER_CELL").is_err();
        assert!(self.cells > 0 || !all, "no cell was played");
        assert!(
            self.failed.is_empty(),
            "{} of {} cells failed: {:#?}",
            self.failed.len(),
            self.cells,
            self.failed
        );
    }
}

fn within_time<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let (done, waiting) = channel::<()>();
    let name = name.to_owned();
    let watch = std::thread::spawn(move || {
        if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            eprintln!("cell {name:?} did not end within {} s", PATIENCE.as_secs());
            std::process::abort();
        }
    });
    let result = work();
    drop(done);
    let _ = watch.join();
    result
}
