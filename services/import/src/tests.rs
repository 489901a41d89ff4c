//! Books as offices keep them, and files that are no books.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use proto::event::WrittenOf;
use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;

use crate::known::Name;
use crate::read::{self, CELL_MAX, Refusal};
use crate::{Book, Column, Header, Known, Lang, Petition, Verdict};

fn known() -> Known {
    Known {
        areas: vec![Name::new("Phường Bắc", "north"), Name::new("Xã Tân Lập", "tan-lap")],
        fields: vec![Name::new("Giao thông", "roads")],
        bodies: vec![Name::new("Sở Xây dựng", "b1"), Name::new("Công ty Điện lực", "b2")],
        today: None,
    }
}

fn of_text(text: &str) -> Book {
    of_bytes(text.as_bytes())
}

fn of_bytes(content: &[u8]) -> Book {
    let sheet = read::bytes(content, None).unwrap();
    Book::of(&sheet, &known(), "scope").expect("a header")
}

fn kinds(book: &Book) -> String {
    let letter = |verdict: &Verdict| match verdict {
        Verdict::Petition(_) => 'P',
        Verdict::GoesOn => 'G',
        Verdict::Section { .. } => 'S',
        Verdict::HeaderAgain => 'H',
        Verdict::Total => 'T',
        Verdict::Empty => 'E',
        Verdict::Unreadable { .. } => 'U',
    };
    book.rows.iter().map(|row| letter(&row.verdict)).collect()
}

fn first(book: &Book) -> &Petition {
    book.petitions().next().unwrap().1
}

#[test]
fn rows_of_a_book_in_text_are_told_apart() {
    for (what, text, expected) in [
        ("plain", "STT,Nội dung,Địa bàn\n1,Đường hỏng,Phường Bắc\n", "P"),
        ("semicolons and a mark", "\u{FEFF}STT;Nội dung\n1;Đường hỏng, ngập, tối\n", "P"),
        ("tabs", "STT\tNội dung\n1\tĐường; hỏng, ngập\n", "P"),
        ("crlf", "STT,Nội dung\r\n1,Đường\r\n2,Điện\r\n", "PP"),
        ("any order", "Địa bàn,NỘI DUNG KIẾN NGHỊ,stt\nPhường Bắc,Đường,1\n", "P"),
        ("english", "No,Content,Area\n1,Lamps,North\n", "P"),
        ("no marks", "stt,dia ban,noi dung\n1,x,Lamps\n", "P"),
        ("heading", "STT,Nội dung\nI. Giao thông,\n1,Đường\n", "SP"),
        ("counted heading", "STT,Nội dung\nII,Giao thông\n1,Đường\n", "SP"),
        ("total", "STT,Nội dung\n1,Đường\nTổng cộng,1\n", "PT"),
        ("total with units", "STT,Nội dung\n1,Đường\n,Cộng: 1 kiến nghị\n", "PT"),
        ("a community is no total", "STT,Nội dung\n1,Cộng đồng dân cư đề nghị\n", "P"),
        ("a number alone", "STT,Nội dung,Kết quả\n1,,\n2,,xong\n", "UU"),
        ("blank", "STT,Nội dung\n1,Đường\n,\n2,Điện\n", "PEP"),
        ("header again", "STT,Nội dung\n1,Đường\nSTT,Nội dung\n2,Điện\n", "PHP"),
        ("hidden", "STT,Nội dung\n1,a\u{202E}b\n", "U"),
    ] {
        assert_eq!(kinds(&of_text(text)), expected, "{what}");
    }
}

#[test]
fn the_header_may_stand_in_the_fifth_row_below_titles() {
    let text = "HỘI ĐỒNG NHÂN DÂN,,\n,,\nTỔNG HỢP KIẾN NGHỊ CỬ TRI,,\n,,\nSTT,Nội dung,Địa bàn\n1,Đường,X\n";
    let book = of_text(text);
    assert_eq!((book.header.row, kinds(&book).as_str()), (4, "P"));
    assert_eq!(book.rows[0].row, 6);
}

