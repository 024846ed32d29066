//! Every request that the client can make, held against the vendor's API document.
//!
//! `openapi/operations.json` keeps of that document what a client must know of each operation that Muster uses:
//! parameters, headers, bodies. A call, a probe, a read or a path in the source that is not made here fails, and so
//! does an operation of the file that is never used.

mod document;

use crate::calls::{ANA, BEN, CEM, creation, everything_for, talks};
use crate::departing::permit;
use crate::scim::provision;
use crate::world::{World, config};
use document::Document;
use muster_connectors::genesys::{
    AccountScope, Asked, Client, Config, Exchange, ReadScope, Request, ScimFamily, Transport, Wants, check,
    evidence, export, missing_licences, read_presences, read_tenant, recheck, scim_service, still_held,
};
use muster_core::correlate::Questions;
use muster_core::entitlement::{DivisionScope, Field, Kind, RoleAt, Slot, StationUse};
use muster_core::id::{AccountId, Anchor, WrapupCodeId};
use muster_core::operation::{AccountRef, Api, Call, Leave, Part};
use muster_core::record::Coverage;
use muster_core::tenant::{AccountState, TenantSnapshot};
use muster_simulator::{Behaviour, Faults, Limits, Seed, SeedTeam, Tenant, UserId, UserState};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Writes down every request. `terse`: the tenant tells as little of ourselves as its document allows.
#[derive(Clone)]
struct Recorder {
    world: World,
    requests: Arc<Mutex<Vec<Request>>>,
    terse: bool,
}

impl Recorder {
    fn new(world: World) -> Self {
        Self { world, requests: Arc::default(), terse: false }
    }

    fn client(&self) -> Client {
        Client::new(config(), self.clone())
    }
}

impl Transport for Recorder {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        self.requests.lock().unwrap().push(request.clone());
        Box::pin(async move {
            let mut reply = self.world.exchange(request).await?;
            if self.terse
                && matches!(request.template, "/api/v2/tokens/me" | "/api/v2/authorization/subjects/me")
            {
                let mut body: Value = serde_json::from_slice(&reply.body).unwrap();
                body.as_object_mut().unwrap().remove("organization");
                let grants = body["grants"].as_array_mut().into_iter().flatten();
                grants.for_each(|grant| drop(grant["role"].as_object_mut().unwrap().remove("policies")));
                reply.body = body.to_string().into();
            }
            Ok(reply)
        })
    }
}

/// The name of a call. A new one does not compile until it stands here, and fails until it is made.
fn name(call: &Call) -> &'static str {
    match call {
        Call::CreateAccount { .. } => "create account",
        Call::ProvisionAccount { .. } => "provision account",
        Call::AmendAccount { .. } => "amend account",
        Call::SetState { api: Api::Platform, .. } => "set state",
        Call::SetState { api: Api::Scim, .. } => "set state by SCIM",
        Call::AddExternalId { .. } => "add external id",
        Call::UpdateProfile { .. } => "update profile",
        Call::MoveToDivision { .. } => "move to division",
        Call::GrantRole { .. } => "grant role",
        Call::AddGrants { .. } => "add grants",
        Call::RemoveGrants { .. } => "remove grants",
        Call::AddGroupMembers { api: Api::Platform, .. } => "add group members",
        Call::AddGroupMembers { api: Api::Scim, .. } => "add group members by SCIM",
        Call::RemoveGroupMembers { api: Api::Platform, .. } => "remove group members",
        Call::RemoveGroupMembers { api: Api::Scim, .. } => "remove group members by SCIM",
        Call::AddQueueMembers { .. } => "add queue members",
        Call::RemoveQueueMembers { .. } => "remove queue members",
        Call::SetSkills { .. } => "set skills",
        Call::RemoveSkill { .. } => "remove skill",
        Call::SetLanguages { .. } => "set languages",
        Call::RemoveLanguage { .. } => "remove language",
        Call::Leave(leave) => departing(leave),
    }
}

