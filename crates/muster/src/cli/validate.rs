//! `muster validate`

use super::{Options, Outcome, print, print_json, say};
use crate::config::{Config, SourceKind, lock};
use crate::error::Exit;
use muster_connectors::file;
use muster_core::time::Timestamp;

/// Checks everything that can be checked without a connection.
pub(super) fn run(options: &Options) -> Outcome {
    let config = Config::load(&options.config)?;
    let pins = lock::read(&config.lock_path())?;
    for warning in config.secrets().iter().filter_map(|secret| secret.warning()) {
        say(&format!("warning: {warning}"));
    }
    for source in &config.sources {
        match &source.kind {
            SourceKind::Ldap(_) | SourceKind::Hr(_) => {}
            SourceKind::Ldif { file } => {
                file::ldif_batch(file, &source.name, &source.scope, Timestamp::now())?;
            }
            SourceKind::Csv { file } => {
                file::csv_batch(file, &source.name, &source.scope, Timestamp::now())?;
            }
        }
    }
    let policy = config.policy_text();
    match options.json {
        true => print_json(&serde_json::json!({
            "valid": true, "rules": policy.rules.len(), "templates": policy.templates.len(), "pins": pins.0.len()
        }))?,
        false => print(&format!(
            "{} is valid: {} rules, {} templates, {} pinned names\n",
            options.config.display(),
            policy.rules.len(),
            policy.templates.len(),
            pins.0.len()
        )),
    }
    Ok(Exit::Done)
}
