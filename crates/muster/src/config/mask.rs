//! Keeps secrets out of messages, also where somebody wrote one in clear by mistake.
//!
//! Covered text is replaced character by character, so that carets still stand below what they mean.

use super::document::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Words in the name of a key that make its value a secret.
const WORDS: [&str; 9] =
    ["secret", "password", "passwd", "pwd", "passphrase", "token", "postgres", "credential", "key"];

/// Names of ours that come too close to one of them.
const LOOK_ALIKES: [&str; 1] = ["serve"];

/// Whether a key of this name, spelt right or nearly so, may hold a secret.
pub(crate) fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    if key.ends_with("_seconds") || LOOK_ALIKES.contains(&key.as_str()) {
        return false;
    }
    let parts = key.split(['_', '-', '.', ' ']);
    WORDS.iter().any(|word| key.contains(word))
        || parts.into_iter().any(|part| {
            strsim::jaro_winkler(part, "password") > 0.85 || strsim::jaro_winkler(part, "secret") > 0.85
        })
}

/// All texts below `table` that may be secrets written in clear.
pub(crate) fn secrets(table: &DeTable<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    for (key, value) in table {
        gather(is_secret(key.get_ref()), value, &mut found);
    }
    found
}

/// Everything that stands below a key that nobody knows: it could be a secret.
pub(crate) fn texts_below(value: &Spanned<DeValue<'_>>) -> Vec<Span> {
    let mut found = Vec::new();
    gather(true, value, &mut found);
    found
}

fn gather(secret: bool, value: &Spanned<DeValue<'_>>, found: &mut Vec<Span>) {
    match value.get_ref() {
        DeValue::String(text) if secret || has_password(text) => found.push(value.span()),
        DeValue::Integer(_) | DeValue::Float(_) if secret => found.push(value.span()),
        DeValue::Array(items) => items.iter().for_each(|item| gather(secret, item, found)),
        DeValue::Table(table) => {
            for (key, value) in table {
                // Names of variables and files are how a secret should be written.
                let reference = secret && ["env", "file", "command"].contains(&key.get_ref().as_ref());
                gather(!reference && (secret || is_secret(key.get_ref())), value, found);
            }
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => {}
    }
}

/// Whether an address carries a name and password, as in `postgres://me:pw@host`.
fn has_password(text: &str) -> bool {
    text.split_once("://")
        .is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|host| host.contains('@')))
}

/// The text of `line` with every secret in it covered.
pub(crate) fn cover(text: &str, line: &Span, secrets: &[Span]) -> String {
    let hidden = |byte: usize| secrets.iter().any(|secret| secret.contains(&byte));
    text[line.clone()].char_indices().map(|(at, c)| if hidden(line.start + at) { '•' } else { c }).collect()
}

/// A sentence in which no secret is repeated. Shorter ones than four characters are not looked for: they are in
/// every other word.
pub(crate) fn scrub(text: &str, sentence: &str, secrets: &[Span]) -> String {
    let written = secrets.iter().filter_map(|span| text.get(span.clone()));
    let bare = written.map(|secret| secret.trim_matches(['"', '\'', '\r', '\n']));
    bare.filter(|secret| secret.chars().count() >= 4)
        .fold(sentence.to_owned(), |told, secret| told.replace(secret, "•••"))
}

/// Whether a line of a file that could not be parsed may be shown: it is not, and does not belong to, the value of
/// a secret, as far as one can tell.
pub(crate) fn is_harmless(text: &str, line: Span) -> bool {
    let unclosed = |quotes: &str| text[..line.start].matches(quotes).count() % 2 == 1;
    let up_to_here = text[..line.end].lines().rev();
    let governing = up_to_here.take_while(|line| !line.starts_with('[')).find(|line| line.contains('='));
    let own = &text[line.clone()];
    !unclosed("\"\"\"")
        && !unclosed("'''")
        && !has_password(own)
        && !own.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_secret)
        && !governing.is_some_and(|line| line.split('=').next().is_some_and(is_secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_hold_secrets_are_known_even_misspelt() {
        for key in ["client_secret", "Password", "pasword", "clientSecret", "client_secrt", "postgres"] {
            assert!(is_secret(key), "{key}");
        }
        for key in
            ["client_id", "region", "bind", "base", "removals_max", "token_lead_seconds", "pair_by_mail"]
        {
            assert!(!is_secret(key), "{key}");
        }
    }

    #[test]
    fn a_broken_line_is_shown_only_where_no_secret_can_be_in_it() {
        let text = "a = [1,\n 2 3\npassword = \"hun\nx = '''\nb = 2\n";
        let line = |number: usize| {
            let start: usize = text.split_inclusive('\n').take(number - 1).map(str::len).sum();
            start..start + text[start..].find('\n').unwrap()
        };
        assert!(is_harmless(text, line(2)));
        assert!(!is_harmless(text, line(3)));
        assert!(!is_harmless("password = [\n 'a' b\n", 13..19), "it belongs to the line above");
        assert!(!is_harmless(text, line(5)));
    }
}
