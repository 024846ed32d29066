//! What is answered.

use bytes::Bytes;
use std::fmt;
use std::time::Duration;

/// The longest wait that we let the tenant choose.
pub(crate) const TOLD_MAX: Duration = Duration::from_secs(180);

/// One HTTP reply, whole. The headers are those that Muster reads.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `ININ-Correlation-Id`, what Genesys' support asks for.
    pub correlation: Option<String>,
    /// `Retry-After`, which Genesys writes in whole seconds.
    pub retry_after: Option<Duration>,
    /// The rate limit headers, where any was there. An `allowed` of zero means: not known.
    pub rate: Option<Rate>,
    /// The body, decompressed.
    pub body: Bytes,
}

/// `inin-ratelimit-count`, `-allowed` and `-reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests counted in the present window.
    pub count: u32,
    /// How many the window allows.
    pub allowed: u32,
    /// When the next window begins, from now.
    pub reset: Duration,
}

impl Reply {
    /// A reply with a status and a body, for transports that are not HTTP.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, body: body.into(), ..Self::default() }
    }

    /// Reads one header that Muster knows; others are passed over. Names compare without case.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let number = || value.trim().parse::<u32>().ok();
        let rate = |reply: &Self| reply.rate.unwrap_or(Rate::UNSEEN);
        match name.to_ascii_lowercase().as_str() {
            "inin-correlation-id" => self.correlation = Some(value.trim().to_owned()),
            "retry-after" => self.retry_after = number().map(|s| Duration::from_secs(s.into())),
            "inin-ratelimit-count" => {
                self.rate = number().map(|count| Rate { count, ..rate(&self) });
            }
            "inin-ratelimit-allowed" => {
                self.rate = number().map(|allowed| Rate { allowed, ..rate(&self) });
            }
            "inin-ratelimit-reset" => {
                let reset = number().map(|s| Duration::from_secs(s.into()));
                self.rate = reset.map(|reset| Rate { reset, ..rate(&self) });
            }
            _ => {}
        }
        self
    }

    /// How long the tenant asks to wait. Three minutes at most, as Genesys' own clients do: a number that is out of all
    /// proportion must not stop us for a day.
    pub(crate) fn told_wait(&self) -> Option<Duration> {
        self.retry_after.map(|wait| wait.min(TOLD_MAX))
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The body stays hidden: that of `/oauth/token` is a credential, others are full of people.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("correlation", &self.correlation)
            .field("retry_after", &self.retry_after)
            .field("rate", &self.rate)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl Rate {
    /// Before any header was read. An `allowed` of zero means: not known.
    const UNSEEN: Self = Self { count: 0, allowed: 0, reset: Duration::from_secs(60) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_printed_without_its_body() {
        let reply = Reply::new(200, r#"{"access_token":"abc"}"#).with_header("Retry-After", "7");
        let printed = format!("{reply:?}");
        assert!(
            !printed.contains("abc") && printed.contains("22 bytes") && printed.contains("7s"),
            "{printed}"
        );
    }

    #[test]
    fn a_wait_is_believed_within_reason() {
        let wait = |asked| Reply::default().with_header("Retry-After", asked).told_wait();
        assert_eq!(wait("42"), Some(Duration::from_secs(42)));
        assert_eq!(wait("86400"), Some(Duration::from_secs(180)));
        assert_eq!(wait("Wed, 21 Oct 2026 07:28:00 GMT"), None);
    }
}
