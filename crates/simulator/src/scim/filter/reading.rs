//! Reads a filter. What cannot be read, and what names an unknown attribute, is 400 `invalidFilter`.

use super::tokens::{Token, cut};
use super::{Comparison, Filter, Named, Names};
use crate::errors::Refusal;
use crate::scim::refused;
use crate::scim::schema::attribute::Kind;
use jiff::Timestamp;
use serde_json::Value;

impl Filter {
    /// Reads a filter over `names`.
    pub(crate) fn read(text: &str, names: Names) -> Result<Self, Refusal> {
        let invalid = || refused("invalidFilter", format!("The filter {text:?} is not supported"));
        let tokens = cut(text).ok_or_else(invalid)?;
        let mut reader = Reader { tokens: &tokens, names, depth: 0 };
        let filter = reader.any().ok_or_else(invalid)?;
        if reader.tokens.is_empty() { Ok(filter) } else { Err(invalid()) }
    }
}

/// Brackets deeper than this are refused, so that no filter can exhaust the stack.
const DEPTH_MAX: u8 = 20;

struct Reader<'a> {
    tokens: &'a [Token],
    names: Names,
    depth: u8,
}

impl Reader<'_> {
    fn take(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    fn takes(&mut self, word: &str) -> bool {
        let fits = matches!(self.tokens.first(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        if fits {
            self.tokens = &self.tokens[1..];
        }
        fits
    }

    fn takes_bracket(&mut self, wanted: char) -> Option<()> {
        (self.take()? == Token::Bracket(wanted)).then_some(())
    }

    /// Filters joined by `or`, the weaker of the two words.
    fn any(&mut self) -> Option<Filter> {
        let mut filter = self.all()?;
        while self.takes("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.all()?));
        }
        Some(filter)
    }

    fn all(&mut self) -> Option<Filter> {
        let mut filter = self.single()?;
        while self.takes("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.single()?));
        }
        Some(filter)
    }

    fn single(&mut self) -> Option<Filter> {
        if self.takes("not") {
            return Some(Filter::Not(Box::new(self.bracketed('(', ')', self.names)?)));
        }
        if self.tokens.first() == Some(&Token::Bracket('(')) {
            return self.bracketed('(', ')', self.names);
        }
        let Token::Word(name) = self.take()? else { return None };
        let named = self.names.find(&name)?;
        if self.tokens.first() == Some(&Token::Bracket('[')) {
            let parts = Names::Parts(named.attribute.parts);
            return Some(Filter::Within(named, Box::new(self.bracketed('[', ']', parts)?)));
        }
        self.comparison(named)
    }

    fn bracketed(&mut self, open: char, close: char, names: Names) -> Option<Filter> {
        self.takes_bracket(open)?;
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return None;
        }
        let outside = std::mem::replace(&mut self.names, names);
        let filter = self.any()?;
        self.names = outside;
        self.depth -= 1;
        self.takes_bracket(close)?;
        Some(filter)
    }

    fn comparison(&mut self, named: Named) -> Option<Filter> {
        if self.takes("pr") {
            return Some(Filter::Present(named));
        }
        let Token::Word(operator) = self.take()? else { return None };
        let comparison = comparison(&operator)?;
        let named = named.plain()?;
        let text = match self.take()? {
            Token::Word(text) | Token::Quoted(text) => text,
            Token::Bracket(_) => return None,
        };
        let value = literal(named.attribute.kind, &text)?;
        Some(Filter::Compare(named, comparison, value))
    }
}

fn comparison(word: &str) -> Option<Comparison> {
    Some(match word.to_ascii_lowercase().as_str() {
        "eq" => Comparison::Equal,
        "ne" => Comparison::Differs,
        "co" => Comparison::Contains,
        "sw" => Comparison::Starts,
        "ew" => Comparison::Ends,
        "gt" => Comparison::Above,
        "ge" => Comparison::AtLeast,
        "lt" => Comparison::Below,
        "le" => Comparison::AtMost,
        _ => return None,
    })
}

/// The service's own examples leave the quotes out, so the attribute says what the value is.
fn literal(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Text | Kind::Reference => Some(Value::from(text)),
        Kind::Time => text.parse::<Timestamp>().ok().map(|_| Value::from(text)),
        Kind::Flag => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        Kind::Decimal | Kind::Integer => text.parse::<f64>().ok().map(Value::from),
        Kind::Complex => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::USERS;

    fn read(text: &str) -> Result<Filter, Refusal> {
        Filter::read(text, Names::Resource(&USERS))
    }

    #[test]
    fn names_ignore_case_and_values_need_no_quotes() {
        for (one, other) in [
            ("userName eq \"a@b.c\"", "username EQ a@b.c"),
            ("active eq false", "urn:ietf:params:scim:schemas:core:2.0:user:active eq \"False\""),
            (
                "manager eq x",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"x\"",
            ),
            ("email eq x", "emails.value eq \"x\""),
            ("(title eq a) and title eq b or title eq c", "(title eq a and (title eq b)) or title eq c"),
        ] {
            assert_eq!(read(one).unwrap(), read(other).unwrap(), "{one}");
        }
    }

    #[test]
    fn a_quoted_text_may_hold_anything() {
        let Filter::Compare(_, _, value) = read(r#"title eq "a \"b\" ) or ] \\ü""#).unwrap() else {
            panic!()
        };
        assert_eq!(value, r#"a "b" ) or ] \ü"#);
    }

    #[test]
    fn what_cannot_be_read_is_an_invalid_filter() {
        let deep = format!("{}title pr{}", "(".repeat(30), ")".repeat(30));
        for text in [
            "",
            "x eq 1",
            "title",
            "title eq",
            "title is a",
            "title eq a b",
            "(title eq a",
            "title eq a)",
            "title eq \"a",
            "active eq maybe",
            "meta.lastModified gt yesterday",
            "emails[work eq 1]",
            "emails[type eq work",
            "not title eq a",
            &deep,
        ] {
            assert_eq!(read(text).unwrap_err().scim_type, Some("invalidFilter"), "{text}");
        }
    }
}
