//! One world: directories in which things happen, controllers that tell of it well or badly, a tenant that may fail, and
//! a service that may die. After each step the laws are looked at.

use crate::controller::{Controller, FAULTS, Fault, is_large_enough, moment_of};
use crate::happen::Measure;
use crate::household::Household;
use crate::laws::{Laws, Window};
use crate::realm::{Realm, source, spec};
use crate::support::dice::Dice;
use crate::support::history;
use crate::support::mortal::Fate;
use crate::support::stage::Stage;
use crate::ways::Ways;
use muster::daemon::{Done, Form, News, Steward, Watched, Word};
use muster_connectors::directory::base_name;

use muster_core::compile::Way;
use muster_core::plan::Change;
use muster_core::record::Coverage;
use muster_core::report::ItemStatus;
use muster_core::time::Timestamp;
use muster_simulator::{Faults, Grant, Lag, Scope};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What a world is made of.
#[derive(Clone)]
pub struct Plot {
    pub seed: u64,
    pub domains: usize,
    pub people: usize,
    pub teams: usize,
    pub way: Way,
    /// Whether the story is printed.
    pub aloud: bool,
    /// How many of a hundred reads go wrong.
    pub directory_faults: usize,
    pub tenant: Faults,
    pub lag: Lag,
    pub deaths: Deaths,
}

/// When processes die.
#[derive(Clone, Copy)]
pub enum Deaths {
    Never,
    /// The first process at this boundary, and no other.
    Once(u64),
    /// Each at some boundary.
    Often,
}

pub struct Scene {
    plot: Plot,
    pub dice: Dice,
    stage: Stage,
    moments: Vec<Realm>,
    controllers: Vec<Controller>,
    measure: Measure,
    steward: Option<Steward<Household>>,
    fate: Arc<Fate>,
    processes: u64,
    laws: Laws,
    ways: Ways,
    /// The moment of the last calm.
    calm_at: usize,
    /// A run may be open that was planned by what was known then.
    open_since: Option<Vec<usize>>,
    steps: u64,
    /// Whether everything could be followed since the last calm.
    fair: bool,
    /// Whose last word was that they cannot be read.
    silent: Vec<bool>,
    pub met: BTreeMap<Fault, u64>,
    pub died: u64,
}

impl Scene {
    pub fn new(plot: &Plot, folder: &Path) -> Self {
        let mut dice = Dice::new(plot.seed);
        let realm = Realm::random(&mut dice, plot.domains, plot.people, plot.teams);
        let mut stage = Stage::new(&realm.company, folder);
        stage.provision.way = plot.way;
        let controllers: Vec<Controller> =
            (0..plot.domains).map(|domain| Controller::new(&mut dice, domain)).collect();
        let mut measure = Measure::default();
        measure.take(&realm);
        let laws = Laws::new(stage.tenant.lock().unwrap().state_ref());
        Self {
            plot: plot.clone(),
            ways: Ways::new(&realm),
            moments: vec![realm],
            dice,
            stage,
            controllers,
            measure,
            steward: None,
            fate: Fate::at(0),
            processes: 0,
            laws,
            calm_at: 0,
            open_since: None,
            steps: 0,
            fair: true,
            silent: Vec::new(),
            met: BTreeMap::new(),
            died: 0,
        }
    }

    fn now(&self) -> Timestamp {
        (self.stage.clock)()
    }

    fn what(&self) -> String {
        format!("seed {}, step {}, process {}", self.plot.seed, self.steps, self.processes)
    }

    /// Things happen, and some of what can go wrong does.
    pub async fn storm(&mut self, steps: usize) {
        self.stage.set_faults(self.plot.tenant.clone());
        self.stage.tenant.lock().unwrap().behaviour_mut().lag = self.plot.lag;
        for _ in 0..steps {
            let pause = [1, 60, 600, 3600, 7 * 3600][self.dice.below(5)];
            self.pass_time(pause).await;
            let put_back = self.happen();
            self.hand();
            self.step(true, put_back).await;
        }
    }

