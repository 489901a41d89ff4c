//! The petitions of a book, sent one by one, each with what the book says of its answer.

use std::time::Duration;

use anyhow::{Context as _, bail};
use import::verdict::Stated;
use import::{Book, Lang, Petition};
use proto::Digest;
use reqwest::{Method, StatusCode};
use runtime::wait::{Backoff, pause};
use serde_json::{Map, Value, json};

use super::Whose;
use crate::client::{Portal, json_body, print, print_json, problem};
use crate::language::{say, spoken};
use crate::progress::Progress;

/// How long one request may take.
const WITHIN: Duration = Duration::from_secs(30);
/// How often a portal that is busy or away is asked again for one row: about two minutes.
const TRIES_MAX: u32 = 16;
/// How many recorded refusals of a row are passed over, each run after the other.
const REFUSED_BEFORE_MAX: u32 = 50;
/// The most rows of which the keys are asked at once.
const KEYS_MAX: usize = 500;
/// Why the answer of a row is not taken over any more, which is no mistake: the petition went on.
const WENT_ON: [&str; 3] =
    ["key_reused", "forwarding.already_taken_over", "forwarding.lives_here_already"];

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It is in now.
    New,
    /// It has been in since an earlier run.
    Was,
    /// It has been in, and was recorded otherwise then: the book has changed, or names are known.
    WasOtherwise,
    /// It is not in.
    Refused(String),
}

/// What became of the rows.
#[derive(Debug, Default)]
struct Sum {
    fates: Vec<(usize, Fate)>,
    /// Answers that were taken over now.
    answers: usize,
}

/// Sends every petition of `book`, and tells what became of them.
///
/// # Errors
/// How many were refused, that the portal is away, or that it was interrupted: the same command
/// goes on later.
pub(super) async fn all(portal: &Portal, whose: &Whose, book: &Book) -> anyhow::Result<()> {
    let mut sum = Sum::default();
    let ended = tokio::select! {
        ended = rows(portal, whose, book, &mut sum) => ended,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!(say("bị ngắt", "interrupted"))),
    };
    if let Err(error) = ended {
        let done = sum.fates.len();
        return Err(error.context(say(
            format!(
                "dừng sau {done} kiến nghị; đã gửi thì vẫn giữ, chạy lại đúng lệnh này để đi tiếp"
            ),
            format!(
                "stopped after {done} petitions; what was sent stays, run the same command to go on"
            ),
        )));
    }
    tell(portal, book, &sum)
}

async fn rows(portal: &Portal, whose: &Whose, book: &Book, sum: &mut Sum) -> anyhow::Result<()> {
    let petitions: Vec<(usize, &Petition)> = book.petitions().collect();
    let mut progress = Progress::of(say("đưa sổ vào", "taking the book over"));
    let all = petitions.len();
    for petitions in petitions.chunks(KEYS_MAX) {
        let words: Vec<Digest> = petitions.iter().map(|(_, petition)| petition.key).collect();
        let keys = keys(portal, &words).await?;
        for ((row, petition), key) in petitions.iter().zip(&keys) {
            progress.at(sum.fates.len() as u64, all as u64);
            let (fate, stream) = record(portal, whose, petition, key).await?;
            let stated = petition.stated().zip(stream);
            let fate = match stated {
                Some((stated, stream)) if !matches!(fate, Fate::Refused(_)) => {
                    match take_over(portal, whose, petition, &stated, key, &stream).await? {
                        Ok(new) => {
                            sum.answers += usize::from(new);
                            fate
                        }
                        Err(why) => Fate::Refused(why),
                    }
                }
                Some(_) | None => fate,
            };
            sum.fates.push((*row, fate));
        }
    }
    Ok(())
}

/// The keys under which rows are sent, made by the portal's vault.
async fn keys(portal: &Portal, words: &[Digest]) -> anyhow::Result<Vec<String>> {
    let asked = json!({ "rows": words }).to_string();
    let (status, answer) = sent(portal, "/imports/keys", None, &asked).await?;
    if !status.is_success() {
        bail!(problem(&answer));
    }
    let keys = answer["keys"].as_array().into_iter().flatten();
    let keys: Vec<String> = keys.filter_map(|key| Some(key.as_str()?.to_owned())).collect();
    anyhow::ensure!(keys.len() == words.len(), "the portal gave {} keys", keys.len());
    Ok(keys)
}

