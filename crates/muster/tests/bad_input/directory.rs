//! A directory that is missing, cut, empty, or out of reach.

use crate::scene::{Scene, texts};
use crate::servers::{nobody, refusing_directory};

const FILE: &str = "kind = \"ldif\"\nfile = \"directory.ldif\"";

#[test]
fn a_directory_file_that_is_missing() {
    let scene = Scene::new();
    std::fs::remove_file(scene.path("directory.ldif")).unwrap();
    for command in [&["validate"][..], &["plan"], &["explain", "ana"]] {
        let said = scene.refuses(4, command);
        assert!(
            said.contains("error: directory.ldif could not be read\n  because: No such file or directory"),
            "{said}"
        );
    }
    let before = scene.world();
    let said = scene.expect(4, &["doctor"]);
    assert!(said.contains("directory.ldif could not be read: No such file or directory"), "{said}");
    scene.must_be(&before, &["doctor"]);
    let said = scene.refuses_leading(4, &["apply", "--yes"]);
    assert!(said.starts_with("error: directory.ldif could not be read\n"), "{said}");
}

/// Cut at every line: it is refused with its line, or the cut left whole entries. It never takes anything away.
#[test]
fn a_directory_file_that_is_cut_in_the_middle() {
    let scene = Scene::settled();
    let whole = scene.file("directory.ldif");
    let mut refused = 0;
    let cuts: Vec<usize> =
        [9, 25, 50, 75, 90, 97].iter().map(|percent| whole.len() * percent / 100).collect();
    for cut in cuts {
        std::fs::write(scene.path("directory.ldif"), &whole[..cut]).unwrap();
        let output = scene.muster(&["plan"]);
        let (out, err) = texts(&output);
        if output.status.code() == Some(4) {
            let line = whole[..cut].matches('\n').count() + 1;
            let said = scene.refuses(4, &["plan"]);
            let first = said.lines().next().unwrap();
            let told: usize = first
                .strip_prefix("error: directory.ldif:")
                .unwrap()
                .split(':')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            assert!((1..=line).contains(&told), "cut in line {line}: {said}");
            scene.refuses_leading(4, &["apply", "--yes"]);
            refused += 1;
        } else {
            assert_eq!(output.status.code(), Some(5), "cut at {cut}\n{out}\n{err}");
        }
    }
    assert!(refused > 0);
}

/// The site allows the source to shrink to nothing: the guardrail of the default limits is meant here.
fn with_default_limits(scene: &Scene) {
    scene.replace("muster.toml", "shrink_percent = 100\n", "");
}

#[test]
fn a_directory_file_that_became_empty_removes_nothing() {
    for (allowed, text) in [(false, ""), (false, "version: 1\n"), (true, "version: 1\n")] {
        let scene = Scene::settled();
        if !allowed {
            with_default_limits(&scene);
        }
        std::fs::write(scene.path("directory.ldif"), text).unwrap();
        // Rules name groups that are gone with the file, which alone would be refused: keep a rule for everybody.
        let configuration = scene.file("muster.toml");
        let head = configuration.split("[[rule]]").next().unwrap();
        let rule = "[[rule]]\nname = \"all\"\neveryone = true\ngrant = [\"role:Agent@Support\"]\n";
        std::fs::write(scene.path("muster.toml"), format!("{head}{rule}")).unwrap();
        let tenant = scene.world();
        let output = scene.muster(&["apply", "--yes"]);
        let (out, err) = texts(&output);
        println!("{out}{err}");
        assert_eq!(output.status.code(), Some(5), "{out}\n{err}");
        assert!(out.contains("source-shrink") || out.contains("coverage"), "{out}");
        let mut now = scene.world();
        now.files.clone_from(&tenant.files);
        assert!(now == tenant, "nothing was removed");
        scene.expect(5, &["plan"]);
    }
}

