//! Which names speak of the same thing: by the words that they have in common.

use std::collections::BTreeSet;

/// The words of a name, lower-cased and without a plural `s`: `GC-BillingAgents` gives gc, billing, agent.
pub(super) fn words(name: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in name.chars().chain([' ']) {
        let begins_anew = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if begins_anew && !word.is_empty() {
            words.insert(singular(std::mem::take(&mut word)));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words
}

fn singular(word: String) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.chars().count() > 3 && !stem.ends_with('s') => stem.to_owned(),
        Some(_) | None => word,
    }
}

/// Words that say nothing about what a group is for.
const NOISE: [&str; 9] = ["gc", "genesy", "genesys", "cloud", "group", "grp", "the", "and", "of"];

fn telling(name: &str) -> BTreeSet<String> {
    let all = words(name);
    all.into_iter().filter(|word| !NOISE.contains(&word.as_str())).collect()
}

/// The candidates that share most words with `name`, at most `most`, best first; ties in the order of names.
pub(super) fn similar<'a, T: Copy>(
    name: &str,
    candidates: &[(&'a str, T)],
    most: usize,
) -> Vec<(&'a str, T)> {
    let wanted = telling(name);
    let mut scored: Vec<(usize, usize, &str, T)> = candidates
        .iter()
        .map(|&(candidate, id)| {
            let theirs = telling(candidate);
            let shared = theirs.intersection(&wanted).count();
            (shared, theirs.len() - shared, candidate, id)
        })
        .filter(|(shared, ..)| *shared > 0)
        .collect();
    scored.sort_by_key(|&(shared, foreign, candidate, _)| (std::cmp::Reverse(shared), foreign, candidate));
    scored.into_iter().take(most).map(|(_, _, candidate, id)| (candidate, id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_apart_at_marks_and_capitals() {
        let expected = ["agent", "billing", "gc", "tier2"].map(str::to_owned);
        assert_eq!(words("GC-BillingAgents_Tier2"), BTreeSet::from(expected));
    }

    #[test]
    fn the_closest_name_comes_first() {
        let candidates = [("Billing Escalation", 1), ("Billing", 2), ("GC Sales", 3)];
        assert_eq!(similar("GC-Billing", &candidates, 2), [("Billing", 2), ("Billing Escalation", 1)]);
        assert_eq!(similar("GC-Unknown", &candidates, 2), []);
    }
}
