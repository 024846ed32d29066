//! Every status for every kind of call.

use super::*;
use muster_core::entitlement::{DivisionScope, Field, RoleAt};
use muster_core::id::{AccountId, PersonId, RoleId};
use muster_core::operation::{AccountRef, Api, Part};
use muster_core::tenant::AccountState;
use std::collections::BTreeMap;
use uuid::Uuid;

const ROLE: RoleId = RoleId(Uuid::from_u128(1));
const ANA: AccountId = AccountId(Uuid::from_u128(2));
const BEN: AccountId = AccountId(Uuid::from_u128(3));

fn outcome(call: &Call, answer: Result<Reply, TransportError>) -> Outcome {
    super::outcome(call, false, answer)
}

fn create() -> Call {
    Call::CreateAccount {
        person: PersonId::new(&"corp-ad".into(), &"zoe".into()),
        mail: "zoe@example.org".into(),
        name: "Zoe".into(),
        division: "00000000-0000-0000-0000-000000000009".parse().unwrap(),
        profile: BTreeMap::new(),
    }
}

fn deactivate() -> Call {
    Call::SetState { account: ANA, state: AccountState::Inactive, version: 1, api: Api::Platform }
}

fn external_id() -> Call {
    Call::AddExternalId {
        account: AccountRef::Known(ANA),
        authority: "ad:objectGUID".into(),
        key: "k".into(),
    }
}

fn grant(accounts: &[AccountId]) -> Call {
    Call::GrantRole {
        role: ROLE,
        division: DivisionScope::All,
        accounts: accounts.iter().copied().map(AccountRef::Known).collect(),
    }
}

fn revoke(roles: usize) -> Call {
    let at =
        |role: usize| RoleAt { role: RoleId(Uuid::from_u128(role as u128)), division: DivisionScope::All };
    Call::RemoveGrants { account: ANA, grants: (0..roles).map(at).collect() }
}

fn leave_queue(accounts: &[AccountId]) -> Call {
    Call::RemoveQueueMembers {
        queue: "00000000-0000-0000-0000-000000000008".parse().unwrap(),
        accounts: accounts.to_vec(),
    }
}

/// The outcome of a status, as one word.
fn word(call: &Call, status: u16) -> &'static str {
    word_of(outcome(call, Ok(Reply::new(status, r#"{"message":"m","code":"c"}"#))))
}

fn word_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Applied(_) => "applied",
        Outcome::AlreadySo(_) => "already so",
        Outcome::Throttled { .. } => "throttled",
        Outcome::Conflict(_) => "conflict",
        Outcome::Refused(_) => "refused",
        Outcome::Transient(_) => "transient",
        Outcome::Unknown { .. } => "unknown",
    }
}

#[test]
fn statuses_mean_the_same_for_all_repeatable_calls() {
    let table = [
        (200, "applied"),
        (202, "applied"),
        (204, "applied"),
        (301, "refused"),
        (400, "refused"),
        (401, "transient"),
        (403, "refused"),
        (408, "transient"),
        (409, "conflict"),
        (412, "conflict"),
        (413, "refused"),
        (415, "refused"),
        (429, "throttled"),
        (500, "transient"),
        (501, "refused"),
        (502, "transient"),
        (503, "transient"),
        (504, "transient"),
    ];
    for (status, expected) in table {
        for call in [deactivate(), grant(&[ANA, BEN]), revoke(2), leave_queue(&[ANA, BEN])] {
            assert_eq!(word(&call, status), expected, "{status} for {call:?}");
        }
    }
}

#[test]
fn a_call_that_must_not_happen_twice_is_unknown_after_a_server_error() {
    for call in [create(), external_id()] {
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(word(&call, status), "unknown", "{status} for {call:?}");
        }
        assert_eq!(word(&call, 409), "conflict");
        assert_eq!(word(&call, 403), "refused");
    }
}

#[test]
fn not_found_depends_on_what_may_be_too_fresh_or_gone() {
    let table = [
        (deactivate(), "refused"),
        (external_id(), "refused"),
        (grant(&[ANA]), "transient"),
        (grant(&[ANA, BEN]), "refused"),
        (revoke(1), "already so"),
        (revoke(2), "refused"),
        (leave_queue(&[ANA]), "already so"),
        (leave_queue(&[ANA, BEN]), "refused"),
    ];
    for (call, expected) in table {
        assert_eq!(word(&call, 404), expected, "{call:?}");
    }
}

#[test]
fn an_account_of_a_moment_ago_may_not_be_visible_yet() {
    let table = [(external_id(), "transient"), (grant(&[ANA, BEN]), "transient"), (revoke(1), "already so")];
    for (call, expected) in table {
        let not_found = super::outcome(&call, true, Ok(Reply::new(404, "")));
        assert_eq!(word_of(not_found), expected, "{call:?}");
    }
}

