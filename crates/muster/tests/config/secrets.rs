//! Secrets: taken by reference only, and never repeated.

use crate::config::{SecretFault, SecretRef, SecretSetting};
use crate::error::{Exit, Failure};
use crate::folder::{Folder, SOURCE, TENANT, refused};
use secrecy::ExposeSecret;

const LITERAL: &str = "hunter2-s3cret";

fn setting(from: SecretRef) -> SecretSetting {
    SecretSetting { key: "password".into(), at: "muster.toml:9:12".into(), from }
}

fn value(from: SecretRef) -> Result<String, SecretFault> {
    from.resolve().map(|secret| secret.expose_secret().to_owned())
}

fn command(words: &[&str]) -> SecretRef {
    SecretRef::Command { command: words.iter().map(|&word| word.to_owned()).collect(), folder: "/".into() }
}

#[test]
fn a_secret_in_clear_is_refused_with_the_way_to_write_it() {
    let expected = "\
muster.toml:4:17: `client_secret` must not stand here in clear; write `client_secret = { env = \"MUSTER_CLIENT_SECRET\" }`, { file = \"…\" } or { command = […] }
  4 | client_secret = ••••••••••••••••
    |                 ^^^^^^^^^^^^^^^^
";
    let text =
        format!("[tenant]\nregion = 'eu-west-1'\nclient_id = 'c'\nclient_secret = '{LITERAL}'\n{SOURCE}");
    assert_eq!(refused(text), expected);
}

/// Every way to put a secret into the file by mistake that we could think of.
fn slips() -> Vec<String> {
    let after = |line: &str| format!("{TENANT}{line}\n{SOURCE}");
    let instead = |line: &str| format!("[tenant]\nregion = 'eu-west-1'\nclient_id = 'c'\n{line}\n{SOURCE}");
    vec![
        instead(&format!("client_secret = \"{LITERAL}\"")),
        instead(&format!("client_secret = \"{LITERAL}")),
        instead(&format!("client_secret = {LITERAL}")),
        instead(&format!("client_secret = \"\"\"\n{LITERAL}\nabc = {LITERAL}")),
        instead(&format!("client_secret = 'x' {LITERAL}")),
        instead(&format!("client_secret {LITERAL}")),
        instead(&format!("client_secret: {LITERAL}")),
        instead(&format!("client_secret := '{LITERAL}'")),
        instead(&format!("client_secret = [\n  'x'\n  {LITERAL}\n]")),
        instead(&format!("client_secret = ['{LITERAL}']")),
        instead(&format!("client_secret = {{ value = '{LITERAL}' }}")),
        instead(&format!("client_secret = {{ env = 'A', plain = '{LITERAL}', file = 5 }}")),
        instead(&format!("client_secret.text = '{LITERAL}'")),
        instead(&format!("clientsecret = '{LITERAL}'")),
        format!("tenant = {{ region = 5, oauth = '{LITERAL}', foo = 1 }}\n{SOURCE}"),
        after(&format!("passwort = '{LITERAL}'")),
        after(&format!("oauth = '{LITERAL}'")),
        after(&format!("api = 'https://me:{LITERAL}@host'")),
        after(&format!("[store]\npostgres = 'postgres://me:{LITERAL}@host/db'")),
        after(&format!("[store]\nsqlite = ['postgres://me:{LITERAL}@host/db']")),
        after(&format!("[store]\npostgres = 'host=h password={LITERAL}")),
        format!("{TENANT}source = [{{ name = 5, kind = 'ldap', password = '{LITERAL}', url = 7 }}]\n"),
        format!(
            "{TENANT}[[source]]\nname = 'a'\nkind = 'ldap'\nbind = 'x'\nurl = 'ldaps://me:{LITERAL}@dc1'\npassword = {{ env = 'P' }}\n"
        ),
    ]
}

#[test]
fn no_slip_makes_us_repeat_a_secret() {
    for text in slips() {
        let folder = Folder::new();
        folder.write("muster.toml", &text);
        let errors = folder.load().map(|_| ()).expect_err(&text);
        let debug = format!("{errors:?}");
        let shown = format!("{errors}\n{}\n{debug}", Failure::from(errors.clone()).sentences());
        assert!(!shown.contains("hunter2") && !shown.contains("s3cret"), "{text}\n---\n{shown}");
    }
}

