//! `muster show FILE`

use super::plan::{Form, USUAL_RATE, read, show};
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
        show(&read(&self.file)?, self.form, USUAL_RATE, options)?;
        Ok(Exit::Done)
    }
}
