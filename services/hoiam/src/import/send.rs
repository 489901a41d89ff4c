//! The petitions of a book, sent one by one.

use std::io::IsTerminal as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use import::{Book, Lang, Petition};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reqwest::{Method, StatusCode};
use runtime::wait::{Backoff, pause};
use serde_json::{Map, Value, json};

use super::ImportArgs;
use crate::client::{Portal, json_body, print, print_json, problem};

/// How long one request may take.
const WITHIN: Duration = Duration::from_secs(30);
/// How often a portal that is busy is asked again for one row.
const TRIES_MAX: u32 = 8;
/// How many recorded refusals of a row are passed over, each run after the other.
const REFUSED_BEFORE_MAX: u32 = 50;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It is in now.
    New,
    /// It has been in since an earlier run.
    Was,
    /// It has been in, and what stands beside it in the book has changed since.
    WasOtherwise,
    /// It is not in.
    Refused(String),
}

/// Sends every petition of `book`, and tells what became of them.
///
/// # Errors
/// How many were refused, or that the portal is away: the same command goes on later.
pub(super) async fn all(portal: &Portal, args: &ImportArgs, book: &Book) -> anyhow::Result<()> {
    let petitions: Vec<(usize, &Petition)> = book.petitions().collect();
    let bar = bar(petitions.len() as u64);
    let mut fates = Vec::with_capacity(petitions.len());
    for (row, petition) in petitions {
        let fate = one(portal, args, petition).await;
        let fate = fate.with_context(|| {
            format!("stopped at row {row}; what was sent stays, run the same command to go on")
        })?;
        fates.push((row, fate));
        bar.inc(1);
    }
    bar.finish_and_clear();
    tell(args, book, &fates)
}

fn bar(rows: u64) -> ProgressBar {
    let target = match std::io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(Some(rows), target);
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Sends one petition. A refusal is recorded under its key for ever, so a later run, when what was
/// wrong may have been put right, takes the next key of the row.
async fn one(portal: &Portal, args: &ImportArgs, petition: &Petition) -> anyhow::Result<Fate> {
    let form = form(args, petition).to_string();
    for before in 0..REFUSED_BEFORE_MAX {
        let key = match before {
            0 => petition.key.clone(),
            before => format!("{}-{before}", petition.key),
        };
        let (status, answer) = sent(portal, &key, &form).await?;
        let refused_before = status == StatusCode::CONFLICT && answer["repeated"] == true;
        if !refused_before {
            return Ok(fate(status, &answer));
        }
    }
    Ok(Fate::Refused(format!("refused {REFUSED_BEFORE_MAX} times")))
}

fn fate(status: StatusCode, answer: &Value) -> Fate {
    match (status.is_success(), answer["repeated"] == true) {
        (true, false) => Fate::New,
        (true, true) => Fate::Was,
        (false, _) if answer["code"] == "key_reused" => Fate::WasOtherwise,
        (false, _) => Fate::Refused(problem(answer)),
    }
}

/// Posts, asking again while the portal is busy.
async fn sent(portal: &Portal, key: &str, form: &str) -> anyhow::Result<(StatusCode, Value)> {
    let mut backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(10));
    let mut last = None;
    for _ in 0..TRIES_MAX {
        let request = portal.request(Method::POST, "/commands/intake/RecordPetition");
        let request = json_body(request.header("Idempotency-Key", key), form.to_owned());
        let answer = request.timeout(WITHIN).send().await.context("no portal answers")?;
        let status = answer.status();
        let body: Value = answer.json().await.context("the portal's answer is not JSON")?;
        match status {
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                last = Some(problem(&body));
                pause(backoff.delay()).await;
            }
            // Whoever may not send one row may send none: the rest need not be tried.
            StatusCode::UNAUTHORIZED => bail!(problem(&body)),
            status => return Ok((status, body)),
        }
    }
    bail!("the portal stays busy: {}", last.unwrap_or_default())
}

/// The command.
fn form(args: &ImportArgs, petition: &Petition) -> Value {
    let id = |named: &Option<import::known::Named>| named.as_ref().and_then(|n| n.id.clone());
    let mut data = Map::new();
    data.insert("council".to_owned(), json!(args.council));
    data.insert("via".to_owned(), json!("import"));
    data.insert("raised_with".to_owned(), json!(id(&petition.group).unwrap_or(args.group.clone())));
    for (name, code) in [("area", id(&petition.area)), ("field", id(&petition.field))] {
        if let Some(code) = code {
            data.insert(name.to_owned(), Value::String(code));
        }
    }
    data.insert("original".to_owned(), Value::String(petition.original()));
    if !petition.voter.is_empty() {
        data.insert("raised_by".to_owned(), json!(petition.voter));
    }
    let mut form = Map::new();
    form.insert("body".to_owned(), json!(args.body));
    if let Some(day) = petition.on {
        form.insert("occurred_on".to_owned(), json!(day.to_string()));
    }
    form.insert("data".to_owned(), Value::Object(data));
    Value::Object(form)
}

fn tell(args: &ImportArgs, book: &Book, fates: &[(usize, Fate)]) -> anyhow::Result<()> {
    let lang: Lang = args.lang.into();
    let count = |fits: fn(&Fate) -> bool| fates.iter().filter(|(_, fate)| fits(fate)).count();
    let new = count(|fate| *fate == Fate::New);
    let was = count(|fate| *fate == Fate::Was);
    let otherwise = count(|fate| *fate == Fate::WasOtherwise);
    let refused: Vec<(usize, &str)> = fates
        .iter()
        .filter_map(|(row, fate)| match fate {
            Fate::Refused(why) => Some((*row, why.as_str())),
            Fate::New | Fate::Was | Fate::WasOtherwise => None,
        })
        .collect();
    let unreadable = book.rows.iter().filter(|row| row.is_unreadable());
    let unreadable: Vec<_> = unreadable.collect();
    if args.portal.json {
        let why = |(row, why): &(usize, &str)| json!({ "row": row, "why": why });
        print_json(
            &json!({ "sent": true, "new": new, "already": was, "already_otherwise": otherwise,
            "refused": refused.iter().map(why).collect::<Value>(), "not_taken": unreadable }),
        )?;
    } else {
        for row in &unreadable {
            print(&row.say(lang))?;
        }
        for (row, why) in &refused {
            print(&format!(
                "{} {row}: {} {why}",
                lang.of("Dòng", "Row"),
                lang.of("bị từ chối:", "refused:")
            ))?;
        }
        print(&format!(
            "{new} {}, {was} {}, {otherwise} {}, {} {}",
            lang.of("mới đưa vào", "new"),
            lang.of("đã có", "there before"),
            lang.of("đã có nhưng sổ nay ghi khác", "there before, the book differs now"),
            refused.len() + unreadable.len(),
            lang.of("không đưa vào", "not taken"),
        ))?;
    }
    match refused.len() + unreadable.len() {
        0 => Ok(()),
        left => bail!("{left} rows were not taken"),
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
