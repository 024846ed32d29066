//! Search criteria, as `/users/search` and `/groups/search` share them.

use crate::errors::Refusal;
use crate::model::behaviour::{Behaviour, Join};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The body of a search.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SearchRequest {
    pub(crate) query: Vec<Criterion>,
    pub(crate) page_size: Option<u32>,
    pub(crate) page_number: Option<u32>,
    pub(crate) sort_order: Option<String>,
    pub(crate) sort_by: Option<String>,
    pub(crate) expand: Vec<String>,
    /// Leave out what the client may not view; without it a search shows everybody.
    pub(crate) enforce_permissions: bool,
}

/// One criterion. Criteria are joined by their own `operator`; without one as the tenant joins them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Criterion {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) fields: Vec<String>,
    pub(crate) value: Option<String>,
    pub(crate) values: Vec<String>,
    pub(crate) operator: Option<String>,
    pub(crate) group: Vec<Criterion>,
}

impl Criterion {
    /// The given value or values, in lower case: the index ignores case.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = String> {
        self.value.iter().chain(&self.values).map(|text| text.to_lowercase())
    }

    fn holds(&self, join: Join, field: &dyn Fn(&str) -> Option<String>) -> Result<bool, Refusal> {
        if !self.group.is_empty() {
            return all_hold(&self.group, join, field);
        }
        if self.kind == "MATCH_ALL" {
            return Ok(true);
        }
        let mut found = false;
        for name in &self.fields {
            let text = field(name).map(|text| text.to_lowercase());
            found = found || self.fits(text.as_deref())?;
        }
        Ok(found)
    }

    fn fits(&self, text: Option<&str>) -> Result<bool, Refusal> {
        let Some(text) = text else { return Ok(false) };
        let mut wanted = self.wanted();
        Ok(match self.kind.as_str() {
            "EXACT" | "TERM" | "TERMS" => wanted.any(|value| text == value),
            "STARTS_WITH" => wanted.any(|value| text.starts_with(&value)),
            "CONTAINS" | "QUERY_STRING" => wanted.any(|value| text.contains(&value)),
            "REQUIRED_FIELDS" => !text.is_empty(),
            other => {
                return Err(Refusal::invalid_value(format!("The search type {other} is not supported")));
            }
        })
    }
}

/// Whether something fits all criteria; `join` joins those without an operator, `field` gives the text of a field.
pub(crate) fn all_hold(
    criteria: &[Criterion],
    join: Join,
    field: &dyn Fn(&str) -> Option<String>,
) -> Result<bool, Refusal> {
    let mut holds = true;
    for (place, criterion) in criteria.iter().enumerate() {
        let this = criterion.holds(join, field)?;
        holds = match criterion.operator.as_deref() {
            Some("NOT") => holds && !this,
            Some("OR") if place > 0 => holds || this,
            None if place > 0 && join == Join::Or => holds || this,
            _ => holds && this,
        };
    }
    Ok(holds)
}

/// Whether any criterion, however deep, looks at `field`.
pub(crate) fn mentions(criteria: &[Criterion], field: &str) -> bool {
    criteria.iter().any(|one| one.fields.iter().any(|name| name == field) || mentions(&one.group, field))
}

/// Cuts the values of each criterion down to the first one, for a platform that reads only that.
fn keep_first(criteria: &mut [Criterion]) {
    for one in criteria {
        one.values.truncate(usize::from(one.value.is_none()));
        keep_first(&mut one.group);
    }
}

fn longest(criteria: &[Criterion]) -> usize {
    let own = |one: &Criterion| one.values.len().max(longest(&one.group));
    criteria.iter().map(own).max().unwrap_or(0)
}

impl SearchRequest {
    /// The request as the tenant reads it: too many values are refused, and perhaps only the first one counts.
    pub(crate) fn read_by(mut self, behaviour: &Behaviour) -> Result<Self, Refusal> {
        crate::wire::call::require_few(longest(&self.query), behaviour.list_max.search_values)?;
        if !behaviour.search_values_mean_any {
            keep_first(&mut self.query);
        }
        Ok(self)
    }

    /// Reads a `q64` token.
    pub(crate) fn from_token(token: &str) -> Result<Self, Refusal> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok();
        let request = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        request.ok_or_else(|| crate::wire::call::invalid_query("q64", token))
    }

    fn token(&self, page: u32) -> String {
        let request = Self { page_number: Some(page), ..self.clone() };
        BASE64URL_NOPAD.encode(&serde_json::to_vec(&request).unwrap_or_default())
    }

    /// Page size and number; refused when out of range.
    pub(crate) fn page(&self, most: u32) -> Result<(u32, u32), Refusal> {
        let (size, number) = (self.page_size.unwrap_or(25), self.page_number.unwrap_or(1));
        if size == 0 || size > most || number == 0 {
            return Err(Refusal::invalid_value(format!(
                "pageSize {size} or pageNumber {number} is out of range"
            )));
        }
        Ok((size, number))
    }

    /// The page of an already filtered and sorted result, with `q64` tokens to its neighbours.
    pub(crate) fn reply<T>(
        &self,
        found: Vec<T>,
        (size, number): (u32, u32),
        kind: &str,
        show: impl Fn(T) -> Value,
    ) -> Value {
        let total = found.len();
        let pages = total.div_ceil(size as usize) as u32;
        let before = (number as usize - 1) * size as usize;
        let results: Vec<Value> = found.into_iter().skip(before).take(size as usize).map(show).collect();
        let mut body = json!({
            "total": total, "pageCount": pages, "pageSize": size, "pageNumber": number,
            "currentPage": self.token(number), "types": [kind], "results": results,
        });
        if number < pages {
            body["nextPage"] = json!(self.token(number + 1));
        }
        if number > 1 {
            body["previousPage"] = json!(self.token(number - 1));
        }
        body
    }
}
