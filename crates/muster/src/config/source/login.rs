//! Who an LDAP source is read as: an account with its password, or with its keytab.

use super::reach::Reach;
use crate::config::document::Span;
use crate::config::secret::{self, SecretSetting};
use crate::config::section::Section;
use muster_connectors::ldap::Kerberos;
use std::ffi::OsString;
use std::path::PathBuf;

/// The command of ours that speaks Kerberos for one bind; see `cli::kerberos`.
const AGENT: &str = "kerberos-agent";

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// A name and a password.
    Password {
        /// UPN, `DOMAIN\name` or distinguished name.
        bind: String,
        /// Its password.
        password: SecretSetting,
    },
    /// A Kerberos ticket.
    Kerberos {
        /// The account, as `name@REALM`.
        principal: String,
        /// The file with its keys.
        keytab: PathBuf,
        /// The Kerberos library's configuration, if not the machine's.
        krb5_conf: Option<PathBuf>,
    },
}

impl Login {
    /// The account.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Password { bind, .. } => bind,
            Self::Kerberos { principal, .. } => principal,
        }
    }

    /// The password, if that is what proves who we are.
    pub(crate) fn password(&self) -> Option<&SecretSetting> {
        match self {
            Self::Password { password, .. } => Some(password),
            Self::Kerberos { .. } => None,
        }
    }

    /// What a connection needs to get a ticket.
    pub(crate) fn kerberos(&self) -> Option<Kerberos> {
        match self {
            Self::Password { .. } => None,
            Self::Kerberos { keytab, krb5_conf, .. } => {
                Some(Kerberos { keytab: keytab.clone(), krb5_conf: krb5_conf.clone(), agent: agent() })
            }
        }
    }
}

/// This program as it runs now: what stands at its path may be a newer one.
fn agent() -> Vec<OsString> {
    let running = PathBuf::from("/proc/self/exe");
    let program = if running.exists() { running } else { std::env::current_exe().unwrap_or_default() };
    vec![program.into(), AGENT.into()]
}

pub(super) fn read(section: &Section<'_>, reach: Option<&Reach>) -> Option<Login> {
    let kerberos = kerberos(section);
    let password = ["bind", "password"].into_iter().find(|key| section.has(key));
    match (section.has("kerberos"), password) {
        (false, None) => {
            let sentence = "[[source]] needs an account to read with: `bind` and `password`, or `kerberos`";
            section.document.problem_key(&section.span, sentence);
            None
        }
        (false, Some(_)) => name_and_password(section),
        (true, Some(key)) => {
            let sentence = format!("`{key}` and `kerberos` are two ways to sign in: keep one of them");
            section.document.problem_key(&section.key_span(key), sentence);
            None
        }
        (true, None) => {
            refuse_where_it_cannot_work(section, &section.key_span("kerberos"), reach);
            kerberos
        }
    }
}

fn name_and_password(section: &Section<'_>) -> Option<Login> {
    let bind = section.required_text("bind", "\"svc-muster@corp.example.com\"");
    let password = secret::read(section, "password", "MUSTER_AD_PASSWORD");
    if !section.has("password") {
        section.missing("password", "{ env = \"MUSTER_AD_PASSWORD\" }");
    }
    Some(Login::Password { bind: bind?.text, password: password? })
}

fn kerberos(section: &Section<'_>) -> Option<Login> {
    section.value("kerberos")?;
    let table = section.section_titled("kerberos", "`kerberos`");
    if !table.is_written() {
        return None;
    }
    let principal = principal(&table);
    if !table.has("keytab") {
        let sentence = "`kerberos` needs `keytab`, such as `keytab = \"/etc/muster/muster.keytab\"`";
        section.document.problem_key(&section.key_span("kerberos"), sentence);
    }
    let (keytab, krb5_conf) = (table.path("keytab"), table.path("krb5_conf"));
    table.finish();
    Some(Login::Kerberos { principal: principal?, keytab: keytab?, krb5_conf })
}

/// The realm counts in its case, and that of Active Directory is in capitals.
fn principal(table: &Section<'_>) -> Option<String> {
    const EXAMPLE: &str = "\"svc-muster@CORP.EXAMPLE.COM\"";
    let principal = table.required_text("principal", EXAMPLE)?.text;
    let span = table.value("principal")?.span();
    match principal.rsplit_once('@') {
        Some((name, realm)) if !name.is_empty() && !realm.is_empty() && realm == realm.to_uppercase() => {
            Some(principal)
        }
        Some((name, realm)) if !name.is_empty() && !realm.is_empty() => {
            let meant = format!("{name}@{}", realm.to_uppercase());
            table.refuse(&span, format!("the realm of `principal` is in capitals: write \"{meant}\""));
            None
        }
        _ => {
            table.refuse(&span, format!("`principal` must be an account with its realm, such as {EXAMPLE}"));
            None
        }
    }
}

fn refuse_where_it_cannot_work(section: &Section<'_>, span: &Span, reach: Option<&Reach>) {
    if reach.is_some_and(Reach::is_plain) {
        let sentence = "`kerberos` proves who we are but protects nothing of what is read: write `security = \
                        \"ldaps\"` or `\"starttls\"`";
        section.document.problem_key(span, sentence);
    }
    if !cfg!(feature = "kerberos") {
        refuse_in_this_build(section, span);
    }
}

fn refuse_in_this_build(section: &Section<'_>, span: &Span) {
    let sentence = "this muster was built without Kerberos: build it with `cargo build --profile dist --features \
                    kerberos`, or sign in with `bind` and `password`";
    section.document.problem_key(span, sentence);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::document::Document;
    use crate::config::syntax;
    use std::path::Path;

    #[test]
    fn a_build_without_kerberos_says_which_build_is_needed() {
        let text = "kerberos = { principal = 'svc@CORP', keytab = 'k' }";
        let document = Document::new("muster.toml", text);
        let table = syntax::parse(&document, text).unwrap();
        let section = Section::root(&document, Path::new(""), table.get_ref());
        refuse_in_this_build(&section, &section.key_span("kerberos"));
        drop(section);
        drop(table);
        let told: Vec<String> = document.into_findings().0.iter().map(ToString::to_string).collect();
        let expected = "\
muster.toml:1:1: this muster was built without Kerberos: build it with `cargo build --profile dist --features kerberos`, \
or sign in with `bind` and `password`
  1 | kerberos …
    | ^^^^^^^^";
        assert_eq!(told, [expected]);
    }
}