#[test]
fn a_table_without_content_has_no_header() {
    let sheet = read::bytes("STT,Địa bàn\n1,X\n".as_bytes(), None).unwrap();
    assert!(Book::of(&sheet, &known(), "").is_none());
}

#[test]
fn names_are_bound_or_kept_as_written() {
    let text = "STT,Nội dung,Địa bàn,Lĩnh vực,Cơ quan giải quyết,Ngày,Kết quả\n\
        1,Đường,phuong bac,Giao thông,\"Sở Xây dựng, Sở Y tế\",5/11/26,xong\n\
        2,Điện,Xã Tân,Điện,Công ty Điện lực,tháng 5,\n";
    let book = of_text(text);
    let all: Vec<&Petition> = book.petitions().map(|(_, petition)| petition).collect();
    assert_eq!(all[0].area.as_ref().unwrap().id.as_deref(), Some("north"));
    assert_eq!(all[0].field.as_ref().unwrap().id.as_deref(), Some("roads"));
    assert_eq!(all[0].addressees.len(), 2);
    assert_eq!(all[0].on.unwrap().to_string(), "2026-11-05");
    assert_eq!(
        book.rows[0].say(Lang::Vi),
        "Dòng 2: kiến nghị “Đường”; địa bàn phuong bac; lĩnh vực Giao thông; cơ quan Sở Xây dựng; \
         cơ quan Sở Y tế (chưa gắn); ngày 05/11/2026; theo sổ: xong = resolved"
    );
    assert_eq!(
        book.rows[1].say(Lang::En),
        "Row 3: petition “Điện”; area Xã Tân (unbound, near: Xã Tân Lập); field Điện (unbound); \
         addressee Công ty Điện lực; not a day: “tháng 5”"
    );
    assert_eq!(
        all[1].beside(),
        [
            (WrittenOf::Area, "Xã Tân", None),
            (WrittenOf::Field, "Điện", None),
            (WrittenOf::Addressee, "Công ty Điện lực", Some("b2")),
            (WrittenOf::Day, "tháng 5", None),
        ]
    );
    assert_eq!(all[1].stated(), None);
}

#[test]
fn decomposed_text_is_composed_and_has_the_same_key() {
    let composed = of_text("STT,Nội dung\n1,Tiếng ồn\n");
    let decomposed = of_text("STT,N\u{f4}\u{323}i dung\n1,Tie\u{302}\u{301}ng o\u{302}\u{300}n\n");
    assert_eq!(first(&decomposed).content, "Tiếng ồn");
    assert_eq!(first(&decomposed).key, first(&composed).key);
}

#[test]
fn the_same_row_twice_has_two_keys_and_the_same_book_the_same_ones() {
    let keys = |text: &str| -> Vec<proto::Digest> {
        of_text(text).petitions().map(|(_, petition)| petition.key).collect()
    };
    let twice = keys("STT,Nội dung\n1,Đường\n2,Đường\n");
    assert_ne!(twice[0], twice[1]);
    assert_eq!(twice, keys("STT,Nội dung\n1,Đường\n2,Đường\n"));
    // Rows put between, other numbers and answers that came in later change no key.
    let later = keys("STT,Nội dung,Trả lời\n1,Điện,\n5,Đường ,đã xong\n6, Đường,\n");
    assert_eq!(twice, later[1..]);
}

