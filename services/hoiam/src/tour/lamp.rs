//! Story 2: a street lamp, contested, agreed, late, not done, done.

use anyhow::{Context as _, ensure};
use jiff::ToSpan as _;
use proto::Day;
use runtime::clock::Clock;
use serde_json::Value;

use super::guide::Guide;
use super::hear::record;

/// Tells it; gives the petition's number.
///
/// # Errors
/// When a step does not come out as told.
pub(super) async fn tell(guide: &mut Guide) -> anyhow::Result<String> {
    guide.story(
        2,
        "Một ngọn đèn đường, từ lúc nêu đến khi sáng thật",
        "A street lamp, from the petition until it really shines",
    )?;
    let today = Clock::system().now().day()?;
    let lamp = Lamp { guide, today, number: String::new() }.raised().await?;
    lamp.contested().await?;
    lamp.agreed().await?;
    lamp.forwarded().await?;
    lamp.late().await?;
    lamp.checked().await?;
    Ok(lamp.number)
}

struct Lamp<'a> {
    guide: &'a Guide,
    today: Day,
    number: String,
}

impl Lamp<'_> {
    fn ago(&self, days: i32) -> anyhow::Result<String> {
        Ok(self.today.checked_sub(days.days())?.to_string())
    }

    /// Gives a command about the petition.
    async fn give(&self, role: &str, command: [&str; 2], more: &[&str]) -> anyhow::Result<()> {
        let about = ["--stream", self.number.as_str(), "--latest"];
        let args: Vec<&str> =
            command.into_iter().chain(about).chain(more.iter().copied()).collect();
        self.guide.give(role, &args).await.map(drop)
    }

    async fn stands(&self, stage: &str) -> anyhow::Result<Value> {
        self.guide.stands(&self.number, stage).await
    }

    async fn raised(self) -> anyhow::Result<Self> {
        self.guide.explain(
            "Chuyện bắt đầu ba tháng trước: ngày xảy ra ghi theo giấy tờ, ngày nhập là hôm nay.",
            "It began three months ago: days are those of the papers, recorded today.",
        )?;
        let day = self.ago(95)?;
        let words = "Đèn đường ngõ 9 thôn Đoài tắt từ Tết, các cháu đi học về rất tối.";
        let number = record(self.guide, words, Some(&day)).await?;
        Ok(Self { number, ..self })
    }

    async fn contested(&self) -> anyhow::Result<()> {
        self.guide.explain(
            "Tổ đại biểu cho là việc của xã; xã không đồng ý, và đề xuất khác: xã và điện lực.",
            "The group says it is the commune's; the commune contests, and counter-proposes: two.",
        )?;
        let (commune, power) = (self.guide.name("hoa-phu")?, self.guide.name("dien-luc")?);
        let one = format!("addressees={commune}");
        let propose = ["classification", "ProposeClassification"];
        let day = self.ago(90)?;
        let fields = ["field=do-thi", "competence=commune", one.as_str(), "--occurred-on", &day];
        self.give("to-1", propose, &fields).await?;
        let contest = ["classification", "ContestClassification"];
        let reason = ["proposal=1", "reason=Cột đèn là của điện lực, xã chỉ trả tiền điện."];
        self.give("hoa-phu", contest, &reason).await?;
        self.stands("contested").await?;
        let both = format!("addressees={commune},{power}");
        let fields = [
            "field=do-thi",
            "competence=commune",
            both.as_str(),
            "reason=Xã lo bóng đèn, điện lực lo cột và dây.",
        ];
        self.give("hoa-phu", propose, &fields).await
    }

    async fn agreed(&self) -> anyhow::Result<()> {
        self.guide.explain(
            "Cặp 1 xong khi tổ đồng ý; rồi cặp 2: Thường trực HĐND và Mặt trận.",
            "Pair 1 is complete when the group consents; then pair 2: committee and Front.",
        )?;
        let petitions = format!("petitions={}@2", self.number);
        for role in ["to-1", "tt", "mttq"] {
            self.give(role, ["classification", "GiveConsent"], &[&petitions]).await?;
        }
        self.stands("agreed").await.map(drop)
    }

    async fn forwarded(&self) -> anyhow::Result<()> {
        self.guide.explain(
            "Hai công văn, cho hai nơi nhận; hạn trả lời tính từ ngày công văn theo quy chế.",
            "Two letters to two addressees; answers are due by the rules, from the letter's day.",
        )?;
        let day = self.ago(80)?;
        for (n, role) in [(1, "hoa-phu"), (2, "dien-luc")] {
            let to = format!("to={}", self.guide.name(role)?);
            let seen = self.guide.petition(&self.number).await?;
            let version = seen["version"].as_u64().context("no version")?;
            let petitions = format!("petitions={}@{version}", self.number);
            let symbol = format!("{}-{n}/TTHĐND", self.number);
            let args = ["forwarding", "IssueLetter", "--occurred-on", &day, "--symbol", &symbol];
            let args: Vec<&str> = args.into_iter().chain([to.as_str(), &petitions]).collect();
            self.guide.give("tt", &args).await?;
        }
        self.stands("forwarded").await.map(drop)
    }

    async fn late(&self) -> anyhow::Result<()> {
        self.guide.explain(
            "Xã trả lời đúng hạn. Điện lực quá hạn: Thường trực nhắc, rồi mới có trả lời.",
            "The commune answers in time. The power company is late: it is reminded, then answers.",
        )?;
        let (commune_day, power_day) = (self.ago(45)?, self.ago(6)?);
        let answer = ["forwarding", "AnswerPetition"];
        let fields = [
            "--occurred-on",
            &commune_day,
            "--symbol",
            "91/UBND-KT",
            "outcome=resolved",
            "text=Xã đã mua 6 bóng LED và ký hợp đồng tiền điện.",
        ];
        self.give("hoa-phu", answer, &fields).await?;
        let petition = self.stands("partly_answered").await?;
        let flags = petition["flags"].as_array().context("no flags")?;
        ensure!(flags.iter().any(|flag| flag["code"] == "overdue"), "it is not overdue");
        let power = self.guide.name("dien-luc")?;
        let (to, day) = (format!("to={power}"), self.ago(15)?);
        let remind = [to.as_str(), "text=Đã quá hạn trả lời.", "--occurred-on", &day];
        self.give("tt", ["monitoring", "SendReminder"], &remind).await?;
        let done_by = format!("done_by={}", self.ago(2)?);
        let fields = [
            "--occurred-on",
            &power_day,
            "--symbol",
            "233/ĐLLH-KT",
            "outcome=in_progress",
            "text=Đang dựng lại hai cột và kéo dây.",
            "roadmap=Đóng điện trong tuần.",
            &done_by,
        ];
        self.give("dien-luc", answer, &fields).await
    }

    async fn checked(&self) -> anyhow::Result<()> {
        self.guide.explain(
            "Tổ đại biểu được giao theo dõi. Báo 'đã xong' chưa phải là xong: tổ đi xem, và từ chối.",
            "The group follows. A claim of 'done' is not yet done: the group looks, and refuses it.",
        )?;
        let follower = format!("follower={}", self.guide.name("to-1")?);
        self.give("tt", ["monitoring", "NameFollower"], &[&follower]).await?;
        let claim = ["monitoring", "ClaimDone"];
        self.give("dien-luc", claim, &["text=Đã đóng điện."]).await?;
        self.check("dien-luc", "refused", "text=Buổi tối vẫn còn hai bóng không sáng.").await?;
        self.stands("followed").await?;
        self.guide.explain(
            "Chưa xong thì không kết thúc được, dù là Thường trực:",
            "What is not settled cannot be closed, not even by the committee:",
        )?;
        let close =
            ["do", "monitoring", "ClosePetition", "--stream", &self.number, "--latest", "--yes"];
        self.guide.refused("tt", &close, "monitoring.not_settled").await?;
        self.guide.explain(
            "Làm lại, báo lại, xem lại: lần này đèn sáng.",
            "Done again, claimed again, looked at again: this time it shines.",
        )?;
        self.give("dien-luc", claim, &["text=Đã thay hai rắc cắm, cả sáu bóng sáng."]).await?;
        self.check("dien-luc", "accepted", "text=Cả sáu bóng đều sáng.").await?;
        self.check("hoa-phu", "accepted", "text=Xã đã trả tiền điện đủ.").await?;
        self.stands("settled").await?;
        self.guide.run(Some("to-1"), &["show", &self.number]).await?;
        Ok(())
    }

    async fn check(&self, of: &str, result: &str, text: &str) -> anyhow::Result<()> {
        let of = format!("of={}", self.guide.name(of)?);
        let result = format!("result={result}");
        self.give("to-1", ["monitoring", "RecordCheck"], &[&of, &result, text]).await
    }
}
