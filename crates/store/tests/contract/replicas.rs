//! Local copies of directories, and what happened in them.

use crate::lease::lead_soon;
use crate::support::holder::Holder;
use crate::support::sample::{at, directory_event, edge, replica_change};
use crate::support::{World, contract};
use muster_core::id::{PersonId, SourceId};
use muster_core::replica::{EdgeKind, EdgeRow, ObjectRow, ReplicaChange, ReplicaRow};
use muster_store::Store;
use std::collections::BTreeMap;
use std::time::Instant;

contract![
    a_replica_comes_back_as_it_was_remembered,
    what_changed_replaces_what_was_and_the_rest_stays,
    remembering_the_same_again_changes_nothing,
    everything_replaces_everything_of_its_source_alone,
    events_come_back_newest_first_and_once,
    old_events_are_forgotten,
    a_read_is_remembered_whole_wherever_the_process_is_killed,
    a_large_directory_is_remembered_and_shown,
];

/// What a store shows of a replica.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    state: String,
    objects: BTreeMap<String, String>,
    edges: BTreeMap<(EdgeKind, String, String), Option<String>>,
}

fn shown(store: &mut dyn Store, source: &str) -> Option<Shown> {
    let mut shown = Shown::default();
    let found = store.replica(&SourceId::new(source), &mut |row| match row {
        ReplicaRow::State(state) => shown = Shown { state: state.to_owned(), ..Shown::default() },
        ReplicaRow::Object { id, value } => {
            assert_eq!(shown.objects.insert(id.to_owned(), value.to_owned()), None);
        }
        ReplicaRow::Edge { kind, from, to, hint } => {
            let key = (kind, from.to_owned(), to.to_owned());
            assert_eq!(shown.edges.insert(key, hint.map(str::to_owned)), None);
        }
    });
    found.unwrap().then_some(shown)
}

fn object(id: &str, value: &str) -> ObjectRow {
    ObjectRow { id: id.into(), value: value.into() }
}

fn manager(from: &str, to: &str, hint: Option<&str>) -> EdgeRow {
    EdgeRow { kind: EdgeKind::Manager, from: from.into(), to: to.into(), hint: hint.map(Box::from) }
}

fn first() -> ReplicaChange {
    ReplicaChange {
        everything: true,
        state: "{\"cookie\":\"a\"}".into(),
        put: vec![object("1", "{\"name\":\"Ärzte\\u0000\"}"), object("2", "{}")],
        added: vec![manager("1", "2", Some("S-1-5")), edge(1)],
        ..ReplicaChange::default()
    }
}

fn a_replica_comes_back_as_it_was_remembered(world: &World) {
    let mut store = world.lead();
    assert_eq!(shown(&mut *store, "ad"), None);
    store.remember_replica(&"ad".into(), &first()).unwrap();
    for store in [&mut *store, &mut *world.read()] {
        let replica = shown(store, "ad").unwrap();
        assert_eq!(replica.state, first().state);
        assert_eq!(replica.objects["1"], "{\"name\":\"Ärzte\\u0000\"}");
        assert_eq!(replica.edges[&(EdgeKind::Manager, "1".into(), "2".into())].as_deref(), Some("S-1-5"));
        assert_eq!((replica.objects.len(), replica.edges.len()), (2, 2));
    }
    assert_eq!(shown(&mut *store, "other"), None);
}

fn what_changed_replaces_what_was_and_the_rest_stays(world: &World) {
    let mut store = world.lead();
    store.remember_replica(&"ad".into(), &first()).unwrap();
    let change = ReplicaChange {
        state: "later".into(),
        put: vec![object("1", "new"), object("3", "more")],
        gone: vec!["2".into(), "unknown".into()],
        added: vec![manager("3", "1", None), manager("1", "2", None)],
        removed: vec![edge(1), edge(2)],
        ..ReplicaChange::default()
    };
    store.remember_replica(&"ad".into(), &change).unwrap();
    let replica = shown(&mut *store, "ad").unwrap();
    assert_eq!(replica.state, "later");
    assert_eq!(replica.objects.into_values().collect::<Vec<_>>(), ["new", "more"]);
    assert_eq!(replica.edges.len(), 2);
    assert!(replica.edges.values().all(Option::is_none));
}

fn remembering_the_same_again_changes_nothing(world: &World) {
    let mut store = world.lead();
    for n in 0..12 {
        store.remember_replica(&"ad".into(), &replica_change(n)).unwrap();
    }
    let before = (shown(&mut *store, "ad"), store.events_of(&person("1"), 100).unwrap());
    assert_eq!(before.1.len(), 12);
    store.remember_replica(&"ad".into(), &replica_change(11)).unwrap();
    assert_eq!((shown(&mut *store, "ad"), store.events_of(&person("1"), 100).unwrap()), before);
}

