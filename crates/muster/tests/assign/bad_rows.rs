//! Everything that can be wrong with a list.

use crate::scene::Scene;

/// One row for each thing that can be wrong with one, and two good ones.
const ROWS: &str = "person,role,division,tier,action
ana@example.com,Lead,Sales,cx3,add
ana@example.com,Lead,Sales,,add
nobody@example.com,Lead,,,
ana@example.com,Leed,,,
ana@example.com,Lead,Nowhere,,
ana@example.com,Lead,,cx9,
ana@example.com,Lead,,cx1,
,Lead,,,
ben@example.com,,,,
ben@example.com,Lead,,,give
ben@example.com,Lead,Sales
\"ben@example.com,Lead,,,
ben@example.com,Senior,,,add
ben@example.com,Senior,,,remove
ben@example.com,admin,,,
zed@example.com,Leed,,,
ben@example.com,Evaluator,*,,
";

const TOLD: &str = "bad.csv:3: duplicate: line 2 says the same
bad.csv:4: unknown person: nobody is `nobody@example.com`
bad.csv:5: unknown or ambiguous role: the tenant has no role called `Leed`; did you mean `Lead`?
bad.csv:6: unknown or ambiguous division: the tenant has no division called `Nowhere`
bad.csv:7: unknown licence tier: there is no [licence_tier.cx9] in the configuration
bad.csv:8: not permitted by the licence tier: the tier `cx1` does not permit `Lead`
bad.csv:9: missing cell: `person` is missing
bad.csv:10: missing cell: `role` is missing
bad.csv:11: unknown action: `give` is neither `add` nor `remove`
bad.csv:12: malformed: the row has 3 cells, and the header has 5
bad.csv:13: malformed: a quote has no end in its line
bad.csv:14: contradiction: line 15 says the opposite, so neither counts
bad.csv:15: contradiction: line 14 says the opposite, so neither counts
bad.csv:16: protected role: `admin` is one of guard.protected_roles
bad.csv:17: unknown person: nobody is `zed@example.com`
bad.csv:17: unknown or ambiguous role: the tenant has no role called `Leed`; did you mean `Lead`?
bad.csv: 17 rows, 2 good, 15 bad
          2  malformed
          2  missing cell
          1  unknown action
          2  unknown person
          2  unknown or ambiguous role
          1  unknown or ambiguous division
          1  unknown licence tier
          1  not permitted by the licence tier
          1  protected role
          1  duplicate
          2  contradiction
";

#[test]
fn every_bad_row_is_told_with_its_line_and_the_good_ones_are_taken() {
    let scene = Scene::new();
    scene.write("bad.csv", ROWS);
    let said = scene.out(4, &["assign", "bad.csv", "--check"]);
    assert_eq!(said, TOLD);
    assert_eq!(scene.assigned(), 0, "only looked at");
    let said = scene.out(10, &["assign", "bad.csv"]);
    assert!(said.starts_with(TOLD) && said.contains("role Lead @ Sales"), "{said}");
    assert_eq!(scene.assigned(), 2);
    scene.expect(10, &["assign", "bad.csv", "--yes"]);
    assert_eq!(scene.roles("ben"), ["role:Agent@Support", "role:Evaluator@*"]);
}

#[test]
fn json_has_the_same_a_line_each() {
    let scene = Scene::new();
    scene.write("bad.csv", ROWS);
    let lines = scene.lines(4, &["assign", "bad.csv", "--check", "--json"]);
    let bad = serde_json::json!({"kind": "bad_row", "file": "bad.csv", "line": 3, "reason": "duplicate",
        "sentence": "line 2 says the same"});
    assert_eq!(lines[0], bad);
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["kind"], &summary["rows"], &summary["bad"]),
        (&"summary".into(), &17.into(), &15.into())
    );
    assert_eq!(summary["reasons"]["contradiction"], 2);
    assert_eq!(lines.len(), 17);
}

#[test]
fn two_people_with_one_id_are_nobody_in_particular() {
    let mut scene = Scene::new();
    let mut twin = scene.company.people[2].clone();
    (twin.login, twin.name) = ("cem2".into(), "Cem Two".into());
    scene.company.people.push(twin);
    scene.site.write_directory(&scene.company);
    let text = std::fs::read_to_string(scene.path("directory.ldif")).unwrap();
    scene.write("directory.ldif", &text.replace("cem2@example.com", "cem@example.com"));
    scene.write("twins.csv", "person,role\ncem@example.com,Lead\nana@example.com,Lead\n");
    let said = scene.out(4, &["assign", "twins.csv", "--check"]);
    assert!(said.starts_with("twins.csv:2: ambiguous person: 2 people are `cem@example.com`: ad/"), "{said}");
}

#[test]
fn an_ambiguous_role_is_refused_and_its_id_is_not() {
    let scene = Scene::new();
    let id = {
        let mut tenant = scene.handle.tenant();
        tenant.edit(|state| {
            let evaluator = state.roles.values_mut().find(|role| role.name == "Evaluator").unwrap();
            evaluator.name = "Senior".into();
            let senior = state.roles.iter().find(|(_, role)| role.name == "Senior").unwrap();
            senior.0.to_string()
        })
    };
    scene.write("leads.csv", &format!("person,role\nana@example.com,Senior\nben@example.com,{id}\n"));
    let said = scene.out(4, &["assign", "leads.csv", "--check"]);
    assert!(
        said.starts_with("leads.csv:2: unknown or ambiguous role: 2 roles are called `Senior`"),
        "{said}"
    );
    assert!(said.contains("2 rows, 1 good, 1 bad"), "{said}");
}

#[test]
fn a_file_that_is_no_list_is_refused_before_anything_is_asked() {
    let scene = Scene::new();
    let calls = || scene.handle.tenant().calls().total();
    let before = calls();
    let refused = |name: &str, text: &str, why: &str| {
        scene.write(name, text);
        let said = scene.expect(4, &["assign", name]);
        assert!(said.contains(why) && said.contains("next: "), "{said}");
    };
    refused("a.csv", "", "it is empty");
    refused("b.csv", "person;role\n", "`person;role` is no column of a list");
    refused("c.csv", "person,division\n", "the column `role` is missing");
    refused("d.txt", "person,role\n", "does not say how it is written");
    assert!(scene.expect(4, &["assign", "none.csv"]).contains("No such file"));
    assert_eq!(calls(), before);
    refused("e.csv", "person,role\nx,y\n", "the list has no row that could be used; nothing was written");
    assert_eq!(scene.assigned(), 0);
}

#[test]
fn a_tier_with_an_unknown_role_is_told_with_its_place() {
    let scene = Scene::with("[licence_tier.cx2]\nroles = [\"Agent\", \"Leed\"]\n");
    scene.write("leads.csv", "person,role\nana@example.com,Lead\n");
    let said = scene.expect(4, &["assign", "leads.csv"]);
    assert!(said.contains(":19: the tenant has no role called `Leed`; did you mean `Lead`?"), "{said}");
    assert_eq!(scene.assigned(), 0);
}
