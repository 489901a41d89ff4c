//! What monitoring decides. Pure.

pub mod acting;
pub mod carry_over;
pub mod case;
pub mod claim_done;
pub mod close_petition;
pub mod escalate_deadline;
pub mod extend_deadline;
pub mod hand_over;
pub mod hear_voter;
pub mod ladder;
pub mod name_follower;
pub mod note_passed_deadline;
pub mod note_refused_reaction;
pub mod propose_follower;
pub mod record_check;
pub mod refusal;
pub mod reopen_petition;
pub mod send_reminder;
pub mod wait_for_resources;

#[cfg(test)]
pub(crate) mod life;
#[cfg(test)]
mod tests;
