//! Every kind of change on a real domain controller, followed in three ways that must agree after each.

use crate::picture::Picture;
use crate::samba::SambaDc;
use crate::{samba_doorbell, samba_faults};
use muster_connectors::directory::{Extent, Form, Position, ReadSpec, Track};
use muster_connectors::ldap::{
    Doubt, LdapConfig, Limitation, Method, Read, TrackError, Tracker, TrackerConfig, Trust,
};

pub(crate) const READER: &str = "muster-tracker";
pub(crate) const PASSWORD: &str = "Tracker-Pw-1";

#[tokio::test]
async fn changes_on_a_real_domain_controller() {
    let Some(dc) = SambaDc::start_or_skip("changes") else {
        return;
    };
    dc.service_account(READER, PASSWORD);
    dc.modify(&people(&dc.base));
    every_kind_of_change(&dc).await;
    samba_faults::the_matrix(&dc).await;
    samba_doorbell::rings(&dc).await;
    a_group_of_more_than_1500(&dc).await;
    deletions_into_the_recycle_bin(&dc).await;
}

pub(crate) fn server(dc: &SambaDc) -> LdapConfig {
    let mut config = LdapConfig::new(&dc.ip.to_string(), &format!("{READER}@{}", dc.domain), PASSWORD.into());
    config.trust = Trust::CaFile(dc.ca_file.clone());
    config
}

pub(crate) fn tracker(dc: &SambaDc, method: Method) -> Tracker {
    tracker_with(TrackerConfig { method, ..TrackerConfig::new(vec![server(dc)]) })
}

pub(crate) fn tracker_with(config: TrackerConfig) -> Tracker {
    let attributes = vec!["lockoutTime".to_owned()];
    Tracker::new(config, &ReadSpec { attributes, ..ReadSpec::default() })
}

/// The error of a read that should have failed; what it brought instead is not printed in full.
pub(crate) trait Failure {
    fn failure(self) -> TrackError;
}

impl Failure for Result<Read, TrackError> {
    #[track_caller]
    fn failure(self) -> TrackError {
        match self {
            Ok(read) => panic!("{} objects were read, {:?}", read.delta.objects.len(), read.why_whole),
            Err(error) => error,
        }
    }
}

/// A tracker with what was learned by it.
pub(crate) struct Follower {
    pub(crate) tracker: Tracker,
    pub(crate) picture: Picture,
    pub(crate) position: Option<Position>,
}

impl Follower {
    pub(crate) fn new(tracker: Tracker) -> Self {
        Self { tracker, picture: Picture::default(), position: None }
    }

    /// Reads on, takes what came, and returns it.
    pub(crate) async fn follow(&mut self) -> Read {
        let read = self.tracker.read(self.position.as_ref()).await.unwrap();
        self.picture.apply(&read.delta);
        self.position = Some(read.delta.position.clone());
        read
    }
}

fn people(base: &str) -> String {
    let unit =
        |name: &str| format!("dn: {name},{base}\nchangetype: add\nobjectClass: organizationalUnit\n\n");
    let user = |name: &str, login: &str| {
        format!(
            "dn: CN={name},OU=Staff,OU=Muster,{base}\nchangetype: add\nobjectClass: user\nsAMAccountName: {login}\n\
             mail: {login}@example.com\nuserAccountControl: 544\n\n"
        )
    };
    let group = |name: &str, member: &str| {
        format!(
            "dn: CN={name},OU=Muster,{base}\nchangetype: add\nobjectClass: group\nsAMAccountName: {name}\n\
             member: {member}\n\n"
        )
    };
    [
        unit("OU=Muster"),
        unit("OU=Staff,OU=Muster"),
        user("Ada Muster", "ada"),
        user("Bob Beispiel", "bob"),
        user("Cora", "cora"),
        group("agents", &format!("CN=Bob Beispiel,OU=Staff,OU=Muster,{base}")),
        group("leads", &format!("CN=agents,OU=Muster,{base}")),
    ]
    .concat()
}

