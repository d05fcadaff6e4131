//! From tables to the corpus: finds the columns, checks every cell of every row, and says
//! everything that is wrong in one pass.

mod cells;
mod identity;
mod filenames;
mod dates;
mod shape;
mod names;
mod wording;
mod profiles;
mod persons;
mod consent;
mod propose;
mod columns;
mod ids;
mod states;
mod rows;
mod notes;
mod groups;
mod lists;
mod preview;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::problem::{Place, Problem, Problems};
pub use crate::domain::reading::{Field, Settings};
use crate::domain::statement::{Corpus, Origin, PersonColumn, Statement};
use crate::read::files;
use crate::read::table::{self, Parsed, Row};
use crate::text::counts::plain_count as count;
use crate::text::fold::letters;

pub(crate) use cells::bad_characters;
pub use preview::{Preview, PreviewColumn, Role, preview};

use columns::Columns;
use ids::Given;
use rows::{Outcome, Rows, Sheet, Silent, Titled};

/// The id of a row that only shows how to fill in the others.
pub const EXAMPLE: &str = "EJEMPLO";

/// An input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file; `libro.xlsx#Hoja` names a sheet.
    pub path: PathBuf,
    /// Who wrote all its statements; `None` when a column tells.
    pub origin: Option<Origin>,
}

/// What became of the cells of a file's text columns. The filled ones are statements or left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextCells {
    /// How many have text; a title and the text below it are one.
    pub filled: usize,
    /// How many of those are statements; one that lists several demands is one cell.
    pub statements: usize,
    /// How many of those are not: their rows have problems, or were withdrawn, rejected or hidden.
    pub left_out: usize,
    /// How many say nothing, as «N/A» and «ninguna» do among the answers to several questions.
    #[serde(default, skip_serializing_if = "is_none")]
    pub empty: usize,
    /// How many are blank.
    pub blank: usize,
}

/// Whether there are none.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// What was read of one file, for the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFacts {
    /// The file as the user named it, with the sheet where there are several.
    pub file: String,
    /// Its format in words: `CSV (coma, UTF-8)`.
    pub format: String,
    /// How many rows with content it has under the header.
    pub rows: usize,
    /// The SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// The platform's form that it was recognised as: `propuestas de Decidim`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// What became of its cells with text.
    pub cells: TextCells,
    /// How many rows were counted out for their state, by state.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub counted_out: BTreeMap<String, usize>,
    /// How many texts carry markup (HTML, Markdown, entities, links).
    #[serde(skip_serializing_if = "is_none")]
    pub markup: usize,
}

/// The statements that can be used, and everything that was found on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedInputs {
    /// The statements of the rows without problems.
    pub corpus: Corpus,
    /// What is wrong, by file and row; at most [`Problems::LIMIT`] and one that counts the rest.
    pub problems: Vec<Problem>,
    /// What the person should know although it is not wrong, in Spanish sentences.
    pub notes: Vec<String>,
    /// How many rows with content are not in the corpus because of a problem.
    pub skipped_rows: usize,
    /// One per source, in order.
    pub files: Vec<FileFacts>,
    /// Whether the run must stop: there are problems that are not of a single row, or any problem
    /// at all unless rows with problems are to be skipped, or no statement is left.
    pub stops: bool,
}

impl TextCells {
    /// What became of the cells of several files.
    pub fn all(each: impl Iterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for Self { filled, statements, left_out, empty, blank } in each {
            all.filled += filled;
            all.statements += statements;
            all.left_out += left_out;
            all.empty += empty;
            all.blank += blank;
        }
        all
    }

    /// The reconciliation in words; `None` where every cell is a statement and nothing is to say.
    pub fn in_words(self) -> Option<String> {
        let Self { filled, statements, left_out, empty, blank } = self;
        (left_out > 0 || empty > 0 || blank > 0).then(|| {
            let statements = count(statements, "aporte", "aportes");
            let left_out = count(left_out, "que se dejó fuera", "que se dejaron fuera");
            let empty = match empty {
                0 => String::new(),
                n => format!(" + {}", count(n, "que no dice nada", "que no dicen nada")),
            };
            let blank = if blank > 0 { format!("; {blank} en blanco") } else { String::new() };
            format!("Celdas con texto: {filled} = {statements}{empty} + {left_out}{blank}")
        })
    }
}

