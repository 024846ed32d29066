//! What people ask of commands by mistake.

use crate::scene::{Scene, texts};
use std::process::Stdio;

#[test]
fn explain_of_nobody_and_of_somebody_ambiguous() {
    let scene = Scene::settled();
    let said = scene.refuses(4, &["explain", "zoe"]);
    assert!(said.starts_with("error: nobody is called `zoe`"), "{said}");
    let said = scene.refuses(4, &["explain", "a"]);
    assert!(said.contains("5 people could be `a`: Ana Ito ("), "{said}");
    assert!(scene.refuses(4, &["explain", ""]).contains("error: "));
    assert!(scene.expect(0, &["explain", "ana@example.com"]).contains("Ana Ito"));
}

#[test]
fn approve_of_what_does_not_exist_or_cannot_be_accepted() {
    let scene = Scene::settled();
    let approve = |finding: &'static str| {
        scene.refuses(4, &["approve", finding, "--reason", "planned", "--approver", "kim"])
    };
    assert!(approve("removal-bugdet:role:2").contains("there is no guardrail `removal-bugdet`"));
    assert!(approve("coverage:ad").contains("findings of `coverage` cannot be accepted"));
    assert!(
        approve("removal-budget").contains("`removal-budget` names a guardrail, but none of its findings")
    );
    let said = scene.refuses(4, &["approve", "removal-budget:role:2", "--reason", " ", "--approver", "kim"]);
    assert!(said.starts_with("error: the reason is empty"), "{said}");
    let mut nobody = scene.command(&["approve", "removal-budget:role:2", "--reason", "planned"]);
    let output = nobody.env_remove("USER").env_remove("LOGNAME").env_remove("USERNAME").output().unwrap();
    assert!(crate::scene::refusal(4, &["approve"], &output).contains("nobody is named who says so"));
    let output = scene.muster(&["approve", "removal-budget:role:2", "--reason", "x", "--hours", "9999"]);
    assert_eq!(output.status.code(), Some(4));
    let output = scene.muster(&["approve", "removal-budget:role:2"]);
    assert_eq!(output.status.code(), Some(4), "a reason is asked for");
    assert!(scene.store().approvals().unwrap().is_empty());
}

#[test]
fn report_and_audit_of_runs_that_do_not_exist() {
    let scene = Scene::settled();
    let id = "00000000-0000-7000-8000-000000000000";
    assert!(scene.refuses(4, &["report", id]).starts_with(&format!("error: there is no run {id}\n")));
    let said = scene.expect(0, &["audit", "--run", id]);
    assert_eq!(said, "");
    assert!(Scene::new().refuses(4, &["report"]).starts_with("error: no run has been finished yet\n"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let scene = Scene::settled();
    std::fs::remove_file(scene.path("muster.db")).unwrap();
    let mut commands: Vec<Vec<&str>> =
        vec![vec!["plan"], vec!["plan", "--json"], vec!["explain", "ana"], vec!["doctor"]];
    commands.extend([
        vec!["audit"],
        vec!["links"],
        vec!["report", "--list"],
        vec!["validate"],
        vec!["--help"],
        vec!["help", "apply"],
    ]);
    for arguments in commands {
        let mut child =
            scene.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let (_, err) = texts(&output);
        assert_eq!(output.status.code(), Some(0), "muster {arguments:?}\n{err}");
    }
}

/// `muster plan 2>&1 | head -1`: neither of the two outputs has a reader any more.
#[test]
fn readers_of_both_outputs_that_go_away_are_no_error() {
    for arguments in
        [&["plan"][..], &["plan", "-o", "plan.json"], &["apply", "--yes"], &["validate"], &["bogus"]]
    {
        let scene = Scene::new();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut child =
            scene.command(arguments).stdout(writer.try_clone().unwrap()).stderr(writer).spawn().unwrap();
        let expected = if arguments == ["bogus"] { 4 } else { 0 };
        assert_eq!(child.wait().unwrap().code(), Some(expected), "muster {arguments:?}");
    }
}

#[test]
fn nothing_is_applied_without_a_yes_where_nobody_can_be_asked() {
    let scene = Scene::new();
    let said = scene.refuses_leading(4, &["apply"]);
    assert!(said.contains("changes were not confirmed; nothing was done"), "{said}");
    assert!(said.contains("or add `--yes`"), "{said}");
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_the_run_is_done() {
    let scene = Scene::new();
    std::fs::write(scene.path("reports"), "a file stands where the folder should be").unwrap();
    let output = scene.muster(&["apply", "--yes"]);
    let said = crate::scene::refusal(4, &["apply", "--yes"], &output);
    assert!(said.contains("the run is done, but its report could not be written to reports"), "{said}");
    std::fs::remove_file(scene.path("reports")).unwrap();
    scene.expect(0, &["plan", "--detailed-exitcode"]);
    scene.expect(0, &["audit", "--verify"]);
    scene.expect(0, &["report", "--write"]);
    assert!(scene.path("reports").is_dir());
}
