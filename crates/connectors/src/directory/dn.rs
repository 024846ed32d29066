//! Distinguished names, compared as a directory compares them: without case, spaces around separators, or the
//! difference between `\,` and `\2C`. Display always uses the source's own spelling.

/// A distinguished name in comparable form: its parts from the entry up to the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnKey(Vec<String>);

impl DnKey {
    /// Parses RFC 4514 text. It never fails: what is not a name just equals nothing else.
    pub fn new(dn: &str) -> Self {
        Self(split(dn).into_iter().map(|part| part.to_lowercase()).collect())
    }

    /// Whether this entry is `base` or stands somewhere below it. The empty base holds everything.
    pub fn is_within(&self, base: &DnKey) -> bool {
        self.0.ends_with(&base.0)
    }

    /// The parts from the entry up to the root, each unescaped and in lower case.
    pub(crate) fn parts(&self) -> &[String] {
        &self.0
    }

    /// The one way to write this key: [`DnKey::new`] reads it back, and equal keys are written alike.
    pub(crate) fn text(&self) -> String {
        written(&self.0)
    }

    /// Whether the entry lies among the deleted ones, where links may still point with the recycle bin on.
    pub fn is_deleted(&self) -> bool {
        self.0.iter().any(|part| part == "cn=deleted objects")
    }
}

/// The value of the first part: `Ada Muster` of `CN=Ada Muster,OU=Staff,…`.
pub fn common_name(dn: &str) -> String {
    let first = split(dn).into_iter().next().unwrap_or_default();
    first.split_once('=').map_or(first.clone(), |(_, value)| value.to_owned())
}

/// Writes parts of a key the one way that they are written.
pub(crate) fn written(parts: &[String]) -> String {
    let mut text = String::new();
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        write_part(part, &mut text);
    }
    text
}

/// Escapes what would separate, and blanks where a reader would skip them.
fn write_part(part: &str, text: &mut String) {
    let mut before = None;
    let mut rest = part.chars().peekable();
    while let Some(c) = rest.next() {
        let beside = |other: Option<char>| other.is_none_or(|other| other == ' ' || other == '=');
        match c {
            ',' | ';' | '\\' | '\0' => text.push_str(&format!("\\{:02x}", u32::from(c))),
            ' ' if beside(before) || beside(rest.peek().copied()) => text.push_str("\\20"),
            other => text.push(other),
        }
        before = Some(c);
    }
}

/// The first part and the rest, both as the source wrote them.
pub(crate) fn split_first(dn: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, byte) in dn.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b',' | b';' => return (&dn[..at], &dn[at + 1..]),
            _ => {}
        }
    }
    (dn, "")
}

/// Splits at the commas that are not escaped, and undoes escapes and optional spaces.
fn split(dn: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    let mut rest = dn.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'\\' => rest = part.push_escaped(rest),
            b',' | b';' => parts.push(std::mem::take(&mut part).finish()),
            b'=' => part.push_separator(),
            b' ' if part.at_start_of_name_or_value() => {}
            other => part.push(other),
        }
    }
    if !dn.is_empty() {
        parts.push(part.finish());
    }
    parts
}

/// One `name=value` under construction.
#[derive(Default)]
struct Part {
    bytes: Vec<u8>,
    /// Everything before this index was escaped or is not a space, so trimming stops here.
    keep: usize,
    seen_separator: bool,
}

impl Part {
    fn push(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte != b' ' {
            self.keep = self.bytes.len();
        }
    }

    fn push_escaped<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let pair = rest.get(..2).and_then(|pair| data_encoding::HEXLOWER_PERMISSIVE.decode(pair).ok());
        let (byte, used) = match (pair, rest.first()) {
            (Some(hex), _) => (hex[0], 2),
            (None, Some(&byte)) => (byte, 1),
            (None, None) => (b'\\', 0),
        };
        self.bytes.push(byte);
        self.keep = self.bytes.len();
        &rest[used..]
    }

    fn push_separator(&mut self) {
        if !self.seen_separator {
            self.bytes.truncate(self.keep);
            self.seen_separator = true;
        }
        self.push(b'=');
    }

    fn at_start_of_name_or_value(&self) -> bool {
        self.bytes.is_empty()
            || (self.seen_separator
                && self.bytes.iter().position(|&b| b == b'=') == Some(self.bytes.len() - 1))
    }

    fn finish(mut self) -> String {
        self.bytes.truncate(self.keep);
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(left: &str, right: &str) -> bool {
        DnKey::new(left) == DnKey::new(right)
    }

    #[test]
    fn case_and_spaces_do_not_matter() {
        assert!(same("CN=Ada Muster, OU=Staff,DC=x", "cn=ada muster,ou = staff,dc=x"));
        assert!(same("CN=Ärzte,DC=x", "cn=ärzte,dc=x"));
    }

    #[test]
    fn the_ways_to_escape_are_equal() {
        assert!(same(r"CN=Muster\, Ada,DC=x", r"cn=muster\2C ada,dc=x"));
        assert!(!same(r"CN=Muster\, Ada,DC=x", "cn=muster,ada,dc=x"));
        assert!(same(r"CN=\C3\84rzte,DC=x", "CN=Ärzte,DC=x"));
    }

    #[test]
    fn an_escaped_space_at_the_end_counts() {
        assert!(!same(r"CN=a\ ,DC=x", "CN=a,DC=x"));
        assert!(same("CN=a ,DC=x", "CN=a,DC=x"));
    }

    #[test]
    fn within_looks_at_whole_parts() {
        let base = DnKey::new("OU=Staff,DC=x");
        assert!(DnKey::new("CN=a,ou=staff,dc=X").is_within(&base));
        assert!(!DnKey::new("CN=a,OU=NoStaff,DC=x").is_within(&base));
        assert!(DnKey::new("CN=a,DC=x").is_within(&DnKey::new("")));
    }

    #[test]
    fn the_common_name_is_unescaped() {
        assert_eq!(common_name(r"CN=Muster\, Ada,OU=Staff"), "Muster, Ada");
    }

    #[test]
    fn a_key_survives_the_one_way_it_is_written() {
        for name in [
            r"CN=Muster\, Ada\0ADEL:5,OU= a\ b \ ,DC=x",
            r#"CN=\ a=\ b\\c\;d\00,OU=\#e\+f\"g\<h\>,DC=x"#,
            "CN=a  b,OU=c = d,DC=x",
            "",
            "nonsense",
            r"CN=\C3\84rzte\FF,DC=x",
        ] {
            let key = DnKey::new(name);
            assert_eq!(DnKey::new(&key.text()), key, "{name} became {}", key.text());
        }
    }

    #[test]
    fn the_first_part_is_split_off_as_it_was_written() {
        assert_eq!(split_first(r"CN=Muster\, Ada, OU=Staff,DC=x"), (r"CN=Muster\, Ada", " OU=Staff,DC=x"));
        assert_eq!(split_first(r"CN=a\\,DC=x"), (r"CN=a\\", "DC=x"));
        assert_eq!(split_first("DC=x"), ("DC=x", ""));
    }

    #[test]
    fn deleted_objects_are_known_by_their_place() {
        assert!(DnKey::new(r"CN=Cora\0ADEL:5,CN=Deleted Objects,DC=x").is_deleted());
    }
}
