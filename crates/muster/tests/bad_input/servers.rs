//! Servers that are not what was asked for. They live on loopback until they are dropped.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A server that answers each connection with the same function, one after the other.
pub struct Server {
    /// `127.0.0.1:port`.
    pub address: String,
    over: Arc<AtomicBool>,
}

impl Server {
    pub fn start(answer: impl Fn(&mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (address, over) = (listener.local_addr().unwrap().to_string(), Arc::new(AtomicBool::new(false)));
        let ends = over.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(mut stream) = stream else { continue };
                let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                answer(&mut stream);
            }
        });
        Self { address, over }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the thread up, so that it ends.
        let _ = TcpStream::connect(&self.address);
    }
}

/// An address at which nobody listens.
pub fn nobody() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().to_string()
}

/// A web server that has a page for everything.
pub fn web_page(status: &'static str) -> Server {
    Server::start(move |stream| {
        let mut request = [0; 16 * 1024];
        let _ = stream.read(&mut request);
        let page = "<!doctype html><title>Welcome</title><p>It works!";
        let length = page.len();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        let _ = stream.write_all(format!("{head}{page}").as_bytes());
    })
}

/// A directory server that refuses every bind with result code 49 and these words.
pub fn refusing_directory(words: &'static str) -> Server {
    Server::start(move |stream| {
        let mut request = [0; 4096];
        while stream.read(&mut request).is_ok_and(|read| read > 7) {
            // A short message: SEQUENCE, its length, INTEGER, 1, the message's number, the operation.
            let (number, operation) = (request[4], request[5]);
            assert_eq!((request[2], request[3]), (2, 1), "a short message id");
            let Some(answer) = answer_to(operation) else { return };
            let reply = ldap_reply(number, answer, words);
            if stream.write_all(&reply).is_err() {
                return;
            }
        }
    })
}

/// BindRequest is answered with BindResponse, SearchRequest with SearchResultDone; UnbindRequest not at all.
fn answer_to(operation: u8) -> Option<u8> {
    match operation {
        0x60 => Some(0x61),
        0x63 => Some(0x65),
        _ => None,
    }
}

fn ldap_reply(number: u8, operation: u8, words: &str) -> Vec<u8> {
    let code = if operation == 0x61 { 49 } else { 0 };
    let mut result = vec![0x0a, 1, code, 0x04, 0, 0x04, u8::try_from(words.len()).unwrap()];
    result.extend(words.as_bytes());
    let mut message = vec![2, 1, number, operation, u8::try_from(result.len()).unwrap()];
    message.extend(result);
    let mut reply = vec![0x30, u8::try_from(message.len()).unwrap()];
    reply.extend(message);
    reply
}