#[test]
fn what_a_book_states_is_an_answer_only_where_it_says_so() {
    let stated = |outcome: &str, answer: &str, bodies: &str| {
        let text =
            format!("STT,Nội dung,Kết quả,Trả lời,Cơ quan\n1,Đường,{outcome},{answer},{bodies}\n");
        first(&of_text(&text)).stated()
    };
    let done = stated("Đã giải quyết", "", "Sở Xây dựng").unwrap();
    assert_eq!((done.outcome, done.by.as_deref()), (Some("resolved"), Some("b1")));
    assert_eq!(done.outcome_written.as_deref(), Some("Đã giải quyết"));
    // Nothing is guessed: a part is not the whole, and two bodies are not one.
    let part = stated("Đã giải quyết một phần", "", "Sở Xây dựng; Sở Y tế").unwrap();
    assert_eq!((part.outcome, part.by), (None, None));
    assert_eq!(part.by_written.as_deref(), Some("Sở Xây dựng; Sở Y tế"));
    for open in ["", "Chưa giải quyết", "đang xem xét", "Pending"] {
        assert_eq!(stated(open, "", "Sở Xây dựng"), None, "{open}");
    }
    let answered = stated("Chưa giải quyết", "Sẽ bố trí vốn", "").unwrap();
    assert_eq!((answered.outcome, answered.text.as_deref()), (None, Some("Sẽ bố trí vốn")));
}

#[test]
fn a_day_that_is_still_to_come_is_no_day_of_a_book() {
    let sheet = read::bytes("STT,Nội dung,Ngày\n1,Đường,05/11/2036\n".as_bytes(), None).unwrap();
    let known = Known { today: Some(proto::Day::constant(2026, 11, 22)), ..known() };
    let book = Book::of(&sheet, &known, "").unwrap();
    assert_eq!((first(&book).on, first(&book).no_day.as_deref()), (None, Some("05/11/2036")));
}

#[test]
fn another_scope_has_other_keys() {
    let sheet = read::bytes("STT,Nội dung\n1,Đường\n".as_bytes(), None).unwrap();
    let key = |scope| first(&Book::of(&sheet, &known(), scope).unwrap()).key;
    assert_ne!(key("one"), key("two"));
}

#[test]
fn a_cell_that_begins_as_a_formula_is_kept_and_told() {
    let book = of_text("STT,Nội dung\n1,=1+1\n");
    assert_eq!(first(&book).content, "=1+1");
    assert!(book.rows[0].say(Lang::Vi).contains("giữ như chữ"));
}

#[test]
fn merged_cells_of_a_workbook_stand_in_each_of_their_rows() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "TỔNG HỢP NỘI DUNG KIẾN NGHỊ", &plain).unwrap();
    for (column, name) in ["STT", "Địa bàn", "Nội dung", "Cơ quan", "Ngày"].iter().enumerate()
    {
        sheet.write(4, u16::try_from(column).unwrap(), *name).unwrap();
    }
    sheet.merge_range(5, 0, 5, 4, "I. Lĩnh vực giao thông", &plain).unwrap();
    sheet.merge_range(6, 1, 8, 1, "Phường Bắc", &plain).unwrap();
    sheet.write(6, 2, "Đường").unwrap();
    sheet.write(6, 4, 46331).unwrap();
    sheet.merge_range(7, 2, 8, 2, "Điện", &plain).unwrap();
    sheet.write(7, 3, "Công ty Điện lực").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_with_format(7, 4, 46332, &date).unwrap();
    sheet.write(8, 3, "Sở Xây dựng").unwrap();
    sheet.write(9, 1, "Tổng").unwrap();
    sheet.write_formula(9, 2, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    let book = of_bytes(&workbook.save_to_buffer().unwrap());
    assert_eq!((book.header.row, kinds(&book).as_str()), (4, "SPPGT"));
    for (_, petition) in book.petitions() {
        assert_eq!(petition.area.as_ref().unwrap().id.as_deref(), Some("north"));
    }
    let days: Vec<_> = book.petitions().map(|(_, p)| p.on.unwrap().to_string()).collect();
    assert_eq!(days, ["2026-11-05", "2026-11-06"]);
    let last = book.petitions().last().unwrap().1;
    let ids: Vec<_> = last.addressees.iter().map(|named| named.id.as_deref()).collect();
    assert_eq!(ids, [Some("b2"), Some("b1")]);
}

