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