/// Sends one petition; gives its stream too, where it is in. A refusal is recorded under its key
/// for ever, so a later run, when what was wrong may have been put right, takes the row's next key.
async fn record(
    portal: &Portal,
    whose: &Whose,
    petition: &Petition,
    key: &str,
) -> anyhow::Result<(Fate, Option<String>)> {
    let form = form(whose, petition).to_string();
    for before in 0..REFUSED_BEFORE_MAX {
        let key = nth(key, before);
        let (status, answer) =
            sent(portal, "/commands/intake/RecordPetition", Some(&key), &form).await?;
        let refused_before = status == StatusCode::CONFLICT && answer["repeated"] == true;
        if !refused_before {
            let stream = answer["stream"].as_str().map(str::to_owned);
            return Ok((fate(status, &answer), stream));
        }
    }
    Ok((Fate::Refused(format!("refused {REFUSED_BEFORE_MAX} times")), None))
}

fn nth(key: &str, before: u32) -> String {
    if before == 0 { key.to_owned() } else { format!("{key}-{before}") }
}

fn fate(status: StatusCode, answer: &Value) -> Fate {
    match (status.is_success(), answer["repeated"] == true) {
        (true, false) => Fate::New,
        (true, true) => Fate::Was,
        (false, _) if answer["code"] == "key_reused" => Fate::WasOtherwise,
        (false, _) => Fate::Refused(problem(answer)),
    }
}

/// Takes over what the book says of the answer: whether it is in only now, or why not.
async fn take_over(
    portal: &Portal,
    whose: &Whose,
    petition: &Petition,
    stated: &Stated,
    key: &str,
    stream: &str,
) -> anyhow::Result<Result<bool, String>> {
    let Stated { by, by_written, outcome, outcome_written, text } = stated;
    let mut data = Map::new();
    for (name, value) in [
        ("by", by.as_deref()),
        ("by_written", by_written.as_deref()),
        ("outcome", *outcome),
        ("outcome_written", outcome_written.as_deref()),
        ("text", text.as_deref()),
    ] {
        data.extend(value.map(|value| (name.to_owned(), json!(value))));
    }
    let mut form = json!({ "body": whose.body, "stream": stream, "seen_version": 1, "data": data });
    if let Some(day) = petition.answered_on {
        form["occurred_on"] = json!(day.to_string());
    }
    let form = form.to_string();
    for before in 0..REFUSED_BEFORE_MAX {
        let key = nth(&format!("{key}-answer"), before);
        let path = "/commands/forwarding/TakeOverAnswer";
        let (status, answer) = sent(portal, path, Some(&key), &form).await?;
        let code = answer["code"].as_str().unwrap_or_default();
        if status.is_success() {
            return Ok(Ok(answer["repeated"] != true));
        }
        if WENT_ON.contains(&code) {
            return Ok(Ok(false));
        }
        if !(status == StatusCode::CONFLICT && answer["repeated"] == true) {
            return Ok(Err(problem(&answer)));
        }
    }
    Ok(Err(format!("refused {REFUSED_BEFORE_MAX} times")))
}

/// Posts, asking again while the portal is busy or away.
pub(super) async fn sent(
    portal: &Portal,
    path: &str,
    key: Option<&str>,
    form: &str,
) -> anyhow::Result<(StatusCode, Value)> {
    let mut backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(10));
    let mut last = String::new();
    for _ in 0..TRIES_MAX {
        let request = json_body(portal.request(Method::POST, path), form.to_owned());
        let request = key.into_iter().fold(request, |to, key| to.header("Idempotency-Key", key));
        match request.timeout(WITHIN).send().await {
            // Nobody answered: under the same key it is safe to ask again.
            Err(error) => last = error.without_url().to_string(),
            Ok(answer) => {
                let status = answer.status();
                let body: Value = answer.json().await.context("the portal's answer is not JSON")?;
                match status {
                    StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                        last = problem(&body);
                    }
                    // Whoever may not send one row may send none: the rest need not be tried.
                    StatusCode::UNAUTHORIZED => bail!(problem(&body)),
                    status => return Ok((status, body)),
                }
            }
        }
        pause(backoff.delay()).await;
    }
    bail!("{}: {last}", say("cổng vẫn bận hoặc không trả lời", "the portal stays busy or away"))
}

