//! `[[source]]`.

use crate::folder::{SOURCE, TENANT, refused};

fn refused_source(text: &str) -> String {
    refused(format!("{text}\n{TENANT}"))
}

#[test]
fn keys_of_a_directory_do_not_belong_to_a_file() {
    let expected = "\
muster.toml:5:1: `url` belongs to a source of kind \"ldap\", but this one is \"ldif\"
  5 | url …
    | ^^^
muster.toml:6:1: `password` belongs to a source of kind \"ldap\", but this one is \"ldif\"
  6 | password …
    | ^^^^^^^^
";
    assert_eq!(refused_source(&format!("{SOURCE}url = 'ldaps://dc1'\npassword = {{ env = 'P' }}")), expected);
}

#[test]
fn a_table_has_no_distinguished_names() {
    let expected = "\
muster.toml:5:1: `base` belongs to a source of kind \"ldap\" or \"ldif\", but this one is \"csv\"
  5 | base …
    | ^^^^
";
    assert_eq!(
        refused_source("[[source]]\nname = 'hr'\nkind = 'csv'\nfile = 'p.csv'\nbase = 'DC=x'"),
        expected
    );
}

#[test]
fn the_kind_is_one_of_three() {
    let expected = "\
muster.toml:3:8: `ldapp` is not allowed for `kind`; did you mean `ldap`?
  3 | kind = 'ldapp'
    |        ^^^^^^^
";
    assert_eq!(refused_source("[[source]]\nname = 'a'\nkind = 'ldapp'"), expected);
    let expected = "\
muster.toml:1:1: [[source]] needs `name`, such as `name = \"corp-ad\"`
  1 | [[source]]
    | ^^^^^^^^^^
muster.toml:1:1: [[source]] needs `kind`, such as `kind = \"ldap\"`
  1 | [[source]]
    | ^^^^^^^^^^
";
    assert_eq!(refused_source("[[source]]"), expected);
}

#[test]
fn a_directory_needs_an_address_and_an_account() {
    let expected = "\
muster.toml:1:1: [[source]] needs `url`, such as `url = \"ldaps://dc1.corp.example.com\"`
  1 | [[source]]
    | ^^^^^^^^^^
muster.toml:1:1: [[source]] needs an account to read with: `bind` and `password`, or `kerberos`
  1 | [[source]]
    | ^^^^^^^^^^
";
    assert_eq!(refused_source("[[source]]\nname = 'a'\nkind = 'ldap'"), expected);
}

