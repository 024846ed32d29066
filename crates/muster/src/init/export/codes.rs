//! Numbers and keys that nobody has, in the shape of those that they stand for.

use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// No country has this calling code, so that nobody can be called by accident.
const NOWHERE: &str = "999";
/// Phone numbers of fewer digits are extensions.
const WHOLE_NUMBER: usize = 7;
/// Ends with a 9, so it shares no factor with a power of ten: all numbers are met before one comes twice.
const STRIDE: u128 = 7_368_787_879;
/// Numbers of a length that are tried.
const TRIES_MAX: u128 = 1_000;

/// Made-up codes of one kind by the codes that they stand for.
pub(super) struct Codes {
    made: BTreeMap<String, String>,
    used: BTreeSet<String>,
    real: BTreeSet<String>,
    start: u128,
    next: u128,
}

impl Codes {
    /// Codes none of which is one of `real`.
    pub(super) fn avoiding<'a>(real: impl Iterator<Item = &'a str>) -> Self {
        Self {
            made: BTreeMap::new(),
            used: BTreeSet::new(),
            real: real.map(str::to_owned).collect(),
            start: u128::from(Uuid::new_v4().as_u64_pair().0),
            next: 0,
        }
    }

    /// What stands for `real` already.
    pub(super) fn known(&self, real: &str) -> Option<&String> {
        self.made.get(real)
    }

    /// A phone number with the marks of `real`, in a country that does not exist.
    pub(super) fn phone(&mut self, real: &str) -> String {
        let count = real.chars().filter(char::is_ascii_digit).count();
        let trunk = if real.trim_start().starts_with('0') { "0" } else { "" };
        let head = if count >= WHOLE_NUMBER { format!("{trunk}{NOWHERE}") } else { String::new() };
        self.drawn(real, |number| fill(real, &format!("{head}{}", padded(number, count - head.len()))))
    }

    /// A code with the marks of `real`: digits stay digits, letters become `x`.
    pub(super) fn code(&mut self, real: &str) -> String {
        let count = real.chars().filter(char::is_ascii_digit).count();
        self.drawn(real, |number| fill(real, &padded(number, count)))
    }

    /// A key: a UUID stays a UUID, anything else is a code.
    pub(super) fn key(&mut self, real: &str) -> String {
        if Uuid::try_parse(real).is_err() {
            return self.code(real);
        }
        let is_upper = real.chars().any(|c| c.is_ascii_uppercase());
        let simple = !real.contains('-');
        self.drawn(real, |_| {
            let id = Uuid::new_v4();
            let text = if simple { id.simple().to_string() } else { id.hyphenated().to_string() };
            if is_upper { text.to_uppercase() } else { text }
        })
    }

    fn drawn(&mut self, real: &str, make: impl Fn(u128) -> String) -> String {
        if let Some(made) = self.made.get(real) {
            return made.clone();
        }
        let tries = (0..).map(|attempt| {
            let made = make(self.start + (self.next + attempt) * STRIDE);
            // Where all numbers of a length are taken, a longer one will do.
            if attempt < TRIES_MAX { made } else { format!("{made}{attempt}") }
        });
        let is_free = |made: &String| !self.real.contains(made) && !self.used.contains(made);
        let made = tries.into_iter().find(is_free).unwrap_or_default();
        self.next += 1;
        self.used.insert(made.clone());
        self.made.insert(real.to_owned(), made.clone());
        made
    }
}

/// A number in exactly so many digits; at least one.
fn padded(number: u128, count: usize) -> String {
    let count = count.clamp(1, 18);
    format!("{:0count$}", number % 10_u128.pow(count as u32))
}

/// `real` with other digits, and `x` for letters. Digits that find no place stand at the end.
fn fill(real: &str, digits: &str) -> String {
    let mut digits = digits.chars();
    let mut made = String::new();
    for c in real.chars() {
        made.push(match c {
            '0'..='9' => digits.next().unwrap_or('0'),
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c => c,
        });
    }
    made.extend(digits);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_number_has_the_shape_of_the_real_one() {
        let mut codes = Codes::avoiding(std::iter::empty());
        for (real, beginning) in [("+49 (30) 555-1053", "+99 (9"), ("030/5551053", "099/9")] {
            let made = codes.phone(real);
            assert!(made.starts_with(beginning), "{real} → {made}");
            assert_eq!(made.len(), real.len());
            assert_eq!(codes.phone(real), made, "the same each time");
        }
        let made = codes.code("BW-10054a");
        assert!(made.starts_with("XX-") && made.ends_with('x') && made.len() == 9, "{made}");
        let key = codes.key("6F0C3C1E-5D0B-4C3A-9B54-0D6F5F2D8A11");
        assert!(Uuid::try_parse(&key).is_ok() && key == key.to_uppercase(), "{key}");
    }

    #[test]
    fn short_numbers_are_never_given_twice_and_never_real() {
        let real: Vec<String> = (0..1000).map(|one| format!("{one:03}")).collect();
        let mut codes = Codes::avoiding(real.iter().map(String::as_str));
        let made: BTreeSet<String> = real.iter().map(|one| codes.code(one)).collect();
        assert_eq!(made.len(), 1000);
        assert!(real.iter().all(|one| !made.contains(one)));
    }
}
