//! A book as an office keeps it: about eighty rows with everything that goes wrong in such books.
//!
//! For the tests of those who read or send books. Never part of a shipped build. The names are of
//! no place that exists.

#![allow(clippy::unwrap_used, reason = "a wrong fixture fails its tests")]

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use unicode_normalization::UnicodeNormalization as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The commune, which is also the area of most petitions.
pub const COMMUNE: &str = "Ủy ban nhân dân xã Hòa Phú";
/// The power company.
pub const POWER: &str = "Công ty Điện lực Lam Hà";
/// A body that ended on the last day of June 2026; the commune took its work over.
pub const ENDED: &str = "Ủy ban nhân dân thị trấn Cũ";
/// An area that nobody knows under this name.
pub const OLD_AREA: &str = "TT. Cũ";
/// A field that nobody knows under this name.
pub const OLD_FIELD: &str = "Chiếu sáng công cộng";
/// The commune under a name that nobody knows.
pub const SHORT_COMMUNE: &str = "UBND xã Hòa Phú";
/// A body that never was in the realm.
pub const UNKNOWN: &str = "Sở Y tế";
/// How many petitions stand in it.
pub const PETITIONS: usize = 65;

/// The columns, in Vietnamese and English, in no order that anybody would expect.
const HEADER: [&str; 12] = [
    "STT",
    "Kỳ họp",
    "Địa bàn",
    "Voter",
    "Nội dung kiến nghị",
    "Field",
    "Cơ quan giải quyết",
    "Ngày tiếp xúc",
    "Kết quả",
    "Answer",
    "Ngày trả lời",
    "Ghi chú",
];

/// One row: what it is, as one letter, and its cells.
#[derive(Debug, Clone)]
pub struct Row {
    /// `P` petition, `G` goes on, `S` section, `H` header again, `T` total, `E` empty,
    /// `U` cannot be taken.
    pub is: char,
    cells: Vec<(u16, String)>,
}

fn row(is: char, cells: &[(u16, &str)]) -> Row {
    let cells = cells.iter().map(|(column, text)| (*column, (*text).to_owned())).collect();
    Row { is, cells }
}

/// The `n`-th petition, from 1.
fn petition(n: usize) -> Row {
    let pick = |all: &[&str]| all[n % all.len()].to_owned();
    let content =
        format!("Đề nghị xử lý việc số {n} ở ngõ {n}: đèn tắt, dây điện võng, đường ngập.");
    let content = if n.is_multiple_of(7) { content.nfd().collect() } else { content };
    let several = [
        format!("{POWER}; {SHORT_COMMUNE}"),
        POWER.to_owned(),
        ENDED.to_owned(),
        String::new(),
        format!("{POWER}, {COMMUNE} và {UNKNOWN}"),
        format!("1. {POWER}\n2. {COMMUNE}"),
    ];
    let (outcome, answer, answered_on) = match n % 10 {
        1 => ("Đã giải quyết", "Đã thay bóng đèn và căng lại dây.", "20/10/2026"),
        2 => ("Đang giải quyết", "Đang chờ vật tư.", ""),
        3 => ("Chưa giải quyết", "", ""),
        4 => ("", "Đã kiểm tra, đường ngập do cống tắc.", "21.10.2026"),
        _ => ("", "", ""),
    };
    let days = ["05/05/2026", "12.10.2026", "46310", "", "tháng 10"];
    let cells = [
        (0, n.to_string()),
        (2, if n.is_multiple_of(5) { OLD_AREA.to_owned() } else { "xã Hòa Phú".to_owned() }),
        (3, format!("Bà Mẫu Thử {n}")),
        (4, content),
        (5, pick(&["Điện", "Đèn đường", "", OLD_FIELD])),
        (6, several[n % several.len()].clone()),
        (7, pick(&days)),
        (8, outcome.to_owned()),
        (9, answer.to_owned()),
        (10, answered_on.to_owned()),
        (11, pick(&["", "xem hồ sơ cũ"])),
    ];
    Row { is: 'P', cells: cells.into_iter().filter(|(_, text)| !text.is_empty()).collect() }
}

