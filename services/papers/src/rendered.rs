//! Opens each paper in LibreOffice and looks at its pages: size, margins, what stands on them.
//!
//! Needs soffice, pdftoppm and pdftotext, which tests/run installs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{
    Agreement, Answered, Contested, Forwarded, Heading, Letter, Listed, Notice, Side, letter, list,
    notice,
};
use jiff::civil::date;

/// Pictures are taken at this many dots to the inch.
const DPI: usize = 60;
const HOSTILE: &str = "Đường <w:br/> & \"hỏng\" \u{1} {{ PAGE }} =1+1 &#x41;";

/// A page as a picture: grey values, row by row.
struct Picture {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Picture {
    /// Reads a binary PGM: `P5 width height 255` and the bytes.
    fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let mut at = 0;
        let mut numbers = Vec::new();
        while numbers.len() < 4 {
            let end = at + bytes[at..].iter().position(u8::is_ascii_whitespace).unwrap();
            numbers.push(std::str::from_utf8(&bytes[at..end]).unwrap().to_owned());
            at = end + 1;
        }
        assert_eq!(numbers[0], "P5");
        let (width, height) = (numbers[1].parse().unwrap(), numbers[2].parse().unwrap());
        Self { width, height, grey: bytes[at..].to_vec() }
    }

    /// Whether anything is printed between these places, in millimetres from the upper left.
    fn has_ink(&self, (left, top): (usize, usize), (right, bottom): (usize, usize)) -> bool {
        let dots = |mm: usize| mm * DPI * 10 / 254;
        (dots(top)..dots(bottom).min(self.height)).any(|y| {
            (dots(left)..dots(right).min(self.width)).any(|x| self.grey[y * self.width + x] < 160)
        })
    }

    fn size_mm(&self) -> (usize, usize) {
        let mm = |dots: usize| (dots * 254 + DPI * 5) / (DPI * 10);
        (mm(self.width), mm(self.height))
    }
}

/// A paper as it was printed: its pages as pictures and as text.
struct Printed {
    pages: Vec<Picture>,
    text: Vec<String>,
    _folder: tempfile::TempDir,
}

/// Prints `docx`; keeps the pictures in `PAPERS_SHOTS` if that is set.
fn printed(name: &str, docx: &[u8]) -> Printed {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("{name}.docx"));
    std::fs::write(&file, docx).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let out = folder.path().display().to_string();
    let shown = file.display().to_string();
    ran("soffice", &[&profile, "--headless", "--convert-to", "pdf", "--outdir", &out, &shown]);
    let pdf = folder.path().join(format!("{name}.pdf")).display().to_string();
    let page = folder.path().join("page").display().to_string();
    ran("pdftoppm", &["-gray", "-r", &DPI.to_string(), &pdf, &page]);
    let text = folder.path().join("text").display().to_string();
    ran("pdftotext", &["-layout", &pdf, &text]);
    if let Some(shots) = std::env::var_os("PAPERS_SHOTS") {
        let shot = PathBuf::from(shots).join(name).display().to_string();
        ran("pdftoppm", &["-png", "-r", "70", &pdf, &shot]);
    }
    let mut pictures: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|of| of == "pgm"))
        .collect();
    pictures.sort();
    let text = std::fs::read_to_string(text).unwrap();
    let mut text: Vec<String> = text.split('\u{c}').map(ToOwned::to_owned).collect();
    text.pop();
    Printed {
        pages: pictures.iter().map(|path| Picture::read(path)).collect(),
        text,
        _folder: folder,
    }
}

fn ran(program: &str, args: &[&str]) {
    let came = Command::new(program).args(args).output();
    let came = came.unwrap_or_else(|error| panic!("{program}: {error}; tests/run installs it"));
    assert!(came.status.success(), "{program}: {}", String::from_utf8_lossy(&came.stderr));
}

