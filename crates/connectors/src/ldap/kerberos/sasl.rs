//! The bind with a ticket: SASL's GSSAPI mechanism (RFC 4752), without a layer of its own since TLS protects.

use super::agent::{Agent, token};
use super::words::{Errand, Said, encoded};
use super::{Kerberos, TicketFault};
use crate::ldap::config::{LdapConfig, Security};
use crate::ldap::connection::Connection;
use crate::ldap::error::LdapError;
use crate::ldap::gap::Fault;
use crate::ldap::root_dse::dns_host_name;
use ldap3_proto::proto::{LdapBindCred, LdapBindResponse, LdapResultCode, SaslCredentials};
use std::net::IpAddr;

const MECHANISM: &str = "GSSAPI";

/// Gets a ticket and binds with it.
pub(crate) async fn bind(
    connection: &mut Connection,
    config: &LdapConfig,
    kerberos: &Kerberos,
) -> Result<(), LdapError> {
    if config.security == Security::Plain {
        return Err(LdapError::KerberosInClear { address: config.address() });
    }
    let service = service(connection, config).await?;
    let fault = |fault| LdapError::Ticket { principal: config.bind_name.clone(), fault };
    kerberos.keys().map_err(fault)?;
    let end_point = connection.tls.as_ref().and_then(|tls| tls.end_point.as_deref());
    let binding = end_point.map(encoded);
    let errand = Errand { principal: config.bind_name.clone(), service: service.clone(), binding };
    let mut agent = Agent::send_off(kerberos, &errand, config.limits.connect).await.map_err(fault)?;
    loop {
        let (said, last) = match agent.hear().await.map_err(fault)? {
            Said::Token { token: said, last } => (token(&said).map_err(fault)?, last),
            Said::Signing => return Err(LdapError::SigningRequired { address: config.address() }),
            Said::Failed(failed) => {
                return Err(fault(TicketFault::of(&failed, &kerberos.keytab, &service)));
            }
        };
        let LdapBindResponse { res, saslcreds } = connection.ask_to_bind(config, credentials(said)).await?;
        match (&res.code, last) {
            (LdapResultCode::Success, true) => return Ok(()),
            (LdapResultCode::SaslBindInProgress, false) => {
                agent.tell(&saslcreds.unwrap_or_default()).await.map_err(fault)?;
            }
            // "Success" before the server has proved who it is would be somebody else's.
            (LdapResultCode::Success | LdapResultCode::SaslBindInProgress, _) => {
                let what = format!("binding as `{}`", config.bind_name);
                let fault =
                    Fault::Undecodable("an answer that does not belong to this step of the bind".into());
                return Err(LdapError::Broken { what, fault });
            }
            _ => return connection.judge_bind(config, res),
        }
    }
}

fn credentials(token: Vec<u8>) -> (String, LdapBindCred) {
    // RFC 4513, 5.2.1.1: the name stands in the ticket.
    let credentials = SaslCredentials { mechanism: MECHANISM.into(), credentials: token };
    (String::new(), LdapBindCred::SASL(credentials))
}

