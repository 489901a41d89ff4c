//! What a portal and its vault say to each other: length-prefixed JSON frames on a Unix socket.
//!
//! Each frame is a u32 length and that many bytes of JSON; each request has one answer, in order.
//! The variant is the outermost key, so that no text is copied aside while it is read.

use bytes::Bytes;
use proto::sealed::{KeyId, Sealed};
use proto::{Attachment, BodyId, CommandId, Digest, MediaType, OfficerId, StreamId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio_util::codec::LengthDelimitedCodec;
use zeroize::Zeroizing;

use crate::secret::{ClearBytes, ClearText, on_the_wire};

/// The longest frame, in bytes.
pub const FRAME_MAX: usize = 4 * 1024 * 1024;
/// The most texts in one request, to seal or to open.
pub const ITEMS_MAX: usize = 500;
/// The most streams of destroyed keys in one answer.
pub(crate) const GONE_MAX: usize = 20_000;
/// The most bytes of text in one request to seal.
pub const SEALED_AT_ONCE_MAX: usize = 1024 * 1024;
/// The longest path, in bytes.
pub const PATH_MAX: usize = 100;
/// The longest legal basis, in bytes.
pub const LEGAL_BASIS_MAX: usize = 1000;

/// What is asked of the vault.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Request {
    Ping,
    Seal(SealRequest),
    Open(OpenRequest),
    Tracking(TrackingRequest),
    Destroy(DestroyRequest),
    Rows(RowsRequest),
    Gone(GoneRequest),
    File(FileRequest),
}

/// Everything that one command needs of the vault, in one call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealRequest {
    /// The command for which it is.
    pub command_id: CommandId,
    /// The stream in which the texts are first sealed.
    pub stream: StreamId,
    /// Canonical JSON of the command's API form, for the MAC.
    #[serde(with = "on_the_wire")]
    pub api_form: ClearText,
    /// The texts; the answer has them in the same order.
    pub texts: Vec<TextToSeal>,
    /// The command opens a petition that gets a tracking code.
    pub tracked: bool,
}

/// One text to be sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextToSeal {
    /// Which key seals it; made if it does not exist yet.
    pub key: KeyId,
    /// What kind of text it is, 1 to [`PATH_MAX`] bytes.
    pub path: String,
    /// The text, at most [`TEXT_MAX`](crate::seal::TEXT_MAX) bytes.
    #[serde(with = "on_the_wire")]
    pub text: ClearText,
}

/// Texts that an officer wants to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenRequest {
    pub(crate) officer: OfficerId,
    pub(crate) body: BodyId,
    pub(crate) items: Vec<Sealed>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrackingRequest {
    #[serde(with = "on_the_wire")]
    pub(crate) code: ClearText,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DestroyRequest {
    pub(crate) key: KeyId,
    pub(crate) legal_basis: String,
}

/// Rows of a book, each by the digest of its words; [`ITEMS_MAX`] at most.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RowsRequest {
    pub(crate) rows: Vec<Digest>,
}

/// Which streams' keys were destroyed, for whoever keeps anything of their texts.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoneRequest {
    /// How many there were when it was last asked: if there are as many, none is told.
    pub(crate) unless: Option<u64>,
    /// Only those behind this one, in the order of their ids.
    pub(crate) after: Option<StreamId>,
}

/// A file that somebody wants to attach to a stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachRequest {
    /// Who.
    pub officer: OfficerId,
    /// For which body.
    pub body: BodyId,
    /// To which stream.
    pub stream: StreamId,
    /// It is the stream that a command of this officer is going to open: nobody wrote it yet.
    pub coming: bool,
    /// What it is, as the portal found.
    pub media_type: MediaType,
}

/// A file that somebody wants to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchRequest {
    /// Who.
    pub officer: OfficerId,
    /// For which body.
    pub body: BodyId,
    /// Attached to which stream.
    pub stream: StreamId,
    /// Which.
    pub digest: Digest,
}

/// What is asked about files. One file at a time goes over a connection: `Attach` and then its
/// pieces, or `Fetch` and then `Next` until the last.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum FileRequest {
    Attach(AttachRequest),
    Piece(Piece),
    Fetch(FetchRequest),
    /// The next piece is still on its way to the portal.
    Wait,
    Next,
    /// What these files are, [`ITEMS_MAX`] at most.
    Held(Vec<(StreamId, Digest)>),
}