/// One line of everything, so that words that a column broke are found.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn heading() -> Heading {
    Heading {
        superior: Some("Hội đồng nhân dân tỉnh Lam Hà".to_owned()),
        issuer: "Thường trực HĐND tỉnh Lam Hà".to_owned(),
        symbol: Some("05/TTHĐND".to_owned()),
        place: Some("Lam Hà".to_owned()),
        day: Some(date(2026, 9, 5)),
    }
}

fn long(n: usize) -> String {
    let mut whole = format!("Kiến nghị thứ {n}: ");
    for _ in 0..12 {
        write!(whole, "đề nghị sửa đoạn đường liên xã bị ngập, ").unwrap();
    }
    whole
}

fn a_letter(count: usize) -> Letter {
    let petitions = (1..=count).map(|n| Forwarded {
        number: format!("LH26-{n}"),
        wording: if n == 1 { HOSTILE.to_owned() } else { long(n) },
        area: "Xã Hòa Phú".to_owned(),
        raised_with: "Tổ đại biểu HĐND tỉnh số 1".to_owned(),
        raised_on: Some(date(2026, 8, 2)),
        field: "Giao thông".to_owned(),
    });
    Letter {
        heading: heading(),
        to: "Ủy ban nhân dân tỉnh Lam Hà".to_owned(),
        answer_due: Some(date(2026, 11, 4)),
        basis: "Điều 49 khoản 1 NQLT 72/2025".to_owned(),
        note: Some("Lưu ý hai kiến nghị đã nêu nhiều lần.".to_owned()),
        petitions: petitions.collect(),
        signer: None,
        copies: vec!["Ủy ban MTTQ Việt Nam tỉnh Lam Hà".to_owned()],
    }
}

/// Nothing may stand in the margins but a page's number.
fn margins_are_white(page: &Picture) {
    let (width, height) = page.size_mm();
    assert!(!page.has_ink((0, 0), (28, height)), "left of 30 mm");
    assert!(!page.has_ink((width - 13, 0), (width, height)), "right of the last 15 mm");
    assert!(!page.has_ink((0, height - 18), (width, height)), "below the last 20 mm");
}

