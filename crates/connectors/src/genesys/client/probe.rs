//! Reading back whether a call took effect.

use super::Client;
use crate::genesys::probe::{finding, next_probe};
use crate::genesys::refusal::our_refusal;
use muster_core::operation::{Call, Finding};
use std::time::Duration;

/// How long to wait for the search index to show who has a mail, in seconds, one wait after the other.
const TAKEN_WAITS_S: [u64; 5] = [1, 2, 4, 8, 15];

impl Client {
    /// Reads back whether the call's effect is there.
    ///
    /// A creation that the tenant refused because the mail is taken is looked for up to half a minute: the search
    /// index may lag. Where nobody shows up, the call is about something that cannot be had. Every account of the call
    /// must be known; otherwise nothing is asked.
    pub async fn probe(&self, call: &Call) -> Finding {
        let mut finding = self.look(call).await;
        if self.0.memory.is_taken(call) {
            for wait in TAKEN_WAITS_S {
                if !matches!(finding, Finding::NotYet { .. }) {
                    break;
                }
                tokio::time::sleep(Duration::from_secs(wait)).await;
                finding = self.look(call).await;
            }
            if matches!(finding, Finding::NotYet { .. }) {
                finding = nobody_shows();
            }
        }
        if let Finding::AlreadySo(effect) = &finding {
            self.0.memory.done(call, effect);
        }
        finding
    }

    async fn look(&self, call: &Call) -> Finding {
        let mut replies = Vec::new();
        loop {
            let request = match next_probe(call, &replies) {
                Ok(Some(request)) => self.config().scim.adapt(request),
                Ok(None) => return finding(call, self.0.memory.is_fresh(call), &replies),
                Err(unready) => return unready.into(),
            };
            match self.fetch(request).await {
                Ok(reply) => replies.push(reply),
                Err(error) => {
                    return Finding::Unclear { reason: error.to_string() };
                }
            }
        }
    }
}

fn nobody_shows() -> Finding {
    let message = "the tenant says that the mail is taken, but shows no account with it; \
        the account may be in a division that the client may not see";
    Finding::Gone(our_refusal("muster.mail.taken", message))
}
