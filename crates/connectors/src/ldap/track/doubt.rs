//! When the history of changes cannot be trusted, so that everything is read.

use super::config::Pacing;
use crate::directory::{Position, Track};
use crate::ldap::root_dse::ServerFacts;
use jiff::{SignedDuration, Timestamp};

/// Why everything was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// Nothing is known yet.
    #[error("nothing was read before")]
    First,
    /// The last position belongs to another way of tracking.
    #[error("changes are tracked in another way than before")]
    OtherMethod,
    /// The method is to read everything.
    #[error("everything is read each time")]
    Always,
    /// The last position has no cookie or number to go on from.
    #[error("the last position says nothing to go on from")]
    NoPlace,
    /// Attributes, filter or flags changed; the history does not cover what was not asked for.
    #[error("something else is asked for than before")]
    OtherQuestion,
    /// The server's counter went down: it was put back to an older copy, and its new changes hide behind the old count.
    #[error("the server's count of changes went back from {was} to {is}")]
    WentBack {
        /// The highest count seen.
        was: u64,
        /// The count now.
        is: u64,
    },
    /// The same server has another copy of the database.
    #[error("the server was restored: its copy of the database is another one")]
    Restored,
    /// Counts of changes mean nothing on another server.
    #[error("another server is read than before")]
    OtherServer,
    /// So old that deletions since then may have been forgotten.
    #[error("the last read is {days} days old, and deletions are remembered for {remembered} days only")]
    TooOld {
        /// Age of the position.
        days: i64,
        /// The domain's tombstone lifetime.
        remembered: u32,
    },
    /// It is time.
    #[error("the last whole read is {hours} hours old")]
    Interval {
        /// Age of the last whole read.
        hours: i64,
    },
    /// Somebody asked for it.
    #[error("it was asked for")]
    Requested,
    /// The server does not take the cookie.
    #[error("the server did not accept the place to go on from ({refusal})")]
    CookieRefused {
        /// The server's answer.
        refusal: String,
    },
}

/// What is known when a read begins.
pub struct Situation<'a> {
    /// What the server says of itself.
    pub facts: &'a ServerFacts,
    /// What is asked for: attributes, filter and flags.
    pub question: &'a str,
    /// The highest count of changes that this process saw of this server.
    pub highest_seen: Option<u64>,
    /// For how many days deletions are remembered.
    pub remembered: u32,
    /// Whether somebody asked for everything.
    pub requested: bool,
    /// By our clock.
    pub now: Timestamp,
}

/// Why the read must be a whole one; `None` if it may go on from `last`.
pub fn doubt(
    last: Option<&Position>,
    track: Track,
    situation: &Situation<'_>,
    pacing: &Pacing,
) -> Option<Doubt> {
    let Some(last) = last else {
        return Some(Doubt::First);
    };
    of_request(last, track, situation)
        .or_else(|| of_server(last, track, situation))
        .or_else(|| of_age(last, situation, pacing))
}

fn of_request(last: &Position, track: Track, situation: &Situation<'_>) -> Option<Doubt> {
    if situation.requested {
        return Some(Doubt::Requested);
    }
    if last.track != track {
        return Some(Doubt::OtherMethod);
    }
    let has_place = match track {
        Track::DirSync => last.cookie.is_some(),
        Track::Usn => last.usn.is_some(),
        Track::Whole => return Some(Doubt::Always),
    };
    match (has_place, last.question == situation.question) {
        (false, _) => Some(Doubt::NoPlace),
        (_, false) => Some(Doubt::OtherQuestion),
        _ => None,
    }
}

fn of_server(last: &Position, track: Track, situation: &Situation<'_>) -> Option<Doubt> {
    let facts = situation.facts;
    let same_server = last.service.is_some() && last.service == facts.service;
    if same_server && last.invocation_id != facts.invocation_id {
        return Some(Doubt::Restored);
    }
    let was = situation.highest_seen.max(last.usn.filter(|_| same_server));
    if let (Some(was), Some(is)) = (was, facts.highest_committed_usn)
        && is < was
    {
        return Some(Doubt::WentBack { was, is });
    }
    (track == Track::Usn && !same_server).then_some(Doubt::OtherServer)
}

