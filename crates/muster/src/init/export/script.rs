//! In which script a name is written, and made-up words in each.

/// A family of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// ASCII letters.
    Latin,
    /// Latin letters of which some have marks, such as umlauts.
    Marked,
    /// Greek letters.
    Greek,
    /// Cyrillic letters.
    Cyrillic,
    /// Characters of Chinese, Japanese or Korean.
    Asian,
}

const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
const VOWELS: &[u8] = b"aeiou";
/// How many syllables there are: each consonant with each vowel.
pub(super) const SYLLABLES: u64 = (CONSONANTS.len() * VOWELS.len()) as u64;

const GREEK: &str = "βδφγκλμνπρστξζαειου";
const CYRILLIC: &str = "бдфгклмнпрствзаеиоу";
/// One character for each syllable: the beginning of the Thousand Character Classic.
const ASIAN: &str = "天地玄黄宇宙洪荒日月盈昃辰宿列張寒来暑往秋収冬蔵閏余成歳律呂調陽雲騰致雨露結為霜金生麗水玉出崑岡剣号巨闕珠称夜光果珍李柰菜重芥薑海鹹河淡鱗潜";

impl Script {
    /// The script of a text: that of its first letter which is not ASCII.
    pub(super) fn of(text: &str) -> Self {
        let foreign = text.chars().find(|c| !c.is_ascii() && c.is_alphabetic());
        match foreign {
            None => Self::Latin,
            Some('\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}') => Self::Greek,
            Some('\u{400}'..='\u{52f}') => Self::Cyrillic,
            Some(
                '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..,
            ) => Self::Asian,
            Some(_) => Self::Marked,
        }
    }

    /// A word of syllables in this script. Different words stay different.
    pub(super) fn write(self, syllables: &[u64]) -> String {
        match self {
            Self::Latin => plain(syllables),
            Self::Marked => marked(&plain(syllables)),
            Self::Greek => spelt(&plain(syllables), GREEK),
            Self::Cyrillic => spelt(&plain(syllables), CYRILLIC),
            Self::Asian => {
                syllables.iter().filter_map(|one| ASIAN.chars().nth((one % SYLLABLES) as usize)).collect()
            }
        }
    }
}

/// A word of syllables in ASCII letters.
pub(super) fn plain(syllables: &[u64]) -> String {
    let mut word = String::new();
    for one in syllables {
        let (consonant, vowel) = (one / VOWELS.len() as u64, one % VOWELS.len() as u64);
        word.push(char::from(CONSONANTS[(consonant % CONSONANTS.len() as u64) as usize]));
        word.push(char::from(VOWELS[vowel as usize]));
    }
    word
}

/// The first vowel gets a mark.
fn marked(word: &str) -> String {
    let pairs = [('a', 'ä'), ('e', 'é'), ('i', 'í'), ('o', 'ö'), ('u', 'ü')];
    let at = word.find(|c| pairs.iter().any(|(vowel, _)| *vowel == c));
    let Some(at) = at else { return word.to_owned() };
    let (head, tail) = word.split_at(at);
    let mark = |c: char| pairs.iter().find(|(vowel, _)| *vowel == c).map_or(c, |(_, marked)| *marked);
    let mut rest = tail.chars();
    let first = rest.next().map(mark);
    head.chars().chain(first).chain(rest).collect()
}

/// Letter by letter in another alphabet, which stands in the order of ours.
fn spelt(word: &str, alphabet: &str) -> String {
    let ours = CONSONANTS.iter().chain(VOWELS).map(|byte| char::from(*byte));
    let pairs: Vec<(char, char)> = ours.zip(alphabet.chars()).collect();
    word.chars().map(|c| pairs.iter().find(|(own, _)| *own == c).map_or(c, |(_, other)| *other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_script_has_a_word_of_its_own_for_each_syllable() {
        for script in [Script::Latin, Script::Marked, Script::Greek, Script::Cyrillic, Script::Asian] {
            let words: BTreeSet<String> = (0..SYLLABLES).map(|one| script.write(&[one])).collect();
            assert_eq!(words.len() as u64, SYLLABLES, "{script:?}");
            assert!(words.iter().all(|word| Script::of(word) == script), "{script:?} {words:?}");
        }
    }

    #[test]
    fn the_first_foreign_letter_tells_the_script() {
        let examples = [
            ("Ana Ito", Script::Latin),
            ("Jörg Müller", Script::Marked),
            ("Νίκη Παππά", Script::Greek),
            ("Надежда Волкова", Script::Cyrillic),
            ("佐藤 美咲", Script::Asian),
            ("김 민수", Script::Asian),
        ];
        for (text, script) in examples {
            assert_eq!(Script::of(text), script, "{text}");
        }
    }
}