fn departing(leave: &Leave) -> &'static str {
    match leave {
        Leave::SetPresence { .. } => "set presence",
        Leave::SetOffQueue { .. } => "set off queue",
        Leave::TransferToUser { .. } => "transfer to user",
        Leave::TransferToQueue { .. } => "transfer to queue",
        Leave::Disconnect { .. } => "disconnect",
        Leave::EndTokens { .. } => "end tokens",
        Leave::ReleaseStation { .. } => "release station",
        Leave::ReleaseLicences { .. } => "release licences",
        Leave::DeleteAccount { .. } => "delete account",
    }
}

/// How many names there are.
const NAMES: usize = 30;

/// A call of each kind, and more where there is more than one way to say it.
fn calls(world: &World) -> Vec<Call> {
    let (ana, ben) = (world.account(ANA), world.account(BEN));
    let mut calls = vec![creation(world.division("Support")), provision(world)];
    calls.extend(everything_for(AccountRef::Known(ana), world));
    calls.extend(profiles(ana, ben));
    calls.extend(amendments(world, ana, ben));
    calls.extend(removals(world, ana));
    calls.extend([Api::Platform, Api::Scim].into_iter().flat_map(|api| both_ways(world, ana, api)));
    let many = world.state().users.keys().map(|id| AccountRef::Known(AccountId(id.uuid()))).take(6).collect();
    calls.push(Call::GrantRole { role: world.role("Agent"), division: DivisionScope::All, accounts: many });
    calls.extend(departures(world).into_iter().map(Call::Leave));
    calls
}

/// Somebody goes: Cem of the company, with three conversations, of which one asks for a wrap-up.
fn departures(world: &World) -> Vec<Leave> {
    let (ana, ben, cem) = (world.account(ANA), world.account(BEN), world.account(CEM));
    let presence = world.presence("Offline");
    let [first, second, third] = ["first", "second", "third"].map(|name| world.talk(name, cem));
    let queue = world.queue("Queue 0001");
    vec![
        Leave::SetPresence { accounts: vec![ana, ben], presence },
        Leave::SetPresence { accounts: vec![cem, cem], presence },
        Leave::SetOffQueue { account: cem },
        Leave::TransferToUser { conversation: first.0, participant: first.1, to: ben },
        Leave::TransferToQueue { conversation: second.0, participant: second.1, queue },
        Leave::Disconnect {
            conversation: third.0,
            participant: third.1,
            wrapup: Some(WrapupCodeId(uuid::Uuid::from_u128(1))),
        },
        Leave::EndTokens { account: cem },
        Leave::ReleaseStation { account: cem, station: StationUse::Associated },
        Leave::ReleaseStation { account: cem, station: StationUse::Default },
        Leave::ReleaseLicences { accounts: vec![cem], licence: "small".into() },
        Leave::DeleteAccount { account: cem },
    ]
}

/// What somebody is doing, asked in every way.
async fn look_at_work(recorder: &Recorder) {
    let (client, cem) = (recorder.client(), recorder.world.account(CEM));
    read_presences(&client).await.unwrap();
    let kinds = [Kind::Presence, Kind::Conversation, Kind::Access, Kind::Licence].into();
    assert!(client.work_of(&[cem], &kinds).await[&cem].conversations.len() == 3);
    // Analytics list active agents only.
    recorder.world.with(|tenant| {
        tenant.edit(|state| state.users.get_mut(&UserId::from(cem.0)).unwrap().state = UserState::Inactive);
    });
    assert!(client.work_of(&[cem], &kinds).await[&cem].conversations.len() == 3);
    recorder.world.with(|tenant| {
        tenant.edit(|state| state.users.get_mut(&UserId::from(cem.0)).unwrap().state = UserState::Active);
    });
}

/// All fields written, all fields cleared that can be, and the manager taken away.
fn profiles(ana: AccountId, ben: AccountId) -> Vec<Call> {
    let text = |field: Field| match field {
        Field::Mail => "ana.new@example.org",
        Field::WorkPhone | Field::MobilePhone => "+49 30 111",
        Field::Name | Field::Title | Field::Department | Field::EmployeeNumber => "Ana \"A\" Ito, ä/?",
    };
    let written = Field::ALL.map(|field| (field, Some(text(field).to_owned())));
    let clearable = Field::ALL.into_iter().filter(|field| !matches!(field, Field::Name | Field::Mail));
    let account = AccountRef::Known(ana);
    let manager = Some(Some(AccountRef::Known(ben)));
    let update = |profile, manager, version| Call::UpdateProfile {
        account: account.clone(),
        profile,
        manager,
        version,
    };
    vec![
        update(written.into(), manager, None),
        update(clearable.map(|field| (field, None)).collect(), Some(None), Some(2)),
    ]
}

