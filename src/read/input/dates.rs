//! Dates as people, forms and platforms write them. What one cell leaves open (whether the day or
//! the month stands first) the whole column decides.

use time::{Date, Month, OffsetDateTime};

use super::cells::is_blank;
use crate::domain::problem::excerpt;
use crate::domain::reading::DateOrder;
use crate::text::fold;

/// The dates of a column, and what is to be said about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    /// One a cell, in the form `2026-09-11`; `None` where there is none or none can be read.
    pub(super) read: Vec<Option<String>>,
    /// What the person should know of how they were read, in Spanish.
    pub(super) notes: Vec<String>,
}

/// What one cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Nothing, or that there is no date.
    Nothing,
    /// This date, written in such a form.
    Date(Date, Form),
    /// Two numbers of which either may be the month, and a year.
    Numbers { first: u8, second: u8, year: i32 },
    /// No date that can be read, and why.
    Unreadable(&'static str),
}

/// A form of writing that is worth telling about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Serial,
    Epoch,
}

/// Words for "no date", folded.
const NO_DATE: &[&str] = &[
    "s f",
    "sf",
    "sin fecha",
    "n a",
    "na",
    "n d",
    "nd",
    "s d",
    "sd",
    "no aplica",
    "no registra",
    "ninguna",
    "null",
    "none",
    "nan",
    "nat",
    "pendiente",
];

/// The months, by the letters that they begin with in Spanish, English, Portuguese and French.
const MONTHS: &[(&str, u8)] = &[
    ("enero", 1),
    ("ene", 1),
    ("january", 1),
    ("janeiro", 1),
    ("jan", 1),
    ("febrero", 2),
    ("february", 2),
    ("feb", 2),
    ("marzo", 3),
    ("march", 3),
    ("mar", 3),
    ("abril", 4),
    ("april", 4),
    ("abr", 4),
    ("apr", 4),
    ("mayo", 5),
    ("may", 5),
    ("junio", 6),
    ("june", 6),
    ("jun", 6),
    ("julio", 7),
    ("july", 7),
    ("jul", 7),
    ("agosto", 8),
    ("august", 8),
    ("ago", 8),
    ("aug", 8),
    ("octubre", 10),
    ("october", 10),
    ("oct", 10),
    ("noviembre", 11),
    ("november", 11),
    ("nov", 11),
    ("diciembre", 12),
    ("december", 12),
    ("dic", 12),
    ("dec", 12),
    ("septiembre", 9),
    ("setiembre", 9),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
];

/// Words that may stand beside a date: weekdays, particles, halves of the day, zones.
const BESIDE: &[&str] = &[
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
    "lun",
    "mie",
    "jue",
    "vie",
    "sab",
    "dom",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "de",
    "del",
    "el",
    "of",
    "th",
    "st",
    "nd",
    "rd",
    "a",
    "m",
    "p",
    "am",
    "pm",
    "t",
    "z",
    "h",
    "hs",
    "hrs",
    "gmt",
    "utc",
    "ect",
    "est",
    "edt",
    "cst",
    "cdt",
    "mst",
    "pst",
    "pdt",
    "cet",
    "cest",
    "wib",
];

