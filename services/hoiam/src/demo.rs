//! `hoiam up --demo`: a fictional circle, told through the API of its portals.
//!
//! A province of the 2026–2031 term with petitions at every stage, and beside it a town that was
//! abolished, whose book was brought in and whose open petitions others took over. It does what
//! offices would do, with the same commands and rules; nothing is put into the log past them. Every
//! step has a fixed key, so that a demo that was interrupted goes on. The circle is data, in
//! `deploy/demo`. All names in it are made up.

mod counts;
mod data;
mod found;
mod life;
mod table;
mod teller;
mod town;
mod wire;

use std::path::Path;

use portal::accounts::Accounts;
use proto::Site;
use runtime::clock::Clock;

use crate::language::say;
use data::Data;
pub(crate) use table::{ENVIRONMENT, Row, Table};
use teller::Teller;
pub(crate) use wire::get;

/// Tells the demo if it was not told before, and gives what there is and who can sign in.
///
/// `portals` are the sites with their addresses, the first one first.
///
/// # Errors
/// When a step is refused.
pub(crate) async fn tell(place: &Path, portals: &[(Site, String)]) -> anyhow::Result<String> {
    let mut table = Table::load(place)?;
    let url_of =
        |site: &str| portals.iter().find(|(at, _)| at.as_str() == site).map(|(_, url)| url);
    for row in &mut table.rows {
        if let Some(url) = url_of(&row.site) {
            row.url.clone_from(url);
        }
    }
    if !table.told {
        table = tell_all(place, portals, table).await?;
    }
    // Kept before it counts: an account whose password nobody knows lets nobody in.
    let password = table.password.get_or_insert_with(new_password).clone();
    table.keep(place)?;
    accounts(place, portals, &table, &password).await?;
    let counts = counts::told(&table).await.unwrap_or_else(|error| format!("{error:#}"));
    Ok(format!("{counts}\n\n{}\n\n{}", table.shown(), next(place, &table)))
}

/// 75 random bits, in fives so that it can be typed.
fn new_password() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bits = runtime::random::bytes::<15>();
    let letters: Vec<char> =
        bits.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    letters.chunks(5).map(|five| five.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// An account at its own portal for everybody who is in office; one that is there stays as it is.
async fn accounts(
    place: &Path,
    portals: &[(Site, String)],
    table: &Table,
    password: &str,
) -> anyhow::Result<()> {
    for (site, _) in portals {
        let here = table.standing().filter(|row| row.site == site.as_str());
        let officers: Vec<_> = here.map(|row| (row.officer, row.key.clone())).collect();
        let accounts = Accounts::open(&place.join(format!("portal-{site}"))).await?;
        accounts.share(&officers, password, Clock::system().now()).await?;
    }
    Ok(())
}

async fn tell_all(place: &Path, portals: &[(Site, String)], table: Table) -> anyhow::Result<Table> {
    let data = Data::load()?;
    let teller = Teller::at(place, portals, table.rows).await?;
    found::found(&teller, &data).await?;
    tokio::try_join!(town::tell(&teller, &data, place), life::tell(&teller, &data))?;
    Ok(Table { told: true, rows: teller.rows(), password: None })
}

/// What to try next.
fn next(place: &Path, table: &Table) -> String {
    let addresses: std::collections::BTreeMap<&str, &str> =
        table.rows.iter().map(|row| (row.site.as_str(), row.url.as_str())).collect();
    let place_word = say("cổng", "portal");
    let mut lines: Vec<String> =
        addresses.iter().map(|(site, url)| format!("{place_word} {site:<7} {url}")).collect();
    let try_next = say("thử tiếp:", "try next:");
    lines.push(format!("{try_next} hoiam tour --data {}", place.display()));
    lines.push(format!("          . {}", place.join(ENVIRONMENT).display()));
    lines.join("\n")
}
