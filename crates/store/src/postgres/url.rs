//! The URL of a database, and how it may be shown.

use crate::StoreError;
use crate::location::whoami;
use postgres::Config;
use postgres::config::Host;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// How long connecting may take for each address of the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long sent data may stay unacknowledged until the connection counts as lost.
const LOST_AFTER: Duration = Duration::from_secs(60);

/// Reads the URL. libpq's `verify-full` and `verify-ca` mean `require` here, which verifies in any case.
pub(super) fn config(url: &SecretString) -> Result<Config, StoreError> {
    let url = url
        .expose_secret()
        .replace("sslmode=verify-full", "sslmode=require")
        .replace("sslmode=verify-ca", "sslmode=require");
    // The cause is left out: it can name what it took for an option, which may be a piece of the password.
    let mut config: Config = url.parse().map_err(|_| StoreError::BadUrl)?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(LOST_AFTER);
    }
    if config.get_application_name().is_none() {
        config.application_name(&application_name());
    }
    Ok(config)
}

/// Shown to whoever does not get the lease. PostgreSQL keeps 63 bytes, so that a long host name is cut at its end.
fn application_name() -> String {
    let name = whoami();
    match name.rsplit_once(", ") {
        Some((host, process)) => {
            let room = 63 - "muster ".len() - ", ".len() - process.len();
            let host: String = host.chars().filter(char::is_ascii).take(room).collect();
            format!("muster {host}, {process}")
        }
        None => "muster".into(),
    }
}

/// `host:port/database`, or only `PostgreSQL` where a special character in the password may have moved pieces of it
/// to where the host or the database is read.
pub(super) fn place(url: &SecretString, config: &Config) -> String {
    let hosts: Vec<String> = config.get_hosts().iter().map(host).collect();
    let database = config.get_dbname().unwrap_or_default();
    let port = config.get_ports().first().copied().unwrap_or(5432);
    if url.expose_secret().matches('@').count() > 1 || hosts.is_empty() {
        return "PostgreSQL".into();
    }
    format!("{}:{port}/{database}", hosts.join(","))
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(url: &str) -> String {
        let url = SecretString::from(url);
        place(&url, &config(&url).unwrap())
    }

    #[test]
    fn a_place_has_no_credentials() {
        assert_eq!(
            place_of("postgres://muster:hunter2@db.example.org/state?sslmode=verify-full"),
            "db.example.org:5432/state"
        );
    }

    #[test]
    fn pieces_of_a_password_with_special_characters_are_not_shown() {
        assert_eq!(place_of("postgres://muster:hun@ter2@db/state"), "PostgreSQL");
        assert_eq!(place_of("postgres://muster:hun@te/r2@db/state"), "PostgreSQL");
    }

    #[test]
    fn a_url_that_cannot_be_read_is_not_shown() {
        let url = SecretString::from("postgres://muster:p@host?hunter2=1");
        let error = config(&url).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        assert!(matches!(error, StoreError::BadUrl));
    }

    #[test]
    fn the_process_stays_readable_behind_a_long_host_name() {
        let name = application_name();
        assert!(name.len() <= 63, "{name}");
        assert!(name.ends_with(&format!(", process {}", std::process::id())), "{name}");
    }
}
