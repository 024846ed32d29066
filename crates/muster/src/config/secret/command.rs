//! Runs the program that a secret comes from.

use super::value::{SecretFault, text};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a program writes to its standard output. Its error output is dropped: it could repeat the secret.
pub(super) fn output(command: &[String], folder: &Path, wait: Duration) -> Result<String, SecretFault> {
    let (program, arguments) = command.split_first().ok_or(SecretFault::Empty)?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(SecretFault::NotStarted)?;
    let (sender, receiver) = std::sync::mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        // Read aside, so that a program that neither writes nor ends cannot hold us.
        std::thread::spawn(move || sender.send(text(stdout)));
    }
    let ends_at = Instant::now() + wait;
    let written = receiver.recv_timeout(wait).map_err(|_| SecretFault::TimedOut);
    let status = ended(&mut child, ends_at)?;
    match status.success() {
        true => written?,
        false => Err(SecretFault::Failed(status)),
    }
}

/// Waits until a program ends, and stops it when it takes too long.
fn ended(child: &mut Child, ends_at: Instant) -> Result<ExitStatus, SecretFault> {
    loop {
        match child.try_wait().map_err(SecretFault::Unreadable)? {
            Some(status) => return Ok(status),
            None if Instant::now() < ends_at => std::thread::sleep(Duration::from_millis(10)),
            None => {
                let stopped = child.kill().and_then(|()| child.wait());
                return stopped.map_err(SecretFault::Unreadable).and(Err(SecretFault::TimedOut));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_does_not_end_is_stopped() {
        let command = ["sleep".to_owned(), "60".to_owned()];
        let fault = output(&command, Path::new("/"), Duration::from_millis(50)).unwrap_err();
        assert!(matches!(fault, SecretFault::TimedOut), "{fault}");
    }
}
