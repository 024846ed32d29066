//! Hooks, who may push, and shapes.

use crate::config::{Config, Hook, HooksSettings, SourceKind};
use crate::folder::{Folder, SOURCE, TENANT, load, refused_after, told};
use crate::good::{EVERYTHING, MAPPINGS};
use muster_connectors::hr::EndMeaning;
use muster_core::worker::{Employment, Fact};
use std::time::Duration;

const HOOKS: &str = "[hooks]\n";

fn hr(further: &str) -> String {
    format!("{HOOKS}[[source]]\nname = 'hr'\nkind = 'hr'\ntime_zone = 'UTC'\n{further}\n")
}

fn hook(config: &Config) -> Hook {
    let found = config.sources.iter().find_map(|source| match &source.kind {
        SourceKind::Hr(hr) => hr.hook.clone(),
        _ => None,
    });
    found.expect("a hook")
}

fn own(shape: &str) -> Result<Config, String> {
    let folder = Folder::new();
    folder.write("own.toml", shape);
    folder.write(
        "muster.toml",
        format!("{}{TENANT}{SOURCE}", hr("shape = 'own.toml'\nsecrets = { env = 'S' }")),
    );
    folder.load().map_err(|errors| told(&errors))
}

#[test]
fn hooks_and_who_may_push_are_read() {
    let folder = Folder::new();
    folder.write("muster.toml", EVERYTHING);
    folder.write("mappings.csv", MAPPINGS);
    let config = folder.load().unwrap_or_else(|errors| panic!("{errors}"));
    let HooksSettings { listen, tls, body_max, keep_bodies } = config.hooks.clone().unwrap();
    assert_eq!((listen.to_string().as_str(), body_max), ("0.0.0.0:9443", 64 * 1024));
    assert_eq!(keep_bodies, Duration::from_secs(7 * 86_400));
    let tls = tls.unwrap();
    assert_eq!((tls.certificate, tls.key), (folder.path("hooks.pem"), folder.path("hooks-key.pem")));
    assert_eq!(tls.client_authorities, Some(folder.path("clients.pem")));
    let hook = hook(&config);
    assert_eq!((hook.secrets.len(), hook.tokens.len()), (2, 1));
    assert_eq!(hook.client_names, Some(vec!["HR outbound".to_owned(), "hr.example.com".to_owned()]));
    assert_eq!((hook.tolerance, hook.per_second), (Duration::from_secs(60), 1000));
    assert_eq!(hook.shape.status["on leave"], Employment::OnLeave);
}

#[test]
fn without_the_section_nobody_listens_and_its_defaults_are_for_this_machine() {
    assert_eq!(load(&format!("{TENANT}{SOURCE}")).hooks, None);
    let hooks = load(&format!("{HOOKS}{TENANT}{SOURCE}")).hooks.unwrap();
    assert_eq!(
        (hooks.listen.to_string().as_str(), hooks.tls, hooks.body_max),
        ("127.0.0.1:8443", None, 256 * 1024)
    );
    for listen in ["'[::1]:9000'", "'127.0.0.2:1'"] {
        load(&format!("{HOOKS}listen = {listen}\n{TENANT}{SOURCE}"));
    }
}

#[test]
fn a_hook_that_anybody_can_use_is_none() {
    let told = refused_after(&hr("shape = 'generic'"));
    assert!(
        told.contains(
            "[[source]] of kind \"hr\" needs `file`, or `secrets`, `tokens` or `client_certificate`"
        ),
        "{told}"
    );
    let told = refused_after(&hr("shape = 'generic'\nsecrets = []"));
    assert!(told.contains("needs `file`, or `secrets`, `tokens` or `client_certificate`"), "{told}");
    let told = refused_after(&hr("shape = 'generic'\nclient_certificate = false"));
    assert!(told.contains("`client_certificate` is true, or the names"), "{told}");
}

#[test]
fn what_others_can_reach_needs_tls() {
    let told = refused_after("[hooks]\nlisten = '0.0.0.0:8443'");
    assert!(
        told.contains("`listen` is 0.0.0.0:8443, which others can reach: that needs `tls_certificate_file`"),
        "{told}"
    );
    let told = refused_after("[hooks]\ntls_certificate_file = 'a.pem'");
    assert!(told.contains("`tls_certificate_file` needs `tls_key_file` beside it"), "{told}");
    let told = refused_after("[hooks]\nclient_ca_file = 'a.pem'");
    assert!(told.contains("`client_ca_file` needs `tls_certificate_file` beside it"), "{told}");
    let told = refused_after("[hooks]\nlisten = 'localhost'");
    assert!(told.contains("`listen` must be an address and a port"), "{told}");
    let told = refused_after(&hr("shape = 'generic'\nclient_certificate = true"));
    assert!(told.contains("`client_certificate` needs `client_ca_file` in [hooks]"), "{told}");
}

#[test]
fn pushes_need_the_section_and_a_shape() {
    let told = refused_after(
        "[[source]]\nname = 'hr'\nkind = 'hr'\ntime_zone = 'UTC'\nshape = 'generic'\nsecrets = { env = 'S' }\n",
    );
    assert!(told.contains("what is pushed needs a section [hooks]"), "{told}");
    let told = refused_after(&hr("secrets = { env = 'S' }"));
    assert!(told.contains("[[source]] needs `shape`"), "{told}");
    let told = refused_after(&hr("shape = 'wokday'\nsecrets = { env = 'S' }"));
    assert!(told.contains("there is no preset `wokday`; did you mean `workday`?"), "{told}");
    let told = refused_after(&hr("shape = 'no.toml'\nsecrets = { env = 'S' }"));
    assert!(told.contains("the shape `no.toml` cannot be used: there is no file"), "{told}");
}

