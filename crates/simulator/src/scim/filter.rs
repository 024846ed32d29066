//! The few filters that are documented: `attribute eq "value"`, and external ids by authority and value.

use super::refused;
use crate::errors::Refusal;

/// What a list is narrowed to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// An attribute, without its URN, equals a value.
    Equals(String, String),
    /// An external identifier.
    ExternalId { authority: String, value: String },
}

/// Reads a filter; everything that is not documented is 400 `invalidFilter`.
pub(super) fn parse(text: &str) -> Result<Filter, Refusal> {
    let invalid = || refused("invalidFilter", format!("The filter {text:?} is not supported"));
    if let Some((attribute, inner)) = text.trim().split_once('[') {
        let inner = inner.strip_suffix(']').ok_or_else(invalid)?;
        if super::short_name(attribute) != "externalIds" {
            return Err(invalid());
        }
        return parse_pair(inner).ok_or_else(invalid);
    }
    let (attribute, value) = parse_equals(text).ok_or_else(invalid)?;
    Ok(Filter::Equals(super::short_name(&attribute).to_owned(), value))
}

fn parse_pair(inner: &str) -> Option<Filter> {
    let (left, right) = inner.split_once(" and ")?;
    let (mut authority, mut value) = (None, None);
    for part in [left, right] {
        match parse_equals(part)? {
            (name, text) if name == "authority" => authority = Some(text),
            (name, text) if name == "value" => value = Some(text),
            _ => return None,
        }
    }
    Some(Filter::ExternalId { authority: authority?, value: value? })
}

/// Reads `name eq "value"`, `name eq true`; the operator ignores case.
pub(super) fn parse_equals(text: &str) -> Option<(String, String)> {
    let mut words = text.trim().splitn(3, ' ');
    let (name, operator, value) = (words.next()?, words.next()?, words.next()?.trim());
    if !operator.eq_ignore_ascii_case("eq") {
        return None;
    }
    let bare = match value.strip_prefix('"') {
        Some(open) => open.strip_suffix('"').filter(|inner| !inner.contains('"'))?,
        None if value.contains(' ') || value.is_empty() => return None,
        None => value,
    };
    Some((name.to_owned(), bare.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_filters_are_read() {
        let equals = |name: &str, value: &str| Filter::Equals(name.into(), value.into());
        assert_eq!(parse("userName eq \"a@b.c\"").unwrap(), equals("userName", "a@b.c"));
        assert_eq!(parse("active eq false").unwrap(), equals("active", "false"));
        let long = format!("{}:externalIds[authority eq \"x\" and value eq \"y z\"]", super::super::GENESYS);
        let wanted = Filter::ExternalId { authority: "x".into(), value: "y z".into() };
        assert_eq!(parse(&long).unwrap(), wanted);
    }

    #[test]
    fn anything_else_is_an_invalid_filter() {
        for text in
            ["userName co \"a\"", "userName eq \"a\" or userName eq \"b\"", "meta.lastModified gt 1", "x"]
        {
            assert_eq!(parse(text).unwrap_err().scim_type, Some("invalidFilter"), "{text}");
        }
    }
}
