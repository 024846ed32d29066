//! Who may push to a source of kind `hr`, and how what is pushed is read.

use super::Context;
use crate::config::secret::{self, SecretSetting};
use crate::config::section::Section;
use crate::config::shape;
use muster_connectors::hr::Shape;
use std::sync::Arc;
use std::time::Duration;

/// Who may push to a source. Everything that is set must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hook {
    /// Where in what is pushed stands what.
    pub(crate) shape: Arc<Shape>,
    /// Secrets of signatures; any of them will do. Empty: nothing need be signed.
    pub(crate) secrets: Vec<SecretSetting>,
    /// Tokens; any of them will do. Empty: none is needed.
    pub(crate) tokens: Vec<SecretSetting>,
    /// Names of which one must be in the client's certificate; empty: any that the authorities vouch for. `None`: no
    /// certificate is needed.
    pub(crate) client_names: Option<Vec<String>>,
    /// How far the time of a signature may be off; 1 second to a day.
    pub(crate) tolerance: Duration,
    /// How many deliveries a second; 1 to 100,000.
    pub(crate) per_second: u32,
}

/// The keys of which at least one says who may push.
const PROOFS: [&str; 3] = ["secrets", "tokens", "client_certificate"];
/// The keys that mean something only where somebody may push.
const OF_PUSHES: [&str; 3] = ["shape", "tolerance_seconds", "per_second_max"];

/// Whether somebody may push to this source.
pub(super) fn takes_pushes(section: &Section<'_>) -> bool {
    PROOFS.iter().any(|key| !section.is_blank(key))
}

/// Reads what stands here of pushes; `None` where nobody may push.
pub(super) fn read(section: &Section<'_>, context: &mut Context<'_>) -> Option<Hook> {
    if !takes_pushes(section) {
        if let Some(key) = OF_PUSHES.into_iter().find(|key| section.has(key)) {
            let sentence = format!(
                "`{key}` speaks of what is pushed, which needs `secrets`, `tokens` or `client_certificate`: what anybody \
                 can say is not believed"
            );
            section.document.problem_key(&section.key_span(key), sentence);
        }
        return None;
    }
    let shape = shape::named(section, "shape", context.problems);
    let secrets = secret::read_list(section, "secrets", "MUSTER_HR_SECRET");
    let tokens = secret::read_list(section, "tokens", "MUSTER_HR_TOKEN");
    let client_names = client_names(section, context);
    let tolerance = section.seconds("tolerance_seconds", 1..=86_400, 300);
    let per_second = u32::try_from(section.number("per_second_max", 1..=100_000, 500)).unwrap_or(u32::MAX);
    Some(Hook { shape: shape?, secrets, tokens, client_names, tolerance, per_second })
}

/// `client_certificate = true`, or a name or several of which one must stand in it.
fn client_names(section: &Section<'_>, context: &Context<'_>) -> Option<Vec<String>> {
    let value = section.value("client_certificate")?;
    let names = match value.get_ref().as_bool() {
        Some(true) => Vec::new(),
        Some(false) => {
            let sentence =
                "`client_certificate` is true, or the names of which one must stand in it; else leave it out";
            section.refuse(&value.span(), sentence);
            return None;
        }
        None => section.filled_texts("client_certificate").into_iter().map(|name| name.text).collect(),
    };
    let tls = context.hooks.and_then(|hooks| hooks.tls.as_ref());
    if context.hooks.is_some() && tls.is_none_or(|tls| tls.client_authorities.is_none()) {
        let sentence = "`client_certificate` needs `client_ca_file` in [hooks]: whose certificates count";
        section.document.problem_key(&section.key_span("client_certificate"), sentence);
    }
    Some(names)
}
