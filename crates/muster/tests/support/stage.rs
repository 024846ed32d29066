//! One tenant, one store on disk, one clock: everything that outlives a process.

use super::company::{Company, SECRET, client_id};
use super::mortal::{Fate, InProcess, MortalStore, Newborns, Nursery};
use muster::drive::{self, DriveError, Patience, Prelude, Survey, SurveyError, Tools};
use muster_connectors::genesys::{Client, Config, Credentials};
use muster_core::apply::Effort;
use muster_core::compile::Provision;
use muster_core::guard::{Limits, approve};
use muster_core::id::{AccountId, PersonId, RunId};
use muster_core::person::{Link, LinkOrigin};
use muster_core::plan::Plan;
use muster_core::policy::{Leavers, Pins};
use muster_core::report::Report;
use muster_core::time::Timestamp;
use muster_simulator::{Faults, Tenant};
use muster_store::{Access, Location, Store, open};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

pub struct Stage {
    pub tenant: Arc<Mutex<Tenant>>,
    pub folder: PathBuf,
    pub clock: Clock,
    pub provision: Provision,
    pub newborns: Arc<Newborns>,
    pub leavers: Leavers,
    runs: u64,
}

/// Why a process ended before its run did.
#[derive(Debug)]
pub enum Death {
    Survey(SurveyError),
    Drive(DriveError),
}

impl Stage {
    pub fn new(company: &Company, folder: &Path) -> Self {
        let limits = muster_simulator::Limits::unlimited();
        let tenant = Tenant::from_seed(&company.seed()).unwrap().with_limits(limits);
        let began = tokio::time::Instant::now();
        let epoch: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let clock: Clock = Arc::new(move || epoch + began.elapsed());
        Self {
            tenant: Arc::new(Mutex::new(tenant)),
            folder: folder.to_owned(),
            clock,
            provision: Provision::default(),
            newborns: Arc::default(),
            leavers: Leavers::Deactivate,
            runs: 0,
        }
    }

    pub fn set_faults(&self, faults: Faults) {
        self.tenant.lock().unwrap().set_faults(faults);
    }

    pub fn store(&self, fate: &Arc<Fate>) -> MortalStore {
        let inner = open(&Location::Sqlite(self.folder.join("muster.db")), Access::Lead).unwrap();
        MortalStore { inner, fate: fate.clone() }
    }

    pub fn client(&self, fate: &Arc<Fate>) -> Client {
        let door = InProcess { tenant: self.tenant.clone(), clock: self.clock.clone(), fate: fate.clone() };
        let door = Nursery { door, newborns: self.newborns.clone() };
        let credentials =
            Credentials { client_id: client_id().to_string(), client_secret: SECRET.to_owned().into() };
        let config = Config { clock: self.clock.clone(), seed: 7, ..Config::new(credentials) };
        Client::new(config, door)
    }

    pub async fn plan(
        &self,
        company: &Company,
        store: &mut dyn Store,
        client: &Client,
    ) -> Result<Plan, Death> {
        Ok(self.survey(company, store, client).await?.plan(&generous()))
    }

    async fn survey(
        &self,
        company: &Company,
        store: &mut dyn Store,
        client: &Client,
    ) -> Result<Survey, Death> {
        let now = (self.clock)();
        let (batch, mut policy, pins) = (company.batch(now), company.policy(), Pins::default());
        policy.people.leavers = self.leavers;
        let survey = drive::survey(vec![batch], &policy, &pins, client, store, now).await;
        survey.map_err(Death::Survey)
    }