/// Every part of a user that SCIM can change, added, replaced and taken away.
fn amendments(world: &World, ana: AccountId, ben: AccountId) -> Vec<Call> {
    let skill = |had, level: Option<f64>| Part::Skill {
        skill: world.skill("Fraud"),
        name: "Fraud".into(),
        had,
        level: level.map(|level| level.try_into().unwrap()),
    };
    let language = |had, level: Option<f64>| Part::Language {
        language: world.language("Deutsch"),
        name: "Deutsch".into(),
        had,
        level: level.map(|level| level.try_into().unwrap()),
    };
    let fields = |had: bool, text: Option<&str>| {
        Field::ALL.map(|field| Part::Field { field, had, text: text.map(str::to_owned) })
    };
    let mut add = fields(false, Some("new")).to_vec();
    add.extend([skill(false, Some(1.5)), language(false, Some(2.0))]);
    add.push(Part::ExternalId { authority: "ad:objectGUID".into(), key: "key".into() });
    let mut replace = fields(true, Some("other")).to_vec();
    replace.extend([skill(true, Some(3.0)), language(true, Some(4.0))]);
    replace.push(Part::Division { division: world.division("Billing"), name: "Billing".into() });
    replace.push(Part::Manager { manager: AccountRef::Known(ben) });
    let mut remove = fields(true, None).to_vec();
    remove.extend([skill(true, None), language(true, None)]);
    let amend = |parts, version| Call::AmendAccount { account: AccountRef::Known(ana), parts, version };
    vec![amend(add, None), amend(replace, Some(3)), amend(remove, Some(4))]
}

fn removals(world: &World, ana: AccountId) -> Vec<Call> {
    let grant = |division| RoleAt { role: world.role("Agent"), division };
    vec![
        Call::RemoveGrants { account: ana, grants: vec![grant(DivisionScope::All)] },
        Call::RemoveQueueMembers { queue: world.queue("Queue 0001"), accounts: vec![ana] },
        Call::RemoveSkill { account: ana, skill: world.skill("Fraud") },
        Call::RemoveLanguage { account: ana, language: world.language("Deutsch") },
    ]
}

fn both_ways(world: &World, ana: AccountId, api: Api) -> Vec<Call> {
    let (group, version) = (world.group("Group 0001"), 1);
    let accounts = vec![ana, world.account(BEN)];
    let known = accounts.iter().copied().map(AccountRef::Known).collect();
    let states = [AccountState::Inactive, AccountState::Active];
    let states = states.map(|state| Call::SetState { account: ana, state, version, api });
    let members = [
        Call::AddGroupMembers { group, accounts: known, version, api },
        Call::RemoveGroupMembers { group, accounts, api },
    ];
    states.into_iter().chain(members).collect()
}

/// Sends and probes every call in both families of SCIM; an account that was deleted is probed once more.
async fn write(recorder: &Recorder) -> BTreeSet<&'static str> {
    let mut made = BTreeSet::new();
    let calls = calls(&recorder.world);
    for scim in [ScimFamily::V2, ScimFamily::V1] {
        let client = Client::new(Config { scim, ..config() }, recorder.clone());
        scim_service(&client).await.unwrap();
        for call in &calls {
            client.probe(call).await;
            client.send(call).await;
            client.probe(call).await;
            made.insert(name(call));
        }
    }
    let gone = recorder.world.account("person00003@example.org");
    let state = Call::SetState { account: gone, state: AccountState::Active, version: 1, api: Api::Platform };
    recorder.client().probe(&state).await;
    made
}

fn scope(world: &World, accounts: AccountScope) -> ReadScope {
    let (roles, queues) = ([world.role("Agent")].into(), [world.queue("Queue 0001")].into());
    ReadScope { roles, queues, accounts }
}

