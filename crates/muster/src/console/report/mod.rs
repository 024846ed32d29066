//! The reconciliation report for people and for other programs: HTML to read, CSV for a spreadsheet, JSON with all.

mod csv;
mod files;
mod html;
mod json;
mod page;
mod text;

pub(crate) use self::csv::to_csv;
pub(crate) use files::{Paths, write_all};
pub(crate) use html::to_html;
pub(crate) use json::to_json;
pub(crate) use text::to_text;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
