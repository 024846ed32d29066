//! A naive executor: does at once and without calls what a plan says. The oracle of the simulations.

use super::estate::Estate;
use super::names::{created_account, uuid};
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{AccountId, Anchor, PersonId, RunId};
use muster_core::person::{LedgerEntry, Link, LinkOrigin};
use muster_core::plan::{Change, Plan, Provenance};
use muster_core::sorted::SortedSet;
use muster_core::tenant::{Account, AccountState};
use muster_core::time::Timestamp;

impl Estate {
    /// Makes every change of a plan true, and remembers links and grants as the store would.
    pub(crate) fn realise(&mut self, plan: &Plan) {
        self.realise_some(plan, |_| true);
    }

    /// The same for the changes whose numbers are `done` alone.
    pub(crate) fn realise_some(&mut self, plan: &Plan, done: impl Fn(u32) -> bool) {
        let at = plan.body.basis.as_of;
        for link in &plan.body.links {
            let (person, account, name) = (&link.person, link.account, &link.display_name);
            self.remember(person, account, link.origin, name, at);
        }
        for (account, slot) in &plan.body.forget {
            self.ledger.remove(&(*account, slot.clone()));
        }
        let chosen: Vec<&Change> = (0..)
            .zip(&plan.body.changes)
            .filter(|(number, _)| done(*number))
            .map(|(_, change)| change)
            .collect();
        // Accounts come first and go last: a division cannot be set before the account is there.
        let (states, others): (Vec<&Change>, Vec<&Change>) =
            chosen.into_iter().partition(|change| change.slot == Slot::Account);
        let (leaves, arrives): (Vec<&Change>, Vec<&Change>) =
            states.into_iter().partition(|change| change.is_removal());
        let begins = plan.body.departures.iter();
        self.departures.extend(begins.map(|departure| (departure.person.clone(), departure.clone())));
        let all_done = |person: &PersonId| {
            let numbered = (0..).zip(&plan.body.changes);
            numbered.filter(|(_, change)| change.subject.person == *person).all(|(number, _)| done(number))
        };
        let returned = plan.body.returned.iter().filter(|person| all_done(person));
        returned.for_each(|person| drop(self.departures.remove(person)));
        for change in arrives.into_iter().chain(others).chain(leaves) {
            self.make(change, at);
        }
    }

    fn make(&mut self, change: &Change, at: Timestamp) {
        let account = change.subject.account.unwrap_or_else(|| created_account(&change.subject.person));
        if change.creates_account() {
            self.create(account, change, at);
        }
        self.write(account, &change.slot, change.after.as_ref());
        self.enter(account, change, at);
        let closes =
            change.slot == Slot::Account && change.after == Some(Value::State(AccountState::Inactive));
        if let Some(departure) = self.departures.get_mut(&change.subject.person).filter(|_| closes) {
            departure.closed_at.get_or_insert(at);
        }
    }

    fn create(&mut self, account: AccountId, change: &Change, at: Timestamp) {
        let home = self.snapshot.catalogue.home().unwrap();
        let blank = Account::new(account, AccountState::Active, 1, home);
        self.snapshot.accounts.insert(account, blank);
        let subject = &change.subject;
        self.remember(&subject.person, account, LinkOrigin::Created, &subject.display_name, at);
    }

    fn remember(
        &mut self,
        person: &PersonId,
        account: AccountId,
        origin: LinkOrigin,
        display_name: &str,
        since: Timestamp,
    ) {
        let (person, display_name) = (person.clone(), display_name.to_owned());
        let link = Link { person: person.clone(), account, origin, since, display_name };
        self.links.insert(person, link);
    }