/// A piece of a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Piece {
    #[serde(with = "on_the_wire::bytes")]
    pub(crate) clear: ClearBytes,
    /// None comes after it.
    pub(crate) last: bool,
}

/// What the vault answers about files.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum FileResponse {
    /// The next piece, please.
    Ready,
    /// It is whole and on disk.
    Attached(Attachment),
    /// It is this; its pieces follow when asked for.
    Found(Attachment),
    Piece(Piece),
    /// In the order of the request; none where there is no such file.
    Held(Vec<Option<Attachment>>),
}

/// What the vault answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Response {
    Pong,
    Sealed(SealAnswer),
    Opened(Vec<Item>),
    Tracking {
        mac: Digest,
    },
    Destroyed,
    File(FileResponse),
    /// What names each row, in the order of the request.
    Rows(Vec<Digest>),
    /// How many keys were destroyed, and the streams, [`GONE_MAX`] at most.
    Gone {
        count: u64,
        streams: Vec<StreamId>,
    },
    /// Nothing was done, and asking again will not help.
    Refused {
        refusal: Refusal,
    },
    /// Not a request; `why` never repeats what was sent.
    Malformed {
        why: String,
    },
    /// The vault itself is in trouble; ask again later.
    Failed,
}

/// A command's sealed texts, and what the log holds of the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealAnswer {
    /// HMAC of the API form: the same for an honest retry.
    pub request_mac: Digest,
    /// In the order of the request.
    pub sealed: Vec<Sealed>,
    /// For a tracked command.
    pub tracking: Option<Tracking>,
}

/// The public tracking code of a petition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tracking {
    /// For the person who raised the petition, `ABCD-EFGH-JKMN-PQRS`. Never stored.
    #[serde(with = "on_the_wire")]
    pub code: ClearText,
    /// What the log holds of it.
    pub mac: Digest,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Item {
    Text(#[serde(with = "on_the_wire")] ClearText),
    Refused(Refusal),
}

/// Why the vault did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The key was destroyed: the text is erased for good.
    #[error("the key was destroyed")]
    Destroyed,
    /// The site, body or officer may not.
    #[error("not theirs to open")]
    Forbidden,
    /// No such key was ever made here.
    #[error("no such key")]
    UnknownKey,
    /// Not what was sealed.
    #[error("not what was sealed")]
    Tampered,
    /// No such file is attached to that stream.
    #[error("no such file")]
    NotHeld,
    /// As many files are attached to that stream as may be.
    #[error("no more files there")]
    Full,
    /// As many files of this officer wait for a command as may.
    #[error("too many files wait for a command")]
    Waiting,
    /// No tracking code looks like this.
    #[error("not a tracking code")]
    NotATrackingCode,
}

/// The codec of both ends.
pub(crate) fn frames() -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder().max_frame_length(FRAME_MAX).new_codec()
}

/// Why a message could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// The bytes of a message; overwritten when they are dropped.
pub(crate) fn encode<T: Serialize>(message: &T) -> Result<Bytes, TooLarge> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    serde_json::to_writer(&mut *bytes, message).map_err(|_| TooLarge)?;
    if bytes.len() > FRAME_MAX {
        return Err(TooLarge);
    }
    Ok(Bytes::from_owner(bytes))
}

/// Reads a message.
///
/// # Errors
/// Where it stops being one. Never what stands there: that may be a person's text.
pub(crate) fn decode<T: DeserializeOwned>(frame: &[u8]) -> Result<T, String> {
    serde_json::from_slice(frame).map_err(|error| {
        let what = if error.is_data() { "not a message of the vault" } else { "not JSON" };
        format!("{what} (line {}, column {})", error.line(), error.column())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn untrusted_bytes_are_a_request_or_are_not(bytes in any::<Vec<u8>>()) {
            let _ = decode::<Request>(&bytes);
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_it() {
        let frame = br#"{"open":{"officer":"Nguyen Van A"}}"#;
        let why = decode::<Request>(frame).unwrap_err();
        assert!(!why.contains("Nguyen"), "{why}");
    }

    #[test]
    fn unknown_requests_and_fields_are_refused() {
        for bad in [r#"{"empty":{}}"#, r#""pong""#, r#"{"tracking":{"code":"x","more":1}}"#, "[]"] {
            assert!(decode::<Request>(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(matches!(decode(br#""ping""#), Ok(Request::Ping)));
    }
}
