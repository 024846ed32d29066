//! What somebody is doing in the tenant right now, in the platform's words.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A presence, by what the platform means by it (`systemPresence`); organisations name their own after these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Can be reached.
    Available,
    /// Not at the desk.
    Away,
    /// Does something else.
    Busy,
    /// Not logged in, or not to be seen.
    Offline,
    /// Has done nothing for a while.
    Idle,
    /// Takes work from queues.
    OnQueue,
    /// Eats.
    Meal,
    /// Learns.
    Training,
    /// Is in a meeting.
    Meeting,
    /// Has a break.
    Break,
    /// A word that Muster does not know.
    Other,
}

impl Presence {
    const WORDS: [(Self, &'static str); 11] = [
        (Self::Available, "Available"),
        (Self::Away, "Away"),
        (Self::Busy, "Busy"),
        (Self::Offline, "Offline"),
        (Self::Idle, "Idle"),
        (Self::OnQueue, "On Queue"),
        (Self::Meal, "Meal"),
        (Self::Training, "Training"),
        (Self::Meeting, "Meeting"),
        (Self::Break, "Break"),
        (Self::Other, "another presence"),
    ];

    /// The presence behind the platform's word, which is written `OnQueue`, `On Queue` or `ON_QUEUE`.
    pub fn of(word: &str) -> Self {
        let known = Self::WORDS.into_iter().find(|(_, known)| bare(known) == bare(word));
        known.map_or(Self::Other, |(presence, _)| presence)
    }
}

impl fmt::Display for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Self::WORDS.into_iter().find(|(presence, _)| presence == self);
        f.write_str(word.map_or("", |(_, word)| word))
    }
}

/// Whether an account takes work from queues, and what it makes of it (`routingStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// Gets no work.
    OffQueue,
    /// Waits for work.
    Idle,
    /// Has work from a queue.
    Interacting,
    /// Did not take what was offered, and gets nothing more.
    NotResponding,
    /// Has a conversation that came from no queue.
    Communicating,
}

impl Routing {
    /// Every status.
    pub const ALL: [Self; 5] =
        [Self::OffQueue, Self::Idle, Self::Interacting, Self::NotResponding, Self::Communicating];

    /// The status behind the platform's word; `None` for one that is not known.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| bare(status.word()) == bare(word))
    }

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::OffQueue => "off queue",
            Self::Idle => "idle",
            Self::Interacting => "interacting",
            Self::NotResponding => "not responding",
            Self::Communicating => "communicating",
        }
    }
}

impl fmt::Display for Routing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// By what means a conversation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// Voice.
    Call,
    /// A call that was promised.
    Callback,
    /// A voice message that waits to be heard.
    Voicemail,
    /// Chat in a web page.
    Chat,
    /// E-mail.
    Email,
    /// SMS, messengers, web messaging.
    Message,
    /// Video.
    Video,
    /// A post in a social network.
    Social,
    /// What Muster does not know.
    Other,
}

impl Media {
    /// Every medium, in display order.
    pub const ALL: [Self; 9] = [
        Self::Call,
        Self::Callback,
        Self::Voicemail,
        Self::Chat,
        Self::Email,
        Self::Message,
        Self::Video,
        Self::Social,
        Self::Other,
    ];

    /// The medium behind the platform's word: `voice` in analytics and `call` elsewhere are the same.
    pub fn of(word: &str) -> Self {
        match bare(word).as_str() {
            "voice" | "call" => Self::Call,
            "socialexpression" | "social" => Self::Social,
            word => Self::ALL.into_iter().find(|media| media.word() == word).unwrap_or(Self::Other),
        }
    }

    /// The word for people and configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Callback => "callback",
            Self::Voicemail => "voicemail",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Message => "message",
            Self::Video => "video",
            Self::Social => "social",
            Self::Other => "conversation",
        }
    }
}

impl fmt::Display for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How a phone belongs to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StationUse {
    /// It is in use by the account now.
    Associated,
    /// It is the account's own, whenever it logs in.
    Default,
}

impl StationUse {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Associated => "phone in use",
            Self::Default => "own phone",
        }
    }
}

/// Letters only, in lower case: how words are compared that the platform writes in several ways.
fn bare(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_writes_one_word_in_many_ways() {
        for word in ["OnQueue", "On Queue", "ON_QUEUE", "on_queue"] {
            assert_eq!(Presence::of(word), Presence::OnQueue);
        }
        assert_eq!(Presence::of("Siesta"), Presence::Other);
        assert_eq!(Routing::of("NOT_RESPONDING"), Some(Routing::NotResponding));
        assert_eq!(Routing::of("dreaming"), None);
        assert_eq!(Media::of("voice"), Media::of("call"));
        assert_eq!(Media::of("carrier pigeon"), Media::Other);
    }
}
