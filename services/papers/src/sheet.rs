//! The pieces of every paper: page, heading, paragraphs, tables, signatures.
//!
//! Sizes in half points, lengths in twentieths of a point, as the format has them.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum,
    PageNumType, PageOrientationType, PageSize, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, Section, SpecialIndentType, Table,
    TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};

use crate::{Heading, PaperError, day_in_words};

const FONT: &str = "Times New Roman";
/// A4: 210 × 297 mm.
const SHORT_SIDE: u32 = 11_906;
const LONG_SIDE: u32 = 16_838;
/// 20 mm above and below, 30 mm left, 15 mm right (Annex I, section I.3).
const TOP: i32 = 1_134;
const LEFT: i32 = 1_701;
const RIGHT: i32 = 850;
/// What is left for text on an upright page, and on one across.
pub(crate) const UPRIGHT: usize = 9_355;
pub(crate) const ACROSS: usize = 14_287;
/// A first line begins 1.27 cm to the right.
const FIRST_LINE: i32 = 720;
/// What stands in a page's XML where a row is repeated on each page that a table runs over: the
/// library has no word for it.
const REPEATED: &str = "<w:trPr><w:cantSplit /><w:trHeight w:val=\"1\" w:hRule=\"atLeast\" />";
const REPEATED_AS: &str = "<w:trPr><w:cantSplit /><w:tblHeader />";

/// Characters that fit into one line of a heading's left column.
const PLACE_MAX: usize = 26;

/// 12, 13 and 14 points, and the 11 of a list of receivers.
pub(crate) const S11: usize = 22;
pub(crate) const S12: usize = 24;
pub(crate) const S13: usize = 26;
pub(crate) const S14: usize = 28;

/// A run of text. What no printer shows is left out: XML 1.0 cannot hold it.
pub(crate) fn text(words: &str, size: usize) -> Run {
    let shown: String = words
        .chars()
        .map(|c| if c == '\t' || c == '\n' { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect();
    let shown = shown.replace(['\u{fffe}', '\u{ffff}'], "");
    Run::new().add_text(shown).size(size).fonts(fonts())
}

fn fonts() -> RunFonts {
    RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT)
}

/// A paragraph in the middle.
pub(crate) fn centred(run: Run) -> Paragraph {
    close(Paragraph::new().add_run(run).align(AlignmentType::Center))
}

/// A paragraph that begins at the left.
pub(crate) fn plain(run: Run) -> Paragraph {
    close(Paragraph::new().add_run(run))
}

/// A paragraph of the body: both margins, first line further in, 6 points to the next.
pub(crate) fn body(words: &str) -> Paragraph {
    Paragraph::new()
        .add_run(text(words, S14))
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(FIRST_LINE)), None, None)
        .line_spacing(LineSpacing::new().after(120).line(276).line_rule(LineSpacingType::Auto))
}

/// A line of the body with dots to be filled in by hand: not stretched to the right margin.
pub(crate) fn blank(words: &str) -> Paragraph {
    body(words).align(AlignmentType::Left)
}

fn close(paragraph: Paragraph) -> Paragraph {
    paragraph.line_spacing(LineSpacing::new().before(0).after(0))
}

/// A rule in the middle of `width`, over `part` hundredths of it.
fn rule(width: usize, part: usize) -> Paragraph {
    let side = i32::try_from(width * (100 - part) / 200).unwrap_or_default();
    let line = ParagraphBorder::new(ParagraphBorderPosition::Top)
        .val(BorderType::Single)
        .size(6)
        .space(1)
        .color("000000");
    let mut paragraph = Paragraph::new().indent(Some(side), None, Some(side), None).line_spacing(
        LineSpacing::new().before(20).after(0).line(120).line_rule(LineSpacingType::Exact),
    );
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(line));
    paragraph
}

fn cell(width: usize, paragraphs: Vec<Paragraph>) -> TableCell {
    let cell = TableCell::new().width(width, WidthType::Dxa);
    paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
}

/// Columns without lines, side by side.
pub(crate) fn beside(columns: Vec<(usize, Vec<Paragraph>)>) -> Table {
    let grid: Vec<usize> = columns.iter().map(|(width, _)| *width).collect();
    let cells = columns.into_iter().map(|(width, inner)| cell(width, inner).clear_all_border());
    let row = TableRow::new(cells.collect()).cant_split();
    Table::without_borders(vec![row])
        .width(grid.iter().sum(), WidthType::Dxa)
        .set_grid(grid)
        .layout(TableLayoutType::Fixed)
        .margins(docx_rs::TableCellMargins::new().margin(0, 60, 0, 60))
}

