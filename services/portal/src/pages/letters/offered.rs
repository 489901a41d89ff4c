//! Which acts on a letter and on the petitions in it would be taken now: asked of the deciders, as
//! the page of a petition asks. Never decides itself, and sends nothing.

use petition::Petition;
use proto::command::CommandSpec;
use proto::{BodyId, Context};
use register::Letter;
use serde_json::{Value, json};

use super::shown::Shown;
use crate::app::App;
use crate::pages::petition::possible::{Trial, Tried};
use crate::pages::shell::Page;
use crate::problem::Problem;

fn spec(context: &str, command: &str) -> Option<&'static CommandSpec> {
    Context::named(context).and_then(|of| proto::command::spec(of, command))
}

/// Bodies as the deciders' trial looks for them.
fn named(bodies: impl Iterator<Item = BodyId>) -> Value {
    bodies.map(|body| json!({ "body": body })).collect()
}

/// What confirming the receipt would come to, today.
pub(super) async fn receipt(app: &App, at: &Page, letter: &Letter) -> Result<Tried, Problem> {
    let stream = letter.envelope.stream;
    let shown = json!({
        "stream": stream,
        "council": { "body": letter.issued.council },
        "addressees": [{ "body": letter.issued.to, "letter": stream }],
    });
    let entries = app.register.history(stream, None).await?;
    let trial = Trial::on(app, at, &shown, (stream, &entries));
    let tried = spec("forwarding", "ConfirmReceipt").map(|spec| trial.of_act(spec));
    Ok(tried.unwrap_or(Tried::NotAllowed))
}

/// Those of `commands` that would be taken for one of `petitions`, now.
pub(super) async fn acts<'a>(
    app: &App,
    at: &Page,
    petitions: &[Shown],
    commands: &[(&'a str, &'a str)],
) -> Result<Vec<&'a str>, Problem> {
    let streams: Vec<_> = petitions.iter().map(|shown| shown.stream).collect();
    let histories = app.register.histories_of(&streams).await?;
    let mut open: Vec<(&str, &CommandSpec)> = Vec::new();
    for &(context, command) in commands {
        // Several are answered as one is.
        let one = if command == "AnswerPetitions" { "AnswerPetition" } else { command };
        open.extend(spec(context, one).map(|spec| (command, spec)));
    }
    let mut taken = Vec::new();
    for (held, entries) in &histories {
        let Some(stream) = held.stream.filter(|_| !open.is_empty()) else { continue };
        let shown = as_shown(&held.petition, stream, held.version.0);
        let trial = Trial::on(app, at, &shown, (stream, entries));
        open.retain(|&(command, spec)| {
            let possible = matches!(trial.of_act(spec), Tried::Possible(_));
            taken.extend(possible.then_some(command));
            !possible
        });
    }
    Ok(taken)
}

fn as_shown(petition: &Petition, stream: proto::StreamId, version: u64) -> Value {
    let received = petition.received.as_ref();
    json!({
        "stream": stream,
        "version": version,
        "council": { "body": received.map(|received| received.council) },
        "raised_with": { "body": received.map(|received| received.raised_with) },
        "addressees": named(petition.live().map(|to| to.body)),
    })
}
