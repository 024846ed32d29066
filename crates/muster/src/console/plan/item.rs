//! One change as people read it: a sign, what it is about, before and after.

use crate::console::names::Names;
use crate::console::style::{CHANGE, GAIN, LOSS, QUIET};
use anstyle::Style;
use muster_core::entitlement::{Field, Slot, Value};
use muster_core::plan::{Change, Subject};

/// What kind of difference a change is. The sign carries the meaning, the colour only repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::console) enum Sign {
    /// Something is there that was not.
    Gain,
    /// Something has another value.
    Other,
    /// Something goes.
    Loss,
    /// It is not known what should be.
    Open,
    /// It stays as it is.
    Kept,
}

impl Sign {
    /// The sign of a change.
    pub(in crate::console) fn of(change: &Change) -> Self {
        match (&change.before, &change.after) {
            _ if change.is_removal() => Self::Loss,
            (None, Some(_)) => Self::Gain,
            (Some(_), Some(_)) => Self::Other,
            (_, None) => Self::Open,
        }
    }

    /// The sign as it is printed.
    pub(in crate::console) fn mark(self) -> &'static str {
        match self {
            Self::Gain => "+",
            Self::Other => "~",
            Self::Loss => "-",
            Self::Open => "?",
            Self::Kept => "=",
        }
    }

    /// The colour that goes with it.
    pub(in crate::console) fn style(self) -> Style {
        match self {
            Self::Gain => GAIN,
            Self::Other => CHANGE,
            Self::Loss => LOSS,
            Self::Open | Self::Kept => QUIET,
        }
    }
}

/// What a change does, without its sign: `role Agent @ Support`, `skill Billing 4`, `title Agent → Senior Agent`.
pub(in crate::console) fn describe(change: &Change, names: &Names<'_>) -> String {
    let what = names.slot(&change.slot);
    if change.creates_account() {
        return what;
    }
    match (&change.before, &change.after) {
        (None, Some(_)) if is_known(&change.slot, &change.after, &change.subject) => what,
        (None, Some(after)) => with(&what, &names.value(after)),
        (Some(before), Some(after)) => format!("{what}  {} → {}", names.value(before), names.value(after)),
        (Some(Value::Held), None) | (None, None) => what,
        (Some(before), None) => format!("{what} (is {})", names.value(before)),
    }
}

/// Slot and value: `skill Billing 4`; the slot alone for a mere membership.
pub(in crate::console) fn with(what: &str, value: &str) -> String {
    match value {
        "" => what.to_owned(),
        value => format!("{what} {value}"),
    }
}

/// Name and mail stand in the person's heading, and the external id is the anchor, which says nothing to people.
fn is_known(slot: &Slot, after: &Option<Value>, subject: &Subject) -> bool {
    match (slot, after) {
        (Slot::Field { field: Field::Name }, Some(Value::Text(name))) => *name == subject.display_name,
        (Slot::Field { field: Field::Mail }, Some(Value::Text(mail))) => Some(mail) == subject.mail.as_ref(),
        (Slot::ExternalId, Some(Value::Text(key))) => key == subject.person.anchor.as_str(),
        _ => false,
    }
}
