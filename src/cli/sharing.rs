//! The flag that lets others read what is written.

use std::path::Path;

use clap::Args;

use super::ending::Result;
use crate::read::{files, permissions};

#[derive(Debug, Args)]
pub(super) struct SharingArguments {
    /// Let the group of the user read what is written; otherwise only the user can
    #[arg(long)]
    group_readable: bool,
}

impl SharingArguments {
    /// Lets the group read what is written from now on, and enter the folder, where that is asked
    /// for.
    pub(super) fn open(&self, folder: &Path) -> Result<()> {
        if self.group_readable {
            permissions::let_group_read();
            if folder.is_dir() {
                files::create_dir_all(folder)?;
            }
        }
        Ok(())
    }
}
