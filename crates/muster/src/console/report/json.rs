//! The report as JSON: everything, in the order of the fields, so that two reports can be compared line by line.

use muster_core::report::Report;

/// Indented JSON with a line feed at the end. Texts are exact: nothing is escaped beyond what JSON asks for.
///
/// # Errors
/// Never for a composed report: its maps are ordered and have text keys.
pub(crate) fn to_json(report: &Report) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(report).map(|text| text + "\n")
}