    /// One process: finishes the run that is open, or plans and carries out. It may die.
    pub async fn process(&mut self, company: &Company, fate: &Arc<Fate>) -> Result<Option<Report>, Death> {
        self.runs += 1;
        let id = RunId(uuid::Uuid::from_u128(u128::from(self.runs)));
        let (mut store, client) = (self.store(fate), self.client(fate));
        let mut tools = self.tools(&mut store, &client);
        let open = tools.store.open_run().map_err(|error| Death::Drive(error.into()))?;
        let mut prelude = Prelude::default();
        let run = match open {
            Some(run) => run,
            None => {
                let survey = self.survey(company, tools.store, &client).await?;
                let plan = survey.plan(&generous());
                tools.names = Some(survey.names);
                let plan = approve(plan).expect("nothing refuses");
                if drive::is_empty(&plan) {
                    return Ok(None);
                }
                let checked = drive::recheck(&client, plan).await.expect("nothing refuses");
                prelude.recheck_calls = checked.calls;
                drive::begin(&mut tools, id, &checked.plan).map_err(Death::Drive)?
            }
        };
        drive::finish(&mut tools, &run, &prelude).await.map(Some).map_err(Death::Drive)
    }

    fn tools<'a>(&self, store: &'a mut dyn Store, client: &Client) -> Tools<'a> {
        Tools {
            store,
            client: client.clone(),
            clock: self.clock.clone(),
            provision: self.provision,
            names: None,
            effort: Effort { attempts_max: 12, ..Effort::default() },
            workers: 3,
            patience: Patience { window: Duration::from_secs(60), poll: Duration::from_secs(5) },
            watch: Box::new(|_| {}),
        }
    }
}

/// Limits that never hold: what is proven here is not the guardrails.
pub fn generous() -> Limits {
    let max = u64::MAX / 4;
    Limits {
        removals_max: max,
        removals_percent: 100,
        removals_per_day_max: max,
        deactivations_max: max,
        shrink_percent: 100,
        ..Limits::default()
    }
}

impl Stage {
    /// Makes the tenant what it would be after a run, and remembers everybody as paired: nothing is left to do.
    pub fn settle_in(&self, company: &mut Company) {
        for at in 0..company.people.len() {
            let gives =
                company.teams_of(at).into_iter().flat_map(|team| company.teams[team].gives.clone()).collect();
            company.people[at].account = Some(highest(gives));
            company.people[at].enabled = true;
        }
        let limits = muster_simulator::Limits::unlimited();
        *self.tenant.lock().unwrap() = Tenant::from_seed(&company.seed()).unwrap().with_limits(limits);
        let links = self.tenant.lock().unwrap().edit(|state| write_profiles(state, company, (self.clock)()));
        self.store(&Fate::at(0)).remember_links(&links).unwrap();
    }
}

/// Of several levels of one skill or language the highest.
fn highest(gives: std::collections::BTreeSet<String>) -> std::collections::BTreeSet<String> {
    let name = |gift: &String| gift.split('=').next().unwrap_or_default().to_owned();
    let by_name: std::collections::BTreeMap<String, String> =
        gives.into_iter().map(|gift| (name(&gift), gift)).collect();
    by_name.into_values().collect()
}

fn write_profiles(state: &mut muster_simulator::State, company: &Company, since: Timestamp) -> Vec<Link> {
    let ids: std::collections::BTreeMap<String, muster_simulator::UserId> =
        state.users.iter().map(|(id, user)| (user.email.clone(), *id)).collect();
    let mut links = Vec::new();
    for human in &company.people {
        let user = state.users.get_mut(&ids[&human.mail()]).unwrap();
        user.title = Some(human.title.clone());
        user.manager = human.manager.map(|at| ids[&company.people[at].mail()]);
        let (authority, key) = (super::company::AUTHORITY.to_owned(), human.guid().to_string());
        user.external_ids.insert(muster_simulator::ExternalId { authority, key: key.clone() });
        links.push(Link {
            person: PersonId::new(&super::company::SOURCE.into(), &key.as_str().into()),
            account: AccountId(ids[&human.mail()].uuid()),
            origin: LinkOrigin::ExternalId,
            since,
            display_name: human.name.clone(),
        });
    }
    links
}