/// The command.
fn form(whose: &Whose, petition: &Petition) -> Value {
    let id = |named: &Option<import::known::Named>| named.as_ref().and_then(|n| n.id.clone());
    let group = id(&petition.group).unwrap_or_else(|| whose.group.clone());
    let mut data = json!({ "council": whose.council, "via": "import", "raised_with": group,
                           "original": petition.content });
    for (name, code) in [("area", id(&petition.area)), ("field", id(&petition.field))] {
        if let Some(code) = code {
            data[name] = Value::String(code);
        }
    }
    if !petition.voter.is_empty() {
        data["raised_by"] = json!(petition.voter);
    }
    let beside: Vec<Value> = petition
        .beside()
        .into_iter()
        .map(|(of, text, body)| match body {
            Some(body) => json!({ "of": of, "text": text, "body": body }),
            None => json!({ "of": of, "text": text }),
        })
        .collect();
    if !beside.is_empty() {
        data["written"] = Value::Array(beside);
    }
    let mut form = json!({ "body": whose.body, "data": data });
    if let Some(day) = petition.on {
        form["occurred_on"] = json!(day.to_string());
    }
    form
}

fn tell(portal: &Portal, book: &Book, sum: &Sum) -> anyhow::Result<()> {
    let lang = Lang::from(spoken());
    let count = |fits: fn(&Fate) -> bool| sum.fates.iter().filter(|(_, fate)| fits(fate)).count();
    let new = count(|fate| *fate == Fate::New);
    let was = count(|fate| *fate == Fate::Was);
    let otherwise = count(|fate| *fate == Fate::WasOtherwise);
    let refused: Vec<(usize, &str)> = sum
        .fates
        .iter()
        .filter_map(|(row, fate)| match fate {
            Fate::Refused(why) => Some((*row, why.as_str())),
            Fate::New | Fate::Was | Fate::WasOtherwise => None,
        })
        .collect();
    let unreadable: Vec<_> = book.rows.iter().filter(|row| row.is_unreadable()).collect();
    let left = refused.len() + unreadable.len();
    if portal.json {
        let why = |(row, why): &(usize, &str)| json!({ "row": row, "why": why });
        print_json(&json!({ "sent": true, "new": new, "already": was,
            "already_otherwise": otherwise, "answers_new": sum.answers,
            "refused": refused.iter().map(why).collect::<Value>(), "not_taken": unreadable }))?;
    } else {
        for row in &unreadable {
            print(&row.say(lang))?;
        }
        for (row, why) in &refused {
            let refused = lang.of("bị từ chối:", "refused:");
            print(&format!("{} {row}: {refused} {why}", lang.of("Dòng", "Row")))?;
        }
        let words = [
            (new, lang.of("mới đưa vào", "new")),
            (sum.answers, lang.of("trả lời mới theo sổ", "new answers as stated in the book")),
            (was, lang.of("đã có", "there before")),
            (otherwise, lang.of("đã có, giữ như đã ghi", "there before, kept as recorded then")),
            (left, lang.of("không đưa vào", "not taken")),
        ];
        let words: Vec<String> = words.iter().map(|(n, what)| format!("{n} {what}")).collect();
        print(&words.join(", "))?;
    }
    match left {
        0 => Ok(()),
        left => {
            bail!(say(format!("{left} dòng không đưa vào"), format!("{left} rows were not taken")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_again_is_told_as_there_and_not_as_refused() {
        for (status, answer, expected) in [
            (201, json!({ "repeated": false }), Fate::New),
            (200, json!({ "repeated": true }), Fate::Was),
            (422, json!({ "code": "key_reused" }), Fate::WasOtherwise),
        ] {
            assert_eq!(fate(StatusCode::from_u16(status).unwrap(), &answer), expected);
        }
        let refused = fate(StatusCode::CONFLICT, &json!({ "code": "intake.x", "title": "No" }));
        assert_eq!(refused, Fate::Refused("No [intake.x]".to_owned()));
    }
}
