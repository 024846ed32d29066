//! LDIF's lower half (RFC 2849): physical lines become logical ones, those become `name: value`.

use data_encoding::BASE64;

/// One `name: value` with the physical line it began on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) content: Content,
}

/// What a logical line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// An empty line: the end of a record.
    Blank,
    /// `# numEntries: 12`, as `ldapsearch` writes at the end.
    Count(usize),
    /// `name: value`, decoded.
    Pair(String, Vec<u8>),
}

/// What is wrong, and on which line.
pub(crate) type Problem = (usize, String);

/// Splits a file into decoded lines.
pub(crate) fn lines(text: &str) -> Result<Vec<Line>, Problem> {
    let mut decoded = Vec::new();
    for (number, line) in unfold(text)? {
        match line.as_str() {
            "" => decoded.push(Line { number, content: Content::Blank }),
            comment if comment.starts_with('#') => {
                let count = comment.strip_prefix("# numEntries:").and_then(|count| count.trim().parse().ok());
                decoded.extend(count.map(|count| Line { number, content: Content::Count(count) }));
            }
            pair => {
                let (name, value) = pair_of(pair).map_err(|problem| (number, problem))?;
                decoded.push(Line { number, content: Content::Pair(name, value) });
            }
        }
    }
    Ok(decoded)
}

/// Joins folded lines: one that begins with a blank goes on with the line before it.
fn unfold(text: &str) -> Result<Vec<(usize, String)>, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let total = text.lines().count();
    if !text.is_empty() && !text.ends_with('\n') {
        return Err((total, "the file ends in the middle of a line, so it was cut off".into()));
    }
    let mut logical: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix(' '), logical.last_mut()) {
            (Some(rest), Some((_, before))) if !before.is_empty() => before.push_str(rest),
            (Some(_), _) => return Err((index + 1, "a continuation line has nothing before it".into())),
            (None, _) => logical.push((index + 1, line.to_owned())),
        }
    }
    Ok(logical)
}

fn pair_of(line: &str) -> Result<(String, Vec<u8>), String> {
    let (name, rest) =
        line.split_once(':').ok_or_else(|| format!("`{}` is not `name: value`", shorten(line)))?;
    let fine = |c: char| c.is_ascii_alphanumeric() || "-.;=*_".contains(c);
    if name.is_empty() || !name.chars().all(fine) {
        return Err(format!("`{}` is no attribute name", shorten(name)));
    }
    let value = if let Some(encoded) = rest.strip_prefix(':') {
        let encoded = encoded.trim();
        BASE64.decode(encoded.as_bytes()).map_err(|_| format!("the value of {name} is no whole base64"))?
    } else if rest.starts_with('<') {
        return Err(format!("the value of {name} is in another file, which is not supported"));
    } else {
        rest.trim_start_matches(' ').as_bytes().to_vec()
    };
    Ok((name.to_owned(), value))
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(usize, String, Vec<u8>)> {
        let lines = lines(text).unwrap().into_iter();
        lines
            .filter_map(|line| match line.content {
                Content::Pair(name, value) => Some((line.number, name, value)),
                Content::Blank | Content::Count(_) => None,
            })
            .collect()
    }

    #[test]
    fn folded_lines_are_joined_and_comments_left_out() {
        let text = "# a comment\n#  folded\n on\ncn: Ada\n  Muster\nmail: a@b.c\n";
        let expected = [(4, "cn".into(), b"Ada Muster".to_vec()), (6, "mail".into(), b"a@b.c".to_vec())];
        assert_eq!(pairs(text), expected);
    }

    #[test]
    fn base64_is_decoded_across_folds() {
        assert_eq!(pairs("sn:: w4Ry\n enRl\n"), [(1, "sn".into(), "Ärzte".as_bytes().to_vec())]);
    }

    #[test]
    fn windows_line_ends_and_empty_values_are_fine() {
        assert_eq!(
            pairs("cn: a\r\ndescription:\r\n"),
            [(1, "cn".into(), b"a".to_vec()), (2, "description".into(), vec![])]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        let problem = |text: &str| lines(text).unwrap_err();
        assert_eq!(problem("cn: a\nnonsense\n"), (2, "`nonsense` is not `name: value`".into()));
        assert_eq!(problem("cn:: a\n"), (1, "the value of cn is no whole base64".into()));
        assert_eq!(problem("photo:< file:///etc/passwd\n").0, 1);
        assert_eq!(problem("\n x\n"), (2, "a continuation line has nothing before it".into()));
        assert!(problem("cn: a\nmail: ada@exa").1.contains("cut off"));
    }
}