fn of_age(last: &Position, situation: &Situation<'_>, pacing: &Pacing) -> Option<Doubt> {
    let days = situation.now.duration_since(last.reached_at).as_hours() / 24;
    // Half of it: by then this server, and all that it replicates with, surely still remember.
    if days >= i64::from(situation.remembered / 2) {
        return Some(Doubt::TooOld { days, remembered: situation.remembered });
    }
    let whole = situation.now.duration_since(last.whole_at);
    let due = SignedDuration::try_from(pacing.whole_every).is_ok_and(|every| whole >= every);
    due.then(|| Doubt::Interval { hours: whole.as_hours() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> Position {
        let at: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        Position {
            track: Track::DirSync,
            naming_context: "DC=x".into(),
            domain_sid: None,
            server: "dc1".into(),
            service: Some("CN=NTDS Settings,CN=DC1".into()),
            invocation_id: Some("one".into()),
            usn: Some(100),
            cookie: Some("TVNEUw==".into()),
            reached_at: at,
            whole_at: at,
            question: "v1".into(),
        }
    }

    fn facts() -> ServerFacts {
        ServerFacts {
            service: position().service,
            invocation_id: Some("one".into()),
            highest_committed_usn: Some(100),
            ..ServerFacts::default()
        }
    }

    /// The doubt of a read ten minutes later, after `change`.
    fn after(change: impl FnOnce(&mut Position, &mut ServerFacts, &mut Situation<'_>)) -> Option<Doubt> {
        let (mut last, mut facts, none) = (position(), facts(), ServerFacts::default());
        let now = "2026-03-01T12:10:00Z".parse().unwrap();
        let mut situation = Situation {
            facts: &none,
            question: "v1",
            highest_seen: None,
            remembered: 180,
            requested: false,
            now,
        };
        change(&mut last, &mut facts, &mut situation);
        let situation = Situation { facts: &facts, ..situation };
        doubt(Some(&last), Track::DirSync, &situation, &Pacing::default())
    }

    #[test]
    fn an_undisturbed_history_is_believed() {
        assert_eq!(after(|_, _, _| ()), None);
        assert_eq!(after(|_, facts, _| facts.highest_committed_usn = Some(400)), None);
    }

    #[test]
    fn every_reason_to_doubt_is_named() {
        assert_eq!(after(|last, _, _| last.cookie = None), Some(Doubt::NoPlace));
        assert_eq!(after(|last, _, _| last.track = Track::Usn), Some(Doubt::OtherMethod));
        assert_eq!(after(|last, _, _| last.question = "v0".into()), Some(Doubt::OtherQuestion));
        assert_eq!(after(|_, _, situation| situation.requested = true), Some(Doubt::Requested));
        assert_eq!(after(|_, facts, _| facts.invocation_id = Some("two".into())), Some(Doubt::Restored));
        let went_back = |was| Some(Doubt::WentBack { was, is: 99 });
        assert_eq!(after(|_, facts, _| facts.highest_committed_usn = Some(99)), went_back(100));
        let seen_higher = |_: &mut Position, facts: &mut ServerFacts, situation: &mut Situation<'_>| {
            facts.highest_committed_usn = Some(99);
            situation.highest_seen = Some(250);
        };
        assert_eq!(after(seen_higher), went_back(250));
    }

    #[test]
    fn age_counts_from_the_last_read_and_from_the_last_whole_one() {
        let old = "2025-12-01T12:00:00Z".parse().unwrap();
        assert_eq!(
            after(|last, _, _| last.reached_at = old),
            Some(Doubt::TooOld { days: 90, remembered: 180 })
        );
        let yesterday = "2026-02-28T12:00:00Z".parse().unwrap();
        assert_eq!(after(|last, _, _| last.whole_at = yesterday), Some(Doubt::Interval { hours: 24 }));
        let tomorrow = "2026-03-02T12:00:00Z".parse().unwrap();
        assert_eq!(after(|last, _, _| (last.reached_at, last.whole_at) = (tomorrow, tomorrow)), None);
    }

    #[test]
    fn a_cookie_is_good_for_another_server_and_a_count_is_not() {
        let elsewhere = |_: &mut Position, facts: &mut ServerFacts, _: &mut Situation<'_>| {
            facts.service = Some("CN=NTDS Settings,CN=DC2".into());
            facts.invocation_id = Some("two".into());
            facts.highest_committed_usn = Some(5);
        };
        assert_eq!(after(elsewhere), None);
        let mut facts = facts();
        facts.service = Some("CN=NTDS Settings,CN=DC2".into());
        let last = Position { track: Track::Usn, ..position() };
        let situation = Situation {
            facts: &facts,
            question: "v1",
            highest_seen: None,
            remembered: 180,
            requested: false,
            now: last.reached_at,
        };
        let found = doubt(Some(&last), Track::Usn, &situation, &Pacing::default());
        assert_eq!(found, Some(Doubt::OtherServer));
    }
}
