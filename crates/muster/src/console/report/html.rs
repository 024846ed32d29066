//! The report as one HTML file: nothing is fetched, nothing is needed beside it, and it reads without its script.

use super::page::page;
use data_encoding::BASE64;
use data_encoding::HEXLOWER;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use muster_core::digest::sha256_hex;
use muster_core::report::Report;

const PAGE: &str = include_str!("../../../templates/report.html");
const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// The report as HTML. Every text of a report is escaped by the template engine; the page's own policy allows exactly
/// the style and script that are built in, by their hashes, and no address to load anything from.
///
/// # Errors
/// Never for the built-in template, which the tests render.
pub(crate) fn to_html(report: &Report) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).build()?);
    environment.add_template("report.html", PAGE)?;
    let page = Value::from(Serde(page(report)));
    let own = context! { css => STYLE, js => SCRIPT, css_hash => hash(STYLE), js_hash => hash(SCRIPT) };
    environment.get_template("report.html")?.render(context! { ..own, ..page })
}

/// A hash source of a content security policy: `sha256-` and base64.
fn hash(text: &str) -> String {
    let digest = HEXLOWER.decode(sha256_hex(text.as_bytes()).as_bytes()).unwrap_or_default();
    format!("sha256-{}", BASE64.encode(&digest))
}
