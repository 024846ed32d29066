//! Who leads: a lock of the operating system on a file beside the store, which ends with the process, however it ends.

use super::path::{beside, private};
use crate::StoreError;
use crate::location::whoami;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;

/// The lock. The file stays when the lease ends; what is locked is the file, not its name.
pub(super) struct Lease {
    _locked: File,
}

impl Lease {
    /// Takes the lease of the store at `store`, and writes into its file who has it now.
    pub(super) fn take(store: &Path) -> Result<Self, StoreError> {
        let path = beside(store, ".lease");
        let failed = |cause: io::Error| failed(&path, cause);
        let mut file =
            private(OpenOptions::new().read(true).write(true).create(true)).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => sign(&mut file).map_err(failed)?,
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::AnotherLeader { holder: holder(&path) });
            }
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        }
        Ok(Self { _locked: file })
    }
}

fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    writeln!(file, "{}", whoami())
}

/// What the holder wrote. Windows does not let anybody read a locked file, and a holder may not have written yet.
fn holder(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = text.lines().next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn failed(path: &Path, cause: io::Error) -> StoreError {
    if cause.kind() == io::ErrorKind::StorageFull {
        return StoreError::Full { cause: cause.into() };
    }
    StoreError::unreachable(path.display().to_string(), cause)
}