fn month(word: &str) -> Option<u8> {
    MONTHS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

/// Reads a column of dates; `rows` numbers its cells, and `order` is what the settings or the
/// platform say of numbers that could be read both ways.
pub(super) fn read(cells: &[&str], rows: &[usize], order: Option<DateOrder>) -> Dates {
    let said: Vec<Said> = cells.iter().map(|cell| say(cell)).collect();
    let mut notes = Vec::new();
    let chosen = choose(&said, cells, rows, order, &mut notes);
    let mut unreadable: Vec<(usize, &'static str)> = Vec::new();
    let mut forms = [(Form::Serial, 0_usize, 0_usize), (Form::Epoch, 0, 0)];
    let read = said.iter().enumerate().map(|(at, said)| match *said {
        Said::Nothing => None,
        Said::Date(date, form) => {
            if let Some(count) = forms.iter_mut().find(|(known, ..)| *known == form) {
                count.2 = if count.1 == 0 { at } else { count.2 };
                count.1 += 1;
            }
            Some(iso(date))
        }
        Said::Numbers { first, second, year } => {
            let (day_first, month_first) = both(first, second, year);
            let date = match chosen {
                Chosen::Order(DateOrder::DayFirst) => day_first,
                Chosen::Order(DateOrder::MonthFirst) => month_first,
                Chosen::Neither if day_first == month_first => day_first,
                Chosen::Neither => day_first.xor(month_first),
            };
            if date.is_none() {
                let why = match (day_first.or(month_first), chosen) {
                    (None, _) => "no existe",
                    (_, Chosen::Neither) => "puede ser dos fechas",
                    _ => "no existe en el orden de la columna",
                };
                unreadable.push((at, why));
            }
            date.map(iso)
        }
        Said::Unreadable(why) => {
            unreadable.push((at, why));
            None
        }
    });
    let read = read.collect();
    for (form, count, first) in forms.into_iter().filter(|(_, count, _)| *count > 0) {
        let what = match form {
            Form::Serial => "números que parecen fechas de Excel sin formato y se leyeron así",
            _ => "números que parecen segundos o milisegundos desde 1970 y se leyeron así",
        };
        let date = match said[first] {
            Said::Date(date, _) => iso(date),
            _ => String::new(),
        };
        notes.push(format!(
            "{what}: {count} (fila {}: «{}» = {date})",
            rows[first],
            excerpt(cells[first].trim())
        ));
    }
    if !unreadable.is_empty() {
        let shown: Vec<String> = unreadable
            .iter()
            .take(5)
            .map(|(at, why)| format!("fila {}: «{}» {why}", rows[*at], excerpt(cells[*at].trim())))
            .collect();
        let more = if unreadable.len() > shown.len() { "; …" } else { "" };
        notes.push(format!(
            "fechas que no se leyeron, y sus filas quedan sin fecha: {} ({}{more}); escríbalas como \
             2026-09-11, o no use la columna: --column fecha=-",
            unreadable.len(),
            shown.join("; ")
        ));
    }
    Dates { read, notes }
}

/// How a column's open numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chosen {
    Order(DateOrder),
    /// Both orders stand in the column: only what can be read one way is read.
    Neither,
}

/// The order of a column: what its unmistakable dates prove, else what is said of it, else the
/// order in which its stamps follow one another, else the day first.
fn choose(
    said: &[Said],
    cells: &[&str],
    rows: &[usize],
    order: Option<DateOrder>,
    notes: &mut Vec<String>,
) -> Chosen {
    let mut days: Vec<usize> = Vec::new();
    let mut months: Vec<usize> = Vec::new();
    let mut open: Vec<(usize, Date, Date)> = Vec::new();
    for (at, said) in said.iter().enumerate() {
        let Said::Numbers { first, second, year } = *said else { continue };
        match both(first, second, year) {
            (Some(day), Some(month)) if day != month => open.push((at, day, month)),
            (Some(_), None) => days.push(at),
            (None, Some(_)) => months.push(at),
            _ => {}
        }
    }
    let example = |at: usize| format!("«{}» en la fila {}", excerpt(cells[at].trim()), rows[at]);
    match (days.first(), months.first()) {
        (Some(&day), Some(&month)) => {
            if days.len() >= 10 * months.len() {
                return Chosen::Order(DateOrder::DayFirst);
            }
            if months.len() >= 10 * days.len() {
                notes.push(month_first(&example(month)));
                return Chosen::Order(DateOrder::MonthFirst);
            }
            notes.push(format!(
                "unas fechas llevan el día primero ({}) y otras el mes ({}): las que pueden ser \
                 dos fechas quedan en blanco: {}",
                example(day),
                example(month),
                open.len()
            ));
            return Chosen::Neither;
        }
        (Some(_), None) => return Chosen::Order(DateOrder::DayFirst),
        (None, Some(&month)) => {
            notes.push(month_first(&example(month)));
            return Chosen::Order(DateOrder::MonthFirst);
        }
        (None, None) => {}
    }
    if let Some(order) = order {
        return Chosen::Order(order);
    }
    let distinct = |pick: fn(&(usize, Date, Date)) -> Date| {
        let mut dates: Vec<Date> = open.iter().map(pick).collect();
        dates.dedup();
        dates
    };
    let (day, month) = (distinct(|open| open.1), distinct(|open| open.2));
    let ordered = |dates: &[Date]| dates.is_sorted() || dates.iter().rev().is_sorted();
    if day.len() >= 4 && month.len() >= 4 {
        if ordered(&month) && !ordered(&day) {
            notes.push(format!(
                "las fechas solo siguen un orden si llevan el mes primero ({}): así se leyó la \
                 columna",
                example(open[0].0)
            ));
            return Chosen::Order(DateOrder::MonthFirst);
        }
        let one_day = day.iter().all(|date| date.day() == day[0].day());
        if one_day && !(ordered(&day) && !ordered(&month)) {
            notes.push(format!(
                "las fechas se leyeron con el día primero ({} = {}) y todas caerían en el día {} de \
                 un mes: si llevan el mes primero, póngalo en la configuración (input.date_order = \
                 \"month-first\")",
                example(open[0].0),
                iso(day[0]),
                day[0].day()
            ));
        }
    }
    Chosen::Order(DateOrder::DayFirst)
}

fn month_first(example: &str) -> String {
    format!("las fechas llevan el mes primero ({example}): así se leyó toda la columna")
}

fn both(first: u8, second: u8, year: i32) -> (Option<Date>, Option<Date>) {
    (date(year, second, first), date(year, first, second))
}

fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// Whether a cell is written as a date.
pub(super) fn is_date(cell: &str) -> bool {
    matches!(say(cell), Said::Date(_, Form::Plain) | Said::Numbers { .. })
}

const NOT_UNDERSTOOD: &str = "no se entiende";

fn say(cell: &str) -> Said {
    if is_blank(cell) {
        return Said::Nothing;
    }
    let words = fold(cell);
    if words.is_empty() || NO_DATE.contains(&words.as_str()) {
        return Said::Nothing;
    }
    let bare = cell.trim();
    if bare.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
        && bare.bytes().filter(|b| !b.is_ascii_digit()).count() <= 1
    {
        return number(bare);
    }
    written(cell)
}

/// A bare number: an Excel serial, seconds or milliseconds since 1970, or `20260911`.
fn number(cell: &str) -> Said {
    let whole = cell.split(['.', ',']).next().unwrap_or_default();
    let Ok(value) = whole.parse::<i64>() else { return Said::Unreadable(NOT_UNDERSTOOD) };
    match whole.len() {
        5 if (20_000..=73_000).contains(&value) => {
            // Day 1 is 1900-01-01, and the 29th of February that 1900 did not have is counted.
            let start = Date::from_calendar_date(1899, Month::December, 30).ok();
            let found = start.and_then(|start| start.checked_add(time::Duration::days(value)));
            found.map_or(Said::Unreadable(NOT_UNDERSTOOD), |date| Said::Date(date, Form::Serial))
        }
        8 if whole.len() == cell.len() => {
            let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100);
            let found = date(year as i32, month as u8, day as u8);
            found.map_or(Said::Unreadable(NOT_UNDERSTOOD), checked)
        }
        9 | 10 | 12 | 13 => {
            let seconds = if whole.len() >= 12 { value / 1000 } else { value };
            match OffsetDateTime::from_unix_timestamp(seconds) {
                Ok(at) if at.year() >= 1990 => match checked(at.date()) {
                    Said::Date(date, _) => Said::Date(date, Form::Epoch),
                    other => other,
                },
                _ => Said::Unreadable(NOT_UNDERSTOOD),
            }
        }
        4 => Said::Unreadable("es solo un año"),
        _ => Said::Unreadable(NOT_UNDERSTOOD),
    }
}

