//! What intake decides. Pure.

pub mod answer_on_the_spot;
pub mod approve_public_wording;
pub mod barred;
pub mod bind_names;
pub mod case;
pub mod correct_petition;
pub mod fix_list;
pub mod hold_meeting;
pub mod merge_petitions;
pub mod note_not_a_petition;
pub mod note_opinion;
pub mod record_petition;
pub mod refuse_spot_answer;
pub mod release_petition;
pub mod split_petition;
pub mod unmerge_petition;
pub mod withdraw_petition;

#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;
