//! The JetStream stream of the realm: its shape, asking where it is, making it.
//!
//! Every call is bounded, since a request of a client that is not connected may wait for ever.

use std::collections::HashMap;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::Context;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::context::{
    ContextBuilder, DeleteStreamErrorKind, GetStreamErrorKind, PublishAckFuture,
};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use bytes::Bytes;
use proto::frame::Frame;
use proto::subject::{INCARNATION_HEADER, STREAM};
use proto::{Incarnation, Position};
use runtime::bus::{Bus, BusError};

use super::StreamShape;

/// Where the stream's metadata says of which life of the log it is.
const METADATA_INCARNATION: &str = "hoiam-incarnation";
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// The least that the server takes. Fences do what it is for, and they do not forget.
const DUPLICATE_WINDOW: Duration = Duration::from_millis(100);

/// The stream as seen by a relay.
#[derive(Debug)]
pub(super) struct EventStream {
    jetstream: Context,
    subjects: Vec<String>,
    shape: StreamShape,
    /// The durables were made, or found, by this relay since the stream was last missing.
    durables_made: bool,
}

/// What the stream says of itself.
#[derive(Debug)]
pub(super) struct StreamState {
    /// None when its metadata does not say.
    pub(super) incarnation: Option<Incarnation>,
    pub(super) last: Position,
    pub(super) consumers: usize,
}

/// Why the stream could not be asked or made.
#[derive(Debug, thiserror::Error)]
pub(super) enum StreamError {
    #[error("JetStream did not answer in time while the relay was {doing}")]
    TimedOut { doing: &'static str },
    #[error("JetStream refused while the relay was {doing}")]
    Refused { doing: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
}

impl EventStream {
    pub(super) fn new(bus: &Bus, shape: StreamShape) -> Self {
        let jetstream = ContextBuilder::new().timeout(ANSWER_WITHIN).build(bus.client().clone());
        Self { jetstream, subjects: vec![bus.subjects.event_any()], shape, durables_made: false }
    }

    /// Fails at once where waiting would be in vain.
    pub(super) fn connected(&self) -> Result<(), BusError> {
        match self.jetstream.client().connection_state() {
            State::Connected => Ok(()),
            State::Pending | State::Disconnected => Err(BusError::Disconnected),
        }
    }

    /// Where it is; none when there is none.
    pub(super) async fn state(&mut self) -> Result<Option<StreamState>, StreamError> {
        let doing = "asking the stream";
        let asked = tokio::time::timeout(ANSWER_WITHIN, self.jetstream.get_stream(STREAM)).await;
        let info = match asked.map_err(|_| StreamError::TimedOut { doing })? {
            Ok(stream) => stream.cached_info().clone(),
            Err(error) => {
                if let GetStreamErrorKind::JetStream(refused) = error.kind()
                    && refused.error_code() == ErrorCode::STREAM_NOT_FOUND
                {
                    self.durables_made = false;
                    return Ok(None);
                }
                return Err(StreamError::Refused { doing, source: Box::new(error) });
            }
        };
        let incarnation = info.config.metadata.get(METADATA_INCARNATION);
        Ok(Some(StreamState {
            incarnation: incarnation.and_then(|text| text.parse().ok()),
            last: Position(info.state.last_sequence),
            consumers: info.state.consumer_count,
        }))
    }

    /// Makes it empty, so that the next sequence is the first position, and its durables.
    pub(super) async fn create(&mut self, incarnation: Incarnation) -> Result<(), StreamError> {
        let metadata = HashMap::from([(METADATA_INCARNATION.to_owned(), incarnation.to_string())]);
        let config = Config {
            name: STREAM.to_owned(),
            subjects: self.subjects.clone(),
            retention: RetentionPolicy::Limits,
            storage: StorageType::File,
            num_replicas: 1,
            discard: DiscardPolicy::Old,
            max_bytes: self.shape.max_bytes,
            max_messages: -1,
            duplicate_window: DUPLICATE_WINDOW,
            deny_delete: true,
            deny_purge: true,
            allow_direct: false,
            first_sequence: Some(1),
            metadata,
            ..Config::default()
        };
        bounded("making the stream", self.jetstream.create_stream(config)).await?;
        self.durables_made = false;
        self.make_durables(0).await
    }

    pub(super) async fn delete(&mut self) -> Result<(), StreamError> {
        let doing = "deleting the stream";
        let asked = tokio::time::timeout(ANSWER_WITHIN, self.jetstream.delete_stream(STREAM)).await;
        match asked.map_err(|_| StreamError::TimedOut { doing })? {
            Ok(_) => Ok(()),
            Err(error) => match error.kind() {
                // Another relay was first.
                DeleteStreamErrorKind::JetStream(refused)
                    if refused.error_code() == ErrorCode::STREAM_NOT_FOUND =>
                {
                    Ok(())
                }
                DeleteStreamErrorKind::JetStream(_)
                | DeleteStreamErrorKind::EmptyName
                | DeleteStreamErrorKind::Request
                | DeleteStreamErrorKind::InvalidStreamName => {
                    Err(StreamError::Refused { doing, source: Box::new(error) })
                }
            },
        }
    }

    /// Makes the durables, unless they were made and all of them are still there.
    pub(super) async fn make_durables(&mut self, existing: usize) -> Result<(), StreamError> {
        if self.durables_made && existing >= self.shape.durables.len() {
            return Ok(());
        }
        for durable in &self.shape.durables {
            let config = pull::Config {
                durable_name: Some(durable.clone()),
                deliver_policy: DeliverPolicy::All,
                ack_policy: AckPolicy::None,
                inactive_threshold: Duration::ZERO,
                ..pull::Config::default()
            };
            let made = self.jetstream.create_consumer_on_stream(config, STREAM);
            bounded("making a durable consumer", made).await?;
        }
        self.durables_made = true;
        Ok(())
    }

    /// Publishes without waiting for the answer, fenced by the sequence before it.
    pub(super) async fn send(
        &self,
        subject: String,
        incarnation: Incarnation,
        frame: &Frame,
    ) -> Result<PublishAckFuture, StreamError> {
        let mut payload = Vec::with_capacity(frame.len());
        frame.put(&mut payload);
        let before = frame.entry.position.0.saturating_sub(1);
        let message = PublishMessage::build()
            .payload(Bytes::from(payload))
            .header(INCARNATION_HEADER, incarnation.to_string().as_str())
            .expected_last_sequence(before);
        bounded("publishing", self.jetstream.send_publish(subject, message)).await
    }
}

async fn bounded<T, E>(
    doing: &'static str,
    work: impl IntoFuture<Output = Result<T, E>>,
) -> Result<T, StreamError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    match tokio::time::timeout(ANSWER_WITHIN, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(StreamError::Refused { doing, source: Box::new(error) }),
        Err(_) => Err(StreamError::TimedOut { doing }),
    }
}
