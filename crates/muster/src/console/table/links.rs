//! Remembered pairings.

use super::table;
use crate::console::words::{moment, people};
use muster_core::person::Link;

/// Links by name: who, by which account, how it came about, since when.
pub(crate) fn links(links: &[Link]) -> String {
    if links.is_empty() {
        return "Nobody is paired with an account yet.\n".into();
    }
    let mut sorted: Vec<&Link> = links.iter().collect();
    sorted.sort_by_key(|link| (link.display_name.to_lowercase(), link.person.clone()));
    let rows: Vec<Vec<String>> = sorted.into_iter().map(row).collect();
    let table = table(&["name", "how", "since", "account", "person"], &rows);
    format!("{table}\n{} paired.\n", people(links.len() as u64))
}

fn row(link: &Link) -> Vec<String> {
    vec![
        link.display_name.clone(),
        link.origin.word().into(),
        moment(link.since),
        link.account.to_string(),
        link.person.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::sample::{at, subject};
    use anstream::adapter::strip_str;
    use muster_core::id::AccountId;
    use muster_core::person::LinkOrigin;

    #[test]
    fn links_are_in_order_of_names() {
        let link = |number, name: &str| Link {
            person: subject(number, "", "").person,
            account: AccountId(crate::console::sample::id(number)),
            origin: LinkOrigin::ExternalId,
            since: at("2026-03-01T00:00:00Z"),
            display_name: name.into(),
        };
        let text = strip_str(&links(&[link(2, "花子"), link(1, "ada")])).to_string();
        let expected = "name  how          since                    account                               person\n\
            ada   external id  2026-03-01 00:00:00 UTC  00000000-0000-0000-0000-000000000001  corp-ad/guid-1\n\
            花子  external id  2026-03-01 00:00:00 UTC  00000000-0000-0000-0000-000000000002  corp-ad/guid-2\n\
            \n2 people paired.\n";
        assert_eq!(text, expected);
    }
}
