//! `Title 1`, `Title 2` …: words that say nothing, for words that say too much.

use std::collections::BTreeMap;

/// Labels by the texts that they stand for.
pub(super) struct Labels {
    word: &'static str,
    made: BTreeMap<String, String>,
}

impl Labels {
    /// Labels that begin with a word.
    pub(super) fn new(word: &'static str) -> Self {
        Self { word, made: BTreeMap::new() }
    }

    /// The label that stands for `real`; the same one each time.
    pub(super) fn of(&mut self, real: &str) -> String {
        let (word, number) = (self.word, self.made.len() + 1);
        self.made.entry(real.to_owned()).or_insert_with(|| format!("{word} {number}")).clone()
    }
}
