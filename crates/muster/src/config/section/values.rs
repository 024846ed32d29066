//! The kinds of values that a key can have. Getters never fail: they note the problem and give nothing, or the default.

use super::{Section, Value, kind_of};
use crate::config::document::Span;
use crate::config::suggest;
use muster_core::policy::Located;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;
use toml::de::DeValue;

impl Section<'_> {
    fn wrong_type(&self, key: &str, wanted: &str, value: &Value<'_>) {
        let sentence = format!("`{key}` must be {wanted}, but {} stands here", kind_of(value.get_ref()));
        self.document.problem(&value.span(), sentence);
    }

    /// A non-empty text.
    pub(crate) fn text(&self, key: &str) -> Option<Located> {
        let value = self.value(key)?;
        self.as_text(key, "a text in quotes", value)
    }

    fn as_text(&self, key: &str, wanted: &str, value: &Value<'_>) -> Option<Located> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                let sentence = format!("`{key}` is empty: write a value or leave the key out");
                self.document.problem(&value.span(), sentence);
                None
            }
            DeValue::String(text) => Some(self.document.located(text.trim(), &value.span())),
            _ => {
                self.wrong_type(key, wanted, value);
                None
            }
        }
    }

    /// A non-empty text that must be there.
    pub(crate) fn required_text(&self, key: &str, example: &str) -> Option<Located> {
        let known = self.has(key);
        let text = self.text(key);
        if !known {
            self.missing(key, example);
        }
        text
    }

    /// A text or a list of texts; `None` where the key is not written. Every text comes with its span.
    pub(crate) fn spanned_texts(&self, key: &str) -> Option<Vec<(Located, Span)>> {
        let value = self.value(key)?;
        let wanted = "a text in quotes or a list of them";
        let items: Vec<&Value<'_>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let texts =
            items.into_iter().filter_map(|item| Some((self.as_text(key, wanted, item)?, item.span())));
        Some(texts.collect())
    }

    /// A text or a list of texts; empty where the key is not written.
    pub(crate) fn texts(&self, key: &str) -> Vec<Located> {
        self.spanned_texts(key).unwrap_or_default().into_iter().map(|(text, _)| text).collect()
    }

    /// A text or a list that says something if it is written at all: an empty one is a problem.
    pub(crate) fn filled_texts(&self, key: &str) -> Vec<Located> {
        if let Some(value) = self.value(key).filter(|_| self.is_blank(key)) {
            let sentence = format!("`{key}` is an empty list: write a value or leave the key out");
            self.document.problem(&value.span(), sentence);
        }
        self.texts(key)
    }

    /// A whole number within limits.
    pub(crate) fn number(&self, key: &str, allowed: RangeInclusive<u64>, default: u64) -> u64 {
        let Some(value) = self.value(key) else {
            return default;
        };
        let Some(written) = value.get_ref().as_integer() else {
            self.wrong_type(key, "a whole number", value);
            return default;
        };
        let number = i128::from_str_radix(written.as_str(), written.radix()).ok();
        match number.and_then(|number| u64::try_from(number).ok()).filter(|number| allowed.contains(number)) {
            Some(number) => number,
            None => {
                self.document.problem(&value.span(), out_of_range(key, &allowed, written));
                default
            }
        }
    }

    /// A length of time in whole seconds.
    pub(crate) fn seconds(&self, key: &str, allowed: RangeInclusive<u64>, default: u64) -> Duration {
        Duration::from_secs(self.number(key, allowed, default))
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &str, default: bool) -> bool {
        let Some(value) = self.value(key) else {
            return default;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(key, "true or false", value);
            default
        })
    }

    /// One of several words; `None` where the key is not written or the word is not one of them.
    pub(crate) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let value = self.value(key)?;
        let text = self.as_text(key, "a word in quotes", value)?;
        self.choose(key, &text.text, &value.span(), words)
    }

    /// Several of several words; `None` where the key is not written.
    pub(crate) fn words<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<Vec<T>> {
        let written = self.spanned_texts(key)?;
        Some(written.iter().filter_map(|(text, span)| self.choose(key, &text.text, span, words)).collect())
    }

    fn choose<T: Copy>(&self, key: &str, text: &str, span: &Span, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let sentence = format!("`{text}` is not allowed for `{key}`; {}", suggest::hint(text, &known));
            self.document.problem(span, sentence);
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A path, beginning at the folder of the configuration.
    pub(crate) fn path(&self, key: &str) -> Option<PathBuf> {
        self.text(key).map(|text| self.folder.join(text.text))
    }
}

fn out_of_range(key: &str, allowed: &RangeInclusive<u64>, written: &toml::de::DeInteger<'_>) -> String {
    let (low, high) = (allowed.start(), allowed.end());
    match *high {
        u64::MAX => format!("`{key}` must be {low} or more, but {written} stands here"),
        _ => format!("`{key}` must be between {low} and {high}, but {written} stands here"),
    }
}
