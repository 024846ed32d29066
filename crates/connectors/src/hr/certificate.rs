//! Whom a client's certificate names.

use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::asn1::{Ia5StringRef, PrintableStringRef, Utf8StringRef};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// Every name in a certificate: the subject as RFC 4514 writes it, its common names, and the DNS names, mail addresses
/// and URIs of its subject alternative name. Empty for what is no certificate.
pub fn certificate_names(der: &[u8]) -> Vec<String> {
    let Ok(certificate) = Certificate::from_der(der) else { return Vec::new() };
    let subject = &certificate.tbs_certificate.subject;
    let attributes = subject.0.iter().flat_map(|part| part.0.iter());
    let common = attributes.filter(|attribute| attribute.oid == COMMON_NAME).filter_map(|attribute| {
        let value = &attribute.value;
        let utf8 = value.decode_as::<Utf8StringRef<'_>>().map(|text| text.as_str().to_owned());
        let printable = || value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned());
        let ia5 = || value.decode_as::<Ia5StringRef<'_>>().map(|text| text.as_str().to_owned());
        utf8.or_else(|_| printable()).or_else(|_| ia5()).ok()
    });
    let mut names: Vec<String> = std::iter::once(subject.to_string()).chain(common).collect();
    names.extend(alternatives(&certificate));
    names.retain(|name| !name.is_empty());
    names
}

fn alternatives(certificate: &Certificate) -> Vec<String> {
    let found = certificate.tbs_certificate.get::<SubjectAltName>();
    let Ok(Some((_, SubjectAltName(names)))) = found else { return Vec::new() };
    let text = |name: GeneralName| match name {
        GeneralName::DnsName(text)
        | GeneralName::Rfc822Name(text)
        | GeneralName::UniformResourceIdentifier(text) => Some(text.to_string()),
        GeneralName::OtherName(_)
        | GeneralName::DirectoryName(_)
        | GeneralName::EdiPartyName(_)
        | GeneralName::IpAddress(_)
        | GeneralName::RegisteredId(_) => None,
    };
    names.into_iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair};

    #[test]
    fn subject_common_name_and_alternatives_are_names() {
        let mut params = CertificateParams::new(vec!["hr.example.com".to_owned()]).expect("parameters");
        params.distinguished_name.push(DnType::OrganizationName, "Example");
        params.distinguished_name.push(DnType::CommonName, "HR outbound");
        let key = KeyPair::generate().expect("a key");
        let names = certificate_names(params.self_signed(&key).expect("a certificate").der());
        assert!(names.contains(&"HR outbound".to_owned()), "{names:?}");
        assert!(names.contains(&"hr.example.com".to_owned()), "{names:?}");
        assert!(names.iter().any(|name| name.contains("O=Example")), "{names:?}");
    }

    #[test]
    fn what_is_no_certificate_names_nobody() {
        assert_eq!(certificate_names(b"certificate"), Vec::<String>::new());
    }
}
