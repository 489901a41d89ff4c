//! What happens in the province: meetings, petitions, lists, letters, and each petition's life.

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::{TryStreamExt as _, stream};
use runtime::wait::pause;
use serde_json::{Value, json};

use super::data::{Data, List, Meeting, Petition, Step, Story};
use super::teller::Teller;

/// How many commands are under way at a time, where their order does not matter.
pub(super) const TOGETHER: usize = 12;
/// How often it is looked whether the rules' own suggestions came.
const LOOKS: u32 = 400;

/// Tells the province's petitions.
///
/// # Errors
/// When a step is refused.
pub(crate) async fn tell(teller: &Teller, data: &Data) -> anyhow::Result<()> {
    let telling = Telling { teller, data, story: &data.story };
    telling.meetings().await?;
    telling.petitions().await?;
    telling.suggested().await?;
    said("what was settled at once");
    telling.each(|petition| ("early", &petition.early)).await?;
    said("talks and lists");
    telling.each(|petition| ("talks", &petition.talks)).await?;
    telling.lists().await?;
    said("letters");
    telling.letters().await?;
    said("answers, checks, endings");
    telling.each(|petition| ("after", &petition.after)).await
}

/// Progress, for whoever waits.
pub(super) fn said(what: &str) {
    let _ = writeln!(std::io::stderr(), "demo: {what}");
}

/// Gives the steps of one petition, one after the other.
///
/// # Errors
/// When one is refused.
pub(super) async fn run_steps(
    teller: &Teller,
    petition: &str,
    part: &str,
    steps: &[Step],
) -> anyhow::Result<()> {
    for (n, step) in (1..).zip(steps) {
        let about = teller.stream(step.about.as_deref().unwrap_or(petition))?;
        let mut act = json!({ "stream": about, "occurred_on": step.on });
        if let Some(symbol) = &step.symbol {
            act["document"] = json!({ "symbol": symbol, "issued_on": step.on });
        }
        if let Some(body) = &step.on_behalf {
            act["on_behalf"] = json!(teller.body(body)?);
        }
        let key = format!("{petition}-{part}-{n}");
        teller.give(&teller.by(&step.by)?, &step.command, &key, act, &step.data).await?;
    }
    Ok(())
}

struct Telling<'a> {
    teller: &'a Teller,
    data: &'a Data,
    story: &'a Story,
}

