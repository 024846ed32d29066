//! `[apply]` and `[verify]`: how a plan is carried out and read back.

use super::policy::KINDS;
use super::section::Section;
use muster_connectors::genesys::ScimFamily;
use muster_core::compile::Way;
use muster_core::policy::RevokeFirstText;
use std::time::Duration;

/// How a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ApplySettings {
    /// Calls that may be under way at once; 1 to 64.
    pub(crate) workers: u64,
    /// Attempts at one operation before it counts as failed; 1 to 20.
    pub(crate) attempts_max: u64,
    /// Failures of one service in a row after which it is left alone for a while; 1 to 1000.
    pub(crate) breaker_after: u64,
    /// How long a service may fail, or answer nothing but 429, before the run halts; at most an hour.
    pub(crate) breaker_patience: Duration,
    /// How accounts are written.
    pub(crate) provision: Way,
    /// Which SCIM paths are used.
    pub(crate) scim_paths: ScimFamily,
    /// Calls a minute that SCIM takes, where that is known; 1 to 3000.
    pub(crate) scim_per_minute: Option<u32>,
}

/// How what was done is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VerifySettings {
    /// How long a change may take to show; at most an hour.
    pub(crate) window: Duration,
    /// How often it is looked for; never longer than the window.
    pub(crate) poll: Duration,
}

pub(super) fn read(root: &Section<'_>) -> ApplySettings {
    let section = root.section("apply");
    let settings = ApplySettings {
        workers: section.number("workers", 1..=64, 16),
        attempts_max: section.number("attempts_max", 1..=20, 5),
        breaker_after: section.number("breaker_after", 1..=1000, 8),
        breaker_patience: section.seconds("breaker_patience_seconds", 0..=3600, 300),
        provision: section
            .word("provision", &[("auto", Way::Auto), ("scim", Way::Scim), ("platform", Way::Platform)])
            .unwrap_or_default(),
        scim_paths: section
            .word("scim_paths", &[("v2", ScimFamily::V2), ("v1", ScimFamily::V1)])
            .unwrap_or_default(),
        scim_per_minute: match section.number("scim_per_minute", 0..=3000, 0) {
            0 => None,
            known => u32::try_from(known).ok(),
        },
    };
    section.know("order");
    section.know("privileged_roles");
    section.finish();
    settings
}

/// Of what somebody moves away is taken away before the new is given.
pub(super) fn read_order(root: &Section<'_>) -> RevokeFirstText {
    let section = root.section("apply");
    let order = section.section_titled("order", "[apply.order]");
    let words = [("grant_first", false), ("revoke_first", true)];
    let first = KINDS.into_iter().filter(|kind| order.word(kind.word(), &words) == Some(true));
    let kinds = first.collect();
    order.finish();
    let roles = section.spanned_texts("privileged_roles").unwrap_or_default();
    RevokeFirstText { kinds, roles: roles.into_iter().map(|(role, _)| role).collect() }
}

pub(super) fn read_verify(root: &Section<'_>) -> VerifySettings {
    let section = root.section("verify");
    let window = section.seconds("window_seconds", 1..=3600, 60);
    let poll = section.seconds("poll_seconds", 1..=600, 5);
    if poll > window {
        let (poll, window) = (poll.as_secs(), window.as_secs());
        let sentence = format!("`poll_seconds` ({poll}) must not be longer than `window_seconds` ({window})");
        let key = if section.has("poll_seconds") { "poll_seconds" } else { "window_seconds" };
        section.refuse(&section.key_span(key), sentence);
    }
    section.finish();
    VerifySettings { window, poll }
}
