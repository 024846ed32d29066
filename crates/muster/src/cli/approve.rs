//! `muster approve FINDING --reason …`

use super::{Options, Outcome, say, world};
use crate::config::Config;
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::guard::{ALL, Approval};
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::{Word, leave_word};

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
    /// Who accepts it; the user of this session where nobody is named.
    #[arg(long)]
    approver: Option<String>,
}

impl Approve {
    pub(super) fn run(self, options: &Options) -> Outcome {
        self.check_finding()?;
        let approver = user(self.approver.clone(), "--approver")?;
        if self.reason.trim().is_empty() {
            return Err(Failure::new(Exit::Input, "the reason is empty")
                .next("say in `--reason` why it is all right"));
        }
        let config = Config::load(&options.config)?;
        let expires_at = Timestamp::now() + SignedDuration::from_hours(self.hours);
        let approval = Approval { finding: self.finding, approver, reason: self.reason, expires_at };
        let told = format!("{} is accepted by {} until {expires_at}", approval.finding, approval.approver);
        leave_word(&world::store_location(&config)?, &Word::Approval(approval))?;
        say(&told);
        Ok(Exit::Done)
    }

    /// An approval that can never count would be a trap: it looks as if it let something through.
    fn check_finding(&self) -> Result<(), Failure> {
        let (guardrail, rest) = self.finding.split_once(':').unwrap_or((&self.finding, ""));
        match ALL.iter().find(|known| known.name == guardrail) {
            Some(known) if known.approvable && !rest.trim().is_empty() => Ok(()),
            Some(known) if known.approvable => Err(Failure::new(
                Exit::Input,
                format!("`{}` names a guardrail, but none of its findings", self.finding),
            )
            .next(format!("copy the whole key from `muster plan`, such as {}:…:…", known.name))),
            Some(known) => {
                Err(Failure::new(Exit::Input, format!("findings of `{}` cannot be accepted", known.name))
                    .next("do what the finding's own hint says"))
            }
            None => {
                let names: Vec<&str> =
                    ALL.iter().filter(|known| known.approvable).map(|known| known.name).collect();
                Err(Failure::new(Exit::Input, format!("there is no guardrail `{guardrail}`"))
                    .next(format!("copy the key from `muster plan`; it begins with {}", names.join(" or "))))
            }
        }
    }
}

/// The name that was given by `flag`, else the user's as Unix or Windows tells it.
pub(super) fn user(given: Option<String>, flag: &str) -> Result<String, Failure> {
    let told = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    given.or_else(told).filter(|name| !name.trim().is_empty()).ok_or_else(|| {
        Failure::new(Exit::Input, "nobody is named who says so").next(format!("add `{flag} NAME`"))
    })
}
