//! The manager in the profile: an account that exists, or one that this plan creates.

use super::{Context, Sheet};
use crate::desire::Wish;
use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, PersonId};
use crate::tenant::{Account, AccountState};

impl Context<'_> {
    pub(super) fn manager(&self, sheet: &mut Sheet, wish: &Wish, account: Option<&Account>) {
        let Value::Person(manager) = &wish.value else {
            return;
        };
        let before = account.and_then(|account| account.value(&Slot::Manager));
        match self.account_of(&self.input.everybody.person_of(manager, self.input.links)) {
            Some(after) => sheet.change(Slot::Manager, before, Some(after), wish.because.clone()),
            None => sheet.plan.manager_without_account = true,
        }
    }

    fn account_of(&self, manager: &PersonId) -> Option<Value> {
        if self.created.contains(manager) {
            return Some(Value::Person(manager.clone()));
        }
        let linked = self.input.links.of_person(manager).map(|link| link.account);
        let found = || self.situations.get(manager).and_then(crate::correlate::Situation::account);
        let there =
            |id: &AccountId| self.account(*id).is_some_and(|account| account.state != AccountState::Deleted);
        linked.or_else(found).filter(there).map(Value::Account)
    }
}
