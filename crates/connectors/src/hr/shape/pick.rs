//! How a text is picked out of a body.

use super::pointer::{Place, Pointer};
use serde_json::Value;

/// How a text is picked out of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// What stands at a place.
    At(Pointer),
    /// The first of these that finds a text; where none does, the first that stands there at all.
    First(Vec<Pick>),
    /// All of these that find a text, with a blank between them.
    Join(Vec<Pick>),
    /// Something in the first entry of a list that is as wanted.
    Where {
        /// The list.
        list: Pointer,
        /// What must stand where in an entry; upper and lower case are the same.
        wanted: Vec<(Pointer, String)>,
        /// What is picked out of the entry.
        take: Box<Pick>,
    },
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing is said of it.
    Unsaid,
    /// It is said that there is none.
    Nothing,
    /// A text.
    Text(String),
}

/// What stands there is a list or an object, and a text was looked for. Says where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotText(pub(super) String);

impl Pick {
    pub(super) fn find(&self, place: Place<'_>) -> Result<Found, NotText> {
        match self {
            Self::At(pointer) => match pointer.find(place) {
                None => Ok(Found::Unsaid),
                Some(value) => text_of(value).ok_or_else(|| NotText(pointer.to_string())),
            },
            Self::First(picks) => first(picks, place),
            Self::Join(picks) => join(picks, place),
            Self::Where { list, wanted, take } => within(list, wanted, take, place),
        }
    }
}

/// A text, number or truth value as a text; `None` for a list or an object.
pub(super) fn text_of(value: &Value) -> Option<Found> {
    Some(match value {
        Value::Null => Found::Nothing,
        Value::String(text) if text.trim().is_empty() => Found::Nothing,
        Value::String(text) => Found::Text(text.trim().to_owned()),
        Value::Number(number) => Found::Text(number.to_string()),
        Value::Bool(truth) => Found::Text(truth.to_string()),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

fn first(picks: &[Pick], place: Place<'_>) -> Result<Found, NotText> {
    let mut best = Found::Unsaid;
    for pick in picks {
        match pick.find(place)? {
            text @ Found::Text(_) => return Ok(text),
            Found::Nothing => best = Found::Nothing,
            Found::Unsaid => {}
        }
    }
    Ok(best)
}

fn join(picks: &[Pick], place: Place<'_>) -> Result<Found, NotText> {
    let mut texts = Vec::new();
    let mut said = Found::Unsaid;
    for pick in picks {
        match pick.find(place)? {
            Found::Text(text) => texts.push(text),
            Found::Nothing => said = Found::Nothing,
            Found::Unsaid => {}
        }
    }
    Ok(if texts.is_empty() { said } else { Found::Text(texts.join(" ")) })
}

fn within(
    list: &Pointer,
    wanted: &[(Pointer, String)],
    take: &Pick,
    place: Place<'_>,
) -> Result<Found, NotText> {
    let entries = match list.find(place) {
        None => return Ok(Found::Unsaid),
        Some(Value::Null) => return Ok(Found::Nothing),
        Some(Value::Array(entries)) => entries,
        Some(_) => return Err(NotText(list.to_string())),
    };
    match entries.iter().map(|part| Place { body: place.body, part }).find(|entry| fits(*entry, wanted)) {
        Some(entry) => take.find(entry),
        // The list is there and says of everything in it: what is not in it is not.
        None => Ok(Found::Nothing),
    }
}

fn fits(entry: Place<'_>, wanted: &[(Pointer, String)]) -> bool {
    wanted.iter().all(|(pointer, text)| {
        let value = pointer.find(entry).and_then(text_of);
        matches!(value, Some(Found::Text(found)) if found.eq_ignore_ascii_case(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(text: &str) -> Pick {
        Pick::At(text.parse().expect("a pointer"))
    }

    fn find(pick: &Pick, body: &Value) -> Result<Found, NotText> {
        pick.find(Place { body, part: body })
    }

    fn text(text: &str) -> Result<Found, NotText> {
        Ok(Found::Text(text.into()))
    }

    #[test]
    fn numbers_and_truths_are_texts_and_null_and_blanks_say_that_there_is_none() {
        let body = json!({"n": 21001, "t": true, "x": null, "b": "  ", "s": " a "});
        assert_eq!(find(&at("/n"), &body), text("21001"));
        assert_eq!(find(&at("/t"), &body), text("true"));
        assert_eq!(find(&at("/s"), &body), text("a"));
        assert_eq!(find(&at("/x"), &body), Ok(Found::Nothing));
        assert_eq!(find(&at("/b"), &body), Ok(Found::Nothing));
        assert_eq!(find(&at("/none"), &body), Ok(Found::Unsaid));
        assert_eq!(find(&at(""), &body), Err(NotText(String::new())));
    }

    #[test]
    fn the_first_that_finds_a_text_counts() {
        let pick = Pick::First(vec![at("/a"), at("/b")]);
        assert_eq!(find(&pick, &json!({"a": null, "b": "x"})), text("x"));
        assert_eq!(find(&pick, &json!({"a": null})), Ok(Found::Nothing));
        assert_eq!(find(&pick, &json!({})), Ok(Found::Unsaid));
    }

    #[test]
    fn names_are_joined_of_what_is_there() {
        let pick = Pick::Join(vec![at("/first"), at("/last")]);
        assert_eq!(find(&pick, &json!({"first": "Ada", "last": "Osei"})), text("Ada Osei"));
        assert_eq!(find(&pick, &json!({"first": null, "last": "Osei"})), text("Osei"));
        assert_eq!(find(&pick, &json!({"first": null})), Ok(Found::Nothing));
    }

    #[test]
    fn an_entry_of_a_list_is_found_by_what_stands_in_it() {
        let wanted = vec![("/type".parse().expect("a pointer"), "work".to_owned())];
        let list = "/phones".parse().expect("a pointer");
        let pick = Pick::Where { list, wanted, take: Box::new(at("/value")) };
        let body = json!({"phones": [{"type": "home", "value": "1"}, {"type": "WORK", "value": "2"}]});
        assert_eq!(find(&pick, &body), text("2"));
        assert_eq!(find(&pick, &json!({"phones": []})), Ok(Found::Nothing));
        assert_eq!(find(&pick, &json!({"phones": null})), Ok(Found::Nothing));
        assert_eq!(find(&pick, &json!({})), Ok(Found::Unsaid));
        assert_eq!(find(&pick, &json!({"phones": "2"})), Err(NotText("/phones".into())));
    }
}
