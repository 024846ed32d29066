//! `muster demo`: a whole run with a sample company and a simulated tenant.

use super::apply::{tell, tools};
use super::plan::{Form, show};
use super::provision::Means;
use super::world::World;
use super::{Options, Outcome, say};
use crate::drive::{self, Prelude, Tools};
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::guard::approve;
use muster_core::id::RunId;
use muster_store::Access;
use std::path::{Path, PathBuf};

/// The sample company, as it stands in the repository.
const SAMPLES: &[(&str, &str)] = &[
    ("muster.toml", include_str!("../../../../samples/muster.toml")),
    ("mappings.csv", include_str!("../../../../samples/mappings.csv")),
    ("directory.ldif", include_str!("../../../../samples/directory.ldif")),
    ("tenant.json", include_str!("../../../../samples/tenant.json")),
    ("simulator-secret.txt", include_str!("../../../../samples/simulator-secret.txt")),
];

/// `muster demo`
#[derive(Args)]
pub(super) struct Demo {
    /// The folder to play in; it must not exist yet.
    #[arg(default_value = "muster-demo")]
    folder: PathBuf,
}

impl Demo {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        lay_out(&self.folder)?;
        let options = Options { config: self.folder.join("muster.toml"), json: options.json };
        say(&format!("a sample company and a simulated tenant are in {}\n", self.folder.display()));
        let world = World::open(&options).await?;
        say("── plan ──────────────────────────────────────────────");
        let mut store = world.store(Access::Lead)?;
        let (survey, plan) = world.plan(&mut *store).await?;
        world.pin(&survey.resolved.pins)?;
        let long = Form { summary: false, all: true };
        let short = Form { summary: true, all: false };
        let means = world.means(&plan).await?;
        if !options.json {
            show(&plan, long, means, &options)?;
        }
        say("\n── apply ─────────────────────────────────────────────");
        let checked = drive::recheck(&world.client, approve(plan)?).await?;
        let prelude = Prelude { recheck_calls: checked.calls, ..Prelude::default() };
        let mut tools =
            Tools { provision: means.provision, names: Some(survey.names), ..tools(&world, &mut *store) };
        let run = drive::begin(&mut tools, RunId(uuid::Uuid::now_v7()), &checked.plan)?;
        let report = drive::finish(&mut tools, &run, &prelude).await?;
        drop(tools);
        tell(&world, &report, &options)?;
        say("\n── plan again ────────────────────────────────────────");
        let (_, again) = world.plan(&mut *store).await?;
        if !options.json {
            show(&again, short, Means::usual(), &options)?;
        }
        let left = again.body.changes.len();
        if left > 0 {
            return Err(Failure::new(Exit::SomeFailed, format!("{left} changes are left after the run"))
                .next("see the report for what failed"));
        }
        what_now(&self.folder);
        Ok(Exit::Done)
    }
}

fn lay_out(folder: &Path) -> Result<(), Failure> {
    let failed = |cause| {
        Failure::new(Exit::Input, format!("could not lay the sample company out in {}", folder.display()))
            .because(cause)
            .next("name a folder that does not exist yet: `muster demo FOLDER`")
    };
    std::fs::create_dir(folder).map_err(failed)?;
    for (name, text) in SAMPLES {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(failed)?;
        if name.contains("secret") {
            for_the_owner_alone(&path).map_err(failed)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn for_the_owner_alone(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn for_the_owner_alone(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn what_now(folder: &Path) {
    let program = std::env::current_exe().map_or_else(|_| "muster".into(), |path| path.display().to_string());
    say(&format!(
        "\nNothing is left to do. The simulated tenant lives on in {0}/tenant.json; go on playing:\n\
         \n  cd {0}\
         \n  {program} explain nadezhda     # why somebody holds what they hold\
         \n  {program} audit --last 20      # what was done, for whom, because of what\
         \n  {program} plan                 # after you changed a title or a group in directory.ldif\n",
        folder.display()
    ));
}