/// The rows below the header, in order.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mut rows = vec![row('S', &[(0, "I"), (4, "LĨNH VỰC ĐIỆN, CHIẾU SÁNG")])];
    rows.extend((1..=20).map(petition));
    rows.push(row('E', &[]));
    rows.push(row('S', &[(0, "II. Các lĩnh vực khác")]));
    rows.extend((21..=40).map(petition));
    // A page break: the header is printed again.
    let header: Vec<(u16, &str)> = (0..).zip(HEADER).collect();
    rows.push(row('H', &header));
    rows.extend((41..=60).map(petition));
    // One petition over two rows, its addressees one below the other.
    rows.push(row(
        'P',
        &[(0, "61"), (2, "xã Hòa Phú"), (4, "Đề nghị nạo vét mương."), (6, COMMUNE)],
    ));
    rows.push(row('G', &[(6, POWER)]));
    // The same petition twice, as two voters raised it.
    let twice = [(0, "62"), (2, "xã Hòa Phú"), (4, "Đề nghị lắp đèn đường ngõ 9."), (6, POWER)];
    rows.push(row('P', &twice));
    rows.push(row('P', &twice));
    // A formula, as it came out when the book was saved; a line break; a text that looks like one.
    rows.push(row('P', &[(0, "64"), (2, "xã Hòa Phú"), (4, "=CONCAT: Đề nghị sửa trạm bơm.")]));
    rows.push(row('P', &[(0, "65"), (2, "xã Hòa Phú"), (4, "Đề nghị\nmở thêm lớp mầm non.")]));
    // What a clerk has to look at.
    rows.push(row('U', &[(0, "66"), (2, "xã Hòa Phú"), (6, POWER)]));
    rows.push(row('U', &[(0, "67"), (2, "xã Hòa Phú"), (4, "Đề nghị \u{202E}giấu chữ.")]));
    rows.push(row('E', &[]));
    rows.push(row('T', &[(0, "Tổng cộng"), (4, "65 kiến nghị")]));
    rows
}

/// The row of the sheet, from 1, in which the first of [`rows`] stands.
pub const FIRST_ROW: usize = 6;

/// The book as a workbook: titles above, the header in the fifth row, merged cells, a real formula,
/// days as the spreadsheet keeps them, half of the text decomposed.
#[must_use]
pub fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Bìa").unwrap().write_string(0, 0, "Sổ của Tổ 1").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Sổ 2026").unwrap();
    let plain = Format::new();
    let title = |sheet: &mut Worksheet, row, text: &str| {
        sheet.merge_range(row, 0, row, 11, text, &plain).unwrap();
    };
    title(sheet, 0, "HỘI ĐỒNG NHÂN DÂN TỈNH LAM HÀ");
    title(sheet, 2, "TỔNG HỢP KIẾN NGHỊ CỦA CỬ TRI");
    for (column, name) in (0_u16..).zip(HEADER) {
        let name: String =
            if column.is_multiple_of(2) { name.nfd().collect() } else { name.to_owned() };
        sheet.write_string(4, column, name).unwrap();
    }
    let rows = rows();
    for (at, row) in (5..).zip(&rows) {
        put(sheet, at, row);
    }
    merge(sheet, &rows, &plain);
    workbook.save_to_buffer().unwrap()
}

fn put(sheet: &mut Worksheet, at: u32, row: &Row) {
    for (column, text) in &row.cells {
        if let Some(result) = text.strip_prefix("=CONCAT: ") {
            let formula = Formula::new("=CONCATENATE(\"a\",\"b\")").set_result(result);
            sheet.write_formula(at, *column, formula).unwrap();
        } else if let Some(day) = text.parse::<f64>().ok().filter(|_| *column == 7) {
            let format = Format::new().set_num_format("dd/mm/yyyy");
            sheet.write_number_with_format(at, *column, day, &format).unwrap();
        } else {
            sheet.write_string(at, *column, text).unwrap();
        }
    }
}

/// The petition over two rows, and the session that stands in one cell beside twenty rows.
fn merge(sheet: &mut Worksheet, rows: &[Row], plain: &Format) {
    let goes_on = rows.iter().position(|row| row.is == 'G').unwrap();
    let below = 5 + u32::try_from(goes_on).unwrap();
    sheet.merge_range(below - 1, 4, below, 4, "Đề nghị nạo vét mương.", plain).unwrap();
    sheet.merge_range(6, 1, 25, 1, "Kỳ họp thứ 2", plain).unwrap();
}

/// A workbook of a few kilobytes that passes every measure and needs more than a gigabyte as soon
/// as it is read: one long text that many cells point to.
#[must_use]
pub fn swelling() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let related = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inner: &str| {
        format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{inner}</Relationships>")
    };
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(60);
    let rows: String = (1..=900).map(|row| format!("<row r=\"{row}\">{cells}</row>")).collect();
    let text = "đèn ".repeat(8_000);
    let parts = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
        ("_rels/.rels", relations(&related("r1", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" \
                 sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                &[
                    related("r1", "worksheet", "worksheets/sheet1.xml"),
                    related("r2", "sharedStrings", "sharedStrings.xml"),
                ]
                .concat(),
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\"><si><t>{text}</t></si></sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        package.start_file(name, SimpleFileOptions::default()).unwrap();
        package.write_all(content.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}
