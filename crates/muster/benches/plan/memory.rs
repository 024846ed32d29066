//! What the process takes of memory and of the processor, by its own account.

use std::time::Duration;

/// Megabytes that it takes now.
pub(crate) fn now_mb() -> u64 {
    status_mb("VmRSS:")
}

/// Megabytes that it took at most.
pub(crate) fn peak_mb() -> u64 {
    status_mb("VmHWM:")
}

/// How long the processor has worked for it: on a busy machine the wall's clock says little.
pub(crate) fn worked() -> Duration {
    let spent = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(spent.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or(0))
}

fn status_mb(label: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(label)).unwrap_or("0");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
