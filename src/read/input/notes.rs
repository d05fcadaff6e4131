//! What a person should know of a file that was read, although nothing in it is wrong.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::columns::Columns;
use super::rows::{Faults, Silent};
use super::{FileFacts, Reader, ids};
use crate::domain::problem::{Place, excerpt};
use crate::domain::reading::Field;
use crate::domain::statement::{Consent, Statement};
use crate::read::table::Row;
use crate::text::counts::{plain_count as count, thousands};
use crate::text::fold::letters;
use crate::text::markup;
use crate::text::personal::{self, PersonalDataKind};

/// Some rows in order and each once, for a message: `fila 3`, `filas 3, 5, 8, 9, 11, 12 y 4 más`.
pub(super) fn rows_in_words(rows: &[usize]) -> String {
    let once: BTreeSet<usize> = rows.iter().copied().collect();
    let shown: Vec<String> = once.iter().take(6).map(ToString::to_string).collect();
    let noun = if once.len() == 1 { "fila" } else { "filas" };
    match once.len().saturating_sub(6) {
        0 => format!("{noun} {}", shown.join(", ")),
        more => format!("{noun} {} y {more} más", shown.join(", ")),
    }
}

impl Reader {
    /// Says which rows with content are no statements.
    pub(super) fn note_left_out(
        &mut self,
        place: &Place,
        facts: &FileFacts,
        repeats: usize,
        without: &[usize],
    ) {
        if !facts.counted_out.is_empty() {
            let all: usize = facts.counted_out.values().sum();
            let each: Vec<String> =
                facts.counted_out.iter().map(|(state, n)| format!("«{state}»: {n}")).collect();
            let note = format!(
                "filas que no se leyeron por su estado: {all} ({}); para leerlas: --states all",
                each.join(", ")
            );
            self.note(place, &note);
        }
        if repeats > 0 {
            let note = format!(
                "filas que repiten un texto con otro de sus códigos y cuentan una vez: {repeats}"
            );
            self.note(place, &note);
        }
        if !without.is_empty() {
            let rows = rows_in_words(without);
            let note = format!(
                "filas sin ningún texto, que no son aportes: {} ({rows}); si a alguna le falta, \
                 escríbalo",
                without.len()
            );
            self.note(place, &note);
        }
    }

    /// Says which answers are no statements because they say nothing, the most frequent first.
    pub(super) fn note_silent(&mut self, place: &Place, silent: &Silent) {
        if silent.each.is_empty() {
            return;
        }
        let all: usize = silent.each.values().sum();
        let mut each: Vec<(&String, &usize)> = silent.each.iter().collect();
        each.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let mut shown: Vec<String> =
            each.iter().take(8).map(|(answer, n)| format!("«{answer}»: {n}")).collect();
        if let more @ 1.. = each.len().saturating_sub(8) {
            shown.push(format!("y {more} más"));
        }
        let rows = match silent.rows.as_slice() {
            [] => String::new(),
            rows => format!("; sin otra respuesta quedan: {}", rows_in_words(rows)),
        };
        let note = format!(
            "respuestas que no dicen nada y no son aportes: {all} ({}){rows}",
            shown.join(", ")
        );
        self.note(place, &note);
    }

    /// Says which states are not known, whose rows were read, the most frequent first.
    pub(super) fn note_states(&mut self, place: &Place, odd: &BTreeMap<String, usize>) {
        if odd.is_empty() {
            return;
        }
        let all: usize = odd.values().sum();
        let mut each: Vec<(&String, &usize)> = odd.iter().collect();
        each.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let mut shown: Vec<String> =
            each.iter().take(8).map(|(state, n)| format!("«{state}»: {n}")).collect();
        if let more @ 1.. = each.len().saturating_sub(8) {
            shown.push(format!("y {more} estados más"));
        }
        let note = format!(
            "filas que se leyeron aunque minga no conoce su estado: {all} ({}); si alguno no \
             cuenta, diga cuáles se leen con --states",
            shown.join(", ")
        );
        self.note(place, &note);
    }

    /// Says what was wrong in cells that need not be there, and are blank therefore.
    pub(super) fn note_faults(&mut self, place: &Place, headers: &[String], faults: &Faults) {
        for ((column, what), rows) in faults {
            let note = format!(
                "{what} (celdas que quedaron en blanco: {}, {})",
                rows.len(),
                rows_in_words(rows)
            );
            self.note(&place.column(&headers[*column]), &note);
        }
    }

