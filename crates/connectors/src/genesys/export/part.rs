//! A part of an organisation with what may be missing from it.

use crate::genesys::error::TenantError;
use crate::genesys::read::tally::Listing;
use std::future::Future;

/// What was read, and what was not, a sentence each.
#[derive(Default)]
pub(super) struct Part<T> {
    pub(super) items: T,
    pub(super) gaps: Vec<String>,
}

impl<T> Part<T> {
    /// A part that is whole.
    pub(super) fn whole(items: T) -> Self {
        Self { items, gaps: Vec::new() }
    }

    /// The same in another form.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Part<U> {
        Part { items: change(self.items), gaps: self.gaps }
    }

    /// What was read; what was not is added to `left_out`.
    pub(super) fn into_items(self, left_out: &mut Vec<String>) -> T {
        left_out.extend(self.gaps);
        self.items
    }
}

impl<T> From<Listing<T>> for Part<Vec<T>> {
    fn from(listing: Listing<T>) -> Self {
        let gaps = listing.shortfall().into_iter().collect();
        Self { items: listing.items, gaps }
    }
}

/// Nothing of a part that this client may not read, or that this organisation does not have.
pub(super) async fn optional<T: Default>(
    what: &str,
    part: impl Future<Output = Result<Part<T>, TenantError>>,
) -> Result<Part<T>, TenantError> {
    match part.await {
        Err(error @ (TenantError::NotPermitted { .. } | TenantError::NotFound { .. })) => {
            Ok(Part { items: T::default(), gaps: vec![format!("{what}: {error}")] })
        }
        other => other,
    }
}
