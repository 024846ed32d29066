//! Why there is no reply, and whether the request may have left.

use crate::genesys::wire::TransportError;
use std::error::Error;

pub(super) fn no_reply(error: &reqwest::Error, host: &str) -> TransportError {
    let reason = chain(error, host);
    if error.is_builder() {
        return TransportError::NotSent(reason);
    }
    if !error.is_connect() {
        return TransportError::Lost(reason);
    }
    if is_about_trust(error) { TransportError::Untrusted(reason) } else { TransportError::NotSent(reason) }
}

/// Whether TLS is at the bottom of it. An `io::Error` hides what it wraps from `source`, so it is opened by hand.
fn is_about_trust(error: &(dyn Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let within = wrapped.map(|inner| inner as &(dyn Error + 'static));
    within.into_iter().chain(error.source()).any(is_about_trust)
}

/// The host and the error with its causes, without the whole address: query strings may name people.
pub(super) fn chain(error: &reqwest::Error, host: &str) -> String {
    let mut parts: Vec<String> = vec![host.to_owned()];
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if parts.last() != Some(&text) {
            parts.push(text);
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        parts.insert(1, "no answer in time".into());
    }
    if parts.len() == 1 {
        parts.push("the connection failed".into());
    }
    parts.join(": ")
}
