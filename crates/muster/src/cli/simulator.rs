//! `muster simulator`, and the simulated tenant that a configuration can ask for.

use super::{Options, Outcome, print, say};
use crate::error::{Exit, Failure};
use clap::Args;
use muster_connectors::genesys::Endpoints;
use muster_simulator::{Limits, Seed, Serving, SettableClock, SimulatorHandle, SystemClock, Tenant};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Calls a minute that the hosted tenant allows. A real one allows 300, which would make people wait for a sample.
const HOSTED_PER_MINUTE: u32 = 3000;

/// How long the hosted tenant takes to answer: about what a real one takes from nearby.
const HOSTED_DELAY_MS: u32 = 40;

/// `muster simulator`
#[derive(Args)]
#[command(group = clap::ArgGroup::new("file").required(true).args(["tenant", "org"]))]
pub(super) struct Simulator {
    /// What the tenant holds, as JSON; every change is written back at once.
    tenant: Option<PathBuf>,
    /// The same.
    #[arg(long, value_name = "FILE")]
    org: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 for any that is free.
    #[arg(long, default_value_t = 8480)]
    port: u16,
    /// Calls a minute that the tenant allows.
    #[arg(long, default_value_t = 300)]
    per_minute: u32,
    /// How long the tenant takes to answer, in milliseconds.
    #[arg(long, default_value_t = HOSTED_DELAY_MS)]
    delay_ms: u32,
    /// Leave the file as it is: every start is a new one.
    #[arg(long)]
    forget: bool,
    /// Do without the control endpoint under /simulator: faults, lag, clock, edits by other hands.
    #[arg(long)]
    no_control: bool,
}

impl Simulator {
    pub(super) async fn run(self, _: &Options) -> Outcome {
        let path = self.tenant.as_ref().or(self.org.as_ref());
        let path = path.ok_or_else(|| Failure::new(Exit::Input, "no tenant was named".to_owned()))?;
        let served = Served {
            port: self.port,
            per_minute: self.per_minute,
            delay_ms: self.delay_ms,
            keeps: !self.forget,
            has_control: !self.no_control,
        };
        let hosted = Hosted::listen(path, served).await?;
        print(&format!("{}\n", hosted.handle.base_url));
        if !self.no_control {
            say(&format!(
                "{}/simulator controls faults, lag, limits, clock and edits",
                hosted.handle.base_url
            ));
        }
        say("serving until Ctrl-C");
        let _ = tokio::signal::ctrl_c().await;
        Ok(Exit::Done)
    }
}

/// How a tenant is served.
struct Served {
    port: u16,
    per_minute: u32,
    delay_ms: u32,
    /// Every change is written to the file.
    keeps: bool,
    has_control: bool,
}

/// A simulated tenant that lives in a file and is served on loopback while a command runs. Every change is in the file
/// before its reply leaves, so that the tenant outlives a killed process as a real one does.
pub(super) struct Hosted {
    handle: SimulatorHandle,
}

impl Hosted {
    /// Serves the tenant of the file on any free port.
    pub(super) async fn start(path: &Path) -> Result<Self, Failure> {
        let (per_minute, delay_ms) = (HOSTED_PER_MINUTE, HOSTED_DELAY_MS);
        let served = Served { port: 0, per_minute, delay_ms, keeps: true, has_control: false };
        Self::listen(path, served).await
    }

    async fn listen(path: &Path, served: Served) -> Result<Self, Failure> {
        let limits = Limits { per_token: served.per_minute, ..Limits::default() };
        let tenant = load(path)?.with_limits(limits);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, served.port));
        let failed = |cause| {
            Failure::new(Exit::Input, format!("the simulator could not listen on {address}"))
                .because(cause)
                .next("choose another port with `--port`")
        };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
        let path = path.to_owned();
        let keep = move |tenant: &Tenant| {
            if served.keeps {
                save(&path, tenant);
            }
        };
        let tenant = Arc::new(Mutex::new(tenant));
        let delay = Duration::from_millis(u64::from(served.delay_ms));
        let serving = Serving::default().keeping(keep).taking(delay);
        let handle = if served.has_control {
            serving.start_controlled(tenant, listener, SettableClock::over(SystemClock))
        } else {
            serving.start(tenant, listener, SystemClock)
        };
        let handle = handle.map_err(failed)?;
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
        .and_then(|()| keep_mode(path, &temporary))
        .and_then(|()| std::fs::rename(&temporary, path));
    if let Err(cause) = written {
        let what = format!("the simulated tenant could not be saved to {}", path.display());
        let hint = "make room for it there; what was done to it since it was loaded is lost";
        Failure::new(Exit::Input, what).because(cause).next(hint).report();
    }
}

/// The file holds secrets of the simulated tenant: whoever closed it finds it closed.
fn keep_mode(of: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::metadata(of) {
        Ok(there) => std::fs::set_permissions(to, there.permissions()),
        Err(_) => Ok(()),
    }
}

const CORRECT: &str = "correct the file there; `muster demo` makes a folder with a sound one";

const SAMPLE: &str = "run `muster demo` for a folder with one";

fn load(path: &Path) -> Result<Tenant, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|cause| {
        Failure::new(Exit::Input, format!("could not read the simulated tenant {shown}"))
            .because(cause)
            .next(SAMPLE)
    })?;
    let seed: Seed = serde_json::from_str(&text).map_err(|cause| {
        Failure::new(Exit::Input, format!("{shown} is not a simulated tenant")).because(cause).next(CORRECT)
    })?;
    Tenant::from_seed(&seed).map_err(|cause| {
        Failure::new(Exit::Input, format!("{shown} makes no tenant")).because(cause).next(CORRECT)
    })
}
