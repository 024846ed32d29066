//! Names of things that stay as they are, unless somebody's name or mail is in them.

use super::people::People;

/// Names of more words are not looked for.
const WORDS_MAX: usize = 6;

/// `text` with made-up names and mails in place of real ones; `None`: there are none.
pub(super) fn without_people(text: &str, people: &mut People) -> Option<String> {
    let mut made = String::new();
    let mut rest = 0;
    for (begin, end, stand_in) in found(text, people) {
        made.push_str(&text[rest..begin]);
        made.push_str(&stand_in);
        rest = end;
    }
    (rest > 0).then(|| made + &text[rest..])
}

/// Where somebody is named, and the made-up name; in order, apart from each other.
fn found(text: &str, people: &mut People) -> Vec<(usize, usize, String)> {
    let mut hits: Vec<(usize, usize, String)> = mails(text, people);
    let words = placed_words(text);
    let mut at = 0;
    while at < words.len() {
        let longest = (2..=WORDS_MAX.min(words.len() - at)).rev().find_map(|count| {
            let window = &words[at..at + count];
            let parts: Vec<String> = window.iter().map(|(_, word)| word.to_lowercase()).collect();
            let name = people.full_name(&parts)?.clone();
            let end = window.last().map_or(0, |(begin, word)| begin + word.len());
            Some((count, (words[at].0, end, name)))
        });
        match longest {
            Some((count, (begin, end, name))) => {
                let is_apart = hits.iter().all(|(from, to, _)| end <= *from || begin >= *to);
                if is_apart {
                    hits.push((begin, end, people.name(&name)));
                }
                at += count;
            }
            None => at += 1,
        }
    }
    hits.sort();
    hits
}

fn mails(text: &str, people: &People) -> Vec<(usize, usize, String)> {
    let is_mark = |c: char| c.is_whitespace() || "()<>[]{},;:\"'|/".contains(c);
    let pieces = text.split(is_mark).filter(|piece| piece.contains('@'));
    let place = |piece: &str| piece.as_ptr() as usize - text.as_ptr() as usize;
    let hits = pieces.filter_map(|piece| {
        let made = people.known_mail(piece)?;
        Some((place(piece), place(piece) + piece.len(), made.clone()))
    });
    hits.collect()
}

/// Each word with the place where it begins.
fn placed_words(text: &str) -> Vec<(usize, &str)> {
    let pieces = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    pieces.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_connectors::genesys::export::User;
    use uuid::Uuid;

    fn people() -> People {
        let user = |name: &str, mail: &str| User {
            id: Uuid::new_v4(),
            name: name.into(),
            mail: mail.into(),
            ..User::default()
        };
        People::of(&[user("Jana Novák", "jana.novak@corp.example"), user("Support", "support@corp.example")])
    }

    #[test]
    fn somebody_in_the_name_of_a_queue_is_replaced() {
        let mut people = people();
        let made = people.name("Jana Novák");
        let mail = people.mail("jana.novak@corp.example");
        let cases = [
            ("Direct line JANA NOVÁK (VIP)", format!("Direct line {made} (VIP)")),
            ("Novák, Jana", made.clone()),
            ("to jana.novak@corp.example", format!("to {mail}")),
        ];
        for (text, expected) in cases {
            assert_eq!(without_people(text, &mut people), Some(expected));
        }
    }

    #[test]
    fn a_word_that_is_also_a_name_stays() {
        let mut people = people();
        for text in ["Support", "Support Berlin", "Jana", ""] {
            assert_eq!(without_people(text, &mut people), None, "{text}");
        }
    }
}
