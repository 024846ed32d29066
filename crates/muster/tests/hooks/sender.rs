//! A sender of webhooks over plain sockets, so that what is wrong can be sent as well.

use data_encoding::BASE64;
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Reply {
    /// What the problem says of itself.
    pub(crate) fn detail(&self) -> &str {
        assert!(self.head.contains("content-type: application/problem+json"), "{self:?}");
        assert_eq!(self.body["status"], self.status);
        self.body["detail"].as_str().unwrap()
    }
}

/// Sends to the hook of one source, signed.
#[derive(Clone)]
pub(crate) struct Sender {
    /// `127.0.0.1:port`
    pub(crate) address: String,
    pub(crate) source: String,
    pub(crate) secret: String,
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

impl Sender {
    pub(crate) fn new(url: &str, secret: &str) -> Self {
        let address = url.split("://").nth(1).unwrap().split('/').next().unwrap();
        Self { address: address.to_owned(), source: "hr".to_owned(), secret: secret.to_owned() }
    }

    /// The three headers of a signature.
    pub(crate) fn signed(&self, id: &str, at: i64, body: &str) -> Vec<(String, String)> {
        let key = BASE64.decode(self.secret.trim_start_matches("whsec_").as_bytes()).unwrap();
        let tag = sign(&Key::new(HMAC_SHA256, &key), format!("{id}.{at}.{body}").as_bytes());
        let signature = format!("v1,{}", BASE64.encode(tag.as_ref()));
        [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", at.to_string()),
            ("webhook-signature", signature),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// Sends a signed body.
    pub(crate) fn send(&self, id: &str, body: &str) -> Reply {
        self.post(&self.signed(id, now(), body), body)
    }

    /// Posts JSON with these headers besides.
    pub(crate) fn post(&self, headers: &[(String, String)], body: &str) -> Reply {
        self.post_as("application/json", headers, body)
    }

    pub(crate) fn post_as(&self, kind: &str, headers: &[(String, String)], body: &str) -> Reply {
        self.call("POST", &format!("/hooks/hr/{}", self.source), kind, headers, body)
    }

    /// Sends anything anywhere.
    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Reply {
        let mut stream = self.connect();
        let request = request(method, path, kind, headers, body);
        // Where too much is sent, the answer comes before all of it was read.
        let _ = stream.write_all(request.as_bytes());
        read_reply(&mut stream)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// The request to the hook as it goes over the wire.
    pub(crate) fn request(&self, kind: &str, headers: &[(String, String)], body: &str) -> String {
        request("POST", &format!("/hooks/hr/{}", self.source), kind, headers, body)
    }
}

fn request(method: &str, path: &str, kind: &str, headers: &[(String, String)], body: &str) -> String {
    let further: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
         {further}\r\n{body}",
        body.len()
    )
}

/// Reads an answer to the end of the connection.
pub(crate) fn read_reply(stream: &mut impl Read) -> Reply {
    let mut bytes = Vec::new();
    // TLS peers may end without saying so.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_lowercase(), body: serde_json::from_str(body).unwrap_or_default() }
}
