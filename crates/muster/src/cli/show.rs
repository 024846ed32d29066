//! `muster show FILE`

use super::plan::{Form, read, show};
use super::provision::Means;
use super::{Options, Outcome};
use crate::error::Exit;
use clap::Args;
use std::path::PathBuf;

/// `muster show FILE`
#[derive(Args)]
pub(super) struct Show {
    /// The plan.
    file: PathBuf,
    #[command(flatten)]
    form: Form,
}

impl Show {
    pub(super) fn run(self, options: &Options) -> Outcome {
        show(&read(&self.file)?, self.form, Means::usual(), options)?;
        Ok(Exit::Done)
    }
}
