//! Verdicts in words, Vietnamese or English.

use super::{Book, Named, Petition, Row, Verdict, Why};

/// In which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// The words in this language.
    #[must_use]
    pub fn of<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}

impl Row {
    /// The verdict in one line, without the petition's words.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let said = match &self.verdict {
            Verdict::Petition(petition) => petition.say(lang),
            Verdict::GoesOn => lang
                .of("thêm cơ quan cho kiến nghị ở trên", "more addressees of the petition above")
                .to_owned(),
            Verdict::Section { title } => {
                format!("{}: {}", lang.of("đề mục", "heading"), short(title))
            }
            Verdict::HeaderAgain => lang.of("tiêu đề cột lặp lại", "the header again").to_owned(),
            Verdict::Total => lang.of("dòng tổng cộng", "a total").to_owned(),
            Verdict::Empty => lang.of("dòng trống", "blank").to_owned(),
            Verdict::Unreadable { why } => {
                format!("{}: {}", lang.of("KHÔNG ĐỌC ĐƯỢC", "CANNOT BE TAKEN"), why.say(lang))
            }
        };
        format!("{} {}: {said}", lang.of("Dòng", "Row"), self.row)
    }
}

impl Why {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::NoContent => {
                lang.of("thiếu nội dung kiến nghị", "the petition itself is missing").to_owned()
            }
            Self::TooLong => lang.of("nội dung quá dài", "the petition is too long").to_owned(),
            Self::AnswerTooLong => lang.of("trả lời quá dài", "the answer is too long").to_owned(),
            Self::Character { code } => {
                let vi = format!("có ký tự không cho phép U+{code:04X}");
                let en = format!("has the character U+{code:04X}, which is not allowed");
                lang.of(&vi, &en).to_owned()
            }
        }
    }
}

impl Petition {
    fn say(&self, lang: Lang) -> String {
        let mut parts =
            vec![format!("{} “{}”", lang.of("kiến nghị", "petition"), short(&self.content))];
        for (vi, en, named) in [
            ("địa bàn", "area", &self.area),
            ("lĩnh vực", "field", &self.field),
            ("tổ đại biểu", "group", &self.group),
        ] {
            if let Some(named) = named {
                parts.push(format!("{} {}", lang.of(vi, en), named.say(lang)));
            }
        }
        for named in &self.addressees {
            parts.push(format!("{} {}", lang.of("cơ quan", "addressee"), named.say(lang)));
        }
        if let Some(day) = self.on {
            parts.push(format!("{} {}", lang.of("ngày", "on"), day.strftime("%d/%m/%Y")));
        }
        if let Some(text) = &self.no_day {
            let no_day = lang.of("không hiểu ngày", "not a day:");
            parts.push(format!("{no_day} “{}”", short(text)));
        }
        parts.extend(self.say_stated(lang));
        if self.has_formula {
            let formula = lang
                .of("có ô bắt đầu bằng “=”, giữ như chữ", "a cell begins with “=”, kept as text");
            parts.push(formula.to_owned());
        }
        parts.join("; ")
    }
}

impl Petition {
    /// What becomes of the columns of outcome and answer.
    fn say_stated(&self, lang: Lang) -> Option<String> {
        let Some(stated) = self.stated() else {
            let open = lang.of("chưa có trả lời", "no answer yet");
            return (!self.outcome.is_empty())
                .then(|| format!("“{}”: {open}", short(&self.outcome)));
        };
        let by_the_book = lang.of("theo sổ:", "as stated in the book:");
        let outcome = match (stated.outcome, &stated.outcome_written) {
            (Some(outcome), Some(written)) => format!("{} = {outcome}", short(written)),
            (None, Some(written)) => short(written),
            (_, None) => String::new(),
        };
        let answer = stated.text.as_deref().map(|text| format!("“{}”", short(text)));
        let said = [Some(outcome).filter(|said| !said.is_empty()), answer];
        let said: Vec<String> = said.into_iter().flatten().collect();
        Some(format!("{by_the_book} {}", said.join(", ")))
    }
}

impl Named {
    fn say(&self, lang: Lang) -> String {
        let written = short(&self.written);
        let heirs = short(&self.heirs.join(", "));
        match (&self.id, self.heirs.len()) {
            (_, 0) => {}
            (Some(_), _) => {
                return format!(
                    "{written} ({} {heirs})",
                    lang.of("đã giải thể, nay:", "ended, now:")
                );
            }
            (None, _) => {
                let split = lang.of("chưa gắn, đã chia cho:", "unbound, split into:");
                return format!("{written} ({split} {heirs})");
            }
        }
        match (&self.id, &self.closest) {
            (Some(_), _) => written,
            (None, None) => format!("{written} ({})", lang.of("chưa gắn", "unbound")),
            (None, Some(closest)) => {
                let (unbound, near) = (lang.of("chưa gắn", "unbound"), lang.of("gần", "near"));
                format!("{written} ({unbound}, {near}: {closest})")
            }
        }
    }
}

/// The first characters; no line breaks and nothing that a terminal would obey.
fn short(text: &str) -> String {
    const SHOWN: usize = 60;
    let seen = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().take(SHOWN).map(seen).collect();
    if text.chars().count() > SHOWN { format!("{}…", shown.trim_end()) } else { shown }
}

impl Book {
    /// How many rows of each kind, in one line.
    #[must_use]
    pub fn sum(&self, lang: Lang) -> String {
        let count =
            |fits: fn(&Verdict) -> bool| self.rows.iter().filter(|row| fits(&row.verdict)).count();
        let unbound = |named: &Named| named.id.is_none();
        let names = self.petitions().flat_map(|(_, petition)| {
            let places = petition.area.iter().chain(&petition.field).chain(&petition.group);
            places.chain(&petition.addressees)
        });
        let counts = [
            ("kiến nghị", "petitions", count(|v| matches!(v, Verdict::Petition(_)))),
            ("đề mục", "headings", count(|v| matches!(v, Verdict::Section { .. }))),
            ("tổng cộng", "totals", count(|v| matches!(v, Verdict::Total))),
            ("trống", "blank", count(|v| matches!(v, Verdict::Empty))),
            ("không đọc được", "not taken", count(|v| matches!(v, Verdict::Unreadable { .. }))),
            (
                "có trả lời theo sổ",
                "with an answer as stated in the book",
                self.petitions().filter(|(_, petition)| petition.stated().is_some()).count(),
            ),
            ("tên chưa gắn", "names unbound", names.filter(|named| unbound(named)).count()),
        ];
        let counts: Vec<String> =
            counts.iter().map(|(vi, en, n)| format!("{n} {}", lang.of(vi, en))).collect();
        counts.join(", ")
    }
}
