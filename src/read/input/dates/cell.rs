//! What one cell says: a date, numbers of which either may be the month, no date, or nothing that can
//! be read.

use time::{Date, Month, OffsetDateTime};

use super::words::{BESIDE, NO_DATE, month, roman};
use crate::read::input::cells::is_blank;
use crate::text::fold;

/// What one cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
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
pub(super) enum Form {
    Plain,
    Serial,
    Epoch,
    /// Several days, of which this is the first.
    Range,
}

const NOT_UNDERSTOOD: &str = "no se entiende";

pub(super) fn say(cell: &str) -> Said {
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
            // «12 y 13 de marzo de 2026», «del 12 al 14 de marzo de 2026».
            [a, b, c] if a.1 <= 2 && b.1 <= 2 && c.1 == 4 && a.0 < b.0 => {
                let (Some(from), Some(to)) = (day(*a), day(*b)) else {
                    return Said::Unreadable(NOT_UNDERSTOOD);
                };
                let both = date(c.0 as i32, month, to).and(date(c.0 as i32, month, from));
                return match both.map(checked) {
                    Some(Said::Date(date, _)) => Said::Date(date, Form::Range),
                    Some(other) => other,
                    None => Said::Unreadable("no existe"),
                };
            }
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
            // `14h30`: the hour and its minutes.
            let hour = word == "h" && matches!(pieces.last(), Some(Piece::Number(..)));
            if hour && chars.get(at).is_some_and(char::is_ascii_digit) {
                pieces.push(Piece::Mark(':'));
                continue;
            }
            match month(&word).or_else(|| roman(&run)) {
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
            Piece::Mark('-' | '/' | '.' | ',') | Piece::Number(..) | Piece::Month(_) => {
                kept.push(piece);
            }
            Piece::Mark(_) => return None,
        }
    }
    Some(kept)
}

fn complete(pieces: &[Piece]) -> bool {
    pieces.iter().filter(|piece| !matches!(piece, Piece::Mark(_))).count() >= 3
}

pub(super) fn both(first: u8, second: u8, year: i32) -> (Option<Date>, Option<Date>) {
    (date(year, second, first), date(year, first, second))
}

fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}
