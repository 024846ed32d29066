//! "Did you mean …?" for words that are not allowed.

/// The known word that is most like `found`, if any is alike enough to be a slip.
pub(crate) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = found.to_lowercase();
    let scored = known.into_iter().map(|word| (strsim::jaro_winkler(&folded, &word.to_lowercase()), word));
    let best = scored.fold(None, |best: Option<(f64, &str)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        Some(_) | None => Some(next),
    });
    best.filter(|(score, _)| *score >= 0.8).map(|(_, word)| word)
}

/// What to say after "is not allowed": the likely word, or all of them.
pub(crate) fn hint(found: &str, known: &[&str]) -> String {
    match nearest(found, known.iter().copied()) {
        Some(word) => format!("did you mean `{word}`?"),
        None if known.is_empty() => "nothing is allowed here".into(),
        None => format!("allowed: {}", quoted(known)),
    }
}

/// `a`, `b` and `c`, as a list in code marks.
pub(crate) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_gets_one_suggestion_and_nonsense_the_whole_list() {
        assert_eq!(hint("removal_max", &["removals_max", "workers"]), "did you mean `removals_max`?");
        assert_eq!(hint("zzz", &["keep", "deactivate"]), "allowed: `keep`, `deactivate`");
    }
}
