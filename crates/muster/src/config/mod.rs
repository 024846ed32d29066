//! Reads `muster.toml` and the files that it names. Strict: what is not known is a problem, every problem has a line
//! and a column, and all of them are told at once.
//!
//! To add a key: ask for it in the file of its section and describe it in `docs/reference/config.md`; a test
//! compares the two.

mod apply;
mod departure;
mod document;
mod grant;
mod guard;
mod hooks;
mod load;
pub(crate) mod lock;
mod mappings;
mod mask;
mod people;
mod policy;
mod precedence;
mod problem;
mod report;
mod rule;
mod secret;
mod section;
mod serve;
pub(crate) mod shape;
mod source;
mod store;
mod suggest;
mod syntax;
mod template;
mod tenant;
mod tier;

pub(crate) use apply::{ApplySettings, VerifySettings};
pub(crate) use hooks::{HooksSettings, TlsFiles};
pub(crate) use load::examine;
pub(crate) use problem::ConfigErrors;
pub(crate) use report::ReportSettings;
pub(crate) use secret::{SecretError, SecretFault, SecretRef, SecretSetting};
pub(crate) use serve::ServeSettings;
pub(crate) use source::{Hook, HrSource, LdapSource, Login, Reach, Server, Source, SourceKind};
pub(crate) use store::StoreLocation;
pub(crate) use tenant::{ClientId, Tenant};

use muster_core::guard::{Limits, Standing};
use muster_core::policy::{Located, PolicyText};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything that `muster.toml` and its mapping files say, with all defaults filled in.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The file.
    pub(crate) path: PathBuf,
    /// Which organisation, and how we sign in to it.
    pub(crate) tenant: Tenant,
    /// Where Muster remembers what it did.
    pub(crate) store: StoreLocation,
    /// Where people come from, in order of precedence.
    pub(crate) sources: Vec<Source>,
    /// Where HR systems may push to; nowhere where it is not written.
    pub(crate) hooks: Option<HooksSettings>,
    /// How a plan is carried out.
    pub(crate) apply: ApplySettings,
    /// How what was done is read back.
    pub(crate) verify: VerifySettings,
    /// Where reports are written.
    pub(crate) report: ReportSettings,
    /// How the service works.
    pub(crate) serve: ServeSettings,
    /// What may be done with nobody looking on; nothing where it is not written.
    pub(crate) standing: Option<Standing>,
    /// The roles that each licence tier permits: names, ids or default role ids.
    pub(crate) tiers: BTreeMap<String, Vec<Located>>,
    policy: PolicyText,
    limits: Limits,
}

impl Config {
    /// Reads a configuration with the mapping files that it names.
    ///
    /// # Errors
    /// Everything that is wrong with these files, at once.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigErrors> {
        examine(path).0
    }

    /// The policy as people wrote it.
    pub(crate) fn policy_text(&self) -> PolicyText {
        self.policy.clone()
    }

    /// The limits of the guardrails.
    pub(crate) fn limits(&self) -> Limits {
        self.limits.clone()
    }

    /// The file of pinned names, beside the configuration.
    pub(crate) fn lock_path(&self) -> PathBuf {
        self.path.with_extension("lock")
    }

    /// All secrets of the configuration, for `doctor` and `validate`.
    pub(crate) fn secrets(&self) -> Vec<&SecretSetting> {
        let id = if let ClientId::Env(secret) = &self.tenant.client_id { Some(secret) } else { None };
        let store = if let StoreLocation::Postgres(secret) = &self.store { Some(secret) } else { None };
        let passwords = self.sources.iter().flat_map(|source| match &source.kind {
            SourceKind::Ldap(ldap) => ldap.login.password().into_iter().collect(),
            SourceKind::Hr(hr) => {
                hr.hook.iter().flat_map(|hook| hook.secrets.iter().chain(&hook.tokens)).collect()
            }
            SourceKind::Ldif { .. } | SourceKind::Csv { .. } => Vec::new(),
        });
        id.into_iter().chain([&self.tenant.client_secret]).chain(store).chain(passwords).collect()
    }
}
