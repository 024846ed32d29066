//! Where somebody is in their time with the company.

use super::Person;
use crate::time::Timestamp;
use crate::worker::Employment;

/// Where somebody is in their time with the company. The first source that speaks of them decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lifecycle {
    /// Will work here, from a moment on that has not come.
    Future(Timestamp),
    /// Works here.
    Active,
    /// Away for a while, and expected back.
    OnLeave,
    /// Disabled, expired, said to be gone, or in no source any more.
    Ended,
}

impl Person<'_> {
    /// Where the person is in their time here at `now`.
    pub fn lifecycle(&self, now: Timestamp) -> Lifecycle {
        let Some(said) = self.says.first() else { return Lifecycle::Ended };
        let work = said.record.work.as_deref();
        let starts = work.and_then(|work| work.starts_at).filter(|starts| *starts > now);
        match (said.record.usable_at(now), starts, work.map(|work| work.status)) {
            (false, _, _) | (true, _, Some(Employment::Ended)) => Lifecycle::Ended,
            (true, Some(starts), _) => Lifecycle::Future(starts),
            (true, None, Some(Employment::OnLeave)) => Lifecycle::OnLeave,
            (true, None, Some(Employment::Active) | None) => Lifecycle::Active,
        }
    }
}
