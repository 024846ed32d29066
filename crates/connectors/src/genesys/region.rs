//! Where a Genesys Cloud organisation lives. There is no tenant in the host names: the organisation follows from the
//! OAuth client, so a region is all that one has to know.

use std::net::IpAddr;

/// AWS region and domain, as the SDKs list them. API at `https://api.<domain>`, tokens at `https://login.<domain>`.
const REGIONS: [(&str, &str); 18] = [
    ("us-east-1", "mypurecloud.com"),
    ("us-east-2", "use2.us-gov-pure.cloud"),
    ("us-west-2", "usw2.pure.cloud"),
    ("ca-central-1", "cac1.pure.cloud"),
    ("sa-east-1", "sae1.pure.cloud"),
    ("mx-central-1", "mxc1.pure.cloud"),
    ("eu-west-1", "mypurecloud.ie"),
    ("eu-west-2", "euw2.pure.cloud"),
    ("eu-central-1", "mypurecloud.de"),
    ("eu-central-2", "euc2.pure.cloud"),
    ("eusc-de-east-1", "edee1.eusc-pure.cloud"),
    ("me-central-1", "mec1.pure.cloud"),
    ("ap-northeast-1", "mypurecloud.jp"),
    ("ap-northeast-2", "apne2.pure.cloud"),
    ("ap-northeast-3", "apne3.pure.cloud"),
    ("ap-south-1", "aps1.pure.cloud"),
    ("ap-southeast-1", "apse1.pure.cloud"),
    ("ap-southeast-2", "mypurecloud.com.au"),
];

/// The two base addresses of an organisation, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Where `/api/v2/...` is.
    pub api: String,
    /// Where `/oauth/token` is.
    pub login: String,
}

/// A region or address that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// Neither an AWS region nor a Genesys Cloud domain.
    #[error("`{0}` is no Genesys Cloud region")]
    Unknown(String),
    /// A host with the name of an organisation or product in front.
    #[error("`{given}` is no address of the Genesys Cloud API")]
    TenantHost {
        /// What was given.
        given: String,
        /// The domain to use.
        domain: &'static str,
    },
    /// An address that is no `http(s)://host[:port]`.
    #[error("`{given}` is no usable base address: {reason}")]
    NotABase {
        /// What was given.
        given: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Plain HTTP to another machine would show the client's secret to everybody on the way.
    #[error("`{0}` would send the client secret without encryption")]
    Plain(String),
}

impl RegionError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown(_) => format!("use one of {}", known_regions()),
            Self::TenantHost { domain, .. } => format!(
                "there is no tenant in the host: write `{domain}`; the organisation follows from the OAuth client"
            ),
            Self::NotABase { .. } => {
                "write it as https://host or https://host:port, without `/api/v2` or `/oauth/token`".into()
            }
            Self::Plain(_) => "use https; plain http is allowed only for 127.0.0.1, ::1 and localhost".into(),
        }
    }
}

impl Endpoints {
    /// The addresses of a region, given as AWS region (`eu-central-1`) or domain (`mypurecloud.de`, also with `api.`,
    /// `login.` or `apps.` in front).
    pub fn of_region(region: &str) -> Result<Self, RegionError> {
        let name = bare_host(region);
        let by_name = |(aws, domain): &&(&str, &str)| *aws == name || *domain == stripped(&name);
        match REGIONS.iter().find(by_name) {
            Some((_, domain)) => {
                Ok(Self { api: format!("https://api.{domain}"), login: format!("https://login.{domain}") })
            }
            None => Err(unusable(region, &name)),
        }
    }

    /// Whether both are this machine without encryption: then no proxy may come between, it would see the secret.
    pub(super) fn are_local(&self) -> bool {
        [&self.api, &self.login].iter().all(|base| base.starts_with("http://"))
    }

    /// An explicit pair, for a simulator or a gateway. Plain `http` is taken for this machine only.
    pub fn explicit(api: &str, login: &str) -> Result<Self, RegionError> {
        Ok(Self { api: base(api)?, login: base(login)? })
    }
}

/// The AWS regions, comma separated, for hints.
pub fn known_regions() -> String {
    REGIONS.map(|(aws, _)| aws).join(", ")
}

fn bare_host(text: &str) -> String {
    let lower = text.trim().to_ascii_lowercase();
    let host = lower.strip_prefix("https://").unwrap_or(&lower);
    host.trim_end_matches('/').to_owned()
}

