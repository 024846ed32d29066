//! The control endpoint: what a rehearsal needs beside the API, under `/simulator`, without a token.
//!
//! To add a call: one line in `CALLS` and one arm in `act`.

pub(crate) mod apply;
pub(crate) mod edit;
mod things;

use crate::clock::{ClockSetting, SettableClock};
use crate::faults::Faults;
use crate::limits::Limits;
use crate::model::behaviour::Behaviour;
use crate::tenant::Tenant;
use apply::EditError;
use bytes::Bytes;
use edit::Edit;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Every call, with a sentence about it.
const CALLS: &[(&str, &str, &str)] = &[
    ("GET", "/simulator", "what there is"),
    ("GET", "/simulator/state", "everything the tenant holds; no secret is in it"),
    ("GET", "/simulator/stranded", "conversations that are not over and that nobody serves any more"),
    ("GET", "/simulator/calls", "how often which operation was called, and how it was answered"),
    ("DELETE", "/simulator/calls", "begin counting anew"),
    ("GET", "/simulator/faults", "the faults in force"),
    ("PUT", "/simulator/faults", "other faults: {\"seed\", \"chances\", \"scripted\"}"),
    ("DELETE", "/simulator/faults", "no faults any more"),
    ("GET", "/simulator/behaviour", "how the tenant behaves where the real platform is not certain"),
    ("PUT", "/simulator/behaviour", "other behaviour; what is left out stays"),
    ("DELETE", "/simulator/behaviour", "the likeliest behaviour again, lag included"),
    ("GET", "/simulator/limits", "the rate limits in force"),
    ("PUT", "/simulator/limits", "other rate limits; what is left out stays"),
    ("GET", "/simulator/lag", "how late changes are seen, in milliseconds"),
    ("PUT", "/simulator/lag", "other lag; what is left out stays"),
    ("GET", "/simulator/clock", "the tenant's time"),
    (
        "PUT",
        "/simulator/clock",
        "\"real\", {\"fixed\": time}, {\"offset_ms\": n}, {\"speed\": {\"factor\", \"from\"}}",
    ),
    ("POST", "/simulator/edits", "changes by other hands: a list of edits, all or none of them made"),
    (
        "POST",
        "/simulator/tokens/end",
        "end all access tokens, or those of {\"client\": name}, or log {\"user\": e-mail} out",
    ),
];

/// What is wrong with a control call.
struct Wrong(StatusCode, String);

impl From<EditError> for Wrong {
    fn from(error: EditError) -> Self {
        Self(StatusCode::BAD_REQUEST, error.to_string())
    }
}

type Verdict = Result<Value, Wrong>;

fn bad(text: impl Into<String>) -> Wrong {
    Wrong(StatusCode::BAD_REQUEST, text.into())
}

/// Answers a call to the control endpoint; `None`: it is a call to the API.
pub(crate) fn answer(
    tenant: &mut Tenant,
    clock: &SettableClock,
    request: &Request<Bytes>,
) -> Option<Response<Bytes>> {
    let path = request.uri().path();
    if path == "/" {
        return Some(help());
    }
    if path != "/simulator" && !path.starts_with("/simulator/") {
        return None;
    }
    let verdict = allowed(request).and_then(|()| act(tenant, clock, request));
    let (status, body) = match verdict {
        Ok(body) => (StatusCode::OK, body),
        Err(Wrong(status, text)) => (status, json!({ "error": text })),
    };
    let text = serde_json::to_string_pretty(&body).unwrap_or_default() + "\n";
    Some(response(status, "application/json", text))
}

