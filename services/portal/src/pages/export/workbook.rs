//! A workbook of two sheets: the rows, and what they are. Every text is stored as a string.

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::table::Cell;

/// The most characters of a cell that a workbook can hold.
const TEXT_MAX: usize = 32_767;
/// In characters, in the order of the columns; those behind are as wide as the last.
const WIDTHS: [f64; 17] = [
    6.0, 14.0, 60.0, 22.0, 18.0, 22.0, 22.0, 26.0, 30.0, 26.0, 12.0, 20.0, 12.0, 14.0, 16.0, 14.0,
    14.0,
];

/// The bytes of the file; `names` are those of its sheets.
pub(super) fn made(
    names: (String, String),
    heads: Vec<String>,
    rows: &[Vec<Cell>],
    about: &[(String, String)],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let head = bold.clone().set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let day = Format::new().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Top);
    let sheet = book.add_worksheet().set_name(names.0)?;
    for ((column, width), title) in (0_u16..).zip(WIDTHS).zip(heads) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, title, &head)?;
    }
    for (line, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(words) => {
                    let words: String = words.chars().take(TEXT_MAX).collect();
                    sheet.write_string_with_format(line, column, words, &text)?;
                }
                Cell::Number(number) => {
                    // Rows are few: the number is exact.
                    let number = u32::try_from(*number).unwrap_or(u32::MAX);
                    sheet.write_number_with_format(line, column, f64::from(number), &text)?;
                }
                Cell::Day(on) => match ExcelDateTime::parse_from_str(&on.to_string()) {
                    Ok(on) => {
                        sheet.write_datetime_with_format(line, column, &on, &day)?;
                    }
                    // Before 1900 a workbook has no days.
                    Err(_) => {
                        sheet.write_string_with_format(line, column, on.to_string(), &text)?;
                    }
                },
                Cell::Empty => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    sheet.autofilter(0, 0, last, 16)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let sheet = book.add_worksheet().set_name(names.1)?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 60)?;
    for (line, (name, value)) in (0_u32..).zip(about) {
        sheet.write_string_with_format(line, 0, name, &bold)?;
        if !value.is_empty() {
            sheet.write_string_with_format(line, 1, value, &text)?;
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    #[test]
    fn another_program_reads_texts_days_and_numbers_and_never_a_formula() {
        let evil = "=HYPERLINK(\"http://x\",\"y\")";
        let on = proto::Day::constant(2026, 11, 3);
        let rows = [
            vec![Cell::Number(1), Cell::Text(evil.to_owned()), Cell::Day(on), Cell::Empty],
            vec![Cell::Number(2), Cell::Text("@SUM(A1)".to_owned()), Cell::Empty, Cell::Empty],
        ];
        let heads = ["STT", "Số", "Hạn", "Cuối"].map(str::to_owned).into();
        let about = [("Điều kiện".to_owned(), "-1+1".to_owned())];
        let names = ("Kiến nghị".to_owned(), "Thông tin".to_owned());
        let bytes = made(names, heads, &rows, &about).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["Kiến nghị", "Thông tin"]);
        let sheet = book.worksheet_range("Kiến nghị").unwrap();
        assert_eq!(sheet.get_value((0, 1)), Some(&Data::String("Số".to_owned())));
        assert_eq!(sheet.get_value((1, 0)), Some(&Data::Float(1.0)));
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::String(evil.to_owned())));
        assert_eq!(sheet.get_value((2, 1)), Some(&Data::String("@SUM(A1)".to_owned())));
        let Some(Data::DateTime(day)) = sheet.get_value((1, 2)) else { panic!("no day") };
        assert_eq!(day.to_ymd_hms_milli(), (2026, 11, 3, 0, 0, 0, 0));
        for sheet in ["Kiến nghị", "Thông tin"] {
            assert!(book.worksheet_formula(sheet).unwrap().is_empty(), "{sheet}");
        }
    }
}
