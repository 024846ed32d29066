//! Name patterns.

/// Whether `name` matches `pattern`, where `*` stands for any text and `?` for one character. Case does not matter.
pub(crate) fn name_matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut at_pattern, mut at_name) = (0, 0);
    // Where to go on if the text after the last star turns out not to fit.
    let mut retry: Option<(usize, usize)> = None;
    while at_name < name.len() {
        match pattern.get(at_pattern) {
            Some('*') => {
                retry = Some((at_pattern, at_name));
                at_pattern += 1;
            }
            Some(&c) if c == '?' || c == name[at_name] => {
                at_pattern += 1;
                at_name += 1;
            }
            _ => {
                let Some((star, from)) = retry else { return false };
                retry = Some((star, from + 1));
                at_pattern = star + 1;
                at_name = from + 1;
            }
        }
    }
    pattern[at_pattern..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        assert!(name_matches("gc-*-agents", "GC-Berlin-Agents"));
        assert!(name_matches("*", ""));
        assert!(name_matches("a?c", "aBc"));
        assert!(name_matches("*a*b", "xaxbxb"));
        assert!(!name_matches("gc-*", "xgc-a"));
        assert!(!name_matches("gc", "gcx"));
    }
}