    /// Says which columns name people, how many people those are, and who lets publish.
    pub(super) fn note_people(
        &mut self,
        place: &Place,
        columns: &Columns,
        headers: &[String],
        from: usize,
    ) {
        if !columns.persons.is_empty() {
            let shown: Vec<String> = columns
                .persons
                .iter()
                .map(|(at, what)| format!("«{}» ({what})", excerpt(&headers[*at])))
                .collect();
            let kept = columns.persons.iter().any(|(at, _)| columns.extra.contains(at));
            let note = if kept {
                format!(
                    "columnas que identifican personas: {}; viajan en los archivos de la corrida \
                     porque así se pidió: no los publique",
                    shown.join(", ")
                )
            } else {
                format!(
                    "columnas que identifican personas y no se guardan ni se publican: {} (para \
                     conservarlas: --keep-personal)",
                    shown.join(", ")
                )
            };
            self.note(place, &note);
        }
        let of_file = &self.reading.corpus.statements[from..];
        let people: BTreeSet<u32> = of_file.iter().filter_map(|s| s.person).collect();
        let counted = of_file.iter().filter(|s| s.person.is_some()).count();
        let refused = of_file.iter().filter(|s| s.consent == Consent::Refused).count();
        if people.len() < counted {
            let people = count(people.len(), "persona distinta", "personas distintas");
            let note = format!("detrás de {} aportes hay {people}", thousands(counted));
            self.note(place, &note);
        }
        if refused > 0 {
            let note = format!(
                "aportes cuyo autor no autoriza publicar (o no respondió): {refused}; cuentan en \
                 la corrida y su texto no se publica"
            );
            self.note(place, &note);
        }
    }

    /// Says what is odd in the ids and in the declared competencias.
    pub(super) fn note_columns(
        &mut self,
        place: &Place,
        columns: &Columns,
        headers: &[String],
        rows: &[Row],
    ) {
        if let Some(at) = columns.of(Field::Id) {
            let lost: Vec<&Row> =
                rows.iter().filter(|row| ids::has_lost_digits(row.cells[at].trim())).collect();
            if let Some(first) = lost.first() {
                let numbers: Vec<usize> = lost.iter().map(|row| row.number).collect();
                let note = format!(
                    "ids que perdieron sus últimas cifras en la hoja de cálculo, que guarda 15 (como \
                     «{}»): {} ({}); vuelva a exportarlos con la columna en formato de texto, o \
                     numere las filas con --column id=-",
                    excerpt(first.cells[at].trim()),
                    lost.len(),
                    rows_in_words(&numbers)
                );
                self.note(&place.column(&headers[at]), &note);
            }
            let odd: Vec<&Row> = rows
                .iter()
                .filter(|row| ids::is_changed_by_a_spreadsheet(row.cells[at].trim()))
                .collect();
            if let Some(first) = odd.first() {
                let numbers: Vec<usize> = odd.iter().map(|row| row.number).collect();
                let note = format!(
                    "ids que parecen cambiados por la hoja de cálculo (como «{}»): {} ({}); dé \
                     formato de texto a la columna",
                    excerpt(first.cells[at].trim()),
                    odd.len(),
                    rows_in_words(&numbers)
                );
                self.note(&place.column(&headers[at]), &note);
            }
        }
        if let Some(at) = columns.of(Field::Competencia) {
            let several = several(rows.iter().map(|row| (row.number, row.cells[at].as_str())));
            if let Some((row, cell)) = several.first() {
                let numbers: Vec<usize> = several.iter().map(|(row, _)| *row).collect();
                let of_first = match several.len() {
                    1 => String::new(),
                    _ => format!("; en la {row}"),
                };
                let note = format!(
                    "celdas que nombran varias competencias: {} ({}{of_first}: «{}»); cuentan como \
                     palabras, y minga propone una: deje la principal",
                    several.len(),
                    rows_in_words(&numbers),
                    excerpt(cell.trim())
                );
                self.note(&place.column(&headers[at]), &note);
            }
        }
    }