#[test]
fn the_servers_are_listed_or_named_by_dns() {
    let refused = |more: &str| {
        let account = "bind = 'x'\npassword = { env = 'P' }";
        refused_source(&format!("[[source]]\nname = 'a'\nkind = 'ldap'\n{more}\n{account}"))
    };
    for (more, expected) in [
        (
            "domain = 'corp.example.com'\nurl = 'ldaps://dc1'",
            "muster.toml:4:1: `url` lists servers and `domain` asks DNS for them: keep one of the two\n",
        ),
        (
            "url = 'ldaps://dc1'\ndns = '10.0.0.53'",
            "muster.toml:5:1: `dns` says which name server is asked for the servers of a `domain`, but none is named\n",
        ),
        (
            "domain = 'ldaps://corp.example.com'",
            "muster.toml:4:10: `domain` must be the DNS name of the domain, such as corp.example.com\n",
        ),
        (
            "domain = 'corp.example.com'\ndns = 'ns1'",
            "muster.toml:5:7: `dns` must be an address such as 10.0.0.53 or 10.0.0.53:5353\n",
        ),
    ] {
        let said = refused(more);
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn address_and_security_must_agree() {
    let expected = "\
muster.toml:4:7: `url` says ldap, which is not protected: write ldaps, or `security = \"starttls\"`
  4 | url = 'ldap://dc1'
    |       ^^^^^^^^^^^^
";
    let text =
        "[[source]]\nname = 'a'\nkind = 'ldap'\nurl = 'ldap://dc1'\nbind = 'x'\npassword = { env = 'P' }";
    assert_eq!(refused_source(text), expected);
}

#[test]
fn a_filter_is_read_before_the_directory_is_asked() {
    let told = refused_source(&format!("{SOURCE}filter = '(sn=a'"));
    let expected = "muster.toml:5:10: `filter` cannot be read: ";
    assert!(
        told.starts_with(expected) && told.ends_with("\n  5 | filter = '(sn=a'\n    |          ^^^^^^^\n"),
        "{told}"
    );
}

#[test]
fn names_of_sources_are_plain_and_unique() {
    let expected = "\
muster.toml:2:8: the name of a source may hold letters a to z, digits, `-`, `_` and `.` only
  2 | name = 'corp/ad'
    |        ^^^^^^^^^
";
    assert_eq!(refused_source("[[source]]\nname = 'corp/ad'\nkind = 'ldif'\nfile = 'x'"), expected);
    let expected = "\
muster.toml:6:8: there is already a source named `ad`
  6 | name = 'ad'
    |        ^^^^
";
    assert_eq!(refused_source(&format!("{SOURCE}{SOURCE}")), expected);
}

const KERBEROS: &str = "[[source]]\nname = 'a'\nkind = 'ldap'\nurl = 'ldaps://dc1'\n";

/// What is said about a source that signs in with this, but for what a build without Kerberos has to say.
fn refused_kerberos(text: &str) -> String {
    let told = refused_source(&format!("{KERBEROS}{text}"));
    let lines: Vec<&str> = told.lines().collect();
    let kept = lines.chunks(3).filter(|problem| !problem[0].contains("built without Kerberos"));
    kept.map(|problem| problem.join("\n") + "\n").collect()
}

#[test]
fn an_account_signs_in_in_one_way() {
    let expected = "\
muster.toml:5:1: `bind` and `kerberos` are two ways to sign in: keep one of them
  5 | bind …
    | ^^^^
";
    let kerberos = "kerberos = { principal = 'svc@CORP', keytab = 'k' }";
    assert_eq!(refused_kerberos(&format!("bind = 'svc@corp'\n{kerberos}")), expected);
    let expected = "\
muster.toml:5:1: `password` and `kerberos` are two ways to sign in: keep one of them
  5 | password …
    | ^^^^^^^^
";
    assert_eq!(refused_kerberos(&format!("password = {{ env = 'P' }}\n{kerberos}")), expected);
}

#[test]
fn kerberos_needs_a_principal_with_its_realm_and_a_keytab() {
    let told = refused_kerberos("kerberos = { keytabb = 'k' }");
    assert!(
        told.contains("`kerberos` needs `keytab`, such as `keytab = \"/etc/muster/muster.keytab\"`"),
        "{told}"
    );
    assert!(told.contains("`kerberos` needs `principal`, such as"), "{told}");
    assert!(told.contains("`keytabb` is not a key of `kerberos`; did you mean `keytab`?"), "{told}");
    let told = refused_kerberos("kerberos = { principal = 'svc@corp.example.com', keytab = 'k' }");
    let meant = "the realm of `principal` is in capitals: write \"svc@CORP.EXAMPLE.COM\"";
    assert!(told.starts_with(&format!("muster.toml:5:26: {meant}\n")), "{told}");
    let told = refused_kerberos("kerberos = { principal = 'svc', keytab = 'k' }");
    assert!(told.contains("`principal` must be an account with its realm, such as"), "{told}");
    let told = refused_kerberos("kerberos = 'svc@CORP'");
    assert!(told.contains("`kerberos` must be a table of keys, but a text stands here"), "{told}");
}

#[test]
fn kerberos_does_not_go_in_clear() {
    let text = "[[source]]\nname = 'a'\nkind = 'ldap'\nurl = 'ldap://dc1'\nsecurity = 'plain'\n\
                kerberos = { principal = 'svc@CORP', keytab = 'k' }";
    let told = refused_source(text);
    let expected = "muster.toml:6:1: `kerberos` proves who we are but protects nothing of what is read: write `security = \
                    \"ldaps\"` or `\"starttls\"`\n";
    assert!(told.starts_with(expected), "{told}");
}

#[test]
#[cfg(feature = "kerberos")]
fn a_connection_takes_its_ticket_with_the_keytab() {
    use crate::config::SourceKind;
    use crate::folder::Folder;
    use muster_connectors::ldap::Servers;
    let folder = Folder::new();
    let kerberos = "kerberos = { principal = 'svc@CORP', keytab = 'k', krb5_conf = '/etc/other.conf' }";
    folder.write("muster.toml", format!("{KERBEROS}{kerberos}\n{TENANT}"));
    let config = folder.load().unwrap_or_else(|errors| panic!("{errors}"));
    let SourceKind::Ldap(ldap) = &config.sources[0].kind else { panic!("{:?}", config.sources) };
    let Servers::Listed(servers) = ldap.reading_config().unwrap().servers else { panic!("{ldap:?}") };
    let kerberos = servers[0].kerberos.clone().unwrap();
    assert_eq!(servers[0].bind_name, "svc@CORP");
    assert_eq!((kerberos.keytab, kerberos.krb5_conf), (folder.path("k"), Some("/etc/other.conf".into())));
    assert_eq!(kerberos.agent[1], "kerberos-agent");
    assert!(
        config.secrets().iter().all(|secret| secret.key == "client_secret"),
        "a ticket needs no password"
    );
}
