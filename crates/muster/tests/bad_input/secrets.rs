//! Secrets that cannot be had.

use crate::scene::Scene;

/// The commands that need the client's secret.
const COMMANDS: [&[&str]; 4] = [&["plan"], &["apply", "--yes"], &["doctor"], &["explain", "ana"]];

fn refused(reference: &str, sentence: &str) {
    let scene = Scene::new();
    scene.replace("muster.toml", "{ file = \"secret\" }", reference);
    let place = scene.place("muster.toml", reference);
    for command in COMMANDS {
        let mut run = scene.command(command);
        run.env("MUSTER_TEST_EMPTY", "");
        let before = scene.world();
        let said = crate::scene::refusal(4, command, &run.output().unwrap());
        scene.must_be(&before, command);
        assert!(said.contains(&place) && said.contains(sentence), "expected {sentence}\n{said}");
    }
}

#[test]
fn a_variable_that_is_not_set() {
    refused("{ env = \"MUSTER_NO_SUCH\" }", "from environment variable MUSTER_NO_SUCH: it is not set");
}

#[test]
fn a_variable_that_is_empty() {
    refused("{ env = \"MUSTER_TEST_EMPTY\" }", "from environment variable MUSTER_TEST_EMPTY: it is empty");
}

#[test]
fn a_file_that_is_missing() {
    refused("{ file = \"nowhere\" }", "nowhere: it cannot be read (No such file or directory");
}

/// A folder cannot be read as a file by anybody, not even by root.
#[test]
fn a_file_that_cannot_be_read() {
    refused("{ file = \".\" }", "it cannot be read (Is a directory");
}

#[test]
fn a_command_that_fails() {
    let reference = "{ command = [\"sh\", \"-c\", \"echo hunter2; echo hunter2 >&2; exit 3\"] }";
    refused(reference, "from command sh: it failed with exit status: 3");
}

#[test]
fn a_command_that_is_not_there() {
    refused(
        "{ command = [\"/no/such/program\", \"hunter2\"] }",
        "from command /no/such/program: it cannot be started (",
    );
}
