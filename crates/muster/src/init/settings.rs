//! The sections that can be filled in from what was found.

use super::discovery::{Discovery, FoundEndpoint, FoundSource};
use super::{in_comment, quote, quote_all};

/// Everything above the rules.
pub(super) fn render(found: &Discovery) -> String {
    let of = &found.catalogue;
    let in_scope = found.groups.iter().filter(|group| group.in_scope).count();
    let head = format!(
        "# Keeps Genesys Cloud in step with the directory. Written by `muster init` for {}, which has {},\n\
         # {} and {}; the source has {} people and {} in scope.\n\
         # Every key is described in docs/reference/config.md. Next: add rules below, then `muster plan`.\n",
        in_comment(&found.organisation),
        count(of.roles.len(), "role"),
        count(of.queues.len(), "queue"),
        count(of.groups.len(), "group"),
        found.people,
        count(in_scope, "group"),
    );
    [head, tenant(found), STORE.into(), source(found), PEOPLE.into(), GUARD.into()].join("\n")
}

fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

fn tenant(found: &Discovery) -> String {
    let endpoint = match &found.endpoint {
        FoundEndpoint::Region(region) => format!("region = {}\n", quote(region)),
        FoundEndpoint::Urls { api, login } => format!("api = {}\nlogin = {}\n", quote(api), quote(login)),
    };
    let id = found.client_id.as_deref().map_or("{ env = \"MUSTER_CLIENT_ID\" }".into(), quote);
    format!(
        "[tenant]\n{endpoint}client_id = {id}\n\
         # Secrets stand here by reference only: {{ env = \"…\" }}, {{ file = \"…\" }} or {{ command = [\"…\"] }}.\n\
         client_secret = {{ env = \"MUSTER_CLIENT_SECRET\" }}\n\
         # reserve_percent = 10                # of the rate budget, left to other integrations\n"
    )
}

const STORE: &str = "\
[store]
sqlite = \"muster.db\"                  # or: postgres = { env = \"MUSTER_POSTGRES\" }
";

fn source(found: &Discovery) -> String {
    let mut text = format!("[[source]]\nname = {}\n{}", quote(&found.source_name), kind(&found.source));
    let takes_bases = !matches!(found.source, FoundSource::Csv { .. });
    if takes_bases && !found.base.is_empty() {
        text.push_str(&format!("base = {}\n", quote(&found.base)));
    }
    match found.group_base.as_deref().filter(|_| takes_bases) {
        Some(base) => text.push_str(&format!("group_base = {}\n", quote(base))),
        None if takes_bases => {
            text.push_str("# group_base = \"OU=Genesys,DC=…\"      # groups in scope lie below it …\n")
        }
        None => {}
    }
    match found.group_names.as_slice() {
        [] => text.push_str("# group_names = [\"GC-*\"]              # … and match one of these\n"),
        names => text.push_str(&format!("group_names = {}\n", quote_all(names.iter().map(String::as_str)))),
    }
    text.push_str("# attributes = [\"extensionAttribute7\"] # further attributes that rules may use\n");
    text
}

fn kind(source: &FoundSource) -> String {
    match source {
        FoundSource::Ldap { url, security, ca_file, bind } => {
            let ca_file = match ca_file {
                Some(file) => format!("ca_file = {}\n", quote(file)),
                None => {
                    "# ca_file = \"corp-ca.pem\"             # the system's authorities otherwise\n".into()
                }
            };
            format!(
                "kind = \"ldap\"\nurl = {}\nsecurity = {}\n{ca_file}bind = {}\npassword = {{ env = \"MUSTER_AD_PASSWORD\" }}\n",
                quote(url),
                quote(security),
                quote(bind),
            )
        }
        FoundSource::Ldif { file } => format!("kind = \"ldif\"\nfile = {}\n", quote(file)),
        FoundSource::Csv { file } => format!("kind = \"csv\"\nfile = {}\n", quote(file)),
    }
}

const PEOPLE: &str = "\
[people]
# in_group = [\"GC-Users\"]             # only members are managed; without it: everybody whom a rule gives something
leavers = \"deactivate\"                # disabled, expired or gone: deactivate | depart (after the last call) | keep
out_of_scope = \"keep\"                 # no rule covers them any more: keep (only our grants go) | deactivate
pair_by_mail = false                  # true: exactly one account with exactly the person's mail is theirs
create = true
division = \"Home\"                     # of new accounts

[policy]
authoritative = []                    # kinds whose manual grants are removed, too: role, group, queue, skill, language
unmapped_groups = \"list\"              # a group in scope that no rule mentions: list | refuse
mappings = []                         # further rules as CSV, such as [\"mappings.csv\"]
";

const GUARD: &str = "\
[guard]
removals_max = 50                     # removals in one plan
removals_percent = 10                 # of what Muster owns per kind
removals_per_day_max = 200            # in any 24 hours
deactivations_max = 10                # in one plan
shrink_percent = 10                   # by how much the source may shrink between two reads
protected_people = []                 # mail, login, person id or account id
protected_roles = [\"admin\"]           # never granted or revoked by Muster
# queue_floors = { \"*\" = 1 }            # how many active members a queue must keep; by name, * for all others
# role_floors = { Supervisor = 1 }      # how many active accounts must go on holding a role

# What `muster serve` and `muster run` may do with nobody looking on. Without it they change nothing.
# [standing_approval]
# allow = [\"account.create\", \"profile.change\", \"division.change\", \"role.gain\", \"group.gain\", \"queue.gain\"]
# changes_max = 200
";
