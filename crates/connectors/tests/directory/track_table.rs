//! What comes of every way in which a read can go wrong, as a table.

use crate::scripted::Asked;
use crate::track::{ALL, CHANGED, World, reached, read};
use crate::track_ways::Must::{self, Bring, Fail, ReadAll};
use crate::track_ways::{WAYS, Way, refused};
use ldap3_proto::proto::LdapResultCode as Code;
use muster_connectors::directory::{Extent, Track};
use muster_connectors::ldap::{Limitation, Method, Read, TrackError};

#[tokio::test]
async fn a_read_is_whole_or_an_error() {
    let (dirsync, usn) = (reached(Method::Auto).await, reached(Method::Only(Track::Usn)).await);
    for Way(what, change, must) in WAYS {
        let mut world = World::default();
        change(&mut world);
        let last = if world.method == Method::Auto { dirsync.clone() } else { usn.clone() };
        let (read, server) = read(world, Some(last)).await;
        println!("{what:<38} {}", outcome(&read));
        judge(what, &must, &read);
        if what.starts_with("anonymous") {
            assert!(server.asked().is_empty(), "nothing reaches a server that would say success");
        }
    }
}

fn outcome(read: &Result<Read, TrackError>) -> String {
    match read {
        Ok(read) => {
            let why =
                read.why_whole.as_ref().map_or("what changed".into(), |why| format!("everything: {why}"));
            format!("{} objects, {why}", read.delta.objects.len())
        }
        Err(error) => format!("error: {}", words(error)),
    }
}

fn words(error: &TrackError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

fn judge(what: &str, must: &Must, read: &Result<Read, TrackError>) {
    match (must, read) {
        (Fail(expected), Err(error)) => {
            assert!(words(error).contains(expected), "{what}: {}", words(error));
            assert!(!error.hint().is_empty());
        }
        (ReadAll(expected), Ok(read)) => {
            let why = read.why_whole.as_ref().map(ToString::to_string).unwrap_or_default();
            assert!(why.contains(expected), "{what}: {why}");
            assert_eq!(
                (read.delta.extent, read.delta.objects.len()),
                (Extent::Whole, ALL as usize),
                "{what}"
            );
        }
        (Bring(objects), Ok(read)) => {
            assert_eq!(read.why_whole, None, "{what}");
            assert_eq!(
                (read.delta.extent, read.delta.objects.len()),
                (Extent::Since, *objects as usize),
                "{what}"
            );
            let hidden =
                read.limitations.iter().any(|found| matches!(found, Limitation::DeletedHidden { .. }));
            assert_eq!(hidden, what == "deletions hidden");
        }
        (_, other) => panic!("{what}: {}", outcome(other)),
    }
}

#[tokio::test]
async fn a_server_without_dirsync_is_followed_by_its_count() {
    for code in [Code::InsufficentAccessRights, Code::UnwillingToPerform, Code::UnavailableCriticalExtension]
    {
        let without = move |asked: &Asked, _| asked.dirsync().map(|_| refused(code.clone()));
        let world = World { script: Box::new(without.clone()), ..World::default() };
        let first = read(world, None).await.0.unwrap();
        assert_eq!((first.delta.position.track, first.delta.objects.len()), (Track::Usn, ALL as usize));
        let named =
            |limitation: &Limitation| matches!(limitation, Limitation::Refused { track: Track::DirSync, .. });
        assert!(first.limitations.iter().any(named), "{:?}", first.limitations);
        // What was found out is in the position: nothing that is refused is asked again.
        let world = World { script: Box::new(without.clone()), ..World::default() };
        let (second, server) = read(world, Some(first.delta.position)).await;
        assert_eq!((second.unwrap().delta.extent, CHANGED), (Extent::Since, CHANGED));
        assert!(server.asked().iter().all(|asked| asked.dirsync().is_none()));
        let world =
            World { script: Box::new(without), method: Method::Only(Track::DirSync), ..World::default() };
        let error = read(world, None).await.0.unwrap_err();
        assert!(matches!(error, TrackError::NotPermitted { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_counts_nothing_is_read_whole_each_time() {
    let silent = || {
        let mut world = World {
            script: Box::new(|a, _| a.dirsync().map(|_| refused(Code::UnwillingToPerform))),
            ..World::default()
        };
        world.root.attributes.retain(|(name, _)| name != "highestCommittedUSN");
        world
    };
    let first = read(silent(), None).await.0.unwrap();
    assert_eq!(first.delta.position.track, Track::Whole);
    let second = read(silent(), Some(first.delta.position)).await.0.unwrap();
    assert_eq!(second.why_whole.map(|why| why.to_string()).as_deref(), Some("everything is read each time"));
}
