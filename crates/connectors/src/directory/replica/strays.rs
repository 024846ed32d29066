//! SIDs of objects that links name by GUID and that are not in the replica: principals of other domains.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// What is known of objects that are only pointed at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strays {
    sids: BTreeMap<Uuid, Arc<str>>,
    by_sid: BTreeSet<(Arc<str>, Uuid)>,
}

impl Strays {
    pub(crate) fn learn(&mut self, guid: Uuid, sid: &str) {
        self.forget(guid);
        self.sids.insert(guid, sid.into());
        self.by_sid.insert((sid.into(), guid));
    }

    /// Forgets an object, and returns the SID that it had.
    pub(crate) fn forget(&mut self, guid: Uuid) -> Option<Arc<str>> {
        let sid = self.sids.remove(&guid)?;
        self.by_sid.remove(&(sid.clone(), guid));
        Some(sid)
    }

    pub(crate) fn sid(&self, guid: Uuid) -> Option<&str> {
        self.sids.get(&guid).map(AsRef::as_ref)
    }

    /// The objects that are known to have a SID.
    pub(crate) fn with_sid(&self, sid: &str) -> impl Iterator<Item = Uuid> {
        super::below(&self.by_sid, sid)
    }
}
