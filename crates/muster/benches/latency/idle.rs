//! What the service takes while nothing happens: memory, the processor, calls to the tenant. The kernel says so below
//! `/proc`, and so only on Linux.

use crate::support::service::Service;
use crate::support::site::Site;
use std::time::Duration;

/// For how long it is looked at.
const WINDOW: Duration = Duration::from_secs(20);
/// How often that may be in vain because something happened meanwhile.
const WINDOWS_MAX: usize = 12;
/// Megabytes of memory that stay below this.
const RESIDENT_MB: u64 = 100;
/// Hundredths of one core that stay below this.
const PERCENT: f64 = 1.0;
/// Ticks of `/proc/PID/stat` in a second: the same on every Linux, whatever the kernel counts by.
const TICKS: f64 = 100.0;

/// What the service takes while nothing happens.
pub(crate) struct Idle {
    resident_mb: u64,
    percent: f64,
    calls: u64,
}

/// The service at one moment.
struct Look {
    /// When its last cycle began.
    last_cycle: serde_json::Value,
    rests: bool,
    calls: u64,
    ticks: f64,
    resident_mb: u64,
}

impl Idle {
    /// Looks until it sees a window through which the service rested.
    pub(crate) fn of(site: &Site, service: &Service<'_>) -> Self {
        let seen = (0..WINDOWS_MAX).find_map(|_| Self::window(site, service));
        seen.expect("the service comes to rest")
    }

    fn window(site: &Site, service: &Service<'_>) -> Option<Self> {
        let before = Look::at(site, service);
        std::thread::sleep(WINDOW);
        let after = Look::at(site, service);
        let rested = before.rests && after.rests && before.last_cycle == after.last_cycle;
        rested.then(|| Self {
            resident_mb: after.resident_mb,
            percent: (after.ticks - before.ticks) / TICKS / WINDOW.as_secs_f64() * 100.0,
            calls: after.calls - before.calls,
        })
    }

    /// Prints what it took and whether that is little enough, and says the latter.
    pub(crate) fn report(&self, when: &str) -> bool {
        let Self { resident_mb, percent, calls } = self;
        println!("idle {when}, over {WINDOW:?}:");
        let aims = [
            (*resident_mb < RESIDENT_MB, format!("{resident_mb} MB resident (aim: under {RESIDENT_MB} MB)")),
            (*percent < PERCENT, format!("{percent:.2} % of a core (aim: under {PERCENT} %)")),
            (*calls == 0, format!("{calls} calls to the tenant (aim: none)")),
        ];
        aims.iter().for_each(|(met, aim)| println!("  {aim}: {}", crate::word(*met)));
        aims.iter().all(|(met, _)| *met)
    }
}

impl Look {
    fn at(site: &Site, service: &Service<'_>) -> Self {
        let status = service.status();
        let of = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", status["process"])).unwrap();
        Self {
            last_cycle: status["cycles"][0]["at"].clone(),
            rests: status["doing"] == "watching",
            calls: site.handle.tenant().calls().total(),
            ticks: ticks(&of("stat")),
            resident_mb: resident_mb(&of("status")),
        }
    }
}

/// What the process has worked so far. Its name, which may hold blanks, ends with the last bracket.
fn ticks(stat: &str) -> f64 {
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields.split_whitespace());
    // `utime` and `stime` are the 14th and 15th field, the first two of which stand before the bracket.
    fields.unwrap().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap()).sum()
}

fn resident_mb(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}
