//! `muster terminate PERSON` and `muster hold PERSON`: what somebody in charge says about one person, whatever the
//! sources say.

use super::world::{self, World};
use super::{Options, Outcome, person, print_json, say};
use crate::config::Config;
use crate::console;
use crate::daemon::status::Status;
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::departure::{Demand, Order};
use muster_core::id::PersonId;
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::{Access, Store, Word, leave_word};

/// What is said about somebody.
#[derive(Args)]
pub(super) struct Saying {
    /// Mail, login, name, person id, objectGUID, worker id or account id.
    #[arg(required_unless_present = "list")]
    person: Option<String>,
    /// Why; it stands in the history.
    #[arg(long)]
    reason: Option<String>,
    /// Who says so; the user of this session where nobody is named.
    #[arg(long)]
    by: Option<String>,
    /// Take back what was said about the person.
    #[arg(long, conflicts_with = "reason")]
    lift: bool,
    /// Show what was said about anybody.
    #[arg(long, conflicts_with_all = ["person", "reason", "lift"])]
    list: bool,
}

/// `muster hold PERSON`
#[derive(Args)]
pub(super) struct Hold {
    #[command(flatten)]
    saying: Saying,
    /// For how many days; for ever where nothing is said.
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: Option<i64>,
}

/// `muster terminate PERSON`
#[derive(Args)]
pub(super) struct Terminate {
    #[command(flatten)]
    saying: Saying,
    /// Access ends at once, and live work is moved after that.
    #[arg(long)]
    now: bool,
}

impl Hold {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        let now = Timestamp::now();
        let until = self.days.map(|days| now + SignedDuration::from_hours(24 * days));
        self.saying.run(Demand::Hold, until, options).await
    }
}

impl Terminate {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        let demand = if self.now { Demand::Expel } else { Demand::Leave };
        self.saying.run(demand, None, options).await
    }
}

impl Saying {
    async fn run(self, demand: Demand, until: Option<Timestamp>, options: &Options) -> Outcome {
        let config = Config::load(&options.config)?;
        let mut store = world::store(&config, Access::Read)?;
        let Some(wanted) = self.person.as_deref().filter(|_| !self.list) else {
            return list(&mut *store, options);
        };
        let (person, name) = who(wanted, &mut *store, options).await?;
        let word = match self.lift {
            true => lift(&person, &name, &mut *store)?,
            false => Word::Order(Order {
                person: person.clone(),
                demand,
                by: super::approve::user(self.by.clone(), "--by")?,
                reason: self.reason()?,
                at: Timestamp::now(),
                until,
            }),
        };
        leave_word(&world::store_location(&config)?, &word)?;
        say(&told(&word, &name));
        say(&next(&mut *store)?);
        Ok(Exit::Done)
    }

    fn reason(&self) -> Result<String, Failure> {
        let given = self.reason.clone().filter(|reason| !reason.trim().is_empty());
        given.ok_or_else(|| {
            Failure::new(Exit::Input, "no reason is given")
                .next("say why with `--reason …`: it stands in the history")
        })
    }
}

/// Somebody who is linked is known at once; of everybody else the sources are asked.
async fn who(wanted: &str, store: &mut dyn Store, options: &Options) -> Result<(PersonId, String), Failure> {
    if let Some(known) = person::remembered(wanted, &store.links()?) {
        return Ok(known);
    }
    let world = World::open(options).await?;
    let survey = world.survey(store).await?;
    let roster = survey.roster();
    let member = person::find(wanted, &survey, roster.members())?;
    Ok((member.id().clone(), member.display_name().to_owned()))
}

fn lift(person: &PersonId, name: &str, store: &mut dyn Store) -> Result<Word, Failure> {
    match store.orders()?.iter().any(|order| order.person == *person) {
        true => Ok(Word::TakeBack(person.clone())),
        false => Err(Failure::new(Exit::Input, format!("nothing was said about {name}"))
            .next("see `muster hold --list` for whom something was said about")),
    }
}

fn told(word: &Word, name: &str) -> String {
    match word {
        Word::Order(order) => match order.demand {
            Demand::Hold => format!("nothing is changed for {name} from now on"),
            Demand::Leave => {
                format!("{name} leaves: no new work, then the last conversation, then the account")
            }
            Demand::Expel => format!("{name} loses access first; live work is moved after that"),
        },
        Word::TakeBack(_) => format!("what was said about {name} is taken back"),
        Word::Approval(_) | Word::Assign(_) | Word::Withdraw(_) => String::new(),
    }
}

/// Who does what was just said, for people.
pub(super) fn next(store: &mut dyn Store) -> Result<String, Failure> {
    let status = store.service_status()?.and_then(|word| serde_json::from_str::<Status>(&word).ok());
    Ok(match status.is_some_and(|status| status.is_alive(Timestamp::now())) {
        true => "the service does it within moments; next: `muster status` shows how far it is".into(),
        false => "no service is running; next: `muster run --once` does it, or `muster plan` shows it".into(),
    })
}

fn list(store: &mut dyn Store, options: &Options) -> Outcome {
    let orders = store.orders()?;
    match options.json {
        true => print_json(&orders)?,
        false => super::print(&console::table::orders(&orders, &store.links()?)),
    }
    Ok(Exit::Done)
}
