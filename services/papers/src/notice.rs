//! The sheet for the notice board: what was asked in an area, and what came of it. Public words only.

use docx_rs::Docx;
use jiff::civil::Date;

use crate::sheet::{
    ACROSS, S12, S13, S14, beside, bytes, centred, heading, paper_across, plain, table, text,
};
use crate::{Heading, PaperError, short_day};

/// A sheet for the notice board.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice {
    /// What stands at its top.
    pub heading: Heading,
    /// The area.
    pub area: String,
    /// Which petitions, in words: of which round or session.
    pub which: String,
    /// From which day it hangs there, and until which.
    pub hangs: Option<(Date, Date)>,
    /// By what it has to hang there.
    pub basis: String,
    /// Its rows.
    pub petitions: Vec<Answered>,
}

/// A row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answered {
    /// Its number.
    pub number: String,
    /// The words approved for the public.
    pub wording: String,
    /// Who answered, and on which day; empty where nobody has.
    pub by: String,
    /// The answer's public words, its outcome before them.
    pub answer: String,
    /// How it stands.
    pub state: String,
}

const COLUMNS: [(&str, usize); 6] = [
    ("STT", 650),
    ("Mã số", 1_500),
    ("Cử tri kiến nghị", 4_637),
    ("Cơ quan trả lời", 2_100),
    ("Kết quả trả lời", 3_800),
    ("Tình trạng", 1_600),
];

/// The sheet as a file.
///
/// # Errors
/// When the file cannot be packed.
pub fn notice(of: &Notice) -> Result<Vec<u8>, PaperError> {
    bytes(laid_out(of))
}

fn laid_out(of: &Notice) -> Docx {
    let hangs = of.hangs.map_or_else(
        || "Niêm yết từ ngày …………… đến ngày ……………".to_owned(),
        |(from, until)| {
            format!("Niêm yết từ ngày {} đến hết ngày {}", short_day(from), short_day(until))
        },
    );
    let title = format!("{} — {}", of.area, of.which);
    let left = vec![plain(text("Cử tri cần biết thêm hoặc chưa hài lòng với trả lời: nói với đại biểu, Tổ đại biểu hoặc Ủy ban Mặt trận Tổ quốc nơi cư trú, kèm mã số kiến nghị hoặc mã tra cứu trên biên nhận; ý kiến đó được ghi vào hồ sơ kiến nghị.", S12).italic())];
    paper_across()
        .add_table(heading(&of.heading, None, ACROSS))
        .add_paragraph(centred(text("", S13)))
        .add_paragraph(centred(
            text("KẾT QUẢ GIẢI QUYẾT, TRẢ LỜI KIẾN NGHỊ CỦA CỬ TRI", S14).bold(),
        ))
        .add_paragraph(centred(text(&title, S14).bold()))
        .add_paragraph(centred(text(&format!("{hangs} ({})", of.basis), S13).italic()))
        .add_paragraph(centred(text("", S12)))
        .add_table(table(&COLUMNS, &rows(&of.petitions)))
        .add_paragraph(centred(text("", S12)))
        .add_table(beside(vec![(ACROSS, left)]))
}

fn rows(petitions: &[Answered]) -> Vec<Vec<String>> {
    let row = |(n, one): (usize, &Answered)| {
        vec![
            format!("{n}"),
            one.number.clone(),
            one.wording.clone(),
            one.by.clone(),
            one.answer.clone(),
            one.state.clone(),
        ]
    };
    (1..).zip(petitions).map(row).collect()
}
