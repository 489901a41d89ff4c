//! Every event that a realm can hold, by context.
//!
//! The literal and the number beside it are what is stored; a changed shape gets the next number
//! and the old one stays decodable.

use serde_json::value::RawValue;

use crate::envelope::Envelope;
use crate::id::Context;

mod classification;
mod directory;
mod forwarding;
mod intake;
mod monitoring;

pub use classification::*;
pub use directory::*;
pub use forwarding::*;
pub use intake::*;
pub use monitoring::*;

/// Events that one context may append: what its deciders emit.
pub trait ContextEvent {
    /// Whose they are.
    const CONTEXT: Context;
    /// `context.name`, as stored.
    fn event_type(&self) -> &'static str;
    /// The shape of the data, as stored.
    fn schema_version(&self) -> u32;
    /// The data, as stored.
    ///
    /// # Errors
    /// Only when memory runs out inside the JSON writer.
    fn data(&self) -> Result<Box<RawValue>, serde_json::Error>;
}

/// The events that one fold is about; all others pass it by.
pub trait Picked: Sized {
    /// The event as this fold knows it, or none when the fold has no use for it.
    fn pick(event: Event) -> Option<Self>;
}

/// The data of one event type.
pub trait EventData: Sized {
    /// The data, if the event is of this type.
    ///
    /// # Errors
    /// The event back, when it is of another type.
    #[allow(clippy::result_large_err, reason = "the event is handed on, not reported")]
    fn from_event(event: Event) -> Result<Self, Event>;
}

/// Why stored bytes could not be decoded as an event.
#[derive(Debug, thiserror::Error)]
pub enum Undecodable {
    /// A type or version of a newer program. Do not decide on this stream with this binary.
    #[error("event type {event_type} version {schema_version} is not known to this program")]
    Unknown {
        /// As stored.
        event_type: String,
        /// As stored.
        schema_version: u32,
    },
    /// The data is not what the type says.
    #[error("the data of {event_type} is malformed")]
    Data {
        /// As stored.
        event_type: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

macro_rules! contexts {
    ($($context:ident($events:ident)),* $(,)?) => {
        /// Any event of any context.
        #[allow(clippy::large_enum_variant, reason = "short-lived; boxing would cost more")]
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $(
                #[doc = concat!("Of the context ", stringify!($context), ".")]
                $context($events),
            )*
        }

        impl Event {
            /// Every type with its current schema version.
            pub const TYPES: &[&[(&str, u32)]] = &[$($events::TYPES),*];

            /// Decodes the data of a stored event.
            ///
            /// # Errors
            /// [`Undecodable`]: stop, unless the envelope says that the event is ignorable.
            pub fn decode(envelope: &Envelope) -> Result<Self, Undecodable> {
                let (event_type, version) = (&envelope.event_type, envelope.schema_version);
                $(
                    if let Some(decoded) = $events::decode(event_type, version, &envelope.data) {
                        return decoded.map(Self::$context).map_err(|source| Undecodable::Data {
                            event_type: event_type.clone(),
                            source,
                        });
                    }
                )*
                Err(Undecodable::Unknown {
                    event_type: event_type.clone(),
                    schema_version: version,
                })
            }

            /// `context.name`, as stored.
            #[must_use]
            pub fn event_type(&self) -> &'static str {
                match self {
                    $(Self::$context(event) => event.event_type(),)*
                }
            }

            /// Every type with its current schema version and the schema of its data.
            pub fn schemas(
                generator: &mut schemars::SchemaGenerator,
            ) -> Vec<(&'static str, u32, schemars::Schema)> {
                let mut schemas = Vec::new();
                $($events::schemas(generator, &mut schemas);)*
                schemas
            }
        }
    };
}

contexts! {
    Directory(DirectoryEvent),
    Intake(IntakeEvent),
    Classification(ClassificationEvent),
    Forwarding(ForwardingEvent),
    Monitoring(MonitoringEvent),
}

