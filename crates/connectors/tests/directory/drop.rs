//! Files of HR: whole ones say what they say, all others nothing at all.

use muster_connectors::file::{DropEnd, DropFormat, DropRow, FileError, read_drop};
use muster_core::digest::sha256_hex;
use muster_core::worker::Fact;
use proptest::prelude::*;
use std::path::Path;

const CSV: &str = "\u{feff}worker,name,mail,title,start,attribute.location\r\n\
                   1,Ana Osei,ana@corp.example,\"Lead, Care\",2026-03-01,Manila\r\n\
                   2,\"Ben\nTwo Lines\",ben@corp.example,,,\r\n";
const JSON: &str =
    "{\"worker\":1,\"name\":\"Ana Osei\",\"title\":null}\n\n{\"worker\":\"2\",\"since\":\"2026-03-01\"}\n";

fn with_trailer(body: &str, rows: u64) -> String {
    format!("{body}#muster-trailer rows={rows} sha256={}\n", sha256_hex(body.as_bytes()))
}

fn read(path: &Path, format: DropFormat, needed: bool) -> (Result<DropEnd, FileError>, Vec<DropRow>) {
    let mut rows = Vec::new();
    let end = read_drop(path, format, needed, &mut |row| rows.push(row));
    (end, rows)
}

fn read_text(
    text: impl AsRef<[u8]>,
    format: DropFormat,
    needed: bool,
) -> (Result<DropEnd, String>, Vec<DropRow>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drop");
    std::fs::write(&path, text).unwrap();
    let (end, rows) = read(&path, format, needed);
    (end.map_err(|error| error.to_string().rsplit_once("drop:").unwrap().1.to_owned()), rows)
}

fn facts(row: &DropRow) -> Vec<String> {
    let DropRow::Stated(statement) = row else { panic!("{row:?}") };
    let said = |said: &Option<String>| said.clone().unwrap_or_else(|| "-".into());
    statement.facts.iter().map(|(fact, text)| format!("{fact}={}", said(text))).collect()
}

#[test]
fn a_table_says_something_in_every_cell_and_a_json_line_only_where_it_has_a_key() {
    let (end, rows) = read_text(with_trailer(CSV, 2), DropFormat::Csv, true);
    assert_eq!(end.unwrap().rows, 2);
    assert_eq!(
        facts(&rows[0]),
        [
            "mail=ana@corp.example",
            "name=Ana Osei",
            "title=Lead, Care",
            "start=2026-03-01",
            "attribute.location=Manila"
        ]
    );
    assert_eq!(facts(&rows[1])[2..], ["title=-", "start=-", "attribute.location=-"]);
    let (end, rows) = read_text(with_trailer(JSON, 2), DropFormat::JsonLines, true);
    assert_eq!(end.unwrap().sha256, sha256_hex(JSON.as_bytes()));
    assert_eq!(facts(&rows[0]), ["name=Ana Osei", "title=-"]);
    let DropRow::Stated(second) = &rows[1] else { panic!("{rows:?}") };
    assert_eq!(second.since.map(|since| since.to_string()).as_deref(), Some("2026-03-01"));
    assert!(!second.facts.contains_key(&Fact::Title));
}