impl ParsedInputs {
    /// What became of the cells with text of all files.
    pub fn cells(&self) -> TextCells {
        TextCells::all(self.files.iter().map(|file| file.cells))
    }
}

/// Reads the sources into one corpus, in their order. Fails only when a file cannot be read from
/// the disk; whatever is wrong in the data is a problem in the result.
pub fn read(sources: &[Source], settings: &Settings) -> Result<ParsedInputs, files::Error> {
    let mut files: Vec<InputFile> = Vec::new();
    // Sheets that are read together are files of their own here: each may number its rows from 1.
    let shown = table::Settings { hidden: settings.hidden };
    for source in sources {
        let before = files.len();
        for parsed in table::read_with(&source.path, shown)?.by_sheet() {
            let own = settings.of_file(ids::base(&parsed.table.name));
            let columns = Columns::find(&parsed.table, settings, &own, source.origin);
            let same = |other: &InputFile| {
                !parsed.sha256.is_empty()
                    && other.parsed.sha256 == parsed.sha256
                    && other.parsed.table.headers == parsed.table.headers
                    && other.parsed.table.rows == parsed.table.rows
            };
            let twice = files.iter().any(same);
            files.push(InputFile { parsed, columns, origin: source.origin, twice, told: None });
        }
        ids::tell_sheets_apart(&mut files[before..]);
    }
    let mut reader = Reader {
        split_lists: settings.split_lists,
        fill_down: settings.fill_down,
        ..Reader::default()
    };
    reader.missing_mapped_columns(&files, settings);
    for file in &files {
        reader.extra_columns(file);
    }
    // Given ids are known before any is made, so that a made one is never one of them.
    let mut rows = Rows::new(settings, Given::of(&files));
    for (index, file) in files.into_iter().enumerate() {
        reader.file(index, file, &mut rows);
    }
    Ok(reader.finish(settings))
}

/// Whether a row holds the tags of the humanitarian exchange language, `#adm1 #sector`.
fn is_tags(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.trim().is_empty()).peekable();
    filled.peek().is_some()
        && filled.all(|cell| {
            cell.strip_prefix('#').is_some_and(|tag| {
                tag.starts_with(char::is_alphabetic)
                    && tag.chars().all(|c| c.is_alphanumeric() || "+_".contains(c))
            })
        })
}

/// An input file and what its columns are.
struct InputFile {
    parsed: Parsed,
    columns: Columns,
    origin: Option<Origin>,
    /// Whether the same file stands before it.
    twice: bool,
    /// What is told of the workbook that it begins.
    told: Option<String>,
}

/// A reading in the making.
#[derive(Default)]
struct Reader {
    reading: ParsedInputs,
    problems: Problems,
    /// Whether answers that list several demands are divided.
    split_lists: bool,
    /// Whether a blank cell of a group is read as the one above it.
    fill_down: bool,
    /// The ids that were made of others, as `C12.2`.
    derived: ids::Derived,
}

impl Reader {
    /// A problem that leaving rows out does not mend.
    fn stop(&mut self, at: Place, what: String) {
        self.problems.push(Problem::new(at, what));
        self.reading.stops = true;
    }

    /// A column that the settings name must be in some file.
    fn missing_mapped_columns(&mut self, files: &[InputFile], settings: &Settings) {
        let everywhere = settings.columns.iter().map(|of| (None, of));
        let own = settings
            .files
            .iter()
            .flat_map(|(name, own)| own.columns.iter().map(move |of| (Some(name.as_str()), of)));
        for (name, (field, headers)) in everywhere.chain(own) {
            for header in &headers.0 {
                let wanted = letters(header);
                let of = |file: &&InputFile| {
                    name.is_none_or(|name| ids::base(&file.parsed.table.name) == name)
                };
                let has = |file: &InputFile| Columns::has(&file.parsed.table.headers, &wanted);
                if !files.iter().filter(of).any(has) {
                    let what = format!(
                        "según lo que se indicó la columna de {} se llama «{header}», y {} una así: \
                         corrija el nombre",
                        field.name(),
                        name.map_or("ningún archivo tiene".to_owned(), |name| format!(
                            "«{name}» no tiene"
                        ))
                    );
                    self.stop(Place::file("configuración").column(field.name()), what);
                }
            }
        }
    }

