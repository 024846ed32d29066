//! One change as people read it: a sign, what it is about, before and after.

use crate::console::names::Names;
use crate::console::style::{CHANGE, GAIN, LOSS, QUIET};
use anstyle::Style;
use muster_core::entitlement::{Field, Slot, Value};
use muster_core::id::ConversationId;
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
            (_, None) if change.slot.kind().is_of_departure() => Self::Loss,
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

/// What a change does, without its sign: `role Agent @ Support`, `skill Billing 4`, `title Agent → Senior Agent`,
/// `call from Billing 3f2a9c01  → handed to Ben Okri`.
pub(in crate::console) fn describe(change: &Change, names: &Names<'_>) -> String {
    let what = names.slot(&change.slot);
    if change.creates_account() {
        return what;
    }
    if let Slot::Conversation { conversation, .. } = &change.slot {
        return live_work(conversation, change, names);
    }
    match (&change.before, &change.after) {
        (None, Some(_)) if is_known(&change.slot, &change.after, &change.subject) => what,
        (None, Some(after)) => with(&what, &names.value(after)),
        (Some(before), Some(after)) => format!("{what}  {} → {}", names.value(before), names.value(after)),
        (Some(Value::Held), None) | (None, None) => what,
        (Some(before), None) if change.slot.kind().is_of_departure() => with(&what, &names.value(before)),
        (Some(before), None) => format!("{what} (is {})", names.value(before)),
    }
}

/// A conversation by its medium and the first part of its id, which is how supervisors tell two calls apart.
fn live_work(conversation: &ConversationId, change: &Change, names: &Names<'_>) -> String {
    let medium = change.before.as_ref().map_or_else(|| "conversation".to_owned(), |live| names.value(live));
    let id: String = conversation.to_string().chars().take(8).collect();
    match &change.after {
        Some(after) => format!("{medium} {id}  → {}", names.value(after)),
        None => format!("{medium} {id} ended"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::sample;
    use muster_core::entitlement::{Media, StationUse};
    use muster_core::id::{AccountId, ParticipantId, QueueId};
    use muster_core::plan::Transition;

    fn step(slot: Slot, before: Option<Value>, after: Option<Value>) -> String {
        let plan = sample::plan();
        let who = sample::subject(3, "Walter", "walter@corp.example");
        let change = sample::change(&who, Transition::Leaver, slot, [before, after], Vec::new());
        format!("{} {}", Sign::of(&change).mark(), describe(&change, &Names::of(&plan)))
    }

    fn call() -> (Slot, Option<Value>) {
        let conversation = ConversationId(sample::id(0x3f2a_9c01 << 96));
        let slot = Slot::Conversation { conversation, participant: ParticipantId(sample::id(1)) };
        (slot, Some(Value::Live { media: Media::Call, queue: Some(QueueId(sample::id(1))) }))
    }

    #[test]
    fn what_ends_with_a_departure_is_a_loss_and_not_a_question() {
        let phone = Slot::Station { station: StationUse::Associated };
        assert_eq!(step(phone, Some(Value::Text("Desk 12".into())), None), "- phone in use Desk 12");
        assert_eq!(step(Slot::Tokens, Some(Value::Held), None), "- tokens");
        let (slot, live) = call();
        assert_eq!(step(slot, live, None), "- call from Billing 3f2a9c01 ended");
    }

    #[test]
    fn live_work_says_who_has_it_afterwards() {
        let (slot, live) = call();
        let hanako = Some(Value::With(AccountId(sample::id(2))));
        assert_eq!(
            step(slot.clone(), live.clone(), hanako),
            "~ call from Billing 3f2a9c01  → handed to 日本 花子"
        );
        let waiting = Some(Value::InQueue(QueueId(sample::id(2))));
        assert_eq!(step(slot, live, waiting), "~ call from Billing 3f2a9c01  → back in queue Rückrufe");
    }
}
