//! `muster init`

mod export;

use super::{Options, Outcome, say};
use crate::config::{LdapSource, Login, Reach, SecretRef, SecretSetting, Server};
use crate::error::{Exit, Failure};
use crate::init::{self, Discovery, FoundEndpoint, FoundSource, InitError};
use clap::Args;
use muster_connectors::directory::ReadSpec;
use muster_connectors::genesys::{
    Client, Config as ClientConfig, Credentials, Endpoints, HttpConfig, HttpTransport, read_names,
};
use muster_connectors::ldap::{Method, TlsVersion, Trust};
use muster_connectors::{directory, file, ldap};
use muster_core::id::SourceId;
use muster_core::record::SourceBatch;
use muster_core::time::Timestamp;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `muster init`
#[derive(Args)]
pub(super) struct Init {
    /// The tenant's region, such as `eu-central-1`.
    #[arg(long, required_unless_present_any = ["api", "export_org"], conflicts_with = "api")]
    region: Option<String>,
    /// The base address of the Platform API, instead of a region.
    #[arg(long, requires = "login")]
    api: Option<String>,
    /// The base address of the token service.
    #[arg(long)]
    login: Option<String>,
    /// The OAuth client's id. Its secret is read from `MUSTER_CLIENT_SECRET`.
    #[arg(long, env = "MUSTER_CLIENT_ID", required_unless_present = "export_org")]
    client_id: Option<String>,
    /// The directory, such as `ldaps://dc1.corp.example.com`. Its password is read from `MUSTER_AD_PASSWORD`.
    #[arg(long, conflicts_with_all = ["ldif", "csv"], requires = "bind")]
    ldap: Option<String>,
    /// `ldaps`, `starttls` or `plain`.
    #[arg(long, default_value = "ldaps")]
    security: String,
    /// Authorities for the directory's certificate, as a PEM file.
    #[arg(long)]
    ca_file: Option<PathBuf>,
    /// The account to read the directory with.
    #[arg(long)]
    bind: Option<String>,
    /// Where people stand, as a distinguished name.
    #[arg(long, default_value = "")]
    base: String,
    /// Where the groups that matter stand.
    #[arg(long)]
    group_base: Option<String>,
    /// Patterns for the names of the groups that matter.
    #[arg(long)]
    group_names: Vec<String>,
    /// A directory as an LDIF file.
    #[arg(long, conflicts_with = "csv")]
    ldif: Option<PathBuf>,
    /// A table of people as a CSV file.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// The source's name in the configuration.
    #[arg(long, default_value = "corp-ad")]
    name: String,
    #[command(flatten)]
    export: export::ExportArgs,
}