#[test]
fn a_header_in_two_rows_is_one() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 1, 0, "STT", &plain).unwrap();
    sheet.merge_range(0, 1, 1, 1, "Nội dung", &plain).unwrap();
    sheet.merge_range(0, 2, 0, 3, "Giải quyết", &plain).unwrap();
    sheet.write(1, 2, "Cơ quan").unwrap();
    sheet.write(1, 3, "Kết quả").unwrap();
    sheet.write(2, 0, 1).unwrap();
    sheet.write(2, 1, "Đường").unwrap();
    sheet.write(2, 2, "Sở Xây dựng").unwrap();
    let book = of_bytes(&workbook.save_to_buffer().unwrap());
    assert_eq!(kinds(&book), "P");
    assert_eq!(first(&book).addressees[0].id.as_deref(), Some("b1"));
}

#[test]
fn the_sheet_with_a_header_is_taken_and_another_on_request() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "Bìa").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "STT").unwrap();
    sheet.write(0, 1, "Nội dung").unwrap();
    sheet.write(1, 1, "Đường").unwrap();
    let content = workbook.save_to_buffer().unwrap();
    assert_eq!(kinds(&of_bytes(&content)), "P");
    let other = read::bytes(&content, Some("Sheet9"));
    assert_eq!(other, Err(Refusal::NoSuchSheet { there: "Sheet1, Sheet2".to_owned() }));
}

#[test]
fn what_is_no_book_is_refused_in_one_line() {
    for (content, refusal) in [
        (&b""[..], Refusal::Empty),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", Refusal::OldOrEncrypted),
        (b"%PDF-1.7", Refusal::NotASpreadsheet),
        (b"<html><table>", Refusal::NotASpreadsheet),
        (b"\x89PNG\r\n\x1a\n\0\0", Refusal::NotASpreadsheet),
        (b"STT,N\xE9\xE8 dung", Refusal::NotUtf8),
        (b"\xFF\xFES\0T\0", Refusal::NotUtf8),
    ] {
        let found = read::bytes(content, None).unwrap_err();
        assert_eq!(found, refusal);
        assert_eq!(found.to_string().lines().count(), 1);
    }
    assert!(matches!(read::bytes(b"PK\x03\x04garbage", None), Err(Refusal::Damaged { .. })));
    let other = package(&[("word/document.xml", b"<w/>")]);
    assert_eq!(read::bytes(&other, None), Err(Refusal::NotASpreadsheet));
    let binary = package(&[("[Content_Types].xml", b"<t/>"), ("xl/workbook.bin", b"x")]);
    assert_eq!(read::bytes(&binary, None), Err(Refusal::Binary));
}

/// A package of parts.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, packed).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

/// Puts another size wherever the package tells one of a part.
fn resized(mut package: Vec<u8>, from: usize, to: u32) -> Vec<u8> {
    let size = u32::try_from(from).unwrap().to_le_bytes();
    let places: Vec<usize> =
        (0..package.len() - 4).filter(|&at| package[at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        package[at..at + 4].copy_from_slice(&to.to_le_bytes());
    }
    package
}

#[test]
fn parts_that_together_unpack_to_more_than_allowed_are_not_opened() {
    let part = [b' '; 12_345];
    let parts = [TYPES, ("xl/workbook.xml", &part[..]), ("a", &part[..]), ("b", &part[..])];
    let bomb = resized(package(&parts), part.len(), 70 * 1024 * 1024);
    assert_eq!(read::bytes(&bomb, None), Err(Refusal::Bomb { max: read::UNPACKED_MAX }));
}

#[test]
fn a_directory_that_lies_about_sizes_is_not_believed() {
    let blanks = vec![b' '; 65 * 1024 * 1024];
    let parts = [TYPES, ("xl/workbook.xml", &b"<x/>"[..]), ("xl/sharedStrings.xml", &blanks)];
    let bomb = resized(package(&parts), blanks.len(), 1000);
    let found = read::bytes(&bomb, None);
    assert!(matches!(found, Err(Refusal::Bomb { .. } | Refusal::Damaged { .. })), "{found:?}");
}

#[test]
fn a_table_of_texts_that_announces_too_many_is_not_opened() {
    let texts: &[u8] = b"<sst xmlns=\"x\" uniqueCount=\"9999999999999\"></sst>";
    let bomb = package(&[TYPES, ("xl/workbook.xml", b"<x/>"), ("xl/sharedStrings.xml", texts)]);
    assert!(matches!(read::bytes(&bomb, None), Err(Refusal::Bomb { .. })));
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing_and_is_refused() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(1_048_575, 16_383, "x").unwrap();
    let content = workbook.save_to_buffer().unwrap();
    assert!(matches!(read::bytes(&content, None), Err(Refusal::TooManyRows { .. })));
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 16_383, "x").unwrap();
    let content = workbook.save_to_buffer().unwrap();
    assert!(matches!(read::bytes(&content, None), Err(Refusal::TooManyColumns { row: 1, .. })));
}

