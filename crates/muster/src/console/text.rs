//! Text from directories and tenants made safe for a terminal, and measured as the terminal shows it.
//!
//! Three things can go wrong with names. Control characters: a line feed breaks a line in two (AD tombstones are called
//! `Ada\nDEL:<guid>`), an escape character commands the terminal. Width: `日本語` takes six columns, a combining accent
//! none. Direction: an Arabic name drags the punctuation and numbers after it to its other side.

use unicode_width::UnicodeWidthStr;

/// The text with everything that could break a line, command a terminal or turn the reading direction written as an
/// escape: `\n`, `\t`, `\u{1b}`, `\u{202e}`.
///
/// A backslash stays single: distinguished names are full of them (`CN=Lindqvist\, Åsa`), and JSON has the exact text.
pub(crate) fn clean(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut clean, char| {
        match char {
            '\n' => clean.push_str("\\n"),
            '\r' => clean.push_str("\\r"),
            '\t' => clean.push_str("\\t"),
            _ if is_unsafe(char) => clean.extend(char.escape_unicode()),
            _ => clean.push(char),
        }
        clean
    })
}

/// The text as it goes into a line for people: clean, and isolated where it is written from right to left.
///
/// Isolation is FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE (U+2068, U+2069). Terminals and editors that know the
/// bidirectional algorithm then keep the rest of the line in order; the others show both as nothing. It is done only
/// where a right-to-left letter stands, so that everybody else's output stays free of invisible characters and can be
/// searched and copied.
pub(crate) fn show(text: &str) -> String {
    let clean = clean(text);
    match clean.chars().any(is_right_to_left) {
        true => format!("\u{2068}{clean}\u{2069}"),
        false => clean,
    }
}

/// How many columns the text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text with spaces behind it up to `columns`; longer text stays whole.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Items in lines of at most `columns`, separated by `, `. Breaks between items where it can, else between words; a
/// longer word stays whole.
pub(crate) fn fill(items: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let comma = if at + 1 < items.len() { "," } else { "" };
        let item = format!("{item}{comma}");
        if width(&item) <= columns {
            append(&mut lines, &item, columns);
        } else {
            item.split(' ').for_each(|word| append(&mut lines, word, columns));
        }
    }
    lines
}

/// Text in lines of at most `columns`, broken between words; a longer word stays whole.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    text.split(' ').for_each(|word| append(&mut lines, word, columns));
    lines
}

/// Adds a piece to the last line, or begins a new one where it does not fit.
fn append(lines: &mut Vec<String>, piece: &str, columns: usize) {
    match lines.last_mut() {
        Some(line) if width(line) + 1 + width(piece) <= columns => {
            line.push(' ');
            line.push_str(piece);
        }
        Some(_) | None => lines.push(piece.to_owned()),
    }
}

/// Controls, line and paragraph separators, and the characters that embed, override or isolate a direction. Plain
/// direction marks and joiners stay: scripts need them, and alone they change nothing outside the name.
fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Hebrew, Arabic, Syriac, Thaana, NKo and their presentation forms, the historic scripts, and the marks.
fn is_right_to_left(char: char) -> bool {
    matches!(
        char,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tombstone_stays_in_its_line() {
        assert_eq!(show("Ada\nDEL:7f3e\u{1b}[31m"), "Ada\\nDEL:7f3e\\u{1b}[31m");
    }

    #[test]
    fn an_override_is_shown_not_obeyed() {
        assert_eq!(show("Ada \u{202e}nimda"), "Ada \\u{202e}nimda");
    }

    #[test]
    fn only_right_to_left_names_are_isolated() {
        assert_eq!(show("داود"), "\u{2068}داود\u{2069}");
        assert_eq!(show("Åsa Lindqvist"), "Åsa Lindqvist");
    }

    #[test]
    fn columns_are_counted_as_a_terminal_shows_them() {
        assert_eq!(pad("日本", 6), "日本  ");
        assert_eq!(pad("A\u{30a}sa", 6), "A\u{30a}sa   ");
        assert_eq!(width(&show("داود")), 4);
    }

    #[test]
    fn items_break_between_items() {
        let items = ["role Agent @ Support".to_owned(), "group Agents".to_owned(), "queue B".to_owned()];
        assert_eq!(fill(&items, 24), ["role Agent @ Support,", "group Agents, queue B"]);
    }

    proptest! {
        #[test]
        fn nothing_shown_holds_a_control_character(text in any::<String>()) {
            prop_assert!(!show(&text).chars().any(char::is_control));
        }

        #[test]
        fn wrapped_lines_hold_every_word(text in "[a-z日 ]{0,80}", columns in 4_usize..40) {
            prop_assert_eq!(wrap(&text, columns).join(" "), text);
        }
    }
}