#[test]
fn a_file_that_is_cut_anywhere_says_nothing() {
    for (body, rows, format) in [(CSV, 2, DropFormat::Csv), (JSON, 2, DropFormat::JsonLines)] {
        let whole = with_trailer(body, rows);
        for end in 0..whole.len() - 1 {
            let (read, _) = read_text(&whole.as_bytes()[..end], format, true);
            assert!(read.is_err(), "cut after {end} of {} bytes", whole.len());
        }
        assert!(read_text(whole.trim_end(), format, true).0.is_ok(), "only the last line feed is missing");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_the_line() {
    let good = with_trailer(CSV, 2);
    let told = |text: &str| read_text(text, DropFormat::Csv, true).0.unwrap_err();
    assert_eq!(
        told(CSV),
        "4: the file ends without its last line `#muster-trailer rows=N sha256=HEX`: it is not whole, or was written \
         without"
    );
    assert_eq!(told(&with_trailer(CSV, 3)), "5: the trailer tells of 3 rows, and there are 2");
    let other = good.replace("Ana", "Eva");
    assert_eq!(
        told(&other),
        "5: the rows are not those that the trailer was written for: the SHA-256 is another one"
    );
    assert_eq!(
        told(&format!("{good}3,x\n")),
        "6: there is something after the trailer, which is the last line"
    );
    assert!(told(&good.replace("rows=", "row=")).starts_with("5: `#muster-trailer row=2 sha256="));
    assert!(told("").starts_with("1: the file ends without"));
    let long = format!("worker\n{}\n", "9".repeat(1 << 20));
    assert_eq!(told(&with_trailer(&long, 1)), "2: the line is longer than 1048576 bytes");
}

#[test]
fn a_row_that_cannot_be_true_is_told_and_the_others_count() {
    let body = "worker,start,end\n1,2026-03-02,2026-03-01\n2,soon,\n3,2026-03-01,\n";
    let (end, rows) = read_text(with_trailer(body, 3), DropFormat::Csv, true);
    assert_eq!(end.unwrap().rows, 3);
    let told: Vec<String> = rows
        .iter()
        .map(|row| match row {
            DropRow::Stated(statement) => statement.worker.to_string(),
            DropRow::Bad { line, worker, reason } => format!("{line} {worker} {reason}"),
        })
        .collect();
    assert_eq!(told[0], "2 1 the end 2026-03-01 lies before the start 2026-03-02");
    assert!(told[1].starts_with("3 2 `start`: `soon` is no date"), "{told:?}");
    assert_eq!(told[2], "3");
}

#[test]
fn a_file_whose_rows_cannot_be_read_says_nothing() {
    for (body, told) in [
        ("worker,titel\n1,x\n", "1: `titel` is nothing that can be said of a worker"),
        ("name\nAna\n", "1: the column `worker` is missing"),
        ("worker,name,name\n1,a,b\n", "1: the column `name` is there twice"),
        ("worker,name\n1,Ana,Agent\n", "2: the row has 3 cells, but the first row has 2"),
        ("worker,name\n1,Ana\n ,Ben\n", "3: the worker id is empty"),
    ] {
        let (end, _) = read_text(with_trailer(body, 2), DropFormat::Csv, true);
        assert!(end.as_ref().is_err_and(|error| error.starts_with(told)), "{end:?}");
    }
    for (body, told) in [
        ("{\"worker\":1,\"shoe\":2}\n", "1: `shoe` is nothing that can be said of a worker"),
        ("[]\n", "1: the line is no JSON object"),
        ("{\"worker\":1,\"title\":[1]}\n", "1: `title` is a list or an object"),
    ] {
        let (end, _) = read_text(with_trailer(body, 1), DropFormat::JsonLines, true);
        assert!(end.as_ref().is_err_and(|error| error.starts_with(told)), "{end:?}");
    }
    let (end, _) = read_text(b"worker,name\n1,\xff\n", DropFormat::Csv, false);
    assert_eq!(end.unwrap_err(), "2: cell 2 is no UTF-8; save the file as UTF-8");
}

#[test]
fn without_a_need_for_a_trailer_one_that_is_there_is_still_compared() {
    let (end, rows) = read_text(CSV, DropFormat::Csv, false);
    assert_eq!((end.unwrap().rows, rows.len()), (2, 2));
    assert!(read_text(with_trailer(CSV, 3), DropFormat::Csv, false).0.is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic_and_none_but_whole_ones_count(mut bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..200, jsonl: bool) {
        let format = if jsonl { DropFormat::JsonLines } else { DropFormat::Csv };
        prop_assert!(read_text(&bytes, format, true).0.is_err());
        let body = if jsonl { JSON } else { CSV };
        let whole = with_trailer(body, 2).into_bytes();
        let at = at % body.len();
        bytes.truncate(at + 1);
        let mut changed = whole.clone();
        changed[at] ^= 1;
        prop_assert!(read_text(&changed, format, true).0.is_err());
    }
}

/// The file is a hundred times as large as what is kept of it.
#[test]
fn a_large_file_is_read_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drop.csv");
    let mut body = String::from("worker,name,mail\n");
    let rows = if std::env::var_os("MUSTER_TEST_LARGE").is_some() { 1_000_000 } else { 50_000 };
    for n in 0..rows {
        body.push_str(&format!("{n},Worker {n},worker{n}@corp.example\n"));
    }
    std::fs::write(&path, with_trailer(&body, rows)).unwrap();
    let (start, mut seen) = (std::time::Instant::now(), 0);
    let end = read_drop(&path, DropFormat::Csv, true, &mut |_| seen += 1).unwrap();
    println!("read {rows} rows in {:?}", start.elapsed());
    assert_eq!((end.rows, seen), (rows, rows));
}

#[test]
fn the_samples_are_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/hr");
    for (name, format, count) in
        [("workers.csv", DropFormat::Csv, 5), ("changes.jsonl", DropFormat::JsonLines, 3)]
    {
        let (end, rows) = read(&folder.join(name), format, true);
        assert_eq!(end.unwrap().rows, count);
        assert!(rows.iter().all(|row| matches!(row, DropRow::Stated(_))), "{rows:?}");
    }
}
