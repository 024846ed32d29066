//! What stands before every operation: faults, token, rate limits, body checks, permissions, and the tenant's audit.

use crate::errors::Refusal;
use crate::faults::{Delivery, Fault};
use crate::limits::Standing;
use crate::model::history::Change;
use crate::model::ids::UserId;
use crate::model::tokens::Tokens;
use crate::model::world::World;
use crate::platform::oauth;
use crate::routes::{self, Found, Route};
use crate::tenant::Tenant;
use crate::wire::call::{Answer, Call, Reply, parse_query};
use crate::wire::parameters;
use crate::wire::permissions;
use crate::wire::replies::{
    emptied, failure, fault_refusal, finish, truncated, without_expansions, written_refusal,
};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::Value;

/// Largest request body in bytes (`request.bytes.max`).
const BODY_MAX: usize = 512_000;

impl Tenant {
    /// Answers a request without any fault.
    pub fn handle(&mut self, request: &Request<Bytes>, now: Timestamp) -> Response<Bytes> {
        let context_id = self.next_context();
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(&context_id) {
            headers.insert("inin-correlation-id", value);
        }
        let is_scim = request.uri().path().starts_with("/api/v2/scim/");
        let answer = self.answer(request, now, &mut headers);
        let reply = answer.unwrap_or_else(|refusal| written_refusal(&refusal, is_scim, &context_id));
        let response = finish(reply, headers, is_scim, request.method() == Method::HEAD);
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            self.calls.throttled += 1;
        }
        response
    }

    /// Answers a request, or lets a fault strike.
    pub fn deliver(&mut self, request: &Request<Bytes>, now: Timestamp) -> Delivery {
        let delivery = self.deliver_uncounted(request, now);
        if let Delivery::Reply(reply) | Delivery::Slow { reply, .. } | Delivery::Truncated { reply, .. } =
            &delivery
        {
            *self.calls.by_status.entry(reply.status().as_u16()).or_default() += 1;
        }
        delivery
    }

    fn deliver_uncounted(&mut self, request: &Request<Bytes>, now: Timestamp) -> Delivery {
        let strike = self.world.faults.strike(request.method().as_str(), request.uri().path());
        self.calls.faults += u64::from(strike.is_any());
        let delivery = match strike.fault {
            None => Delivery::Reply(self.handle(request, now)),
            Some(fault) => self.hit(request, fault, now),
        };
        match (delivery, strike.late_ms) {
            (Delivery::Reply(reply), Some(delay_ms)) => Delivery::Slow { reply, delay_ms },
            (delivery, _) => delivery,
        }
    }

    fn hit(&mut self, request: &Request<Bytes>, fault: Fault, now: Timestamp) -> Delivery {
        match fault {
            Fault::LostRequest => Delivery::Lost { happened: false },
            Fault::LostReply => {
                self.handle(request, now);
                Delivery::Lost { happened: true }
            }
            Fault::Slow(delay_ms) => Delivery::Slow { reply: self.handle(request, now), delay_ms },
            Fault::TokenStorm => {
                self.end_all_tokens();
                Delivery::Reply(self.handle(request, now))
            }
            Fault::EmptyList => Delivery::Reply(emptied(self.handle(request, now))),
            Fault::DroppedExpansions => {
                Delivery::Reply(without_expansions(self.handle(request, now), request))
            }
            Fault::Truncated => truncated(self.handle(request, now)),
            Fault::Status(status) => Delivery::Reply(self.fail(request, &fault_refusal(status))),
            Fault::StatusAfterEffect(status) => {
                self.handle(request, now);
                Delivery::Reply(failure(request, &fault_refusal(status), &self.next_context()))
            }
            Fault::Throttled(wait_s) => {
                self.calls.throttled += 1;
                Delivery::Reply(self.fail(request, &Refusal::throttled(wait_s)))
            }
        }
    }

    fn fail(&mut self, request: &Request<Bytes>, refusal: &Refusal) -> Response<Bytes> {
        self.count(request, None);
        failure(request, refusal, &self.next_context())
    }

    fn next_context(&mut self) -> String {
        let (high, low) = (self.context.bits(), self.context.bits());
        uuid::Uuid::from_u64_pair(high, low).to_string()
    }

    fn count(&mut self, request: &Request<Bytes>, known: Option<&Route>) {
        let path = request.uri().path();
        let template = known.map(|route| route.template.to_owned());
        let template = template.unwrap_or_else(|| match routes::find(request.method().as_str(), path) {
            Found::Route(route, _) => route.template.to_owned(),
            Found::WrongMethod | Found::Nowhere => path.to_owned(),
        });
        *self.calls.by_operation.entry(format!("{} {template}", request.method())).or_default() += 1;
    }

    fn answer(&mut self, request: &Request<Bytes>, now: Timestamp, headers: &mut HeaderMap) -> Answer {
        let path = request.uri().path();
        if path == "/oauth/token" && request.method() == Method::POST {
            self.count(request, None);
            return Ok(oauth::token(&mut self.world, request, now));
        }
        let found = routes::find(request.method().as_str(), path);
        self.count(request, if let Found::Route(route, _) = &found { Some(*route) } else { None });
        let token = bearer(request)?;
        let client = self.world.tokens.holder(token, now)?;
        let (route, params) = match found {
            Found::Route(route, params) => (route, params),
            Found::WrongMethod => {
                return Err(Refusal::new(405, "method.not.allowed", "HTTP 405 Method Not Allowed"));
            }
            Found::Nowhere => return Err(Refusal::new(404, "not.found", "HTTP 404 Not Found")),
        };
        self.enter_window(token, route, now)?.write(headers);
        require_readable(request)?;
        permissions::require_anywhere(&self.world, client, route.need)?;
        let query = parse_query(request.uri().query().unwrap_or(""));
        self.require_known_parameters(route, &query)?;
        self.require_settled_users(&params, now)?;
        let (headers, body) = (request.headers(), request.body());
        let page_size_code = self.world.behaviour.page_size_code;
        let call = Call { route, path, params, query, headers, body, client, now, page_size_code };
        let reply = (route.handler)(&mut self.world, &call)?;
        self.audit(&call, &reply);
        Ok(reply)
    }

    /// Counts the call against the limits. A refused one carries its headers through the refusal.
    fn enter_window(&mut self, token: &str, route: &Route, now: Timestamp) -> Result<Standing, Refusal> {
        let Tokens { limits, windows, .. } = &mut self.world.tokens;
        let (standing, verdict) = windows.enter(limits, token, route.service, now);
        verdict.map(|()| standing).map_err(|refusal| refusal.standing(standing))
    }

    fn require_known_parameters(&self, route: &Route, query: &[(String, String)]) -> Result<(), Refusal> {
        if !self.world.behaviour.unknown_parameter_is_400 {
            return Ok(());
        }
        let known = parameters::of(route);
        match query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Refusal::bad_request(format!("Unknown query parameter [{name}]"))),
            None => Ok(()),
        }
    }

    /// A new user is not there yet for calls that name it in their path.
    fn require_settled_users(&self, params: &[String], now: Timestamp) -> Result<(), Refusal> {
        let World { lag, behaviour, .. } = &self.world;
        let is_fresh = |id: &UserId| lag.fresh_users.seen(id, behaviour.lag.fresh_user_ms, now).is_some();
        match params.iter().filter_map(|text| UserId::parse(text)).find(is_fresh) {
            Some(id) => Err(Refusal::not_found("user", id)),
            None => Ok(()),
        }
    }

    fn audit(&mut self, call: &Call, reply: &Reply) {
        let template = call.route.template;
        if routes::only_asks(call.route.method, template) {
            return;
        }
        let created = reply.body.as_ref().and_then(|body| body.get("id")).and_then(Value::as_str);
        let (method, params) = (call.route.method, &call.params);
        let change = Change { at: call.now, client: call.client, method, template, params };
        self.world.audit.enter(change, created);
    }
}

fn bearer(request: &Request<Bytes>) -> Result<&str, Refusal> {
    let missing =
        || Refusal::unauthorised("authentication.required", "No authentication bearer token specified.");
    let header = request.headers().get("authorization").ok_or_else(missing)?;
    let text = header.to_str().map_err(|_| missing())?;
    let (scheme, token) = text.split_once(' ').ok_or_else(missing)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(missing()) }
}

/// 413 for a body that is too long, 415 for one that is not JSON.
fn require_readable(request: &Request<Bytes>) -> Result<(), Refusal> {
    let body = request.body();
    if body.len() > BODY_MAX {
        let text = format!("The request body has {} bytes, the maximum is {BODY_MAX}", body.len());
        return Err(Refusal::new(413, "request.entity.too.large", text));
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_json = ["application/json", "application/scim+json"].iter().any(|known| kind.starts_with(known));
    if !body.is_empty() && !is_json {
        return Err(Refusal::new(
            415,
            "unsupported.media.type",
            format!("Content type {kind:?} is not supported"),
        ));
    }
    Ok(())
}
