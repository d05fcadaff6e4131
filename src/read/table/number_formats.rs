//! Numbers of a sheet as it shows them: which formats are dates, what day a serial number is, and
//! how many zeros stand in front.

use super::grid;

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// As a number.
    #[default]
    Number,
    /// As a date, a time or both.
    Moment,
    /// As a number of at least so many digits (`000`).
    Digits(usize),
}

impl Shown {
    /// By the number of a format that every program knows.
    pub(super) fn built_in(format: u32) -> Self {
        match format {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Moment,
            _ => Self::Number,
        }
    }

    /// By the code of a format: `dd/mm/yyyy`, `[$-F800]dddd, mmmm dd, yyyy`, `0000000000`.
    pub(super) fn coded(code: &str) -> Self {
        if (1..=20).contains(&code.len()) && code.bytes().all(|byte| byte == b'0') {
            return Self::Digits(code.len());
        }
        let (mut quoted, mut escaped) = (false, false);
        let mut bracket: Option<String> = None;
        // What stands after the first `;` is for negative numbers.
        for c in code.chars().take_while(|c| *c != ';') {
            match (c, &mut bracket) {
                _ if escaped => escaped = false,
                ('"', None) => quoted = !quoted,
                _ if quoted => {}
                (']', Some(inside)) => {
                    // Time that has passed, `[h]:mm`, is no moment; `[Red]` and `[$-es-EC]` say
                    // nothing about it.
                    if !inside.is_empty() && inside.chars().all(|c| "hms".contains(c)) {
                        return Self::Number;
                    }
                    bracket = None;
                }
                (c, Some(inside)) => inside.push(c.to_ascii_lowercase()),
                ('[', None) => bracket = Some(String::new()),
                ('\\' | '_' | '*', None) => escaped = true,
                // `General` and exponents have letters of dates after these.
                ('G' | 'E', None) => return Self::Number,
                ('d' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S', None) => {
                    return Self::Moment;
                }
                _ => {}
            }
        }
        Self::Number
    }

    /// A number as a cell. `since_1904` says from which day the workbook counts.
    pub(super) fn text(self, value: f64, since_1904: bool) -> String {
        match self {
            Self::Moment => moment(value, since_1904).unwrap_or_else(|| grid::number(value)),
            Self::Digits(digits) if value.fract() == 0.0 && (0.0..1e15).contains(&value) => {
                format!("{value:0digits$.0}")
            }
            Self::Number | Self::Digits(_) => grid::number(value),
        }
    }
}

/// The last day that a sheet can show, 9999-12-31, and one more.
const END: f64 = 2_958_466.0;

/// A serial number as `2026-09-11`, with its time where it has one, or a time alone. `None` for
/// what no day has.
pub(super) fn moment(serial: f64, since_1904: bool) -> Option<String> {
    let serial = if since_1904 { serial + 1462.0 } else { serial };
    if !(0.0..END).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (day, time) = (seconds / 86_400, seconds % 86_400);
    let time = format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
    if day == 0 {
        return Some(time);
    }
    // The first spreadsheets took 1900 for a leap year, and the others follow them.
    let (year, month, date) = match day {
        60 => (1900, 2, 29),
        day => civil(if day < 60 { day + 1 } else { day } - 25_569),
    };
    let day = format!("{year:04}-{month:02}-{date:02}");
    Some(if time == "00:00:00" { day } else { format!("{day} {time}") })
}

/// The date so many days after 1970-01-01 (Hinnant, *chrono-compatible low-level date algorithms*).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_days() {
        for (serial, shown) in [
            (0.5, "12:00:00"),
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "1900-02-29"),
            (61.0, "1900-03-01"),
            (46_085.0, "2026-03-04"),
            (46_085.437_5, "2026-03-04 10:30:00"),
            (46_085.999_999_9, "2026-03-05"),
            (2_958_465.0, "9999-12-31"),
        ] {
            assert_eq!(moment(serial, false).as_deref(), Some(shown), "{serial}");
        }
        assert_eq!(moment(44_623.0, true).as_deref(), Some("2026-03-04"));
        for none in [-1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(moment(none, false), None);
        }
    }

    #[test]
    fn formats_of_dates_are_known_by_their_letters() {
        for code in [
            "dd/mm/yyyy",
            "[$-F800]dddd\\,\\ mmmm dd\\,\\ yyyy",
            "d\" de \"mmmm",
            "hh:mm",
            "D/M/YY",
            "[$-es-EC]d mmm",
            "[Red]dd-mm",
        ] {
            assert_eq!(Shown::coded(code), Shown::Moment, "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0;[Red]-#,##0",
            "\"día\" 0",
            "[h]:mm",
            "0.00E+00",
            "",
            "_-* #,##0",
        ] {
            assert_eq!(Shown::coded(code), Shown::Number, "{code}");
        }
        assert_eq!(Shown::coded("000"), Shown::Digits(3));
        assert_eq!(Shown::Digits(3).text(7.0, false), "007");
        assert_eq!(Shown::Digits(3).text(7.5, false), "7.5");
        assert_eq!(Shown::built_in(14).text(44_623.0, true), "2026-03-04");
        assert_eq!(Shown::Moment.text(-1.0, false), "-1");
    }
}
