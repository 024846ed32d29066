//! Permissions, `domain:entity:action` with `*` allowed in any place.

/// Whether holding `held` is enough where `needed` is asked for.
pub(crate) fn covers(held: &str, needed: &str) -> bool {
    let (held, needed): (Vec<&str>, Vec<&str>) = (held.split(':').collect(), needed.split(':').collect());
    held.len() == needed.len() && held.iter().zip(&needed).all(|(h, n)| *h == "*" || h == n)
}

/// Whether any of `held` is enough.
pub(crate) fn any_covers<'a>(held: impl IntoIterator<Item = &'a String>, needed: &str) -> bool {
    held.into_iter().any(|one| covers(one, needed))
}

/// What makes a role administrative: its holders can hand out roles.
pub(crate) const HANDS_OUT_ROLES: &str = "authorization:grant:add";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_in_its_place() {
        assert!(covers("authorization:grant:add", HANDS_OUT_ROLES));
        assert!(covers("authorization:*:*", HANDS_OUT_ROLES));
        assert!(covers("authorization:grant:*", HANDS_OUT_ROLES));
        assert!(!covers("authorization:grant:view", HANDS_OUT_ROLES));
        assert!(!covers("authorization:*", HANDS_OUT_ROLES));
    }
}