#[test]
fn secrets_in_clear_are_refused_and_not_repeated() {
    for clear in [
        "secrets = 'whsec_hunter2'",
        "secrets = ['whsec_hunter2']",
        "tokens = [{ env = 'T' }, 'whsec_hunter2']",
    ] {
        let told = refused_after(&hr(&format!("shape = 'generic'\n{clear}")));
        assert!(told.contains("must not stand here in clear"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
    let told = refused_after(&hr("shape = 'generic'\nsecrets = [{ env = 'A', file = 'b' }]"));
    assert!(told.contains("`secrets` needs exactly one of `env`, `file` and `command`"), "{told}");
}

#[test]
fn a_shape_of_ones_own_is_read() {
    let config =
        own("list = '/workers'\nworker = '/id'\nsince = ['/from', '#/from']\nend_is = 'first_day_off'\n\
        date_format = '%m/%d/%Y'\nnothing = 'none'\n[type]\nat = '/kind'\nothers = 'ignore'\n\
        [type.known]\nleft = { status = 'ended' }\npaid = 'ignored'\n\
        [fact]\nname = { join = ['/first', '/last'] }\n\
        mail = { list = '/mails', where = { '/primary' = true }, take = '/value' }\n\
        [attribute]\nSite = '/site'\n[status]\nGone = 'ended'\n")
        .unwrap_or_else(|told| panic!("{told}"));
    let shape = hook(&config).shape;
    assert_eq!((shape.end, shape.status["gone"]), (EndMeaning::FirstDayOff, Employment::Ended));
    assert!(shape.facts.contains_key(&Fact::Attribute("site".into())));
    let body = r##"{"from":"03/01/2026","workers":[{"id":1,"kind":"left","first":"Ada","last":"Osei",
        "mails":[{"primary":true,"value":"a@x.org"}],"site":"none"},{"kind":"paid"},{"kind":"other"}]}"##;
    let reading = shape.read(body.as_bytes()).unwrap();
    assert_eq!((reading.statements.len(), reading.ignored), (1, 2));
    let facts = &reading.statements[0].facts;
    assert_eq!(facts[&Fact::Name].as_deref(), Some("Ada Osei"));
    assert_eq!(facts[&Fact::Mail].as_deref(), Some("a@x.org"));
    assert_eq!(facts[&Fact::Status].as_deref(), Some("ended"));
    assert_eq!(facts[&Fact::Attribute("site".into())], None);
    assert_eq!(reading.statements[0].since.unwrap().to_string(), "2026-03-01");
}

#[test]
fn attributes_of_a_shape_can_be_used_by_rules() {
    let rule = "[[rule]]\nname = 'r'\nattribute = { location = 'Manila' }\ngrant = 'queue:Billing'\n";
    load(&format!("{}{TENANT}{SOURCE}{rule}", hr("shape = 'generic'\nsecrets = { env = 'S' }")));
}

#[test]
fn every_slip_in_a_shape_is_told_with_its_place() {
    for (shape, sentence) in [
        ("since = '/x'", "the file needs `worker`, such as `worker = \"/worker/id\"`"),
        ("worker = 'id'", "own.toml:1:10: `worker`: `id` is no JSON pointer"),
        ("worker = 7", "own.toml:1:10: `worker` must be a pointer such as \"/worker/mail\""),
        ("worker = []", "own.toml:1:10: `worker` is an empty list"),
        ("worker = { joyn = ['/a'] }", "`joyn` is not a key of `worker`"),
        ("worker = { join = '/a' }", "`join` of `worker` must be a list of pointers"),
        ("worker = { list = '/a' }", "`worker` must be written as"),
        ("worker = { list = '/a', where = 'x', take = '/b' }", "`where` of `worker` must be a table"),
        (
            "worker = '/id'\nsinc = '/x'",
            "own.toml:2:1: `sinc` is not a key of the file; did you mean `since`?",
        ),
        (
            "worker = '/id'\nend_is = 'last'",
            "own.toml:2:10: `last` is not allowed for `end_is`; did you mean `last_day`?",
        ),
        ("worker = '/id'\ndate_format = '%Y'", "own.toml:2:15: `%Y` is no format of dates"),
        (
            "worker = '/id'\n[fact]\nmial = '/m'",
            "own.toml:3:1: `mial` is not a key of [fact]; did you mean `mail`?",
        ),
        ("worker = '/id'\n[status]\ngone = 'fired'", "`fired` is not allowed for `gone`"),
        ("worker = '/id'\n[type]\nothers = 'count'", "[type] needs `at`, such as `at = \"/type\"`"),
        (
            "worker = '/id'\n[type]\nat = '/t'\n[type.known]\nx = 'ignore'",
            "`ignore` is not allowed for `x`; did you mean `ignored`?",
        ),
        (
            "worker = '/id'\n[type]\nat = '/t'\n[type.known]\nx = { status = 'gone' }",
            "`gone` is not allowed for `status`",
        ),
        ("worker = ", "own.toml:1:10: "),
    ] {
        let told = own(shape).map(|_| ()).unwrap_err();
        assert!(told.contains(sentence), "{shape}\n{told}");
    }
}