impl<'a> Telling<'a> {
    fn meeting(&self, petition: &Petition) -> anyhow::Result<&'a Meeting> {
        let found = self.story.meetings.iter().find(|meeting| meeting.key == petition.meeting);
        found.with_context(|| format!("{} was raised at no meeting", petition.key))
    }

    fn petition(&self, key: &str) -> anyhow::Result<&'a Petition> {
        let found = self.story.petitions.iter().find(|petition| petition.key == key);
        found.with_context(|| format!("there is no petition {key}"))
    }

    async fn meetings(&self) -> anyhow::Result<()> {
        for meeting in &self.story.meetings {
            let mut data = Value::Object(meeting.rest.clone());
            data["area"] = json!(meeting.area);
            let (by, act) = (self.teller.by(&meeting.by)?, json!({ "occurred_on": meeting.on }));
            let key = format!("meeting-{}", meeting.key);
            let done = self.teller.give(&by, "intake.HoldMeeting", &key, act, &data).await?;
            self.know(&meeting.key, &done)?;
        }
        Ok(())
    }

    fn know(&self, key: &str, done: &Value) -> anyhow::Result<()> {
        let stream = done["stream"].as_str().context("no stream came of it")?;
        self.teller.know_stream(key, stream);
        Ok(())
    }

    /// One after the other: their numbers are the same in every demo.
    async fn petitions(&self) -> anyhow::Result<()> {
        said("petitions");
        for petition in &self.story.petitions {
            let meeting = self.meeting(petition)?;
            let mut data = json!({
                "council": "@hdnd", "via": "meeting", "meeting": self.teller.stream(&meeting.key)?,
                "raised_with": format!("@{}", meeting.by), "area": meeting.area,
                "original": petition.original, "raised_by": petition.by,
            });
            for (name, value) in [("field", &petition.field), ("public_wording", &petition.public)]
            {
                if let Some(value) = value {
                    data[name] = json!(value);
                }
            }
            let (by, act) = (self.teller.by(&meeting.by)?, json!({ "occurred_on": meeting.on }));
            let key = format!("{}-record", petition.key);
            let done = self.teller.give(&by, "intake.RecordPetition", &key, act, &data).await?;
            self.know(&petition.key, &done)?;
        }
        Ok(())
    }

    /// Waits until the rules' own suggestions are there: what people say comes after them.
    async fn suggested(&self) -> anyhow::Result<()> {
        let has_addressee = |field: &str| {
            let mut rules = self.data.province.fields.iter();
            rules.any(|rule| rule["field"] == field && rule["addressee"].is_string())
        };
        let awaited = self.story.petitions.iter();
        let awaited =
            awaited.filter(|petition| petition.field.as_deref().is_some_and(has_addressee));
        let awaited: Vec<String> =
            awaited.map(|petition| self.teller.stream(&petition.key)).collect::<Result<_, _>>()?;
        for _ in 0..LOOKS {
            let book = self.teller.book("").await?;
            let waits = book.iter().filter(|row| row["stage"]["code"] == "received");
            let missing =
                waits.filter(|row| awaited.iter().any(|stream| row["stream"] == stream.as_str()));
            if missing.count() == 0 {
                return Ok(());
            }
            pause(Duration::from_millis(50)).await;
        }
        bail!("the rules' suggestions do not come")
    }

    async fn each(
        &self,
        part: impl Fn(&'a Petition) -> (&'static str, &'a Vec<Step>),
    ) -> anyhow::Result<()> {
        let lives = self.story.petitions.iter().map(|petition| {
            let (name, steps) = part(petition);
            Ok(run_steps(self.teller, &petition.key, name, steps))
        });
        stream::iter(lives).try_for_each_concurrent(TOGETHER, |life| life).await
    }

    async fn lists(&self) -> anyhow::Result<()> {
        for list in &self.story.lists {
            let petitions: Vec<String> =
                list.petitions.iter().map(|key| format!("#{key}")).collect();
            let data = json!({ "council": "@hdnd", "round": list.round, "area": list.area,
                               "petitions": petitions });
            let (by, act) = (self.teller.by("tt")?, json!({ "occurred_on": list.on }));
            let key = format!("list-{}", list.key);
            let done = self.teller.give(&by, "intake.FixList", &key, act, &data).await?;
            self.know(&list.key, &done)?;
            self.agree(list).await?;
        }
        Ok(())
    }

    /// The parties consent, each to the whole list but for its exceptions: pair 1, then pair 2.
    async fn agree(&self, list: &List) -> anyhow::Result<()> {
        let first = list.petitions.first().context("an empty list")?;
        let group = &self.meeting(self.petition(first)?)?.by;
        let stream = self.teller.stream(&list.key)?;
        for (side, body) in
            [("group", group.as_str()), ("commune", &list.area), ("tt", "tt"), ("mttq", "mttq")]
        {
            let mut rows = Vec::new();
            for key in &list.petitions {
                let petition = self.petition(key)?;
                if petition.agree.iter().any(|agrees| agrees == side) {
                    let proposal = petition.proposal;
                    rows.push(
                        json!({ "petition": self.teller.stream(key)?, "proposal": proposal }),
                    );
                }
            }
            if rows.is_empty() {
                continue;
            }
            let data = json!({ "list": { "list": stream, "revision": 1 }, "petitions": rows });
            let act = json!({ "stream": stream, "occurred_on": list.on });
            let key = format!("agree-{}-{side}", list.key);
            let by = self.teller.by(body)?;
            self.teller.give(&by, "classification.GiveConsent", &key, act, &data).await?;
        }
        Ok(())
    }

    async fn letters(&self) -> anyhow::Result<()> {
        for letter in &self.story.letters {
            let petitions: Vec<String> =
                letter.petitions.iter().map(|key| format!("#{key}")).collect();
            let mut data = json!({ "to": format!("@{}", letter.to), "petitions": petitions });
            if letter.passed_on {
                data["passed_on"] = json!(true);
            }
            let act = json!({ "occurred_on": letter.on,
                              "document": { "symbol": letter.symbol, "issued_on": letter.on } });
            let (by, key) = (self.teller.by("tt")?, format!("letter-{}", letter.key));
            let done = self.teller.give(&by, "forwarding.IssueLetter", &key, act, &data).await?;
            self.know(&letter.key, &done)?;
            let Some(received) = letter.received else { continue };
            let stream = self.teller.stream(&letter.key)?;
            let act = json!({ "stream": stream, "occurred_on": received });
            let (by, key) = (self.teller.by(&letter.to)?, format!("receipt-{}", letter.key));
            self.teller.give(&by, "forwarding.ConfirmReceipt", &key, act, &json!({})).await?;
        }
        Ok(())
    }
}
