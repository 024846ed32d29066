//! Key distribution centres as there should be none: one that never answers, and one that always refuses.

use jiff::Timestamp;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Answers each question with one of Kerberos' errors, or not at all, until it is dropped.
pub(crate) struct Kdc {
    port: u16,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Kdc {
    pub(crate) fn silent() -> Self {
        Self::start(None)
    }

    /// `code` as RFC 4120, 7.5.9 has it.
    pub(crate) fn refusing(code: u8, realm: &str) -> Self {
        Self::start(Some((code, realm.to_owned())))
    }

    fn start(answer: Option<(u8, String)>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let port = socket.local_addr().unwrap().port();
        let ended = Arc::new(AtomicBool::new(false));
        let seen = ended.clone();
        let thread = std::thread::spawn(move || {
            let mut question = [0; 4096];
            while !seen.load(Ordering::Relaxed) {
                let Ok((_, from)) = socket.recv_from(&mut question) else { continue };
                if let Some((code, realm)) = &answer {
                    socket.send_to(&krb_error(*code, realm), from).unwrap();
                }
            }
        });
        Self { port, ended, thread: Some(thread) }
    }

    /// A configuration that names it.
    pub(crate) fn configuration(&self, folder: &Path, realm: &str) -> PathBuf {
        configuration(folder, realm, &format!("kdc = 127.0.0.1:{}", self.port))
    }
}

impl Drop for Kdc {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

/// A configuration that says this and nothing else of a realm.
pub(crate) fn configuration(folder: &Path, realm: &str, line: &str) -> PathBuf {
    let path = folder.join("other.conf");
    let text =
        format!("[libdefaults]\n  dns_lookup_kdc = false\n[realms]\n  {realm} = {{\n    {line}\n  }}\n");
    std::fs::write(&path, text).unwrap();
    path
}

/// KRB-ERROR of RFC 4120, 5.9.1.
fn krb_error(code: u8, realm: &str) -> Vec<u8> {
    let now = Timestamp::now().strftime("%Y%m%d%H%M%SZ").to_string();
    let text = |text: &str| element(0x1b, text.as_bytes());
    let names = element(0x30, &[text("krbtgt"), text(realm)].concat());
    let service = element(0x30, &[element(0xa0, &[2, 1, 2]), element(0xa1, &names)].concat());
    let fields = [
        element(0xa0, &[2, 1, 5]),
        element(0xa1, &[2, 1, 30]),
        element(0xa4, &element(0x18, now.as_bytes())),
        element(0xa5, &[2, 1, 0]),
        element(0xa6, &[2, 1, code]),
        element(0xa9, &text(realm)),
        element(0xaa, &service),
    ];
    element(0x7e, &element(0x30, &fields.concat()))
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let head = if length < 128 { vec![tag, length] } else { vec![tag, 0x81, length] };
    [&head, content].concat()
}
