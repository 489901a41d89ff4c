//! Who can sign in: the file that an interrupted telling goes on from, and the tour reads; and the
//! table that people see.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use proto::OfficerId;
use serde::{Deserialize, Serialize};

use crate::language::say;
use crate::up::write_private;

const FILE: &str = "demo-tokens.json";
/// What a shell reads to type the tour's commands.
pub(crate) const ENVIRONMENT: &str = "demo.env";

/// One line of the table: whose token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    /// As the demo calls the role.
    pub(crate) key: String,
    /// The body acted for.
    pub(crate) body: String,
    /// Its name.
    pub(crate) name: String,
    pub(crate) officer: OfficerId,
    pub(crate) site: String,
    /// Of the portal, as it was at the last start.
    pub(crate) url: String,
    pub(crate) token: String,
    /// The body has ended: nobody signs in for it any more.
    #[serde(default)]
    pub(crate) ended: bool,
}

impl Row {
    /// What a shell calls its token.
    pub(crate) fn variable(&self) -> String {
        self.key.replace('-', "_")
    }
}

/// What the file holds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Table {
    /// Whether the demo was told to its end.
    pub(crate) told: bool,
    pub(crate) rows: Vec<Row>,
    /// With which every role signs in on the pages; random, made once the demo was told.
    #[serde(default)]
    pub(crate) password: Option<String>,
}

impl Table {
    fn path(data: &Path) -> PathBuf {
        data.join(FILE)
    }

    /// The table of a data directory; an empty one before the demo was begun.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn load(data: &Path) -> anyhow::Result<Self> {
        let path = Self::path(data);
        match std::fs::read(&path) {
            Ok(text) => Ok(serde_json::from_slice(&text).with_context(|| {
                format!("{} is of another version: remove the demo's directory", path.display())
            })?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Keeps it while the demo is told.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn keep_early(&self, data: &Path) -> anyhow::Result<()> {
        write_private(&Self::path(data), &serde_json::to_vec_pretty(self)?)
    }

    /// Keeps it and what a shell reads, for its owner alone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn keep(&self, data: &Path) -> anyhow::Result<()> {
        write_private(&data.join(ENVIRONMENT), self.environment(data)?.as_bytes())?;
        self.keep_early(data)
    }

    /// Who can sign in.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.ended)
    }

    /// Addresses and tokens as variables of a shell, and this very program as `hoiam`.
    fn environment(&self, data: &Path) -> anyhow::Result<String> {
        let program = std::env::current_exe().context("cannot find this program's own file")?;
        let quoted = |path: &Path| path.display().to_string().replace('\'', r"'\''");
        let mut lines = vec![
            format!("hoiam() {{ '{}' \"$@\"; }}", quoted(&program)),
            format!("export HOIAM_UP_DATA='{}'", quoted(data)),
        ];
        let addresses: BTreeMap<&str, &str> =
            self.rows.iter().map(|row| (row.site.as_str(), row.url.as_str())).collect();
        for (site, url) in addresses {
            let variable = if site == "MAIN" { "export HOIAM_URL" } else { site };
            lines.push(format!("{variable}={url}"));
        }
        lines.extend(self.password.iter().map(|password| format!("PAGES_PASSWORD={password}")));
        lines.extend(self.standing().map(|row| format!("{}={}", row.variable(), row.token)));
        Ok(lines.join("\n") + "\n")
    }

    /// The row called `key`.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn row(&self, key: &str) -> anyhow::Result<&Row> {
        let found = self.rows.iter().find(|row| row.key == key);
        found.with_context(|| format!("the demo has no role {key}"))
    }

    /// As people see it.
    pub(crate) fn shown(&self) -> String {
        let (role, place, acts_for) =
            say(("vai", "cổng", "thay mặt"), ("role", "portal", "acts for"));
        let mut lines = vec![format!("{role:<10} {place:<7} {acts_for:<52} HOIAM_TOKEN")];
        lines.extend(self.standing().map(|row| {
            let name = row.name.replace(" (giả định)", "");
            format!("{:<10} {:<7} {name:<52} {}", row.key, row.site, row.token)
        }));
        if let Some(password) = &self.password {
            lines.push(String::new());
            lines.push(say(
                format!(
                    "các trang: mở cổng của vai, tên đăng nhập là tên vai, mật khẩu {password}"
                ),
                format!(
                    "pages: open the role's portal, sign in as its name with password {password}"
                ),
            ));
        }
        lines.join("\n")
    }
}
