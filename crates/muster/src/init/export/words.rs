//! Names that nobody has.

use super::script::{SYLLABLES, Script, plain};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Family names of three syllables; behind so many people they have four.
const THREE: u64 = SYLLABLES * SYLLABLES * SYLLABLES;
/// Shares no factor with [`THREE`]: neighbours in number are no neighbours in sound.
const STRIDE: u64 = 199_999;
/// Names that are tried before given names count as used up: there are only so many of two syllables.
const TRIES_MAX: u64 = 500;
/// A name of so many characters is a long one.
const LONG: usize = 30;

/// A made-up name.
#[derive(Clone, Debug)]
pub(super) struct MadeUp {
    /// As it is shown: in the script, casing and number of words of the original.
    pub(super) shown: String,
    /// The given name in ASCII letters.
    pub(super) given: String,
    /// The family name in ASCII letters.
    pub(super) family: String,
}

/// Made-up names by the names that they stand for.
pub(super) struct Names {
    made: BTreeMap<String, MadeUp>,
    /// Words in names of real people, in small letters: no made-up name has one.
    taken: BTreeSet<String>,
    /// What real people are called, in small letters.
    called: BTreeSet<String>,
    given_ran_out: bool,
    start: u64,
    next: u64,
}

impl Names {
    /// Names that have no word in common with `real`.
    pub(super) fn avoiding<'a>(real: impl Iterator<Item = &'a str>) -> Self {
        let called: BTreeSet<String> = real.map(str::to_lowercase).collect();
        let taken = called.iter().flat_map(|name| words(name)).collect();
        Self {
            made: BTreeMap::new(),
            taken,
            called,
            given_ran_out: false,
            start: Uuid::new_v4().as_u64_pair().0 % THREE,
            next: 0,
        }
    }

    /// The name that stands for `real`; the same one each time.
    pub(super) fn of(&mut self, real: &str) -> MadeUp {
        if let Some(made) = self.made.get(real) {
            return made.clone();
        }
        let from = self.next;
        let made = loop {
            let made = shape(real, self.start, self.next);
            self.next += 1;
            self.given_ran_out |= self.next - from > TRIES_MAX;
            if self.is_free(&made) {
                break made;
            }
        };
        self.made.insert(real.to_owned(), made.clone());
        made
    }

    /// Whether nobody real has a word of it; where given names run out, whether nobody real has its family name and
    /// nobody is called so.
    fn is_free(&self, made: &MadeUp) -> bool {
        let is_free = |text: &str| words(text).all(|word| !self.taken.contains(&word));
        let is_nobody = !self.called.contains(&made.shown.to_lowercase()) && is_free(&made.family);
        is_nobody && (self.given_ran_out || is_free(&made.shown) && is_free(&made.given))
    }
}

/// The words of a text in small letters, without marks between them.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The name with a number, in the shape of `real`: script, casing, number of words, comma, hyphen, roughly the length.
fn shape(real: &str, start: u64, number: u64) -> MadeUp {
    let script = Script::of(real);
    let (given, family) = (given(start, number), family(start, number));
    let mut first = capital(&script.write(&given));
    if real.contains('-') {
        first = format!("{first}-{}", capital(&script.write(&given[1..])));
    }
    let last = capital(&script.write(&family));
    let further = real.split_whitespace().count().saturating_sub(2).min(3) as u64;
    let between: String = (1..=further)
        .map(|place| format!("{} ", capital(&script.write(&self::given(start, number + place)))))
        .collect();
    let mut shown = match (real.split_whitespace().count(), real.contains(',')) {
        (0 | 1, _) => last.clone(),
        (_, true) => format!("{last}, {first} {between}").trim_end().to_owned(),
        (_, false) => format!("{first} {between}{last}"),
    };
    let length = real.chars().count();
    while length >= LONG && shown.chars().count() < length / 10 * 10 {
        shown = format!("{shown} {last}");
    }
    MadeUp { shown: cased(real, shown), given: plain(&given), family: plain(&family) }
}

/// Two syllables.
fn given(start: u64, number: u64) -> Vec<u64> {
    digits((start + number * 31) % (SYLLABLES * SYLLABLES), 2)
}

/// Three syllables that no other number has; four for numbers beyond what three can tell apart.
fn family(start: u64, number: u64) -> Vec<u64> {
    match number < THREE {
        true => digits((start + number % THREE * STRIDE) % THREE, 3),
        false => digits(number, 4),
    }
}

fn digits(mut number: u64, count: usize) -> Vec<u64> {
    let mut digits = Vec::with_capacity(count);
    for _ in 0..count {
        digits.push(number % SYLLABLES);
        number /= SYLLABLES;
    }
    digits
}

pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// In capitals or in small letters where the original is.
fn cased(real: &str, made: String) -> String {
    let has = |test: fn(char) -> bool| real.chars().any(test);
    match (has(char::is_uppercase), has(char::is_lowercase)) {
        (true, false) => made.to_uppercase(),
        (false, true) => made.to_lowercase(),
        (true, true) | (false, false) => made,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_name_has_the_shape_of_the_real_one_and_none_of_its_words() {
        let real = [
            "Ana Ito",
            "JÖRG MÜLLER",
            "佐藤 美咲",
            "Meyer, Hans Peter",
            "Ana-Maria Rossi",
            "svc dialer",
            "Cher",
        ];
        let mut names = Names::avoiding(real.into_iter());
        for one in real {
            let made = names.of(one);
            assert_eq!(Script::of(&made.shown), Script::of(one), "{one} → {}", made.shown);
            assert_eq!(
                made.shown.split_whitespace().count(),
                one.split_whitespace().count(),
                "{one} → {}",
                made.shown
            );
            assert_eq!(made.shown.contains(','), one.contains(','));
            assert_eq!(made.shown.contains('-'), one.contains('-'));
            assert!(words(&made.shown).all(|word| words(one).all(|other| other != word)));
            assert_eq!(names.of(one).shown, made.shown, "the same each time");
        }
        assert_eq!(names.of("JÖRG MÜLLER").shown, names.of("JÖRG MÜLLER").shown.to_uppercase());
        assert!(names.of("Wolfeschlegelsteinhausenbergerdorff Bartholomew").shown.chars().count() >= 40);
    }

    #[test]
    fn a_large_copy_of_a_large_copy_is_made_as_well() {
        let mut names = Names::avoiding(std::iter::empty());
        let once: Vec<String> = (0..6_000).map(|one| names.of(&format!("Ana de Ito{one}")).shown).collect();
        let mut names = Names::avoiding(once.iter().map(String::as_str));
        let twice: BTreeSet<String> = once.iter().map(|one| names.of(one).shown).collect();
        assert_eq!(twice.len(), once.iter().collect::<BTreeSet<_>>().len());
        assert!(once.iter().all(|one| !twice.contains(one)));
    }

    #[test]
    fn twenty_thousand_people_have_twenty_thousand_names() {
        let mut names = Names::avoiding(std::iter::empty());
        let made: BTreeSet<String> =
            (0..20_000).map(|one| names.of(&format!("Ana Ito{one}")).family).collect();
        assert_eq!(made.len(), 20_000);
    }
}