fn checked(date: Date) -> Said {
    if (1900..=2100).contains(&date.year()) {
        Said::Date(date, Form::Plain)
    } else {
        Said::Unreadable("tiene un año imposible")
    }
}

/// A piece of a written date.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Number(u32, usize),
    Month(u8),
    Mark(char),
}

/// A date in digits or in words, with or without a time after or within it.
fn written(cell: &str) -> Said {
    let Some(pieces) = pieces(cell) else { return Said::Unreadable(NOT_UNDERSTOOD) };
    let Some(pieces) = without_time(pieces) else { return Said::Unreadable(NOT_UNDERSTOOD) };
    let named = pieces.iter().find_map(|piece| match piece {
        Piece::Month(month) => Some(*month),
        _ => None,
    });
    let numbers: Vec<(u32, usize)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Number(value, digits) => Some((*value, *digits)),
            _ => None,
        })
        .collect();
    let year = |(value, digits): (u32, usize)| match digits {
        4 => Some(value as i32),
        2 => Some(if value < 70 { 2000 + value as i32 } else { 1900 + value as i32 }),
        _ => None,
    };
    let day = |(value, digits): (u32, usize)| (digits <= 2).then_some(value as u8);
    if let Some(month) = named {
        let (of_day, of_year) = match numbers.as_slice() {
            [a, b] if a.1 == 4 => (*b, *a),
            [a, b] => (*a, *b),
            [only] if only.1 == 4 => return Said::Unreadable("no dice el día"),
            [_] => return Said::Unreadable("no dice el año"),
            _ => return Said::Unreadable(NOT_UNDERSTOOD),
        };
        let (Some(day), Some(year)) = (day(of_day), year(of_year)) else {
            return Said::Unreadable(NOT_UNDERSTOOD);
        };
        return date(year, month, day).map_or(Said::Unreadable("no existe"), checked);
    }
    let [a, b, c] = numbers.as_slice() else {
        return Said::Unreadable(match numbers.as_slice() {
            [a, b] if a.1 == 4 && b.1 <= 2 || b.1 == 4 && a.1 <= 2 => "no dice el día",
            _ => NOT_UNDERSTOOD,
        });
    };
    if a.1 == 4 {
        let (Some(month), Some(day)) = (day(*b), day(*c)) else {
            return Said::Unreadable(NOT_UNDERSTOOD);
        };
        return date(a.0 as i32, month, day).map_or(Said::Unreadable("no existe"), checked);
    }
    match (day(*a), day(*b), year(*c)) {
        (Some(_), Some(_), Some(year)) if !(1900..=2100).contains(&year) => {
            Said::Unreadable("tiene un año imposible")
        }
        (Some(first), Some(second), Some(year)) => {
            if both(first, second, year) == (None, None) {
                Said::Unreadable("no existe")
            } else {
                Said::Numbers { first, second, year }
            }
        }
        _ => Said::Unreadable(NOT_UNDERSTOOD),
    }
}

