//! Keeps the tenant in step: takes words of the sources in, says when a cycle is due, and makes it.

use super::agenda::{After, Agenda, Cause};
use super::cycle::Done;
use super::departing::news;
use super::hold::Hold;
use super::house::House;
use super::knowledge::{Heard, Knowledge};
use super::news::News;
use super::status::{Cycle, SourceStatus, Status, TenantStatus, Waiting};
use super::watched::Watched;
use crate::drive::Survey;
use crate::error::{Exit, Failure};
use muster_connectors::directory::Position;
use muster_core::departure::{Departure, Order};
use muster_core::guard::Approval;
use muster_core::id::SourceId;
use muster_core::record::SourceBatch;
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::Store;
use std::collections::BTreeSet;

/// How many cycles are remembered.
const CYCLES_KEPT: usize = 100;
/// How much of what will happen by itself is told.
const SCHEDULED_TOLD: usize = 12;
/// For how long it is remembered what happened in directories.
const EVENTS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Keeps the tenant in step with its sources. It neither listens nor waits: whoever has it does.
pub struct Steward<H> {
    /// The world that it works in.
    pub(crate) house: H,
    pub(crate) store: Box<dyn Store>,
    pub(super) knowledge: Knowledge,
    /// The tenant and the rest as the last cycle left them.
    pub(super) survey: Option<Survey>,
    /// Who leaves.
    pub(super) departures: Vec<Departure>,
    /// What waits, person by person, and summed up.
    pub(super) holds: Vec<Hold>,
    pub(super) held: Vec<Waiting>,
    pub(super) tenant: Option<TenantStatus>,
    /// What was accepted when it was last looked at.
    approvals: Vec<Approval>,
    cycles: Vec<Cycle>,
    /// What was said about single people when it was last looked at.
    orders: Vec<Order>,
    pub(super) agenda: Agenda,
}

