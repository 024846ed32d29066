//! `muster init --export-org`: a copy of an organisation to rehearse against.

use super::{Init, whole};
use crate::cli::world::World;
use crate::cli::{Options, Outcome, print, print_json, say};
use crate::config::Config;
use crate::config::lock::quote;
use crate::error::{Exit, Failure};
use crate::init::export::{Replica, Wanted, Wishes, directory, refuse_existing, replica, write};
use crate::init::{InitError, quote_all};
use muster_connectors::genesys::export::read_organisation;
use muster_connectors::genesys::{Client, TenantError};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Where the simulator listens unless it is told otherwise.
const SIMULATOR: &str = "http://127.0.0.1:8480";

/// What was written, as JSON.
#[derive(Serialize)]
struct Written<'a> {
    file: String,
    secret_file: String,
    directory: Option<String>,
    client_id: &'a str,
    accounts: usize,
    roles: usize,
    groups: usize,
    queues: usize,
    calls: u64,
    left_out: &'a [String],
}

/// Reads the organisation and writes its copy.
pub(super) async fn run(init: &Init, file: &Path, options: &Options) -> Outcome {
    let secret_file = file.with_extension("secret");
    let files = [Some(file), Some(secret_file.as_path()), init.export.with_directory.as_deref()];
    for path in files.into_iter().flatten() {
        refuse_existing(path, init.export.force).map_err(taken)?;
    }
    let (client, config, _world) = tenant(init, options).await?;
    let organisation = read_organisation(&client).await.map_err(unreadable)?;
    let calls = organisation.calls;
    let wishes = Wishes { keep_titles: init.export.keep_titles, redact_names: init.export.redact_names };
    let copy = replica(organisation, wishes);
    let text = serde_json::to_vec_pretty(&copy.seed)
        .map_err(|cause| Failure::new(Exit::Defect, "the copy cannot be written as JSON").because(cause))?;
    write(file, &text, init.export.force).map_err(taken)?;
    write(&secret_file, format!("{}\n", copy.secret).as_bytes(), init.export.force).map_err(taken)?;
    if let Some(path) = &init.export.with_directory {
        let wanted = config.as_ref().map_or_else(Wanted::by_tenant, |it| Wanted::by_policy(it.policy_text()));
        write(path, directory(&copy.organisation, &wanted).as_bytes(), init.export.force).map_err(taken)?;
    }
    let sections = Sections { file: &secret_file, client_id: &copy.client_id, config: config.as_ref() };
    if options.json {
        print_json(&written(init, file, &secret_file, &copy, calls))?;
    } else {
        tell(init, file, &copy, calls);
        print(&sections.render(init));
    }
    Ok(Exit::Done)
}

/// The tenant of the command line, or else of the configuration; with the configuration, where there is a sound one.
async fn tenant(init: &Init, options: &Options) -> Result<(Client, Option<Config>, Option<World>), Failure> {
    if init.region.is_some() || init.api.is_some() {
        return Ok((init.client()?, Config::load(&options.config).ok(), None));
    }
    if !options.config.exists() {
        let what = format!("no tenant was named, and there is no {}", options.config.display());
        return Err(Failure::new(Exit::Input, what)
            .next("add `--region REGION --client-id ID`, or name a configuration with `--config FILE`"));
    }
    let world = World::open(options).await?;
    Ok((world.client.clone(), Some(world.config.clone()), Some(world)))
}

fn written<'a>(init: &Init, file: &Path, secret_file: &Path, copy: &'a Replica, calls: u64) -> Written<'a> {
    Written {
        file: whole(file),
        secret_file: whole(secret_file),
        directory: init.export.with_directory.as_deref().map(whole),
        client_id: &copy.client_id,
        accounts: copy.seed.users.len(),
        roles: copy.seed.roles.len(),
        groups: copy.seed.groups.len(),
        queues: copy.seed.queues.len(),
        calls,
        left_out: &copy.notes,
    }
}

fn tell(init: &Init, file: &Path, copy: &Replica, calls: u64) {
    let (seed, shown) = (&copy.seed, file.display());
    copy.notes.iter().for_each(|note| say(&format!("note: {note}")));
    say(&format!(
        "wrote {shown}: {} accounts, {} roles, {} groups, {} queues, read with {calls} calls; nobody in it is real",
        seed.users.len(),
        seed.roles.len(),
        seed.groups.len(),
        seed.queues.len(),
    ));
    if let Some(path) = &init.export.with_directory {
        say(&format!("wrote {}: the same people as a directory", path.display()));
    }
    say(&format!("next: `muster simulator --org {shown}`; these sections of a muster.toml lead there:\n"));
}

/// The parts of a configuration that lead to the copy.
struct Sections<'a> {
    file: &'a Path,
    client_id: &'a str,
    config: Option<&'a Config>,
}

impl Sections<'_> {
    fn render(&self, init: &Init) -> String {
        let secret = quote(&whole(self.file));
        let tenant = format!(
            "[tenant]\napi = {0}\nlogin = {0}\nclient_id = {1}\nclient_secret = {{ file = {secret} }}\n",
            quote(SIMULATOR),
            quote(self.client_id)
        );
        let source = init.export.with_directory.as_deref().map(|path| self.source(init, path));
        format!("{tenant}\n[store]\nsqlite = \"rehearsal.db\"\n{}", source.unwrap_or_default())
    }

    /// The made-up directory, with what the rules need to be read of it.
    fn source(&self, init: &Init, path: &Path) -> String {
        let own = self.config.and_then(|config| config.sources.first());
        let name = own.map_or(init.name.as_str(), |source| source.name.as_str());
        let mut text = format!(
            "\n[[source]]\nname = {}\nkind = \"ldif\"\nfile = {}\nbase = \"DC=example,DC=com\"\n",
            quote(name),
            quote(&whole(path))
        );
        let lists = own.map(|source| {
            [("group_names", &source.scope.group_names), ("attributes", &source.scope.attributes)]
        });
        for (key, values) in lists.into_iter().flatten().filter(|(_, values)| !values.is_empty()) {
            text.push_str(&format!("{key} = {}\n", quote_all(values.iter().map(String::as_str))));
        }
        text
    }
}

fn unreadable(error: TenantError) -> Failure {
    let failure = Failure::from(error);
    Failure {
        what: format!("the organisation could not be read, nothing was written: {}", failure.what),
        ..failure
    }
}

fn taken(error: InitError) -> Failure {
    let hint = match &error {
        InitError::Exists(_) => "name another file, or add `--force` to replace it",
        InitError::Write { .. } => "check the folder and its rights",
    };
    let what = error.to_string();
    Failure::new(Exit::Input, what).because(error).next(hint)
}

/// What `--export-org` is told beside the tenant.
#[derive(clap::Args, Debug, Default)]
pub(super) struct ExportArgs {
    /// Write a copy of the tenant for `muster simulator` in place of a configuration. Nobody in it is real.
    #[arg(long, value_name = "FILE")]
    pub(super) export_org: Option<PathBuf>,
    /// With `--export-org`: keep titles and departments as they are.
    #[arg(long, requires = "export_org")]
    pub(super) keep_titles: bool,
    /// With `--export-org`: make up the names of roles, queues, groups and the like as well.
    #[arg(long, requires = "export_org")]
    pub(super) redact_names: bool,
    /// With `--export-org`: also write the made-up people as a directory in LDIF.
    #[arg(long, requires = "export_org", value_name = "FILE")]
    pub(super) with_directory: Option<PathBuf>,
    /// With `--export-org`: replace files that are there.
    #[arg(long, requires = "export_org")]
    pub(super) force: bool,
}
