//! A new version of a list in place of the old one.

use crate::scene::Scene;

const THREE: &str = "person,role\nana@example.com,Lead\nben@example.com,Lead\ncem@example.com,Lead\n";

fn three() -> Scene {
    let scene = Scene::new();
    scene.write("leads.csv", THREE);
    scene.write("other.csv", "person,role\nben@example.com,Senior\n");
    scene.expect(0, &["assign", "leads.csv", "--yes"]);
    scene.expect(0, &["assign", "other.csv", "--yes"]);
    scene
}

#[test]
fn what_the_new_version_does_not_say_is_withdrawn_and_other_lists_stay() {
    let scene = three();
    scene.write("leads.csv", "person,role\nana@example.com,Lead\nana@example.com,Evaluator\n");
    let said = scene.expect(0, &["assign", "leads.csv"]);
    assert!(said.contains("2 assigned, 0 withdrawn"), "{said}");
    let said = scene.expect(0, &["assign", "leads.csv", "--replace", "--yes"]);
    assert!(said.contains("2 assigned, 2 withdrawn"), "{said}");
    assert_eq!(scene.roles("ana"), ["role:Agent@Support", "role:Evaluator@Home", "role:Lead@Home"]);
    assert_eq!(scene.roles("ben"), ["role:Agent@Support", "role:Senior@Home"]);
    assert_eq!(scene.roles("cem"), [] as [&str; 0]);
}

#[test]
fn a_list_with_bad_rows_or_without_its_end_replaces_nothing() {
    let scene = three();
    let refuses = |text: &str, why: &str| {
        scene.write("leads.csv", text);
        let said = scene.expect(4, &["assign", "leads.csv", "--replace"]);
        assert!(said.contains(why) && said.contains("nothing was written"), "{said}");
        assert_eq!(scene.assigned(), 4, "{why}");
    };
    refuses(
        "person,role\nana@example.com,Lead\nbem@example.com,Lead\n",
        "a list with bad rows replaces nothing",
    );
    refuses(&THREE[..THREE.len() - 5], "a list with bad rows replaces nothing");
    refuses(&THREE[..THREE.len() - 1], "a list that was cut off replaces nothing");
    refuses("person,role\n", "no row that could be used");
    scene.write("leads.csv", &THREE[..THREE.len() - 1]);
    let said = scene.expect(0, &["assign", "leads.csv"]);
    assert!(said.contains("note: the last line has no end; was the file cut off?"), "{said}");
}

#[test]
fn a_source_that_cannot_be_read_makes_no_list_shorter() {
    let scene = three();
    scene.write("directory.ldif", "");
    let said = scene.expect(4, &["assign", "leads.csv", "--replace"]);
    assert!(said.contains("nothing was written"), "{said}");
    assert_eq!(scene.assigned(), 4);
}
