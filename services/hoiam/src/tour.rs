//! `hoiam tour`: five short stories on a running demo, each with the commands that tell it.
//!
//! Every command is printed as it can be typed (after `. DIR/demo.env`), run, and its output shown
//! shortened. The tour may be taken again: it makes a petition of its own each time. It ends with a
//! non-zero status if a story does not hold.

mod earlier;
mod guide;
mod hear;
mod kill;
mod lamp;
mod processes;
mod replay;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use crate::client::Portal;
use crate::demo::Table;
use crate::language::say;
use guide::Guide;

const EXAMPLES: &str = "Examples:
  hoiam tour                    beside a running `hoiam up --demo`
  hoiam tour --story 2          one story only
  hoiam tour --yes --lang en    without asking, in English
Story 3 kills processes of the demo and deletes a directory of its NATS server.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TourArgs {
    /// The directory of `hoiam up --demo` [default: ~/.local/share/hoiam-demo]
    #[arg(long, env = "HOIAM_UP_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Do not ask before processes are killed, and do not wait between stories
    #[arg(long)]
    yes: bool,
    /// Only this story
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=5))]
    story: Option<u8>,
    /// Where a user's data lies, by the custom of the desktop
    #[arg(long, hide = true, env = "XDG_DATA_HOME", value_name = "DIR")]
    xdg_data_home: Option<PathBuf>,
}

/// Tells the stories.
///
/// # Errors
/// Which story does not hold, and why.
pub(crate) fn run(args: &TourArgs) -> anyhow::Result<()> {
    Portal::run(async {
        let data = data_dir(args)?;
        let table = Table::load(&data)?;
        anyhow::ensure!(
            table.told,
            "{}",
            say(
                format!("{} chưa có bản trình diễn: chạy `hoiam up --demo` trước", data.display()),
                format!("{} holds no demo that was told: start `hoiam up --demo`", data.display()),
            )
        );
        let mut guide = Guide::new(table, &data, args.yes)?;
        guide.begin()?;
        // The petition of the second story, which the fourth goes on with.
        let mut lamp = None;
        for story in 1..=5 {
            if args.story.is_some_and(|only| only != story) {
                continue;
            }
            let told = match story {
                1 => hear::tell(&mut guide).await,
                2 => lamp::tell(&mut guide).await.map(|number| lamp = Some(number)),
                3 => kill::tell(&mut guide).await,
                4 => replay::tell(&mut guide, lamp.as_deref()).await,
                _ => earlier::tell(&mut guide).await,
            };
            told.with_context(|| {
                say(format!("câu chuyện {story} không đúng"), format!("story {story} fails"))
            })?;
        }
        guide.end(args.story)
    })
}

fn data_dir(args: &TourArgs) -> anyhow::Result<PathBuf> {
    if let Some(data) = &args.data {
        return Ok(data.clone());
    }
    let set = args.xdg_data_home.clone().filter(|dir| dir.is_absolute());
    let share = set.or_else(|| std::env::home_dir().map(|home| home.join(".local/share")));
    let share = share.context("there is no home directory: name a directory with --data DIR")?;
    Ok(share.join("hoiam-demo"))
}
