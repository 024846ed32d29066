//! `[tenant]`: which organisation, and how we sign in to it.

use super::secret::{self, SecretSetting};
use super::section::Section;
use muster_connectors::genesys::{Endpoints, RegionError};
use std::path::PathBuf;
use std::time::Duration;
use toml::de::DeValue;

/// Which organisation, and how we sign in to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tenant {
    /// Where it is. With a simulator, a place where nothing can answer.
    pub(crate) endpoints: Endpoints,
    /// A simulated tenant in a file, in place of a real one; Muster serves it while a command runs.
    pub(crate) simulator: Option<PathBuf>,
    /// Our OAuth client. Not a secret.
    pub(crate) client_id: ClientId,
    /// Its secret.
    pub(crate) client_secret: SecretSetting,
    /// Further authorities for certificates, as a PEM file: for proxies that open TLS.
    pub(crate) ca_file: Option<PathBuf>,
    /// Share of the rate budget that is left to other integrations, in percent; 0 to 90.
    pub(crate) reserve_percent: u64,
    /// Calls that must remain in the tenant's minute, or the next minute is waited for; 0 to 1000.
    pub(crate) wait_below: u64,
    /// How long before its end a token is renewed; at most an hour.
    pub(crate) token_lead: Duration,
}

/// An id that may also stand in the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClientId {
    /// The id itself.
    Text(String),
    /// In the environment.
    Env(SecretSetting),
}

pub(super) fn read(root: &Section<'_>) -> Option<Tenant> {
    let section = root.section("tenant");
    if !root.has("tenant") {
        let sentence = "the section [tenant] is missing: it says which organisation is managed";
        root.document.problem_unseen(&(0..0), sentence);
    }
    if !section.is_written() {
        return None;
    }
    let simulator = section.path("simulator");
    let endpoints = endpoints(&section);
    let client_id = client_id(&section);
    let client_secret = secret::read(&section, "client_secret", "MUSTER_CLIENT_SECRET");
    if !section.has("client_secret") {
        section.missing("client_secret", "{ env = \"MUSTER_CLIENT_SECRET\" }");
    }
    let ca_file = section.path("ca_file");
    let reserve_percent = section.number("reserve_percent", 0..=90, 10);
    let wait_below = section.number("wait_below", 0..=1000, 0);
    let token_lead = section.seconds("token_lead_seconds", 0..=3600, 120);
    section.finish();
    Some(Tenant {
        endpoints: endpoints?,
        simulator,
        client_id: client_id?,
        client_secret: client_secret?,
        ca_file,
        reserve_percent,
        wait_below,
        token_lead,
    })
}

fn client_id(section: &Section<'_>) -> Option<ClientId> {
    let value = section.value("client_id");
    match value.map(|value| value.get_ref()) {
        Some(DeValue::Table(_)) => secret::read(section, "client_id", "MUSTER_CLIENT_ID").map(ClientId::Env),
        Some(_) => section.text("client_id").map(|id| ClientId::Text(id.text)),
        None => {
            section.missing("client_id", "\"00000000-0000-0000-0000-000000000000\"");
            None
        }
    }
}

fn endpoints(section: &Section<'_>) -> Option<Endpoints> {
    let region = checked(section, "region", Endpoints::of_region);
    // Each address by itself, so that a message stands at the one that is wrong.
    let api = checked(section, "api", |api| Endpoints::explicit(api, api));
    let login = checked(section, "login", |login| Endpoints::explicit(login, login));
    match (section.has("simulator"), section.has("region"), section.has("api"), section.has("login")) {
        (true, false, false, false) => Some(nowhere()),
        (false, true, false, false) => region,
        (false, false, true, true) => Some(Endpoints { api: api?.api, login: login?.login }),
        (false, false, false, false) => missing(section, "region", "\"eu-central-1\""),
        (false, false, true, false) => missing(section, "login", "\"https://login.mypurecloud.de\""),
        (false, false, false, true) => missing(section, "api", "\"https://api.mypurecloud.de\""),
        (true, _, _, _) => exclusive(section, "simulator"),
        (false, true, _, _) => exclusive(section, "region"),
    }
}

fn exclusive(section: &Section<'_>, key: &str) -> Option<Endpoints> {
    let sentence =
        "`region`, the pair `api` and `login`, and `simulator` exclude each other: keep one of the three";
    section.refuse(&section.key_span(key), sentence);
    None
}

/// Port 0 of this machine: nothing listens there, so nothing is sent should the simulator not run.
fn nowhere() -> Endpoints {
    let address = "http://127.0.0.1:0".to_owned();
    Endpoints { api: address.clone(), login: address }
}

fn missing(section: &Section<'_>, key: &str, example: &str) -> Option<Endpoints> {
    section.missing(key, example);
    None
}

fn checked(
    section: &Section<'_>,
    key: &str,
    check: impl Fn(&str) -> Result<Endpoints, RegionError>,
) -> Option<Endpoints> {
    let text = section.text(key)?;
    let span = section.value(key)?.span();
    match check(&text.text) {
        Ok(endpoints) => Some(endpoints),
        Err(error) => {
            section.refuse(&span, format!("{error}; {}", error.hint()));
            None
        }
    }
}