/// The top of a paper; `about` stands under the number, as the letters' "V/v" does.
pub(crate) fn heading(of: &Heading, about: Option<&str>, width: usize) -> Table {
    let (left, right) = (width * 43 / 100, width - width * 43 / 100);
    let mut issuer = Vec::new();
    if let Some(superior) = &of.superior {
        issuer.push(centred(text(&broken_at_the_place(superior).to_uppercase(), S12)));
    }
    issuer.push(centred(text(&broken_at_the_place(&of.issuer).to_uppercase(), S12).bold()));
    issuer.push(rule(left, 40));
    let number = of.symbol.as_deref().unwrap_or("……/……");
    issuer.push(centred(text(&format!("Số: {number}"), S13)));
    if let Some(about) = about {
        let words = centred(text(about, S12));
        issuer.push(words.line_spacing(LineSpacing::new().before(120).after(0)));
    }
    let place = of.place.as_deref().unwrap_or("…………");
    let when = format!("{place}, {}", day_in_words(of.day));
    let state = vec![
        centred(text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", S12).bold()),
        centred(text("Độc lập - Tự do - Hạnh phúc", S13).bold()),
        rule(right, 57),
        centred(text(&when, S13).italic()),
    ];
    beside(vec![(left, issuer), (right, state)])
}

/// The last words of a body's name, from `tỉnh` or the like on, held together: a narrow column then
/// breaks before the place and never within its name.
fn broken_at_the_place(name: &str) -> String {
    let units = [" tỉnh ", " thành phố ", " xã ", " phường ", " đặc khu "];
    let place = units.iter().filter_map(|unit| name.to_lowercase().rfind(unit)).max();
    match place.and_then(|at| name.split_at_checked(at + 1)) {
        Some((before, place)) if place.chars().count() <= PLACE_MAX => {
            format!("{before}{}", place.replace(' ', "\u{a0}"))
        }
        _ => name.to_owned(),
    }
}

/// A table with lines: what its columns are called, how wide they are, its rows.
pub(crate) fn table(columns: &[(&str, usize)], rows: &[Vec<String>]) -> Table {
    let grid: Vec<usize> = columns.iter().map(|(_, width)| *width).collect();
    let names = columns.iter().map(|(name, width)| {
        cell(*width, vec![centred(text(name, S12).bold())]).vertical_align(VAlignType::Center)
    });
    // The height marks the row that is repeated; see REPEATED.
    let first = TableRow::new(names.collect())
        .cant_split()
        .row_height(1.0)
        .height_rule(docx_rs::HeightRule::AtLeast);
    let others = rows.iter().map(|row| {
        let cells = row.iter().zip(&grid).enumerate().map(|(n, (words, width))| {
            let inner = lines(words).map(|line| match n {
                0 => centred(text(line, S12)),
                _ => plain(text(line, S12)),
            });
            cell(*width, inner.collect())
        });
        TableRow::new(cells.collect()).cant_split()
    });
    Table::new(std::iter::once(first).chain(others).collect())
        .width(grid.iter().sum(), WidthType::Dxa)
        .set_grid(grid)
        .layout(TableLayoutType::Fixed)
        .margins(docx_rs::TableCellMargins::new().margin(40, 80, 40, 80))
}

/// The lines of a text; one empty one of an empty text: a cell holds at least one paragraph.
pub(crate) fn lines(words: &str) -> impl Iterator<Item = &str> {
    words.split('\n').filter(move |line| !line.trim().is_empty() || words.trim().is_empty())
}

/// Who sign, side by side: in whose name above, who below the room for signature and seal.
pub(crate) fn signatures(columns: &[(usize, &str, Option<&str>)]) -> [Table; 2] {
    let above = columns.iter().map(|(width, authority, _)| {
        let mut lines = vec![centred(text(&authority.to_uppercase(), S13).bold())];
        lines.extend((0..4).map(|_| centred(text("", S13))));
        (*width, lines)
    });
    let below = columns.iter().map(|(width, _, name)| {
        (*width, vec![centred(text(name.unwrap_or("…………………………"), S14).bold())])
    });
    [beside(above.collect()), beside(below.collect())]
}

/// A page's number in the middle of the upper margin, from the second page on.
fn numbered() -> Header {
    let number = Paragraph::new()
        .align(AlignmentType::Center)
        .size(S13)
        .fonts(fonts())
        .add_page_num(PageNum::new());
    Header::new().add_paragraph(number)
}

fn margin() -> PageMargin {
    PageMargin::new().top(TOP).bottom(TOP).left(LEFT).right(RIGHT).header(567).footer(567).gutter(0)
}

/// The part before an annex, upright.
pub(crate) fn section() -> Section {
    Section::new()
        .page_size(PageSize::new().size(SHORT_SIDE, LONG_SIDE))
        .page_margin(margin())
        .header(numbered())
        .first_header(Header::new())
        .title_pg()
}

fn paper() -> Docx {
    Docx::new()
        .default_fonts(fonts())
        .default_size(S14)
        .page_size(SHORT_SIDE, LONG_SIDE)
        .page_margin(margin())
        .header(numbered())
        .first_header(Header::new())
}

/// A paper of one part, across.
pub(crate) fn paper_across() -> Docx {
    paper().page_size(LONG_SIDE, SHORT_SIDE).page_orient(PageOrientationType::Landscape)
}

/// A paper whose annex, across, is numbered by itself (Annex I, section V).
pub(crate) fn paper_with_annex(first: Section) -> Docx {
    paper_across().add_section(first).page_num_type(PageNumType::new().start(1))
}

/// The bytes of the file.
///
/// # Errors
/// When the archive cannot be written.
pub(crate) fn bytes(paper: Docx) -> Result<Vec<u8>, PaperError> {
    let mut built = paper.build();
    let document = String::from_utf8_lossy(&built.document).replace(REPEATED, REPEATED_AS);
    built.document = document.into_bytes();
    let mut archive = Cursor::new(Vec::new());
    built.pack(&mut archive).map_err(|error| PaperError { source: Box::new(error) })?;
    Ok(archive.into_inner())
}
