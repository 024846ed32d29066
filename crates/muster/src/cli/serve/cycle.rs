//! One cycle: plan with what is known, apply what may be done with nobody looking on, remember what came of it.

use super::service::Service;
use crate::cli::apply::{exit_after, is_empty, tools};
use crate::cli::ceilings;
use crate::cli::plan::exit_of;
use crate::console;
use crate::daemon::status::{Cycle, TenantStatus, Waiting};
use crate::drive::{self, Prelude, Survey, Tools};
use crate::error::{Exit, Failure};
use muster_core::apply::{Apply, Effort};
use muster_core::guard::{ApprovedPlan, Limits, Standing, approve};
use muster_core::id::{PersonId, RunId};
use muster_core::journal::Run;
use muster_core::plan::{Held, Plan};
use muster_core::report::{Report, Totals};
use muster_core::time::Timestamp;
use muster_core::verify::Deeds;
use std::collections::{BTreeMap, BTreeSet};

/// How many people are named where several wait for one reason.
const PEOPLE_NAMED: usize = 5;

/// What set a cycle off.
pub(super) struct Cause {
    /// When it was noticed.
    pub(super) noticed_at: Timestamp,
    /// What it was, for people.
    pub(super) because: String,
    /// Whether the tenant is to be read anew.
    pub(super) whole: bool,
    /// Whose records may be others; `None`: everybody is planned for.
    pub(super) people: Option<BTreeSet<PersonId>>,
}

/// What came of a cycle.
pub(super) struct Done {
    pub(super) exit: Exit,
    pub(super) report: Option<Report>,
}

impl Service {
    /// One cycle. A failure leaves everything as it was, or a run that the next cycle goes on with.
    pub(super) async fn cycle(&mut self, cause: &Cause) -> Result<Done, Failure> {
        let began = Timestamp::now();
        let before = self.world.client.calls().total;
        let done = self.carry_out(cause).await;
        let calls = self.world.client.calls().total - before;
        if done.is_err() {
            // What the tenant looks like now, nobody knows.
            self.survey = None;
        }
        let totals = done.as_ref().ok().and_then(|done| done.report.as_ref()).map(|report| &report.totals);
        let run = done.as_ref().ok().and_then(|done| done.report.as_ref()).map(|report| report.run);
        let took = Timestamp::now().duration_since(cause.noticed_at);
        let cycle = Cycle {
            at: began,
            because: cause.because.clone(),
            people: cause.people.as_ref().map_or_else(|| self.people(), |people| people.len() as u64),
            calls,
            took_ms: u64::try_from(took.as_millis()).unwrap_or(0),
            run,
            trouble: done.as_ref().err().map(|failure| failure.in_one_line()),
            held: self.held.iter().map(|waiting| waiting.count).sum(),
            done: totals.map_or(0, |totals| totals.successes),
            failed: totals.map_or(0, failed),
        };
        self.remember(cycle);
        done
    }

    async fn carry_out(&mut self, cause: &Cause) -> Result<Done, Failure> {
        if let Some(run) = self.store.open_run()? {
            tracing::warn!(run.id = %run.id, "going on with a run that was interrupted");
            self.survey = None;
            self.finish(&run, &Prelude::default(), None).await?;
        }
        let (survey, focus) = self.survey(cause).await?;
        let plan = match &focus {
            Some(focus) => survey.plan_for(focus, &self.limits()),
            None => survey.plan(&self.limits()),
        };
        self.tenant = Some(tenant_of(&survey));
        self.hold(&plan, focus.as_ref());
        let exit = exit_of(&plan, false);
        self.world.pin(&survey)?;
        let approved = approve(plan)?;
        if is_empty(&approved) {
            self.survey = Some(survey);
            return Ok(Done { exit, report: None });
        }
        self.apply(survey, approved, exit).await
    }

    async fn apply(
        &mut self,
        mut survey: Survey,
        approved: ApprovedPlan,
        exit: Exit,
    ) -> Result<Done, Failure> {
        let means = self.world.means(approved.plan()).await?;
        let checked = drive::recheck(&self.world.client, approved).await?;
        let run = {
            let mut tools = Tools { provision: means.provision, ..tools(&self.world, &mut *self.store) };
            drive::begin(&mut tools, RunId(uuid::Uuid::now_v7()), &checked.plan)?
        };
        let prelude = Prelude::rechecked(&checked);
        let report = self.finish(&run, &prelude, Some(&mut survey)).await?;
        let exit = exit_after(&report, false, exit);
        self.survey = Some(survey);
        Ok(Done { exit, report: Some(report) })
    }

