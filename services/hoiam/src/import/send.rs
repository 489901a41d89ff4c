//! The petitions of a book, sent one by one, each with what the book says of its answer.

use std::time::Duration;

use anyhow::{Context as _, bail};
use import::{Book, Lang, Petition};
use proto::Digest;
use reqwest::{Method, StatusCode};
use runtime::wait::{Backoff, pause};
use serde_json::{Value, json};

use super::Whose;
use super::answer::{self, Answer, Place};
use crate::client::{Portal, json_body, print, print_json, problem};
use crate::language::{say, spoken};
use crate::progress::Progress;

/// How long one request may take.
const WITHIN: Duration = Duration::from_secs(30);
/// How often a portal that is busy or away is asked again for one row: about two minutes.
const TRIES_MAX: u32 = 16;
/// How many recorded refusals of a row are passed over, each run after the other.
pub(super) const REFUSED_BEFORE_MAX: u32 = 50;
/// The most rows of which the keys are asked at once.
const KEYS_MAX: usize = 500;
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
    /// What became of the answers that the book states, in rows that are in.
    answers: Vec<(usize, Answer)>,
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
            let (fate, place) = record(portal, whose, petition, key).await?;
            let stated = petition.stated();
            let fate = match stated.as_ref().zip(place) {
                Some((stated, place)) => {
                    let row_said = (*petition, stated);
                    let answer = answer::take_over(portal, whose, row_said, key, &place).await?;
                    if let Answer::Refused(why) = answer {
                        Fate::Refused(why)
                    } else {
                        sum.answers.push((*row, answer));
                        fate
                    }
                }
                None => fate,
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

/// Sends one petition; says where it is too, if it is in. A refusal is recorded under its key for
/// ever, so a later run, when what was wrong may have been put right, takes the row's next key.
async fn record(
    portal: &Portal,
    whose: &Whose,
    petition: &Petition,
    key: &str,
) -> anyhow::Result<(Fate, Option<Place>)> {
    let form = form(whose, petition).to_string();
    for before in 0..REFUSED_BEFORE_MAX {
        let key = nth(key, before);
        let (status, answer) =
            sent(portal, "/commands/intake/RecordPetition", Some(&key), &form).await?;
        if !refused_before(status, &answer) {
            let fate = fate(status, &answer);
            let version = answer["version"].as_u64().filter(|_| fate == Fate::New);
            let stream = answer["stream"].as_str().filter(|_| !matches!(fate, Fate::Refused(_)));
            let position = answer["position"].as_u64();
            let place = stream.map(|stream| Place { stream: stream.to_owned(), position, version });
            return Ok((fate, place));
        }
    }
    Ok((Fate::Refused(format!("refused {REFUSED_BEFORE_MAX} times")), None))
}

/// Whether this very request, or another one under its key, was refused in an earlier run.
fn refused_before(status: StatusCode, answer: &Value) -> bool {
    let other = answer["code"] == "key_reused" && answer["first"] == "refused";
    other || (status == StatusCode::CONFLICT && answer["repeated"] == true)
}

/// The key of a row of which `before` were refused.
pub(super) fn nth(key: &str, before: u32) -> String {
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

/// Posts, asking again while the portal is busy or away.
///
/// # Errors
/// That it stays so, or that the token does not count.
pub(super) async fn sent(
    portal: &Portal,
    path: &str,
    key: Option<&str>,
    form: &str,
) -> anyhow::Result<(StatusCode, Value)> {
    answered(|| {
        let request = json_body(portal.request(Method::POST, path), form.to_owned());
        key.into_iter().fold(request, |to, key| to.header("Idempotency-Key", key))
    })
    .await
}

/// Reads `path`, at least as of `position`, asking again while the portal is busy or away.
///
/// # Errors
/// As [`sent`].
pub(super) async fn read(
    portal: &Portal,
    path: &str,
    position: Option<u64>,
) -> anyhow::Result<(StatusCode, Value)> {
    answered(|| {
        let request = portal.request(Method::GET, path);
        position.into_iter().fold(request, |to, at| to.header("Hoiam-Min-Position", at))
    })
    .await
}

async fn answered(
    request: impl Fn() -> reqwest::RequestBuilder,
) -> anyhow::Result<(StatusCode, Value)> {
    let mut backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(10));
    let mut last = String::new();
    for _ in 0..TRIES_MAX {
        match request().timeout(WITHIN).send().await {
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
    let answers = |what: &Answer| -> Vec<usize> {
        let alike = sum.answers.iter().filter(|(_, answer)| answer == what);
        alike.map(|(row, _)| *row).collect()
    };
    let answers_new = answers(&Answer::New).len();
    let unreadable: Vec<_> = book.rows.iter().filter(|row| row.is_unreadable()).collect();
    let left = refused.len() + unreadable.len();
    if portal.json {
        let why = |(row, why): &(usize, &str)| json!({ "row": row, "why": why });
        print_json(&json!({ "sent": true, "new": new, "already": was,
            "already_otherwise": otherwise, "answers_new": answers_new,
            "answers_otherwise": answers(&Answer::Otherwise),
            "answers_too_late": answers(&Answer::TooLate),
            "refused": refused.iter().map(why).collect::<Value>(), "not_taken": unreadable }))?;
    } else {
        for row in &unreadable {
            print(&row.say(lang))?;
        }
        for (row, why) in &refused {
            let refused = lang.of("bị từ chối:", "refused:");
            print(&format!("{} {row}: {refused} {why}", lang.of("Dòng", "Row")))?;
        }
        tell_kept(&answers(&Answer::Otherwise), &answers(&Answer::TooLate))?;
        let words = [
            (new, lang.of("mới đưa vào", "new")),
            (answers_new, lang.of("trả lời mới theo sổ", "new answers as stated in the book")),
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

/// Tells the rows of which the book says more than was taken over.
fn tell_kept(otherwise: &[usize], too_late: &[usize]) -> anyhow::Result<()> {
    let lang = Lang::from(spoken());
    let other = lang.of(
        "sổ nay ghi trả lời khác; giữ như đã đưa vào",
        "the book states another answer now; kept as taken over then",
    );
    let late = lang.of(
        "trả lời trong sổ không đưa vào: kiến nghị đã được giải quyết tiếp ở đây",
        "the book's answer is not taken: the petition went on here",
    );
    for (rows, said) in [(otherwise, other), (too_late, late)] {
        for row in rows {
            print(&format!("{} {row}: {said}", lang.of("Dòng", "Row")))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_again_is_told_as_there_and_not_as_refused() {
        for (status, answer, expected) in [
            (201, json!({ "repeated": false }), Fate::New),
            (200, json!({ "repeated": true }), Fate::Was),
            (422, json!({ "code": "key_reused", "first": "done" }), Fate::WasOtherwise),
        ] {
            assert_eq!(fate(StatusCode::from_u16(status).unwrap(), &answer), expected);
        }
        let refused = fate(StatusCode::CONFLICT, &json!({ "code": "intake.x", "title": "No" }));
        assert_eq!(refused, Fate::Refused("No [intake.x]".to_owned()));
    }

    #[test]
    fn a_row_that_was_refused_under_its_key_is_sent_under_the_next() {
        for (status, answer, expected) in [
            (409, json!({ "code": "intake.x", "repeated": true }), true),
            (409, json!({ "code": "intake.x", "repeated": false }), false),
            (422, json!({ "code": "key_reused", "first": "refused" }), true),
            (422, json!({ "code": "key_reused", "first": "done" }), false),
            (200, json!({ "repeated": true }), false),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(refused_before(status, &answer), expected, "{answer}");
        }
        assert_eq!((nth("k", 0), nth("k", 2)), ("k".to_owned(), "k-2".to_owned()));
    }
}
