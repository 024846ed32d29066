//! `muster inbox`

use super::{Options, Outcome, print, print_json, say, world};
use crate::config::Config;
use crate::console::table;
use crate::daemon::status::Status;
use crate::error::{Exit, Failure};
use clap::{Args, Subcommand};
use muster_core::id::SourceId;
use muster_store::{Access, InboxEntry, InboxQuery, StateName, Store, retry_delivery};
use serde_json::{Value, json};

/// `muster inbox`
#[derive(Args)]
pub(super) struct InboxCommand {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    list: List,
}

#[derive(Subcommand)]
enum Task {
    /// Show one delivery with what was sent.
    Show {
        /// Its number, or the id that its sender gave it.
        id: String,
    },
    /// Let a delivery that was parked or refused wait again.
    Retry {
        /// Its number, or the id that its sender gave it.
        id: String,
    },
}

#[derive(Args)]
struct List {
    /// Only deliveries in this state: waiting, parked, refused or applied.
    #[arg(long)]
    state: Option<StateName>,
    /// Only deliveries for this source.
    #[arg(long)]
    source: Option<String>,
    /// At most this many, the newest.
    #[arg(long, default_value_t = 200)]
    last: u64,
}

impl InboxCommand {
    pub(super) fn run(self, options: &Options) -> Outcome {
        let config = Config::load(&options.config)?;
        let mut store = world::store(&config, Access::Read)?;
        match self.task {
            None => list(&mut *store, self.list, options)?,
            Some(Task::Show { id }) => {
                let entry = named(&mut *store, &id)?;
                show(&mut *store, &entry, options)?;
            }
            Some(Task::Retry { id }) => {
                let entry = named(&mut *store, &id)?;
                drop(store);
                retry(&config, &entry)?;
            }
        }
        Ok(Exit::Done)
    }
}

fn list(store: &mut dyn Store, list: List, options: &Options) -> Result<(), Failure> {
    let source = list.source.map(SourceId::new);
    let query = InboxQuery { state: list.state, source, limit: list.last, ..InboxQuery::default() };
    let entries = store.deliveries(&query)?;
    let counts = store.inbox_counts()?;
    if options.json {
        return print_json(&entries);
    }
    print(&table::inbox(&entries, &counts));
    if let Some(last) = last_turned_away(store)? {
        say(&last);
    }
    Ok(())
}

/// What was turned away is not in the inbox; the service counts it.
fn last_turned_away(store: &mut dyn Store) -> Result<Option<String>, Failure> {
    let status = store.service_status()?.and_then(|word| serde_json::from_str::<Status>(&word).ok());
    let Some(hooks) = status.and_then(|status| status.hooks) else { return Ok(None) };
    let count: u64 = hooks.sources.iter().flat_map(|source| source.turned_away.values()).sum();
    Ok(hooks.turned_away.first().map(|last| {
        format!(
            "note: {count} requests were turned away since the service started and are not kept, the last of them for {}: \
             {}; `muster status` counts them",
            last.source, last.reason
        )
    }))
}

/// The delivery with a number, or with its sender's id.
fn named(store: &mut dyn Store, id: &str) -> Result<InboxEntry, Failure> {
    let mut found = store.deliveries(&InboxQuery { id: Some(id.to_owned()), ..InboxQuery::default() })?;
    if found.is_empty()
        && let Ok(number) = id.parse::<u64>()
    {
        found = store.deliveries(&InboxQuery { number: Some(number), ..InboxQuery::default() })?;
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Failure::new(Exit::Input, format!("there is no delivery `{id}`"))
            .next("`muster inbox` lists them by number and id")),
        _ => {
            let numbers: Vec<String> =
                found.iter().map(|entry| format!("{} of {}", entry.number, entry.source)).collect();
            Err(Failure::new(
                Exit::Input,
                format!("several sources sent a delivery `{id}`: {}", numbers.join(", ")),
            )
            .next("name it by its number"))
        }
    }
}

fn show(store: &mut dyn Store, entry: &InboxEntry, options: &Options) -> Result<(), Failure> {
    let body = store.delivery_body(entry.number)?;
    let parsed = body.as_ref().and_then(|body| serde_json::from_slice::<Value>(body).ok());
    let text = body.as_ref().map(|body| String::from_utf8_lossy(body).into_owned());
    if options.json {
        let body = parsed.or(text.map(Value::from));
        return print_json(&json!({ "delivery": entry, "body": body }));
    }
    print(&table::delivery(entry));
    match (parsed, text) {
        (Some(value), _) => print_json(&value)?,
        (None, Some(text)) => print(&format!("{}\n", crate::console::shown(&text))),
        (None, None) => say("what was sent is no longer kept (`keep_bodies_days` of [hooks])"),
    }
    Ok(())
}

fn retry(config: &Config, entry: &InboxEntry) -> Result<(), Failure> {
    if retry_delivery(&world::store_location(config)?, entry.number)? {
        say(&format!("delivery {} waits again; `muster serve` takes it up within moments", entry.number));
        return Ok(());
    }
    let (what, hint) = match entry.state.name() {
        StateName::Waiting => {
            ("waits already", "`muster status` tells whether the service runs that takes it up")
        }
        StateName::Applied => ("was applied already", "let its sender send a newer one"),
        StateName::Parked | StateName::Refused => {
            ("cannot be tried again: what was sent is no longer kept", "let its sender send it again")
        }
    };
    Err(Failure::new(Exit::Input, format!("delivery {} {what}", entry.number)).next(hint))
}
