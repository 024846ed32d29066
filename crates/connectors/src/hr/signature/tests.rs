//! The published test vector, and everything that is not quite it.

use super::*;

// From the specification's own libraries.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIME: &str = "1614265330";
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const HEADERS: SignedHeaders<'_> =
    SignedHeaders { id: Some(ID), timestamp: Some(TIME), signature: Some(SIGNATURE) };

fn keys(secrets: &[&str]) -> SigningKeys {
    let secrets: Vec<SecretString> = secrets.iter().map(|text| SecretString::from(*text)).collect();
    SigningKeys::new(&secrets).expect("secrets")
}

fn verify(headers: SignedHeaders<'_>, body: &[u8], after: i64) -> Result<(), Unsigned> {
    let now = Timestamp::from_second(1_614_265_330 + after).expect("a time");
    keys(&[SECRET]).verify(headers, body, now, SignedDuration::from_mins(5)).map(|id| assert_eq!(id, ID))
}

#[test]
fn the_published_vector_fits() {
    assert_eq!(verify(HEADERS, BODY, 0), Ok(()));
    assert_eq!(verify(HEADERS, BODY, 300), Ok(()));
    assert_eq!(verify(HEADERS, BODY, -300), Ok(()));
}

#[test]
fn too_old_and_too_early_are_refused() {
    assert_eq!(verify(HEADERS, BODY, 301), Err(Unsigned::Stale));
    assert_eq!(verify(HEADERS, BODY, -301), Err(Unsigned::Early));
}

#[test]
fn another_body_id_or_time_does_not_fit() {
    assert_eq!(verify(HEADERS, br#"{"test": 2432232315}"#, 0), Err(Unsigned::Wrong));
    assert_eq!(verify(HEADERS, b"", 0), Err(Unsigned::Wrong));
    let later = SignedHeaders { timestamp: Some("1614265331"), ..HEADERS };
    assert_eq!(verify(later, BODY, 0), Err(Unsigned::Wrong));
    let other = SignedHeaders { id: Some("msg_other"), ..HEADERS };
    assert_eq!(verify(other, BODY, 0), Err(Unsigned::Wrong));
}

#[test]
fn what_is_missing_or_unreadable_is_named() {
    let missing = [
        (SignedHeaders { id: None, ..HEADERS }, "webhook-id"),
        (SignedHeaders { timestamp: None, ..HEADERS }, "webhook-timestamp"),
        (SignedHeaders { signature: None, ..HEADERS }, "webhook-signature"),
    ];
    for (headers, name) in missing {
        assert_eq!(verify(headers, BODY, 0), Err(Unsigned::Missing(name)));
    }
    for timestamp in ["", "soon", "+1614265330", " 1614265330", "-1", "99999999999999999999"] {
        let headers = SignedHeaders { timestamp: Some(timestamp), ..HEADERS };
        assert_eq!(verify(headers, BODY, 0), Err(Unsigned::Unreadable("webhook-timestamp")), "{timestamp}");
    }
    let long = "x".repeat(257);
    for id in ["", "a.b", "a b", "ä", &long] {
        let headers = SignedHeaders { id: Some(id), ..HEADERS };
        assert_eq!(verify(headers, BODY, 0), Err(Unsigned::Unreadable("webhook-id")), "{id}");
    }
}

#[test]
fn one_fitting_signature_among_others_is_enough() {
    let several = format!("v1a,xyz v1,AAAA {SIGNATURE} v2,zzz");
    assert_eq!(verify(SignedHeaders { signature: Some(&several), ..HEADERS }, BODY, 0), Ok(()));
    for none in
        ["", "v1,", "v1", "v1,%%%", &SIGNATURE[3..], "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="]
    {
        let headers = SignedHeaders { signature: Some(none), ..HEADERS };
        assert_eq!(verify(headers, BODY, 0), Err(Unsigned::Wrong), "{none}");
    }
}

#[test]
fn a_secret_is_replaced_without_a_gap() {
    let now = Timestamp::from_second(1_614_265_330).expect("a time");
    let tolerance = SignedDuration::from_mins(5);
    let new = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3";
    assert!(keys(&[new, SECRET]).verify(HEADERS, BODY, now, tolerance).is_ok());
    assert!(keys(&[&SECRET[6..]]).verify(HEADERS, BODY, now, tolerance).is_ok(), "without its prefix");
    assert_eq!(keys(&[new]).verify(HEADERS, BODY, now, tolerance), Err(Unsigned::Wrong));
    assert_eq!(keys(&[]).verify(HEADERS, BODY, now, tolerance), Err(Unsigned::Wrong));
}

#[test]
fn a_secret_that_is_none_is_refused_and_never_shown() {
    let fault = |text: &str| SigningKeys::new(&[SECRET.into(), text.into()]).map(|_| ()).unwrap_err();
    assert_eq!(fault("whsec_hunter2!"), (1, BadSecret::NotBase64));
    assert_eq!(fault("whsec_c2hvcnQ="), (1, BadSecret::Short));
    assert_eq!(format!("{:?}", keys(&[SECRET])), "SigningKeys(1)");
}
