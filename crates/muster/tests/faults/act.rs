//! What happens to one request: whether the tenant carries it out, what the caller gets to see, and how late.

use muster_connectors::genesys::{Reply, Request, TransportError};
use muster_simulator::Tenant;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Longer than the client waits for an answer.
const DEADLINE: Duration = Duration::from_secs(60);

/// Something that other hands do in the tenant at the moment when a request arrives, before it is carried out.
pub type Hands = Arc<dyn Fn(&mut Tenant, &Request) + Send + Sync>;

#[derive(Clone)]
pub struct Act {
    pub name: String,
    /// Whether the tenant carries the request out.
    pub happens: bool,
    pub answer: Answer,
    pub late: Duration,
    pub meanwhile: Option<Hands>,
}

/// What the caller gets to see.
#[derive(Clone)]
pub enum Answer {
    /// What the tenant answered.
    True,
    /// Nothing: the connection broke.
    Lost,
    /// The tenant's answer, of which half came.
    Truncated,
    /// Another status and body.
    Said { status: u16, body: String, retry_after: Option<u64> },
    /// The tenant's answer, altered.
    Altered(fn(&Request, &mut Value)),
}

impl Act {
    fn new(name: impl Into<String>, happens: bool, answer: Answer) -> Self {
        Self { name: name.into(), happens, answer, late: Duration::ZERO, meanwhile: None }
    }

    fn late(self, late: Duration) -> Self {
        Self { late, ..self }
    }

    pub fn with_hands(self, hands: impl Fn(&mut Tenant, &Request) + Send + Sync + 'static) -> Self {
        Self { meanwhile: Some(Arc::new(hands)), ..self }
    }

    /// Answers with a status in the platform's form, where gateways answer with a page.
    pub fn status(status: u16, happens: bool) -> Self {
        let body = match status {
            502 | 504 => "<html><body><h1>Bad Gateway</h1></body></html>".to_owned(),
            _ => said(status, "something.failed", "The request could not be carried out."),
        };
        let when = if happens { "after" } else { "before" };
        Self::new(format!("{status}-{when}"), happens, Answer::Said { status, body, retry_after: None })
    }

    /// A refusal in the tenant's words, without any effect.
    pub fn refusal(status: u16, code: &str, words: &str) -> Self {
        let body = said(status, code, words);
        Self::new(format!("{status}-{code}"), false, Answer::Said { status, body, retry_after: None })
    }

    pub fn said(name: &str, status: u16, body: &Value) -> Self {
        Self::new(name, false, Answer::Said { status, body: body.to_string(), retry_after: None })
    }

    pub fn throttled(retry_after: Option<u64>) -> Self {
        let body = match retry_after {
            Some(s) => {
                said(429, "too.many.requests", &format!("Rate limit exceeded. Retry in [{s}] seconds"))
            }
            None => said(429, "too.many.requests", "Rate limit exceeded"),
        };
        let name = if retry_after.is_some() { "429-told" } else { "429-untold" };
        Self::new(name, false, Answer::Said { status: 429, body, retry_after })
    }

    pub fn reset(happens: bool) -> Self {
        Self::new(if happens { "reset-after" } else { "reset-before" }, happens, Answer::Lost)
    }

    pub fn truncated() -> Self {
        Self::new("truncated", true, Answer::Truncated)
    }

    /// A proxy answers with a page of its own and status 200.
    pub fn page_of_a_proxy(happens: bool) -> Self {
        let body = "<html><body>Please sign in</body></html>".to_owned();
        let name = if happens { "proxy-after" } else { "proxy-before" };
        Self::new(name, happens, Answer::Said { status: 200, body, retry_after: None })
    }

    /// The answer comes later than the client waits.
    pub fn overdue(happens: bool) -> Self {
        Self::new(if happens { "overdue-after" } else { "overdue-before" }, happens, Answer::Lost)
            .late(DEADLINE)
    }

    /// The answer comes late, but in time.
    pub fn slow() -> Self {
        Self::new("slow", true, Answer::True).late(DEADLINE / 2)
    }

    /// All tokens end before the request arrives.
    pub fn token_ended() -> Self {
        Self::new("token-ended", true, Answer::True).with_hands(|tenant, _| tenant.end_all_tokens())
    }

    pub fn unauthorised() -> Self {
        Self::refusal(401, "bad.credentials", "Invalid login credentials.")
    }

    /// Other hands do something, then the request is carried out as it is.
    pub fn hands(name: &str, hands: impl Fn(&mut Tenant, &Request) + Send + Sync + 'static) -> Self {
        Self::new(name, true, Answer::True).with_hands(hands)
    }

    pub fn without_expansions() -> Self {
        Self::new("no-expansions", true, Answer::Altered(drop_expansions))
    }

    pub fn empty_list() -> Self {
        Self::new("empty-list", true, Answer::Altered(empty))
    }

    pub fn shortened_list() -> Self {
        Self::new("shortened-list", true, Answer::Altered(shorten))
    }

    /// What the caller sees, given what the tenant answered where it was asked.
    pub fn seen(&self, request: &Request, truth: Option<Reply>) -> Result<Reply, TransportError> {
        match &self.answer {
            Answer::True => truth.ok_or_else(|| TransportError::Lost("nobody was asked".into())),
            Answer::Lost => Err(TransportError::Lost("connection reset".into())),
            Answer::Truncated => Err(TransportError::Lost("the body broke off".into())),
            Answer::Said { status, body, retry_after } => {
                let reply = Reply::new(*status, body.clone()).with_header("inin-correlation-id", "struck");
                Ok(match retry_after {
                    Some(seconds) => reply.with_header("retry-after", &seconds.to_string()),
                    None => reply,
                })
            }
            Answer::Altered(alter) => Ok(altered(request, truth.unwrap_or_default(), alter)),
        }
    }
}

/// The platform's error body.
pub fn said(status: u16, code: &str, words: &str) -> String {
    json!({ "message": words, "code": code, "status": status, "contextId": "struck" }).to_string()
}

fn altered(request: &Request, reply: Reply, alter: &fn(&Request, &mut Value)) -> Reply {
    match serde_json::from_slice::<Value>(&reply.body) {
        Ok(mut body) if reply.is_success() => {
            alter(request, &mut body);
            Reply { body: body.to_string().into(), ..reply }
        }
        _ => reply,
    }
}

const LISTS: [&str; 3] = ["entities", "results", "Resources"];

fn drop_expansions(request: &Request, body: &mut Value) {
    let asked = request.path_and_query.split(['?', '&']).find_map(|pair| pair.strip_prefix("expand="));
    let names: Vec<&str> = asked.unwrap_or_default().split(',').collect();
    let strip = |value: &mut Value| {
        if let Some(fields) = value.as_object_mut() {
            fields.retain(|name, _| !names.contains(&name.as_str()));
        }
    };
    strip(body);
    for list in LISTS {
        body.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().for_each(strip);
    }
}

fn empty(_: &Request, body: &mut Value) {
    for list in LISTS {
        body.get_mut(list).and_then(Value::as_array_mut).into_iter().for_each(Vec::clear);
    }
    for count in ["total", "totalResults", "pageCount"] {
        if body.get(count).is_some() {
            body[count] = Value::from(0);
        }
    }
}

fn shorten(_: &Request, body: &mut Value) {
    for list in LISTS {
        body.get_mut(list).and_then(Value::as_array_mut).and_then(Vec::pop);
    }
}