/// Reads everything, a few accounts, and what listings leave out.
async fn read(recorder: &Recorder) -> TenantSnapshot {
    let (client, world) = (recorder.client(), &recorder.world);
    let mut faults = Faults::default();
    faults.chances.missing_expansion = 0.2;
    world.with(|tenant| tenant.set_faults(faults));
    let snapshot = read_tenant(&client, &scope(world, AccountScope::All)).await.unwrap();
    world.with(|tenant| tenant.set_faults(Faults::default()));
    let few = AccountScope::Only([world.account(ANA)].into());
    read_tenant(&client, &scope(world, few)).await.unwrap();
    snapshot
}

/// More accounts and holders than a page takes, and a wall in front of them.
async fn read_much(requests: &Arc<Mutex<Vec<Request>>>) {
    let mut seed = Seed::company(10_100);
    seed.users.iter_mut().for_each(|user| *user = small(user));
    let behaviour = Behaviour { wall_for_any_state: true, ..Behaviour::default() };
    let tenant = Tenant::from_seed(&seed).unwrap().with_limits(Limits::unlimited()).with_behaviour(behaviour);
    let world = World::new(tenant);
    let recorder = Recorder { requests: requests.clone(), ..Recorder::new(world.clone()) };
    let read = read_tenant(&recorder.client(), &scope(&world, AccountScope::All)).await.unwrap();
    assert_eq!(read.coverage, Coverage::Complete);
}

fn small(user: &muster_simulator::SeedUser) -> muster_simulator::SeedUser {
    let (name, email, grants) = (user.name.clone(), user.email.clone(), user.grants.clone());
    muster_simulator::SeedUser { name, email, grants, ..muster_simulator::SeedUser::default() }
}

/// What correlation asks: by key, by account, by mail in both ways.
async fn correlate(recorder: &Recorder, snapshot: &TenantSnapshot) {
    let client = recorder.client();
    let mut listed = snapshot.clone();
    listed.accounts.retain(|_, account| account.state != AccountState::Deleted);
    let missing = vec!["a page".to_owned()];
    let partial = TenantSnapshot { coverage: Coverage::Partial { missing }, ..listed.clone() };
    let questions = |keys: usize, unlinked: BTreeSet<AccountId>| Questions {
        keys: (0..keys).map(|key| Anchor::new(format!("key {key} ä/?"))).collect(),
        mails: (0..70).map(|number| format!("o'neil+{number}@example.org")).collect(),
        unlinked,
        ..Questions::default()
    };
    let ana = recorder.world.account(ANA);
    for snapshot in [&listed, &partial] {
        for questions in [questions(1, listed.accounts.keys().copied().collect()), questions(9, [ana].into())]
        {
            evidence(&client, "ad:objectGUID", &questions, snapshot).await.unwrap();
        }
    }
}

async fn ask_again(recorder: &Recorder) {
    let world = &recorder.world;
    let slots = [
        Slot::Group { group: world.group("Group 0001") },
        Slot::Queue { queue: world.queue("Queue 0001") },
        Slot::Skill { skill: world.skill("Fraud") },
        Slot::Language { language: world.language("Deutsch") },
        Slot::Role(RoleAt { role: world.role("Agent"), division: DivisionScope::All }),
    ];
    let asked: Asked = [(world.account(ANA), slots.into())].into();
    let answers = recheck(&recorder.client(), &asked).await;
    assert!(answers.len() == 5 && answers.values().all(Result::is_ok), "{answers:?}");
    still_held(&recorder.client(), &asked).await;
    missing_licences(&recorder.client(), &[(world.account(ANA), world.role("Agent"))].into()).await.unwrap();
}

/// Everything that the client can do.
async fn everything() -> Vec<Request> {
    let mut seed = Seed::company(30);
    seed.users[3].state = UserState::Deleted;
    seed.conversations = talks();
    permit(&mut seed);
    seed.teams.push(SeedTeam { name: "Nights".into(), ..SeedTeam::default() });
    seed.users[1].team = Some("Nights".into());
    seed.roles.iter_mut().for_each(|role| role.permissions.push("groups:team:view".into()));
    let recorder = Recorder::new(World::new(Tenant::from_seed(&seed).unwrap()));
    let terse = Recorder { terse: true, ..recorder.clone() };
    check(&recorder.client(), Wants::default()).await;
    check(&terse.client(), Wants::default()).await;
    let snapshot = read(&recorder).await;
    correlate(&recorder, &snapshot).await;
    ask_again(&recorder).await;
    look_at_work(&recorder).await;
    export::read_organisation(&recorder.client()).await.unwrap();
    assert_eq!(write(&recorder).await.len(), NAMES, "a call is not made");
    read_much(&recorder.requests).await;
    std::mem::take(&mut recorder.requests.lock().unwrap())
}