/// Declares the events of one context: literal, schema version and data type of each.
///
/// `2 | 1` says that version 1 is read by the same type: version 2 only added optional fields. With
/// `if has_more` behind the type an event is of version 2 only where that is so: what has none of the
/// new fields is, byte for byte, what it was before, and a decision taken again comes to the same.
macro_rules! events {
    (
        $(#[$doc:meta])*
        $context:ident $name:ident {
            $(
                $(#[$event_doc:meta])*
                $literal:literal $version:literal $(| $old:literal)* $data:ident $(if $more:ident)?
            ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[allow(clippy::large_enum_variant, reason = "short-lived; boxing would cost more")]
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$event_doc])* $data($data),)*
        }

        impl $name {
            /// Every type of this context with its current schema version.
            pub const TYPES: &[(&str, u32)] = &[$(($literal, $version)),*];

            pub(super) fn schemas(
                generator: &mut schemars::SchemaGenerator,
                to: &mut Vec<(&'static str, u32, schemars::Schema)>,
            ) {
                $(to.push(($literal, $version, generator.subschema_for::<$data>()));)*
            }

            #[allow(clippy::manual_range_patterns, reason = "each version is named as it is stored")]
            pub(super) fn decode(
                event_type: &str,
                version: u32,
                data: &serde_json::value::RawValue,
            ) -> Option<Result<Self, serde_json::Error>> {
                match (event_type, version) {
                    $(($literal, $version $(| $old)*) => {
                        Some(serde_json::from_str::<$data>(data.get()).map(Self::$data))
                    })*
                    _ => None,
                }
            }
        }

        impl $crate::event::ContextEvent for $name {
            const CONTEXT: $crate::Context = $crate::Context::$context;

            fn event_type(&self) -> &'static str {
                match self {
                    $(Self::$data(_) => $literal,)*
                }
            }

            fn schema_version(&self) -> u32 {
                match self {
                    $(Self::$data(_data) => {
                        $(if !_data.$more() { return $version - 1; })?
                        $version
                    })*
                }
            }

            fn data(&self) -> Result<Box<serde_json::value::RawValue>, serde_json::Error> {
                match self {
                    $(Self::$data(data) => serde_json::value::to_raw_value(data),)*
                }
            }
        }

        $(
            impl From<$data> for $name {
                fn from(data: $data) -> Self {
                    Self::$data(data)
                }
            }
            impl $crate::event::EventData for $data {
                fn from_event(event: $crate::event::Event) -> Result<Self, $crate::event::Event> {
                    match event {
                        $crate::event::Event::$context($name::$data(data)) => Ok(data),
                        other => Err(other),
                    }
                }
            }
        )*

        impl From<$name> for $crate::event::Event {
            fn from(event: $name) -> Self {
                Self::$context(event)
            }
        }
    };
}
use events;

/// For events that may have attachments: whether this one has.
macro_rules! attached {
    ($($data:ident),*) => {
        $(impl $data {
            fn has_attachments(&self) -> bool {
                !self.attachments.is_empty()
            }
        })*
    };
}
use attached;

/// Declares the events that one fold is about: an enum of their data, and how to pick them.
///
/// A fold then matches every variant by name, so that a new one does not compile until it is placed.
#[macro_export]
macro_rules! folds {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($data:ident),* $(,)? }) => {
        $(#[$doc])*
        #[allow(clippy::large_enum_variant, reason = "short-lived; boxing would cost more")]
        #[derive(Debug, Clone, PartialEq, Eq)]
        $vis enum $name {
            $(
                #[doc = concat!("See [`", stringify!($data), "`](proto::event::", stringify!($data), ").")]
                $data($crate::event::$data),
            )*
        }

        impl $crate::event::Picked for $name {
            fn pick(event: $crate::event::Event) -> Option<Self> {
                $(
                    let event = match <$crate::event::$data as $crate::event::EventData>::from_event(event) {
                        Ok(data) => return Some(Self::$data(data)),
                        Err(event) => event,
                    };
                )*
                let _ = event;
                None
            }
        }
    };
}