#[test]
fn two_hundred_thousand_rows_are_refused() {
    let text = format!("STT,Nội dung\n{}", "1,Đường\n".repeat(200_000));
    assert!(matches!(read::bytes(text.as_bytes(), None), Err(Refusal::TooManyRows { .. })));
}

#[test]
fn a_cell_beyond_the_bound_is_refused_with_its_row() {
    let text = format!("STT,Nội dung\n1,{}\n", "ạ".repeat(CELL_MAX + 1));
    let refusal = read::bytes(text.as_bytes(), None);
    assert_eq!(refusal, Err(Refusal::CellTooLong { row: 2, max: CELL_MAX }));
}

#[test]
fn every_row_of_a_messy_book_has_its_verdict() {
    use crate::fixture::{COMMUNE, ENDED, POWER, rows, workbook};
    use crate::fixture::{FIRST_ROW, OLD_AREA, OLD_FIELD, PETITIONS, SHORT_COMMUNE, UNKNOWN};
    let day = |year, month, date| Some(proto::Day::constant(year, month, date));
    let known = Known {
        areas: vec![Name::new("xã Hòa Phú", "hoa-phu")],
        fields: vec![Name::new("Điện", "electricity"), Name::new("Đèn đường", "lighting")],
        bodies: vec![
            Name::new(COMMUNE, "commune"),
            Name::new(POWER, "power"),
            Name::new(ENDED, "ended").over(None, day(2026, 6, 30), vec!["commune".to_owned()]),
        ],
        today: day(2026, 11, 22),
    };
    let book = Book::of(&read::bytes(&workbook(), None).unwrap(), &known, "scope").unwrap();
    let expected: String = rows().iter().map(|row| row.is).collect();
    assert_eq!((book.header.row, kinds(&book)), (FIRST_ROW - 2, expected));
    assert_eq!(book.header.unread, ["Ghi chú"]);
    let petitions: Vec<&Petition> = book.petitions().map(|(_, petition)| petition).collect();
    assert_eq!(petitions.len(), PETITIONS);
    let mut keys: Vec<_> = petitions.iter().map(|petition| petition.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), PETITIONS, "each row has a name of its own");
    let all = petitions.iter().flat_map(|petition| petition.beside());
    let mut unbound: Vec<&str> = all
        .filter(|(of, _, body)| of.names() && body.is_none())
        .map(|(_, written, _)| written)
        .collect();
    unbound.sort_unstable();
    unbound.dedup();
    assert_eq!(unbound, [OLD_FIELD, UNKNOWN, OLD_AREA, SHORT_COMMUNE]);
    let of = |content: &str| {
        let found = petitions.iter().find(|petition| petition.content.contains(content));
        *found.expect(content)
    };
    // By its day, or by who took over; in words that a clerk understands.
    assert_eq!(of("số 20 ").addressees[0].id.as_deref(), Some("ended"));
    assert_eq!(of("số 26 ").addressees[0].id.as_deref(), Some("commune"));
    assert!(book.rows[1].say(Lang::Vi).contains("theo sổ: Đã giải quyết = resolved"));
    assert_eq!(of("số 22 ").on, day(2026, 10, 15));
    assert_eq!(of("số 2 ").session, "Kỳ họp thứ 2");
    assert_eq!(of("mương").addressees.len(), 2);
    assert_eq!(of("trạm bơm").content, "Đề nghị sửa trạm bơm.");
}

