//! Rows under headings, as wide as the screen: columns are measured as a terminal draws Vietnamese,
//! and what does not fit is cut with an ellipsis. Off a terminal nothing is cut.

use std::io::IsTerminal as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// No column is made narrower than this to fit a screen.
const COLUMN_MIN: usize = 8;
/// What stands between two columns.
const GAP: usize = 2;
/// No row is drawn wider than this, whatever the screen says.
const WIDTH_MAX: usize = 10_000;

/// Rows under headings. A column in which nothing stands is left out.
#[derive(Debug)]
pub(crate) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table.
    pub(crate) fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, one cell for each heading.
    pub(crate) fn row(&mut self, cells: &[String]) {
        self.rows.push(cells.iter().map(|cell| one_line(cell)).collect());
    }

    /// The lines of the table within `columns`.
    pub(crate) fn lines(&self, columns: usize) -> Vec<String> {
        let used: Vec<usize> = (0..self.head.len())
            .filter(|&at| self.rows.iter().any(|row| row.get(at).is_some_and(|c| !c.is_empty())))
            .collect();
        let mut widths: Vec<usize> = used.iter().map(|&at| self.widest(at)).collect();
        let gaps = GAP * used.len().saturating_sub(1);
        let room = columns.min(WIDTH_MAX).saturating_sub(gaps);
        while widths.iter().sum::<usize>() > room {
            // The widest gives way; the last of several equal ones.
            let widest = (0..widths.len()).max_by_key(|&at| widths[at]);
            match widest.filter(|&at| widths[at] > COLUMN_MIN) {
                Some(at) => widths[at] -= 1,
                None => break,
            }
        }
        let head: Vec<String> = self.head.iter().map(ToString::to_string).collect();
        std::iter::once(&head).chain(&self.rows).map(|row| line(row, &used, &widths)).collect()
    }

    fn widest(&self, at: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
        cells.chain([self.head[at].width()]).max().unwrap_or(0)
    }
}

fn line(row: &[String], used: &[usize], widths: &[usize]) -> String {
    let mut line = String::new();
    for (&at, &width) in used.iter().zip(widths) {
        let cell = cut(row.get(at).map_or("", String::as_str), width);
        let missing = width.saturating_sub(cell.width());
        line.push_str(&cell);
        line.push_str(&" ".repeat(missing + GAP));
    }
    line.trim_end().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` within `width` columns of a terminal.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut kept, mut taken) = (String::new(), 0);
    for character in text.chars() {
        taken += character.width().unwrap_or(0);
        if taken >= width {
            break;
        }
        kept.push(character);
    }
    kept + "…"
}

/// `text` in lines of at most `width` columns, broken between words; its own breaks stay.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// How many columns standard output has.
pub(crate) fn columns() -> usize {
    let out = std::io::stdout();
    if !out.is_terminal() {
        return WIDTH_MAX;
    }
    let size = rustix::termios::tcgetwinsize(&out).map_or(0, |size| usize::from(size.ws_col));
    if size == 0 { 80 } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["Số", "Giai đoạn", "Cờ", "Nội dung"]);
        table.row(&[
            "LH26-1".into(),
            "đang thống nhất phân loại".into(),
            String::new(),
            "Đề nghị lắp lại đèn đường ngõ 5 thôn Đoài, vì các cháu đi học thêm về\nrất nguy hiểm, và xã đã hứa từ năm ngoái"
                .into(),
        ]);
        table.row(&["LH26-12".into(), "đã chuyển".into(), String::new(), "Ngắn".into()]);
        table
    }

    #[test]
    fn a_table_fits_80_and_120_columns_and_lines_up_under_vietnamese() {
        for columns in [80, 120] {
            let lines = table().lines(columns);
            assert!(lines.iter().all(|line| line.width() <= columns), "{lines:#?}");
            let starts = ["Nội dung", "Đề nghị", "Ngắn"]
                .iter()
                .zip(&lines)
                .map(|(word, line)| line.find(word).map(|at| line[..at].width()));
            let starts: Vec<_> = starts.collect();
            assert!(starts[0].is_some() && starts.iter().all(|at| *at == starts[0]), "{lines:#?}");
            assert!(lines[1].ends_with('…') && !lines[0].contains("Cờ"), "{lines:#?}");
        }
    }

    #[test]
    fn without_a_screen_nothing_is_cut() {
        assert!(
            table().lines(WIDTH_MAX)[1].ends_with("về rất nguy hiểm, và xã đã hứa từ năm ngoái")
        );
    }

    #[test]
    fn marks_that_stand_apart_take_no_column() {
        assert_eq!(cut("Tie\u{302}\u{301}ng", 5), "Tie\u{302}\u{301}ng");
        assert_eq!(cut("Tiếng Việt", 6), "Tiếng…");
    }

    #[test]
    fn text_is_broken_between_words_and_keeps_its_own_breaks() {
        assert_eq!(wrapped("một hai ba\nbốn", 7), ["một hai", "ba", "bốn"]);
    }
}
