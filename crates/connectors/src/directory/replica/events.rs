//! What happened, as people would say it.

use super::Replica;
use super::applied::{Event, Link};
use super::edges::Target;
use super::journal::Journal;
use super::object::Object;
use crate::directory::account::Kind;
use crate::directory::dn::common_name;
use jiff::Timestamp;
use uuid::Uuid;

/// Everything that happened between the journal and now.
pub(super) fn events(replica: &Replica, journal: &Journal, at: Timestamp) -> Vec<Event> {
    let mut events = Vec::new();
    for (guid, before) in journal.changed(replica) {
        let after = replica.objects.get(&guid);
        if before.or(after).is_some_and(is_told_of) {
            let sentences = sentences(replica, before, after);
            events.extend(sentences.into_iter().map(|sentence| Event { at, concerns: vec![guid], sentence }));
        }
    }
    // A membership that went with its member is told by the member's own event.
    for (edge, is_new) in journal.edges(replica) {
        let (link, group, member) = edge;
        if *link == Link::Member && !journal.settled.contains(edge) {
            let went = |guid: Uuid| !is_new && replica.objects.get(&guid).is_none_or(|object| object.deleted);
            if member.guid().is_some_and(|guid| went(guid) && journal.knew(guid)) {
                continue;
            }
            events.extend(membership(replica, *group, member, is_new).map(|(concerns, sentence)| Event {
                at,
                concerns,
                sentence,
            }));
        }
    }
    events
}

/// People, groups and what they stand in; computers and the like come and go untold.
fn is_told_of(object: &Object) -> bool {
    let is_place = || {
        let classes = object.attributes.unpack().remove("objectclass").unwrap_or_default();
        let place = |class: &Vec<u8>| {
            class.eq_ignore_ascii_case(b"organizationalUnit") || class.eq_ignore_ascii_case(b"container")
        };
        classes.iter().any(place)
    };
    object.kind != Kind::Other || is_place()
}

fn sentences(replica: &Replica, before: Option<&Object>, after: Option<&Object>) -> Vec<String> {
    let lives = |object: &&Object| !object.deleted;
    match (before, before.filter(lives), after, after.filter(lives)) {
        (Some(_), None, _, Some(now)) => vec![format!("{} came back", now.called())],
        (None, _, _, Some(now)) => vec![format!("{} is new", now.called())],
        (_, Some(was), Some(_), None) => vec![format!("{} deleted", was.called())],
        (_, Some(was), None, _) => vec![format!("{} is no longer in the directory", was.called())],
        (_, Some(was), _, Some(now)) => changes(replica, was, now),
        (_, None, _, None) => Vec::new(),
    }
}

fn changes(replica: &Replica, was: &Object, now: &Object) -> Vec<String> {
    let mut sentences = Vec::new();
    if was.rdn != now.rdn {
        sentences.push(format!("{} renamed to {}", common_name(&was.rdn), common_name(&now.rdn)));
    }
    if was.parent != now.parent {
        let place = now.parent.and_then(|parent| replica.location(parent));
        let place = place.or_else(|| now.above.as_deref().map(str::to_owned)).unwrap_or_default();
        sentences.push(format!("{} moved to {place}", now.called()));
    }
    match (is_disabled(was), is_disabled(now)) {
        (false, true) => sentences.push(format!("{} disabled", now.called())),
        (true, false) => sentences.push(format!("{} enabled", now.called())),
        (true, true) | (false, false) => {}
    }
    sentences
}

fn is_disabled(object: &Object) -> bool {
    let flags = object.attributes.text("useraccountcontrol").and_then(|text| text.parse::<i64>().ok());
    object.kind == Kind::Person && flags.is_some_and(|flags| flags & 2 != 0)
}

/// A membership that came or went.
fn membership(replica: &Replica, group: Uuid, member: &Target, is_new: bool) -> Option<(Vec<Uuid>, String)> {
    let in_group = replica.live(group)?.called();
    let called = match member {
        Target::Guid(guid) => match replica.objects.get(guid) {
            Some(object) => object.called(),
            None => replica.strays.sid(*guid).map_or_else(|| guid.to_string(), str::to_owned),
        },
        Target::Sid(text) | Target::Name(text) => text.to_string(),
    };
    let concerns = member.guid().into_iter().chain([group]).collect();
    let how = if is_new { "added to" } else { "removed from" };
    Some((concerns, format!("member {called} {how} {in_group}")))
}
