//! SHA-256 over canonical bytes: plan ids and the audit chain.

use data_encoding::HEXLOWER;
use serde::Serialize;

/// The SHA-256 of `bytes` in lower-case hex, 64 characters.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

/// The SHA-256 of a value's canonical bytes: compact JSON with fields in declaration order and maps sorted.
pub fn of<T: Serialize>(value: &T) -> String {
    sha256_hex(&canonical(value))
}

/// The canonical bytes of a value.
///
/// Every type that is hashed here holds only ordered collections and text keys, so serialising cannot fail.
pub fn canonical<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("hashed values have text keys and no failing serialisers")
}
