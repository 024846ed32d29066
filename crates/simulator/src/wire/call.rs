//! One call as its handler sees it, and the reply a handler gives.

use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::behaviour::PageSizeCode;
use crate::model::ids::{
    ClientId, DivisionId, GroupId, LanguageId, PresenceId, QueueId, RoleId, SkillId, TeamId, UserId,
};
use crate::model::world::World;
use bytes::Bytes;
use http::HeaderMap;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a handler gives.
pub(crate) type Answer = Result<Reply, Refusal>;

/// An authenticated, permitted, routed call.
pub(crate) struct Call<'a> {
    pub(crate) route: &'static Route,
    /// The path as it was asked for, without the query.
    pub(crate) path: &'a str,
    /// Decoded values of the template's `{…}` parts, in order.
    pub(crate) params: Vec<String>,
    /// Decoded query parameters, in order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
    /// Whose token it is.
    pub(crate) client: ClientId,
    pub(crate) now: Timestamp,
    /// What a page that is too large is refused with.
    pub(crate) page_size_code: PageSizeCode,
}

/// A reply, before headers that every reply carries.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Reply {
    /// 200 with a body.
    pub(crate) fn ok(body: Value) -> Self {
        Self::with(200, body)
    }

    /// A status with a body.
    pub(crate) fn with(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), headers: Vec::new() }
    }

    /// A status without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, body: None, headers: Vec::new() }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Splits and decodes a query string. `+` is a space, as in forms.
pub(crate) fn parse_query(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.split_once('=').map_or((decode(part), String::new()), |(k, v)| (decode(k), decode(v)))
        })
        .collect()
}

impl Call<'_> {
    /// The first value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a list parameter, given by repetition or with commas.
    pub(crate) fn query_list(&self, name: &str) -> Vec<&str> {
        let given = self.query.iter().filter(|(key, _)| key == name);
        given.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// A boolean parameter.
    pub(crate) fn query_bool(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.query(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(invalid_query(name, other)),
        }
    }

    /// A parameter that is a whole number.
    pub(crate) fn query_number(&self, name: &str) -> Result<Option<u32>, Refusal> {
        self.query(name).map(|text| text.parse().map_err(|_| invalid_query(name, text))).transpose()
    }

    /// Whether a named expansion was asked for.
    pub(crate) fn expands(&self, name: &str) -> bool {
        self.query.iter().any(|(key, value)| key == "expand" && value.split(',').any(|part| part == name))
    }

    /// The body, read as `T`.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(self.body)
            .map_err(|cause| Refusal::bad_request(format!("The request body could not be read: {cause}")))
    }

    /// The body, read as a list of at most `most` items.
    pub(crate) fn body_list<T: DeserializeOwned>(&self, most: usize) -> Result<Vec<T>, Refusal> {
        let list: Vec<T> = self.body()?;
        if list.len() > most {
            return Err(too_many(list.len(), most));
        }
        Ok(list)
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

macro_rules! path_ids {
    ($($method:ident: $id:ident = $kind:literal;)*) => {
        impl Call<'_> {$(
            /// The id at this place of the path; 404 when it cannot be one.
            pub(crate) fn $method(&self, place: usize) -> Result<$id, Refusal> {
                let text = self.params.get(place).map_or("", String::as_str);
                $id::parse(text).ok_or_else(|| Refusal::not_found($kind, text))
            }
        )*}
    };
}

path_ids! {
    user_id: UserId = "user";
    group_id: GroupId = "group";
    queue_id: QueueId = "queue";
    role_id: RoleId = "role";
    division_id: DivisionId = "division";
    skill_id: SkillId = "skill";
    language_id: LanguageId = "language";
    client_id: ClientId = "client";
    presence_id: PresenceId = "presence definition";
    team_id: TeamId = "team";
}

/// 400 for a query parameter.
pub(crate) fn invalid_query(name: &str, value: &str) -> Refusal {
    Refusal::new(
        400,
        "invalid.query.param.value",
        format!("Invalid value [{value}] for query parameter [{name}]"),
    )
}

/// Refuses a list that is longer than `most`, where there is such a limit.
pub(crate) fn require_few(given: usize, most: Option<u32>) -> Result<(), Refusal> {
    match most {
        Some(most) if given > most as usize => Err(too_many(given, most as usize)),
        _ => Ok(()),
    }
}

/// 400 for a list that is too long.
pub(crate) fn too_many(given: usize, most: usize) -> Refusal {
    let text = format!("The request lists {given} items; at most {most} are allowed");
    Refusal::new(400, "constraint.validation", text).scim("tooMany")
}

/// One operation.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// The path with `{…}` for its variable parts.
    pub(crate) template: &'static str,
    pub(crate) need: Need,
    pub(crate) service: Service,
    pub(crate) handler: Handler,
}

/// Does one operation.
pub(crate) type Handler = fn(&mut World, &Call) -> Answer;

/// Which permissions an operation needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Need {
    /// None is named by the sources.
    Nothing,
    /// One of these.
    Any(&'static [&'static str]),
    /// All of these.
    All(&'static [&'static str]),
}

/// A line of a table.
pub(crate) const fn route(
    method: &'static str,
    template: &'static str,
    need: Need,
    service: Service,
    handler: Handler,
) -> Route {
    Route { method, template, need, service, handler }
}

impl World {
    /// The status of calls that are only known to answer "2xx".
    pub(crate) fn done(&self) -> Reply {
        Reply::empty(self.behaviour.done_status)
    }
}
