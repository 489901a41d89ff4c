//! The portal of a site on this machine: where its files lie, and what its register knows. For the
//! commands that work beside a portal and not through its API.

use std::path::PathBuf;

use clap::Args;
use portal::REGISTER_FILE;
use proto::Site;
use register::{Known, Register};

use crate::language::say;

/// Which portal.
#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// The directory of `hoiam up`
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Whose portal
    #[arg(long, default_value = "MAIN")]
    pub(crate) site: Site,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl PlaceArgs {
    /// The portal's own directory.
    ///
    /// # Errors
    /// When the portal never ran here, with what to do.
    pub(crate) fn folder(&self) -> anyhow::Result<PathBuf> {
        let folder = self.data.join(format!("portal-{}", self.site));
        let (shown, data) = (folder.display(), self.data.display());
        anyhow::ensure!(
            folder.is_dir(),
            say(
                format!("không có {shown}: chạy `hoiam up --data {data}` trước"),
                format!("{shown} is not there: start `hoiam up --data {data}` first"),
            )
        );
        Ok(folder)
    }

    /// What the portal's register knows of the realm; none before the portal ever ran.
    pub(crate) async fn known(&self) -> Option<Known> {
        let file = self.folder().ok()?.join(REGISTER_FILE);
        if !file.is_file() {
            return None;
        }
        Register::open(&file).await.ok().map(|(register, _)| register.known())
    }
}