#[tokio::test(start_paused = true)]
async fn every_request_is_as_the_document_says() {
    let (document, requests) = (Document::new(), everything().await);
    let mut faults: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for request in &requests {
        faults.entry(request.name()).or_default().extend(document.faults(request));
    }
    faults.retain(|_, faults| !faults.is_empty());
    assert!(faults.is_empty(), "{faults:#?}");
    let made: BTreeSet<String> = requests.iter().map(Request::name).collect();
    let unused: Vec<&str> = document.operations().filter(|name| !made.contains(*name)).collect();
    assert!(unused.is_empty(), "never requested: {unused:?}");
    let untried: Vec<_> =
        paths_in_source().into_iter().filter(|path| !made.iter().any(|name| fits(name, path))).collect();
    assert!(untried.is_empty(), "in the source, but never requested: {untried:#?}");
}

/// Paths that stand in the source of the client, without their queries.
fn paths_in_source() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/genesys");
    let texts = files(&folder).into_iter().map(|file| fs::read_to_string(file).unwrap());
    let code = texts.flat_map(|text| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned);
        lines.collect::<Vec<_>>()
    });
    let literals =
        code.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
    let paths = literals.filter(|text| text.starts_with("/api/v2/") || text.starts_with("/oauth/"));
    // What ends with a slash is the beginning of paths.
    paths.filter(|path| !path.ends_with('/')).map(|path| path.split('?').next().unwrap().to_owned()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Whether a path of the source, with whatever is filled in, is that of a request.
fn fits(name: &str, path: &str) -> bool {
    let template = name.split_once(' ').unwrap().1;
    let (wanted, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let same = |(wanted, given): (&&str, &&str)| wanted == given || wanted.starts_with('{');
    wanted.len() == given.len() && wanted.iter().zip(&given).all(same)
}

#[test]
fn the_document_does_not_pass_everything() {
    let document = Document::new();
    let users = "/api/v2/users";
    let get = |query: &str| Request::get(users, format!("{users}?{query}"));
    let patch = |body: Value| {
        Request::new(http::Method::PATCH, "/api/v2/users/{userId}", "/api/v2/users/1").with_json(body)
    };
    let wrong = [
        (Request::get("/api/v2/nobody", "/api/v2/nobody"), "no such operation"),
        (get("pageSize=501"), "pageSize"),
        (get("pageSize=many"), "pageSize"),
        (get("state=asleep"), "state"),
        (get("expand=groups,shoes"), "expand"),
        (get("color=red"), "no parameter color"),
        (get(&format!("id={}", vec!["x"; 101].join(","))), "id"),
        (get("state=any&state=any"), "given twice"),
        (patch(serde_json::json!({"version": "three"})), "version"),
        (patch(serde_json::json!({"id": "read only"})), "id"),
        (patch(serde_json::json!({"shoes": 2})), "shoes"),
        (get("state=any").if_match(Some(1)), "if-match"),
        (get("state=any").with_json(serde_json::json!({})), "GET has a body"),
        (Request::new(http::Method::POST, users, users), "body is missing"),
        (
            Request::new(
                http::Method::DELETE,
                "/api/v2/groups/{groupId}/members",
                "/api/v2/groups/1/members",
            ),
            "ids",
        ),
        (Request::get("/api/v2/groups", "/api/v2/group"), "stands where"),
    ];
    for (request, expected) in wrong {
        let faults = document.faults(&request);
        assert!(
            faults.iter().any(|fault| fault.contains(expected)),
            "{}: {faults:?}",
            request.path_and_query
        );
        assert!(
            faults.iter().any(|fault| fault.contains("Bearer") || fault.contains("no such")),
            "{faults:?}"
        );
    }
}