#[test]
fn a_404_that_names_the_role_or_the_account_is_told_apart() {
    let not_found = |id: &str| Ok(Reply::new(404, format!(r#"{{"message":"not found","entityId":"{id}"}}"#)));
    let about_role = outcome(&grant(&[ANA, BEN]), not_found(&ROLE.to_string()));
    assert_eq!(word_of(about_role), "transient");
    let about_account = outcome(&grant(&[ANA]), not_found(&ANA.to_string()));
    assert_eq!(word_of(about_account), "refused");
}

#[test]
fn a_stale_version_may_come_as_400() {
    let body = r#"{"message":"The version 1 of the user does not match the current version 4","code":"bad.request"}"#;
    assert_eq!(word_of(outcome(&deactivate(), Ok(Reply::new(400, body)))), "conflict");
}

#[test]
fn a_429_says_how_long_in_its_header_or_its_message() {
    let body = r#"{"message":"Rate limit exceeded the maximum. Retry the request in [42] seconds"}"#;
    let wait = |reply: Reply| outcome(&deactivate(), Ok(reply));
    assert_eq!(wait(Reply::new(429, body)), Outcome::Throttled { wait_ms: 42_000 });
    let with_header = Reply::new(429, body).with_header("Retry-After", "7");
    assert_eq!(wait(with_header), Outcome::Throttled { wait_ms: 7000 });
    assert_eq!(wait(Reply::new(429, "")), Outcome::Throttled { wait_ms: 5000 });
    let endless = Reply::new(429, body.replace("42", "86400"));
    assert_eq!(wait(endless), Outcome::Throttled { wait_ms: 180_000 });
}

#[test]
fn without_a_reply_it_matters_whether_the_call_left() {
    for call in [create(), deactivate()] {
        let not_sent = outcome(&call, Err(TransportError::NotSent("refused".into())));
        assert_eq!(word_of(not_sent), "transient");
        let lost = outcome(&call, Err(TransportError::Lost("reset".into())));
        assert_eq!(word_of(lost), "unknown");
    }
}

#[test]
fn a_success_that_is_not_of_genesys_proves_nothing() {
    let page = || Ok(Reply::new(200, "<html>please log in</html>"));
    assert_eq!(word_of(outcome(&deactivate(), page())), "unknown");
    assert_eq!(word_of(outcome(&create(), page())), "unknown");
    assert_eq!(word_of(outcome(&create(), Ok(Reply::new(200, "{}")))), "unknown");
}

#[test]
fn a_refusal_carries_code_message_and_correlation() {
    let body = r#"{"message":"no","code":"missing.permissions","contextId":"ctx"}"#;
    let Outcome::Refused(refusal) = outcome(&deactivate(), Ok(Reply::new(403, body))) else {
        panic!("403 is a refusal");
    };
    assert_eq!((refusal.status, refusal.code.as_str()), (403, "missing.permissions"));
    assert_eq!((refusal.message.as_str(), refusal.correlation.as_deref()), ("no", Some("ctx")));
}

#[test]
fn what_scim_does_not_find_in_a_group_is_gone() {
    let leave = |accounts: &[AccountId], api| Call::RemoveGroupMembers {
        group: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
        accounts: accounts.to_vec(),
        api,
    };
    let body = r#"{"status": "400", "scimType": "noTarget", "detail": "nobody matches"}"#;
    let answer = || Ok(Reply::new(400, body));
    assert!(matches!(outcome(&leave(&[ANA], Api::Scim), answer()), Outcome::AlreadySo(_)));
    assert!(matches!(outcome(&leave(&[ANA, BEN], Api::Scim), answer()), Outcome::Refused(_)));
    assert!(matches!(outcome(&leave(&[ANA], Api::Platform), answer()), Outcome::Refused(_)));
    let part = |level: Option<f64>| Part::Skill {
        skill: "00000000-0000-0000-0000-000000000006".parse().unwrap(),
        name: "Network".into(),
        had: true,
        level: level.map(|level| level.try_into().unwrap()),
    };
    let amend =
        |part| Call::AmendAccount { account: AccountRef::Known(ANA), parts: vec![part], version: Some(1) };
    assert!(matches!(outcome(&amend(part(None)), answer()), Outcome::AlreadySo(_)));
    assert!(matches!(outcome(&amend(part(Some(3.0))), answer()), Outcome::Conflict(_)));
}

#[test]
fn an_external_id_counts_as_written_only_when_the_reply_lists_it() {
    let answer = |body: &str| word_of(outcome(&external_id(), Ok(Reply::new(200, body.to_owned()))));
    let pair = |authority: &str, key: &str| {
        format!(r#"{{"authorityName":"{authority}","externalKey":"{key}","selfUri":"/"}}"#)
    };
    let other = pair("other", "k");
    assert_eq!(answer(&format!("[{other},{}]", pair("ad:objectGUID", "k"))), "applied");
    for body in ["", "[]", "{}", &format!("[{other}]"), &format!("[{}]", pair("ad:objectGUID", "K"))] {
        assert_eq!(answer(body), "unknown", "{body}");
    }
}

#[test]
fn an_external_id_that_scim_wrote_is_shown_by_its_reply() {
    let key = Part::ExternalId { authority: "ad:objectGUID".into(), key: "k".into() };
    let title = Part::Field { field: Field::Title, text: Some("Agent".into()), had: false };
    let amend = |parts: &[Part]| Call::AmendAccount {
        account: AccountRef::Known(ANA),
        parts: parts.to_vec(),
        version: Some(1),
    };
    let answer = |parts: &[Part], ids: &str| {
        let extension = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";
        let body =
            format!(r#"{{"id":"{ANA}","meta":{{"version":"4"}},"{extension}":{{"externalIds":[{ids}]}}}}"#);
        outcome(&amend(parts), Ok(Reply::new(200, body)))
    };
    let applied = Outcome::Applied(Effect { version: Some(4), ..Effect::default() });
    let written = r#"{"authority":"ad:objectGUID","value":"k"}"#;
    assert_eq!(answer(&[key.clone(), title.clone()], written), applied);
    assert_eq!(word_of(answer(&[key.clone(), title.clone()], "")), "unknown");
    assert_eq!(answer(std::slice::from_ref(&title), ""), applied);
    let empty = |parts: &[Part]| word_of(outcome(&amend(parts), Ok(Reply::new(200, ""))));
    assert_eq!((empty(&[key]), empty(&[title])), ("unknown", "applied"));
}
