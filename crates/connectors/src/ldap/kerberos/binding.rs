//! What ties a bind to its TLS connection (RFC 5929, `tls-server-end-point`): a hash of the server's certificate. A
//! domain controller that insists on it (`LdapEnforceChannelBinding`) notices that way when somebody sits in between.

use crate::ldap::certificate::{element, signature_algorithm};
use ring::digest::{Algorithm, SHA256, SHA384, SHA512, digest};

const PREFIX: &[u8] = b"tls-server-end-point:";

const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";
const RSA_PSS: u8 = 10;
const ECDSA_SHA1: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x01";
const ECDSA_SHA2: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03";
const SHA2: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02";

/// The binding for a DER certificate; `None` where its signature has no hash of its own (RFC 5929, 4.1).
pub(crate) fn server_end_point(der: &[u8]) -> Option<Vec<u8>> {
    let hash = digest(hash_of(der)?, der);
    Some([PREFIX, hash.as_ref()].concat())
}

/// The hash of the certificate's own signature, but never one that is older than SHA-256.
fn hash_of(der: &[u8]) -> Option<&'static Algorithm> {
    let (oid, parameters) = signature_algorithm(der)?;
    let (&number, family) = oid.split_last()?;
    match family {
        RSA if number == RSA_PSS => hash_of_pss(parameters),
        RSA => match number {
            4 | 5 | 11 => Some(&SHA256),
            12 => Some(&SHA384),
            13 => Some(&SHA512),
            _ => None,
        },
        ECDSA_SHA2 => sha2(number.checked_sub(1)?),
        _ if oid == ECDSA_SHA1 => Some(&SHA256),
        _ => None,
    }
}

/// RFC 4055, 3.1: the first parameter names the hash, and SHA-1 where it is left out.
fn hash_of_pss(parameters: &[u8]) -> Option<&'static Algorithm> {
    const FIRST: u8 = 0xa0;
    let (_, fields, _) = element(parameters)?;
    match element(fields) {
        Some((FIRST, algorithm, _)) => {
            let (_, algorithm, _) = element(algorithm)?;
            let (_, oid, _) = element(algorithm)?;
            let (&number, family) = oid.split_last()?;
            if family == SHA2 { sha2(number) } else { Some(&SHA256) }
        }
        _ => Some(&SHA256),
    }
}

fn sha2(number: u8) -> Option<&'static Algorithm> {
    match number {
        1 => Some(&SHA256),
        2 => Some(&SHA384),
        3 => Some(&SHA512),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};

    fn certificate(algorithm: &'static rcgen::SignatureAlgorithm) -> Vec<u8> {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let parameters = CertificateParams::new(vec!["dc1.example.com".into()]).unwrap();
        parameters.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn the_hash_is_that_of_the_signature() {
        for (algorithm, hash) in [(&PKCS_ECDSA_P256_SHA256, &SHA256), (&PKCS_ECDSA_P384_SHA384, &SHA384)] {
            let der = certificate(algorithm);
            let expected = [PREFIX, digest(hash, &der).as_ref()].concat();
            assert_eq!(server_end_point(&der), Some(expected));
        }
    }

    #[test]
    fn a_signature_without_a_hash_of_its_own_binds_nothing() {
        assert_eq!(server_end_point(&certificate(&PKCS_ED25519)), None);
        assert_eq!(server_end_point(b"\x30\x03\x02\x01\x00"), None);
    }

    #[test]
    fn old_hashes_of_rsa_are_replaced_and_new_ones_kept() {
        let with = |oid: &[u8], parameters: &[u8]| {
            let wrap = |tag: u8, content: &[u8]| [&[tag, content.len() as u8], content].concat();
            let algorithm = wrap(0x30, &[wrap(6, oid), parameters.to_vec()].concat());
            hash_of(&wrap(0x30, &[wrap(0x30, b""), algorithm].concat()))
        };
        let rsa = |number: u8| with(&[RSA, &[number]].concat(), b"\x05\x00");
        assert_eq!([5, 11, 12, 13].map(rsa), [&SHA256, &SHA256, &SHA384, &SHA512].map(Some));
        let pss = [RSA, &[RSA_PSS]].concat();
        assert_eq!(with(&pss, b"\x30\x00"), Some(&SHA256));
        let sha512 = b"\x30\x0f\xa0\x0d\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03";
        assert_eq!(with(&pss, sha512), Some(&SHA512));
    }
}
