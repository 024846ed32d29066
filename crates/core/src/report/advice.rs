//! What an operator can do about a refusal.

use crate::operation::Refusal;

/// What to do about a refusal, by its HTTP status.
pub(super) fn for_refusal(refusal: &Refusal) -> String {
    match refusal.status {
        401 => "the token was not accepted: check the OAuth client's secret and state, then run again".into(),
        403 => "give the OAuth client's role the permission that the message names, in the division concerned".into(),
        404 => "it is not in the tenant any more, or not visible in the client's divisions: run `muster plan` again".into(),
        409 => "somebody else changed or created it: run `muster plan` again and look at what is left".into(),
        429 => "the tenant's rate limit was reached more often than we try: raise tenant.reserve_percent".into(),
        400..=499 => "the tenant does not accept the value: mend it in the source, then run again".into(),
        _ => "the tenant did not do it in several attempts: run again later; the correlation id helps Genesys' support".into(),
    }
}
