//! New moons and lunar months by the Vietnamese rule: the moon of Ha Noi, UTC+7.
//!
//! The Chinese calendar counts in UTC+8, and is sometimes a day or a month away (1985, 2007, 2030,
//! 2053). The series are those of J. Meeus, *Astronomical Algorithms*, shortened as in Hồ Ngọc
//! Đức's work on the Vietnamese calendar; good to a few minutes for some centuries around now.
//! Floating point may differ between machines by less than that, and no decision rests on it.

use std::f64::consts::PI;

use jiff::Span;
use proto::Day;

/// Ha Noi's hours ahead of Greenwich, for the calendar's purposes since 1968.
const ZONE_HOURS: f64 = 7.0;
/// The mean time from new moon to new moon, in days.
const LUNATION: f64 = 29.530_588_861;
/// The Julian date of the mean new moon number 0, in January 1900.
const FIRST_NEW_MOON: f64 = 2_415_020.759_33;
/// A day whose Julian day number is known.
const EPOCH: Day = Day::constant(1970, 1, 1);
/// That number.
const JULIAN_EPOCH: i32 = 2_440_588;

/// The first day of the lunar year that begins in `year`: mồng một Tết.
///
/// None outside the years 1900 to 2199, for which the series were made.
#[must_use]
pub fn lunar_new_year(year: i16) -> Option<Day> {
    first_of_month(year, 1)
}

/// The first day of the lunar month `month` (1 to 10) of the lunar year that begins in `year`.
pub(super) fn first_of_month(year: i16, month: i32) -> Option<Day> {
    if !(1900..2200).contains(&year) {
        return None;
    }
    let (before, this) = (eleventh_month(year - 1), eleventh_month(year));
    // From one winter solstice to the next lie twelve months, or thirteen, one of them a leap one.
    let leap = if this - before > 365 { leap_month_after(before) } else { None };
    let after_eleventh = month + 1;
    let skipped = i32::from(leap.is_some_and(|leap| leap <= after_eleventh));
    let first = new_moon(lunation(before) + after_eleventh + skipped);
    EPOCH.checked_add(Span::new().days(first - JULIAN_EPOCH)).ok()
}

/// The day of the new moon that begins the month in which the winter solstice of `year` falls.
fn eleventh_month(year: i16) -> i32 {
    let last_day = Day::constant(year, 12, 31);
    let since_epoch = EPOCH.until(last_day).map_or(0, |span| span.get_days());
    let k = floor(f64::from(since_epoch + JULIAN_EPOCH - 2_415_021) / LUNATION);
    let day = new_moon(k);
    // The sun has passed 270° when the month begins: the solstice was in the month before.
    if sun_sector(day) >= 9 { new_moon(k - 1) } else { day }
}

/// How many months after the eleventh, which begins on `eleventh`, the leap month stands: the first
/// in which the sun enters no new twelfth of its way.
fn leap_month_after(eleventh: i32) -> Option<i32> {
    let k = lunation(eleventh);
    (1..=13).find(|&n| sun_sector(new_moon(k + n)) == sun_sector(new_moon(k + n + 1)))
}

/// The number of the lunation that begins on `day`.
fn lunation(day: i32) -> i32 {
    floor(0.5 + (f64::from(day) - 2_415_021.076_998_695) / LUNATION)
}

/// The day, as a Julian day number in Ha Noi, on which lunation `k` begins.
fn new_moon(k: i32) -> i32 {
    let k = f64::from(k);
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let sin = |degrees: f64| (degrees * PI / 180.0).sin();
    let mean = FIRST_NEW_MOON + 29.530_588_68 * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * sin(166.56 + 132.87 * t - 0.009_173 * t2);
    // Anomalies of sun and moon, and the moon's argument of latitude.
    let sun = 359.224_2 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3;
    let moon = 306.025_3 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3;
    let latitude = 21.296_4 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3;
    let away = (0.173_4 - 0.000_393 * t) * sin(sun) + 0.002_1 * sin(2.0 * sun)
        - 0.406_8 * sin(moon)
        + 0.016_1 * sin(2.0 * moon)
        - 0.000_4 * sin(3.0 * moon)
        + 0.010_4 * sin(2.0 * latitude)
        - 0.005_1 * sin(sun + moon)
        - 0.007_4 * sin(sun - moon)
        + 0.000_4 * sin(2.0 * latitude + sun)
        - 0.000_4 * sin(2.0 * latitude - sun)
        - 0.000_6 * sin(2.0 * latitude + moon)
        + 0.001_0 * sin(2.0 * latitude - moon)
        + 0.000_5 * sin(2.0 * moon + sun);
    // The earth's turning against uniform time; the other branch is for the far past.
    let turning = if t < -11.0 {
        0.001 + 0.000_839 * t + 0.000_226_1 * t2 - 0.000_008_45 * t3 - 0.000_000_081 * t * t3
    } else {
        -0.000_278 + 0.000_265 * t + 0.000_262 * t2
    };
    floor(mean + away - turning + 0.5 + ZONE_HOURS / 24.0)
}

/// In which twelfth of its yearly way, from 0, the sun stands when `day` begins in Ha Noi.
fn sun_sector(day: i32) -> i32 {
    let t = (f64::from(day) - 0.5 - ZONE_HOURS / 24.0 - 2_451_545.0) / 36_525.0;
    let t2 = t * t;
    let anomaly = 357.529_10 + 35_999.050_30 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2;
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let sin = |degrees: f64| (degrees * PI / 180.0).sin();
    let centre = (1.914_600 - 0.004_817 * t - 0.000_014 * t2) * sin(anomaly)
        + (0.019_993 - 0.000_101 * t) * sin(2.0 * anomaly)
        + 0.000_290 * sin(3.0 * anomaly);
    floor((mean + centre).rem_euclid(360.0) / 30.0)
}

#[allow(clippy::cast_possible_truncation, reason = "days and sectors of a few centuries")]
fn floor(x: f64) -> i32 {
    x.floor() as i32
}
