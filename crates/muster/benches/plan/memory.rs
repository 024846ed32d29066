//! What the process takes of memory, by its own account.

/// Megabytes that it takes now.
pub(crate) fn now_mb() -> u64 {
    status_mb("VmRSS:")
}

/// Megabytes that it took at most.
pub(crate) fn peak_mb() -> u64 {
    status_mb("VmHWM:")
}

fn status_mb(label: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(label)).unwrap_or("0");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
