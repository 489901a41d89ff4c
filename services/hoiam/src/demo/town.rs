//! The town that was abolished: its book is brought in, what was open is re-homed, and it ends.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use futures_util::{TryStreamExt as _, stream};
use proto::Day;
use serde_json::{Value, json};

use super::data::{BOOK, BookRow, Data, Ended, Town};
use super::found::town_rules;
use super::life::{TOGETHER, run_steps, said};
use super::teller::{Actor, Teller};

/// Tells the town.
///
/// # Errors
/// When a step is refused.
pub(crate) async fn tell(teller: &Teller, data: &Data, place: &Path) -> anyhow::Result<()> {
    let telling = Telling { teller, data, town: &data.town };
    let petitions = telling.bring_in(place).await?;
    telling.settle(&petitions).await?;
    let open = petitions.iter().filter(|row| row.book.ended == Ended::Open);
    let open: Vec<&Row<'_>> = open.collect();
    telling.send_again(&open).await?;
    telling.end().await?;
    telling.hand_over(&open).await
}

struct Telling<'a> {
    teller: &'a Teller,
    data: &'a Data,
    town: &'a Town,
}

/// A petition of the book that is in the realm.
struct Row<'a> {
    /// Its number in the book.
    number: usize,
    stream: String,
    field: String,
    book: &'a BookRow,
}

impl Row<'_> {
    fn key(&self) -> String {
        format!("tx{}", self.number)
    }
}

