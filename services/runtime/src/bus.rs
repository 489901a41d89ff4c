//! The one home of NATS: connecting, asking, listening, and noticing what the server refuses.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::{Client, ConnectOptions, Event, ServerError, Subscriber};
use bytes::Bytes;
use proto::Realm;
use proto::subject::{Subjects, inbox};
use tokio::sync::watch;

/// How long one request may take, unless its caller says otherwise.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the bus is and who we are on it.
#[derive(Debug, Clone)]
pub struct BusConfig {
    /// `nats://host:port`.
    pub url: String,
    /// The realm's token.
    pub realm: Realm,
    /// The user's name in the permission table; names the inbox.
    pub user: String,
    /// The file that holds the user's nkey seed.
    pub seed: std::path::PathBuf,
}

/// A connection to the bus. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bus {
    client: Client,
    /// The subjects of the realm.
    pub subjects: Arc<Subjects>,
    refused: watch::Receiver<Option<String>>,
}

/// Why the bus did not do it. In every case the same request can be sent again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BusError {
    /// Not connected now.
    #[error("the bus is not connected")]
    Disconnected,
    /// Nobody answers on this subject: the service is down, or the server refuses us.
    #[error("nobody answers on {subject}")]
    NoResponder {
        /// Which.
        subject: String,
    },
    /// No answer in time. What was asked may have been done.
    #[error("no answer on {subject} in time")]
    TimedOut {
        /// Which.
        subject: String,
    },
    /// The connection could not be made or used.
    #[error("the bus failed: {why}")]
    Failed {
        /// Why.
        why: String,
    },
}

impl Bus {
    /// Connects, and goes on trying: a service starts before its server without harm.
    ///
    /// # Errors
    /// [`BusError::Failed`] when the seed cannot be read, or the server cannot be spoken to.
    pub async fn connect(config: &BusConfig) -> Result<Self, BusError> {
        let seed = read_seed(&config.seed)?;
        let (refuse, refused) = watch::channel(None);
        let options = ConnectOptions::with_nkey(seed)
            .name(&config.user)
            .custom_inbox_prefix(inbox(&config.user))
            .retry_on_initial_connect()
            .reconnect_delay_callback(|attempts| {
                Duration::from_millis(50 * u64::try_from(attempts.clamp(1, 40)).unwrap_or(40))
            })
            .event_callback(move |event| {
                note(&event, &refuse);
                std::future::ready(())
            });
        let client = options.connect(&config.url).await.map_err(|error| failed(&error))?;
        Ok(Self { client, subjects: Arc::new(Subjects::of(&config.realm)), refused })
    }

    /// Whether the server is there and has refused nothing.
    ///
    /// # Errors
    /// What keeps this process from being ready, in words for an operator.
    pub fn ready(&self) -> Result<(), String> {
        if let Some(refusal) = self.refused.borrow().as_ref() {
            return Err(format!("the NATS server refused: {refusal}"));
        }
        match self.client.connection_state() {
            State::Connected => Ok(()),
            State::Pending | State::Disconnected => Err("NATS is not connected".to_owned()),
        }
    }

    /// Asks and waits at most `within` for the answer.
    ///
    /// # Errors
    /// [`BusError`]; whether the request was done is open on `TimedOut`.
    pub async fn request(
        &self,
        subject: String,
        payload: Bytes,
        within: Duration,
    ) -> Result<Bytes, BusError> {
        if self.client.connection_state() != State::Connected {
            return Err(BusError::Disconnected);
        }
        // async-nats bounds the wait for the answer, not the wait for its own full queue.
        let asked =
            tokio::time::timeout(within, self.client.request(subject.clone(), payload)).await;
        match asked {
            Ok(Ok(message)) => Ok(message.payload),
            Ok(Err(error)) => Err(match error.kind() {
                async_nats::client::RequestErrorKind::NoResponders => {
                    BusError::NoResponder { subject }
                }
                async_nats::client::RequestErrorKind::TimedOut => BusError::TimedOut { subject },
                async_nats::client::RequestErrorKind::InvalidSubject
                | async_nats::client::RequestErrorKind::MaxPayloadExceeded
                | async_nats::client::RequestErrorKind::Other => failed(&error),
            }),
            Err(_) => Err(BusError::TimedOut { subject }),
        }
    }

    /// Answers a request. Bounded: a server that does not read loses the answer, not the service.
    ///
    /// # Errors
    /// [`BusError`]: the asker will time out and ask again.
    pub async fn answer(&self, to: &async_nats::Subject, payload: Bytes) -> Result<(), BusError> {
        self.publish(to.clone(), payload).await
    }

    /// Publishes without an answer.
    ///
    /// # Errors
    /// [`BusError`].
    pub async fn publish(
        &self,
        subject: impl async_nats::subject::ToSubject,
        payload: Bytes,
    ) -> Result<(), BusError> {
        let subject = subject.to_subject();
        #[allow(clippy::disallowed_methods, reason = "this is the one home of publishing")]
        let sent = self.client.publish(subject.clone(), payload);
        match tokio::time::timeout(REQUEST_TIMEOUT, sent).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(BusError::TimedOut { subject: subject.to_string() }),
        }
    }

    /// Listens, sharing the work with others of the same `group` if one is given.
    ///
    /// # Errors
    /// [`BusError`].
    pub async fn subscribe(
        &self,
        subject: String,
        group: Option<&str>,
    ) -> Result<Subscriber, BusError> {
        let subscribed = async {
            match group {
                Some(group) => self.client.queue_subscribe(subject.clone(), group.to_owned()).await,
                None => self.client.subscribe(subject.clone()).await,
            }
        };
        match tokio::time::timeout(REQUEST_TIMEOUT, subscribed).await {
            Ok(Ok(subscriber)) => Ok(subscriber),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(BusError::TimedOut { subject }),
        }
    }

    /// The client itself, for JetStream.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}

fn note(event: &Event, refuse: &watch::Sender<Option<String>>) {
    if let Event::ServerError(ServerError::Other(why)) = event
        && why.to_lowercase().contains("permissions violation")
    {
        tracing::error!(bus.refusal = %why, "the NATS server refused us: the permissions are wrong");
        refuse.send_replace(Some(why.clone()));
    } else if let Event::SlowConsumer(_) = event {
        tracing::error!("messages were dropped: this process reads too slowly");
    } else {
        tracing::info!(bus.event = %event, "bus");
    }
}

fn failed(error: &impl std::fmt::Display) -> BusError {
    BusError::Failed { why: error.to_string() }
}

fn read_seed(path: &Path) -> Result<String, BusError> {
    let seed = std::fs::read_to_string(path)
        .map_err(|error| BusError::Failed { why: format!("{}: {error}", path.display()) })?;
    Ok(seed.trim().to_owned())
}
