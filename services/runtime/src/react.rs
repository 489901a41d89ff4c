//! Reactions: what a context does by itself, once, after an event.
//!
//! A reaction's command has an id derived from its cause, so however often the event comes, it is
//! done once; the cursor moves after the append's answer. A refused one is noted on the petition,
//! where it shows as "needs a person".

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use decider::{Reaction, ReactionCommand};
use proto::command::{CommandData, Message, NoteRefusedReaction};
use proto::envelope::Envelope;
use proto::event::Event;
use proto::reply::{CommandReply, Outcome};
use proto::{CommandId, Day, Digest, EventId, Site};
use serde_json::value::RawValue;

use crate::consume::{Arrived, Cursor, Sink};
use crate::crash;
use crate::cursor_file::CursorFile;
use crate::execute::Executor;
use crate::sqlite::OpenError;
use crate::wait::{Backoff, pause};

/// Tries before the process gives up and is started anew; with the delays, about a minute.
const TRIES: u32 = 25;
/// Events without a reaction that may pass before the cursor is saved.
const UNSAVED_MAX: u64 = 1_000;

/// Takes the reactions of one context.
#[derive(Debug)]
pub struct Reactor {
    executor: Arc<Executor>,
    file: CursorFile,
    at: Option<Cursor>,
}

/// Why a reaction could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum ReactError {
    /// The cursor could not be saved.
    #[error("the cursor cannot be saved")]
    Cursor(#[from] sqlx::Error),
    /// The reaction's command cannot be built.
    #[error("the command of reaction {reaction} cannot be built")]
    Command {
        /// Which.
        reaction: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The command was neither decided nor refused, many times.
    #[error("reaction {reaction} gets no decision: {reply}")]
    Undecided {
        /// Which.
        reaction: &'static str,
        /// The last answer.
        reply: String,
    },
}

impl Reactor {
    /// Goes on from the cursor in `data`.
    ///
    /// # Errors
    /// [`OpenError`] when the cursor's file cannot be opened.
    pub async fn open(data: &Path, executor: Arc<Executor>) -> Result<Self, OpenError> {
        let mut file = CursorFile::open(&data.join("reactions.sqlite")).await?;
        let at = file.read().await?;
        Ok(Self { executor, file, at })
    }

    /// Takes every reaction to one event; how many commands that were.
    async fn react(&self, envelope: &Envelope, event: &Event) -> Result<u32, ReactError> {
        let mut taken = 0;
        for reaction in self.executor.reactions() {
            for (n, command) in (0..).zip((reaction.react)(envelope, event)) {
                self.take(reaction, n, &command, envelope).await?;
                taken += 1;
            }
        }
        Ok(taken)
    }

    async fn take(
        &self,
        reaction: &Reaction,
        n: u32,
        command: &ReactionCommand,
        cause: &Envelope,
    ) -> Result<(), ReactError> {
        let id = CommandId::of_reaction(cause.event_id, n, reaction.name);
        let outcome = self.decide(reaction, id, command, cause).await?;
        if let Outcome::Refused(refusal) = outcome {
            let note = NoteRefusedReaction {
                reaction: reaction.name.to_owned(),
                cause: cause.event_id,
                code: refusal.code,
            };
            let built = |source| ReactError::Command { reaction: reaction.name, source };
            let data = serde_json::value::to_raw_value(&note).map_err(built)?;
            let name = <NoteRefusedReaction as CommandData>::SPEC.name;
            let note = ReactionCommand { command: name, stream: command.stream, data };
            let id =
                CommandId::of_reaction(cause.event_id, n, &format!("{}/refused", reaction.name));
            self.decide(reaction, id, &note, cause).await?;
        }
        Ok(())
    }
}

/// Takes the command of a due day; a refusal is an outcome like any other.
///
/// # Errors
/// [`ReactError`] when there is no decision.
pub(crate) async fn take_due(
    executor: &Executor,
    key: &str,
    command: &ReactionCommand,
    today: Day,
) -> Result<Outcome, ReactError> {
    let id = CommandId::of_timer(command.stream, key);
    let raw = message(id, command, today, id.0, None)
        .map_err(|source| ReactError::Command { reaction: command.command, source })?;
    decide(executor, command.command, command, &raw).await
}

/// Executes until there is a decision.
async fn decide(
    executor: &Executor,
    name: &'static str,
    command: &ReactionCommand,
    raw: &RawValue,
) -> Result<Outcome, ReactError> {
    let mut backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(4));
    let mut last = String::new();
    for _ in 0..TRIES {
        match executor.execute(command.command, &Site::hub(), raw).await {
            CommandReply::Done { outcome, .. } => return Ok(outcome),
            reply @ (CommandReply::Unavailable { .. } | CommandReply::Conflict { .. }) => {
                last = format!("{reply:?}");
                pause(backoff.delay()).await;
            }
            reply @ (CommandReply::KeyReused { .. }
            | CommandReply::Forbidden { .. }
            | CommandReply::Malformed { .. }
            | CommandReply::Fault { .. }) => {
                last = format!("{reply:?}");
                break;
            }
        }
    }
    Err(ReactError::Undecided { reaction: name, reply: last })
}

/// The message of a reaction's command: nobody's act, on the day of its cause.
fn message(
    command_id: CommandId,
    command: &ReactionCommand,
    occurred_on: Day,
    correlation: uuid::Uuid,
    causation: Option<EventId>,
) -> Result<Box<RawValue>, serde_json::Error> {
    let message = Message {
        command_id,
        // The first outcome counts, even if a later program would build the command otherwise.
        request_mac: Digest::ZERO,
        version: 1,
        stream: command.stream,
        seen_version: None,
        body: None,
        officer: None,
        on_behalf: None,
        document: None,
        occurred_on,
        correlation,
        causation,
        tracking_mac: None,
        data: command.data.clone(),
    };
    serde_json::value::to_raw_value(&message)
}

impl Reactor {
    async fn decide(
        &self,
        reaction: &Reaction,
        id: CommandId,
        command: &ReactionCommand,
        cause: &Envelope,
    ) -> Result<Outcome, ReactError> {
        let cause_id = Some(cause.event_id);
        let raw = message(id, command, cause.occurred_on, cause.correlation, cause_id)
            .map_err(|source| ReactError::Command { reaction: reaction.name, source })?;
        decide(&self.executor, reaction.name, command, &raw).await
    }
}

impl Sink for Reactor {
    type Error = ReactError;

    fn cursor(&self) -> Option<Cursor> {
        self.at
    }

    async fn apply(&mut self, batch: &[Arrived], cursor: Cursor) -> Result<(), ReactError> {
        let mut taken = 0;
        for arrived in batch {
            if let Some((envelope, Some(event))) = &arrived.content {
                taken += self.react(envelope, event).await?;
            }
        }
        crash::point("react.before_cursor");
        let saved = self.file.saved().map_or(0, |saved| saved.position.0);
        if taken > 0 || batch.is_empty() || cursor.position.0 >= saved + UNSAVED_MAX {
            self.file.write(cursor).await?;
        }
        self.at = Some(cursor);
        Ok(())
    }

    async fn reset(&mut self) -> Result<(), ReactError> {
        self.at = None;
        Ok(self.file.clear().await?)
    }
}
