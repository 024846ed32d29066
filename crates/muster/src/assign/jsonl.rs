//! Rows of a JSONL file: one object a line.

use super::{Bad, KEYS, Reason, Row};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// A text, or a number such as a worker id.
#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Text(String),
    Number(serde_json::Number),
    Nothing(()),
}

/// What an object says, key by key; a key that is none of ours, or that is there twice, is an error.
struct Object(Row);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an object with {}", KEYS.join(", "))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let (mut row, mut seen) = (Row::default(), BTreeSet::new());
                while let Some(key) = map.next_key::<String>()? {
                    if !KEYS.contains(&key.as_str()) {
                        return Err(A::Error::custom(format!("`{key}` is no key of a row")));
                    }
                    match map.next_value::<Cell>().map_err(|_| no_text(&key))? {
                        Cell::Text(text) => row.set(&key, &text),
                        Cell::Number(number) => row.set(&key, &number.to_string()),
                        Cell::Nothing(()) => {}
                    }
                    if !seen.insert(key.clone()) {
                        return Err(A::Error::custom(format!("`{key}` is there twice")));
                    }
                }
                Ok(Object(row))
            }
        }
        from.deserialize_map(Keys)
    }
}

fn no_text<E: Error>(key: &str) -> E {
    E::custom(format!("`{key}` must be a text"))
}

/// Reads a row.
pub(super) fn row(line: u64, text: &str) -> Result<Row, Bad> {
    match serde_json::from_str::<Object>(text) {
        Ok(Object(row)) => Ok(Row { line, ..row }),
        Err(cause) => {
            let told = cause.to_string();
            let sentence = told.split(" at line ").next().unwrap_or(&told).to_owned();
            Err(Bad { line, reason: Reason::Malformed, sentence })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ids_and_null_is_nothing() {
        let row = row(3, r#"{"person": 4711, "role": "Agent", "tier": null}"#).unwrap();
        let expected =
            Row { line: 3, person: Some("4711".into()), role: Some("Agent".into()), ..Row::default() };
        assert_eq!(row, expected);
    }

    #[test]
    fn what_is_no_row_says_why() {
        let fault = |text| row(1, text).unwrap_err().sentence;
        assert_eq!(fault(r#"{"person": "a", "rol": "x"}"#), "`rol` is no key of a row");
        assert_eq!(fault(r#"{"person": "a", "person": "b"}"#), "`person` is there twice");
        assert_eq!(fault(r#"{"person": ["a"]}"#), "`person` must be a text");
        assert!(fault("[]").starts_with("invalid type: sequence, expected an object with person"));
        assert!(fault(r#"{"person": "a""#).starts_with("EOF"));
    }
}
