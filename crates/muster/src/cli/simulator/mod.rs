//! `muster simulator`, and the simulated tenant that a configuration can ask for.

mod file;
mod keeper;

use super::{Options, Outcome, print, say};
use crate::error::{Exit, Failure};
use clap::Args;
use file::{CORRECT, GivenLimits, load};
use keeper::Keeper;
use muster_connectors::genesys::Endpoints;
use muster_simulator::{Serving, SettableClock, SharedTenant, SimulatorHandle, SystemClock, Tenant};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

/// Calls a minute that a real tenant allows.
const PER_MINUTE: u32 = 300;

/// Calls a minute that the hosted tenant allows. A real one would make people wait for a sample.
const HOSTED_PER_MINUTE: u32 = 3000;

/// How long the hosted tenant takes to answer: about what a real one takes from nearby.
const HOSTED_DELAY_MS: u32 = 40;

/// `muster simulator`
#[derive(Args)]
#[command(group = clap::ArgGroup::new("file").required(true).args(["tenant", "org"]))]
pub(super) struct Simulator {
    /// What the tenant holds, as JSON; every change is written back, in a large one within a second and on stop.
    tenant: Option<PathBuf>,
    /// The same.
    #[arg(long, value_name = "FILE")]
    org: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 for any that is free.
    #[arg(long, default_value_t = 8480)]
    port: u16,
    /// Calls a minute that the tenant allows; when left out, as the file says, or 300.
    #[arg(long)]
    per_minute: Option<u32>,
    /// How long the tenant takes to answer, in milliseconds.
    #[arg(long, default_value_t = HOSTED_DELAY_MS)]
    delay_ms: u32,
    /// Leave the file as it is: every start is a new one.
    #[arg(long)]
    forget: bool,
    /// Do without the control endpoint under /simulator: faults, behaviour, clock, edits by other hands.
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
            usual_per_minute: PER_MINUTE,
            delay_ms: self.delay_ms,
            keeps: !self.forget,
            has_control: !self.no_control,
            is_own_process: true,
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
        told_to_stop().await?;
        hosted.stop().await?;
        Ok(Exit::Done)
    }
}

/// Waits for Ctrl-C or a polite kill.
async fn told_to_stop() -> Result<(), Failure> {
    let unheard = |cause| {
        Failure::new(Exit::Defect, "could not listen for the signal to stop".to_owned()).because(cause)
    };
    let mut terminate = signal(SignalKind::terminate()).map_err(unheard)?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(unheard),
        _ = terminate.recv() => Ok(()),
    }
}

/// How a tenant is served.
struct Served {
    port: u16,
    per_minute: Option<u32>,
    usual_per_minute: u32,
    delay_ms: u32,
    /// Every change is written to the file.
    keeps: bool,
    has_control: bool,
    /// Nothing else runs in this process that could be killed; it is told to stop.
    is_own_process: bool,
}

/// A simulated tenant that lives in a file and is served on loopback while a command runs. Every change is in the file
/// before its reply leaves, so that the tenant outlives a killed process as a real one does. Only a large tenant with a
/// process of its own is written a little later.
pub(super) struct Hosted {
    handle: SimulatorHandle,
    tenant: SharedTenant,
    keeper: Option<Arc<Keeper>>,
    /// Writes what replies did not wait for; ends with the value.
    catching_up: JoinSet<()>,
}

impl Hosted {
    /// Serves the tenant of the file on any free port.
    pub(super) async fn start(path: &Path) -> Result<Self, Failure> {
        let served = Served {
            port: 0,
            per_minute: None,
            usual_per_minute: HOSTED_PER_MINUTE,
            delay_ms: HOSTED_DELAY_MS,
            keeps: true,
            has_control: false,
            is_own_process: false,
        };
        Self::listen(path, served).await
    }

    async fn listen(path: &Path, served: Served) -> Result<Self, Failure> {
        let seed = load(path)?;
        let senseless = |cause: String| {
            let text = format!("{} makes no tenant", path.display());
            Failure::new(Exit::Input, text).because(cause).next(CORRECT)
        };
        let given = GivenLimits::of(&seed, served.per_minute, served.usual_per_minute);
        let tenant = Tenant::from_seed(&seed).map_err(|error| senseless(error.to_string()))?;
        let tenant = Arc::new(Mutex::new(tenant.with_limits(given.in_force.clone())));
        let clock = SettableClock::over(SystemClock);
        clock.set(seed.clock.unwrap_or_default()).map_err(senseless)?;
        let keeper = Keeper::new(path.to_owned(), given, clock.clone(), served.is_own_process);
        let keeper = served.keeps.then(|| Arc::new(keeper));
        let handle = serve(&served, tenant.clone(), clock, keeper.clone()).await?;
        let mut catching_up = JoinSet::new();
        if let Some(keeper) = keeper.clone() {
            catching_up.spawn(keeper::catch_up(keeper, tenant.clone()));
        }
        Ok(Self { handle, tenant, keeper, catching_up })
    }

    /// Stops answering, and writes what was not written yet.
    async fn stop(mut self) -> Result<(), Failure> {
        self.handle.shutdown().await;
        self.catching_up.shutdown().await;
        self.keeper.map_or(Ok(()), |keeper| keeper.catch_up(&self.tenant))
    }

    /// Where it is served.
    pub(super) fn endpoints(&self) -> Result<Endpoints, Failure> {
        let url = &self.handle.base_url;
        Endpoints::explicit(url, url).map_err(|error| Failure::new(Exit::Defect, error.to_string()))
    }
}

async fn serve(
    served: &Served,
    tenant: SharedTenant,
    clock: SettableClock,
    keeper: Option<Arc<Keeper>>,
) -> Result<SimulatorHandle, Failure> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, served.port));
    let failed = |cause| {
        Failure::new(Exit::Input, format!("the simulator could not listen on {address}"))
            .because(cause)
            .next("choose another port with `--port`")
    };
    let listener = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
    let keep = move |tenant: &Tenant| {
        if let Some(keeper) = &keeper {
            keeper.changed(tenant);
        }
    };
    let delay = Duration::from_millis(u64::from(served.delay_ms));
    let serving = Serving::default().keeping(keep).taking(delay);
    let handle = if served.has_control {
        serving.start_controlled(tenant, listener, clock)
    } else {
        serving.start(tenant, listener, clock)
    };
    handle.map_err(failed)
}