/// The numbers, month and marks of a cell; `None` where a word has nothing to do with a date.
fn pieces(cell: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let chars: Vec<char> = cell.trim().chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let kind: fn(&char) -> bool = if c.is_ascii_digit() {
            char::is_ascii_digit
        } else if c.is_alphabetic() {
            |c: &char| c.is_alphabetic()
        } else {
            at += 1;
            if !(c.is_whitespace() || crate::text::hidden::is_hidden(c)) {
                pieces.push(Piece::Mark(c));
            }
            continue;
        };
        let length = chars[at..].iter().take_while(|c| kind(c)).count();
        let run: String = chars[at..at + length].iter().collect();
        at += length;
        if c.is_ascii_digit() {
            pieces.push(Piece::Number(run.parse().ok()?, length));
        } else {
            let word = fold(&run);
            match month(&word) {
                Some(number) => pieces.push(Piece::Month(number)),
                None if BESIDE.contains(&word.as_str()) => {
                    // A zone's hours (GMT-5) are no part of the date.
                    if matches!(word.as_str(), "gmt" | "utc") {
                        let zone = chars[at..]
                            .iter()
                            .take_while(|c| "+-:".contains(**c) || c.is_ascii_digit());
                        at += zone.count();
                    }
                }
                None => return None,
            }
        }
    }
    let months = pieces.iter().filter(|piece| matches!(piece, Piece::Month(_))).count();
    (months <= 1).then_some(pieces)
}