/// The names of objects that a change should bring over DirSync, and the change. `BASE` stands for the domain.
const CHANGES: [(&str, &[&str], &str); 18] = [
    ("nothing", &[], ""),
    (
        "a value set and another removed",
        &["Ada Muster"],
        "dn: CN=Ada Muster,OU=Staff,OU=Muster,BASE\nchangetype: modify\nreplace: telephoneNumber\n\
         telephoneNumber: +49 30 999\n-\ndelete: mail\n",
    ),
    (
        "the same value once more",
        &[],
        "dn: CN=Ada Muster,OU=Staff,OU=Muster,BASE\nchangetype: modify\nreplace: telephoneNumber\n\
         telephoneNumber: +49 30 999\n",
    ),
    (
        "a member added",
        &["agents"],
        "dn: CN=agents,OU=Muster,BASE\nchangetype: modify\nadd: member\nmember: CN=Cora,OU=Staff,OU=Muster,BASE\n",
    ),
    (
        "a member removed",
        &["agents"],
        "dn: CN=agents,OU=Muster,BASE\nchangetype: modify\ndelete: member\nmember: CN=Cora,OU=Staff,OU=Muster,BASE\n",
    ),
    (
        "a circle of groups",
        &["agents"],
        "dn: CN=agents,OU=Muster,BASE\nchangetype: modify\nadd: member\nmember: CN=leads,OU=Muster,BASE\n",
    ),
    (
        "a member renamed and moved",
        &["Robert Beispiel"],
        "dn: CN=Bob Beispiel,OU=Staff,OU=Muster,BASE\nchangetype: moddn\nnewrdn: CN=Robert Beispiel\ndeleteoldrdn: 1\n\
         newsuperior: OU=Muster,BASE\n",
    ),
    (
        "a unit renamed that holds people",
        &["People"],
        "dn: OU=Staff,OU=Muster,BASE\nchangetype: moddn\nnewrdn: OU=People\ndeleteoldrdn: 1\n",
    ),
    (
        "a person disabled",
        &["Ada Muster"],
        "dn: CN=Ada Muster,OU=People,OU=Muster,BASE\nchangetype: modify\nreplace: userAccountControl\n\
         userAccountControl: 546\n",
    ),
    (
        "a manager set, who is a link",
        &["Ada Muster"],
        "dn: CN=Ada Muster,OU=People,OU=Muster,BASE\nchangetype: modify\nadd: manager\n\
         manager: CN=Cora,OU=People,OU=Muster,BASE\n",
    ),
    (
        "an account unlocked",
        &["Ada Muster"],
        "dn: CN=Ada Muster,OU=People,OU=Muster,BASE\nchangetype: modify\nreplace: lockoutTime\n\
         lockoutTime: 0\n",
    ),
    ("a member deleted", &["Robert Beispiel"], "dn: CN=Robert Beispiel,OU=Muster,BASE\nchangetype: delete\n"),
    (
        "somebody new with the name of the deleted one",
        &["Robert Beispiel"],
        "dn: CN=Robert Beispiel,OU=Muster,BASE\nchangetype: add\nobjectClass: user\nsAMAccountName: bob\n",
    ),
    ("a person deleted", &["Cora"], "dn: CN=Cora,OU=People,OU=Muster,BASE\nchangetype: delete\n"),
    (
        "the deleted person brought back",
        &["Cora"],
        "dn: CN=Cora\\0ADEL:CORA,CN=Deleted Objects,BASE\nchangetype: modify\ndelete: isDeleted\n-\nreplace: distinguishedName\n\
         distinguishedName: CN=Cora,OU=People,OU=Muster,BASE\n",
    ),
    (
        "a member of the new primary group to be",
        &["agents"],
        "dn: CN=agents,OU=Muster,BASE\nchangetype: modify\nadd: member\nmember: CN=Ada Muster,OU=People,OU=Muster,BASE\n",
    ),
    (
        "another primary group",
        &["Ada Muster", "Domain Users", "agents"],
        "dn: CN=Ada Muster,OU=People,OU=Muster,BASE\nchangetype: modify\nreplace: primaryGroupID\n\
         primaryGroupID: AGENTS\n",
    ),
    ("a group deleted", &["leads"], "dn: CN=leads,OU=Muster,BASE\nchangetype: delete\n"),
];

