//! The consolidated list with minutes of agreement, to be signed by both pairs of parties.

use docx_rs::{Docx, Paragraph};
use jiff::civil::Date;

use crate::sheet::{
    ACROSS, S12, S13, S14, UPRIGHT, blank, body, bytes, centred, heading, paper_with_annex,
    section, signatures, table, text,
};
use crate::{Heading, PaperError};

/// A consolidated list, and who agrees on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreement {
    /// What stands at its top.
    pub heading: Heading,
    /// The list's number.
    pub number: String,
    /// Its revision, from 1.
    pub revision: u32,
    /// The contact round, in words.
    pub round: String,
    /// The area; none for the whole council.
    pub area: Option<String>,
    /// On which day it was fixed.
    pub fixed_on: Option<Date>,
    /// The parties, in the order of their pairs.
    pub sides: Vec<Side>,
    /// Its petitions, in order.
    pub petitions: Vec<Listed>,
    /// The petitions that somebody contests.
    pub contested: Vec<Contested>,
    /// The numbers of those about which not everybody has spoken yet.
    pub waiting: Vec<String>,
}

/// A petition on which the parties differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contested {
    /// Its number.
    pub number: String,
    /// Who contests what is proposed.
    pub by: Vec<String>,
}

/// A party to the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// 1 or 2.
    pub pair: u8,
    /// The body, or what it is where there is one for each area.
    pub name: String,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Its number.
    pub number: String,
    /// The words approved for the public; words saying that there are none yet.
    pub wording: String,
    /// Where it was raised.
    pub area: String,
    /// Its field.
    pub field: String,
    /// Who is competent, in words.
    pub competence: String,
    /// Who should settle it.
    pub addressees: String,
    /// What is recorded of the agreement so far.
    pub state: String,
}

const COLUMNS: [(&str, usize); 8] = [
    ("STT", 650),
    ("Mã số", 1_400),
    ("Nội dung kiến nghị", 4_537),
    ("Nơi nêu", 1_500),
    ("Lĩnh vực", 1_400),
    ("Thẩm quyền", 1_300),
    ("Cơ quan giải quyết", 2_000),
    ("Tình trạng", 1_500),
];

/// To be filled in by hand.
const DOTS: &str = "……………………………………………………………";

/// The minutes with the list, as a file.
///
/// # Errors
/// When the file cannot be packed.
pub fn list(of: &Agreement) -> Result<Vec<u8>, PaperError> {
    bytes(laid_out(of))
}

fn laid_out(of: &Agreement) -> Docx {
    let mut first = section().add_table(heading(&of.heading, None, UPRIGHT));
    for paragraph in opening(of) {
        first = first.add_paragraph(paragraph);
    }
    for (n, side) in (1..).zip(&of.sides) {
        let dots = "…………………………………";
        let line = format!("{n}. {}: {dots} Chức vụ: ………………………", side.name);
        first = first.add_paragraph(blank(&line));
    }
    for line in agreed(of) {
        first = first.add_paragraph(blank(&line));
    }
    for pair in of.sides.chunks(2) {
        let names: Vec<String> =
            pair.iter().map(|side| format!("Đại diện {}", side.name)).collect();
        let half = UPRIGHT / 2;
        let columns: Vec<_> = names.iter().map(|name| (half, name.as_str(), None)).collect();
        let [above, below] = signatures(&columns);
        first = first.add_table(above).add_table(below).add_paragraph(centred(text("", S12)));
    }
    debug_assert_eq!(COLUMNS.iter().map(|(_, width)| width).sum::<usize>(), ACROSS);
    paper_with_annex(first)
        .add_paragraph(centred(text("PHỤ LỤC", S14).bold()))
        .add_paragraph(centred(text("DANH SÁCH TỔNG HỢP KIẾN NGHỊ CỦA CỬ TRI", S14).bold()))
        .add_paragraph(centred(
            text(
                &format!(
                    "(Kèm theo Biên bản thống nhất phân loại; danh sách {}, lần {})",
                    of.number, of.revision
                ),
                S14,
            )
            .italic(),
        ))
        .add_paragraph(centred(text("", S12)))
        .add_table(table(&COLUMNS, &rows(&of.petitions)))
}

fn opening(of: &Agreement) -> Vec<Paragraph> {
    let place = of.area.as_ref().map_or_else(String::new, |area| format!(", {area}"));
    let fixed = of
        .fixed_on
        .map_or_else(String::new, |day| format!(", lập {}", crate::day_in_words(Some(day))));
    vec![
        centred(text("", S13)),
        centred(text("BIÊN BẢN", S14).bold()),
        centred(text("Thống nhất phân loại kiến nghị của cử tri", S14).bold()),
        centred(
            text(&format!("Danh sách {} (lần {}{fixed})", of.number, of.revision), S14).italic(),
        ),
        centred(text("", S13)),
        body(&format!("{}{place}.", of.round)),
        blank("Hôm nay, ngày …… tháng …… năm ………, tại ………………………………………………, đại diện các bên gồm:"),
    ]
}

/// What the parties state.
fn agreed(of: &Agreement) -> Vec<String> {
    let count = of.petitions.len();
    let excepted = !of.contested.is_empty() || !of.waiting.is_empty();
    let but = if excepted { ", trừ các kiến nghị sau đây:" } else { "." };
    let mut lines = vec![format!(
        "Các bên đã xem xét {count:02} kiến nghị trong danh sách kèm theo và thống nhất phân loại như danh sách{but}"
    )];
    lines.extend(of.contested.iter().map(|one| {
        let by = if one.by.is_empty() { DOTS.to_owned() } else { one.by.join("; ") };
        format!("- Kiến nghị số {}; ý kiến khác của: {by}.", one.number)
    }));
    if !of.waiting.is_empty() {
        lines.push(format!("- Các kiến nghị còn chờ ý kiến: {}.", of.waiting.join(", ")));
        // What those who have not spoken will say is for the pen.
        lines.push(format!("- Kiến nghị số …………; ý kiến khác: {DOTS}"));
    }
    lines.push("Biên bản được đọc lại cho các bên cùng nghe, thống nhất và ký tên./.".to_owned());
    lines
}

fn rows(petitions: &[Listed]) -> Vec<Vec<String>> {
    let row = |(n, one): (usize, &Listed)| {
        vec![
            format!("{n}"),
            one.number.clone(),
            one.wording.clone(),
            one.area.clone(),
            one.field.clone(),
            one.competence.clone(),
            one.addressees.clone(),
            one.state.clone(),
        ]
    };
    (1..).zip(petitions).map(row).collect()
}
