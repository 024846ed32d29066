//! The attribute option with which Active Directory says which of many values it sends.

/// The bounds in `member;range=0-1499`, or `1500-*` where the last piece has no upper one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) first: usize,
    /// `None` on the last piece.
    pub(crate) last: Option<usize>,
}

impl Range {
    /// Reads the option, if the description has one.
    pub(crate) fn parse(description: &str) -> Option<Self> {
        let option = description.split(';').skip(1).find_map(|option| {
            let (name, bounds) = option.split_once('=')?;
            name.trim().eq_ignore_ascii_case("range").then_some(bounds)
        })?;
        let (first, last) = option.split_once('-')?;
        let last = if last == "*" { None } else { Some(last.parse().ok()?) };
        Some(Self { first: first.parse().ok()?, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_bounds() {
        assert_eq!(Range::parse("member;range=0-1499"), Some(Range { first: 0, last: Some(1499) }));
        assert_eq!(Range::parse("member;Range=1500-*"), Some(Range { first: 1500, last: None }));
        assert_eq!(Range::parse("member"), None);
        assert_eq!(Range::parse("userCertificate;binary"), None);
    }
}