/// The rules' groups are gone with everything else: that is no mistake in the rules. Their pins say what they are, and
/// without pins there is no plan.
#[test]
fn a_directory_file_that_lost_the_groups_of_the_rules_is_no_mistake_of_the_rules() {
    let scene = Scene::settled();
    std::fs::write(scene.path("directory.ldif"), "version: 1\n").unwrap();
    let said = scene.expect(5, &["plan"]);
    assert!(said.contains("Nothing to change") && said.contains("coverage"), "{said}");
    std::fs::remove_file(scene.path("muster.lock")).unwrap();
    for said in [scene.refuses(5, &["plan"]), scene.refuses_leading(5, &["apply", "--yes"])] {
        assert!(said.starts_with("error: ad was not read completely: "), "{said}");
    }
}

/// Sends the source to an LDAP server instead.
fn to_server(scene: &Scene, address: &str) {
    let source = format!(
        "kind = \"ldap\"\nurl = \"ldap://{address}\"\nsecurity = \"plain\"\nbind = \"svc@example.com\"\n\
         password = {{ command = [\"echo\", \"hunter2\"] }}\nbase = \"DC=example,DC=com\"\ntimeout_seconds = 5"
    );
    scene.replace("muster.toml", FILE, &source);
}

#[test]
fn a_directory_server_where_nobody_listens() {
    let scene = Scene::settled();
    let address = nobody();
    to_server(&scene, &address);
    for command in [&["plan"][..], &["explain", "ana"]] {
        let said = scene.refuses(5, command);
        assert!(said.starts_with(&format!("error: could not connect to {address}\n")), "{said}");
        assert!(
            said.contains("next: check the port (636 for ldaps, 389 for starttls) and the firewall"),
            "{said}"
        );
    }
    scene.refuses_leading(5, &["apply", "--yes"]);
    let before = scene.world();
    let said = scene.expect(5, &["doctor"]);
    assert!(said.contains(&format!("could not connect to {address}")), "{said}");
    scene.must_be(&before, &["doctor"]);
}

#[test]
fn a_directory_server_that_refuses_us() {
    let scene = Scene::settled();
    for (data, words) in [("52e", "the name or the password is wrong"), ("533", "the account is disabled")] {
        let text: &'static str = match data {
            "52e" => {
                "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563"
            }
            _ => "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563",
        };
        let server = refusing_directory(text);
        let scene_text = scene.file("muster.toml");
        to_server(&scene, &server.address);
        let said = scene.refuses(4, &["plan"]);
        assert!(said.contains(&format!("refused `svc@example.com`: {words}")), "{said}");
        scene.refuses_leading(4, &["apply", "--yes"]);
        std::fs::write(scene.path("muster.toml"), scene_text).unwrap();
    }
}

/// A second source that cannot be reached: the first goes on, and what the second could say is not concluded.
#[test]
fn one_of_two_directories_where_nobody_listens() {
    let scene = Scene::settled();
    let address = nobody();
    let source = format!(
        "\n[[source]]\nname = \"emea\"\nkind = \"ldap\"\nurl = \"ldap://{address}\"\nsecurity = \"plain\"\n\
         bind = \"svc@example.com\"\npassword = {{ command = [\"echo\", \"hunter2\"] }}\n"
    );
    std::fs::write(scene.path("muster.toml"), scene.file("muster.toml") + &source).unwrap();
    scene.replace("muster.toml", "\"queue:Billing\"", "\"queue:Billing\", \"skill:Network=2\"");
    let output = scene.muster(&["apply", "--yes"]);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(5), "{out}\n{err}");
    assert!(
        err.contains(&format!("warning: emea could not be read: could not connect to {address}")),
        "{err}"
    );
    assert!(out.contains("emea was not read completely: could not connect to"), "{out}");
    let again = texts(&scene.muster(&["plan"])).0;
    assert!(out.contains("Network") && again.contains("Nothing to change"), "the gains were made: {again}");
}
