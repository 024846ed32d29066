//! Where somebody is in their time with the company.

use super::trust::{EndedWhen, Topic};
use super::{Person, Saying};
use crate::record::SourceRecord;
use crate::time::Timestamp;
use crate::worker::Employment;

/// Where somebody is in their time with the company.
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
        self.standing(now).map_or(Lifecycle::Ended, |(lifecycle, _)| lifecycle)
    }
}

impl<'a> Person<'a> {
    /// Where the person is in their time here at `now`, and who says so; `None` where no source speaks of them. The first
    /// source decides, unless one that says less than the others is enough.
    pub fn standing(&self, now: Timestamp) -> Option<(Lifecycle, Saying<'a>)> {
        let mut all = self.ranked(&Topic::Status).map(|said| (stage(said.record, now), *said));
        let first = all.next()?;
        match self.trust.map(|trust| trust.ended_when).unwrap_or_default() {
            EndedWhen::First => Some(first),
            EndedWhen::Any => Some(all.fold(first, |least, other| match weight(other.0) < weight(least.0) {
                true => other,
                false => least,
            })),
        }
    }
}

/// Where one record says that somebody is.
fn stage(record: &SourceRecord, now: Timestamp) -> Lifecycle {
    let work = record.work.as_deref();
    let starts = work.and_then(|work| work.starts_at).filter(|starts| *starts > now);
    match (record.usable_at(now), starts, work.map(|work| work.status)) {
        (false, _, _) | (true, _, Some(Employment::Ended)) => Lifecycle::Ended,
        (true, Some(starts), _) => Lifecycle::Future(starts),
        (true, None, Some(Employment::OnLeave)) => Lifecycle::OnLeave,
        (true, None, Some(Employment::Active) | None) => Lifecycle::Active,
    }
}

/// How much somebody may do.
fn weight(lifecycle: Lifecycle) -> u8 {
    match lifecycle {
        Lifecycle::Ended => 0,
        Lifecycle::Future(_) => 1,
        Lifecycle::OnLeave => 2,
        Lifecycle::Active => 3,
    }
}