    async fn pass_time(&mut self, seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    /// Returns the domain whose controller was put back: it is asked at once, before its count has caught up.
    fn happen(&mut self) -> Option<usize> {
        let now = self.now();
        let mut realm = self.moments.last().unwrap().clone();
        if self.dice.chance(6) && self.moments.len() > 1 {
            return self.put_back();
        }
        for _ in 0..self.dice.below(4) {
            realm.happen(&mut self.dice, &self.measure, now);
        }
        self.push(realm);
        None
    }

    fn push(&mut self, realm: Realm) {
        self.measure.take(&realm);
        self.moments.push(realm);
    }

    fn put_back(&mut self) -> Option<usize> {
        let domain = self.dice.below(self.plot.domains);
        let floor = self.controllers[domain].floor.max(self.calm_at);
        let newest = self.moments.len() - 1;
        let older = newest - self.dice.below(newest - floor + 1);
        let realm = self.moments[newest].put_back(&self.moments[older], domain);
        if !self.measure.allows(&realm) {
            return None;
        }
        let renamed = self.dice.chance(50);
        let realm = self.controllers[domain].put_back(&self.moments, older, renamed);
        self.push(realm);
        Some(domain)
    }

    /// A hand gives somebody something in the tenant that they do not have.
    fn hand(&mut self) {
        // What happens between two calms is not to be told apart from what the service gave.
        if self.moments.len() != self.calm_at + 2 || !self.dice.chance(60) {
            return;
        }
        let person = self.dice.below(self.moments[self.calm_at].seats.len());
        let mail = self.moments[self.calm_at].human(person).mail();
        let mut tenant = self.stage.tenant.lock().unwrap();
        let Some(face) = self.laws.faces.get(&mail).filter(|face| face.active) else { return };
        let id = *tenant.state_ref().users.iter().find(|(_, user)| user.email == mail).unwrap().0;
        let name = if self.dice.chance(50) { "group:Nights" } else { "role:Lead@*" };
        if face.held.contains_key(name) {
            return;
        }
        tenant.edit(|state| {
            if name.starts_with("group:") {
                let group = state.groups.values_mut().find(|group| group.name == "Nights").unwrap();
                group.members.insert(id);
            } else {
                let role = *state.roles.iter().find(|(_, role)| role.name == "Lead").unwrap().0;
                state.users.get_mut(&id).unwrap().grants.insert(Grant { role, scope: Scope::All });
            }
        });
        self.ways.note_hand(person, name);
        self.laws.note_hand(&mail, name);
        self.laws.rest(tenant.state_ref());
    }

    fn wake(&mut self) {
        if self.steward.is_some() {
            return;
        }
        let n = match self.plot.deaths {
            Deaths::Never => 0,
            Deaths::Once(n) => {
                if self.processes == 0 {
                    n
                } else {
                    0
                }
            }
            Deaths::Often => {
                if self.dice.chance(70) {
                    1 + self.dice.bits() % 150
                } else {
                    0
                }
            }
        };
        self.begin(n);
    }

    fn begin(&mut self, death: u64) {
        self.processes += 1;
        self.fate = Fate::at(death);
        let domains = self.plot.domains;
        let household = Household {
            client: self.stage.client(&self.fate),
            clock: self.stage.clock.clone(),
            policy: Household::policy(&self.moments[0].company, domains),
            provision: self.stage.provision,
        };
        let watched =
            |domain| Watched { name: source(domain), at: "dc1".into(), form: Form::Followed(spec(domain)) };
        let watched: Vec<Watched> = (0..domains).map(watched).collect();
        let store = Box::new(self.stage.store(&self.fate));
        self.steward =
            Some(Steward::new(household, store, &watched).expect("what is remembered can be read"));
        self.controllers.iter_mut().for_each(|controller| controller.seen.clear());
        self.silent = vec![false; domains];
    }

    /// Every directory is asked once, and what is due is done. Returns what came of it.
    async fn step(&mut self, stormy: bool, put_back: Option<usize>) -> Option<Done> {
        self.steps += 1;
        self.wake();
        let done = match self.listen(stormy, put_back) {
            true => self.work().await,
            false => None,
        };
        if self.fate.is_dead() {
            self.died += 1;
            self.steward = None;
        }
        done
    }

    /// Takes a word of each directory in. False where the process died over it.
    fn listen(&mut self, stormy: bool, put_back: Option<usize>) -> bool {
        let now = self.now();
        for domain in 0..self.plot.domains {
            if stormy && put_back != Some(domain) && self.dice.chance(20) {
                continue;
            }
            let known = self.steward.as_ref().and_then(|steward| steward.position(&source(domain))).is_some();
            let fault = self.fault(domain, known, stormy && put_back != Some(domain));
            self.silent[domain] = fault == Some(Fault::Trouble);
            let steward = self.steward.as_mut().expect("it is awake");
            let last = steward.position(&source(domain));
            let controller = &mut self.controllers[domain];
            let word = controller.word(&self.moments, last.as_ref(), fault, now, &mut self.dice);
            if self.plot.aloud {
                println!("step {} hears {fault:?}: {}", self.steps, heard(&word));
            }
            if let Err(failure) = steward.take(word) {
                assert!(self.fate.is_dead(), "{}: {failure:?}", self.what());
                return false;
            }
        }
        true
    }

    fn fault(&mut self, domain: usize, known: bool, stormy: bool) -> Option<Fault> {
        if !stormy || !self.dice.chance(self.plot.directory_faults) {
            return None;
        }
        let fault = FAULTS[self.dice.below(FAULTS.len())];
        let large = is_large_enough(self.moments.last().unwrap(), domain);
        let fault = match fault {
            Fault::FewPeople | Fault::FewLinks | Fault::Elsewhere if !large => Fault::Trouble,
            // A first read that is short is the truth to whoever knows nothing else.
            fault if fault.asks_for_everything() && !known => Fault::Trouble,
            fault => fault,
        };
        self.fair &= matches!(fault, Fault::Trouble | Fault::Replay | Fault::Whole | Fault::Late);
        *self.met.entry(fault).or_default() += 1;
        Some(fault)
    }

    async fn work(&mut self) -> Option<Done> {
        let since = self.since();
        let (resumes, mute) = (self.open_since.is_some(), self.mute(&since));
        let steward = self.steward.as_mut().expect("it is awake");
        let cause = steward.due()?;
        let done = steward.cycle(&cause).await;
        let whole = done.is_ok() && !self.fate.is_dead();
        self.open_since = if whole { None } else { Some(since.clone()) };
        let window = Window { moments: &self.moments, since, now: (self.stage.clock)() };
        let what = format!("{}, {}", self.what(), cause.because);
        if self.plot.aloud {
            println!("{what}: {}", did(&done));
        }
        let before = self.laws.faces.clone();
        self.laws.judge(self.stage.tenant.lock().unwrap().state_ref(), &window, &what);
        if !resumes {
            self.laws.keep_all(&before, &window, &mute, &what);
        }
        let (plan, report) = match &done {
            Ok(done) => (Some(done.plan.clone()), done.report.clone()),
            Err(_) => (None, None),
        };
        let steward = self.steward.as_mut().expect("it is awake");
        if let Err(failure) = steward.plan_ahead(&cause, done) {
            assert!(self.fate.is_dead(), "{what}: {failure:?}");
        }
        plan.map(|plan| Done { plan, report })
    }

    /// The directories on whose word nothing may be taken away: those that cannot be read, and those whose people stand
    /// in a unit that the configuration does not know.
    fn mute(&self, known: &[usize]) -> Vec<bool> {
        let lost = |domain: usize| self.fair && !self.moments[known[domain]].has_base(domain);
        (0..self.plot.domains).map(|domain| self.silent[domain] || lost(domain)).collect()
    }

    /// By which moments the service goes, and by which a run that may be open was planned.
    fn since(&self) -> Vec<usize> {
        let steward = self.steward.as_ref().expect("it is awake");
        let known =
            |domain| steward.position(&source(domain)).map_or(self.moments.len() - 1, |at| moment_of(&at));
        let known: Vec<usize> = (0..self.plot.domains).map(known).collect();
        match &self.open_since {
            Some(open) => known.iter().zip(open).map(|(one, other)| *one.min(other)).collect(),
            None => known,
        }
    }

    /// Nothing goes wrong any more: soon everything is as it should be, and stays so.
    pub async fn calm(&mut self) {
        self.stage.set_faults(Faults::default());
        self.stage.tenant.lock().unwrap().behaviour_mut().lag = Lag::default();
        let mut realm = self.moments.last().unwrap().clone();
        realm.name_bases();
        self.push(realm);
        if !matches!(self.plot.deaths, Deaths::Never | Deaths::Once(_)) {
            self.steward = None;
            self.begin(0);
        }
        for _ in 0..4 {
            self.pass_time(1200).await;
            self.step(false, None).await;
        }
        self.follows();
        self.pass_time(25 * 3600).await;
        for _ in 0..4 {
            self.pass_time(1200).await;
            self.step(false, None).await;
        }
        self.is_so().await;
    }

    /// Without reading anything whole, what could be followed was followed.
    fn follows(&mut self) {
        let whole = self.steward.as_ref().is_some_and(|steward| {
            steward.batches().iter().all(|batch| batch.coverage == Coverage::Complete)
        });
        let hidden = self.controllers.iter().any(|controller| controller.hides_deleted);
        if self.fair && whole && !hidden && self.plot.tenant == Faults::default() {
            let what = format!("{}, followed", self.what());
            let window = self.since_calm();
            Ways::clone(&self.ways).arrive(&window, &self.laws.faces, &what);
        }
    }

    fn since_calm(&self) -> Window<'_> {
        let since = vec![self.calm_at; self.plot.domains];
        Window { moments: &self.moments, since, now: self.now() }
    }

