//! What a decision was taken on, kept so that it can be taken again for ever.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::id::{CommandId, Context, Digest, Site, StreamId, Version};
use crate::reply::Refusal;
use crate::time::Micros;
use crate::wire::len_u32;

/// A stream and the version of it that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Read(pub StreamId, pub Version);

/// One decision as it goes to the store, beside the events that it led to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Done once, whatever happens on the way.
    pub command_id: CommandId,
    /// Vault HMAC of the command as the client sent it: the same id with another one is a mistake.
    pub request_mac: Digest,
    /// The command's literal, `ForwardPetition`.
    pub command_type: String,
    /// The shape of the command, from 1.
    pub command_version: u32,
    /// Which decider decided: a changed outcome for the same input is a new number.
    pub decider: u32,
    /// The only clock that the decider saw.
    pub now: Micros,
    /// Where the command came from, by the server's word.
    pub site: Site,
    /// The [`crate::command::Message`] as received; texts in it are sealed.
    pub command: Box<RawValue>,
    /// The streams folded, with the versions seen, in the order of folding.
    pub reads: Vec<Read>,
    /// Directory, rules, calendar: folded by their own readers, pinned here.
    pub pins: Vec<Read>,
    /// Answers of the outside world that the decider used.
    pub facts: Box<RawValue>,
    /// Why not; none when events were decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
}

impl Decision {
    /// The digest that every event of this decision carries: all that went in, not what came out.
    #[must_use]
    pub fn digest(&self, context: Context) -> Digest {
        let mut bytes = b"kn/decision/v1\n".to_vec();
        let mut field = |value: &[u8]| {
            bytes.extend_from_slice(&len_u32(value));
            bytes.extend_from_slice(value);
        };
        field(context.as_str().as_bytes());
        field(self.command_type.as_bytes());
        field(&self.command_version.to_be_bytes());
        field(&self.decider.to_be_bytes());
        field(&self.now.0.to_be_bytes());
        field(self.site.as_str().as_bytes());
        field(self.command.get().as_bytes());
        for reads in [&self.reads, &self.pins] {
            let mut list = Vec::with_capacity(reads.len() * 24);
            for Read(stream, version) in reads {
                list.extend_from_slice(stream.as_bytes());
                list.extend_from_slice(&version.0.to_be_bytes());
            }
            field(&list);
        }
        field(self.facts.get().as_bytes());
        Digest::of(&[&bytes])
    }
}
