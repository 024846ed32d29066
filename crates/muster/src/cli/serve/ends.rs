//! Who ends the service.

use crate::error::{Exit, Failure};

/// What ends the service: Ctrl-C, or a supervisor's TERM.
pub(super) struct Ends {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
pub(super) fn ends() -> Result<Ends, Failure> {
    let kind = tokio::signal::unix::SignalKind::terminate();
    let terminate = tokio::signal::unix::signal(kind)
        .map_err(|cause| Failure::new(Exit::Defect, "signals cannot be waited for").because(cause))?;
    Ok(Ends { terminate })
}

#[cfg(not(unix))]
pub(super) fn ends() -> Result<Ends, Failure> {
    Ok(Ends {})
}

impl Ends {
    /// Waits until somebody asks.
    pub(super) async fn asked(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
