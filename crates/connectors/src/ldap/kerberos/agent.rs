//! The process that speaks Kerberos for one bind.

use super::words::{Errand, Said, decoded, encoded};
use super::{Kerberos, TicketFault};
use std::io::Error;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A running agent; it ends with this value.
pub(crate) struct Agent {
    _child: Child,
    to: ChildStdin,
    from: Lines<BufReader<ChildStdout>>,
    patience: Duration,
}

impl Agent {
    /// Starts an agent and tells it what to do. It has `patience` for each thing it says.
    pub(crate) async fn send_off(
        kerberos: &Kerberos,
        errand: &Errand,
        patience: Duration,
    ) -> Result<Self, TicketFault> {
        let mut child = command(kerberos)?.spawn().map_err(agent)?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(TicketFault::Agent("it has no pipes".into()));
        };
        let mut this = Self { _child: child, to, from: BufReader::new(from).lines(), patience };
        let errand = serde_json::to_string(errand).map_err(|cause| TicketFault::Agent(cause.to_string()))?;
        this.write(&errand).await?;
        Ok(this)
    }

    /// Tells what the server answered.
    pub(crate) async fn tell(&mut self, answer: &[u8]) -> Result<(), TicketFault> {
        self.write(&encoded(answer)).await
    }

    /// Waits for what it says next.
    pub(crate) async fn hear(&mut self) -> Result<Said, TicketFault> {
        let line = tokio::time::timeout(self.patience, self.from.next_line()).await;
        let line = line.map_err(|_| TicketFault::Silent(self.patience))?.map_err(agent)?;
        let line = line.ok_or_else(|| TicketFault::Agent("it ended without a word".into()))?;
        serde_json::from_str(&line).map_err(|_| TicketFault::Agent("it said something else".into()))
    }

    async fn write(&mut self, line: &str) -> Result<(), TicketFault> {
        self.to.write_all(format!("{line}\n").as_bytes()).await.map_err(agent)
    }
}

/// Bytes of a token; the agent writes nothing else.
pub(crate) fn token(text: &str) -> Result<Vec<u8>, TicketFault> {
    decoded(text).ok_or_else(|| TicketFault::Agent("it said something else".into()))
}

fn command(kerberos: &Kerberos) -> Result<Command, TicketFault> {
    let Some((program, arguments)) = kerberos.agent.split_first() else {
        return Err(TicketFault::Agent("this program has none".into()));
    };
    let mut keytab = std::ffi::OsString::from("FILE:");
    keytab.push(&kerberos.keytab);
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    // A cache that nobody else has, and that is gone with the process.
    command.env("KRB5_CLIENT_KTNAME", keytab).env("KRB5CCNAME", "MEMORY:muster");
    command.envs(kerberos.krb5_conf.iter().map(|path| ("KRB5_CONFIG", path)));
    Ok(command)
}

fn agent(cause: Error) -> TicketFault {
    TicketFault::Agent(cause.to_string())
}
