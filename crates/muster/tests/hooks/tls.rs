//! TLS, and certificates of clients in place of signatures.

use crate::scene::{hired, kept, sender, site};
use crate::sender::{Reply, Sender, read_reply};
use crate::support::service::Service;
use crate::support::site::Site;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::Write;
use std::sync::Arc;

const SOURCE: &str = "\n[hooks]\nlisten = \"127.0.0.1:0\"\ntls_certificate_file = \"server.pem\"\ntls_key_file = \"server-key.pem\"\n\
    client_ca_file = \"clients.pem\"\n\
    [[source]]\nname = \"hr\"\nkind = \"hr\"\ntime_zone = \"Asia/Manila\"\nshape = \"generic\"\nclient_certificate = \"HR outbound\"\n";

/// A certificate with its key, in PEM.
struct Identity {
    certificate: String,
    key: String,
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn identity(by: &Authority, common_name: &str, dns: &str) -> Identity {
    let mut params = CertificateParams::new(vec![dns.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, common_name);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, by).unwrap();
    Identity { certificate: certificate.pem(), key: key.serialize_pem() }
}

fn write(site: &Site, ours: &Authority, clients: &Authority) {
    let server = identity(ours, "muster", "localhost");
    std::fs::write(site.path("server.pem"), server.certificate).unwrap();
    std::fs::write(site.path("server-key.pem"), server.key).unwrap();
    std::fs::write(site.path("clients.pem"), clients.pem()).unwrap();
}

/// Sends over TLS; `None` where the connection was refused.
fn send(sender: &Sender, trust: &Authority, client: Option<&Identity>, body: &str) -> Option<Reply> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut roots = RootCertStore::empty();
    roots.add(trust.der().clone()).unwrap();
    let builder = ClientConfig::builder().with_root_certificates(roots);
    let config = match client {
        None => builder.with_no_client_auth(),
        Some(client) => {
            let certificate = CertificateDer::from_pem_slice(client.certificate.as_bytes()).unwrap();
            let key = PrivateKeyDer::from_pem_slice(client.key.as_bytes()).unwrap();
            builder.with_client_auth_cert(vec![certificate], key).unwrap()
        }
    };
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, sender.connect());
    stream.write_all(sender.request("application/json", &[], body).as_bytes()).ok()?;
    let mut first = [0];
    std::io::Read::read_exact(&mut stream, &mut first).ok()?;
    Some(read_reply(&mut std::io::Read::chain(&first[..], stream)))
}

#[test]
fn a_certificate_with_the_right_name_opens_and_no_other() {
    let (ours, clients, strangers) = (authority("ours"), authority("clients"), authority("strangers"));
    let site = site(SOURCE);
    write(&site, &ours, &clients);
    let service = Service::start(&site);
    let sender = sender(&service);
    let right = identity(&clients, "HR outbound", "hr.example.com");
    let wrong_name = identity(&clients, "Payroll", "payroll.example.com");
    let stranger = identity(&strangers, "HR outbound", "hr.example.com");
    let status =
        |client: Option<&Identity>| send(&sender, &ours, client, &hired(1)).map(|reply| reply.status);
    assert_eq!(status(Some(&right)), Some(202));
    let told = send(&sender, &ours, Some(&wrong_name), &hired(1)).unwrap();
    assert_eq!(
        (told.status, told.detail()),
        (401, "the client certificate bears none of the names that count")
    );
    let told = send(&sender, &ours, None, &hired(1)).unwrap();
    assert_eq!((told.status, told.detail()), (401, "no client certificate was shown"));
    assert_eq!(status(Some(&stranger)), None, "the connection itself is refused");
    assert!(
        sender.connect().write_all(b"POST /hooks/hr/hr HTTP/1.1\r\n\r\n").is_ok(),
        "and in clear nothing is heard"
    );
    assert_eq!(kept(&site).len(), 1);
    service.stop();
}

#[test]
fn files_that_do_not_go_together_are_told_at_the_start() {
    let (ours, clients) = (authority("ours"), authority("clients"));
    let site = site(SOURCE);
    write(&site, &ours, &clients);
    std::fs::write(site.path("server-key.pem"), KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let told = site.expect(4, &["serve"]);
    assert!(told.contains("`tls_certificate_file` of [hooks]"), "{told}");
    std::fs::write(site.path("clients.pem"), "no certificate").unwrap();
    write(&site, &ours, &clients);
    std::fs::write(site.path("clients.pem"), "no certificate").unwrap();
    assert!(site.expect(4, &["serve"]).contains("it holds no certificate"));
}
