//! Dates as people, forms and platforms write them. What one cell leaves open (whether the day or
//! the month stands first) the whole column decides.

mod words;
mod cell;

use time::Date;

use crate::domain::problem::excerpt;
use crate::domain::reading::DateOrder;
use cell::{Form, Said, both, say};

/// The dates of a column, and what is to be said about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    /// One a cell, in the form `2026-09-11`; `None` where there is none or none can be read.
    pub(super) read: Vec<Option<String>>,
    /// What the person should know of how they were read, in Spanish.
    pub(super) notes: Vec<String>,
}

/// Reads a column of dates; `rows` numbers its cells, and `order` is what the settings or the
/// platform say of numbers that could be read both ways.
pub(super) fn read(cells: &[&str], rows: &[usize], order: Option<DateOrder>) -> Dates {
    let said: Vec<Said> = cells.iter().map(|cell| say(cell)).collect();
    let mut notes = Vec::new();
    let chosen = choose(&said, cells, rows, order, &mut notes);
    let mut unreadable: Vec<(usize, &'static str)> = Vec::new();
    let mut forms = [Form::Serial, Form::Epoch, Form::Range].map(|form| (form, 0_usize, 0_usize));
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
            Form::Range => "fechas de varios días, de las que se leyó el primero",
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
        if one_day && (ordered(&month) || !ordered(&day)) {
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

fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// Whether a cell is written as a date.
pub(super) fn is_date(cell: &str) -> bool {
    matches!(say(cell), Said::Date(_, Form::Plain | Form::Range) | Said::Numbers { .. })
}

#[cfg(test)]
mod tests;
