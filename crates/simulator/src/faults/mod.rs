//! Faults: what goes wrong between a caller and the tenant, drawn from a seed or written down call by call.

pub(crate) mod plan;

use crate::checked;
use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

/// What may go wrong. The default is: nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Where the draws begin. The same seed and the same calls give the same faults.
    pub seed: u64,
    /// Faults by chance, each drawn per call.
    pub chances: Chances,
    /// Faults that hit a named call.
    pub scripted: Vec<Scripted>,
}

/// Probabilities per call, 0.0 to 1.0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chances {
    /// 500 `internal.server.error`.
    #[serde(deserialize_with = "checked::chance")]
    pub error_500: f64,
    /// 503 `service.unavailable`.
    #[serde(deserialize_with = "checked::chance")]
    pub error_503: f64,
    /// 504 `request.timeout`.
    #[serde(deserialize_with = "checked::chance")]
    pub error_504: f64,
    /// 408 `request.timeout`.
    #[serde(deserialize_with = "checked::chance")]
    pub error_408: f64,
    /// That a call answered with one of these four took effect nevertheless.
    #[serde(deserialize_with = "checked::chance")]
    pub effect_behind_error: f64,
    /// The call took effect; the reply never comes.
    #[serde(deserialize_with = "checked::chance")]
    pub lost_reply: f64,
    /// The call never arrived.
    #[serde(deserialize_with = "checked::chance")]
    pub lost_request: f64,
    /// The call took effect; its reply breaks off in the middle.
    #[serde(deserialize_with = "checked::chance")]
    pub truncated: f64,
    /// The reply comes late.
    #[serde(deserialize_with = "checked::chance")]
    pub slow: f64,
    /// How late, in milliseconds.
    pub slow_ms: u32,
    /// A burst of 429 begins.
    #[serde(deserialize_with = "checked::chance")]
    pub throttle_burst: f64,
    /// Calls in such a burst.
    pub burst_calls: u32,
    /// That one expansion of one user is missing from a listing, though it has a value.
    #[serde(deserialize_with = "checked::chance")]
    pub missing_expansion: f64,
    /// That all tokens end with this call: it and all others are answered 401 until they log in again.
    #[serde(deserialize_with = "checked::chance")]
    pub token_storm: f64,
    /// That a listing comes empty, though there are entities.
    #[serde(deserialize_with = "checked::chance")]
    pub empty_list: f64,
    /// Whether the token endpoint is hit as well.
    pub login_too: bool,
}

impl Default for Chances {
    fn default() -> Self {
        Self {
            error_500: 0.0,
            error_503: 0.0,
            error_504: 0.0,
            error_408: 0.0,
            effect_behind_error: 0.3,
            lost_reply: 0.0,
            lost_request: 0.0,
            truncated: 0.0,
            slow: 0.0,
            slow_ms: 2_000,
            throttle_burst: 0.0,
            burst_calls: 5,
            missing_expansion: 0.0,
            token_storm: 0.0,
            empty_list: 0.0,
            login_too: false,
        }
    }
}

/// A fault for the n-th call of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scripted {
    /// `GET`, `POST` …; any when left out.
    #[serde(default)]
    pub method: Option<String>,
    /// The path; each `*` stands for any text. Without a `*` the path must begin with it.
    pub path: String,
    /// Which matching call is hit first, from 1.
    #[serde(default = "one")]
    pub nth: u64,
    /// How many matching calls in a row are hit.
    #[serde(default = "one")]
    pub times: u64,
    /// What happens to them.
    pub fault: Fault,
    /// Matching calls so far. Leave at 0.
    #[serde(default)]
    pub matched: u64,
}

fn one() -> u64 {
    1
}

impl Scripted {
    /// A fault for the first call of `method` whose path matches `path`.
    pub fn first(method: &str, path: &str, fault: Fault) -> Self {
        Self { method: Some(method.to_owned()), path: path.to_owned(), nth: 1, times: 1, fault, matched: 0 }
    }

    /// The same fault for the `nth` call instead.
    pub fn nth(self, nth: u64) -> Self {
        Self { nth, ..self }
    }

    /// The same fault for this many calls in a row.
    pub fn times(self, times: u64) -> Self {
        Self { times, ..self }
    }
}

/// What happens to one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Answered with this status, without any effect.
    Status(#[serde(deserialize_with = "checked::failure")] u16),
    /// Took effect, yet is answered with this status.
    StatusAfterEffect(#[serde(deserialize_with = "checked::failure")] u16),
    /// Answered 429 with this `Retry-After` in seconds.
    Throttled(u32),
    /// Took effect; the connection breaks before the reply.
    LostReply,
    /// Never arrived; the connection breaks.
    LostRequest,
    /// Took effect; the reply breaks off in the middle.
    Truncated,
    /// The reply comes this many milliseconds late.
    Slow(u32),
    /// All expansions are missing from the reply, though they have values.
    DroppedExpansions,
    /// The listing comes empty, though there are entities.
    EmptyList,
    /// All tokens end before the call; it is answered 401.
    TokenStorm,
}

/// What a caller gets to see of a call.
#[derive(Debug)]
pub enum Delivery {
    /// A whole reply.
    Reply(Response<Bytes>),
    /// A whole reply, this late.
    Slow {
        /// The reply.
        reply: Response<Bytes>,
        /// How late, in milliseconds.
        delay_ms: u32,
    },
    /// The connection broke. Only a test may look at `happened`; a caller cannot know it.
    Lost {
        /// Whether the call took effect.
        happened: bool,
    },
    /// The connection broke within the body.
    Truncated {
        /// The head and the part of the body that came.
        reply: Response<Bytes>,
        /// How long the whole body would have been, in bytes.
        full_length: usize,
    },
}
