//! The agent's own half: the Kerberos library, one errand, then the end.

use super::words::{Errand, Failed, Said, Stage, decoded};
use libgssapi::context::{ClientCtx, CtxFlags, SecurityContext};
use libgssapi::credential::{Cred, CredUsage};
use libgssapi::error::Error;
use libgssapi::name::Name;
use libgssapi::oid::{GSS_MECH_KRB5, GSS_NT_KRB5_PRINCIPAL, OidSet};
use std::io::{BufRead, Write};

/// RFC 4752, 3.1: the bit of a server that does not insist on a layer, and our choice of none, for no bytes.
const NO_LAYER: u8 = 1;
const CHOICE: [u8; 4] = [NO_LAYER, 0, 0, 0];

/// Speaks Kerberos for one bind: takes an errand from `from`, then the server's answers, and gives what is to be sent
/// to `to`. Keytab and cache are those of the environment. Blocks.
///
/// # Errors
/// When the other end has gone, or says something else.
pub fn answer_errand(from: impl BufRead, mut to: impl Write) -> std::io::Result<()> {
    let mut lines = from.lines();
    let Some(errand) = lines.next().transpose()? else { return Ok(()) };
    let errand: Errand = serde_json::from_str(&errand)?;
    let mut answers = lines.map_while(|line| decoded(&line.ok()?));
    let mut say = |said: &Said| -> std::io::Result<()> {
        writeln!(to, "{}", serde_json::to_string(said)?)?;
        to.flush()
    };
    match converse(&errand, &mut answers, &mut say) {
        Ok(()) | Err(End::Gone) => Ok(()),
        Err(End::Failed(at, error)) => {
            let code = error.minor.cast_signed();
            say(&Said::Failed(Failed { at, code, words: words(&error) }))
        }
    }
}

/// Why a conversation ended early.
enum End {
    /// Nobody listens, or nobody answers.
    Gone,
    Failed(Stage, Error),
}

fn at(stage: Stage) -> impl Fn(Error) -> End {
    move |error| End::Failed(stage, error)
}

/// What Kerberos says; what GSSAPI says before it is the same for all failures.
fn words(error: &Error) -> String {
    let words = error.to_string();
    let kerberos = words.split_once(" (").and_then(|(_, rest)| rest.strip_suffix(')'));
    kerberos.map_or(words.clone(), str::to_owned)
}

fn converse(
    errand: &Errand,
    answers: &mut impl Iterator<Item = Vec<u8>>,
    say: &mut impl FnMut(&Said) -> std::io::Result<()>,
) -> Result<(), End> {
    let mut context = context(errand)?;
    let binding = errand.binding.as_deref().and_then(decoded);
    let mut heard: Option<Vec<u8>> = None;
    while !context.is_complete() {
        let token = context.step(heard.as_deref(), binding.as_deref()).map_err(at(Stage::Server))?;
        say(&Said::token(token.as_deref().unwrap_or_default(), false)).map_err(|_| End::Gone)?;
        heard = Some(answers.next().ok_or(End::Gone)?);
    }
    let offer = context.unwrap(heard.as_deref().unwrap_or_default()).map_err(at(Stage::Server))?;
    let said = match offer.first() {
        Some(layers) if layers & NO_LAYER != 0 => {
            let choice = context.wrap(false, &CHOICE).map_err(at(Stage::Server))?;
            Said::token(&choice, true)
        }
        _ => Said::Signing,
    };
    say(&said).map_err(|_| End::Gone)
}

fn context(errand: &Errand) -> Result<ClientCtx, End> {
    let name =
        |text: &str| Name::new(text.as_bytes(), Some(GSS_NT_KRB5_PRINCIPAL)).map_err(at(Stage::Server));
    let mechanisms = OidSet::singleton(GSS_MECH_KRB5).map_err(at(Stage::Ticket))?;
    let principal = name(&errand.principal)?;
    let ticket = Cred::acquire(Some(&principal), None, CredUsage::Initiate, Some(&mechanisms));
    let ticket = ticket.map_err(at(Stage::Ticket))?;
    // Some versions of the library fetch it only when it is looked at.
    ticket.lifetime().map_err(at(Stage::Ticket))?;
    let flags = CtxFlags::GSS_C_MUTUAL_FLAG | CtxFlags::GSS_C_INTEG_FLAG | CtxFlags::GSS_C_SEQUENCE_FLAG;
    Ok(ClientCtx::new(Some(ticket), name(&errand.service)?, flags, Some(GSS_MECH_KRB5)))
}
