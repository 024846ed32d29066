//! Asks DNS for a domain's controllers, as every member of the domain does.

use super::backoff::chance;
use super::error::TrackError;
use crate::ldap::config::{LdapConfig, Security};
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use hickory_resolver::{Resolver, TokioResolver};
use std::net::SocketAddr;

/// One answer of DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    priority: u16,
    weight: u16,
    port: u16,
    host: String,
}

/// The domain's controllers in the order in which to try them.
pub(crate) async fn find(
    domain: &str,
    like: &LdapConfig,
    dns: Option<SocketAddr>,
) -> Result<Vec<LdapConfig>, TrackError> {
    let failed = |cause: String| TrackError::Discovery { domain: domain.to_owned(), cause };
    let places = lookup(domain, dns).await.map_err(|cause| failed(cause.to_string()))?;
    if places.is_empty() {
        return Err(failed("DNS names none".into()));
    }
    Ok(in_order(places, chance).into_iter().map(|place| server(place, like)).collect())
}

async fn lookup(domain: &str, dns: Option<SocketAddr>) -> Result<Vec<Place>, NetError> {
    let name = format!("_ldap._tcp.dc._msdcs.{}.", domain.trim_end_matches('.'));
    let found = resolver(dns)?.srv_lookup(name).await?;
    let place = |data: &RData| match data {
        RData::SRV(place) => Some(Place {
            priority: place.priority,
            weight: place.weight,
            port: place.port,
            host: place.target.to_ascii().trim_end_matches('.').to_owned(),
        }),
        _ => None,
    };
    Ok(found.answers().iter().filter_map(|record| place(&record.data)).collect())
}

fn resolver(dns: Option<SocketAddr>) -> Result<TokioResolver, NetError> {
    let Some(address) = dns else {
        return TokioResolver::builder_tokio()?.build();
    };
    let with_port = |mut connection: ConnectionConfig| {
        connection.port = address.port();
        connection
    };
    let connections = vec![with_port(ConnectionConfig::udp()), with_port(ConnectionConfig::tcp())];
    let server = NameServerConfig::new(address.ip(), true, connections);
    let config = ResolverConfig::from_name_servers(vec![server]);
    Resolver::builder_with_config(config, TokioRuntimeProvider::default()).build()
}

/// RFC 2782: lower priority first; among equals, more weight makes it likelier to come first.
fn in_order(places: Vec<Place>, mut chance: impl FnMut() -> f64) -> Vec<Place> {
    let mut drawn: Vec<(f64, Place)> = places
        .into_iter()
        .map(|place| (chance().powf(1.0 / (f64::from(place.weight) + 0.1)), place))
        .collect();
    drawn.sort_by(|(left, one), (right, other)| {
        one.priority.cmp(&other.priority).then(right.total_cmp(left)).then_with(|| one.host.cmp(&other.host))
    });
    drawn.into_iter().map(|(_, place)| place).collect()
}

fn server(place: Place, like: &LdapConfig) -> LdapConfig {
    // DNS names the plain port; LDAPS listens on its own.
    let port = match like.security {
        Security::Ldaps => like.port,
        Security::StartTls | Security::Plain => Some(place.port),
    };
    LdapConfig { host: place.host, port, ..like.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(host: &str, priority: u16, weight: u16) -> Place {
        Place { priority, weight, port: 389, host: host.into() }
    }

    fn hosts(places: &[Place]) -> Vec<&str> {
        places.iter().map(|place| place.host.as_str()).collect()
    }

    #[test]
    fn a_lower_priority_comes_first_whatever_the_weights() {
        let order = in_order(vec![place("far", 10, 1000), place("near", 0, 0)], || 0.5);
        assert_eq!(hosts(&order), ["near", "far"]);
    }

    #[test]
    fn among_equals_chance_decides_and_weight_helps() {
        let first = |number: u32| {
            let mut draws = [f64::from(number % 10) / 10.0, f64::from(number / 10) / 10.0].into_iter();
            let order =
                in_order(vec![place("heavy", 0, 90), place("light", 0, 10)], || draws.next().unwrap());
            order[0].host.clone()
        };
        let heavy = (0..100).filter(|number| first(*number) == "heavy").count();
        assert!((70..100).contains(&heavy), "{heavy}");
    }

    #[test]
    fn ldaps_keeps_its_own_port() {
        let mut like = LdapConfig::new("", "reader@example.com", "secret".into());
        assert_eq!(server(place("dc1", 0, 0), &like).address(), "dc1:636");
        like.security = Security::StartTls;
        assert_eq!(server(place("dc1", 0, 0), &like).address(), "dc1:389");
    }
}
