//! Takes a list: looks at every row, writes the good ones, and makes one plan of them.

use super::AssignCommand;
use super::rows::Known;
use super::tell::{Said, Teller};
use super::write::{Book, Written};
use crate::assign::{Checker, Rows, Tally, Unusable};
use crate::cli::apply::{self, Ended};
use crate::cli::plan::{Form, exit_of, show, shown};
use crate::cli::world::{self, World};
use crate::cli::{Options, Outcome, say, sources};
use crate::config::lock;
use crate::drive::{Survey, resolved};
use crate::error::{Exit, Failure};
use muster_connectors::genesys::read_names;
use muster_core::id::PersonId;
use muster_core::person::Links;
use muster_core::policy::Assignments;
use muster_core::time::Timestamp;
use muster_store::{Access, Store};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

const NOTHING_WRITTEN: &str = "nothing was written";

/// What became of the rows.
struct Done {
    tally: Tally,
    /// `None` where the rows were only to be looked at.
    written: Option<Written>,
    /// Whom good rows are about.
    people: BTreeSet<PersonId>,
}

/// Takes a list.
pub(super) async fn take(path: &Path, command: &AssignCommand, options: &Options) -> Outcome {
    let list = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut rows = open(path, command)?;
    let world = World::open(options).await?;
    let mut store = world.store(Access::Read)?;
    refuse_open_run(command, &mut *store)?;
    let batches = sources::read_all(&world.config.sources, &mut *store).await?;
    let names = read_names(&world.client).await?;
    let pins = lock::read(&world.config.lock_path())?;
    let resolved = resolved(&world.config.policy_text(), &names, &batches, &pins)?;
    let known = Known {
        config: &world.config,
        policy: &resolved.policy,
        batches: &batches,
        links: &Links::new(store.links()?),
        names: &names,
        pins: &pins,
        as_of: to_the_microsecond(Timestamp::now()),
    };
    let location = world::store_location(&world.config)?;
    let book = Book { location: &location, list: list.as_str().into(), at: known.as_of };
    let before = if command.replace { store.assignments()? } else { Assignments::default() };
    let mut teller = Teller::new(&list, options.json);
    let mut done =
        known.examine(&mut rows, &mut teller, |checker, tally| settle(command, checker, tally, &book))?;
    let Some(written) = done.written else {
        say(&format!("every row is good; {NOTHING_WRITTEN}"));
        return Ok(Exit::Done);
    };
    tell(&written, &list, options, &mut teller);
    let survey = world.survey_with(names, batches, &pins, &mut *store).await?;
    if command.replace {
        done.people.extend(survey.resolved.policy.assigned.differing(&before));
    }
    let focus = survey.closed(&done.people);
    let exit = plan(&world, survey, &focus, command, options, &mut teller).await?;
    Ok(if exit == Exit::Done && done.tally.bad > 0 { Exit::SomeFailed } else { exit })
}

fn open(path: &Path, command: &AssignCommand) -> Result<Rows<BufReader<File>>, Failure> {
    let format = command.format(path)?;
    let refused = |cause: Unusable| {
        let what = format!("the list {} cannot be used", path.display());
        Failure::new(Exit::Input, what)
            .because(cause)
            .next("docs/guide/assign.md shows how a list is written")
    };
    let file = File::open(path).map_err(|cause| refused(cause.into()))?;
    Rows::new(BufReader::new(file), format).map_err(refused)
}

/// A run that was interrupted comes first, whatever is written now.
fn refuse_open_run(command: &AssignCommand, store: &mut dyn Store) -> Result<(), Failure> {
    match store.open_run()?.filter(|_| command.yes) {
        None => Ok(()),
        Some(run) => {
            let told =
                format!("run {} was interrupted and has to be finished first; {NOTHING_WRITTEN}", run.id);
            Err(Failure::new(Exit::Held, told).next("run `muster apply`, then take the list again"))
        }
    }
}

/// Writes what may be written.
fn settle(
    command: &AssignCommand,
    checker: &Checker<'_>,
    tally: Tally,
    book: &Book<'_>,
) -> Result<Done, Failure> {
    if let Some(refused) = refusal(command, &tally) {
        return Err(refused);
    }
    if command.check {
        return Ok(Done { tally, written: None, people: BTreeSet::new() });
    }
    if tally.cut_off {
        say("note: the last line has no end; was the file cut off?");
    }
    let mut written = book.write(checker.good())?;
    if command.replace {
        written.withdrawn += book.withdraw_earlier()?;
    }
    let people = checker.people();
    Ok(Done { tally, written: Some(written), people })
}

/// Why nothing of a list is written.
fn refusal(command: &AssignCommand, tally: &Tally) -> Option<Failure> {
    let refused = |why: &str, hint: &str| {
        Some(Failure::new(Exit::Input, format!("{why}; {NOTHING_WRITTEN}")).next(hint))
    };
    match () {
        () if tally.good() == 0 => refused("the list has no row that could be used", "correct the list"),
        () if command.check && tally.bad > 0 => {
            refused("the list has bad rows", "correct them, or take the list: the good rows are taken then")
        }
        () if command.replace && tally.bad > 0 => {
            refused("a list with bad rows replaces nothing", "correct the rows, or leave `--replace` out")
        }
        () if command.replace && tally.cut_off => refused(
            "the last line has no end, and a list that was cut off replaces nothing",
            "get the whole file; where it is whole, end its last line",
        ),
        () => None,
    }
}

fn tell(written: &Written, list: &str, options: &Options, teller: &mut Teller) {
    let Written { assigned, withdrawn, in_vain } = *written;
    if options.json {
        teller.say(&Said::Written { file: list, assigned, withdrawn, in_vain });
        teller.flush();
    }
    say(&format!("{list}: {assigned} assigned, {withdrawn} withdrawn"));
    if in_vain > 0 {
        say(&format!("note: {in_vain} rows take back what no list assigns"));
    }
}

/// Shows the plan of the people concerned, or carries it out.
async fn plan(
    world: &World,
    survey: Survey,
    focus: &BTreeSet<PersonId>,
    command: &AssignCommand,
    options: &Options,
    teller: &mut Teller,
) -> Result<Exit, Failure> {
    let mut store = command.yes.then(|| world.store(Access::Lead)).transpose()?;
    let plan = survey.plan_for(focus, &world.config.limits());
    let means = world.means(&plan).await?;
    survey.resolved.notices.iter().for_each(|notice| say(&format!("note: {notice}")));
    match options.json {
        true => teller.say(&Said::Plan { plan: shown(&plan, means) }),
        false => show(&plan, Form { summary: false, all: false }, means, options)?,
    }
    teller.flush();
    let Some(store) = &mut store else {
        say("next: `muster apply` carries it out with whatever else is to change");
        return Ok(exit_of(&plan, false));
    };
    let ended = apply::at_once(world, &mut **store, survey, plan, means).await?;
    if let Ended::Run { report, .. } = &ended {
        match options.json {
            true => {
                apply::keep(world, report)?;
                teller.say(&Said::Report { report });
                teller.flush();
            }
            false => apply::tell(world, report, options)?,
        }
    }
    Ok(ended.exit())
}

/// As the store keeps it.
fn to_the_microsecond(now: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}
