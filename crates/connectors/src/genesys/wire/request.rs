//! What is asked.

use http::Method;
use secrecy::SecretString;
use serde_json::Value;

/// Which of the two hosts a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// `https://api.<domain>`.
    Api,
    /// `https://login.<domain>`: only `/oauth/token`.
    Login,
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    None,
    /// `application/json`.
    Json(Value),
    /// `application/x-www-form-urlencoded`, already encoded. Holds no secret: credentials travel in the header.
    Form(String),
}

/// Under which condition a request is carried out (RFC 9110, section 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Only while the resource has this version.
    IfMatch(i64),
}

impl Condition {
    /// Header name and value; the tenant writes versions as strong ETags.
    pub fn header(self) -> (&'static str, String) {
        match self {
            Self::IfMatch(version) => ("if-match", format!("\"{version}\"")),
        }
    }
}

/// One HTTP request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Which host.
    pub host: Host,
    /// The path with placeholders, such as `/api/v2/users/{id}`: the name under which calls are counted.
    pub template: &'static str,
    /// Path and query, percent-encoded, beginning with `/`.
    pub path_and_query: String,
    /// What it carries.
    pub body: Body,
    /// `If-Match` with the ETag of a version.
    pub condition: Option<Condition>,
    /// The value of the `Authorization` header; the client fills it in. Never printed.
    pub authorization: Option<SecretString>,
}

impl Request {
    /// A request to the API without a body.
    pub fn new(method: Method, template: &'static str, path_and_query: impl Into<String>) -> Self {
        Self {
            method,
            host: Host::Api,
            template,
            path_and_query: path_and_query.into(),
            body: Body::None,
            condition: None,
            authorization: None,
        }
    }

    /// A `GET` to the API.
    pub fn get(template: &'static str, path_and_query: impl Into<String>) -> Self {
        Self::new(Method::GET, template, path_and_query)
    }

    /// The same request with a JSON body.
    #[must_use]
    pub fn with_json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    /// The same request, carried out only while the resource has this version. Without one, always.
    #[must_use]
    pub fn if_match(mut self, version: Option<i64>) -> Self {
        self.condition = version.map(Condition::IfMatch);
        self
    }

    /// `GET /api/v2/users/{id}`: how errors and counters name the request.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    /// The part of the API that serves it (`users`, `authorization`, ...); each may have a ceiling of its own.
    pub fn family(&self) -> &'static str {
        let path = self.template.strip_prefix("/api/v2/").unwrap_or(self.template);
        path.split('/').next().unwrap_or(path)
    }
}
