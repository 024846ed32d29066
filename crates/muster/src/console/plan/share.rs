//! How many of each group are shown when not all can be.

/// Shares `places` among groups of these sizes: small groups are shown whole, large ones get equal parts.
///
/// Six leavers behind four hundred joiners are what somebody must see before saying yes, so no group is crowded out.
pub(super) fn share(places: usize, sizes: &[usize]) -> Vec<usize> {
    let mut shown = vec![0; sizes.len()];
    let mut left = places;
    while left > 0 {
        let hungry: Vec<usize> = (0..sizes.len()).filter(|at| shown[*at] < sizes[*at]).collect();
        if hungry.is_empty() {
            break;
        }
        let each = (left / hungry.len()).max(1);
        for at in hungry.into_iter().take(left) {
            let more = each.min(sizes[at] - shown[at]).min(left);
            shown[at] += more;
            left -= more;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_few_are_not_crowded_out_by_the_many() {
        assert_eq!(share(50, &[400, 3, 120, 6]), [21, 3, 20, 6]);
    }

    #[test]
    fn enough_places_show_everybody() {
        assert_eq!(share(100, &[4, 0, 2]), [4, 0, 2]);
        assert_eq!(share(1, &[4, 4]), [1, 0]);
    }
}
