//! A source of kind `hr`: what an HR system says of workers.

use super::Context;
use super::hook::{self, Hook};
use crate::config::section::Section;

/// An HR system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HrSource {
    /// Who may push, if anybody may.
    pub(crate) hook: Option<Hook>,
}

pub(super) fn read(section: &Section<'_>, context: &mut Context<'_>) -> Option<HrSource> {
    if !hook::takes_pushes(section) {
        let sentence =
            "[[source]] of kind \"hr\" needs `secrets`, `tokens` or `client_certificate`: who may push to it";
        section.document.problem_key(&section.span, sentence);
    }
    Some(HrSource { hook: hook::read(section, context) })
}
