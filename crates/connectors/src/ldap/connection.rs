//! One connection on which we are, or are about to be, somebody.

use super::bind::BindFault;
use super::config::LdapConfig;
use super::error::LdapError;
use super::gap::Fault;
use super::kerberos;
use super::tls::TlsFacts;
use super::transport;
use super::wire::Wire;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{
    LdapBindCred, LdapBindRequest, LdapBindResponse, LdapMsg, LdapOp, LdapResult, LdapResultCode,
};
use secrecy::ExposeSecret;
use std::time::Duration;
use tokio::time::Instant;

/// A connection on which the bind has succeeded.
pub(crate) struct Connection {
    wire: Wire,
    /// `host:port`.
    pub(crate) address: String,
    /// What protects it; `None` on a plain connection.
    pub(crate) tls: Option<TlsFacts>,
}

impl Connection {
    /// Connects, protects and binds.
    pub(crate) async fn open(config: &LdapConfig) -> Result<Self, LdapError> {
        let mut connection = Self::connect(config).await?;
        connection.bind(config).await?;
        Ok(connection)
    }

    /// Connects and protects; `doctor` wants to report TLS even where the bind fails.
    pub(crate) async fn connect(config: &LdapConfig) -> Result<Self, LdapError> {
        refuse_anonymous(config)?;
        let deadline = Instant::now() + config.limits.read;
        let (messages, tls) = transport::open(config).await?;
        let wire = Wire::new(messages, config.limits, deadline);
        Ok(Self { wire, address: config.address(), tls })
    }

    /// A connection that a test has made itself.
    #[cfg(test)]
    pub(crate) fn over(wire: Wire, config: &LdapConfig) -> Self {
        Self { wire, address: config.address(), tls: None }
    }

    /// Authenticates with name and password, or with a ticket.
    pub(crate) async fn bind(&mut self, config: &LdapConfig) -> Result<(), LdapError> {
        if let Some(kerberos) = &config.kerberos {
            return kerberos::bind(self, config, kerberos).await;
        }
        let cred = LdapBindCred::Simple(config.bind_password.expose_secret().to_owned());
        let answer = self.ask_to_bind(config, (config.bind_name.clone(), cred)).await?;
        self.judge_bind(config, answer.res)
    }

    /// Asks once and returns what the server says.
    pub(crate) async fn ask_to_bind(
        &mut self,
        config: &LdapConfig,
        (dn, cred): (String, LdapBindCred),
    ) -> Result<LdapBindResponse, LdapError> {
        let request = LdapBindRequest { version: 3, dn, cred };
        let broken = |fault| LdapError::Broken { what: format!("binding as `{}`", config.bind_name), fault };
        let id = self.send(LdapOp::BindRequest(request), vec![]).await.map_err(broken)?;
        match self.receive(id).await.map_err(broken)?.op {
            LdapOp::BindResponse(answer) => Ok(answer),
            _ => Err(broken(Fault::Undecodable("no answer to a bind".into()))),
        }
    }

    /// What an answer to the last request of a bind means.
    pub(crate) fn judge_bind(&self, config: &LdapConfig, result: LdapResult) -> Result<(), LdapError> {
        let address = self.address.clone();
        match result.code {
            LdapResultCode::Success => Ok(()),
            LdapResultCode::InvalidCredentials => Err(LdapError::Bind {
                address,
                bind_name: config.bind_name.clone(),
                fault: BindFault::from_message(&result.message),
            }),
            LdapResultCode::StrongerAuthRequired if config.kerberos.is_some() => {
                Err(LdapError::SigningRequired { address })
            }
            LdapResultCode::StrongerAuthRequired | LdapResultCode::ConfidentialityRequired => {
                Err(LdapError::ProtectionRequired { address })
            }
            code => Err(LdapError::Refused {
                what: format!("binding as `{}`", config.bind_name),
                code: format!("{code:?}"),
                message: result.message,
            }),
        }
    }

    /// Sends one request and returns its id.
    pub(crate) async fn send(&mut self, op: LdapOp, controls: Vec<LdapControl>) -> Result<i32, Fault> {
        self.wire.send(op, controls).await
    }

    /// Waits for the next message that answers `id`.
    pub(crate) async fn receive(&mut self, id: i32) -> Result<LdapMsg, Fault> {
        self.wire.receive(id).await
    }

    /// Waits until then for the next message, whatever it answers.
    pub(crate) async fn next(&mut self, until: Instant) -> Result<Option<LdapMsg>, Fault> {
        self.wire.next(until).await
    }

    /// From now on an answer may take this long.
    pub(crate) fn be_patient_for(&mut self, answer: Duration) {
        self.wire.be_patient_for(answer);
    }

    /// Another read begins on this connection.
    pub(crate) fn begin_anew(&mut self) {
        self.wire.begin_anew();
    }

    /// Says goodbye.
    pub(crate) async fn close(self) {
        self.wire.close().await;
    }
}

/// RFC 4513, 5.1.2: a name without a password is "success" for nobody.
fn refuse_anonymous(config: &LdapConfig) -> Result<(), LdapError> {
    if config.bind_name.trim().is_empty() {
        return Err(LdapError::EmptyName { address: config.address() });
    }
    if config.kerberos.is_none() && config.bind_password.expose_secret().is_empty() {
        return Err(LdapError::EmptyPassword { bind_name: config.bind_name.clone() });
    }
    Ok(())
}
