use super::sample::{item, many, small};
use super::*;
use crate::console::sample::id;
use anstream::adapter::strip_str;
use muster_core::report::{ItemStatus, Report};
use proptest::prelude::*;

#[test]
fn json_reads_back_as_the_same_report() {
    let json = to_json(&small()).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), small());
    assert!(json.ends_with("}\n"));
}

/// Rows of a CSV text, the headings first.
fn rows(text: &str) -> Vec<Vec<String>> {
    let reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[test]
fn csv_reads_back_with_formulas_disarmed_and_keys_exact() {
    let rows = rows(&to_csv(&small()).unwrap());
    assert_eq!(rows.len(), 1 + 4);
    assert_eq!(rows[0], super::csv::COLUMNS);
    let cell = |row: usize, column: &str| {
        let at = rows[0].iter().position(|heading| heading == column).unwrap();
        rows[row][at].as_str()
    };
    assert_eq!(cell(1, "after"), "Senior, \"Agent\"");
    assert_eq!(cell(3, "name"), "'=cmd|'/C calc'!A0<script>alert(1)</script>\nDEL");
    assert_eq!(cell(3, "after"), "'+49 30 1234");
    assert_eq!(cell(3, "mail"), "+ops@corp.example");
    assert_eq!(cell(4, "status"), "failed");
    assert_eq!(cell(4, "http_status"), "403");
    assert_eq!(cell(4, "correlation"), "c0ffee");
}

#[test]
fn a_key_that_is_a_formula_is_disarmed_as_well() {
    assert_eq!(super::csv::key("=HYPERLINK(\"x\")@corp.example"), "'=HYPERLINK(\"x\")@corp.example");
    assert_eq!(super::csv::key("corp-ad/762c4376-6006"), "corp-ad/762c4376-6006");
}

#[test]
fn html_loads_nothing_and_runs_nothing_of_the_data() {
    let html = to_html(&many()).unwrap() + &to_html(&small()).unwrap();
    assert!(!html.contains("http://") && !html.contains("https://"));
    let addresses = ["src=", "href=", "url(", "@import"].map(|word| html.matches(word).count());
    assert_eq!(addresses, [0, 2, 0, 0], "only the empty icon of each page");
    assert_eq!(html.matches("<script").count(), 2, "the name with a script in it is text");
    assert!(html.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn html_closes_what_it_opens() {
    assert_eq!(open_elements(&to_html(&many()).unwrap()), Vec::<String>::new());
    assert_eq!(open_elements("<ul><li>x</ul>"), ["ul", "li", "/ul"], "the check itself must see faults");
}

#[test]
fn html_shows_trouble_first_with_words() {
    let html = to_html(&many()).unwrap();
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    let order =
        ["<h2>Wants a look", "Florentin Zoller", "Kadir Işıldak", "Đỗ Minh Anh", "<h2>Done", "Ada Lovelace"];
    let places = order.map(place);
    assert!(places.is_sorted(), "failed, not verified, held, then done: {places:?}");
    assert!(html.contains("1 failed") && html.contains("not verified") && html.contains("incomplete"));
}

#[test]
fn html_says_names_and_not_ids_and_no_value_twice() {
    let mut report = small();
    report.people[1].items[0].because = vec!["work_phone = +49 30 1234 in corp-ad".into(), "rule x".into()];
    report.people[1].items.push(item(
        "manager",
        [None, Some(&id(1).to_string())],
        ItemStatus::Success,
        "manager in corp-ad",
    ));
    report.people[1].items[1].reason = Some("account 7 is claimed by corp-ad/guid-1, too".into());
    let html = to_html(&report).unwrap();
    assert!(html.contains("is claimed by Ada Lovelace, too"), "{html}");
    assert!(html.contains("<b>because</b> corp-ad says so</span><span><b>and</b> rule x</span>"), "{html}");
}

#[test]
fn files_are_whole_and_nothing_else_is_left() {
    let directory = tempfile::tempdir().unwrap();
    let below = directory.path().join("reports");
    let paths = write_all(&small(), &below).unwrap();
    let again = write_all(&small(), &below).unwrap();
    assert_eq!(paths, again);
    assert_eq!(std::fs::read_dir(&below).unwrap().count(), 3);
    assert_eq!(std::fs::read_to_string(paths.csv).unwrap(), to_csv(&small()).unwrap());
    assert_eq!(std::fs::read_to_string(paths.html).unwrap(), to_html(&small()).unwrap());
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let taken = directory.path().join("file");
    std::fs::write(&taken, "").unwrap();
    let error = write_all(&small(), &taken.join("reports")).unwrap_err();
    assert!(error.to_string().contains("reports could not be written"), "{error}");
}

#[test]
fn the_end_of_a_run_fits_on_the_terminal() {
    let expected = "3 of 4 changes were made and read back. 1 failed.\n  \
        failed: queue Billing of =cmd|'/C calc'!A0<script>alert(1)</script>\\nDEL\n      \
        no permission (missing.permissions)\n      \
        hint: give the OAuth client's role the permission\n      correlation c0ffee\n";
    assert_eq!(strip_str(&to_text(&small(), None, 10, 100)).to_string(), expected);
    assert!(to_text(&small(), None, 0, 100).contains("… and 1 more in the report"));
}

proptest! {
    #[test]
    fn any_name_keeps_all_forms_intact(name in any::<String>(), reason in any::<String>()) {
        let mut report = small();
        report.organisation.clone_from(&reason);
        report.people[1].display_name.clone_from(&name);
        report.people[1].items[1].reason = Some(reason.clone());
        let html = to_html(&report).unwrap();
        prop_assert!(open_elements(&html).is_empty());
        prop_assert!(!html.chars().any(|char| char.is_control() && char != '\n'));
        let text = strip_str(&to_text(&report, None, 10, 80)).to_string();
        prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'));
        let rows = rows(&to_csv(&report).unwrap());
        prop_assert_eq!(rows.len(), 5);
        prop_assert_eq!(rows[4][4].strip_prefix('\'').unwrap_or(&rows[4][4]), name.strip_prefix('\'').unwrap_or(&name));
        prop_assert_eq!(serde_json::from_str::<Report>(&to_json(&report).unwrap()).unwrap(), report);
    }
}

/// Elements that are opened and never closed, and closing tags that close nothing. Style and script are skipped.
fn open_elements(html: &str) -> Vec<String> {
    const VOID: [&str; 4] = ["meta", "link", "input", "br"];
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("a tag that is opened is closed");
        let tag = rest[..end].split_whitespace().next().unwrap_or_default().to_owned();
        rest = &rest[end + 1..];
        match tag.strip_prefix('/') {
            Some(name) if open.last().is_some_and(|last| last == name) => {
                open.pop();
            }
            Some(_) => open.push(tag),
            None if tag == "!doctype" || VOID.contains(&tag.as_str()) => {}
            None if tag == "style" || tag == "script" => {
                rest = rest.split_once(&format!("</{tag}>")).expect("style and script are closed").1;
            }
            None => open.push(tag),
        }
    }
    open
}