    /// Sets one slot of one account, the way the tenant understands it.
    pub(crate) fn write(&mut self, id: AccountId, slot: &Slot, after: Option<&Value>) {
        if let (Slot::ExternalId, Some(Value::Text(key))) = (slot, after) {
            self.external_ids.entry(id).or_default().insert(Anchor::new(key));
            return;
        }
        if slot.kind().is_of_departure() {
            return self.snapshot.work.entry(id).or_default().set(slot, after);
        }
        let home = self.snapshot.catalogue.home().unwrap();
        let created = |person: &PersonId| created_account(person);
        if let Some(found) = self.unlisted.remove(&id) {
            self.snapshot.accounts.insert(id, found);
        }
        let account = self.snapshot.accounts.get_mut(&id).expect("the account of a change exists");
        match (slot, after) {
            (Slot::Account, Some(Value::State(state))) => set_state(account, *state, home),
            (Slot::Division, Some(Value::Division(division))) => account.division = *division,
            (Slot::Field { field }, Some(Value::Text(text))) => {
                account.fields.insert(*field, text.clone());
            }
            (Slot::Manager, Some(Value::Account(manager))) => account.manager = Some(*manager),
            (Slot::Manager, Some(Value::Person(manager))) => account.manager = Some(created(manager)),
            (Slot::Role(role), after) => hold(&mut account.roles, *role, after),
            (Slot::Group { group }, after) => hold(&mut account.groups, *group, after),
            (Slot::Queue { queue }, after) => hold(&mut account.queues, *queue, after),
            (Slot::Skill { skill }, Some(Value::Level(level))) => {
                account.skills.insert(*skill, *level);
            }
            (Slot::Skill { skill }, None) => {
                account.skills.remove(skill);
            }
            (Slot::Language { language }, Some(Value::Level(level))) => {
                account.languages.insert(*language, *level);
            }
            (Slot::Language { language }, None) => {
                account.languages.remove(language);
            }
            (slot, after) => panic!("nobody can write {after:?} into {slot:?}"),
        }
    }

    /// The ledger remembers what we granted until we take it away, keys that we wrote, and accounts that we put to sleep.
    fn enter(&mut self, account: AccountId, change: &Change, since: Timestamp) {
        let key = (account, change.slot.clone());
        let asleep = Some(Value::State(AccountState::Inactive));
        let given_back = change.because.iter().all(|because| matches!(because, Provenance::Kept { .. }));
        let ours = match change.slot {
            Slot::Account => change.after == asleep,
            Slot::ExternalId => true,
            _ => change.slot.is_entitlement() && change.after.is_some() && !given_back,
        };
        if change.slot == Slot::Account && change.after == Some(Value::State(AccountState::Active)) {
            self.ledger.remove(&(account, Slot::Tokens));
        }
        if change.slot == Slot::Account && change.after == Some(Value::State(AccountState::Deleted)) {
            return;
        }
        if change.slot == Slot::Tokens {
            return self.remember_tokens(account, change, since);
        }
        let Some(value) = change.after.clone().filter(|_| ours) else {
            self.ledger.remove(&key);
            return;
        };
        let rules = change.because.iter().filter_map(Provenance::to_remember).collect();
        let entry = LedgerEntry {
            account,
            slot: change.slot.clone(),
            value,
            person: change.subject.person.clone(),
            rules,
            run: RunId(uuid("run")),
            since,
        };
        self.ledger.insert(key, entry);
    }
}

impl Estate {
    /// Nothing shows tokens: that they were ended is remembered.
    fn remember_tokens(&mut self, account: AccountId, change: &Change, since: Timestamp) {
        let entry = LedgerEntry {
            account,
            slot: Slot::Tokens,
            value: Value::Held,
            person: change.subject.person.clone(),
            rules: Vec::new(),
            run: RunId(uuid("run")),
            since,
        };
        self.ledger.insert((account, Slot::Tokens), entry);
    }
}

/// A deactivated account loses its direct roles; a restored one comes back in Home.
fn set_state(account: &mut Account, state: AccountState, home: muster_core::id::DivisionId) {
    if account.state == AccountState::Deleted {
        account.division = home;
    }
    if state == AccountState::Inactive {
        account.roles.clear();
    }
    account.state = state;
}

fn hold<T: Ord>(held: &mut SortedSet<T>, what: T, after: Option<&Value>) {
    match after {
        Some(_) => held.insert(what),
        None => held.remove(&what),
    };
}
