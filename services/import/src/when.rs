//! Days as books write them.

use proto::Day;

/// The day that `text` names: `dd/mm/yyyy`, `d-m-yy`, `d.m.yyyy`, ISO 8601, or the number under
/// which a spreadsheet keeps a day. Nothing is guessed: months never stand first.
pub(crate) fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    let text = text.strip_prefix("ngày ").or(text.strip_prefix("Ngày ")).unwrap_or(text);
    // The time of the day, if any, does not matter.
    let text = text.split(['T', ' ']).next().unwrap_or(text);
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let number = |part: &str| match part.bytes().all(|byte| byte.is_ascii_digit()) {
        true => part.parse::<i16>().ok(),
        false => None,
    };
    match parts.as_slice() {
        [serial] => of_serial(number_of(serial)?),
        // A serial with a time of the day.
        [serial, _] if text.contains('.') && serial.len() == 5 => of_serial(number_of(serial)?),
        [year, month, date] if year.len() == 4 => of(number(year)?, number(month)?, number(date)?),
        [date, month, year] if year.len() == 4 => of(number(year)?, number(month)?, number(date)?),
        // People's Councils met voters after 1945; books with two digits are of this century.
        [date, month, year] if year.len() == 2 => {
            of(2000 + number(year)?, number(month)?, number(date)?)
        }
        _ => None,
    }
}

fn number_of(text: &str) -> Option<i32> {
    let digits = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn of(year: i16, month: i16, date: i16) -> Option<Day> {
    Day::new(year, i8::try_from(month).ok()?, i8::try_from(date).ok()?).ok()
}

/// Day 1 is 1 January 1900, and the 29 February 1900 that never was has a number too.
fn of_serial(serial: i32) -> Option<Day> {
    const UNIX_EPOCH: i32 = 25_569;
    let mut day = Day::constant(1970, 1, 1);
    let mut left = serial - UNIX_EPOCH;
    let years = left / 366;
    if years <= 0 {
        return None;
    }
    let year = 1970 + i16::try_from(years).ok()?;
    for past in 1970..year {
        let leap = Day::new(past, 1, 1).ok()?.in_leap_year();
        left -= if leap { 366 } else { 365 };
    }
    if let Ok(first) = Day::new(year, 1, 1) {
        day = first;
    }
    for _ in 0..left {
        day = day.tomorrow().ok()?;
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written_in_viet_nam() {
        for (text, iso) in [
            ("05/11/2026", "2026-11-05"),
            ("5-11-26", "2026-11-05"),
            ("5.11.2026", "2026-11-05"),
            ("2026-11-05", "2026-11-05"),
            ("2026-11-05T00:00:00", "2026-11-05"),
            ("ngày 05/11/2026", "2026-11-05"),
            ("46331", "2026-11-05"),
            ("46331.5", "2026-11-05"),
            ("45351", "2024-02-29"),
        ] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), Some(iso), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_made_one() {
        for text in ["", "31/02/2026", "11/25/2026", "tháng 11", "2026", "99999999", "1/2/3/4", "-"]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
