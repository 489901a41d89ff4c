//! Story 3: a service and NATS die, what NATS kept is deleted, and all is equal again.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use runtime::wait::pause;
use serde_json::Value;

use super::guide::Guide;
use super::hear::record_under;
use super::processes;
use crate::language::say;

/// How often it is looked whether all is well again.
const LOOKS: u32 = 240;
const BETWEEN: Duration = Duration::from_millis(250);
/// How often the deletion of a directory is tried, in case somebody writes into it.
const DELETED_WITHIN: u32 = 40;
const PUMP: &str = "Trạm bơm thôn Hạ kêu to suốt đêm.";
const SITES: [&str; 2] = ["MAIN", "AGENCY"];

/// Tells it.
///
/// # Errors
/// When something was lost or doubled, or does not come back.
pub(super) async fn tell(guide: &mut Guide) -> anyhow::Result<()> {
    guide.story(
        3,
        "Giết một dịch vụ và máy chủ NATS, xóa kho của NATS: không mất gì, không thừa gì",
        "Kill a service and NATS, delete what NATS kept: nothing is lost, nothing doubled",
    )?;
    guide.consent(
        "Sẽ giết hai tiến trình của bản trình diễn và xóa một thư mục của NATS. Làm không?",
        "Two processes of the demo will be killed and a directory of NATS deleted. Go on?",
    )?;
    let petitions = count(guide).await?;
    for site in SITES {
        guide.run(None, &["register", "digest", "--site", site]).await?;
    }
    let forwarding = processes::named(&guide.data, "forwarding")?;
    let nats = processes::named(&guide.data, "nats")?;
    let store = guide.data.join("nats/js");
    guide.show_command(&format!("kill -9 {} {}", forwarding.pid, nats.pid))?;
    guide.show_command(&format!("rm -r {}", store.display()))?;
    forwarding.kill()?;
    nats.kill()?;
    delete(&store).await?;
    meanwhile(guide).await?;
    again(guide, [&forwarding, &nats]).await?;
    equal(guide).await?;
    for site in SITES {
        guide.run(None, &["register", "rebuild", "--site", site]).await?;
    }
    guide.run(None, &["store", "verify"]).await?;
    let after = count(guide).await?;
    let one_more = petitions + 1;
    ensure!(after == one_more, "there were {petitions} petitions, now there are {after}");
    guide.explain(
        &format!("Trước {petitions} kiến nghị, sau {after}: đúng một, không mất, không thừa."),
        &format!("Before {petitions} petitions, after {after}: one more, none lost, none doubled."),
    )
}

/// Deletes the directory, although the dying server, or already the next one, may write into it.
async fn delete(store: &Path) -> anyhow::Result<()> {
    let mut last = Ok(());
    for _ in 0..DELETED_WITHIN {
        last = std::fs::remove_dir_all(store);
        match &last {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(_) => pause(Duration::from_millis(50)).await,
        }
    }
    last.with_context(|| format!("{} cannot be deleted", store.display()))
}

/// A petition that is given at once, again and again under one key until it is taken.
async fn meanwhile(guide: &Guide) -> anyhow::Result<()> {
    guide.explain(
        "Ngay lúc đó tổ gửi một kiến nghị: cùng một --key, gửi lại cho đến khi được nhận.",
        "At that moment a group sends a petition: under one --key, again until it is taken.",
    )?;
    let key = format!("tour-{}", runtime::random::uuid());
    record_under(guide, PUMP, &key).await?;
    guide.explain(
        "Gửi thêm một lần nữa, vì không chắc: vẫn là kiến nghị đó.",
        "Sent once more, to be sure: it is still the same petition.",
    )?;
    record_under(guide, PUMP, &key).await?;
    guide.explain(
        "Hai tiến trình được khởi động lại; NATS được nạp lại từ sổ. Chờ đến khi bằng nhau:",
        "The supervisor starts both again; NATS is filled from the log. Until all is equal:",
    )
}

/// All petitions of the realm, as the office's portal counts them.
async fn count(guide: &Guide) -> anyhow::Result<u64> {
    let page = guide.read("tt", "/petitions?limit=1").await?;
    let counts = page["counts"].as_array().context("no counts")?;
    Ok(counts.iter().filter_map(|count| count["count"].as_u64()).sum())
}

/// Waits for other processes in place of those that were killed.
async fn again(guide: &Guide, killed: [&processes::Process; 2]) -> anyhow::Result<()> {
    for _ in 0..LOOKS {
        let running = processes::of(&guide.data)?;
        let back = |killed: &processes::Process| {
            running.iter().any(|now| now.name == killed.name && now.pid != killed.pid)
        };
        if killed.into_iter().all(back) {
            return Ok(());
        }
        pause(BETWEEN).await;
    }
    bail!("{}", say("tiến trình không trở lại", "the processes do not come back"))
}

/// Waits until a new act is known at both sites and their registers have the same digest.
async fn equal(guide: &Guide) -> anyhow::Result<()> {
    let mut last = String::new();
    for _ in 0..LOOKS {
        match digests(guide).await {
            // Both know the last act, and know the same.
            Ok([one, other]) if one == other && guide.is_known_at(&one["position"]) => {
                return Ok(());
            }
            Ok([one, other]) => last = format!("{one} / {other}"),
            Err(error) => last = format!("{error:#}"),
        }
        pause(BETWEEN).await;
    }
    bail!("the two sites do not become equal: {last}")
}

async fn digests(guide: &Guide) -> anyhow::Result<[Value; 2]> {
    let [main, agency] = SITES;
    Ok([guide.quietly(&digest(main)).await?, guide.quietly(&digest(agency)).await?])
}

fn digest(site: &str) -> [&str; 5] {
    ["register", "digest", "--site", site, "--json"]
}
