//! What forwarding decides. Pure.

pub mod actor;
pub mod answer_petition;
pub mod answer_petitions;
pub mod assign_work;
pub mod case;
pub mod confirm_receipt;
pub mod issue_letter;
pub mod make_known;
pub mod return_petition;
pub mod take_over_answer;

#[cfg(test)]
mod tests;

/// Lets a decision hand on the refusals that it shares with others, by `?`.
macro_rules! refused {
    ($refusal:ty) => {
        impl From<$crate::domain::case::Refusal> for $refusal {
            fn from(refusal: $crate::domain::case::Refusal) -> Self {
                Self::Case(refusal)
            }
        }
        impl From<$crate::domain::actor::Refusal> for $refusal {
            fn from(refusal: $crate::domain::actor::Refusal) -> Self {
                Self::Actor(refusal)
            }
        }
    };
}
use refused;