    async fn is_so(&mut self) {
        let what = self.what();
        let waits: Vec<String> =
            self.steward.iter().flat_map(Steward::waits_for).map(str::to_owned).collect();
        assert!(waits.is_empty(), "{what}: something waits: {waits:#?}");
        let window = Window {
            moments: &self.moments,
            since: vec![self.calm_at; self.plot.domains],
            now: (self.stage.clock)(),
        };
        self.ways.arrive(&window, &self.laws.faces, &what);
        self.steward = None;
        self.begin(0);
        let again = self.step(false, None).await.expect("everything is planned again");
        let changes = &again.plan.body.changes;
        assert!(again.report.is_none() && changes.is_empty(), "{what}: planned again: {changes:#?}");
        self.steward = None;
        history::is_told(&mut self.stage.store(&Fate::at(0)));
        self.calm_at = self.moments.len() - 1;
        self.controllers.iter_mut().for_each(|controller| controller.floor = self.calm_at);
        self.fair = true;
    }
}

/// What a word says, for whoever looks for the reason of a failure.
fn heard(news: &News) -> String {
    let Word::Changed(read) = &news.word else { return format!("{} cannot be read", news.source) };
    let objects = read.delta.objects.iter().map(|entry| {
        let links = entry.attributes.iter().filter(|(name, _)| base_name(name) == "member");
        let links = links.map(|(name, values)| format!("{name}: {}", values.len()));
        format!("{} {}", entry.dn, links.collect::<Vec<_>>().join(" "))
    });
    let objects = objects.collect::<Vec<_>>().join("; ");
    format!("{} {:?} {:?}: {objects}", news.source, read.delta.extent, read.why_whole)
}

/// What a cycle did.
fn did(done: &Result<Done, muster::Failure>) -> String {
    let done = match done {
        Ok(done) => done,
        Err(failure) => return format!("{failure:?}"),
    };
    let told = |change: &Change| {
        let Change { subject, slot, before, after, .. } = change;
        format!("  {} {slot:?} {before:?} -> {after:?}", subject.display_name)
    };
    let changes: Vec<String> = done.plan.body.changes.iter().map(told).collect();
    let held = done.plan.body.held.iter().map(|held| {
        let change = held.change.as_ref().map(told).unwrap_or_default();
        format!("  held {} {change}: {}", held.subject.display_name, held.because.sentence())
    });
    let items = done.report.iter().flat_map(|report| report.people.iter().flat_map(|person| &person.items));
    let bad = items.filter(|item| item.status != ItemStatus::Success);
    [changes, held.collect(), bad.map(|item| format!("  not well: {item:?}")).collect()].concat().join("\n")
}