    /// Says which ids of a file, from statement `from` on, were made here.
    pub(super) fn note_made_ids(
        &mut self,
        place: &Place,
        columns: &Columns,
        headers: &[String],
        from: usize,
    ) {
        let of_file = &self.reading.corpus.statements[from..];
        let made: Vec<&Statement> = of_file.iter().filter(|s| s.made_id).collect();
        let of_row = |s: &Statement| s.parent.as_ref().unwrap_or(&s.id).to_string();
        let (Some(first), Some(last)) = (made.first(), made.last()) else { return };
        let (first, last) = (of_row(first), of_row(last));
        let ids = if first == last { first } else { format!("{first}…{last}") };
        let Some(column) = columns.of(Field::Id) else {
            let note = format!(
                "no hay columna de id y se numeraron las filas ({ids}): si después agrega o quita \
                 filas los ids cambian, así que es mejor agregar una columna «id»"
            );
            return self.note(place, &note);
        };
        let rows: BTreeSet<usize> = made.iter().filter_map(|s| s.at.row).collect();
        let numbers: Vec<usize> = rows.iter().copied().collect();
        let note = format!(
            "filas sin id, que se numeraron: {} ({ids}; {}); si después agrega o quita filas esos \
             ids cambian, así que es mejor ponerlos en el archivo",
            rows.len(),
            rows_in_words(&numbers)
        );
        self.note(&place.column(&headers[column]), &note);
    }

    /// Says how many texts of a file, from statement `from` on, carry markup, and returns it.
    pub(super) fn note_markup(&mut self, place: &Place, from: usize) -> usize {
        let texts = &self.reading.corpus.statements[from..];
        let rows: Vec<Option<usize>> = texts
            .par_iter()
            .filter(|statement| markup::plain(&statement.text) != statement.text)
            .map(|statement| statement.at.row)
            .collect();
        if !rows.is_empty() {
            let numbers: Vec<usize> = rows.iter().copied().flatten().collect();
            let note = format!(
                "textos con marcas (HTML, Markdown, entidades o enlaces): {} ({}); se comparan y \
                 se resumen sin ellas, y el original se conserva",
                rows.len(),
                rows_in_words(&numbers)
            );
            self.note(place, &note);
        }
        rows.len()
    }

    /// Says how many texts have personal data, and of what kind.
    pub(super) fn note_personal(&mut self, place: &Place, from: usize) {
        let texts = &self.reading.corpus.statements[from..];
        let kinds: Vec<Vec<PersonalDataKind>> =
            texts.par_iter().map(|statement| personal::kinds(&statement.text)).collect();
        let some = kinds.iter().filter(|kinds| !kinds.is_empty()).count();
        let mut each = [0; PersonalDataKind::ALL.len()];
        for kind in kinds.into_iter().flatten() {
            each[kind as usize] += 1;
        }
        if some > 0 {
            let kinds: Vec<String> = PersonalDataKind::ALL
                .into_iter()
                .zip(each)
                .filter(|(_, n)| *n > 0)
                .map(|(kind, n)| format!("{} en {n}", kind.in_spanish()))
                .collect();
            let note = format!(
                "textos con datos personales: {some} ({}); están señalados en el libro y en la \
                 página de revisión, y lo que publica `minga consolidate` los lleva tapados",
                kinds.join(", ")
            );
            self.note(place, &note);
        }
    }
}

/// The cells that hold several answers: parted by semicolons, bars or lines, or by commas where a
/// part stands alone elsewhere in the column.
fn several<'a>(cells: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, &'a str)> {
    let cells: Vec<(usize, &str)> = cells.filter(|(_, cell)| !cell.trim().is_empty()).collect();
    let parts = |cell: &str, marks: &[char]| -> Vec<String> {
        cell.split(marks).map(letters).filter(|part| !part.is_empty()).collect()
    };
    let strong = [';', '|', '\n'];
    // An official name may have commas, so they count only where the column has lists anyway.
    let each: BTreeSet<&str> = cells.iter().map(|(_, cell)| *cell).collect();
    let lists = each.iter().any(|cell| parts(cell, &strong).len() > 1);
    let known: BTreeSet<String> = each.iter().flat_map(|cell| parts(cell, &strong)).collect();
    let is_several = |cell: &str| {
        parts(cell, &strong).len() > 1 || {
            let by_comma = parts(cell, &[',']);
            lists && by_comma.len() > 1 && by_comma.iter().any(|part| known.contains(part))
        }
    };
    let found: BTreeSet<&str> = each.into_iter().filter(|cell| is_several(cell)).collect();
    cells.into_iter().filter(|(_, cell)| found.contains(cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_in_order_and_each_once() {
        assert_eq!(rows_in_words(&[2, 2, 2]), "fila 2");
        assert_eq!(rows_in_words(&[3, 2, 3]), "filas 2, 3");
        assert_eq!(rows_in_words(&[2, 3, 4, 5, 6, 7, 8, 9, 9]), "filas 2, 3, 4, 5, 6, 7 y 2 más");
    }
}
