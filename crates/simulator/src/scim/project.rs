//! `attributes` and `excludedAttributes`: which attributes a reply shows (RFC 7644, section 3.9).

use super::schema::ResourceType;
use crate::call::Call;
use serde_json::{Map, Value};

/// An attribute that was named: its schema (none: core), its name (none: the whole extension), and a part of it.
#[derive(Debug, PartialEq, Eq)]
struct Mention {
    schema: Option<&'static str>,
    name: Option<String>,
    part: Option<String>,
}

/// What a reply shows.
pub(super) struct Projection {
    wanted: Vec<Mention>,
    unwanted: Vec<Mention>,
}

impl Projection {
    /// Reads the two parameters. Where both are given, `attributes` counts.
    pub(super) fn of(call: &Call, kind: &ResourceType) -> Self {
        let read = |name: &str| {
            let list = call.query_list(name);
            list.into_iter().filter_map(|text| Mention::read(kind, text)).collect::<Vec<_>>()
        };
        let wanted = read("attributes");
        let unwanted = if wanted.is_empty() { read("excludedAttributes") } else { Vec::new() };
        Self { wanted, unwanted }
    }

    /// Whether an attribute is shown at all.
    pub(super) fn shows(&self, schema: Option<&str>, name: &str) -> bool {
        let meant = |mention: &&Mention| mention.means(schema, name);
        let is_wanted = self.wanted.is_empty() || self.wanted.iter().any(|one| meant(&one));
        is_wanted && !self.unwanted.iter().any(|one| meant(&one) && one.part.is_none())
    }

    /// Leaves only what is shown.
    pub(super) fn cut(&self, kind: &ResourceType, mut resource: Value) -> Value {
        let Some(object) = resource.as_object_mut() else {
            return resource;
        };
        for schema in kind.extensions {
            if let Some(part) = object.get_mut(schema.urn).and_then(Value::as_object_mut) {
                self.cut_within(part, Some(schema.urn), |_| false);
            }
        }
        let is_extension = |name: &str| kind.extension(name).is_some();
        object.retain(|name, value| {
            !is_extension(name) || value.as_object().is_some_and(|part| !part.is_empty())
        });
        let (extensions, mut core): (Map<_, _>, Map<_, _>) =
            std::mem::take(object).into_iter().partition(|(name, _)| is_extension(name));
        let always =
            |name: &str| kind.core_attribute(name).is_some_and(|attribute| attribute.is_always_shown);
        self.cut_within(&mut core, None, always);
        core.extend(extensions);
        Value::Object(core)
    }

    fn cut_within(
        &self,
        object: &mut Map<String, Value>,
        schema: Option<&'static str>,
        always: impl Fn(&str) -> bool,
    ) {
        object.retain(|name, _| always(name) || self.shows(schema, name));
        for (name, value) in object.iter_mut() {
            let parts = |list: &[Mention]| -> Vec<String> {
                let meant = list.iter().filter(|mention| mention.means(schema, name));
                meant.filter_map(|mention| mention.part.clone()).collect()
            };
            let (wanted, unwanted) = (parts(&self.wanted), parts(&self.unwanted));
            let is_whole = self.wanted.iter().any(|one| one.means(schema, name) && one.part.is_none());
            keep_parts(value, if is_whole { &[] } else { &wanted }, &unwanted);
        }
    }
}

impl Mention {
    fn read(kind: &ResourceType, text: &str) -> Option<Self> {
        let (schema, rest) = kind.split(text)?;
        let (name, part) = rest.split_once('.').map_or((rest, None), |(name, part)| (name, Some(part)));
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        Some(Self { schema: schema.map(|schema| schema.urn), name, part: part.map(str::to_owned) })
    }

    /// Whether this is the attribute, or the extension that it is in.
    fn means(&self, schema: Option<&str>, name: &str) -> bool {
        self.schema == schema && self.name.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(name))
    }
}

/// Leaves only some parts of a complex value, or of each element of a list.
fn keep_parts(value: &mut Value, wanted: &[String], unwanted: &[String]) {
    let has = |list: &[String], name: &str| list.iter().any(|one| one.eq_ignore_ascii_case(name));
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| keep_parts(one, wanted, unwanted)),
        Value::Object(parts) => {
            parts.retain(|name, _| (wanted.is_empty() || has(wanted, name)) && !has(unwanted, name));
        }
        _ => {}
    }
}
