//! Papers that a clerk prints and signs, as DOCX in the layout of Decree 30/2020/NĐ-CP, Annex I.
//!
//! Responsible for the layout of papers in Vietnamese: the forwarding letter with its table, the
//! consolidated list with minutes of agreement, the notice-board sheet. Pure: data in, bytes out;
//! never reads a register, never decides who may see a text, never signs or numbers a paper.
//!
//! Invariants:
//! - whatever a text holds is text: nothing in it becomes markup, a field or a link;
//! - what is not known yet is left as dots to be filled in by hand, never invented.

mod letter;
mod list;
mod notice;
#[cfg(test)]
mod rendered;
mod sheet;

pub use letter::{Forwarded, Letter, letter};
pub use list::{Agreement, Contested, Listed, Side, list};
pub use notice::{Answered, Notice, notice};

use jiff::civil::Date;

/// The media type of a DOCX file (ISO/IEC 29500).
pub const MEDIA_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Who issues a paper, with its number, place and day: what stands at its top (Decree 30/2020,
/// Annex I, sections 1 to 4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// The body above the issuer, where it has one.
    pub superior: Option<String>,
    /// The body that issues it.
    pub issuer: String,
    /// `12/HĐND-VP`; dots where it has no number yet.
    pub symbol: Option<String>,
    /// The place beside the day; dots where it is not known.
    pub place: Option<String>,
    /// The day; dots where it has none yet.
    pub day: Option<Date>,
}

/// Why a paper was not made.
#[derive(Debug, thiserror::Error)]
#[error("the paper could not be packed")]
pub struct PaperError {
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// A day as officials write it; dots where there is none. Days below 10 and the months 1 and 2 are
/// written with a 0, against later changes by hand (Decree 30/2020, Annex I).
fn day_in_words(day: Option<Date>) -> String {
    match day {
        Some(day) if day.month() < 3 => {
            format!("ngày {:02} tháng {:02} năm {}", day.day(), day.month(), day.year())
        }
        Some(day) => format!("ngày {:02} tháng {} năm {}", day.day(), day.month(), day.year()),
        None => "ngày …… tháng …… năm ………".to_owned(),
    }
}

/// `05/9/2026`, for tables.
fn short_day(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_has_its_zeros_where_the_decree_wants_them() {
        assert_eq!(day_in_words(Some(date(2026, 9, 5))), "ngày 05 tháng 9 năm 2026");
        assert_eq!(day_in_words(Some(date(2026, 2, 11))), "ngày 11 tháng 02 năm 2026");
        assert!(day_in_words(None).contains("……"));
    }
}