    /// Finishes a run, writes its report, and lets a kept survey know what it did.
    async fn finish(
        &mut self,
        run: &Run,
        prelude: &Prelude,
        survey: Option<&mut Survey>,
    ) -> Result<Report, Failure> {
        let mut tools = Tools {
            names: survey.as_ref().map(|survey| survey.names.clone()),
            watch: Box::new(|_| {}),
            ..tools(&self.world, &mut *self.store)
        };
        let finished = drive::finish(&mut tools, run, prelude).await;
        drop(tools);
        ceilings::keep(&self.world, &mut *self.store)?;
        let report = finished?;
        if let Some(survey) = survey {
            let apply = Apply::new(run, &self.store.journal(run.id)?, Effort::default());
            survey.learn(run, &Deeds::new(apply.settlements()));
        }
        let directory = &self.world.config.report.directory;
        if let Err(cause) = console::report::write_all(&report, directory) {
            // The report can be made again from the store; the change must not wait for a full disk.
            tracing::warn!("the report could not be written to {}: {cause}", directory.display());
        }
        Ok(report)
    }

    /// Everything that a plan is made from, kept from the last cycle where that is enough; and whom the plan is about.
    async fn survey(&mut self, cause: &Cause) -> Result<(Survey, Option<BTreeSet<PersonId>>), Failure> {
        let kept = self.survey.take().filter(|_| !cause.whole);
        let Some(mut survey) = kept else {
            let batches = self.knowledge.batches();
            return Ok((self.world.survey_of(batches, &mut *self.store).await?, None));
        };
        let focus = cause.people.as_ref().map(|people| {
            let batches = self.knowledge.batches_of(people);
            survey.affected(people, &batches)
        });
        let batches = match &focus {
            Some(focus) => self.knowledge.batches_of(focus),
            None => self.knowledge.batches(),
        };
        let (policy, now) = (self.world.config.policy_text(), Timestamp::now());
        survey.renew(batches, focus.as_ref(), &policy, &self.world.client, &mut *self.store, now).await?;
        Ok((survey, focus))
    }

    /// Remembers what waits: of those whom the plan was about anew, of the others what waited before.
    fn hold(&mut self, plan: &Plan, focus: Option<&BTreeSet<PersonId>>) {
        match focus {
            None => self.holds.clear(),
            Some(focus) => self.holds.retain(|held| !focus.contains(&held.person)),
        }
        self.holds.extend(plan.body.held.iter().map(|held| Hold::of(plan, held)));
        self.held = waiting(&self.holds);
    }

    fn limits(&self) -> Limits {
        let config = &self.world.config;
        let nothing = Standing { allowed: BTreeSet::new(), changes_max: u64::MAX };
        Limits { standing: Some(config.standing.clone().unwrap_or(nothing)), ..config.limits() }
    }
}

fn failed(totals: &Totals) -> u64 {
    totals.failures + totals.skipped + totals.unverified
}

fn tenant_of(survey: &Survey) -> TenantStatus {
    TenantStatus {
        organisation: survey.snapshot.organisation_name.clone(),
        read_at: survey.snapshot.read_at,
        accounts: survey.snapshot.accounts.len() as u64,
        trouble: None,
    }
}

/// Something of one person that waits.
pub(super) struct Hold {
    person: PersonId,
    name: String,
    because: String,
}

impl Hold {
    /// What a guardrail saw says more than its name.
    fn of(plan: &Plan, held: &Held) -> Self {
        let because = match &held.because {
            muster_core::plan::Hold::Guardrail { finding, .. } => {
                let seen = plan.body.findings.iter().find(|seen| seen.key == *finding);
                seen.map_or_else(|| held.because.sentence(), |seen| seen.sentence.clone())
            }
            because => because.sentence(),
        };
        Self { person: held.subject.person.clone(), name: held.subject.display_name.clone(), because }
    }
}

/// What waits, by reason; the most first.
fn waiting(holds: &[Hold]) -> Vec<Waiting> {
    let mut by_reason: BTreeMap<&str, Vec<&Hold>> = BTreeMap::new();
    for hold in holds {
        by_reason.entry(&hold.because).or_default().push(hold);
    }
    let mut found: Vec<Waiting> = by_reason.into_iter().map(|(because, held)| told(because, &held)).collect();
    found.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.because.cmp(&other.because)));
    found
}

fn told(because: &str, held: &[&Hold]) -> Waiting {
    let names: BTreeSet<&str> = held.iter().map(|hold| hold.name.as_str()).collect();
    let people = names.iter().take(PEOPLE_NAMED).map(|name| (*name).to_owned()).collect();
    Waiting { because: because.to_owned(), count: held.len() as u64, people }
}
