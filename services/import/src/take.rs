//! Taking a row over: its commands in their order, and what their outcomes mean.
//!
//! Whoever sends them is a [`Desk`]. A row is sent under a key that the vault makes of its words, so
//! that the same row again is told as there, whoever sends it and however often.

pub mod answer;
pub mod form;

use std::future::Future;

use serde_json::Value;

pub use answer::Answer;
pub use form::{Defaults, Whose};

use crate::verdict::Petition;

/// How many recorded refusals of a row are passed over, each run after the other.
pub(crate) const REFUSED_BEFORE_MAX: u32 = 50;

/// What a portal said to a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The status of HTTP.
    pub status: u16,
    /// The answer, or the problem.
    pub body: Value,
}

impl Said {
    fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Gives commands to a portal and reads from it, patiently: while the portal is busy or away it asks
/// again, under the same key.
pub trait Desk {
    /// That it stays away, or that the one who asks may ask no longer.
    type Error;

    /// Gives the command `context/Command` under `key`.
    fn give(
        &self,
        command: &'static str,
        key: &str,
        form: &Value,
    ) -> impl Future<Output = Result<Said, Self::Error>> + Send;

    /// Reads a petition, at least as of `position`.
    fn look(
        &self,
        stream: &str,
        position: Option<u64>,
    ) -> impl Future<Output = Result<Said, Self::Error>> + Send;
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It is in now.
    New,
    /// It has been in since an earlier run.
    Was,
    /// It has been in, and was recorded otherwise then: the book has changed, or names are known.
    WasOtherwise,
    /// It is not in; the problem says why.
    Refused(Value),
}

/// Where a petition of the book is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its stream.
    pub stream: String,
    /// At which a register knows it; none where nobody said.
    pub position: Option<u64>,
    /// Its version, where it came in right now.
    pub version: Option<u64>,
    /// Its number, where it came in right now.
    pub number: Option<String>,
    /// The code with which the public follows it, where it came in right now.
    pub code: Option<String>,
}

/// What became of a row and of the answer that it states.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Of the petition; refused too where its answer was.
    pub fate: Fate,
    /// Of the answer; none where the row states none or the petition is not in.
    pub answer: Option<Answer>,
    /// Where the petition is, if it is in.
    pub place: Option<Place>,
}

/// Sends one row: the petition, and then what the book says of its answer.
///
/// # Errors
/// That the desk cannot go on; the row may be sent again.
pub async fn row<D: Desk + Sync>(
    desk: &D,
    whose: &Whose,
    petition: &Petition,
    key: &str,
) -> Result<Taken, D::Error> {
    let (fate, place) = record(desk, whose, petition, key).await?;
    let stated = petition.stated();
    let Some((stated, at)) = stated.as_ref().zip(place.as_ref()) else {
        return Ok(Taken { fate, answer: None, place });
    };
    let answer = answer::take_over(desk, whose, (petition, stated), key, at).await?;
    let fate = match &answer {
        Answer::Refused(problem) => Fate::Refused(problem.clone()),
        Answer::New | Answer::Was | Answer::Otherwise | Answer::TooLate => fate,
    };
    Ok(Taken { fate, answer: Some(answer), place })
}

/// Sends one petition; says where it is too, if it is in. A refusal is recorded under its key for
/// ever, so a later run, when what was wrong may have been put right, takes the row's next key.
async fn record<D: Desk + Sync>(
    desk: &D,
    whose: &Whose,
    petition: &Petition,
    key: &str,
) -> Result<(Fate, Option<Place>), D::Error> {
    let form = form::record(whose, petition);
    let mut last = Value::Null;
    for before in 0..REFUSED_BEFORE_MAX {
        let said = desk.give("intake/RecordPetition", &nth(key, before), &form).await?;
        if !refused_before(&said) {
            let fate = fate(&said);
            let new = fate == Fate::New;
            let text = |name: &str| said.body[name].as_str().map(str::to_owned);
            let stream = text("stream").filter(|_| !matches!(fate, Fate::Refused(_)));
            let place = stream.map(|stream| Place {
                stream,
                position: said.body["position"].as_u64(),
                version: said.body["version"].as_u64().filter(|_| new),
                number: text("number").filter(|_| new),
                code: text("tracking_code").filter(|_| new),
            });
            return Ok((fate, place));
        }
        last = said.body;
    }
    Ok((Fate::Refused(last), None))
}

/// Whether this very request, or another one under its key, was refused in an earlier run.
fn refused_before(Said { status, body }: &Said) -> bool {
    let other = body["code"] == "key_reused" && body["first"] == "refused";
    other || (*status == CONFLICT && body["repeated"] == true)
}

pub(crate) const CONFLICT: u16 = 409;

/// The key of a row of which `before` were refused.
#[must_use]
pub fn nth(key: &str, before: u32) -> String {
    if before == 0 { key.to_owned() } else { format!("{key}-{before}") }
}

fn fate(said: &Said) -> Fate {
    match (said.is_done(), said.body["repeated"] == true) {
        (true, false) => Fate::New,
        (true, true) => Fate::Was,
        (false, _) if said.body["code"] == "key_reused" => Fate::WasOtherwise,
        (false, _) => Fate::Refused(said.body.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_row_again_is_told_as_there_and_not_as_refused() {
        for (status, body, expected) in [
            (201, json!({ "repeated": false }), Fate::New),
            (200, json!({ "repeated": true }), Fate::Was),
            (422, json!({ "code": "key_reused", "first": "done" }), Fate::WasOtherwise),
        ] {
            assert_eq!(fate(&Said { status, body }), expected);
        }
        let why = json!({ "code": "intake.x", "title": "No" });
        assert_eq!(fate(&Said { status: 409, body: why.clone() }), Fate::Refused(why));
    }

    #[test]
    fn a_row_that_was_refused_under_its_key_is_sent_under_the_next() {
        for (status, body, expected) in [
            (409, json!({ "code": "intake.x", "repeated": true }), true),
            (409, json!({ "code": "intake.x", "repeated": false }), false),
            (422, json!({ "code": "key_reused", "first": "refused" }), true),
            (422, json!({ "code": "key_reused", "first": "done" }), false),
            (200, json!({ "repeated": true }), false),
        ] {
            let said = Said { status, body };
            assert_eq!(refused_before(&said), expected, "{said:?}");
        }
        assert_eq!((nth("k", 0), nth("k", 2)), ("k".to_owned(), "k-2".to_owned()));
    }
}
