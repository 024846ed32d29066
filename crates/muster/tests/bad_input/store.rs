//! Databases that are not ours, or not of our time.

use crate::scene::{Scene, flat};
use rusqlite::Connection;

const COMMANDS: [&[&str]; 6] =
    [&["plan"], &["explain", "ana"], &["links"], &["audit"], &["report"], &["audit", "--verify"]];
const LEADING: [&[&str]; 2] =
    [&["apply", "--yes"], &["approve", "removal-budget:role:2", "--reason", "planned", "--approver", "kim"]];

fn refused_by_all(scene: &Scene, sentence: &str) {
    let tells = |said: &str| assert!(said.lines().next().unwrap().contains(sentence), "{said}");
    for command in COMMANDS {
        tells(&scene.refuses(4, command));
    }
    for command in LEADING {
        tells(&scene.refuses_leading(4, command));
    }
    let before = scene.world();
    assert!(flat(&scene.expect(4, &["doctor"])).contains(sentence));
    scene.must_be(&before, &["doctor"]);
}

#[test]
fn a_database_of_a_newer_release() {
    let scene = Scene::settled();
    let database = Connection::open(scene.path("muster.db")).unwrap();
    let newer = "INSERT INTO muster_schema (version, checksum, release, applied_at) VALUES (999, 'x', '9.9.9', '2030-01-01T00:00:00Z')";
    database.execute_batch(newer).unwrap();
    database.close().unwrap();
    refused_by_all(&scene, "the store has version 999, and this Muster knows versions up to");
}

#[test]
fn a_file_that_is_no_database() {
    let scene = Scene::new();
    std::fs::write(
        scene.path("muster.db"),
        "these are the notes of somebody who used the same name. ".repeat(100),
    )
    .unwrap();
    refused_by_all(&scene, "muster.db is not a store of Muster");
}

#[test]
fn a_database_of_somebody_else() {
    let scene = Scene::new();
    let database = Connection::open(scene.path("muster.db")).unwrap();
    database.execute_batch("CREATE TABLE recipes (name TEXT)").unwrap();
    database.close().unwrap();
    refused_by_all(&scene, "muster.db is not a store of Muster");
}

#[test]
fn a_database_in_a_folder_that_does_not_exist() {
    let scene = Scene::new();
    scene.replace("muster.toml", "\"muster.db\"", "\"no/such/folder/muster.db\"");
    let said = scene.refuses(4, &["apply", "--yes"]);
    assert!(said.contains("no/such/folder/muster.db"), "{said}");
}

/// Somebody changed the history: it is shown to be broken, by the entry, and left as it is.
#[test]
fn a_history_that_other_hands_changed() {
    let scene = Scene::settled();
    let database = Connection::open(scene.path("muster.db")).unwrap();
    let columns: Vec<String> = database
        .prepare("SELECT name FROM pragma_table_info('audit')")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    println!("{columns:?}");
    let changed =
        database.execute("UPDATE audit SET event = replace(event, 'Ana Ito', 'Eve Ito')", []).unwrap();
    assert!(changed > 0);
    database.close().unwrap();
    let said = scene.refuses(3, &["audit", "--verify"]);
    assert!(said.starts_with("error: the history was changed by other hands\n"), "{said}");
}