#[test]
fn a_first_line_that_tells_the_delimiter_is_no_row_and_is_believed() {
    let book = of_text("sep=\t\nSTT\tNội dung\n1\ta; b; c, d, e\n");
    assert_eq!((kinds(&book).as_str(), book.rows[0].row), ("P", 2));
    assert_eq!(first(&book).content, "a; b; c, d, e");
}

#[test]
fn a_file_that_was_given_out_comes_back_with_the_same_words_and_keys() {
    let own = of_text("STT,Nội dung,Cơ quan\n1,=A1 hỏng,- Sở Xây dựng\n2,'90 đến nay,x\n");
    let out = of_text("STT,Nội dung,Cơ quan\n1,'=A1 hỏng,'- Sở Xây dựng\n2,'90 đến nay,x\n");
    assert_eq!(own.rows, out.rows);
}

#[test]
fn where_columns_were_mended_the_header_printed_again_is_still_one() {
    let text = "STT,Nội dung họp,Ý kiến\n1,họp tổ,Đường hỏng\nSTT,Nội dung họp,Ý kiến\n2,x,Điện\n";
    let sheet = read::bytes(text.as_bytes(), None).unwrap();
    let mut places = Header::find(&sheet).unwrap().places;
    places.insert(Column::Content, 2);
    let header = Header::chosen(&sheet, 1, places);
    assert_eq!(header.unread, ["Nội dung họp"]);
    let book = Book::under(&sheet, header, &known(), "scope");
    assert_eq!(kinds(&book), "PHP");
    assert_eq!(first(&book).content, "Đường hỏng");
}

#[test]
fn a_sheet_without_a_header_is_read_as_a_person_says() {
    let sheet = read::bytes("1,Đường hỏng\n2,Điện yếu\n".as_bytes(), None).unwrap();
    let header = Header::chosen(&sheet, 0, BTreeMap::from([(Column::Content, 1)]));
    let book = Book::under(&sheet, header, &known(), "scope");
    assert_eq!((kinds(&book).as_str(), book.rows[0].row), ("PP", 1));
    assert!(Header::guessed(&sheet, 0).places.is_empty());
    let named = read::bytes("x,Cử tri,y\n1,A,b\n".as_bytes(), None).unwrap();
    assert_eq!(Header::guessed(&named, 1).places, BTreeMap::from([(Column::Voter, 1)]));
}

#[test]
fn a_row_that_repeats_one_above_names_it_whatever_its_number() {
    let text = "STT,Nội dung,Địa bàn\n1,Đường hỏng,X\n2,Đường hỏng,Y\n3,Đường hỏng,X\n\
        I. Điện,,\n4,Đường  hỏng,X\n5,Đường hỏng thêm,X\n3,Đường hỏng,X\n";
    let book = of_text(text);
    assert_eq!(kinds(&book), "PPPSPPP");
    let repeated: Vec<(usize, usize)> = book.repeated().into_iter().collect();
    // The third and the last row below the header; the first of the three stands in row 2.
    assert!(repeated.contains(&(2, 2)) && repeated.contains(&(6, 2)), "{repeated:?}");
    for other in [0, 1, 5] {
        assert!(!repeated.iter().any(|(at, _)| *at == other), "{other}: {repeated:?}");
    }
}
