//! The command line: one file a command. Data goes to stdout, the rest to stderr.

mod apply;
mod approve;
mod assign;
mod audit;
mod ceilings;
mod demo;
mod doctor;
mod explain;
mod failures;
mod hr;
mod inbox;
mod init;
#[cfg(feature = "kerberos")]
mod kerberos;
mod links;
mod order;
mod person;
mod plan;
mod provision;
mod report;
mod serve;
mod show;
mod simulator;
mod sources;
mod stale;
mod status;
mod validate;
mod world;

use crate::error::{Exit, Failure};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Keeps Genesys Cloud in step with Active Directory and HR.
///
/// Plans first, guards the plan, applies it in the fewest calls at the API's speed limit, reads back what it did, and
/// proves it later. Only `apply`, `assign`, `serve`, `run`, `approve`, `terminate`, `hold` and
/// `init` write anything.
#[derive(Parser)]
#[command(name = "muster", version, arg_required_else_help = true)]
struct Arguments {
    /// The configuration.
    #[arg(long, short, global = true, default_value = "muster.toml", env = "MUSTER_CONFIG")]
    config: PathBuf,
    /// Data as JSON on stdout.
    #[arg(long, global = true)]
    json: bool,
    /// Say more about what is done, on stderr; also `MUSTER_LOG=debug`.
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Play a whole run with a sample company and a simulated tenant.
    Demo(demo::Demo),
    /// Write a commented muster.toml from what a directory and a tenant hold, or a redacted copy of a tenant to rehearse
    /// with.
    Init(Box<init::Init>),
    /// Check every connection, permission and mapping before anything is written.
    Doctor,
    /// Check the configuration and its mapping files, without any connection.
    Validate,
    /// Show what would be changed, for whom and why. Writes nothing but the file that `-o` names.
    Plan(plan::PlanCommand),
    /// Show a plan that was written to a file.
    Show(show::Show),
    /// Carry out a plan from a file, or plan and carry out; goes on with a run that was interrupted.
    Apply(apply::ApplyCommand),
    /// Assign roles to single people by a list, or take back what a list assigned.
    Assign(assign::AssignCommand),
    /// Watch the sources, and do what the standing approval lists within moments of a change.
    Serve(serve::Serve),
    /// Make one pass with nobody looking on: for schedulers.
    Run(serve::RunCommand),
    /// Show what the service sees, did and holds.
    Status,
    /// Accept a finding of a guardrail for a while.
    Approve(approve::Approve),
    /// Let a person go: step by step, or with `--now` access first; whatever the sources say.
    Terminate(order::Terminate),
    /// Change nothing for a person, whatever the sources say.
    Hold(order::Hold),
    /// Show all about one person: pairing, groups, rules, what is held and what would change.
    Explain(explain::Explain),
    /// Show which person is paired with which account, and how that came about.
    Links,
    /// Show what HR systems sent, and what became of it.
    Inbox(inbox::InboxCommand),
    /// Show the shapes that are shipped for what HR systems send.
    Hr(hr::HrCommand),
    /// Show or write again the report of a run.
    Report(report::ReportCommand),
    /// Show the history, or verify that nobody changed it.
    Audit(audit::AuditCommand),
    /// Serve a simulated Genesys Cloud on a loopback port.
    Simulator(simulator::Simulator),
    /// Speak Kerberos for one bind of another process of ours.
    #[cfg(feature = "kerberos")]
    #[command(hide = true)]
    KerberosAgent,
}

/// What all commands are told.
struct Options {
    config: PathBuf,
    json: bool,
}

type Outcome = Result<Exit, Failure>;

/// Reads the command line, does what it says, and returns the exit code.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    log_to_stderr(arguments.verbose);
    let options = Options { config: arguments.config, json: arguments.json };
    let outcome = runtime().and_then(|runtime| runtime.block_on(run(arguments.command, &options)));
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.report();
            failure.exit.into()
        }
    }
}

async fn run(command: Command, options: &Options) -> Outcome {
    match command {
        Command::Demo(demo) => demo.run(options).await,
        Command::Init(init) => init.run(options).await,
        Command::Doctor => doctor::run(options).await,
        Command::Validate => validate::run(options),
        Command::Plan(plan) => plan.run(options).await,
        Command::Show(show) => show.run(options),
        Command::Apply(apply) => apply.run(options).await,
        Command::Assign(assign) => assign.run(options).await,
        Command::Serve(serve) => serve.run(options).await,
        Command::Run(run) => run.run(options).await,
        Command::Status => status::run(options),
        Command::Approve(approve) => approve.run(options),
        Command::Terminate(terminate) => terminate.run(options).await,
        Command::Hold(hold) => hold.run(options).await,
        Command::Explain(explain) => explain.run(options).await,
        Command::Links => links::run(options),
        Command::Inbox(inbox) => inbox.run(options),
        Command::Hr(hr) => hr.run(options),
        Command::Report(report) => report.run(options),
        Command::Audit(audit) => audit.run(options),
        Command::Simulator(simulator) => simulator.run(options).await,
        #[cfg(feature = "kerberos")]
        Command::KerberosAgent => kerberos::run(),
    }
}

/// Help and version are no errors; anything else on the command line is the user's input.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    match error.use_stderr() {
        true => Exit::Input.into(),
        false => Exit::Done.into(),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    // Only the first provider counts; one that is installed already is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| Failure::new(Exit::Defect, "the runtime could not start").because(cause))
}

fn log_to_stderr(verbose: bool) {
    use tracing_subscriber::EnvFilter;
    let usual = if verbose { "muster=debug,muster_connectors=debug,info" } else { "warn" };
    let asked = std::env::var("MUSTER_LOG").unwrap_or_else(|_| usual.into());
    // The codec's own log lines hold undecoded bytes of the directory: personal data.
    let filter = EnvFilter::new(format!("{asked},ldap3_proto=off,ldap3_lber=off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Prints data. A reader that has gone away, such as `head`, is no error.
fn print(text: &str) {
    use std::io::Write;
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints a value as JSON.
fn print_json<T: serde::Serialize>(value: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|cause| Failure::new(Exit::Defect, "the answer cannot be written as JSON").because(cause))?;
    print(&format!("{text}\n"));
    Ok(())
}

/// Says something to the person who looks on.
fn say(text: &str) {
    anstream::eprintln!("{text}");
}