    /// The union of the files' unknown columns, in order of appearance, and of their person columns.
    fn extra_columns(&mut self, file: &InputFile) {
        let headers = &file.parsed.table.headers;
        let all = &mut self.reading.corpus.extra_columns;
        let mut known: BTreeSet<String> = all.iter().cloned().collect();
        for &column in &file.columns.extra {
            if known.insert(headers[column].clone()) {
                all.push(headers[column].clone());
            }
        }
        for (column, what) in &file.columns.persons {
            let kept = file.columns.extra.contains(column);
            let header = headers[*column].clone();
            let known = PersonColumn { header, what: (*what).to_owned(), kept };
            if !self.reading.corpus.person_columns.contains(&known) {
                self.reading.corpus.person_columns.push(known);
            }
        }
    }

    fn file(&mut self, index: usize, file: InputFile, rows: &mut Rows<'_>) {
        let InputFile { parsed, columns, origin, twice, told } = file;
        let place = parsed.place();
        let mut table = parsed.table;
        let mut facts = FileFacts {
            file: table.name.clone(),
            format: parsed.format,
            rows: table.rows.len() + parsed.left_out,
            sha256: parsed.sha256,
            profile: columns.profile.map(|profile| profile.name.to_owned()),
            cells: TextCells::default(),
            counted_out: BTreeMap::new(),
            markup: 0,
        };
        if twice {
            self.given_twice(place, facts);
            return;
        }
        self.reading.notes.extend(parsed.notes.iter().map(ToString::to_string).chain(told));
        if let blank @ 1.. = parsed.blank_rows {
            self.note(&place, &format!("filas en blanco que se pasaron por alto: {blank}"));
        }
        let mut problems = parsed.problems;
        if !table.headers.is_empty() && table.rows.is_empty() && parsed.left_out == 0 {
            self.reading.stops = true;
            let what = columns.without_rows(&table.headers);
            problems.push(Problem::new(place.row(table.header_row), what));
            self.problems.append(problems);
            self.reading.files.push(facts);
            return;
        }
        for note in columns.notes.iter().filter(|_| !columns.is_no_table_of_statements) {
            self.note(&place, note);
        }
        // Each row that was left out has one problem; any other is of the file as a whole.
        self.reading.stops |= problems.len() > parsed.left_out;
        self.reading.skipped_rows += parsed.left_out;
        let of_columns = columns.problems.iter();
        let of_columns =
            of_columns.map(|what| Problem::new(place.row(table.header_row), what.clone()));
        let clashes = rows.given.problems.iter().filter(|(file, _)| *file == index);
        for problem in of_columns.chain(clashes.map(|(_, clash)| clash.clone())) {
            self.reading.stops = true;
            problems.push(problem);
        }
        for note in groups::fill_down(&mut table, &columns, self.fill_down) {
            self.note(&place, &note);
        }
        let extra = columns.extra_places(&table.headers, &self.reading.corpus.extra_columns);
        let headers = &table.headers;
        let sheet = Sheet { index, place: &place, headers, columns: &columns, origin };
        let before = self.reading.corpus.len();
        let mut dates = self.dates(&place, &columns, &table.headers, &table.rows).into_iter();
        let (mut divided, mut silent) = (0, 0);
        let mut titles = Vec::new();
        let (mut repeats, mut without, mut numbered) = (0, Vec::new(), Vec::new());
        rows.faults.clear();
        rows.odd_states.clear();
        rows.silent = Silent::default();
        for row in &table.rows {
            let fecha = dates.next().flatten();
            if is_tags(row) {
                self.note(&place.row(row.number), "la fila de etiquetas (#…) no se leyó");
                continue;
            }
            let filled = columns.filled(row);
            facts.cells.filled += filled;
            facts.cells.blank += columns.texts.len() - filled;
            match rows.row(&sheet, row, fecha.as_deref()) {
                Outcome::Statements { statements, cells } => {
                    without.append(&mut numbered);
                    facts.cells.statements += cells;
                    let answers = statements.len();
                    let statements: Vec<Titled> = if self.split_lists {
                        let taken = |id: &str| rows.given.has(id);
                        let divide = |one| lists::divided(one, taken, &mut silent);
                        statements.into_iter().flat_map(divide).collect()
                    } else {
                        statements
                    };
                    divided += usize::from(statements.len() > answers);
                    for Titled { statement, title } in statements {
                        self.add(statement, row, &extra, &rows.given);
                        titles.push(title);
                    }
                }
                Outcome::CountedOut(state) => *facts.counted_out.entry(state).or_default() += 1,
                Outcome::NoText => without.push(row.number),
                Outcome::OnlyId => numbered.push(row.number),
                Outcome::Example | Outcome::Silent => {}
                Outcome::Repeats => repeats += 1,
                Outcome::Wrong(found) => {
                    self.reading.skipped_rows += 1;
                    let told = found.into_iter().filter(|problem| !problem.what.is_empty());
                    told.for_each(|problem| problems.push(problem));
                }
            }
        }
        without.sort_unstable();
        if columns.texts.is_empty() {
            without.clear();
        }
        let no_text = !(numbered.is_empty() && without.is_empty() && rows.silent.rows.is_empty());
        if before == self.reading.corpus.len() && no_text && problems.is_empty() {
            self.reading.stops = true;
            let what = "ninguna fila tiene texto: llene la columna de los aportes";
            problems.push(Problem::new(place.row(table.header_row), what));
        }
        facts.cells.empty = rows.silent.each.values().sum();
        facts.cells.left_out =
            facts.cells.filled.saturating_sub(facts.cells.statements + facts.cells.empty);
        problems.sort_by_row();
        self.problems.append(problems);
        self.note_left_out(&place, &facts, repeats, &without);
        self.note_silent(&place, &rows.silent);
        self.note_states(&place, &rows.odd_states);
        self.note_faults(&place, &table.headers, &rows.faults);
        self.note_people(&place, &columns, &table.headers, before);
        self.note_columns(&place, &columns, &table.headers, &table.rows);
        self.note_made_ids(&place, &columns, &table.headers, before);
        self.note_personal(&place, before);
        self.note_lists(&place, &titles, (divided, silent));
        self.note_languages(&place, before);
        facts.markup = self.note_markup(&place, before);
        self.reading.files.push(facts);
    }

