//! `muster approve FINDING --reason …`

use super::{Options, Outcome, say, world};
use crate::config::Config;
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::guard::{ALL, Approval};
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::Access;

/// `muster approve FINDING --reason …`
#[derive(Args)]
pub(super) struct Approve {
    /// The finding as the plan names it, such as `removal-budget:role:34`.
    finding: String,
    /// Why it is all right.
    #[arg(long)]
    reason: String,
    /// For how many hours it counts; at most a week.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=168))]
    hours: i64,
    /// Who accepts it.
    #[arg(long, env = "USER")]
    approver: String,
}

impl Approve {
    pub(super) fn run(self, options: &Options) -> Outcome {
        let guardrail = self.finding.split(':').next().unwrap_or_default();
        match ALL.iter().find(|known| known.name == guardrail) {
            Some(known) if known.approvable => {}
            Some(known) => {
                return Err(Failure::new(Exit::Input, format!("findings of `{}` cannot be accepted", known.name))
                    .next("do what the finding's own hint says"));
            }
            None => {
                let names: Vec<&str> = ALL.iter().filter(|known| known.approvable).map(|known| known.name).collect();
                return Err(Failure::new(Exit::Input, format!("there is no guardrail `{guardrail}`"))
                    .next(format!("copy the key from `muster plan`; it begins with {}", names.join(" or "))));
            }
        }
        let config = Config::load(&options.config)?;
        let expires_at = Timestamp::now() + SignedDuration::from_hours(self.hours);
        let approval = Approval { finding: self.finding, approver: self.approver, reason: self.reason, expires_at };
        world::store(&config, Access::Lead)?.remember_approval(&approval)?;
        say(&format!("{} is accepted by {} until {expires_at}", approval.finding, approval.approver));
        Ok(Exit::Done)
    }
}
