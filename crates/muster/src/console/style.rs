//! The few colours of the console. `anstream` takes them away where nobody sees them, and no meaning rests on them:
//! every coloured piece has a sign or a word as well.

use anstyle::{AnsiColor, Style};

/// Headings and names.
pub(crate) const HEADING: Style = Style::new().bold();
/// What is secondary: reasons, ids, hints.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// Something is gained, or well.
pub(crate) const GAIN: Style = AnsiColor::Green.on_default();
/// Something becomes different, or wants a look.
pub(crate) const CHANGE: Style = AnsiColor::Yellow.on_default();
/// Something is lost, or has failed.
pub(crate) const LOSS: Style = AnsiColor::Red.on_default();
/// What nobody may overlook.
pub(crate) const LOUD: Style = AnsiColor::Red.on_default().bold();
/// Commands and keys to copy.
pub(crate) const COPY: Style = AnsiColor::Cyan.on_default();

/// The text in a style.
pub(crate) fn paint(style: Style, text: impl AsRef<str>) -> String {
    format!("{style}{}{style:#}", text.as_ref())
}
