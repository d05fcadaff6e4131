//! The end of a table: sets aside totals and notes, joins the options of a question, says what there
//! is to know of cells, and drops columns that are none.

use std::collections::BTreeMap;

use super::Builder;
use crate::read::table::letters::lost_letter;
use crate::read::table::tail::{self, Below, Usual};
use crate::read::table::{Hidden, Note, Parsed, Remark, Row, garbled, letters};
use crate::text::fold;

/// How many notes of a kind that stands at a cell are kept.
const MAX_NOTES: usize = 200;
/// How many rows below the last blank one can be notes under the table.
const LONGEST_TAIL: usize = 10;

impl Builder {
    /// The table, without the columns that have neither header nor content; a column with content
    /// and no header is called by its letter.
    pub(in crate::read::table) fn finish(mut self) -> Parsed {
        if !self.settled {
            // What does not fit was said.
            let _ = self.settle();
        }
        if self.width() == 0 && self.parsed.problems.is_empty() {
            self.file_problem("el archivo está vacío");
        }
        self.totals_and_footers();
        self.join_choices();
        self.say_hidden();
        let headers = &mut self.parsed.table.headers;
        for (index, header) in headers.iter_mut().enumerate() {
            if header.is_empty() && self.used[index] {
                *header = format!("columna {}", letters(index));
            }
        }
        self.say_about_cells();
        self.say_garbled();
        self.drop_columns();
        if self.more_aside > 0 {
            self.remark(Remark::More { count: self.more_aside });
        }
        self.parsed.notes.sort_by_key(|note| note.at.row);
        self.parsed.problems.sort_by_row();
        self.parsed
    }

    /// Sets aside totals, wherever they stand, and the notes below the table.
    fn totals_and_footers(&mut self) {
        let width = self.used.iter().filter(|used| **used).count();
        let usual = Usual::of(&self.parsed.table.rows, width);
        let rows = &mut self.parsed.table.rows;
        let apart = |at: usize, all: usize| {
            self.before_gap > 0 && at >= self.before_gap && all - self.before_gap <= LONGEST_TAIL
        };
        let all = rows.len();
        let mut below = Vec::new();
        while let Some(row) = rows.last() {
            let apart = apart(rows.len() - 1, all) || !below.is_empty() && width > 1;
            // A table has at least one row that is data.
            let Some(what) = tail::last(row, usual, apart).filter(|_| rows.len() > 1) else {
                break;
            };
            below.extend(rows.pop().map(|row| (row, what)));
        }
        below.reverse();
        let mut among = Vec::new();
        if rows.iter().any(|row| tail::among(row, usual).is_some()) {
            for row in std::mem::take(rows) {
                match tail::among(&row, usual) {
                    Some(what) => among.push((row, what)),
                    None => rows.push(row),
                }
            }
        }
        for (row, what) in among.into_iter().chain(below) {
            let what = match what {
                Below::Total(text) => Remark::Total { text },
                Below::Footer(text) => Remark::Footer { text },
                Below::Section(text) => Remark::Heading { text },
            };
            self.remark_row(row.number, what);
            self.parsed.aside.push(row);
        }
    }

    /// Makes one column of the options under one header, each of which says its own name where it
    /// was chosen.
    fn join_choices(&mut self) {
        for (first, last, name) in std::mem::take(&mut self.groups) {
            let table = &mut self.parsed.table;
            let options: Vec<String> =
                (first..=last).map(|column| option_of(&table.headers[column], &name)).collect();
            let is_choice = |row: &Row| {
                let cells = row.cells[first..=last].iter().zip(&options);
                cells
                    .into_iter()
                    .all(|(cell, option)| cell.trim().is_empty() || fold::letters(cell) == *option)
            };
            let any = table
                .rows
                .iter()
                .any(|row| row.cells[first..=last].iter().any(|cell| !cell.trim().is_empty()));
            if last == first || !any || !table.rows.iter().all(is_choice) {
                continue;
            }
            for row in &mut table.rows {
                let chosen: Vec<String> = row.cells[first..=last]
                    .iter_mut()
                    .map(std::mem::take)
                    .filter(|cell| !cell.trim().is_empty())
                    .collect();
                row.cells[first] = chosen.join("; ");
            }
            table.headers[first] = name;
            for column in first + 1..=last {
                table.headers[column].clear();
                self.used[column] = false;
            }
        }
    }

