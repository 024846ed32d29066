//! The configured world: configuration, tenant, sources, store.

use super::simulator::Hosted;
use super::{Options, ceilings, sources};
use crate::config::{ClientId, Config, StoreLocation, lock};
use crate::console::plan::Rate;
use crate::drive::{Survey, survey, survey_with};
use crate::error::{Exit, Failure};
use muster_connectors::genesys::{
    Client, Config as ClientConfig, Credentials, GovernorConfig, HttpConfig, HttpTransport, TenantNames,
};
use muster_core::plan::Plan;
use muster_core::policy::Pins;
use muster_core::record::SourceBatch;
use muster_core::time::Timestamp;
use muster_store::{Access, Location, Store, open};
use secrecy::ExposeSecret;
use std::path::Path;

/// The configured world.
pub(super) struct World {
    pub(super) config: Config,
    pub(super) client: Client,
    /// The simulated tenant, where the configuration asks for one. It is saved when it is dropped.
    _hosted: Option<Hosted>,
}

impl World {
    /// Loads the configuration and prepares the way to the tenant. Nothing is sent yet.
    pub(super) async fn open(options: &Options) -> Result<Self, Failure> {
        let config = Config::load(&options.config)?;
        let hosted = match &config.tenant.simulator {
            Some(path) => Some(Hosted::start(path).await?),
            None => None,
        };
        let client = client(&config, hosted.as_ref())?;
        Ok(Self { config, client, _hosted: hosted })
    }

    /// What the tenant allows by its last word, and how much of it is left to others.
    pub(super) fn rate(&self) -> Rate {
        let reserve_percent = u32::try_from(self.config.tenant.reserve_percent).unwrap_or(0);
        let wait_below = u32::try_from(self.config.tenant.wait_below).unwrap_or(0);
        Rate { allowed_per_minute: self.client.budget().allowed, reserve_percent, wait_below }
    }

    /// Opens what Muster remembers.
    pub(super) fn store(&self, access: Access) -> Result<Box<dyn Store>, Failure> {
        store(&self.config, access)
    }

    /// Reads everything that a plan is made from.
    pub(super) async fn survey(&self, store: &mut dyn Store) -> Result<Survey, Failure> {
        let batches = sources::read_all(&self.config.sources, &mut *store).await?;
        self.survey_of(batches, store).await
    }

    /// Reads the tenant, and what else a plan is made from, for what the sources said.
    pub(super) async fn survey_of(
        &self,
        batches: Vec<SourceBatch>,
        store: &mut dyn Store,
    ) -> Result<Survey, Failure> {
        let pins = lock::read(&self.config.lock_path())?;
        let as_of = Timestamp::now();
        Ok(survey(batches, &self.config.policy_text(), &pins, &self.client, store, as_of).await?)
    }

    /// The same where the tenant's names were read already.
    pub(super) async fn survey_with(
        &self,
        names: TenantNames,
        batches: Vec<SourceBatch>,
        pins: &Pins,
        store: &mut dyn Store,
    ) -> Result<Survey, Failure> {
        let (policy, as_of) = (self.config.policy_text(), Timestamp::now());
        Ok(survey_with(names, batches, &policy, pins, &self.client, store, as_of).await?)
    }

    /// Reads everything and makes the judged plan.
    pub(super) async fn plan(&self, store: &mut dyn Store) -> Result<(Survey, Plan), Failure> {
        let survey = self.survey(store).await?;
        let plan = survey.plan(&self.config.limits());
        Ok((survey, plan))
    }

    /// Writes down what names mean now.
    pub(super) fn pin(&self, pins: &Pins) -> Result<(), Failure> {
        let path = self.config.lock_path();
        lock::write(&path, pins).map(|_| ()).map_err(|cause| {
            Failure::new(Exit::Input, format!("could not write {}", path.display()))
                .because(cause)
                .next("let the user who runs Muster write in the folder of the configuration")
        })
    }
}

/// Opens what Muster remembers.
pub(super) fn store(config: &Config, access: Access) -> Result<Box<dyn Store>, Failure> {
    Ok(open(&store_location(config)?, access)?)
}

/// Where Muster remembers.
pub(super) fn store_location(config: &Config) -> Result<Location, Failure> {
    Ok(match &config.store {
        StoreLocation::Sqlite(path) => Location::Sqlite(path.clone()),
        StoreLocation::Postgres(url) => Location::Postgres(url.resolve()?),
    })
}

fn authorities(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|cause| {
        Failure::new(Exit::Input, format!("could not read tenant.ca_file {}", path.display()))
            .because(cause)
            .next("name a PEM file that the user who runs Muster may read")
    })
}

fn client(config: &Config, hosted: Option<&Hosted>) -> Result<Client, Failure> {
    let tenant = &config.tenant;
    let id = match &tenant.client_id {
        ClientId::Text(id) => id.clone(),
        ClientId::Env(secret) => secret.resolve()?.expose_secret().to_owned(),
    };
    let endpoints = match hosted {
        Some(hosted) => hosted.endpoints()?,
        None => tenant.endpoints.clone(),
    };
    let ca_pem = tenant.ca_file.as_deref().map(authorities).transpose()?;
    let http = HttpConfig { ca_pem, ..HttpConfig::new(endpoints) };
    let transport = HttpTransport::new(http).map_err(|error| {
        let what = error.to_string();
        Failure::new(Exit::Input, what).because(error).next("check tenant.ca_file")
    })?;
    let usual =
        ClientConfig::new(Credentials { client_id: id, client_secret: tenant.client_secret.resolve()? });
    let reserve = tenant.reserve_percent as f64 / 100.0;
    let governor = GovernorConfig {
        reserve,
        wait_below: u32::try_from(tenant.wait_below).ok().filter(|calls| *calls > 0),
        in_flight_max: u32::try_from(config.apply.workers).unwrap_or(1),
        known: ceilings::known(config),
        ..usual.governor.clone()
    };
    let scim = config.apply.scim_paths;
    let settings = ClientConfig { token_lead: tenant.token_lead, governor, scim, ..usual };
    Ok(Client::new(settings, transport))
}
