//! The envelope of a PATCH: `schemas` and `Operations`, each with an `op`. Without it a body is no PATCH at all.

use crate::errors::Refusal;
use crate::scim::refused;
use serde_json::Value;

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// The body of a PATCH.
pub(crate) struct PatchRequest {
    pub(super) operations: Vec<Operation>,
}

/// One operation. A value that was not sent is null.
#[derive(Clone)]
pub(super) struct Operation {
    pub(super) op: Op,
    pub(super) path: Option<String>,
    pub(super) value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Add,
    Replace,
    Remove,
}

impl PatchRequest {
    /// Reads a body; what is no PATCH is 400 `invalidSyntax`.
    pub(crate) fn read(body: &Value) -> Result<Self, Refusal> {
        let schemas = body["schemas"].as_array().into_iter().flatten();
        if !schemas.into_iter().any(|schema| schema == SCHEMA) {
            return Err(refused("invalidSyntax", format!("schemas must contain {SCHEMA}")));
        }
        let operations = body.get("Operations").or_else(|| body.get("operations")).and_then(Value::as_array);
        let operations = operations.filter(|list| !list.is_empty());
        let operations = operations
            .ok_or_else(|| refused("invalidSyntax", "Operations must be a list with an operation"))?;
        Ok(Self { operations: operations.iter().map(Operation::read).collect::<Result<_, _>>()? })
    }
}

impl PatchRequest {
    /// How many members of a group the operations name, each as often as it is named.
    pub(crate) fn members_named(&self) -> usize {
        self.operations.iter().map(Operation::members_named).sum()
    }
}

impl Operation {
    fn members_named(&self) -> usize {
        let named = match &self.path {
            None => &self.value["members"],
            Some(path) if is_members(path) => &self.value,
            Some(_) => &Value::Null,
        };
        let by_path = self.path.as_deref().is_some_and(|path| is_members(path) && path.contains('['));
        named.as_array().map_or(usize::from(by_path || named.is_object()), Vec::len)
    }

    fn read(one: &Value) -> Result<Self, Refusal> {
        let word = one["op"].as_str().ok_or_else(|| refused("invalidSyntax", "An operation needs its op"))?;
        let op = match word.to_ascii_lowercase().as_str() {
            "add" => Op::Add,
            "replace" => Op::Replace,
            "remove" => Op::Remove,
            _ => return Err(refused("invalidSyntax", format!("The operation {word:?} is not known"))),
        };
        if op != Op::Remove && one.get("value").is_none() {
            return Err(refused("invalidValue", format!("{word} needs a value")));
        }
        let path = match &one["path"] {
            Value::Null => None,
            Value::String(path) => Some(path.clone()),
            _ => return Err(refused("invalidSyntax", "path must be a string")),
        };
        Ok(Self { op, path, value: one["value"].clone() })
    }

    /// Setting something to null removes it.
    pub(super) fn effective(&self) -> Op {
        if self.value.is_null() { Op::Remove } else { self.op }
    }
}

/// `members`, `members[…]` or either after the URN of the schema.
fn is_members(path: &str) -> bool {
    let name = path.split('[').next().unwrap_or_default();
    name.rsplit(':').next().is_some_and(|name| name.eq_ignore_ascii_case("members"))
}
