//! Good lists.

use crate::scene::Scene;

#[test]
fn a_list_is_taken_planned_and_carried_out_by_apply() {
    let scene = Scene::new();
    let (ana, cem) = (scene.guid(0), scene.guid(2));
    scene.write(
        "leads.csv",
        &format!(
            "\u{feff}role,person,division,tier\r\nLead,{{{}}},Sales,cx3\r\n\r\n\"Agent\",dora@example.com,,cx1\r\nSenior,ad/{cem},*,\r\n",
            ana.to_uppercase()
        ),
    );
    let said = scene.expect(0, &["assign", "leads.csv"]);
    assert!(said.contains("leads.csv: 3 rows, 3 good, 0 bad"), "{said}");
    assert!(said.contains("because assigned by leads.csv:2"), "{said}");
    assert!(
        said.contains("leads.csv: 3 assigned, 0 withdrawn") && said.contains("next: `muster apply`"),
        "{said}"
    );
    assert_eq!(scene.roles("ana"), ["role:Agent@Support"], "nothing is done yet");
    scene.expect(0, &["apply", "--yes"]);
    assert_eq!(scene.roles("ana"), ["role:Agent@Support", "role:Lead@Sales"]);
    assert_eq!(scene.roles("cem"), ["role:Senior@*"]);
    assert_eq!(scene.roles("dora"), ["role:Agent@Home"], "whom only a list knows gets an account");
    scene.expect(0, &["plan", "--detailed-exitcode"]);
    assert!(scene.expect(0, &["explain", "ana@example.com"]).contains("assigned by leads.csv:2"));
    let listed = scene.expect(0, &["assign", "--list"]);
    assert!(listed.contains("leads.csv  3            3"), "{listed}");
}

#[test]
fn json_lines_say_the_same_and_yes_does_it_at_once() {
    let scene = Scene::new();
    let rows = format!(
        "{{\"person\": \"ben@example.com\", \"role\": \"Lead\", \"division\": \"Sales\"}}\n\
         {{\"role\": \"Senior\", \"person\": \"{}\", \"tier\": null}}\n",
        scene.guid(1)
    );
    scene.write("more.jsonl", &rows);
    let lines = scene.lines(0, &["assign", "more.jsonl", "--yes", "--json"]);
    let kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["summary", "written", "plan", "report"]);
    assert_eq!((&lines[0]["good"], &lines[1]["assigned"]), (&2.into(), &2.into()));
    assert_eq!(lines[3]["report"]["totals"]["successes"], 2, "{}", lines[3]);
    assert_eq!(scene.roles("ben"), ["role:Agent@Support", "role:Lead@Sales", "role:Senior@Home"]);
    scene.expect(0, &["plan", "--detailed-exitcode"]);
    let again = scene.lines(0, &["assign", "more.jsonl", "--json"]);
    assert_eq!(again[2]["plan"]["body"]["changes"], serde_json::json!([]), "taking it again changes nothing");
    assert_eq!(scene.assigned(), 2);
}

#[test]
fn only_the_people_of_the_list_are_changed_by_yes() {
    let mut scene = Scene::new();
    scene.company.teams[0].people.remove(&1);
    scene.site.write_directory(&scene.company);
    scene.write("leads.csv", "person,role\nana@example.com,Lead\n");
    scene.expect(0, &["assign", "leads.csv", "--yes"]);
    assert_eq!(scene.roles("ana"), ["role:Agent@Support", "role:Lead@Home"]);
    assert_eq!(scene.roles("ben"), ["role:Agent@Support"], "his removal waits for apply");
}

#[test]
fn rows_take_back_what_any_list_assigned_and_a_rule_still_gives() {
    let scene = Scene::new();
    let adds = "person,role,division\nana@example.com,Lead,Sales\nana@example.com,Agent,Support\n";
    scene.write("monday.csv", adds);
    scene.expect(0, &["assign", "monday.csv", "--yes"]);
    let removes = adds.replace(",Sales", ",Sales,remove").replace(",Support", ",Support,remove");
    scene.write("tuesday.csv", &removes.replace("division\n", "division,action\n"));
    let said = scene.expect(0, &["assign", "tuesday.csv"]);
    assert!(said.contains("tuesday.csv: 0 assigned, 2 withdrawn"), "{said}");
    assert!(said.contains("because monday.csv no longer assigns it"), "{said}");
    scene.expect(0, &["apply", "--yes"]);
    assert_eq!(scene.roles("ana"), ["role:Agent@Support"]);
    let again = scene.expect(0, &["assign", "tuesday.csv"]);
    assert!(again.contains("note: 2 rows take back what no list assigns"), "{again}");
}

#[test]
fn a_list_is_withdrawn_whole() {
    let scene = Scene::new();
    scene.write("leads.csv", "person,role\nana@example.com,Lead\nben@example.com,Lead\n");
    scene.expect(0, &["assign", "leads.csv", "--yes"]);
    let said = scene.expect(0, &["assign", "--withdraw", "leads.csv"]);
    assert!(said.contains("2 assignments of leads.csv are withdrawn"), "{said}");
    scene.expect(0, &["apply", "--yes"]);
    assert_eq!((scene.roles("ana"), scene.assigned()), (vec!["role:Agent@Support".to_owned()], 0));
    let said = scene.expect(4, &["assign", "--withdraw", "leads.csv"]);
    assert!(said.contains("nothing is assigned by a list called `leads.csv`"), "{said}");
}

#[test]
fn a_role_that_somebody_else_gave_is_not_taken_away_with_the_list() {
    let scene = Scene::new();
    let by_hand = "person,role\ncem@example.com,Lead\n";
    scene.write("first.csv", by_hand);
    scene.expect(0, &["assign", "first.csv", "--yes"]);
    // Another store knows nothing of it: for it the role was given by other hands.
    let text = std::fs::read_to_string(scene.path("muster.toml")).unwrap();
    std::fs::write(scene.path("muster.toml"), text.replace("muster.db", "other.db")).unwrap();
    scene.expect(0, &["apply", "--yes"]);
    scene.expect(0, &["assign", "first.csv", "--yes"]);
    scene.expect(0, &["assign", "--withdraw", "first.csv"]);
    scene.expect(0, &["apply", "--yes"]);
    assert_eq!(scene.roles("cem"), ["role:Lead@Home"]);
}