    /// A file that was given before stops the reading.
    fn given_twice(&mut self, place: Place, facts: FileFacts) {
        let what = "es el mismo archivo que se dio antes: quite uno de los dos, o cada aporte \
                    contaría dos veces";
        self.stop(place, what.to_owned());
        self.reading.skipped_rows += facts.rows;
        self.reading.files.push(facts);
    }

    /// Adds a statement with those cells of its row that travel through.
    fn add(
        &mut self,
        mut statement: Statement,
        row: &Row,
        extra: &[(usize, usize)],
        given: &Given,
    ) {
        if statement.parent.is_some() {
            self.derived.make_own(&mut statement.id, given);
        }
        statement.extra = vec![String::new(); self.reading.corpus.extra_columns.len()];
        for (from, to) in extra {
            statement.extra[*to].clone_from(&row.cells[*from]);
        }
        self.reading.corpus.statements.push(statement);
    }

    /// The dates of a file's rows.
    fn dates(
        &mut self,
        place: &Place,
        columns: &Columns,
        headers: &[String],
        rows: &[Row],
    ) -> Vec<Option<String>> {
        let Some(at) = columns.of(Field::Fecha) else { return Vec::new() };
        let cells: Vec<&str> = rows.iter().map(|row| row.cells[at].as_str()).collect();
        let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
        let dates = dates::read(&cells, &numbers, columns.date_order);
        for note in &dates.notes {
            self.note(&place.column(&headers[at]), note);
        }
        dates.read
    }

    fn note(&mut self, place: &Place, note: &str) {
        self.reading.notes.push(format!("{place}: {note}"));
    }

    fn finish(mut self, settings: &Settings) -> ParsedInputs {
        let empty = self.reading.corpus.is_empty();
        self.reading.stops |= empty || !(settings.skip_bad_rows || self.problems.is_empty());
        self.reading.problems = self.problems.into_vec();
        self.reading
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::needless_raw_string_hashes)]
mod tests;