impl Init {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        if let Some(file) = &self.export.export_org {
            return export::run(&self, file, options).await;
        }
        if options.config.exists() {
            return Err(taken(InitError::Exists(options.config.display().to_string())));
        }
        let (found_source, batch) = self.source().await?;
        let names = read_names(&self.client()?).await?;
        let found = Discovery {
            organisation: names.organisation_name().to_owned(),
            endpoint: self.endpoint(),
            client_id: self.client_id.clone(),
            catalogue: names.catalogue().clone(),
            source_name: self.name.clone(),
            source: found_source,
            base: self.base.clone(),
            group_base: self.group_base.clone(),
            group_names: self.group_names.clone(),
            people: batch.records.len() as u64,
            groups: batch.groups,
        };
        init::write(&options.config, &found).map_err(taken)?;
        let shown = options.config.display();
        say(&format!(
            "wrote {shown}: {} people, {} groups, {} roles, {} queues were found",
            found.people,
            found.groups.len(),
            found.catalogue.roles.len(),
            found.catalogue.queues.len()
        ));
        say(&format!("next: write rules in {shown}, then `muster doctor` and `muster plan`"));
        Ok(Exit::Done)
    }

    fn endpoint(&self) -> FoundEndpoint {
        match (&self.region, &self.api, &self.login) {
            (None, Some(api), Some(login)) => FoundEndpoint::Urls { api: api.clone(), login: login.clone() },
            (region, _, _) => FoundEndpoint::Region(region.clone().unwrap_or_default()),
        }
    }

    fn client(&self) -> Result<Client, Failure> {
        let endpoints = match self.endpoint() {
            FoundEndpoint::Region(region) => Endpoints::of_region(&region),
            FoundEndpoint::Urls { api, login } => Endpoints::explicit(&api, &login),
        };
        let endpoints = endpoints.map_err(|error| {
            let (what, hint) = (error.to_string(), error.hint());
            Failure::new(Exit::Input, what).because(error).next(hint)
        })?;
        let client_id = self.client_id.clone().ok_or_else(|| {
            Failure::new(Exit::Input, "no OAuth client was named").next("add `--client-id ID`")
        })?;
        let secret = environment("client_secret", "MUSTER_CLIENT_SECRET").resolve()?;
        let transport = HttpTransport::new(HttpConfig::new(endpoints))
            .map_err(|error| Failure::new(Exit::Input, error.to_string()).because(error))?;
        Ok(Client::new(ClientConfig::new(Credentials { client_id, client_secret: secret }), transport))
    }

    fn spec(&self) -> ReadSpec {
        let bases = |base: &str| if base.is_empty() { Vec::new() } else { vec![base.to_owned()] };
        ReadSpec {
            people_bases: bases(&self.base),
            group_bases: bases(self.group_base.as_deref().unwrap_or_default()),
            group_names: self.group_names.clone(),
            ..ReadSpec::default()
        }
    }

    async fn source(&self) -> Result<(FoundSource, SourceBatch), Failure> {
        let (name, spec) = (SourceId::new(&self.name), self.spec());
        match (&self.ldap, &self.ldif, &self.csv) {
            (Some(url), _, _) => self.directory(url, &name, &spec).await,
            (_, Some(path), _) => {
                let found = FoundSource::Ldif { file: whole(path) };
                Ok((found, file::ldif_batch(path, &name, &spec, Timestamp::now())?))
            }
            (_, _, Some(path)) => {
                let found = FoundSource::Csv { file: whole(path) };
                Ok((found, file::csv_batch(path, &name, &spec, Timestamp::now())?))
            }
            (None, None, None) => Err(Failure::new(Exit::Input, "no directory was named")
                .next("add `--ldap URL --bind ACCOUNT`, `--ldif FILE` or `--csv FILE`")),
        }
    }

    async fn directory(
        &self,
        url: &str,
        name: &SourceId,
        spec: &ReadSpec,
    ) -> Result<(FoundSource, SourceBatch), Failure> {
        let server = Server::parse(url, &self.security).map_err(|what| Failure::new(Exit::Input, what))?;
        let bind = self.bind.clone().unwrap_or_default();
        let source = LdapSource {
            reach: Reach::Listed(vec![server]),
            tls_min: TlsVersion::default(),
            track: Method::default(),
            trust: self.ca_file.clone().map_or(Trust::System, Trust::CaFile),
            login: Login::Password {
                bind: bind.clone(),
                password: environment("password", "MUSTER_AD_PASSWORD"),
            },
            timeout: Duration::from_secs(30),
        };
        let read = ldap::read_anywhere(source.reading_config()?, spec).await?;
        let batch = directory::batch(name, spec, read.description());
        let found = FoundSource::Ldap {
            url: url.to_owned(),
            security: self.security.clone(),
            ca_file: self.ca_file.as_deref().map(whole),
            bind,
        };
        Ok((found, batch))
    }
}

/// A path that means the same wherever the configuration stands.
fn whole(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

fn environment(key: &str, variable: &str) -> SecretSetting {
    SecretSetting { key: key.into(), at: "the command line".into(), from: SecretRef::Env(variable.into()) }
}

fn taken(error: InitError) -> Failure {
    let hint = match &error {
        InitError::Exists(_) => "name another file with `--config FILE`",
        InitError::Write { .. } => "check the folder and its rights",
    };
    let what = error.to_string();
    Failure::new(Exit::Input, what).because(error).next(hint)
}
