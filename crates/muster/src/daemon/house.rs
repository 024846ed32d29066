//! What the service asks of the world that it works in: the configured one, or one that a test makes up.

use crate::drive::Tools;
use crate::error::Failure;
use muster_connectors::genesys::Client;
use muster_core::compile::Provision;
use muster_core::guard::Limits;
use muster_core::plan::Plan;
use muster_core::policy::{Pins, PolicyText};
use muster_core::report::Report;
use muster_core::time::Timestamp;
use muster_store::Store;
use std::time::Duration;

/// How often things happen by themselves.
#[derive(Clone, Copy, Debug)]
pub struct Rhythm {
    /// Everything is read and planned anew.
    pub whole_every: Duration,
    /// What waits is planned again.
    pub retry_every: Duration,
}

/// The world that the service works in.
pub trait House {
    /// What time it is.
    fn now(&self) -> Timestamp;

    /// How often things happen by themselves.
    fn rhythm(&self) -> Rhythm;

    /// The way to the tenant.
    fn client(&self) -> &Client;

    /// What a run needs.
    fn tools<'a>(&self, store: &'a mut dyn Store) -> Tools<'a>;

    /// The rules.
    fn policy(&self) -> PolicyText;

    /// What the guardrails allow with nobody looking on.
    fn limits(&self) -> Limits;

    /// What names stood for when they were first met.
    ///
    /// # Errors
    /// Where that cannot be read.
    fn pins(&self) -> Result<Pins, Failure>;

    /// Writes down what names mean now.
    ///
    /// # Errors
    /// Where that cannot be written.
    fn pin(&self, pins: &Pins) -> Result<(), Failure>;

    /// How the accounts of a plan are written.
    fn provision(&self, plan: &Plan) -> impl Future<Output = Result<Provision, Failure>>;

    /// Keeps what a run found out about the tenant, however it ended.
    ///
    /// # Errors
    /// When the store fails.
    fn keep(&self, store: &mut dyn Store) -> Result<(), Failure>;

    /// Shows the report of a run to people. The change must not wait for a full disk, so this cannot fail.
    fn tell(&self, report: &Report);
}
