//! What stops a read before it begins: an error with its reason, and never an empty success.

use crate::messages::{encode, end, result};
use crate::scripted::{Act, Scripted};
use ldap3_proto::proto::{LdapBindResponse, LdapExtendedResponse, LdapMsg, LdapOp, LdapResultCode};
use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{BindFault, LdapError, Security, read_directory};
use std::sync::atomic::{AtomicU32, Ordering};

#[tokio::test]
async fn an_empty_password_never_reaches_a_server_that_would_say_success() {
    let server = Scripted::start(|_| None).await;
    let mut config = server.config();
    config.bind_password = "".into();
    let error = read_directory(&config, &ReadSpec::default()).await.unwrap_err();
    assert!(matches!(error, LdapError::EmptyPassword { .. }), "{error}");
    config.bind_name = " ".into();
    let error = read_directory(&config, &ReadSpec::default()).await.unwrap_err();
    assert!(matches!(error, LdapError::EmptyName { .. }), "{error}");
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test]
async fn a_refused_bind_says_why() {
    let server = Scripted::start(|asked| {
        let LdapOp::BindRequest(_) = asked.op else {
            return None;
        };
        let res = result(LdapResultCode::InvalidCredentials, "80090308: AcceptSecurityContext, data 775, v1");
        Some(vec![Act::Say(LdapOp::BindResponse(LdapBindResponse { res, saslcreds: None }))])
    })
    .await;
    let error = read_directory(&server.config(), &ReadSpec::default()).await.unwrap_err();
    assert!(matches!(error, LdapError::Bind { fault: BindFault::Locked, .. }), "{error}");
    assert!(error.must_not_retry_soon() && error.to_string().contains("reader@lab.example.com"));
}

#[tokio::test]
async fn a_server_that_insists_on_protection_is_understood() {
    let server = Scripted::start(|asked| {
        let LdapOp::BindRequest(_) = asked.op else {
            return None;
        };
        let res = result(LdapResultCode::StrongerAuthRequired, "BindSimple: Transport encryption required.");
        Some(vec![Act::Say(LdapOp::BindResponse(LdapBindResponse { res, saslcreds: None }))])
    })
    .await;
    let error = read_directory(&server.config(), &ReadSpec::default()).await.unwrap_err();
    assert!(matches!(error, LdapError::ProtectionRequired { .. }), "{error}");
}

#[tokio::test]
async fn a_base_that_is_not_there_is_an_error_and_no_empty_read() {
    let server = Scripted::start(|asked| {
        asked.asks_for_people()?.then(|| vec![end(LdapResultCode::NoSuchObject, "0000208D")])
    })
    .await;
    let spec = ReadSpec { people_bases: vec!["OU=Gone,DC=x".into()], ..ReadSpec::default() };
    let error = read_directory(&server.config(), &spec).await.unwrap_err();
    assert!(matches!(&error, LdapError::BaseMissing { base, .. } if base == "OU=Gone,DC=x"), "{error}");
}

#[tokio::test]
async fn a_server_that_never_answers_tls_ends_with_the_connect_limit() {
    let server = Scripted::start(|_| None).await;
    let mut config = server.config();
    for security in [Security::Ldaps, Security::StartTls] {
        config.security = security;
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        config.port = Some(silent.local_addr().unwrap().port());
        let error = read_directory(&config, &ReadSpec::default()).await.unwrap_err();
        assert!(matches!(error, LdapError::ConnectTimeout { .. }), "{error}");
    }
}

#[tokio::test]
async fn starttls_is_never_skipped() {
    static TRIES: AtomicU32 = AtomicU32::new(0);
    let server = Scripted::start(|asked| {
        let LdapOp::ExtendedRequest(_) = asked.op else {
            return None;
        };
        let mut answer = LdapExtendedResponse::new_success(None, None);
        if TRIES.fetch_add(1, Ordering::SeqCst) == 0 {
            answer.res = result(LdapResultCode::Unavailable, "no certificate");
            return Some(vec![Act::Say(LdapOp::ExtendedResponse(answer))]);
        }
        // One write, so that the injected bytes arrive together with the answer.
        let mut bytes = encode(LdapMsg::new(1, LdapOp::ExtendedResponse(answer)));
        bytes.extend(b"injected");
        Some(vec![Act::Raw(bytes)])
    })
    .await;
    let mut config = server.config();
    config.security = Security::StartTls;
    let refused = read_directory(&config, &ReadSpec::default()).await.unwrap_err();
    assert!(matches!(refused, LdapError::StartTls { .. }), "{refused}");
    let injected = read_directory(&config, &ReadSpec::default()).await.unwrap_err();
    let LdapError::Tls { cause, .. } = &injected else { panic!("{injected}") };
    assert_eq!(cause.to_string(), "plain bytes after the answer to StartTLS");
    assert!(
        !server.asked().iter().any(|asked| matches!(asked.op, LdapOp::BindRequest(_))),
        "no password in clear"
    );
}

#[tokio::test]
async fn nobody_listening_is_said_with_the_address() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let server = Scripted::start(|_| None).await;
    let mut config = server.config();
    config.port = Some(free.port());
    let error = read_directory(&config, &ReadSpec::default()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("could not connect to {free}"));
}
