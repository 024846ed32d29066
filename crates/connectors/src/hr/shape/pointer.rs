//! JSON pointers (RFC 6901), from a worker's own part of a body or, after `#`, from its beginning.

use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// Where something stands in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Whether it begins at the body and not at the worker.
    from_body: bool,
    path: String,
}

/// A text that is no pointer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no JSON pointer: {why}")]
pub struct NotAPointer {
    text: String,
    why: &'static str,
}

/// A body and the part of it that is about one worker.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) body: &'a Value,
    pub(super) part: &'a Value,
}

impl Pointer {
    /// What stands there.
    pub(super) fn find<'a>(&self, place: Place<'a>) -> Option<&'a Value> {
        let start = if self.from_body { place.body } else { place.part };
        start.pointer(&self.path)
    }
}

impl FromStr for Pointer {
    type Err = NotAPointer;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |why| Err(NotAPointer { text: text.to_owned(), why });
        let (from_body, path) = match text.strip_prefix('#') {
            Some(path) => (true, path),
            None => (false, text),
        };
        if !path.is_empty() && !path.starts_with('/') {
            return wrong("it begins with `/`, as in `/worker/id`, or with `#/` for the body as a whole");
        }
        let tildes = path.match_indices('~');
        if tildes.into_iter().any(|(at, _)| !matches!(path.as_bytes().get(at + 1), Some(b'0' | b'1'))) {
            return wrong("`~` is written `~0`, and a `/` within a name `~1`");
        }
        Ok(Self { from_body, path: path.to_owned() })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.from_body { "#" } else { "" }, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_lead_from_the_part_or_from_the_body() {
        let body = json!({"id": 1, "list": [{"a/b": {"m~n": "x"}}]});
        let place = Place { body: &body, part: &body["list"][0] };
        let found = |text: &str| text.parse::<Pointer>().expect("a pointer").find(place).cloned();
        assert_eq!(found("/a~1b/m~0n"), Some(json!("x")));
        assert_eq!(found("#/list/0/a~1b/m~0n"), Some(json!("x")));
        assert_eq!(found("#/id"), Some(json!(1)));
        assert_eq!(found("/id"), None);
        assert_eq!(found(""), Some(body["list"][0].clone()));
        assert_eq!(found("#"), Some(body.clone()));
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        for text in ["id", "$.id", "/a~", "/a~2b", "#id", "a/b"] {
            assert!(text.parse::<Pointer>().is_err(), "{text}");
        }
        assert_eq!("#/a~1b".parse::<Pointer>().expect("a pointer").to_string(), "#/a~1b");
    }
}