#[test]
fn exactly_one_reference_is_written() {
    let text = |secret: &str| {
        format!("[tenant]\nregion = 'eu-west-1'\nclient_id = 'c'\nclient_secret = {secret}\n{SOURCE}")
    };
    let expected = "\
muster.toml:4:17: `client_secret` needs exactly one of `env`, `file` and `command`
  4 | client_secret = { env = 'A', file = 'b' }
    |                 ^^^^^^^^^^^^^^^^^^^^^^^^^
";
    assert_eq!(refused(text("{ env = 'A', file = 'b' }")), expected);
    let expected = "\
muster.toml:4:17: `client_secret` must be a reference such as { env = \"MUSTER_CLIENT_SECRET\" }, but true or false stands here
  4 | client_secret = true
    |                 ^^^^
";
    assert_eq!(refused(text("true")), expected);
    let expected = "\
muster.toml:4:17: `client_secret` needs exactly one of `env`, `file` and `command`
  4 | client_secret = { envi = ••• }
    |                 ^^^^^^^^^^^^^^
muster.toml:4:19: `envi` is not a key of `client_secret`; did you mean `env`?
  4 | client_secret = { envi …
    |                   ^^^^
";
    assert_eq!(refused(text("{ envi = 'A' }")), expected);
}

#[test]
fn a_variable_is_read() {
    assert_eq!(value(SecretRef::Env("CARGO_PKG_VERSION".into())).unwrap(), env!("CARGO_PKG_VERSION"));
    let error = setting(SecretRef::Env("MUSTER_NO_SUCH_VARIABLE".into())).resolve().unwrap_err();
    let expected = "cannot get `password` (muster.toml:9:12) from environment variable MUSTER_NO_SUCH_VARIABLE: it is not set";
    assert_eq!(error.to_string(), expected);
    assert_eq!(Failure::from(error).exit, Exit::Input);
}

#[test]
fn a_file_is_read_without_the_line_break_at_its_end() {
    let folder = Folder::new();
    let file = |text: &str| value(SecretRef::File(folder.write("secret", text)));
    assert_eq!(file(" p w \r\n").unwrap(), " p w ");
    assert!(matches!(file("\n"), Err(SecretFault::Empty)));
    assert!(matches!(file("a\nb\n"), Err(SecretFault::Lines)));
    assert!(matches!(file(&"x".repeat(70_000)), Err(SecretFault::TooLarge)));
    let error = setting(SecretRef::File(folder.path("none"))).resolve().unwrap_err().to_string();
    assert!(error.ends_with("none: it cannot be read (No such file or directory (os error 2))"), "{error}");
}

#[test]
#[cfg(unix)]
fn a_file_that_others_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.write("secret", "x");
    let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    let secret = setting(SecretRef::File(path.clone()));
    mode(0o640);
    let shown = path.display();
    let expected = format!(
        "the file {shown} of `password` (muster.toml:9:12) can be read by others (mode 640); `chmod 600 {shown}` keeps them out"
    );
    assert_eq!(secret.warning(), Some(expected));
    mode(0o600);
    assert_eq!(secret.warning(), None);
    assert_eq!(setting(SecretRef::Env("HOME".into())).warning(), None);
}

#[test]
fn a_command_is_run_without_a_shell() {
    assert_eq!(value(command(&["printf", "%s\\n", "a b;$HOME"])).unwrap(), "a b;$HOME");
    let folder = Folder::new();
    folder.write("s", "beside\n");
    let here = SecretRef::Command { command: vec!["cat".into(), "s".into()], folder: folder.path("") };
    assert_eq!(value(here).unwrap(), "beside");
}

#[test]
fn a_command_that_fails_tells_its_code_and_never_its_output() {
    let script = format!("echo {LITERAL}; echo {LITERAL} >&2; exit 3");
    let error = setting(command(&["sh", "-c", &script])).resolve().unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot get `password` (muster.toml:9:12) from command sh: it failed with exit status: 3"
    );
    assert!(!format!("{error:?}").contains(LITERAL));
    let error = setting(command(&["/no/such/program"])).resolve().unwrap_err().to_string();
    assert!(error.contains("command /no/such/program: it cannot be started ("), "{error}");
    assert!(matches!(value(command(&["true"])), Err(SecretFault::Empty)));
}

#[test]
fn a_secret_does_not_show_in_debug_output() {
    let secret = command(&["echo", LITERAL]).resolve().unwrap();
    assert!(!format!("{secret:?}").contains(LITERAL));
}

#[test]
#[cfg(unix)]
fn a_program_beside_the_configuration_is_found_wherever_we_are_started() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let program = folder.write("secret.sh", "#!/bin/sh\ncat \"$1\"\n");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    folder.write("s", "found\n");
    let command = "client_secret = { command = ['./secret.sh', 's'] }";
    let text = format!("[tenant]\nregion = 'eu-west-1'\nclient_id = 'c'\n{command}\n{SOURCE}");
    let absolute = folder.write("muster.toml", text);
    let here = std::env::current_dir().unwrap();
    let up: std::path::PathBuf = here.components().skip(1).map(|_| "..").collect();
    let relative = up.join(absolute.strip_prefix("/").unwrap());
    for path in [absolute, relative] {
        let config = crate::config::Config::load(&path).unwrap();
        assert_eq!(config.tenant.client_secret.resolve().unwrap().expose_secret(), "found");
    }
}
