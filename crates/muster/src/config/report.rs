//! `[report]`: where reports are written.

use super::section::Section;
use std::path::PathBuf;

/// Where reports are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportSettings {
    /// The folder; made when it is not there.
    pub(crate) directory: PathBuf,
}

pub(super) fn read(root: &Section<'_>) -> ReportSettings {
    let section = root.section("report");
    let directory = section.path("directory").unwrap_or_else(|| section.folder().join("reports"));
    section.finish();
    ReportSettings { directory }
}
