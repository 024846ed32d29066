//! What the governor makes of the tenant's budget: calls sent, share of the budget used, refusals, and how good its
//! forecast is. On a virtual clock, against the simulated tenant. Prints a table and fails where an aim is missed.
//!
//! Steady state begins after the first two minutes (or two minutes after the ceiling changed), and no call is refused
//! from then on. Refusals before that are counted as `finding`, against how many there may be: none where the ceiling
//! can be foreseen. A forecast that would need to know what no reply has told yet (a hidden ceiling, calls of
//! others, a change to come) is shown in brackets and not judged.

#![allow(clippy::unwrap_used)]

#[path = "governor/door.rs"]
mod door;
#[path = "governor/run.rs"]
mod run;
#[path = "governor/scenarios.rs"]
mod scenarios;

use run::Result;
use scenarios::Scenario;
use std::process::ExitCode;

/// The least share of the budget to be used in steady state.
const USED_MIN: f64 = 0.97;
/// The most by which a forecast may be wrong.
const FORECAST_MAX: f64 = 0.10;

fn main() -> ExitCode {
    println!(
        "{:<38} {:>6} {:>8} {:>7} {:>8} {:>7} {:>9} {:>9}",
        "", "calls", "minutes", "used", "finding", "steady", "ETA", "ETA 2 min"
    );
    let mut missed = 0;
    for scenario in scenarios::all() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let result = runtime.block_on(run::run(&scenario));
        missed += u32::from(!line(&scenario, &result));
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints one line; whether all aims were met.
fn line(scenario: &Scenario, result: &Result) -> bool {
    let forecast = |wrong: f64, judged: bool| {
        let text = format!("{:.1} %", wrong * 100.0);
        if judged { text } else { format!("({text})") }
    };
    let met = result.used.map_or(scenario.small, |used| used >= USED_MIN)
        && result.refused_finding <= scenario.finding_max
        && result.refused_steady == 0
        && (!scenario.foreseeable || result.forecast_wrong <= FORECAST_MAX)
        && (!scenario.foreseeable_later || result.forecast_later_wrong <= FORECAST_MAX);
    println!(
        "{:<38} {:>6} {:>8.1} {:>7} {:>8} {:>7} {:>9} {:>9}{}",
        scenario.name,
        result.calls,
        result.minutes,
        result.used.map_or("–".to_owned(), |used| format!("{:.1} %", used * 100.0)),
        format!("{}/{}", result.refused_finding, scenario.finding_max),
        result.refused_steady,
        forecast(result.forecast_wrong, scenario.foreseeable),
        forecast(result.forecast_later_wrong, scenario.foreseeable_later),
        if met { "" } else { "  MISSED" }
    );
    met
}