    fn say_hidden(&mut self) {
        let read = self.hidden == Hidden::Read;
        if !self.hidden_rows.is_empty() {
            let rows = std::mem::take(&mut self.hidden_rows);
            self.remark(Remark::HiddenRows { rows, filtered: self.filtered, read });
        }
        let mut headers = Vec::new();
        for &(first, last) in &self.hidden_columns {
            for column in first as usize..self.width().min((last as usize).saturating_add(1)) {
                if self.used[column] {
                    headers.push(match self.parsed.table.headers[column].as_str() {
                        "" => format!("columna {}", letters(column)),
                        header => header.to_owned(),
                    });
                }
                if !read {
                    self.parsed.table.headers[column].clear();
                    self.used[column] = false;
                }
            }
        }
        if !headers.is_empty() {
            self.remark(Remark::HiddenColumns { headers, read });
        }
    }

    /// Says what there is to know of cells, at their columns.
    fn say_about_cells(&mut self) {
        let mut kept: BTreeMap<bool, usize> = BTreeMap::new();
        for (number, column, what) in std::mem::take(&mut self.about_cells) {
            let said = kept.entry(matches!(what, Remark::Comment { .. })).or_default();
            *said += 1;
            if *said <= MAX_NOTES {
                let at = self.parsed.place().row(number);
                let header = self.parsed.table.headers.get(column).filter(|h| !h.is_empty());
                let at = header.map_or(at.clone(), |header| at.column(header));
                self.parsed.notes.push(Note { at, what });
            }
        }
        for count in kept.into_values().filter(|count| *count > MAX_NOTES) {
            self.remark(Remark::More { count: count - MAX_NOTES });
        }
    }

    /// Says which cells were garbled before they came here.
    fn say_garbled(&mut self) {
        let place = self.parsed.place();
        let table = &self.parsed.table;
        let mut found = Vec::new();
        let (mut count, mut open) = (0, 0);
        let header = std::iter::once((table.header_row, &table.headers));
        for (number, cells) in header.chain(table.rows.iter().map(|row| (row.number, &row.cells))) {
            for (cell, header) in cells.iter().zip(&table.headers) {
                let Some((word, instead)) = garbled(cell) else { continue };
                count += 1;
                open += usize::from(is_only_open(cell));
                if count <= MAX_NOTES {
                    let at = place.row(number).column(header);
                    let what = Remark::Garbled { word: word.to_owned(), instead };
                    found.push(Note { at, what });
                }
            }
        }
        // «Pero¡quien» lacks a blank; where letters are garbled, others are too, or many.
        if open == count && open * 20 < self.parsed.table.rows.len() {
            count = 0;
            found.clear();
        }
        self.parsed.notes.append(&mut found);
        self.say_lost_letters();
        if count > MAX_NOTES {
            self.remark(Remark::More { count: count - MAX_NOTES });
        }
    }

    /// Says where question marks stand for letters: in a table that has none but ASCII, in two cells
    /// at least.
    fn say_lost_letters(&mut self) {
        let rows = &self.parsed.table.rows;
        let (mut cells, mut first) = (0, None);
        for row in rows {
            for (cell, header) in row.cells.iter().zip(&self.parsed.table.headers) {
                if !cell.is_ascii() {
                    return;
                }
                let Some(word) = lost_letter(cell) else { continue };
                cells += 1;
                first.get_or_insert_with(|| (row.number, header.clone(), word.to_owned()));
            }
        }
        if let Some((row, header, word)) = first.filter(|_| cells > 1) {
            let at = self.parsed.place().row(row).column(header);
            self.parsed.notes.push(Note { at, what: Remark::LostLetters { word, cells } });
        }
    }

    fn drop_columns(&mut self) {
        if !self.used.contains(&false) {
            return;
        }
        let mut places = vec![None; self.used.len()];
        for (to, (from, _)) in self.used.iter().enumerate().filter(|(_, used)| **used).enumerate() {
            places[from] = Some(to);
        }
        let used = &self.used;
        let keep = |cells: &mut Vec<String>| {
            let mut used = used.iter();
            cells.retain(|_| used.next().copied().unwrap_or(false));
        };
        for row in self.parsed.table.rows.iter_mut().chain(&mut self.parsed.aside) {
            keep(&mut row.cells);
            row.covered =
                row.covered.iter().filter_map(|column| places.get(*column).copied()?).collect();
        }
        keep(&mut self.parsed.table.headers);
    }
}

/// The folded name of an option under a header.
fn option_of(header: &str, name: &str) -> String {
    let own = header.strip_prefix(name).and_then(|rest| rest.strip_prefix(" - "));
    fold::letters(own.unwrap_or(header))
}

/// Whether nothing in a cell can be garbled but a mark that opens a sentence.
fn is_only_open(cell: &str) -> bool {
    cell.contains(['¡', '¿'])
        && cell.chars().all(|c| c.is_ascii() || "¡¿áéíóúüñÁÉÍÓÚÜÑ«»“”‘’…–—ºª°€".contains(c))
}
