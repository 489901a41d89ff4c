//! The steps of a petition one by one, for stories in which something is away between two of them.
//!
//! A [`Form`] is a command as an honest client holds it: given again under the same key until it is
//! decided.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::circle::Circle;
use crate::client::Answer;
use crate::eventually;

/// How long what happens by itself may take on a busy machine.
const WITHIN: Duration = Duration::from_secs(60);

/// A command, its author and its key.
#[derive(Debug, Clone)]
pub struct Form {
    by: &'static str,
    command: &'static str,
    key: String,
    /// Everything but the data.
    pub act: Value,
    /// The data.
    pub data: Value,
}

impl Form {
    /// `command` by the officer of `by`, under `key`.
    #[must_use]
    pub fn new(circle: &Circle, by: &'static str, command: &'static str, key: &str) -> Self {
        let (act, data) = (circle.acting(by), json!({}));
        Self { by, command, key: key.to_owned(), act, data }
    }

    /// About the petition or letter `stream`, as it was seen.
    #[must_use]
    pub fn about(mut self, stream: &str, seen_version: &Value) -> Self {
        self.act["stream"] = json!(stream);
        self.act["seen_version"] = seen_version.clone();
        self
    }

    /// With `data`.
    #[must_use]
    pub fn with(self, data: Value) -> Self {
        Self { data, ..self }
    }

    /// Gives it once.
    ///
    /// # Errors
    /// When the portal cannot be reached.
    pub async fn give(&self, circle: &Circle) -> anyhow::Result<Answer> {
        circle.officer(self.by).try_command(self.command, &self.key, &self.act, &self.data).await
    }

    /// Gives it once; it has to be answered by "come again".
    ///
    /// # Errors
    /// What it was answered instead.
    pub async fn not_now(&self, circle: &Circle) -> anyhow::Result<()> {
        let answer = self.give(circle).await?;
        let about = format!("{} by {}: {} {}", self.command, self.by, answer.status, answer.body);
        ensure!(answer.come_again(), "{about}");
        Ok(())
    }

    /// Gives it until it is decided, and then once more: the same outcome, done once.
    ///
    /// # Errors
    /// When it is refused, or the second answer is another one.
    pub async fn done_once(&self, circle: &Circle) -> anyhow::Result<Value> {
        let client = circle.officer(self.by);
        let give = || client.command(self.command, &self.key, self.act.clone(), self.data.clone());
        let (first, again) = (give().await?, give().await?);
        ensure!(again["repeated"] == true, "{} was done twice: {again}", self.command);
        ensure!(again["events"] == first["events"], "{first} became {again}");
        Ok(first)
    }
}

/// One petition as its clerk sees it.
#[derive(Debug, Clone, Copy)]
pub struct Petition<'a> {
    circle: &'a Circle,
    /// Its stream or its number.
    pub name: &'a str,
}

impl<'a> Petition<'a> {
    /// The petition called `name`.
    #[must_use]
    pub fn named(circle: &'a Circle, name: &'a str) -> Self {
        Self { circle, name }
    }

    /// The petition once it is at `stage`.
    ///
    /// # Errors
    /// When it does not come there.
    pub async fn at(&self, stage: &str) -> anyhow::Result<Value> {
        let (clerk, path) = (self.circle.officer("group1"), format!("/petitions/{}", self.name));
        eventually(&format!("{} to be {stage}", self.name), WITHIN, async || {
            let petition = clerk.get(&path).await.ok()?.ok().ok()?;
            (petition["stage"]["code"] == stage).then_some(petition)
        })
        .await
    }

    /// The types of all that happened to it.
    ///
    /// # Errors
    /// When its history cannot be read.
    pub async fn types(&self) -> anyhow::Result<Vec<String>> {
        let path = format!("/petitions/{}/history", self.name);
        let history = self.circle.officer("group1").get(&path).await?.ok()?;
        let entries = history["entries"].as_array().context("no entries")?.iter();
        Ok(entries.filter_map(|entry| entry["type"].as_str().map(ToOwned::to_owned)).collect())
    }

    /// Waits until `kind` has happened `count` times.
    ///
    /// # Errors
    /// When it has not, in time; says what happened instead.
    pub async fn happened(&self, kind: &str, count: usize) -> anyhow::Result<()> {
        let counted = eventually(kind, WITHIN, async || {
            let types = self.types().await.ok()?;
            (types.iter().filter(|found| *found == kind).count() == count).then_some(())
        });
        let done = counted.await;
        match done {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("{:?}", self.types().await))),
        }
    }
}

/// The form that records a petition under `key`.
#[must_use]
pub fn record(circle: &Circle, key: &str) -> Form {
    let data = circle.petition(&format!("Kiến nghị {key}"));
    Form::new(circle, "group1", "intake.RecordPetition", key).with(data)
}

/// The form by which the standing committee classifies it; where no pair has to agree, for good.
#[must_use]
pub fn classify(circle: &Circle, stream: &str, seen_version: &Value) -> Form {
    let data = json!({ "field": "lighting", "competence": "commune",
                       "addressees": [circle.id("commune")] });
    let command = "classification.ProposeClassification";
    let key = format!("classify-{stream}");
    Form::new(circle, "committee", command, &key).about(stream, seen_version).with(data)
}

/// The form of the letter of `day` that forwards it to the commune.
#[must_use]
pub fn letter(circle: &Circle, stream: &str, seen_version: &Value, day: &str) -> Form {
    let petition = json!({ "petition": stream, "seen_version": seen_version });
    let data = json!({ "to": circle.id("commune"), "petitions": [petition] });
    let key = format!("letter-{stream}");
    let mut form = Form::new(circle, "committee", "forwarding.IssueLetter", &key).with(data);
    form.act["occurred_on"] = json!(day);
    form.act["document"] = json!({ "symbol": "7/HĐND-VP", "issued_on": day });
    form
}