fn everything_replaces_everything_of_its_source_alone(world: &World) {
    let mut store = world.lead();
    for source in ["ad", "other"] {
        store.remember_replica(&source.into(), &first()).unwrap();
    }
    let anew = ReplicaChange { everything: true, put: vec![object("9", "")], ..ReplicaChange::default() };
    store.remember_replica(&"ad".into(), &anew).unwrap();
    let replica = shown(&mut *store, "ad").unwrap();
    assert_eq!((replica.objects.len(), replica.edges.len()), (1, 0));
    assert_eq!(shown(&mut *store, "other").unwrap().objects.len(), 2);
}

fn person(anchor: &str) -> PersonId {
    PersonId::new(&"ad".into(), &anchor.into())
}

fn events_come_back_newest_first_and_once(world: &World) {
    let mut store = world.lead();
    let events = [
        directory_event("1", 20, "member Ada added to a"),
        directory_event("1", 30, "Ada disabled"),
        directory_event("1", 20, "Ada renamed to Ada Byron"),
        directory_event("2", 25, "Bob deleted"),
    ];
    store.remember_events(&events).unwrap();
    store.remember_events(&events).unwrap();
    let expected = [events[1].clone(), events[2].clone(), events[0].clone()];
    assert_eq!(world.read().events_of(&person("1"), 10).unwrap(), expected);
    assert_eq!(store.events_of(&person("1"), 1).unwrap(), expected[..1]);
    assert_eq!(store.events_of(&person("3"), 10).unwrap(), []);
}

fn old_events_are_forgotten(world: &World) {
    let mut store = world.lead();
    let events: Vec<_> = (20..30).map(|seconds| directory_event("1", seconds, "Ada disabled")).collect();
    store.remember_events(&events).unwrap();
    assert_eq!(store.forget_events_before(at(25)).unwrap(), 5);
    assert_eq!(store.forget_events_before(at(25)).unwrap(), 0);
    assert_eq!(store.events_of(&person("1"), 10).unwrap().len(), 5);
}

/// State, objects, edges and events are all of one read, and that is the last one that was answered or the one after.
fn a_read_is_remembered_whole_wherever_the_process_is_killed(world: &World) {
    let answers = Holder::interrupt_following(world, 40) as u64;
    let mut store = lead_soon(world);
    let replica = shown(&mut *store, "ad").unwrap();
    let last: u64 = replica.state.parse().unwrap();
    assert!((answers..=answers + 1).contains(&(last + 1)), "{answers} answers, read {last}");
    let numbers = || (last - 9..=last).map(|n| n.to_string()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(replica.objects.into_keys().collect::<std::collections::BTreeSet<_>>(), numbers());
    assert_eq!(
        replica.edges.into_keys().map(|(_, _, to)| to).collect::<std::collections::BTreeSet<_>>(),
        numbers()
    );
    assert_eq!(store.events_of(&person("1"), u64::MAX).unwrap().len() as u64, last + 1);
}

/// Ten thousand objects and a hundred thousand edges; ten times as many with `MUSTER_TEST_LARGE`, which tells how long
/// it takes.
fn a_large_directory_is_remembered_and_shown(world: &World) {
    let objects = if std::env::var_os("MUSTER_TEST_LARGE").is_some() { 100_000 } else { 10_000 };
    let id = |n: usize| format!("762c4376-6006-4577-a1e8-{n:012}").into_boxed_str();
    let value = format!("{{\"attributes\":\"{}\"}}", "x".repeat(900));
    let everything = ReplicaChange {
        everything: true,
        put: (0..objects).map(|n| ObjectRow { id: id(n), value: value.as_str().into() }).collect(),
        added: (0..objects * 10)
            .map(|n| EdgeRow {
                kind: EdgeKind::Member,
                from: id(n / 200),
                to: id((n * 7) % objects + n % 200 * 1_000_000),
                hint: None,
            })
            .collect(),
        ..ReplicaChange::default()
    };
    let mut store = world.lead();
    let start = Instant::now();
    store.remember_replica(&"ad".into(), &everything).unwrap();
    println!("remembered {objects} objects and ten times as many edges in {:?}", start.elapsed());
    let (mut found, mut edges) = (0, 0);
    let start = Instant::now();
    store
        .replica(&"ad".into(), &mut |row| match row {
            ReplicaRow::State(_) => {}
            ReplicaRow::Object { .. } => found += 1,
            ReplicaRow::Edge { .. } => edges += 1,
        })
        .unwrap();
    println!("showed them in {:?}", start.elapsed());
    assert_eq!((found, edges), (objects, objects * 10));
}
