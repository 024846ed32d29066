//! Single things that a store must give back, and rows that nobody wrote.

use crate::telling::{Story, Telling, below, object, since, source};
use muster_connectors::directory::{ReadSpec, Replica};
use muster_core::replica::{EdgeKind, ReplicaRow};

#[test]
fn bytes_long_names_and_findings_survive() {
    let mut story = Story::read(ReadSpec::default(), vec![object(1, "OU=Staff,DC=x").unit()]);
    let far = format!("CN={},DC=y", "long ".repeat(200));
    let ada = below(1, 10, "CN=Ada,OU=Staff,DC=x").person("ada").with_bytes("mail", &[0xff, 0x00]);
    let group = object(50, "CN=g,DC=x").group("g").added(&far).added("CN=near,DC=y");
    let nameless = muster_connectors::directory::Entry::new("CN=Nobody,DC=x").person("nobody");
    let applied = story.tell(&since(vec![ada.clone(), group.clone(), nameless]));
    let change = story.replica().change(&source(), &applied);
    assert!(change.added.iter().all(|edge| edge.to.len() < 600));
    assert_eq!(change.events[0].person.to_string(), format!("corp-ad/{}", crate::telling::guid(10)));
    let state = [ReplicaRow::State(&change.state)].into_iter();
    let objects = change.put.iter().map(|row| ReplicaRow::Object { id: &row.id, value: &row.value });
    let edges = change.added.iter().map(|row| ReplicaRow::Edge {
        kind: row.kind,
        from: &row.from,
        to: &row.to,
        hint: row.hint.as_deref(),
    });
    let mut loaded = Story::new(ReadSpec::default());
    loaded.forest = Default::default();
    loaded.forest.add(
        source(),
        ReadSpec::default(),
        20,
        Replica::from_rows(state.chain(objects).chain(edges)).unwrap(),
    );
    let late = since(vec![object(60, &far).person("far")]);
    for story in [&mut story, &mut loaded] {
        story.tell(&late);
        assert_eq!(story.groups(60), [50]);
    }
    assert_eq!(loaded.batch().rejected, story.batch().rejected);
    assert_eq!(loaded.record(10).unwrap().problems, ["its mail is no text"]);
    assert_eq!(loaded.replica().position(), story.replica().position());
}

#[test]
fn a_row_that_nobody_wrote_is_refused() {
    let key = "5eed0000-0000-4000-8000-000000000001";
    let bad = |row| Replica::from_rows([row]).unwrap_err().to_string();
    assert_eq!(bad(ReplicaRow::State("{")), "the stored replica has a state that cannot be read");
    assert_eq!(
        bad(ReplicaRow::Object { id: "x", value: "{}" }),
        "the stored replica has a key that cannot be read"
    );
    assert_eq!(
        bad(ReplicaRow::Object { id: key, value: "{}" }),
        "the stored replica has an object that cannot be read"
    );
    let edge = ReplicaRow::Edge { kind: EdgeKind::Member, from: key, to: "nowhere", hint: None };
    assert_eq!(bad(edge), "the stored replica has a key that cannot be read");
}
