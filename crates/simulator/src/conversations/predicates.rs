//! The filters that analytics queries share: predicates joined by `and` or `or`, clauses of such predicates.

use crate::errors::Refusal;
use serde::Deserialize;

/// A filter, or a clause of one.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Filter {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) clauses: Vec<Filter>,
    pub(crate) predicates: Vec<Predicate>,
}

/// What one dimension must be.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Predicate {
    pub(crate) dimension: String,
    pub(crate) operator: Option<String>,
    pub(crate) value: Option<String>,
}

/// The values that something has in a dimension; `None`: the dimension is not known here.
pub(crate) type Values<'a> = &'a dyn Fn(&str) -> Option<Vec<String>>;

impl Filter {
    /// Whether something with these values fits.
    pub(crate) fn holds(&self, values: Values<'_>) -> Result<bool, Refusal> {
        let verdicts = self.predicates.iter().map(|one| one.holds(values));
        let verdicts = verdicts.chain(self.clauses.iter().map(|one| one.holds(values)));
        let verdicts = verdicts.collect::<Result<Vec<_>, _>>()?;
        match self.kind.as_str() {
            "and" => Ok(verdicts.iter().all(|holds| *holds)),
            "or" => Ok(verdicts.is_empty() || verdicts.iter().any(|holds| *holds)),
            other => Err(Refusal::invalid_value(format!("{other:?} is no filter type; use and, or"))),
        }
    }

    /// How many predicates look at `dimension`.
    pub(crate) fn count(&self, dimension: &str) -> usize {
        let own = self.predicates.iter().filter(|one| one.dimension == dimension).count();
        own + self.clauses.iter().map(|clause| clause.count(dimension)).sum::<usize>()
    }
}

impl Predicate {
    fn holds(&self, values: Values<'_>) -> Result<bool, Refusal> {
        let dimension = &self.dimension;
        let has = values(dimension).ok_or_else(|| {
            Refusal::invalid_value(format!("The dimension {dimension:?} is not supported here"))
        })?;
        match (self.operator.as_deref(), self.value.as_deref()) {
            (Some("exists"), _) => Ok(!has.is_empty()),
            (Some("notExists"), _) => Ok(has.is_empty()),
            (None | Some("matches"), Some(value)) => {
                Ok(has.iter().any(|one| one.eq_ignore_ascii_case(value)))
            }
            (None | Some("matches"), None) => {
                Err(Refusal::invalid_value(format!("The predicate on {dimension} has no value")))
            }
            (Some(other), _) => Err(Refusal::invalid_value(format!("{other} is no operator"))),
        }
    }
}