/// The pieces of the date alone: a time is numbers joined by colons, with what follows it up to a
/// zone's hours; only the marks of dates may stand between the others.
fn without_time(pieces: Vec<Piece>) -> Option<Vec<Piece>> {
    let mut kept: Vec<Piece> = Vec::new();
    let mut pieces = pieces.into_iter().peekable();
    let mut timed = false;
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Number(..) if pieces.peek() == Some(&Piece::Mark(':')) => {
                if timed {
                    return None;
                }
                timed = true;
                // Minutes, seconds, parts of seconds, and a zone after them.
                while let Some(Piece::Mark(':' | '.' | '+' | '-' | ',')) = pieces.peek() {
                    let comma = pieces.peek() == Some(&Piece::Mark(','));
                    pieces.next();
                    // After a comma stand parts of a second, or the date itself.
                    if let Some(Piece::Number(_, digits)) = pieces.peek()
                        && (!comma || matches!(digits, 3 | 6))
                    {
                        pieces.next();
                    }
                }
            }
            Piece::Mark('-' | '/' | '.' | ',' | '+' | '(' | ')' | ':') if timed => {}
            // `+0100` after a time.
            Piece::Number(_, 4) if timed && complete(&kept) => {}
            Piece::Mark('-' | '/' | '.' | ',') => kept.push(piece),
            Piece::Mark(_) => return None,
            Piece::Number(..) | Piece::Month(_) => kept.push(piece),
        }
    }
    Some(kept)
}

