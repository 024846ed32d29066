//! A site whose service takes pushes from HR.

use crate::sender::Sender;
use crate::support::company::Company;
use crate::support::service::Service;
use crate::support::site::Site;
use muster_simulator::Tenant;
use muster_store::{InboxEntry, InboxQuery, StateName};

/// A secret that is no secret.
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// The one that comes after it.
pub(crate) const NEXT_SECRET: &str = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3";
/// A token that is none either.
pub(crate) const TOKEN: &str = "a-token-of-the-tests-0123456789";

/// A source that signs, for most tests.
pub(crate) const SIGNED: &str = "\n[hooks]\nlisten = \"127.0.0.1:0\"\nbody_max_kb = 4\n\
    [[source]]\nname = \"hr\"\nkind = \"hr\"\ntime_zone = \"Asia/Manila\"\nshape = \"generic\"\nsecrets = [{ file = \"hr-secret\" }]\n";

/// A small company with further lines in its configuration, and the secrets that these may name.
pub(crate) fn site(further: &str) -> Site {
    let company = Company::contact_centre(12);
    let site = Site::with_file(&company, Tenant::from_seed(&company.seed()).unwrap());
    for (name, secret) in [("hr-secret", SECRET), ("next-secret", NEXT_SECRET), ("hr-token", TOKEN)] {
        std::fs::write(site.path(name), secret).unwrap();
    }
    let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
    std::fs::write(site.path("muster.toml"), format!("{text}{further}")).unwrap();
    site
}

/// A sender that signs, to the service that runs now.
pub(crate) fn sender(service: &Service<'_>) -> Sender {
    let status = service.until("has hooks", |status| status["hooks"]["url"].is_string());
    Sender::new(status["hooks"]["url"].as_str().unwrap(), SECRET)
}

/// Everything in the inbox, the oldest first.
pub(crate) fn kept(site: &Site) -> Vec<InboxEntry> {
    let mut entries = site.store().deliveries(&InboxQuery::default()).unwrap();
    entries.reverse();
    entries
}

/// The states of everything in the inbox, the oldest first, once the service has taken it in.
pub(crate) fn states(site: &Site) -> Vec<String> {
    let began = std::time::Instant::now();
    while kept(site).iter().any(|entry| entry.state.name() == StateName::Waiting) {
        assert!(began.elapsed() < std::time::Duration::from_secs(60), "never taken in: {:?}", kept(site));
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    kept(site).iter().map(|entry| format!("{} {}", entry.id, entry.state.name().word())).collect()
}

/// A body that can be applied.
pub(crate) fn hired(worker: u32) -> String {
    format!(
        "{{\"id\":\"evt-{worker}\",\"type\":\"worker.hired\",\"worker\":{{\"id\":\"{worker}\",\"mail\":\"w{worker}@example.com\"}}}}"
    )
}
