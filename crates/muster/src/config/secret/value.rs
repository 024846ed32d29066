//! Fetches secrets from where the configuration says they are.

use super::command;
use super::{SecretRef, SecretSetting};
use secrecy::SecretString;
use std::io::Read;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

/// How long a command may take: long enough for a hardware key, short enough for a night run.
const COMMAND_WAIT: Duration = Duration::from_secs(30);
/// Largest secret in bytes. Whatever is larger is the wrong file.
const BYTES_MAX: u64 = 64 * 1024;

/// A secret that could not be had. Says where it should have come from and never what came.
#[derive(Debug, thiserror::Error)]
#[error("cannot get `{key}` ({at}) from {origin}: {fault}")]
pub(crate) struct SecretError {
    /// The key, such as `client_secret`.
    pub(crate) key: String,
    /// Its place in the configuration.
    pub(crate) at: String,
    /// Where it should come from, such as `environment variable MUSTER_CLIENT_SECRET`.
    pub(crate) origin: String,
    /// What went wrong.
    pub(crate) fault: SecretFault,
}

/// What can go wrong with a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretFault {
    /// The variable does not exist.
    #[error("it is not set")]
    Unset,
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// There is more in it than one line.
    #[error("it has several lines; a secret is one line")]
    Lines,
    /// It is not text.
    #[error("it is not UTF-8 text")]
    NotText,
    /// There is far too much in it.
    #[error("it is larger than 64 KiB")]
    TooLarge,
    /// The file cannot be read.
    #[error("it cannot be read ({0})")]
    Unreadable(std::io::Error),
    /// The program cannot be started.
    #[error("it cannot be started ({0})")]
    NotStarted(std::io::Error),
    /// The program said that it failed.
    #[error("it failed with {0}")]
    Failed(ExitStatus),
    /// The program took too long and was stopped.
    #[error("it did not end within 30 seconds and was stopped; it must not ask for anything")]
    TimedOut,
}

impl SecretSetting {
    /// Fetches the secret.
    ///
    /// # Errors
    /// When it cannot be had, or is empty, or has several lines.
    pub(crate) fn resolve(&self) -> Result<SecretString, SecretError> {
        self.from.resolve().map_err(|fault| SecretError {
            key: self.key.clone(),
            at: self.at.clone(),
            origin: self.from.to_string(),
            fault,
        })
    }

    /// What should be done better, as a sentence: a file that others can read.
    pub(crate) fn warning(&self) -> Option<String> {
        let SecretRef::File(path) = &self.from else {
            return None;
        };
        let (key, at, path, mode) = (&self.key, &self.at, path.display(), mode_open_to_others(path)?);
        let advice = format!("`chmod 600 {path}` keeps them out");
        Some(format!("the file {path} of `{key}` ({at}) can be read by others (mode {mode:o}); {advice}"))
    }
}

impl SecretRef {
    /// Fetches the secret.
    ///
    /// # Errors
    /// When it cannot be had, or is empty, or has several lines.
    pub(crate) fn resolve(&self) -> Result<SecretString, SecretFault> {
        match self {
            Self::Env(name) => match std::env::var(name) {
                Ok(value) => only_line(value),
                Err(std::env::VarError::NotPresent) => Err(SecretFault::Unset),
                Err(std::env::VarError::NotUnicode(_)) => Err(SecretFault::NotText),
            },
            Self::File(path) => only_line(text(std::fs::File::open(path).map_err(SecretFault::Unreadable)?)?),
            Self::Command { command, folder } => only_line(command::output(command, folder, COMMAND_WAIT)?),
        }
    }
}

/// Cuts the line break at the end, and insists on one line.
fn only_line(value: String) -> Result<SecretString, SecretFault> {
    let line = value.trim_end_matches(['\r', '\n']);
    match line {
        "" => Err(SecretFault::Empty),
        _ if line.contains(['\r', '\n']) => Err(SecretFault::Lines),
        _ => Ok(SecretString::from(line)),
    }
}

pub(super) fn text(from: impl Read) -> Result<String, SecretFault> {
    let mut bytes = Vec::new();
    from.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(SecretFault::Unreadable)?;
    match bytes.len() as u64 > BYTES_MAX {
        true => Err(SecretFault::TooLarge),
        false => String::from_utf8(bytes).map_err(|_| SecretFault::NotText),
    }
}

#[cfg(unix)]
fn mode_open_to_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn mode_open_to_others(_path: &Path) -> Option<u32> {
    None
}