#[test]
fn a_letter_is_laid_out_as_the_decree_says_with_its_table_as_an_annex_across() {
    let paper = printed("letter", &letter(&a_letter(14)).unwrap());
    let [first, annex @ ..] = paper.pages.as_slice() else { panic!("no pages") };
    assert_eq!(first.size_mm(), (210, 297));
    assert!(annex.len() > 1, "the table runs over pages");
    for page in &paper.pages {
        margins_are_white(page);
    }
    for page in annex {
        assert_eq!(page.size_mm(), (297, 210));
    }
    // The state's name at the right, the issuer at the left, the number in the upper margin only
    // from the second page on.
    assert!(first.has_ink((30, 18), (90, 40)) && first.has_ink((115, 18), (195, 40)));
    assert!(!first.has_ink((95, 5), (115, 17)), "the first page has no number");
    let text = words(&paper.text[0]);
    for expected in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/TTHĐND",
        "Lam Hà, ngày 05 tháng 9 năm 2026",
        "Kính gửi: Ủy ban nhân dân tỉnh Lam Hà.",
        "14 kiến nghị",
        "trước ngày 04/11/2026",
        "Lưu ý hai kiến nghị",
        "Trân trọng./.",
        "- Như trên;",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn a_table_has_its_head_on_every_page_and_each_petition_once() {
    let paper = printed("letter-long", &letter(&a_letter(40)).unwrap());
    let annex = &paper.text[1..];
    for page in annex {
        assert!(words(page).contains("Nội dung kiến nghị"), "{page}");
    }
    let all = words(&annex.join(" "));
    for n in 2..=40 {
        assert_eq!(all.matches(&format!("Kiến nghị thứ {n}:")).count(), 1, "{n}");
    }
    assert!(paper.pages.last().unwrap().has_ink((140, 5), (157, 17)), "its number");
}

#[test]
fn what_stands_in_a_text_is_text() {
    let all = words(&printed("letter-hostile", &letter(&a_letter(1)).unwrap()).text.join(" "));
    for expected in ["<w:br/>", "& \"hỏng\"", "{{ PAGE }}", "=1+1", "&#x41;"] {
        assert!(all.contains(expected), "{expected} in {all}");
    }
}

#[test]
fn the_minutes_of_agreement_have_a_place_for_every_party() {
    let sides = [
        (1, "Tổ đại biểu HĐND tỉnh số 1"),
        (1, "UBND xã Hòa Phú"),
        (2, "Thường trực HĐND tỉnh"),
        (2, "Ủy ban MTTQ Việt Nam tỉnh"),
    ];
    let paper = printed(
        "list",
        &list(&Agreement {
            heading: heading(),
            number: "LH26-DS-3".to_owned(),
            revision: 2,
            round: "Tiếp xúc cử tri trước kỳ họp thứ 3".to_owned(),
            area: Some("Xã Hòa Phú".to_owned()),
            fixed_on: Some(date(2026, 9, 1)),
            sides: sides.map(|(pair, name)| Side { pair, name: name.to_owned() }).to_vec(),
            petitions: (1..=6)
                .map(|n| Listed {
                    number: format!("LH26-{n}"),
                    wording: long(n),
                    area: "Xã Hòa Phú".to_owned(),
                    field: "Giao thông".to_owned(),
                    competence: "Cấp tỉnh".to_owned(),
                    addressees: "UBND tỉnh".to_owned(),
                    state: "đã thống nhất".to_owned(),
                })
                .collect(),
            contested: vec![Contested {
                number: "LH26-2".to_owned(),
                by: vec!["UBND xã Hòa Phú".to_owned()],
            }],
            waiting: vec!["LH26-4".to_owned(), "LH26-5".to_owned()],
        })
        .unwrap(),
    );
    for page in &paper.pages {
        margins_are_white(page);
    }
    let text = words(&paper.text.join(" "));
    assert!(
        text.contains("BIÊN BẢN") && text.contains("lần 2, lập ngày 01 tháng 9 năm 2026"),
        "{text}"
    );
    for (_, name) in sides {
        assert!(text.contains(&format!("{name}: …")), "{name} in {text}");
    }
    for told in [
        "- Kiến nghị số LH26-2; ý kiến khác của: UBND xã Hòa Phú.",
        "- Các kiến nghị còn chờ ý kiến: LH26-4, LH26-5.",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert_eq!(paper.pages.last().unwrap().size_mm(), (297, 210));
}

#[test]
fn the_sheet_for_the_notice_board_says_how_long_it_hangs() {
    let paper = printed(
        "notice",
        &notice(&Notice {
            heading: Heading { symbol: None, day: None, ..heading() },
            area: "Xã Hòa Phú".to_owned(),
            which: "kỳ họp thứ 2".to_owned(),
            hangs: Some((date(2026, 11, 23), date(2026, 12, 22))),
            basis: "Điều 51 NQLT 72/2025".to_owned(),
            petitions: vec![Answered {
                number: "LH26-1".to_owned(),
                wording: long(1),
                by: "UBND xã Hòa Phú, 09/10/2026".to_owned(),
                answer: "Đã giải quyết: đã thay sáu bóng đèn.".to_owned(),
                state: "đã giải quyết xong".to_owned(),
            }],
        })
        .unwrap(),
    );
    assert_eq!(paper.pages[0].size_mm(), (297, 210));
    margins_are_white(&paper.pages[0]);
    let text = words(&paper.text.join(" "));
    assert!(text.contains("từ ngày 23/11/2026 đến hết ngày 22/12/2026"), "{text}");
    assert!(text.contains("ngày …… tháng …… năm"), "{text}");
}
