//! Commands of intake.

use serde::{Deserialize, Serialize};

use super::{api_type, command_type, commands};
use crate::event::RaisedVia;
use crate::id::{BodyId, Code};
use crate::text::FreeText;

commands! {
    Intake {
        RecordPetition<T> 1 on New, tracked true,
            "original" as "intake.petition.original" under Stream,
            "raised_by" as "intake.petition.raised_by" under NewSubject;
    }
}

/// Records a petition as it was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPetition<T> {
    /// The council to whose deputies it was put.
    pub council: BodyId,
    /// By which way.
    pub via: RaisedVia,
    /// The delegate group that took it.
    pub raised_with: BodyId,
    /// The area that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Code>,
    /// The field, as far as the clerk can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Code>,
    /// The words of the voter.
    pub original: T,
    /// Who the voter is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<T>,
    /// A wording that the officer approves for the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_wording: Option<FreeText>,
}
