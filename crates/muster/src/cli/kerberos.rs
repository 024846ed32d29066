//! `muster kerberos-agent`: speaks Kerberos for one bind of another process of ours, over standard input and output.
//! People do not call it.

use super::Outcome;
use crate::error::{Exit, Failure};
use muster_connectors::ldap;

pub(super) fn run() -> Outcome {
    let answered = ldap::answer_errand(std::io::stdin().lock(), std::io::stdout().lock());
    let failure = |cause| Failure::new(Exit::Defect, "nobody listens to this command").because(cause);
    answered.map(|()| Exit::Done).map_err(failure)
}