async fn every_kind_of_change(dc: &SambaDc) {
    let (mut dirsync, mut usn) = both(dc);
    for follower in [&mut dirsync, &mut usn] {
        let first = follower.follow().await;
        assert_eq!((first.why_whole, first.delta.extent), (Some(Doubt::First), Extent::Whole));
        assert!(first.limitations.is_empty(), "{:?}", first.limitations);
    }
    assert_eq!(dirsync.position.as_ref().unwrap().track, Track::DirSync);
    println!("{:<48} {:>8} {:>8}", "change", "dirsync", "usn");
    for (what, expected, change) in CHANGES {
        apply(dc, change, &dirsync).await;
        let (changed, read) = (dirsync.follow().await, usn.follow().await);
        println!("{what:<48} {:>8} {:>8}", changed.delta.objects.len(), read.delta.objects.len());
        assert_eq!((changed.delta.extent, changed.delta.form), (Extent::Since, Form::Changes), "{what}");
        assert_eq!((read.delta.extent, read.delta.form), (Extent::Since, Form::Full), "{what}");
        assert_eq!(names(&changed), expected, "{what}: {:#?}", changed.delta.objects);
        let truth = tracker(dc, Method::Only(Track::Whole)).read(None).await.unwrap();
        let truth = Picture::of(&truth.delta).lines();
        assert_same(&dirsync.picture, &truth, what);
        assert_same(&usn.picture, &truth, what);
    }
    assert!(usn.picture.knows("cora") && !usn.picture.knows("leads"));
}

/// What is known after a change, in both ways, is what a whole read brings.
async fn both_know_the_truth(dc: &SambaDc, dirsync: &mut Follower, usn: &mut Follower, what: &str) {
    dirsync.follow().await;
    usn.follow().await;
    let truth = tracker(dc, Method::Only(Track::Whole)).read(None).await.unwrap();
    let truth = Picture::of(&truth.delta).lines();
    assert_same(&dirsync.picture, &truth, what);
    assert_same(&usn.picture, &truth, what);
}

async fn a_group_of_more_than_1500(dc: &SambaDc) {
    let (mut dirsync, mut usn) = both(dc);
    both_know_the_truth(dc, &mut dirsync, &mut usn, "before").await;
    dc.seed(&dc.gen_company(1600, 40, 1600));
    both_know_the_truth(dc, &mut dirsync, &mut usn, "a company came").await;
    assert!(dirsync.picture.len() > 1640 && dirsync.picture.knows("u01599"));
    let (mut from_scratch, _) = both(dc);
    from_scratch.follow().await;
    assert_eq!(from_scratch.picture.lines(), dirsync.picture.lines());
}

async fn deletions_into_the_recycle_bin(dc: &SambaDc) {
    let (mut dirsync, mut usn) = both(dc);
    dc.recycle();
    both_know_the_truth(dc, &mut dirsync, &mut usn, "the recycle bin was switched on").await;
    dc.modify(&format!("dn: CN=User 00007,OU=Users,OU=Scale,{}\nchangetype: delete\n", dc.base));
    both_know_the_truth(dc, &mut dirsync, &mut usn, "a deletion").await;
    assert!(dirsync.picture.knows("u00008") && !dirsync.picture.knows("u00007"));
}

fn both(dc: &SambaDc) -> (Follower, Follower) {
    let follower = |method| Follower::new(tracker(dc, method));
    (follower(Method::Auto), follower(Method::Only(Track::Usn)))
}

fn assert_same(picture: &Picture, truth: &std::collections::BTreeSet<String>, what: &str) {
    let lines = picture.lines();
    let extra: Vec<_> = lines.difference(truth).collect();
    let missing: Vec<_> = truth.difference(&lines).collect();
    assert!(extra.is_empty() && missing.is_empty(), "{what}: too much {extra:#?}, too little {missing:#?}");
}

/// The names of the objects as they were before a deletion, sorted.
fn names(read: &Read) -> Vec<String> {
    let before_deletion = |name: &str| name.split('\n').next().unwrap().to_owned();
    let mut names: Vec<String> = read
        .delta
        .objects
        .iter()
        .map(|entry| entry.text("name").map_or_else(|| first_part(&entry.dn), before_deletion))
        .collect();
    names.sort();
    names
}

fn first_part(dn: &str) -> String {
    muster_connectors::directory::common_name(dn)
}

async fn apply(dc: &SambaDc, change: &str, known: &Follower) {
    if change.is_empty() {
        return;
    }
    let text = change.replace("BASE", &dc.base);
    let text = if change.contains("CORA") || change.contains("AGENTS") {
        let guid = known.picture.guid_of_login("cora").unwrap_or_default();
        let rid = known.picture.rid_of_login("agents").unwrap_or_default();
        text.replace("CORA", &guid).replace("AGENTS", &rid)
    } else {
        text
    };
    dc.modify(&text);
}

/// Deletions are hidden from an account without the right; a whole read shows them, and the limitation says so.
pub(crate) fn is_blind(read: &Read) -> bool {
    read.limitations.iter().any(|limitation| matches!(limitation, Limitation::DeletedHidden { .. }))
}
