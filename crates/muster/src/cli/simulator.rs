//! `muster simulator`, and the simulated tenant that a configuration can ask for.

use super::{Options, Outcome, print, say};
use crate::error::{Exit, Failure};
use clap::Args;
use muster_connectors::genesys::Endpoints;
use muster_simulator::{Chances, Faults, Limits, Seed, SimulatorHandle, SystemClock, Tenant, serve_keeping};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Calls a minute that the hosted tenant allows. A real one allows 300, which would make people wait for a sample.
const HOSTED_PER_MINUTE: u32 = 3000;

/// How long the hosted tenant takes to answer: about what a real one takes from nearby.
const HOSTED_DELAY_MS: u32 = 40;

/// `muster simulator`
#[derive(Args)]
pub(super) struct Simulator {
    /// What the tenant holds; every change is written back at once.
    tenant: PathBuf,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8480)]
    port: u16,
    /// Calls a minute that the tenant allows.
    #[arg(long, default_value_t = 300)]
    per_minute: u32,
}

impl Simulator {
    pub(super) async fn run(self, _: &Options) -> Outcome {
        let hosted = Hosted::listen(&self.tenant, self.port, self.per_minute).await?;
        print(&format!("{}\n", hosted.handle.base_url));
        say("serving until Ctrl-C");
        let _ = tokio::signal::ctrl_c().await;
        Ok(Exit::Done)
    }
}

/// A simulated tenant that lives in a file and is served on loopback while a command runs. Every change is in the file
/// before its reply leaves, so that the tenant outlives a killed process as a real one does.
pub(super) struct Hosted {
    handle: SimulatorHandle,
}

impl Hosted {
    /// Serves the tenant of the file on any free port.
    pub(super) async fn start(path: &Path) -> Result<Self, Failure> {
        Self::listen(path, 0, HOSTED_PER_MINUTE).await
    }

    async fn listen(path: &Path, port: u16, per_minute: u32) -> Result<Self, Failure> {
        let chances = Chances { slow: 1.0, slow_ms: HOSTED_DELAY_MS, ..Chances::default() };
        let tenant = load(path)?
            .with_limits(Limits { per_token: per_minute, ..Limits::default() })
            .with_faults(Faults { chances, ..Faults::default() });
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let failed = |cause| {
            Failure::new(Exit::Input, format!("the simulator could not listen on {address}"))
                .because(cause)
                .next("choose another port with `--port`")
        };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
        let path = path.to_owned();
        let keep = move |tenant: &Tenant| save(&path, tenant);
        let handle =
            serve_keeping(Arc::new(Mutex::new(tenant)), listener, SystemClock, keep).map_err(failed)?;
        Ok(Self { handle })
    }

    /// Where it is served.
    pub(super) fn endpoints(&self) -> Result<Endpoints, Failure> {
        let url = &self.handle.base_url;
        Endpoints::explicit(url, url).map_err(|error| Failure::new(Exit::Defect, error.to_string()))
    }
}

/// Writes what the tenant holds to its file, whole or not at all.
fn save(path: &Path, tenant: &Tenant) {
    let temporary = path.with_extension("json.new");
    let written = serde_json::to_vec_pretty(&tenant.to_seed())
        .map_err(std::io::Error::other)
        .and_then(|text| std::fs::write(&temporary, text))
        .and_then(|()| std::fs::rename(&temporary, path));
    if let Err(cause) = written {
        let what = format!("the simulated tenant could not be saved to {}", path.display());
        let hint = "make room for it there; what was done to it since it was loaded is lost";
        Failure::new(Exit::Input, what).because(cause).next(hint).report();
    }
}

const SAMPLE: &str = "run `muster demo` for a folder with one";

fn load(path: &Path) -> Result<Tenant, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|cause| {
        Failure::new(Exit::Input, format!("could not read the simulated tenant {shown}"))
            .because(cause)
            .next(SAMPLE)
    })?;
    let seed: Seed = serde_json::from_str(&text).map_err(|cause| {
        Failure::new(Exit::Input, format!("{shown} is not a simulated tenant")).because(cause).next(SAMPLE)
    })?;
    Tenant::from_seed(&seed).map_err(|cause| {
        Failure::new(Exit::Input, format!("{shown} makes no tenant")).because(cause).next(SAMPLE)
    })
}
