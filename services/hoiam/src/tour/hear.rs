//! Story 1: a deputy hears what another office does.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use runtime::wait::pause;

use super::guide::Guide;

/// How often it is looked whether the rules have suggested something.
const LOOKS: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(50);

/// Records a petition about a street lamp at delegate group 1; gives its number.
///
/// # Errors
/// When it is refused.
pub(super) async fn record(
    guide: &Guide,
    original: &str,
    on: Option<&str>,
) -> anyhow::Result<String> {
    let fields = fields(guide, original).await?;
    let mut args = vec!["intake", "RecordPetition"];
    args.extend(fields.iter().map(String::as_str));
    args.extend(on.into_iter().flat_map(|day| ["--occurred-on", day]));
    let said = guide.give("to-1", &args).await?;
    let mut words = said.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let number = words.find(|word| word.starts_with("LH"));
    number.map(ToOwned::to_owned).context("it has no number")
}

/// Records a petition under a key, sent again until it is taken.
///
/// # Errors
/// When it is not taken in time.
pub(super) async fn record_under(guide: &Guide, original: &str, key: &str) -> anyhow::Result<()> {
    let fields = fields(guide, original).await?;
    let mut args = vec!["intake", "RecordPetition"];
    args.extend(fields.iter().map(String::as_str));
    args.extend(["--key", key]);
    guide.give_until_taken("to-1", &args).await
}

async fn fields(guide: &Guide, original: &str) -> anyhow::Result<[String; 7]> {
    Ok([
        format!("council={}", council(guide).await?),
        "via=deputy".to_owned(),
        format!("raised_with={}", guide.name("to-1")?),
        "area=hoa-phu".to_owned(),
        "field=do-thi".to_owned(),
        format!("original={original}"),
        "raised_by=Bà Nguyễn Thị Mẫu (giả định)".to_owned(),
    ])
}

/// The name of the province's council.
async fn council(guide: &Guide) -> anyhow::Result<String> {
    let directory = guide.read("tt", "/directory").await?;
    let bodies = directory["bodies"].as_array().context("no bodies")?;
    let mut councils = bodies.iter().filter(|body| {
        body["kind"] == "council" && body["level"] == "province" && body["stands"] == true
    });
    let council = councils.next().and_then(|body| body["name"].as_str());
    council.map(ToOwned::to_owned).context("no council")
}

/// Tells it.
///
/// # Errors
/// When nothing, or something else, is heard.
pub(super) async fn tell(guide: &mut Guide) -> anyhow::Result<()> {
    guide.story(1, "Đại biểu nghe thấy việc của cơ quan khác", "A deputy hears another office")?;
    guide.explain(
        "Tổ đại biểu số 1 ghi một kiến nghị mới; lời và tên cử tri được niêm phong ngay tại cổng.",
        "Delegate group 1 records a petition; the voter's words and name are sealed at the portal.",
    )?;
    let number = record(guide, "Đèn đường đầu ngõ 7 hỏng, tối không ai dám đi.", None).await?;
    let after = last_position(guide, &number).await?;
    guide.explain(
        "Một đại biểu của tổ lắng nghe, trong khi UBND xã đề xuất phân loại ở cơ quan mình.",
        "A deputy of the group listens while the commune proposes a classification in its office.",
    )?;
    let after = after.to_string();
    let watch = ["watch", "--after", after.as_str(), "--count", "1"];
    let listener = guide.begin_to("dai-bieu", &watch)?;
    let addressee = format!("addressees={}", guide.name("hoa-phu")?);
    let propose = ["classification", "ProposeClassification", "--stream", &number, "--latest"];
    let fields = ["field=do-thi", "competence=commune", &addressee];
    let args: Vec<&str> = propose.into_iter().chain(fields).collect();
    guide.give("hoa-phu", &args).await?;
    guide.explain("Đại biểu nghe thấy ngay:", "The deputy hears it at once:")?;
    let heard = guide.heard(listener).await?;
    ensure!(heard.contains(&number), "the deputy heard of something else: {heard}");
    Ok(())
}

/// The position of the last entry, once the suggestion that the rules make is there too.
async fn last_position(guide: &Guide, number: &str) -> anyhow::Result<u64> {
    let mut entries = Vec::new();
    for _ in 0..LOOKS {
        let history = guide.read("tt", &format!("/petitions/{number}/history")).await?;
        entries = history["entries"].as_array().cloned().unwrap_or_default();
        if entries.len() > 1 {
            break;
        }
        pause(BETWEEN).await;
    }
    entries.last().and_then(|entry| entry["position"].as_u64()).context("an empty history")
}
