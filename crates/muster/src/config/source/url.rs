//! `url` and `security` of an LDAP source, which must agree. Plain text must be asked for by name.

use crate::config::document::Span;
use crate::config::section::Section;
use crate::config::suggest;
use muster_connectors::ldap::Security;
use muster_core::policy::Located;

/// A directory server and how the connection to it is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// DNS name or address, without brackets.
    pub(crate) host: String,
    /// Port, if it is not the usual one.
    pub(crate) port: Option<u16>,
    /// How the connection is protected.
    pub(crate) security: Security,
}

const WORDS: [(&str, Security); 3] =
    [("ldaps", Security::Ldaps), ("starttls", Security::StartTls), ("plain", Security::Plain)];

impl Server {
    /// Takes `ldaps://host[:port]` or `ldap://host[:port]` and a word for `security`; an error is a sentence.
    ///
    /// # Errors
    /// When the address is none, or does not agree with `security`.
    pub(crate) fn parse(url: &str, security: &str) -> Result<Self, String> {
        let known = WORDS.map(|(word, _)| word);
        let found = WORDS.into_iter().find(|(word, _)| *word == security);
        let (_, security) = found.ok_or_else(|| {
            format!("`{security}` is not allowed for `security`; {}", suggest::hint(security, &known))
        })?;
        server(url, security)
    }
}

/// One server or several, the first one first; all are reached in the same way.
pub(super) fn read(section: &Section<'_>) -> Option<Vec<Server>> {
    let security = security(section);
    if !section.has("url") {
        section.missing("url", "\"ldaps://dc1.corp.example.com\"");
    }
    let texts = section.spanned_texts("url")?;
    let security = security?.unwrap_or(Security::Ldaps);
    let read = |(text, span): &(Located, Span)| {
        server(&text.text, security).map_err(|sentence| section.refuse(span, sentence)).ok()
    };
    let servers: Vec<Server> = texts.iter().filter_map(read).collect();
    (!servers.is_empty()).then_some(servers)
}

/// How the connection is protected; `Some(None)` where nothing is said of it.
pub(super) fn security(section: &Section<'_>) -> Option<Option<Security>> {
    let written = section.has("security");
    let security = section.word("security", &WORDS);
    (security.is_some() || !written).then_some(security)
}

fn server(url: &str, security: Security) -> Result<Server, String> {
    let form = || {
        "`url` must be an address such as ldaps://dc1.corp.example.com or ldap://dc1.corp.example.com:389"
            .to_owned()
    };
    let uri: http::Uri = url.parse().map_err(|_| form())?;
    let authority = uri.authority().ok_or_else(form)?;
    if authority.as_str().contains('@') {
        return Err("`url` must not name an account: write it as `bind` and its `password`".into());
    }
    if !uri.path().trim_matches('/').is_empty() || uri.query().is_some() {
        return Err(
            "`url` must end after the host and port: write the place in the directory as `base`".into()
        );
    }
    match (uri.scheme_str(), security) {
        (Some("ldaps"), Security::Ldaps) | (Some("ldap"), Security::StartTls | Security::Plain) => {}
        (Some("ldaps"), _) => {
            return Err("`url` says ldaps but `security` says otherwise: keep one of the two".into());
        }
        (Some("ldap"), Security::Ldaps) => {
            return Err(
                "`url` says ldap, which is not protected: write ldaps, or `security = \"starttls\"`".into()
            );
        }
        (Some(_) | None, _) => return Err(form()),
    }
    let host = authority.host().trim_matches(['[', ']']);
    match host {
        "" => Err(form()),
        _ => Ok(Server { host: host.to_owned(), port: authority.port_u16(), security }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_are_taken_apart() {
        let server = server("ldap://[::1]:1389/", Security::Plain).unwrap();
        assert_eq!((server.host.as_str(), server.port), ("::1", Some(1389)));
    }

    #[test]
    fn plain_text_must_be_asked_for_by_name() {
        assert!(server("ldap://dc1", Security::Ldaps).is_err());
        assert!(server("ldaps://dc1", Security::Plain).is_err());
        assert!(server("ldap://dc1", Security::Plain).is_ok());
    }

    #[test]
    fn a_word_for_the_security_is_one_of_three() {
        assert!(Server::parse("ldap://dc1", "starttls").is_ok());
        let told = Server::parse("ldap://dc1", "startls").unwrap_err();
        assert_eq!(told, "`startls` is not allowed for `security`; did you mean `starttls`?");
    }

    #[test]
    fn accounts_and_bases_do_not_belong_into_the_address() {
        assert!(server("ldaps://me:pw@dc1", Security::Ldaps).is_err());
        assert!(server("ldaps://dc1/DC=corp", Security::Ldaps).is_err());
        assert!(server("https://dc1", Security::Ldaps).is_err());
        assert!(server("dc1.corp.example.com", Security::Ldaps).is_err());
    }
}
