//! How a text is picked out of a body, as a shape writes it: `"/a/b"`, a list of alternatives, `{ join = […] }`, or
//! `{ list = "/a", where = { "/type" = "work" }, take = "/value" }`.

use crate::config::section::{Section, kind_of};
use crate::config::suggest;
use muster_connectors::hr::{Pick, Pointer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = Spanned<DeValue<'t>>;

/// The pick under a key; `None` where it is not written or is none.
pub(super) fn read(section: &Section<'_>, key: &str) -> Option<Pick> {
    of(section, key, section.value(key)?)
}

/// A pointer that was read as a text.
pub(super) fn pointer(section: &Section<'_>, key: &str, text: &str) -> Option<Pointer> {
    let span = section.value(key)?.span();
    text.parse().map_err(|fault| section.refuse(&span, format!("`{key}`: {fault}"))).ok()
}

fn of(section: &Section<'_>, key: &str, value: &Value<'_>) -> Option<Pick> {
    match value.get_ref() {
        DeValue::String(text) => at(section, key, text, value).map(Pick::At),
        DeValue::Array(items) => several(section, key, value, items).map(Pick::First),
        DeValue::Table(table) => table_of(section, key, value, table),
        other => {
            let form = "a pointer such as \"/worker/mail\", a list of them or a table";
            section
                .refuse(&value.span(), format!("`{key}` must be {form}, but {} stands here", kind_of(other)));
            None
        }
    }
}

fn at(section: &Section<'_>, key: &str, text: &str, value: &Value<'_>) -> Option<Pointer> {
    text.parse().map_err(|fault| section.refuse(&value.span(), format!("`{key}`: {fault}"))).ok()
}

fn several(section: &Section<'_>, key: &str, value: &Value<'_>, items: &[Value<'_>]) -> Option<Vec<Pick>> {
    if items.is_empty() {
        section.refuse(&value.span(), format!("`{key}` is an empty list: write a pointer or leave it out"));
        return None;
    }
    let picks: Vec<Option<Pick>> = items.iter().map(|item| of(section, key, item)).collect();
    picks.into_iter().collect()
}

fn table_of(section: &Section<'_>, key: &str, value: &Value<'_>, table: &DeTable<'_>) -> Option<Pick> {
    let allowed: &[&str] = if table.contains_key("join") { &["join"] } else { &["list", "where", "take"] };
    let strange = table.keys().find(|name| !allowed.contains(&name.get_ref().as_ref()));
    if let Some(name) = strange {
        let hint = suggest::hint(name.get_ref(), allowed);
        section.refuse(&name.span(), format!("`{}` is not a key of `{key}`; {hint}", name.get_ref()));
        return None;
    }
    if let Some(join) = table.get("join") {
        let DeValue::Array(items) = join.get_ref() else {
            section.refuse(&join.span(), format!("`join` of `{key}` must be a list of pointers"));
            return None;
        };
        return several(section, key, join, items).map(Pick::Join);
    }
    let (Some(list), Some(wanted), Some(take)) = (table.get("list"), table.get("where"), table.get("take"))
    else {
        let form = "`{ list = \"/phones\", where = { \"/type\" = \"work\" }, take = \"/value\" }`";
        section.refuse(&value.span(), format!("`{key}` must be written as {form} or `{{ join = […] }}`"));
        return None;
    };
    let list = at(section, key, list.get_ref().as_str().unwrap_or("?"), list);
    let wanted = conditions(section, key, wanted);
    let take = of(section, key, take);
    Some(Pick::Where { list: list?, wanted: wanted?, take: Box::new(take?) })
}

fn conditions(section: &Section<'_>, key: &str, value: &Value<'_>) -> Option<Vec<(Pointer, String)>> {
    let DeValue::Table(table) = value.get_ref() else {
        section.refuse(
            &value.span(),
            format!("`where` of `{key}` must be a table such as {{ \"/type\" = \"work\" }}"),
        );
        return None;
    };
    let condition = |(pointer, wanted): (&Spanned<std::borrow::Cow<'_, str>>, &Value<'_>)| {
        let text = match wanted.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Boolean(truth) => Some(truth.to_string()),
            other => {
                let sentence =
                    format!("`where` of `{key}` compares texts, but {} stands here", kind_of(other));
                section.refuse(&wanted.span(), sentence);
                None
            }
        };
        let found = pointer.get_ref().parse::<Pointer>();
        let found = found.map_err(|fault| section.refuse(&pointer.span(), format!("`{key}`: {fault}"))).ok();
        found.zip(text)
    };
    let conditions: Vec<Option<(Pointer, String)>> = table.iter().map(condition).collect();
    conditions.into_iter().collect()
}
