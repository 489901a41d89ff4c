//! The petitions of a book, sent one by one, each with what the book says of its answer.

use std::time::Duration;

use anyhow::{Context as _, bail};
use import::take::{self, Answer, Desk, Fate, Said, Whose};
use import::{Book, Lang, Petition};
use proto::Digest;
use reqwest::{Method, StatusCode};
use runtime::wait::{Backoff, pause};
use serde_json::{Value, json};

use crate::client::{Portal, json_body, print, print_json, problem};
use crate::language::{say, spoken};
use crate::progress::Progress;

/// How long one request may take.
const WITHIN: Duration = Duration::from_secs(30);
/// How often a portal that is busy or away is asked again for one row: about two minutes.
const TRIES_MAX: u32 = 16;
/// The most rows of which the keys are asked at once.
const KEYS_MAX: usize = 500;

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
            let taken = take::row(&Api(portal), whose, petition, key).await?;
            let is_in = |answer: &Answer| !matches!(answer, Answer::Refused(_));
            sum.answers.extend(taken.answer.filter(is_in).map(|answer| (*row, answer)));
            sum.fates.push((*row, taken.fate));
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

/// The portal, by its API.
struct Api<'a>(&'a Portal);

impl Desk for Api<'_> {
    type Error = anyhow::Error;

    async fn give(&self, command: &'static str, key: &str, form: &Value) -> anyhow::Result<Said> {
        let path = format!("/commands/{command}");
        let (status, body) = sent(self.0, &path, Some(key), &form.to_string()).await?;
        Ok(Said { status: status.as_u16(), body })
    }

    async fn look(&self, stream: &str, position: Option<u64>) -> anyhow::Result<Said> {
        let (status, body) = read(self.0, &format!("/petitions/{stream}"), position).await?;
        Ok(Said { status: status.as_u16(), body })
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

fn tell(portal: &Portal, book: &Book, sum: &Sum) -> anyhow::Result<()> {
    let lang = Lang::from(spoken());
    let count = |fits: fn(&Fate) -> bool| sum.fates.iter().filter(|(_, fate)| fits(fate)).count();
    let new = count(|fate| *fate == Fate::New);
    let was = count(|fate| *fate == Fate::Was);
    let otherwise = count(|fate| *fate == Fate::WasOtherwise);
    let refused: Vec<(usize, String)> = sum
        .fates
        .iter()
        .filter_map(|(row, fate)| match fate {
            Fate::Refused(why) => Some((*row, problem(why))),
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
        let why = |(row, why): &(usize, String)| json!({ "row": row, "why": why });
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
