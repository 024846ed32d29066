//! A survey that is kept over several plans: what the sources say anew goes in, what runs did goes in, and the tenant is
//! not read again.

use super::survey::{Survey, SurveyError, baselines, day_before, owned, unresolved};
use muster_connectors::genesys::Client;
use muster_core::departure::{Departures, Orders};
use muster_core::everybody::Everybody;
use muster_core::id::{AccountId, PersonId};
use muster_core::journal::Run;
use muster_core::person::Links;
use muster_core::policy::{PolicyText, resolve};
use muster_core::record::SourceBatch;
use muster_core::tenant::Account;
use muster_core::time::Timestamp;
use muster_core::verify::{Deeds, learn};
use muster_store::Store;
use std::collections::{BTreeMap, BTreeSet};

impl Survey {
    /// Takes in what the sources say of everybody, or only of those in `focus`, and what is remembered now. Only people
    /// without a link are asked about.
    ///
    /// # Errors
    /// [`SurveyError`]; the survey must not be used then.
    pub async fn renew(
        &mut self,
        batches: Vec<SourceBatch>,
        focus: Option<&BTreeSet<PersonId>>,
        policy: &PolicyText,
        client: &Client,
        store: &mut dyn Store,
        as_of: Timestamp,
    ) -> Result<(), SurveyError> {
        let (pins, assigned) = (self.resolved.pins.clone(), self.resolved.policy.assigned.clone());
        self.resolved = resolve(policy, self.names.catalogue(), &batches, &pins)
            .map_err(|errors| unresolved(&batches, errors))?;
        self.resolved.policy.assigned = assigned;
        if focus.is_none() {
            self.everybody = Everybody::new(&self.resolved.policy, &batches, &self.snapshot);
        }
        self.ledger = store.owned()?;
        self.as_of = as_of;
        self.links = Links::new(store.links()?);
        self.owned = owned(&self.ledger);
        self.baselines = baselines(&batches, store)?;
        self.removed_today = store.removals_since(day_before(as_of))?;
        self.approvals = store.approvals()?;
        self.departures = Departures::new(store.departures()?);
        self.orders = Orders::new(store.orders()?);
        self.batches = batches;
        let calls_before = client.calls().total;
        self.evidence = self.ask(focus, client).await?;
        self.look(focus, client).await;
        self.snapshot.calls = client.calls().total - calls_before;
        Ok(())
    }

    /// Forgets what the sources said: it stands in their replicas, and the next plan is given what it needs of it.
    pub fn rest(&mut self) {
        self.batches = Vec::new();
    }

    /// Learns whose records are others now, and says on whom the plans of these people depend.
    pub fn affected(&mut self, people: &BTreeSet<PersonId>, batches: &[SourceBatch]) -> BTreeSet<PersonId> {
        let records: BTreeMap<PersonId, _> = batches
            .iter()
            .flat_map(|batch| {
                batch.records.iter().map(|record| (PersonId::new(&batch.source, &record.anchor), record))
            })
            .collect();
        for person in people {
            let record = records.get(person).copied();
            self.everybody.record_changed(&person.source, &person.anchor, record);
        }
        self.closed(people)
    }

    /// Writes into the kept snapshot what a run did.
    pub fn learn(&mut self, run: &Run, deeds: &Deeds) {
        let touched: BTreeSet<AccountId> = deeds.done(run).iter().map(|done| done.account).collect();
        let before: BTreeMap<AccountId, Account> =
            touched.iter().filter_map(|id| Some((*id, self.snapshot.accounts.get(id)?.clone()))).collect();
        learn(&mut self.snapshot, run, deeds);
        for id in touched {
            self.everybody.account_changed(before.get(&id), self.snapshot.accounts.get(&id));
        }
    }
}
