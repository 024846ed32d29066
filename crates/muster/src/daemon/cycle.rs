//! One cycle: plan with what is known, apply what may be done with nobody looking on, remember what came of it.

use super::agenda::Cause;
use super::hold::{Hold, waiting};
use super::house::House;
use super::status::{Cycle, TenantStatus};
use super::steward::Steward;
use crate::drive::{self, Prelude, Survey, Tools};
use crate::error::Failure;
use muster_core::apply::{Apply, Effort};
use muster_core::guard::{ApprovedPlan, approve};
use muster_core::id::{PersonId, RunId};
use muster_core::journal::Run;
use muster_core::plan::Plan;
use muster_core::report::{Report, Totals};
use muster_core::verify::Deeds;
use std::collections::BTreeSet;

/// What came of a cycle.
#[derive(Debug)]
pub struct Done {
    /// The plan, without what a run or a second look took out of it.
    pub plan: Plan,
    /// What a run did; `None` where there was nothing to do.
    pub report: Option<Report>,
}

impl Done {
    /// Whether anything failed, was skipped, or did not show.
    pub fn left_something_undone(&self) -> bool {
        self.report.as_ref().is_some_and(|report| failed(&report.totals) > 0)
    }
}

impl<H: House> Steward<H> {
    /// One cycle. A failure leaves everything as it was, or a run that the next cycle goes on with.
    ///
    /// # Errors
    /// Whatever kept it from its end.
    pub async fn cycle(&mut self, cause: &Cause) -> Result<Done, Failure> {
        let began = self.house.now();
        let before = self.house.client().calls().total;
        let done = self.carry_out(cause).await;
        let calls = self.house.client().calls().total - before;
        self.departures = self.store.departures().unwrap_or_default();
        match (&done, &mut self.survey) {
            (Ok(_), Some(survey)) => survey.rest(),
            // What the tenant looks like now, nobody knows.
            (Err(_), survey) => *survey = None,
            (Ok(_), None) => {}
        }
        let report = done.as_ref().ok().and_then(|done| done.report.as_ref());
        let totals = report.map(|report| &report.totals);
        let took = self.house.now().duration_since(cause.noticed_at);
        let cycle = Cycle {
            at: began,
            because: cause.because.clone(),
            people: cause.people.as_ref().map_or_else(|| self.people(), |people| people.len() as u64),
            calls,
            took_ms: u64::try_from(took.as_millis()).unwrap_or(0),
            run: report.map(|report| report.run),
            trouble: done.as_ref().err().map(|failure| failure.in_one_line()),
            held: self.held.iter().map(|waiting| waiting.count).sum(),
            done: totals.map_or(0, |totals| totals.successes),
            failed: totals.map_or(0, failed),
        };
        self.remember(cycle);
        done
    }

    fn people(&self) -> u64 {
        self.sources().iter().map(|source| source.people).sum()
    }

    async fn carry_out(&mut self, cause: &Cause) -> Result<Done, Failure> {
        if let Some(run) = self.store.open_run()? {
            tracing::warn!(run.id = %run.id, "going on with a run that was interrupted");
            self.survey = None;
            self.finish(&run, &Prelude::default(), None).await?;
        }
        let (survey, focus) = self.survey(cause).await?;
        let limits = self.house.limits();
        let plan = match &focus {
            Some(focus) => survey.plan_for(focus, &limits),
            None => survey.plan(&limits),
        };
        self.tenant = Some(tenant_of(&survey));
        self.hold(&plan, focus.as_ref());
        self.look_again(&plan, focus.as_ref());
        self.house.pin(&survey.resolved.pins)?;
        let approved = approve(plan)?;
        if drive::is_empty(&approved) {
            self.survey = Some(survey);
            return Ok(Done { plan: approved.plan().clone(), report: None });
        }
        self.apply(survey, approved).await
    }

    async fn apply(&mut self, mut survey: Survey, approved: ApprovedPlan) -> Result<Done, Failure> {
        let provision = self.house.provision(approved.plan()).await?;
        let checked = drive::recheck(self.house.client(), approved).await?;
        let run = {
            let mut tools = Tools { provision, ..self.house.tools(&mut *self.store) };
            drive::begin(&mut tools, RunId(uuid::Uuid::now_v7()), &checked.plan)?
        };
        let prelude = Prelude::rechecked(&checked);
        let report = self.finish(&run, &prelude, Some(&mut survey)).await?;
        self.survey = Some(survey);
        Ok(Done { plan: run.plan, report: Some(report) })
    }

    /// Finishes a run, tells what it did, and lets a kept survey know.
    async fn finish(
        &mut self,
        run: &Run,
        prelude: &Prelude,
        survey: Option<&mut Survey>,
    ) -> Result<Report, Failure> {
        let mut tools = Tools {
            names: survey.as_ref().map(|survey| survey.names.clone()),
            watch: Box::new(|_| {}),
            ..self.house.tools(&mut *self.store)
        };
        let finished = drive::finish(&mut tools, run, prelude).await;
        drop(tools);
        self.house.keep(&mut *self.store)?;
        let report = finished?;
        if let Some(survey) = survey {
            let apply = Apply::new(run, &self.store.journal(run.id)?, Effort::default());
            survey.learn(run, &Deeds::new(apply.settlements()));
        }
        self.house.tell(&report);
        Ok(report)
    }

    /// Everything that a plan is made from, kept from the last cycle where that is enough; and whom the plan is about.
    async fn survey(&mut self, cause: &Cause) -> Result<(Survey, Option<BTreeSet<PersonId>>), Failure> {
        let (policy, now) = (self.house.policy(), self.house.now());
        let kept = self.survey.take().filter(|_| !cause.whole);
        let Some(mut survey) = kept else {
            let (batches, pins) = (self.knowledge.batches(now), self.house.pins()?);
            let client = self.house.client();
            return Ok((drive::survey(batches, &policy, &pins, client, &mut *self.store, now).await?, None));
        };
        let focus = cause.people.as_ref().map(|people| {
            let batches = self.knowledge.batches_of(people, now);
            survey.affected(people, &batches)
        });
        let batches = match &focus {
            Some(focus) => self.knowledge.batches_of(focus, now),
            None => self.knowledge.batches(now),
        };
        let client = self.house.client();
        survey.renew(batches, focus.as_ref(), &policy, client, &mut *self.store, now).await?;
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