fn stripped(host: &str) -> &str {
    ["api.", "login.", "apps."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host)
}

fn unusable(given: &str, host: &str) -> RegionError {
    match tenant_domain(host) {
        Some(domain) => RegionError::TenantHost { given: given.to_owned(), domain },
        None => RegionError::Unknown(given.to_owned()),
    }
}

/// The Genesys domain that `host` ends with, where something unknown stands in front of it.
fn tenant_domain(host: &str) -> Option<&'static str> {
    let is_below = |domain: &&str| host.ends_with(domain) && host[..host.len() - domain.len()].ends_with('.');
    REGIONS.iter().map(|(_, domain)| *domain).find(is_below)
}

/// What calls begin with. Only a gateway may have a path of its own, in front of that.
const OURS: [&str; 4] = ["/api", "/api/v2", "/oauth", "/oauth/token"];

fn base(text: &str) -> Result<String, RegionError> {
    let trimmed = text.trim().trim_end_matches('/');
    let refuse = |reason: String| RegionError::NotABase { given: text.to_owned(), reason };
    let url = reqwest::Url::parse(trimmed).map_err(|e| refuse(e.to_string()))?;
    let host = url.host_str().ok_or_else(|| refuse("it names no host".into()))?;
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(refuse("it must not hold credentials, a query or a fragment".into()));
    }
    if OURS.iter().any(|path| url.path().trim_end_matches('/').to_ascii_lowercase().ends_with(path)) {
        return Err(refuse(format!(
            "every call adds its path to it, and it ends in `{}` already",
            url.path()
        )));
    }
    let genesys = stripped(host);
    if let Some(domain) = tenant_domain(genesys) {
        return Err(RegionError::TenantHost { given: text.to_owned(), domain });
    }
    match url.scheme() {
        "https" => Ok(trimmed.to_owned()),
        "http" if is_loopback(host) => Ok(trimmed.to_owned()),
        "http" => Err(RegionError::Plain(text.to_owned())),
        other => Err(refuse(format!("`{other}` is neither https nor http"))),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_found_by_either_of_its_names() {
        for name in ["eu-central-1", "mypurecloud.de", "api.mypurecloud.de", "https://login.mypurecloud.de/"]
        {
            let found = Endpoints::of_region(name).unwrap();
            assert_eq!(found.api, "https://api.mypurecloud.de");
            assert_eq!(found.login, "https://login.mypurecloud.de");
        }
    }

    #[test]
    fn tenant_hosts_are_refused_with_the_domain_to_use() {
        for host in ["acme.mypurecloud.com", "login.acme.mypurecloud.com", "https://acme.usw2.pure.cloud"] {
            let error = Endpoints::of_region(host).unwrap_err();
            assert!(matches!(error, RegionError::TenantHost { .. }), "{error:?}");
        }
        let error =
            Endpoints::explicit("https://acme.mypurecloud.com", "https://login.mypurecloud.com").unwrap_err();
        assert!(error.hint().contains("`mypurecloud.com`"), "{}", error.hint());
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(Endpoints::explicit("http://127.0.0.1:8080", "http://[::1]:8081").is_ok());
        assert_eq!(
            Endpoints::explicit("http://10.0.0.1", "http://10.0.0.1"),
            Err(RegionError::Plain("http://10.0.0.1".into()))
        );
    }

    #[test]
    fn a_path_that_calls_bring_themselves_is_refused() {
        for base in [
            "https://gc.corp/api/v2",
            "https://gc.corp/api/v2/",
            "https://gc.corp/API",
            "https://gc.corp/x/oauth/token",
        ] {
            let error = Endpoints::explicit(base, "https://gc.corp").unwrap_err();
            assert!(matches!(error, RegionError::NotABase { .. }), "{error:?}");
            assert!(error.hint().contains("without `/api/v2`"), "{}", error.hint());
        }
        let behind_a_gateway = Endpoints::explicit("https://gc.corp/genesys/", "https://gc.corp").unwrap();
        assert_eq!(behind_a_gateway.api, "https://gc.corp/genesys");
    }

    #[test]
    fn an_unknown_region_is_refused_with_the_known_ones() {
        let error = Endpoints::of_region("eu-north-9").unwrap_err();
        assert!(error.hint().contains("eu-central-1"));
    }
}
