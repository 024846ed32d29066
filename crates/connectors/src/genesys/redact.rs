//! Keeps credentials out of what others say. A proxy may repeat the headers that it was sent, and what a reply says ends
//! up in the journal and in reports.

use super::wire::Reply;
use secrecy::{ExposeSecret, SecretString};

/// What stands where a secret stood.
pub(super) const HIDDEN: &str = "***";
/// Shorter tokens are not of Genesys, and would be found by chance in any text.
const TOKEN_MIN: usize = 16;
/// What goes before a credential in an `Authorization` header.
const SCHEMES: [&str; 2] = ["bearer", "basic"];

/// The reply without the token of the `Authorization` header that its request carried.
pub(super) fn without_token(reply: Reply, header: &SecretString) -> Reply {
    let token = header.expose_secret().rsplit(' ').next().unwrap_or_default();
    let Ok(text) = std::str::from_utf8(&reply.body) else { return reply };
    if token.len() < TOKEN_MIN || !text.contains(token) {
        return reply;
    }
    Reply { body: text.replace(token, HIDDEN).into(), ..reply }
}

/// The text, on one line, with `***` for what follows `Bearer` or `Basic`, unless that is an ordinary word.
pub(super) fn without_credentials(text: &str) -> String {
    let mut hide = false;
    let words = text.split_whitespace().map(|word| {
        let shown = if hide && !is_ordinary(word) { HIDDEN } else { word };
        hide = ends_in_scheme(word);
        shown
    });
    words.collect::<Vec<_>>().join(" ")
}

fn ends_in_scheme(word: &str) -> bool {
    let lower = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).to_ascii_lowercase();
    SCHEMES.iter().any(|scheme| lower.ends_with(scheme))
}

/// A word as people write it: `authentication`, `Token,`.
fn is_ordinary(word: &str) -> bool {
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    word.chars().skip(1).all(|c| c.is_lowercase()) && word.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "OsUyKIv0hMvFJ-MmyGTd_vTDGxmZqvr4";

    #[test]
    fn a_token_that_is_repeated_is_taken_out_wherever_it_stands() {
        let header = SecretString::from(format!("Bearer {TOKEN}"));
        let reply = Reply::new(403, format!(r#"{{"message":"you sent {TOKEN}","seen":["{TOKEN}"]}}"#));
        let scrubbed = without_token(reply, &header);
        assert_eq!(scrubbed.body, r#"{"message":"you sent ***","seen":["***"]}"#);
        let reply = Reply::new(200, "nothing of it");
        assert_eq!(without_token(reply.clone(), &header), reply);
    }

    #[test]
    fn what_looks_like_a_credential_is_hidden_and_the_rest_stays() {
        for (text, expected) in [
            (format!("Authorization: Bearer {TOKEN} Host: x"), "Authorization: Bearer *** Host: x"),
            (format!("authorization=bearer  {TOKEN}"), "authorization=bearer ***"),
            (format!(r#"{{"Authorization": "Bearer {TOKEN}"}}"#), r#"{"Authorization": "Bearer ***"#),
            ("Proxy-Authorization:Basic bWU6aHVzaA==, next".into(), "Proxy-Authorization:Basic *** next"),
            ("Basic authentication is required".into(), "Basic authentication is required"),
            ("The bearer Token, it seems, has expired".into(), "The bearer Token, it seems, has expired"),
        ] {
            assert_eq!(without_credentials(&text), expected);
        }
    }
}
