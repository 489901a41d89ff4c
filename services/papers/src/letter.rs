//! The letter by which petitions are forwarded, with its table as an annex.

use docx_rs::Docx;
use jiff::civil::Date;

use crate::sheet::{
    ACROSS, S11, S12, S13, S14, UPRIGHT, beside, body, bytes, centred, heading, lines,
    paper_with_annex, plain, section, signatures, table, text,
};
use crate::{Heading, PaperError, short_day};

/// A forwarding letter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    /// What stands at its top.
    pub heading: Heading,
    /// The addressee.
    pub to: String,
    /// The day by which the answer is due; none where it is only passed on.
    pub answer_due: Option<Date>,
    /// By what it is due.
    pub basis: String,
    /// The letter's own words, where the reader may see them.
    pub note: Option<String>,
    /// Its petitions, in the order of the table.
    pub petitions: Vec<Forwarded>,
    /// Who signs, where the paper says so.
    pub signer: Option<String>,
    /// Who gets a copy, beside the addressee.
    pub copies: Vec<String>,
}

/// A row of the letter's table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forwarded {
    /// Its number.
    pub number: String,
    /// The words approved for the public; words saying that there are none yet.
    pub wording: String,
    /// Where it was raised.
    pub area: String,
    /// With whom it was raised.
    pub raised_with: String,
    /// On which day.
    pub raised_on: Option<Date>,
    /// Its field.
    pub field: String,
}

const COLUMNS: [(&str, usize); 6] = [
    ("STT", 700),
    ("Mã số", 1_500),
    ("Nội dung kiến nghị", 5_887),
    ("Nơi nêu", 1_900),
    ("Tiếp nhận", 2_600),
    ("Lĩnh vực", 1_700),
];

/// The letter as a file.
///
/// # Errors
/// When the file cannot be packed.
pub fn letter(of: &Letter) -> Result<Vec<u8>, PaperError> {
    bytes(laid_out(of))
}

fn laid_out(of: &Letter) -> Docx {
    let issuer = &of.heading.issuer;
    let count = of.petitions.len();
    let mut first = section()
        .add_table(heading(&of.heading, Some("V/v chuyển kiến nghị của cử tri"), UPRIGHT))
        .add_paragraph(centred(text("", S13)))
        .add_paragraph(centred(text(&format!("Kính gửi: {}.", of.to), S14)))
        .add_paragraph(centred(text("", S13)))
        .add_paragraph(body(&format!(
            "{issuer} chuyển đến {} {count:02} kiến nghị của cử tri đã được các bên thống nhất phân loại (danh mục kèm theo).",
            of.to
        )))
        .add_paragraph(body(&asked(of)));
    for line in of.note.iter().flat_map(|note| lines(note)) {
        first = first.add_paragraph(body(line));
    }
    let receivers = of.copies.iter().map(|copy| format!("- {copy};"));
    let mut left = vec![plain(text("Nơi nhận:", S12).bold().italic())];
    let own = std::iter::once("- Như trên;".to_owned());
    let kept = std::iter::once("- Lưu: VT.".to_owned());
    left.extend(own.chain(receivers).chain(kept).map(|line| plain(text(&line, S11))));
    let right = vec![centred(text(&format!("TM. {}", issuer.to_uppercase()), S13).bold())];
    let half = UPRIGHT / 2;
    let [_, name] = signatures(&[(half, "", Some("")), (UPRIGHT - half, "", of.signer.as_deref())]);
    let room = (0..4).map(|_| centred(text("", S13)));
    first = first
        .add_paragraph(body("Trân trọng./."))
        .add_table(beside(vec![
            (half, left),
            (UPRIGHT - half, right.into_iter().chain(room).collect()),
        ]))
        .add_table(name);
    let with = of.heading.symbol.as_deref().unwrap_or("……/……");
    let with = format!(
        "(Kèm theo Công văn số {with} {} của {issuer})",
        crate::day_in_words(of.heading.day)
    );
    debug_assert_eq!(COLUMNS.iter().map(|(_, width)| width).sum::<usize>(), ACROSS);
    paper_with_annex(first)
        .add_paragraph(centred(text("PHỤ LỤC", S14).bold()))
        .add_paragraph(centred(text("DANH MỤC KIẾN NGHỊ CỦA CỬ TRI", S14).bold()))
        .add_paragraph(centred(text(&with, S14).italic()))
        .add_paragraph(centred(text("", S12)))
        .add_table(table(&COLUMNS, &rows(&of.petitions)))
}

/// What the addressee is asked to do.
fn asked(of: &Letter) -> String {
    match of.answer_due {
        Some(due) => format!(
            "Đề nghị {} xem xét, giải quyết và trả lời từng kiến nghị theo thẩm quyền; văn bản trả lời gửi trước ngày {} ({}).",
            of.to,
            short_day(due),
            of.basis
        ),
        None => format!("Đề nghị {} xem xét theo thẩm quyền.", of.to),
    }
}

fn rows(petitions: &[Forwarded]) -> Vec<Vec<String>> {
    let row = |(n, one): (usize, &Forwarded)| {
        let on = one.raised_on.map(short_day).unwrap_or_default();
        vec![
            format!("{n}"),
            one.number.clone(),
            one.wording.clone(),
            one.area.clone(),
            format!("{}\n{on}", one.raised_with),
            one.field.clone(),
        ]
    };
    (1..).zip(petitions).map(row).collect()
}