fn complete(pieces: &[Piece]) -> bool {
    pieces.iter().filter(|piece| !matches!(piece, Piece::Mark(_))).count() >= 3
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn column(cells: &[&str]) -> Dates {
        let rows: Vec<usize> = (2..cells.len() + 2).collect();
        read(cells, &rows, None)
    }

    fn one(cell: &str) -> Option<String> {
        column(&[cell]).read.remove(0)
    }

    #[test]
    fn dates_of_every_form_become_iso() {
        for cell in [
            "2026-03-05",
            " 05/03/2026 ",
            "5-3-2026",
            "05.03.2026",
            "2026/03/05",
            "20260305",
            "2026-03-05 10:30:00",
            "2026-03-05T10:30:00.5Z",
            "2026-03-05T10:20:30.123-05:00",
            "2026-03-05 08:24:11 UTC",
            "2026-03-05 22:29:15 +0100",
            "2026/03/05 8:41:07 a. m. GMT-5",
            "2026/03/05 8:41:07\u{a0}p.\u{202f}m. GMT-5",
            "2026/03/05 8:41:07 AM EST",
            "05/03/2026 2:05:00 PM",
            "5/3/2026 14:05",
            "05/03/2026 10:20 a. m.",
            "5/3/26 10:20:30",
            "5 de marzo de 2026",
            "Jueves, 5 de marzo del 2026",
            "marzo 5, 2026",
            "Mar 5, 2026, 12:58 PM",
            "05-mar-26",
            "5-Mar-2026",
            "Thu Mar 05 12:58:16 WIB 2026",
            "Thu, 05 Mar 2026 12:58:16 +0000",
            "46086",
            "46086.43",
            "1772700000",
            "1772700000123",
        ] {
            assert_eq!(one(cell).as_deref(), Some("2026-03-05"), "{cell}");
        }
        assert_eq!(one("29/02/2024").as_deref(), Some("2024-02-29"));
    }

    #[test]
    fn a_blank_in_words_is_no_date_and_needs_no_word() {
        assert_eq!(
            column(&["", "s/f", "N/A", "Sin fecha", "-"]),
            Dates { read: vec![None; 5], notes: vec![] }
        );
    }

    #[test]
    fn what_is_no_date_is_told_by_row() {
        for (cell, why) in [
            ("31/02/2026", "no existe"),
            ("00/01/2026", "no existe"),
            ("11/09/0026", "año imposible"),
            ("2226-09-11", "año imposible"),
            ("ayer", "no se entiende"),
            ("11 de septiembre", "no dice el año"),
            ("lunes 4 de marzo", "no dice el año"),
            ("2026-09", "no dice el día"),
            ("marzo de 2026", "no dice el día"),
            ("2026", "es solo un año"),
            ("2026-09-11 por la tarde", "no se entiende"),
            ("11/09/2026 - 12/09/2026", "no se entiende"),
            ("1/999999/2026", "no se entiende"),
        ] {
            let dates = column(&[cell]);
            assert_eq!(dates.read, [None], "{cell}");
            assert!(dates.notes[0].contains("fila 2") && dates.notes[0].contains(why), "{dates:?}");
        }
    }

    #[test]
    fn one_date_that_can_only_be_month_first_decides_the_column() {
        let dates = column(&["3/4/2026 14:05:00", "3/14/2026 9:10:00", "4/5/2026", "s/f"]);
        let read: Vec<&str> = dates.read.iter().flatten().map(String::as_str).collect();
        assert_eq!(read, ["2026-03-04", "2026-03-14", "2026-04-05"]);
        assert!(dates.notes[0].contains("el mes primero («3/14/2026 9:10:00» en la fila 3)"));
        let days = column(&["3/4/2026", "14/3/2026"]);
        assert_eq!(days.read[0].as_deref(), Some("2026-04-03"));
        assert!(days.notes.is_empty());
    }

    #[test]
    fn dates_in_both_orders_leave_the_doubtful_ones_blank() {
        let dates = column(&["3/14/2026", "14/3/2026", "3/4/2026", "4/4/2026"]);
        assert_eq!(dates.read[2], None);
        assert_eq!(dates.read[3].as_deref(), Some("2026-04-04"));
        assert_eq!(dates.notes.len(), 2, "{dates:?}");
    }

    #[test]
    fn stamps_that_follow_one_another_only_month_first_are_month_first() {
        let dates = column(&["2/11/2026", "2/12/2026", "3/1/2026", "3/2/2026", "4/1/2026"]);
        assert_eq!(dates.read[0].as_deref(), Some("2026-02-11"));
        assert_eq!(dates.notes.len(), 1);
        let doubtful = column(&["3/1/2026", "3/2/2026", "3/3/2026", "3/4/2026", "3/5/2026"]);
        assert_eq!(doubtful.read[1].as_deref(), Some("2026-02-03"));
        assert!(doubtful.notes[0].contains("date_order"), "{doubtful:?}");
    }

    #[test]
    fn numbers_read_as_dates_are_told() {
        assert!(column(&["46086"]).notes[0].contains("fechas de Excel"));
        assert!(column(&["1772700000"]).notes[0].contains("desde 1970"));
    }

    proptest! {
        #[test]
        fn any_cell_is_read_or_told(cell in "\\PC*|[0-9/.: T-]{0,20}") {
            let dates = column(&[&cell]);
            if let [Some(iso)] = dates.read.as_slice() {
                prop_assert_eq!(one(iso), Some(iso.clone()));
                prop_assert_eq!(iso.len(), 10);
            } else {
                prop_assert!(!dates.notes.is_empty() || say(&cell) == Said::Nothing);
            }
        }
    }
}