impl<'a> Telling<'a> {
    /// Brings the book in as an office would: with the program's own command.
    async fn bring_in(&self, place: &Path) -> anyhow::Result<Vec<Row<'a>>> {
        let of_the_council = format!("&council={}", self.teller.body(&self.town.council)?);
        let mut rows = self.teller.book(&of_the_council).await?;
        if rows.len() < self.data.book.len() {
            self.import(place).await?;
            rows = self.teller.book(&of_the_council).await?;
        }
        let expected = self.data.book.len();
        ensure!(rows.len() == expected, "the book has {expected} rows, the realm {}", rows.len());
        let mut found = Vec::new();
        for row in &rows {
            let text = |name: &str| row[name].as_str().map(ToOwned::to_owned).context("a petition");
            let number = text("number")?;
            // Sent one by one in the book's order, so that they are numbered as it is.
            let number = number.rsplit('-').next().and_then(|n| n.parse::<usize>().ok());
            let number = number.context("a number of the town")?;
            let book = number.checked_sub(1).and_then(|at| self.data.book.get(at));
            let book = book.context("a row of the book")?;
            found.push(Row { number, stream: text("stream")?, field: text("field")?, book });
        }
        found.sort_by_key(|row| row.number);
        Ok(found)
    }

    async fn import(&self, place: &Path) -> anyhow::Result<()> {
        let file = place.join(&self.town.book);
        std::fs::write(&file, BOOK).with_context(|| format!("cannot write {}", file.display()))?;
        let committee = self.teller.by(&self.town.committee)?;
        let mut import = tokio::process::Command::new(std::env::current_exe()?);
        import.arg("import").arg(&file).arg("--commit").arg("--json");
        import.args(["--body", &self.teller.body(&self.town.committee)?]);
        import.args(["--council", &self.teller.body(&self.town.council)?]);
        import.args(["--group", &self.teller.body(&self.town.group)?]);
        import.env("HOIAM_URL", &committee.url).env("HOIAM_TOKEN", &committee.token);
        // It may not outlive us: another telling would meet it in the middle of the book.
        import.args(["--parent-pid", &std::process::id().to_string()]);
        import.stdin(Stdio::null()).kill_on_drop(true);
        let came = import.output().await.context("the import cannot be started")?;
        ensure!(
            came.status.success(),
            "the town's book was not brought in: {}",
            String::from_utf8_lossy(&came.stderr).trim()
        );
        Ok(())
    }

    async fn each<'r>(
        &self,
        rows: &[&'r Row<'r>],
        act: impl AsyncFn(&'r Row<'r>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        stream::iter(rows.iter().copied().map(|row| Ok(act(row))))
            .try_for_each_concurrent(TOGETHER, |acting| acting)
            .await
    }

    async fn about(
        &self,
        by: &str,
        row: &Row<'_>,
        (step, command): (&str, &str),
        mut act: Value,
        data: &Value,
    ) -> anyhow::Result<()> {
        act["stream"] = json!(row.stream);
        let key = format!("{}-{step}", row.key());
        self.teller.give(&self.teller.by(by)?, command, &key, act, data).await?;
        Ok(())
    }

    /// What was settled was checked by the council's committee, and closed.
    async fn settle(&self, petitions: &[Row<'a>]) -> anyhow::Result<()> {
        said("the town's petitions are followed to the end");
        let settled = petitions.iter().filter(|row| row.book.ended != Ended::Open);
        let settled: Vec<&Row<'_>> = settled.collect();
        self.each(&settled, async |row| self.follow(row).await).await
    }

    async fn follow(&self, row: &Row<'_>) -> anyhow::Result<()> {
        let (committee, follower) = (&self.town.committee, &self.town.follower);
        let on = |days: i32| -> anyhow::Result<Value> {
            let day: Day = row.book.answered_on.checked_add(jiff::Span::new().try_days(days)?)?;
            Ok(json!({ "occurred_on": day }))
        };
        let data = json!({ "follower": format!("@{follower}") });
        self.about(committee, row, ("follow", "monitoring.NameFollower"), on(7)?, &data).await?;
        let data = json!({ "of": format!("@{}", self.town.peoples_committee), "result": "accepted",
                           "text": "Ban đã kiểm tra kết quả như sổ ghi." });
        self.about(follower, row, ("check", "monitoring.RecordCheck"), on(30)?, &data).await?;
        let close = ("close", "monitoring.ClosePetition");
        self.about(committee, row, close, on(40)?, &json!({})).await
    }

    /// What was open goes to the People's Committee once more, so that there is somebody from whom
    /// it can be taken over.
    async fn send_again(&self, open: &[&Row<'a>]) -> anyhow::Result<()> {
        let to = format!("@{}", self.town.peoples_committee);
        let on = json!({ "occurred_on": self.town.inventory.on });
        for row in open {
            let data = json!({ "field": row.field, "competence": "district", "addressees": [to] });
            let command = ("classify", "classification.ProposeClassification");
            self.about(&self.town.committee, row, command, on.clone(), &data).await?;
            self.teller.know_stream(&row.key(), &row.stream);
        }
        let petitions: Vec<String> = open.iter().map(|row| format!("#{}", row.key())).collect();
        let data = json!({ "to": to, "petitions": petitions });
        let act = self.town.inventory.act();
        let committee = self.teller.by(&self.town.committee)?;
        self.teller.give(&committee, "forwarding.IssueLetter", "tx-letter", act, &data).await?;
        Ok(())
    }

    /// The town's bodies end. Its council ends last: until then those who took its work over agree
    /// on the rules by which its petitions live on.
    async fn end(&self) -> anyhow::Result<()> {
        let admin = self.teller.by("office")?;
        let (council, others): (Vec<_>, Vec<_>) =
            self.town.bodies.iter().partition(|body| body.key == self.town.council);
        for body in others.into_iter().rev() {
            self.end_body(&admin, &body.key, &body.heirs).await?;
        }
        let day_after = self.town.until.tomorrow()?;
        let act = self.town.rules_after_paper.act();
        let parties = ["tt", "mttq", "ubnd"];
        let rules = town_rules(self.data, parties.map(|key| format!("@{key}")));
        let propose = json!({ "council": format!("@{}", self.town.council), "from": day_after, "rules": rules });
        let committee = self.teller.by("tt")?;
        self.teller
            .give(&committee, "directory.ProposeRules", "tx-rules", act.clone(), &propose)
            .await?;
        let agree = json!({ "council": format!("@{}", self.town.council), "proposal": 1 });
        for party in ["mttq", "ubnd"] {
            let key = format!("tx-rules-{party}");
            self.teller
                .give(&self.teller.by(party)?, "directory.AgreeRules", &key, act.clone(), &agree)
                .await?;
        }
        for body in council {
            self.end_body(&admin, &body.key, &body.heirs).await?;
        }
        Ok(())
    }

    async fn end_body(&self, admin: &Actor, key: &str, heirs: &[String]) -> anyhow::Result<()> {
        let data = json!({ "body": format!("@{key}"), "until": self.town.until,
                           "successors": heirs, "basis": self.town.basis });
        self.teller
            .give(
                admin,
                "directory.EndBody",
                &format!("end-{key}"),
                self.town.end_paper.act(),
                &data,
            )
            .await?;
        Ok(())
    }

    /// Each row that was open goes to the one body that holds it from now on.
    async fn hand_over(&self, open: &[&Row<'a>]) -> anyhow::Result<()> {
        let day_after = self.town.until.tomorrow()?;
        for handed in &self.town.handed_over {
            let row = open.iter().find(|row| row.number == handed.row);
            let row = row.context("a row of the book")?;
            let on = || json!({ "occurred_on": day_after });
            let from = format!("@{}", self.town.peoples_committee);
            let to = format!("@{}", handed.to);
            let data = json!({ "from": from, "to": to, "basis": self.town.basis });
            self.about("tt", row, ("hand-over", "monitoring.HandOver"), on(), &data).await?;
            let data = json!({ "follower": "@mttq" });
            self.about("tt", row, ("new-follower", "monitoring.NameFollower"), on(), &data).await?;
            run_steps(self.teller, &row.key(), "after", &handed.steps).await?;
        }
        Ok(())
    }
}
