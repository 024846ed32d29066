//! Rows of a file with one JSON object a line. What a row does not name stays as it was; `null` says that there is no
//! such thing any more.

use super::body::Body;
use super::{DropRow, Meaning, Problem, meaning, row};
use serde_json::{Map, Value};
use std::io::BufRead;

/// Shows every row, and says how many there are.
pub(super) fn rows(body: &mut Body<impl BufRead>, show: &mut dyn FnMut(DropRow)) -> Result<u64, Problem> {
    let mut count = 0;
    loop {
        let more = body.next().map_err(|error| (body.number(), error.to_string()))?;
        if !more {
            return Ok(count);
        }
        let line = body.line().strip_prefix("\u{feff}".as_bytes()).unwrap_or(body.line());
        if !line.trim_ascii().is_empty() {
            let cells = cells(line).map_err(|problem| (body.number(), problem))?;
            show(row(body.number(), cells)?);
            count += 1;
        }
    }
}

fn cells(line: &[u8]) -> Result<Vec<(Meaning, Option<String>)>, String> {
    let object: Map<String, Value> =
        serde_json::from_slice(line).map_err(|error| format!("the line is no JSON object: {error}"))?;
    object.into_iter().map(|(name, value)| Ok((meaning(&name)?, text(&name, value)?))).collect()
}

fn text(name: &str, value: Value) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(flag) => Ok(Some(flag.to_string())),
        Value::Array(_) | Value::Object(_) => Err(format!("`{name}` is a list or an object, and not a text")),
    }
}
