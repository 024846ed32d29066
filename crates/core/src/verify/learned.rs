//! What a snapshot of the tenant looks like after a run, without another read.

use super::{Deeds, resolved};
use crate::entitlement::{Field, Slot, Value};
use crate::journal::Run;
use crate::plan::Change;
use crate::tenant::{Account, AccountState, TenantSnapshot};

/// Writes into `snapshot` what the run carried out or found done already.
///
/// Whoever keeps a snapshot over several runs plans the next one on it: gains that are there already do no harm, and
/// removals are confirmed with the tenant before they are made.
pub fn learn(snapshot: &mut TenantSnapshot, run: &Run, deeds: &Deeds) {
    for done in deeds.done(run) {
        let Some(change) = run.plan.body.changes.get(done.change as usize) else { continue };
        if change.slot.kind().is_of_departure() {
            snapshot
                .work
                .entry(done.account)
                .and_modify(|work| work.set(&change.slot, change.after.as_ref()));
            continue;
        }
        let home = snapshot.catalogue.home();
        let account = snapshot.accounts.get_mut(&done.account);
        match (account, home) {
            (Some(account), _) => take(account, change, deeds),
            (None, Some(home)) => {
                let mut account = Account::new(done.account, AccountState::Active, 1, home);
                begin(&mut account, change);
                take(&mut account, change, deeds);
                snapshot.accounts.insert(done.account, account);
            }
            (None, None) => {}
        }
    }
}

/// What a created account has even where no change says so.
fn begin(account: &mut Account, change: &Change) {
    account.fields.insert(Field::Name, change.subject.display_name.clone());
    account.fields.extend(change.subject.mail.clone().map(|mail| (Field::Mail, mail)));
}

fn take(account: &mut Account, change: &Change, deeds: &Deeds) {
    let after = resolved(change.after.as_ref(), &deeds.created);
    account.set(&change.slot, after.as_ref());
    // Only a leaver's roles go without a change of their own: deactivation takes them.
    if change.slot == Slot::Account && after != Some(Value::State(AccountState::Active)) {
        account.roles.clear();
    }
}