/// The server as Kerberos knows it. Never looked up in DNS, which anybody could answer; an address has no such name,
/// so the server is asked for its own, inside TLS.
async fn service(connection: &mut Connection, config: &LdapConfig) -> Result<String, LdapError> {
    let name = config.certificate_name().to_owned();
    let host = match name.parse::<IpAddr>() {
        Ok(_) => dns_host_name(connection).await?.unwrap_or(name),
        Err(_) => name,
    };
    let realm = config.bind_name.rsplit_once('@').map_or("", |(_, realm)| realm);
    Ok(format!("ldap/{}@{realm}", host.trim_end_matches('.').to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ldap::wire::Wire;
    use futures_util::{SinkExt, StreamExt};
    use ldap3_proto::LdapCodec;
    use ldap3_proto::proto::{LdapMsg, LdapOp, LdapResult};
    use std::path::Path;
    use std::time::{Duration, Instant};
    use tokio_util::codec::Framed;

    /// A bind with an agent that is a line of shell, to a server that gives these answers.
    async fn bind_to(answers: Vec<LdapResultCode>, agent: &str) -> Result<(), LdapError> {
        let (ours, theirs) = tokio::io::duplex(4096);
        let server = async move {
            let mut messages = Framed::new(theirs, LdapCodec::default());
            for code in answers {
                let Some(Ok(asked)) = messages.next().await else { return };
                let res =
                    LdapResult { code, matcheddn: String::new(), message: String::new(), referral: vec![] };
                let answer = LdapBindResponse { res, saslcreds: None };
                let _ = messages.send(LdapMsg::new(asked.msgid, LdapOp::BindResponse(answer))).await;
            }
        };
        let keytab = std::env::temp_dir().join(format!("muster-{}.keytab", uuid::Uuid::new_v4()));
        std::fs::write(&keytab, b"\x05\x02").unwrap();
        let (bound, ()) = tokio::join!(bind_over(ours, agent, &keytab), server);
        std::fs::remove_file(&keytab).unwrap();
        bound
    }

    async fn bind_over(stream: tokio::io::DuplexStream, agent: &str, keytab: &Path) -> Result<(), LdapError> {
        let mut config = LdapConfig::new("dc1.example.com", "svc@EXAMPLE.COM", "".into());
        config.limits.connect = Duration::from_millis(300);
        config.limits.answer = Duration::from_secs(5);
        let agent = ["sh", "-c", agent].map(Into::into).into();
        let kerberos = Kerberos { keytab: keytab.to_path_buf(), krb5_conf: None, agent };
        let messages = Framed::new(Box::new(stream) as Box<_>, LdapCodec::default());
        let deadline = tokio::time::Instant::now() + config.limits.read;
        let wire = Wire::new(messages, config.limits, deadline);
        bind(&mut Connection::over(wire, &config), &config, &kerberos).await
    }

    const FIRST: &str = r#"read errand; echo '{"token":{"token":"YQ==","last":false}}'; read answer; "#;
    const LAST: &str = r#"echo '{"token":{"token":"YQ==","last":true}}'; read nothing"#;
    use LdapResultCode::{SaslBindInProgress, Success};

    #[tokio::test]
    async fn a_bind_ends_with_the_agents_last_word() {
        bind_to(vec![SaslBindInProgress, Success], &format!("{FIRST}{LAST}")).await.unwrap();
    }

    #[tokio::test]
    async fn a_server_that_has_proved_nothing_is_not_believed() {
        let error = bind_to(vec![Success], &format!("{FIRST}{LAST}")).await.unwrap_err();
        assert!(matches!(error, LdapError::Broken { fault: Fault::Undecodable(_), .. }), "{error}");
        let error = bind_to(vec![SaslBindInProgress, SaslBindInProgress], &format!("{FIRST}{LAST}")).await;
        assert!(matches!(error, Err(LdapError::Broken { .. })), "{error:?}");
    }

    #[tokio::test]
    async fn an_agent_that_says_nothing_is_ended() {
        let begun = Instant::now();
        let error = bind_to(vec![], "exec sleep 60").await.unwrap_err();
        let silent = TicketFault::Silent(Duration::from_millis(300));
        assert!(matches!(&error, LdapError::Ticket { fault, .. } if *fault == silent), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }

    #[tokio::test]
    async fn an_agent_that_dies_or_talks_nonsense_is_named() {
        for agent in ["exit 1", "read errand; echo hello; read answer", "read errand; echo '{\"token\":{}}'"]
        {
            let error = bind_to(vec![], agent).await.unwrap_err();
            assert!(
                matches!(error, LdapError::Ticket { fault: TicketFault::Agent(_), .. }),
                "{agent}: {error}"
            );
        }
    }

    #[tokio::test]
    async fn a_service_is_asked_for_by_the_certificates_name() {
        let check = r#"read errand; case $errand in *'"service":"ldap/dc1.example.com@EXAMPLE.COM"'*) ;; *) exit;; esac; "#;
        let agent = format!("{check}echo '\"signing\"'; read nothing");
        let error = bind_to(vec![], &agent).await.unwrap_err();
        assert!(matches!(error, LdapError::SigningRequired { .. }), "{error}");
    }
}
