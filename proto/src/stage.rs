//! The stages and flags of a petition: one word each, with its label in both languages.
//!
//! A petition has one stage at a time and any number of flags.

use serde::{Deserialize, Serialize};

macro_rules! labelled {
    (
        $(#[$of:meta])* $name:ident:
        $($(#[$doc:meta])* $stage:ident $word:literal $vi:literal $en:literal),* $(,)?
    ) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $stage,)*
        }

        impl $name {
            /// All, in the order of a petition's life.
            pub const ALL: &[Self] = &[$(Self::$stage),*];

            /// The word in addresses, filters and JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$stage => $word,)* }
            }

            /// As officials say it.
            #[must_use]
            pub fn label_vi(self) -> &'static str {
                match self { $(Self::$stage => $vi,)* }
            }

            /// In English.
            #[must_use]
            pub fn label_en(self) -> &'static str {
                match self { $(Self::$stage => $en,)* }
            }

            /// The one called `word`, if there is one.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

labelled! {
    /// Where a petition stands. Worked out by one fold, in the crate `petition`.
    Stage:
    /// Received, nothing proposed yet.
    Received "received" "đã tiếp nhận" "received",
    /// An opinion: it is kept and reported, and nobody owes an answer.
    OpinionNoted "opinion_noted" "đã ghi nhận ý kiến" "opinion noted",
    /// Answered at the meeting, and nobody objected.
    AnsweredOnTheSpot "answered_on_the_spot" "đã trả lời tại hội nghị" "answered on the spot",
    /// Not a petition in the sense of the law.
    NotAPetition "not_a_petition" "không phải kiến nghị" "not a petition",
    /// Merged into another petition, or split: its life goes on there.
    Merged "merged" "đã gộp hoặc tách" "merged or split",
    /// The voter withdrew it.
    Withdrawn "withdrawn" "cử tri đã rút" "withdrawn",
    /// A classification is proposed; those whom the rules name have not all agreed.
    BeingAgreed "being_agreed" "đang thống nhất phân loại" "being agreed",
    /// A party contests the classification that is proposed.
    Contested "contested" "có ý kiến khác về phân loại" "contested",
    /// The classification is agreed.
    Agreed "agreed" "đã thống nhất phân loại" "agreed",
    /// Every agreed addressee has its letter.
    Forwarded "forwarded" "đã chuyển" "forwarded",
    /// Every agreed addressee has its letter, and none of them owes anybody here an answer: it is
    /// tracked, not supervised.
    PassedOn "passed_on" "đã chuyển tiếp" "passed on",
    /// An addressee sent it back to the standing committee.
    Returned "returned" "bị trả lại" "returned",
    /// Some of the addressees have answered.
    PartlyAnswered "partly_answered" "đã trả lời một phần" "partly answered",
    /// Every addressee has answered.
    Answered "answered" "đã trả lời" "answered",
    /// Every addressee has answered, and a named follower sees to it that it is done.
    Followed "followed" "đang theo dõi thực hiện" "followed",
    /// It waits for resources until a day on which it is looked at again.
    WaitingForResources "waiting_for_resources" "chờ nguồn lực" "waiting for resources",
    /// Every addressee's part was checked and accepted.
    Settled "settled" "đã giải quyết xong" "settled",
    /// The standing committee closed it.
    Closed "closed" "đã kết thúc theo dõi" "closed",
}

labelled! {
    /// What else is to be known of a petition, whatever its stage.
    Flag:
    /// Something was due before today.
    Overdue "overdue" "quá hạn" "overdue",
    /// It went on into a later session, unsettled.
    CarriedOver "carried_over" "chuyển kỳ họp sau" "carried over",
    /// It was opened again after it had been settled or closed.
    Reopened "reopened" "mở lại" "reopened",
    /// The voter or the follower is not satisfied.
    Objected "objected" "chưa đồng tình" "objected",
    /// A reaction was refused: a person has to look.
    NeedsPerson "needs_person" "cần người xử lý" "needs a person",
    /// A name of its row in the book is not bound yet.
    Unbound "unbound" "chưa gắn" "unbound",
    /// Its answer is only as stated in the book.
    ByTheBook "by_the_book" "theo sổ" "as stated in the book",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_label_stands_once() {
        let stages = Stage::ALL.iter().map(|s| [s.as_str(), s.label_vi(), s.label_en()]);
        let flags = Flag::ALL.iter().map(|f| [f.as_str(), f.label_vi(), f.label_en()]);
        let rows: Vec<[&str; 3]> = stages.chain(flags).collect();
        for column in 0..3 {
            let mut words: Vec<&str> = rows.iter().map(|row| row[column]).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), rows.len(), "column {column}");
        }
        assert!(Stage::ALL.iter().all(|&stage| Stage::named(stage.as_str()) == Some(stage)));
        assert!(Flag::ALL.iter().all(|&flag| Flag::named(flag.as_str()) == Some(flag)));
    }
}
