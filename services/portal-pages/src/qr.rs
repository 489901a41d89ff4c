//! QR codes as paths of an SVG: no image file, no inline style.

/// A code as squares of one unit, with the quiet zone of four units around it (ISO/IEC 18004).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Qr {
    /// The attribute `d` of the path.
    pub path: String,
    /// The width and height of the picture, in units.
    pub width: usize,
}

const QUIET: usize = 4;

/// The code of `text`; an empty picture where it is too long for one (about 2,900 bytes).
#[must_use]
pub fn qr(text: &str) -> Qr {
    let Ok(code) = qrcode::QrCode::new(text) else { return Qr::default() };
    let (width, colors) = (code.width(), code.to_colors());
    let dark = colors.iter().enumerate().filter(|(_, color)| **color == qrcode::Color::Dark);
    let square = |(n, _)| format!("M{} {}h1v1h-1z", n % width + QUIET, n / width + QUIET);
    Qr { path: dark.map(square).collect(), width: width + 2 * QUIET }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_quiet_zone() {
        let drawn = qr("https://example.vn/tra-cuu/ABCD-EFGH-JKMN-PQRS");
        let far = drawn.width - QUIET - 1;
        for corner in
            [format!("M{QUIET} {QUIET}h"), format!("M{far} {QUIET}h"), format!("M{QUIET} {far}h")]
        {
            assert!(drawn.path.contains(&corner), "{corner}");
        }
        assert!(!drawn.path.contains("M0 ") && !drawn.path.contains("M3 "));
    }

    #[test]
    fn what_is_too_long_is_no_code() {
        assert_eq!(qr(&"x".repeat(5_000)), Qr::default());
    }
}
