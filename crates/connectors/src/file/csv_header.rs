//! The first row of a CSV file: which column is what. Strict, because a misspelt column would empty an attribute of
//! everybody at once.

/// The columns that a record is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Anchor,
    Login,
    DisplayName,
    Mail,
    UserPrincipalName,
    Title,
    Department,
    EmployeeNumber,
    Manager,
    WorkPhone,
    MobilePhone,
    HomePhone,
    Enabled,
    ExpiresAt,
    Groups,
}

use Column as C;

/// Column name, meaning, and the directory's word for it, which people write by habit.
const COLUMNS: [(&str, Column, &str); 15] = [
    ("anchor", C::Anchor, "objectGUID"),
    ("login", C::Login, "sAMAccountName"),
    ("display_name", C::DisplayName, "displayName"),
    ("mail", C::Mail, "email"),
    ("user_principal_name", C::UserPrincipalName, "userPrincipalName"),
    ("title", C::Title, "jobTitle"),
    ("department", C::Department, "dept"),
    ("employee_number", C::EmployeeNumber, "employeeNumber"),
    ("manager", C::Manager, "managerId"),
    ("work_phone", C::WorkPhone, "telephoneNumber"),
    ("mobile_phone", C::MobilePhone, "mobile"),
    ("home_phone", C::HomePhone, "homePhone"),
    ("enabled", C::Enabled, "active"),
    ("expires_at", C::ExpiresAt, "accountExpires"),
    ("groups", C::Groups, "memberOf"),
];

/// Without these nobody can be told apart or found.
const REQUIRED: [&str; 3] = ["anchor", "login", "groups"];

/// What each cell of a row means.
#[derive(Clone, Debug)]
pub(crate) enum Meaning {
    Known(Column),
    /// A further attribute, by its configured name.
    Further(String),
}

/// Reads the header. The problem comes with the column it is about, counted from 1.
pub(crate) fn header(cells: &csv::StringRecord, further: &[String]) -> Result<Vec<Meaning>, (usize, String)> {
    let mut meanings = Vec::new();
    for (index, cell) in cells.iter().enumerate() {
        let name = cell.trim().trim_start_matches('\u{feff}');
        if cells.iter().take(index).any(|before| before.trim() == name) {
            return Err((index + 1, format!("the column `{name}` is there twice")));
        }
        meanings.push(meaning(name, further).ok_or_else(|| (index + 1, unknown(name, further)))?);
    }
    let missing = REQUIRED
        .iter()
        .find(|&&name| !cells.iter().any(|cell| cell.trim_start_matches('\u{feff}').trim() == name));
    match missing {
        Some(name) => Err((cells.len() + 1, format!("the column `{name}` is missing"))),
        None => Ok(meanings),
    }
}

fn meaning(name: &str, further: &[String]) -> Option<Meaning> {
    let known =
        COLUMNS.iter().find(|(known, _, _)| *known == name).map(|(_, column, _)| Meaning::Known(*column));
    known.or_else(|| {
        let further = further.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        Some(Meaning::Further(further.clone()))
    })
}

fn unknown(name: &str, further: &[String]) -> String {
    let names = COLUMNS.iter().flat_map(|(known, _, word)| [(*known, *known), (*word, *known)]);
    let all = names.chain(further.iter().map(|name| (name.as_str(), name.as_str())));
    let nearest =
        all.map(|(written, meant)| (distance(&name.to_lowercase(), &written.to_lowercase()), meant)).min();
    match nearest {
        Some((steps, meant)) if steps <= 3 && steps < name.chars().count() => {
            format!("there is no column `{name}`; did you mean `{meant}`?")
        }
        _ => format!(
            "there is no column `{name}`; there are {}",
            COLUMNS.map(|(known, _, _)| known).join(", ")
        ),
    }
}

/// How many letters must be changed, added or removed to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (index, &other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[index + 1];
            row[index + 1] = changed.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(header_row: &[&str]) -> (usize, String) {
        header(&csv::StringRecord::from(header_row.to_vec()), &["costCentre".into()]).unwrap_err()
    }

    #[test]
    fn configured_attributes_are_columns_too() {
        let cells = csv::StringRecord::from(vec!["anchor", "login", "groups", "costcentre"]);
        assert_eq!(header(&cells, &["costCentre".into()]).unwrap().len(), 4);
    }

    #[test]
    fn unknown_columns_come_with_a_suggestion() {
        assert_eq!(
            problem(&["anchor", "logn"]),
            (2, "there is no column `logn`; did you mean `login`?".into())
        );
        assert_eq!(problem(&["objectguid"]).1, "there is no column `objectguid`; did you mean `anchor`?");
        assert_eq!(
            problem(&["cost_centre"]).1,
            "there is no column `cost_centre`; did you mean `costCentre`?"
        );
        assert!(problem(&["shoe_size_and_hat"]).1.contains("there are anchor, login"));
    }

    #[test]
    fn missing_and_doubled_columns_are_named() {
        assert_eq!(problem(&["anchor", "login"]), (3, "the column `groups` is missing".into()));
        assert_eq!(problem(&["anchor", "anchor"]), (2, "the column `anchor` is there twice".into()));
    }
}