fn response(status: StatusCode, kind: &'static str, text: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The page for people who open the address in a browser.
fn help() -> Response<Bytes> {
    let mut text =
        "A simulated Genesys Cloud tenant.\n\nAPI and login share this address: POST /oauth/token, \
                    then /api/v2/…\n\nThe control endpoint, without a token:\n\n"
            .to_owned();
    for (method, path, about) in CALLS {
        text.push_str(&format!("  {method:<7}{path:<24}{about}\n"));
    }
    response(StatusCode::OK, "text/plain; charset=utf-8", text)
}

/// A page of another site may not steer the simulator from somebody's browser.
fn allowed(request: &Request<Bytes>) -> Result<(), Wrong> {
    if request.headers().contains_key(ORIGIN) {
        let text = "the control endpoint does not serve pages in a browser";
        return Err(Wrong(StatusCode::FORBIDDEN, text.to_owned()));
    }
    Ok(())
}

fn act(tenant: &mut Tenant, clock: &SettableClock, request: &Request<Bytes>) -> Verdict {
    let (method, path) = (request.method(), request.uri().path().trim_end_matches('/'));
    match (method.as_str(), path) {
        ("GET", "/simulator") => Ok(list()),
        ("GET", "/simulator/state") => state(tenant, clock),
        ("GET", "/simulator/stranded") => shown(&tenant.stranded()),
        ("GET", "/simulator/calls") => Ok(calls(tenant)),
        ("DELETE", "/simulator/calls") => {
            tenant.reset_calls();
            Ok(calls(tenant))
        }
        ("GET", "/simulator/faults") => shown(&tenant.world.faults.faults),
        ("PUT", "/simulator/faults") => set_faults(tenant, body::<Faults>(request)?),
        ("DELETE", "/simulator/faults") => set_faults(tenant, Faults::default()),
        ("GET", "/simulator/behaviour") => shown(tenant.behaviour_mut()),
        ("PUT", "/simulator/behaviour") => merge(tenant.behaviour_mut(), request),
        ("DELETE", "/simulator/behaviour") => {
            *tenant.behaviour_mut() = Behaviour::default();
            shown(tenant.behaviour_mut())
        }
        ("GET", "/simulator/limits") => shown::<Limits>(tenant.limits_mut()),
        ("PUT", "/simulator/limits") => merge(tenant.limits_mut(), request),
        ("GET", "/simulator/lag") => shown(&tenant.behaviour_mut().lag),
        ("PUT", "/simulator/lag") => merge(&mut tenant.behaviour_mut().lag, request),
        ("GET", "/simulator/clock") => time(clock),
        ("PUT", "/simulator/clock") => {
            clock.set(body::<ClockSetting>(request)?).map_err(bad)?;
            time(clock)
        }
        ("POST", "/simulator/edits") => {
            let edits: Vec<Edit> = body(request)?;
            tenant.apply(&edits, clock.time())?;
            Ok(json!({ "made": edits.len() }))
        }
        ("POST", "/simulator/tokens/end") => end_tokens(tenant, request),
        _ => Err(nowhere(method, path)),
    }
}

fn nowhere(method: &Method, path: &str) -> Wrong {
    let methods = CALLS.iter().filter(|(_, known, _)| *known == path).map(|(method, _, _)| *method);
    let methods = methods.collect::<Vec<_>>();
    if methods.is_empty() {
        let text = format!("there is no {path}; GET /simulator lists what there is");
        return Wrong(StatusCode::NOT_FOUND, text);
    }
    let text = format!("{path} does not take {method}, but {}", methods.join(", "));
    Wrong(StatusCode::METHOD_NOT_ALLOWED, text)
}

fn list() -> Value {
    let one = |(method, path, about): &(&str, &str, &str)| json!({ "call": format!("{method} {path}"), "about": about });
    json!({ "control": CALLS.iter().map(one).collect::<Vec<_>>() })
}

fn shown<T: Serialize>(value: &T) -> Verdict {
    serde_json::to_value(value).map_err(|cause| Wrong(StatusCode::INTERNAL_SERVER_ERROR, cause.to_string()))
}

/// Everything the tenant holds. The secrets of OAuth clients are no part of it.
fn state(tenant: &Tenant, clock: &SettableClock) -> Verdict {
    let mut state = shown(tenant.state_ref())?;
    state["now"] = json!(clock.time());
    state["signed_in"] = shown(&tenant.world.tokens.sessions)?;
    Ok(state)
}

fn calls(tenant: &Tenant) -> Value {
    let calls = tenant.calls();
    json!({
        "total": calls.total(), "writes": calls.writes(), "throttled": calls.throttled, "faults": calls.faults,
        "by_operation": calls.by_operation, "by_status": calls.by_status,
    })
}

fn set_faults(tenant: &mut Tenant, faults: Faults) -> Verdict {
    tenant.set_faults(faults);
    shown(&tenant.world.faults.faults)
}

fn time(clock: &SettableClock) -> Verdict {
    Ok(json!({ "now": clock.time(), "setting": shown(&clock.setting())? }))
}

/// The body, read strictly; what is wrong with it is said with line and column.
fn body<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Wrong> {
    serde_json::from_slice(request.body()).map_err(|cause| bad(format!("the body cannot be read: {cause}")))
}

/// Puts what the body says over what is in force.
fn merge<T: Serialize + DeserializeOwned>(place: &mut T, request: &Request<Bytes>) -> Verdict {
    let change: Value = body(request)?;
    if !change.is_object() {
        return Err(bad("the body must be an object"));
    }
    let mut whole = shown(place)?;
    lay_over(&mut whole, change);
    *place =
        serde_json::from_value(whole).map_err(|cause| bad(format!("the body cannot be read: {cause}")))?;
    shown(place)
}

fn lay_over(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                lay_over(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above,
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Whose {
    client: Option<String>,
    user: Option<String>,
}

fn end_tokens(tenant: &mut Tenant, request: &Request<Bytes>) -> Verdict {
    let whose = if request.body().is_empty() { Whose::default() } else { body::<Whose>(request)? };
    match (whose.client, whose.user) {
        (None, None) => tenant.end_all_tokens(),
        (Some(name), None) => {
            let client = apply::client(&tenant.world, &name).map_err(bad)?;
            tenant.world.tokens.end_of(client);
        }
        (None, Some(email)) => {
            let user = apply::user(&tenant.world, &email).map_err(bad)?;
            tenant.world.tokens.sessions.remove(&user);
        }
        (Some(_), Some(_)) => return Err(bad("name a client or a user, not both")),
    }
    Ok(json!({ "ended": true }))
}
