//! Story 5: the book as it stood on an earlier day.

use anyhow::ensure;

use super::guide::Guide;

/// The demo's own street lamp.
const NUMBER: &str = "LH26-1";
/// Days of its life, and where it stood on each.
const DAYS: [(&str, &str); 4] = [
    ("2026-06-01", "being_agreed"),
    ("2026-07-01", "forwarded"),
    ("2026-08-28", "followed"),
    ("2026-09-30", "closed"),
];

/// Tells it.
///
/// # Errors
/// When it did not stand so on one of the days.
pub(super) async fn tell(guide: &mut Guide) -> anyhow::Result<()> {
    guide.story(
        5,
        "Sổ theo dõi như nó đã đứng vào một ngày trước",
        "The book as it stood on an earlier day",
    )?;
    guide.explain(
        "Theo ngày xảy ra (`--on`): mọi thứ mới được nhập hôm nay, nhưng ngày việc là của năm 2026.",
        "By business date (`--on`): everything was recorded today, but it happened through 2026.",
    )?;
    for (day, stage) in DAYS {
        guide.run(Some("to-1"), &["show", NUMBER, "--on", day]).await?;
        let then = guide.read("to-1", &format!("/petitions/{NUMBER}?on={day}")).await?;
        let stood = &then["stage"]["code"];
        ensure!(stood == stage, "on {day} it stood at {stood} and not at {stage}");
    }
    Ok(())
}
