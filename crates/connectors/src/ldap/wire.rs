//! Messages out and in, each with a deadline.
//!
//! A read asks one question at a time and skips late answers to older ones. Who keeps several questions open takes
//! every message as it comes and looks at its id.

use super::config::Limits;
use super::gap::Fault;
use super::transport::Messages;
use futures_util::{SinkExt, StreamExt};
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapMsg, LdapOp};
use std::io::ErrorKind;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A connection as a sequence of messages.
pub(crate) struct Wire {
    messages: Messages,
    last_id: i32,
    limits: Limits,
    /// When the whole read must have ended.
    deadline: Instant,
    /// After a fault nothing more is tried: the next question would only wait for the same silence.
    lost: Option<Fault>,
}

impl Wire {
    pub(crate) fn new(messages: Messages, limits: Limits, deadline: Instant) -> Self {
        Self { messages, last_id: 0, limits, deadline, lost: None }
    }

    /// Sends one request and returns its id.
    pub(crate) async fn send(&mut self, op: LdapOp, controls: Vec<LdapControl>) -> Result<i32, Fault> {
        if let Some(fault) = &self.lost {
            return Err(fault.clone());
        }
        self.last_id += 1;
        let message = LdapMsg::new_with_ctrls(self.last_id, op, controls);
        let (until, fault) = self.patience();
        let sent = timeout_at(until, self.messages.send(message)).await;
        match sent {
            Ok(Ok(())) => Ok(self.last_id),
            Ok(Err(cause)) => Err(self.lose(fault_of(&cause))),
            Err(_) => Err(self.lose(fault)),
        }
    }

    /// Waits for the next message that answers `id`.
    pub(crate) async fn receive(&mut self, id: i32) -> Result<LdapMsg, Fault> {
        let received = self.next_answer(id).await;
        received.map_err(|fault| self.lose(fault))
    }

    /// Waits for the next message, whatever it answers; `None` if none has come by then. Safe to give up at any time.
    pub(crate) async fn next(&mut self, until: Instant) -> Result<Option<LdapMsg>, Fault> {
        let Ok(received) = timeout_at(until, self.messages.next()).await else {
            return Ok(None);
        };
        let message =
            received.ok_or(Fault::Closed).and_then(|message| message.map_err(|cause| fault_of(&cause)));
        let message = message.and_then(not_a_notice);
        message.map(Some).map_err(|fault| self.lose(fault))
    }

    /// From now on an answer may take this long.
    pub(crate) fn be_patient_for(&mut self, answer: Duration) {
        self.limits.answer = answer;
    }

    /// Another read begins on this connection.
    pub(crate) fn begin_anew(&mut self) {
        self.deadline = Instant::now() + self.limits.read;
    }

    /// Says goodbye; the server would otherwise hold the connection for minutes.
    pub(crate) async fn close(mut self) {
        let goodbye = LdapMsg::new(self.last_id + 1, LdapOp::UnbindRequest);
        let _ = tokio::time::timeout(Duration::from_secs(1), self.messages.send(goodbye)).await;
    }

    async fn next_answer(&mut self, id: i32) -> Result<LdapMsg, Fault> {
        loop {
            let (until, fault) = self.patience();
            let received = timeout_at(until, self.messages.next()).await.map_err(|_| fault)?;
            let message = received.ok_or(Fault::Closed)?.map_err(|cause| fault_of(&cause))?;
            let message = not_a_notice(message)?;
            match message.msgid {
                known if known == id => return Ok(message),
                older if (1..id).contains(&older) => {
                    tracing::debug!(message.id = older, "skipped an answer to an older question");
                }
                _ => {
                    return Err(Fault::Undecodable("an answer to a question that was never asked".into()));
                }
            }
        }
    }

    fn lose(&mut self, fault: Fault) -> Fault {
        self.lost = Some(fault.clone());
        fault
    }

    /// How long to wait now, and what it means when that passes.
    fn patience(&self) -> (Instant, Fault) {
        let answer = Instant::now() + self.limits.answer;
        if answer < self.deadline {
            (answer, Fault::Silent(self.limits.answer))
        } else {
            (self.deadline, Fault::OutOfTime(self.limits.read))
        }
    }
}

/// RFC 4511, 4.4.1: id 0 is a Notice of Disconnection.
fn not_a_notice(message: LdapMsg) -> Result<LdapMsg, Fault> {
    match message.op {
        LdapOp::ExtendedResponse(notice) if message.msgid == 0 => {
            let result = notice.res;
            Err(Fault::Disconnected(format!("{:?} {}", result.code, result.message)))
        }
        _ => Ok(message),
    }
}

fn fault_of(cause: &std::io::Error) -> Fault {
    match cause.kind() {
        ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => Fault::Closed,
        // The codec's words for its size limit, and for everything that is no LDAP.
        ErrorKind::OutOfMemory => Fault::Undecodable("a message above the size limit".into()),
        ErrorKind::Other => Fault::Undecodable(cause.to_string()),
        _ => Fault::Network(cause.to_string()),
    }
}
