//! Active Directory's binary values and their text forms.

use super::entry::Entry;
use jiff::Timestamp;
use uuid::Uuid;

/// The GUID's text form. The first three fields are little endian in the directory.
pub fn guid_text(bytes: &[u8]) -> Option<String> {
    Some(Uuid::from_bytes_le(bytes.try_into().ok()?).to_string())
}

/// The bytes that a directory would hold for a GUID in text form.
pub fn guid_bytes(text: &str) -> Option<Vec<u8>> {
    Some(Uuid::parse_str(text.trim()).ok()?.to_bytes_le().to_vec())
}

/// The entry's `objectGUID` in text form.
pub fn guid_of(entry: &Entry) -> Option<String> {
    guid_text(entry.bytes("objectGUID")?)
}

/// The SID's text form, `S-1-5-21-…`: revision, count, a big-endian authority, little-endian parts.
pub fn sid_text(bytes: &[u8]) -> Option<String> {
    let (&[revision, count], rest) = bytes.split_first_chunk::<2>()?;
    let (authority, parts) = rest.split_first_chunk::<6>()?;
    if revision != 1 || parts.len() != usize::from(count) * 4 {
        return None;
    }
    let authority = authority.iter().fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte));
    let parts = parts.chunks_exact(4).map(|part| u32::from_le_bytes([part[0], part[1], part[2], part[3]]));
    Some(parts.fold(format!("S-1-{authority}"), |text, part| format!("{text}-{part}")))
}

/// The bytes that a directory would hold for a SID in text form.
pub fn sid_bytes(text: &str) -> Option<Vec<u8>> {
    let mut numbers = text.trim().strip_prefix("S-1-")?.split('-');
    let authority: u64 = numbers.next()?.parse().ok()?;
    let parts: Vec<u32> = numbers.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let mut bytes = vec![1, u8::try_from(parts.len()).ok()?];
    bytes.extend(&authority.to_be_bytes()[2..]);
    parts.iter().for_each(|part| bytes.extend(part.to_le_bytes()));
    Some(bytes)
}

/// What `accountExpires` says. Zero and the largest number both mean never.
///
/// # Errors
/// A sentence, if the text is no such number.
pub fn filetime(text: &str) -> Result<Option<Timestamp>, String> {
    /// 100 ns steps between 1601 and 1970.
    const TO_1970: i64 = 116_444_736_000_000_000;
    let steps: i64 = text.trim().parse().map_err(|_| format!("`{text}` is no point in time"))?;
    if steps == 0 || steps == i64::MAX {
        return Ok(None);
    }
    let microseconds = steps.saturating_sub(TO_1970) / 10;
    let time = Timestamp::from_microsecond(microseconds);
    time.map(Some).map_err(|_| format!("`{text}` is a point in time beyond the year 9999"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_three_little_endian_fields() {
        let bytes =
            [0x76, 0x43, 0x2c, 0x76, 0x06, 0x60, 0x77, 0x45, 0xa1, 0xe8, 0x0f, 0x22, 0x7d, 0x81, 0x17, 0x90];
        let text = "762c4376-6006-4577-a1e8-0f227d811790";
        assert_eq!(guid_text(&bytes).as_deref(), Some(text));
        assert_eq!(guid_bytes(text).as_deref(), Some(&bytes[..]));
        assert_eq!(guid_text(&bytes[1..]), None);
    }

    #[test]
    fn a_sid_survives_its_text_form() {
        let text = "S-1-5-21-1004336348-1177238915-682003330-512";
        let bytes = sid_bytes(text).unwrap();
        assert_eq!(bytes[..8], [1, 5, 0, 0, 0, 0, 0, 5]);
        assert_eq!(sid_text(&bytes).as_deref(), Some(text));
        assert_eq!(sid_text(&bytes[..10]), None);
    }

    #[test]
    fn zero_and_the_largest_number_mean_never() {
        assert_eq!(filetime("0"), Ok(None));
        assert_eq!(filetime("9223372036854775807"), Ok(None));
    }

    #[test]
    fn other_numbers_are_points_in_time() {
        assert_eq!(filetime("132223104000000000"), Ok(Some("2020-01-01T00:00:00Z".parse().unwrap())));
        assert!(filetime("soon").is_err());
        assert!(filetime("9223372036854775806").is_err());
    }
}
