//! Signed events over connections that stay open.

use data_encoding::BASE64;
use ring::hmac::{HMAC_SHA256, Key, sign};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What came of an event.
pub(crate) struct Answer {
    pub(crate) id: String,
    pub(crate) status: u16,
    /// From the moment at which it was to be sent.
    pub(crate) waited: Duration,
}

/// All events of a run.
pub(crate) struct Events {
    address: String,
    start: Instant,
    count: u64,
    per_second: u64,
    key: Key,
}

impl Events {
    pub(crate) fn new(address: &str, start: Instant, count: u64, per_second: u64) -> Self {
        let secret = BASE64.decode(SECRET.trim_start_matches("whsec_").as_bytes()).unwrap();
        Self { address: address.to_owned(), start, count, per_second, key: Key::new(HMAC_SHA256, &secret) }
    }

    /// Sends every `lanes`th event from the `lane`th on, each at its time or as soon as the one before it was answered.
    pub(crate) async fn send(self, lane: u64, lanes: u64) -> Vec<Answer> {
        let stream = TcpStream::connect(&self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut stream = BufReader::new(stream);
        let mut answers = Vec::new();
        for number in (lane..self.count).step_by(lanes as usize) {
            let due = self.start + Duration::from_nanos(number * 1_000_000_000 / self.per_second);
            tokio::time::sleep_until(due.into()).await;
            let id = format!("evt_{number}");
            stream.get_mut().write_all(self.request(&id, number).as_bytes()).await.unwrap();
            let status = answer(&mut stream).await;
            answers.push(Answer { id, status, waited: due.elapsed() });
        }
        answers
    }

    fn request(&self, id: &str, number: u64) -> String {
        let body = format!(
            "{{\"type\":\"worker.changed\",\"since\":\"2026-03-02\",\"worker\":{{\"id\":\"{number}\",\"mail\":\
             \"worker{number}@example.com\",\"name\":\"Worker {number}\",\"title\":\"Agent\",\"department\":\"Support\",\
             \"time_zone\":\"Asia/Manila\",\"status\":\"active\"}}}}"
        );
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let tag = BASE64.encode(sign(&self.key, format!("{id}.{now}.{body}").as_bytes()).as_ref());
        format!(
            "POST /hooks/hr/hr HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nwebhook-id: \
             {id}\r\nwebhook-timestamp: {now}\r\nwebhook-signature: v1,{tag}\r\n\r\n{body}",
            body.len()
        )
    }
}

/// Reads one answer, and leaves the connection for the next one.
async fn answer(stream: &mut BufReader<TcpStream>) -> u16 {
    let (mut status, mut length, mut line) = (0, 0, String::new());
    loop {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
        let text = line.trim_end().to_ascii_lowercase();
        if text.is_empty() {
            break;
        }
        if let Some(rest) = text.strip_prefix("http/1.1 ") {
            status = rest[..3].parse().unwrap();
        }
        if let Some(rest) = text.strip_prefix("content-length: ") {
            length = rest.parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    status
}