impl<H: House> Steward<H> {
    /// With what the store remembers of the sources.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(house: H, mut store: Box<dyn Store>, sources: &[Watched]) -> Result<Self, Failure> {
        let knowledge =
            Knowledge::remembered(sources, house.limits().shrink_percent, &mut *store, house.now())?;
        let agenda = Agenda::new(house.now());
        let cycles = earlier_cycles(&mut *store)?;
        Ok(Self {
            house,
            store,
            knowledge,
            survey: None,
            departures: Vec::new(),
            holds: Vec::new(),
            held: Vec::new(),
            tenant: None,
            approvals: Vec::new(),
            cycles,
            orders: Vec::new(),
            agenda,
        })
    }

    /// Where the last read of a directory ended.
    pub fn position(&self, source: &SourceId) -> Option<Position> {
        self.knowledge.position(source)
    }

    /// What the sources say, as far as it may be believed.
    pub fn batches(&self) -> Vec<SourceBatch> {
        self.knowledge.batches(self.house.now())
    }

    /// Takes a word of a source in.
    ///
    /// # Errors
    /// When the store fails; nobody may act upon what is known then.
    pub fn take(&mut self, word: News) -> Result<(), Failure> {
        let noticed_at = word.noticed_at;
        let Heard { affected, events, coverage_changed } = self.knowledge.take(word, &mut *self.store)?;
        if !affected.is_empty() || coverage_changed {
            self.agenda.hurry(noticed_at);
        }
        self.agenda.note(affected, events);
        Ok(())
    }

    /// Looks what was accepted meanwhile: what waits for it is planned again. Returns the sources that are to be read
    /// whole, since somebody said that what their last whole read did not bring is gone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn look_for_approvals(&mut self) -> Result<Vec<SourceId>, Failure> {
        let approvals = self.store.approvals()?;
        if approvals == self.approvals {
            return Ok(Vec::new());
        }
        self.approvals = approvals;
        let now = self.house.now();
        self.agenda.retry(now);
        let valid = self.approvals.iter().filter(|approval| approval.expires_at > now);
        let findings: BTreeSet<&str> = valid.map(|approval| approval.finding.as_str()).collect();
        let sources = self.knowledge.status().into_iter();
        let accepted =
            sources.filter(|source| source.to_accept.as_deref().is_some_and(|key| findings.contains(key)));
        Ok(accepted.map(|source| source.name).collect())
    }

    /// Looks what was said about single people meanwhile: they are planned for at once.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn look_for_orders(&mut self) -> Result<(), Failure> {
        let orders = self.store.orders()?;
        if orders == self.orders {
            return Ok(());
        }
        let (people, events) = news(&self.orders, &orders);
        self.orders = orders;
        self.agenda.hurry(self.house.now());
        self.agenda.note(people, events);
        Ok(())
    }

    /// Looks what lists assign meanwhile: those who are assigned something else are planned for at once. Before the first
    /// survey, and after one that was given up, the next one reads them anyway.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn look_for_assignments(&mut self) -> Result<(), Failure> {
        let Some(survey) = &mut self.survey else { return Ok(()) };
        let Some(news) = survey.reassign(&mut *self.store)? else { return Ok(()) };
        let now = self.house.now();
        if news.unread {
            self.agenda.read_anew(now);
        }
        self.agenda.hurry(now);
        let told = match news.people.len() {
            1 => "lists assign something else to 1 person".into(),
            many => format!("lists assign something else to {many} people"),
        };
        self.agenda.note(news.people, vec![told]);
        Ok(())
    }

    /// What there is to do now; nothing before every source was read.
    pub fn due(&mut self) -> Option<Cause> {
        let ready = self.knowledge.is_ready();
        let happened = self.knowledge.happened(self.house.now());
        if !happened.affected.is_empty() {
            self.agenda.hurry(self.house.now());
            self.agenda.note(happened.affected, happened.events);
        }
        let (now, surveyed) = (self.house.now(), self.survey.is_some());
        ready.then(|| self.agenda.due(now, surveyed)).flatten()
    }

    /// What happens by itself after a cycle. One that failed is trouble, not an end: the next one goes on.
    ///
    /// # Errors
    /// What makes going on useless: another leader, a damaged store, a defect.
    pub fn plan_ahead(&mut self, cause: &Cause, done: Result<Done, Failure>) -> Result<(), Failure> {
        let now = self.house.now();
        let undone = done.as_ref().is_ok_and(Done::left_something_undone);
        let failed = match done {
            Ok(_) => None,
            Err(failure) if is_fatal(&failure) => return Err(failure),
            Err(failure) => Some(failure),
        };
        if let Some(failure) = &failed {
            tracing::warn!(alert = "cycle_failed", "{}", failure.in_one_line());
            if let Some(tenant) = &mut self.tenant {
                tenant.trouble = Some(failure.in_one_line());
            }
        } else if cause.whole {
            self.store.forget_events_before(now.checked_sub(EVENTS_KEPT).unwrap_or(Timestamp::MIN))?;
        }
        let (failed, waits) = (failed.is_some(), !self.held.is_empty());
        let after = After { now, whole: cause.whole, failed, waits, undone };
        self.agenda.plan_ahead(&after, self.house.rhythm(), self.knowledge.next_expiry(now));
        Ok(())
    }

    /// The next moment at which something is due by itself.
    pub fn next(&self) -> Timestamp {
        let of_staff = self.knowledge.next_of_staff().map_or(Timestamp::MAX, |due| due.at);
        self.agenda.next().min(of_staff)
    }

    /// What waits, a sentence for each reason.
    pub fn waits_for(&self) -> impl Iterator<Item = &str> {
        self.held.iter().map(|waiting| waiting.because.as_str())
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.knowledge.is_ready()
    }

    pub(crate) fn next_due(&self) -> Option<super::status::Due> {
        let both = [self.agenda.next_due(), self.knowledge.next_of_staff()];
        both.into_iter().flatten().min_by_key(|due| due.at)
    }

    /// What HR knows of that will happen by itself, the first of it.
    pub(crate) fn scheduled(&self) -> Vec<super::status::Due> {
        self.knowledge.soonest_of_staff(SCHEDULED_TOLD)
    }

    pub(crate) fn sources(&self) -> Vec<SourceStatus> {
        self.knowledge.status()
    }

    pub(crate) fn held(&self) -> &[Waiting] {
        &self.held
    }

    pub(crate) fn tenant(&self) -> Option<&TenantStatus> {
        self.tenant.as_ref()
    }

    pub(crate) fn cycles(&self) -> &[Cycle] {
        &self.cycles
    }

    pub(super) fn remember(&mut self, cycle: Cycle) {
        self.cycles.insert(0, cycle);
        self.cycles.truncate(CYCLES_KEPT);
    }
}

/// The cycles that the last service told of, whatever became of it; none where it was of a release that told them
/// otherwise.
fn earlier_cycles(store: &mut dyn Store) -> Result<Vec<Cycle>, Failure> {
    let status = store.service_status()?.and_then(|word| serde_json::from_str::<Status>(&word).ok());
    Ok(status.map(|status| status.cycles).unwrap_or_default())
}

fn is_fatal(failure: &Failure) -> bool {
    matches!(failure.exit, Exit::Defect | Exit::AnotherLeader)
}
