//! What it means that the tenant does not find something.

use crate::genesys::refusal::{ErrorBody, refusal_of};
use crate::genesys::wire::Reply;
use muster_core::id::RoleId;
use muster_core::operation::{Api, Call, Effect, Outcome, Part};

pub(super) fn not_found(call: &Call, fresh: bool, reply: &Reply) -> Outcome {
    if is_single_removal(call) {
        return Outcome::AlreadySo(Effect { correlation: reply.correlation.clone(), ..Effect::default() });
    }
    let refusal = refusal_of(reply);
    if may_be_too_fresh(call, fresh, &ErrorBody::of(reply).text()) {
        Outcome::Transient(refusal)
    } else {
        Outcome::Refused(refusal)
    }
}

/// Whether SCIM says that what one removal would take away is not there (RFC 7644, section 3.12), as after an attempt
/// whose reply was an error. A batch is split first.
pub(super) fn lacks_target(call: &Call, reply: &Reply) -> bool {
    let removes_one = match call {
        Call::RemoveGroupMembers { accounts, api: Api::Scim, .. } => accounts.len() == 1,
        Call::AmendAccount { parts, .. } => match &parts[..] {
            [Part::Field { text, .. }] => text.is_none(),
            [part] => part.is_loss(),
            _ => false,
        },
        _ => false,
    };
    removes_one && says_no_target(reply)
}

/// Whether other hands took away what the call would replace. Skills do not raise a user's version, so that the version
/// does not tell it before.
pub(super) fn misses_target(call: &Call, reply: &Reply) -> bool {
    matches!(call, Call::AmendAccount { .. }) && says_no_target(reply)
}

fn says_no_target(reply: &Reply) -> bool {
    ErrorBody::of(reply).scim_type.as_deref() == Some("noTarget")
}

/// Removals of one thing: what cannot be found is gone. A batch is split first, to find which of its members it is.
fn is_single_removal(call: &Call) -> bool {
    match call {
        Call::RemoveGrants { grants, .. } => grants.len() == 1,
        Call::RemoveGroupMembers { accounts, .. } | Call::RemoveQueueMembers { accounts, .. } => {
            accounts.len() == 1
        }
        Call::RemoveSkill { .. } | Call::RemoveLanguage { .. } => true,
        _ => false,
    }
}

/// Whether the 404 may come from something that was made a moment ago and is not visible everywhere yet: an account
/// or a role. A role that is named, or that stands alone with one account, gets the benefit of the doubt;
/// a batch is split, so that one account that is gone does not hold up the others.
fn may_be_too_fresh(call: &Call, fresh: bool, text: &str) -> bool {
    let names = |role: &RoleId| text.contains(&role.to_string());
    match call {
        Call::GrantRole { role, accounts, .. } => {
            let alone = matches!(&accounts[..], [one] if !text.contains(&one.to_string()));
            fresh || names(role) || alone
        }
        Call::AddGrants { account, grants } => {
            let alone = grants.len() == 1 && !text.contains(&account.to_string());
            fresh || grants.iter().any(|at| names(&at.role)) || alone
        }
        _ => fresh,
    }
}
