//! From tables to the corpus: finds the columns, checks every cell of every row, and says
//! everything that is wrong in one pass.

mod cells;
mod columns;
mod rows;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::problem::{Place, Problem, Problems};
use crate::domain::statement::{Corpus, Origin};
use crate::read::files;
use crate::read::table::{self, Parsed};
use crate::text::personal::{self, PersonalDataKind};

pub(crate) use cells::bad_characters;
use columns::Columns;
use rows::{Given, Rows};

/// What a column of an input file can be. The names are those of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The statement's id.
    Id,
    /// The statement itself.
    #[serde(alias = "text")]
    Texto,
    /// The competencia as the sheet declares it.
    Competencia,
    /// Who wrote it: the institution or a citizen.
    #[serde(alias = "origin")]
    Origen,
    /// The office.
    Entidad,
    /// The parish.
    Parroquia,
    /// The workshop.
    Taller,
    /// The date.
    Fecha,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Id,
        Self::Texto,
        Self::Competencia,
        Self::Origen,
        Self::Entidad,
        Self::Parroquia,
        Self::Taller,
        Self::Fecha,
    ];

    /// Its name in settings and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Texto => "texto",
            Self::Competencia => "competencia",
            Self::Origen => "origen",
            Self::Entidad => "entidad",
            Self::Parroquia => "parroquia",
            Self::Taller => "taller",
            Self::Fecha => "fecha",
        }
    }
}

/// How input files are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The longest cell of a known column, in characters.
    pub max_characters: usize,
    /// The header of a field's column, where the usual names do not find it.
    pub columns: BTreeMap<Field, String>,
    /// Whether rows with problems are left out instead of stopping the run.
    pub skip_bad_rows: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max_characters: 5000, columns: BTreeMap::new(), skip_bad_rows: false }
    }
}

/// An input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file; `libro.xlsx#Hoja` names a sheet.
    pub path: PathBuf,
    /// Who wrote all its statements; `None` when a column tells.
    pub origin: Option<Origin>,
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

/// Reads the sources into one corpus, in their order. Fails only when a file cannot be read from
/// the disk; whatever is wrong in the data is a problem in the result.
pub fn read(sources: &[Source], settings: &Settings) -> Result<ParsedInputs, files::Error> {
    let mut files = Vec::new();
    for source in sources {
        let parsed = table::read(&source.path)?;
        let columns = Columns::find(&parsed.table.headers, settings, source.origin);
        files.push(InputFile { parsed, columns, origin: source.origin });
    }
    let mut reader = Reader::default();
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

/// An input file and what its columns are.
struct InputFile {
    parsed: Parsed,
    columns: Columns,
    origin: Option<Origin>,
}

/// A reading in the making.
#[derive(Default)]
struct Reader {
    reading: ParsedInputs,
    problems: Problems,
}

impl Reader {
    /// A problem that leaving rows out does not mend.
    fn stop(&mut self, at: Place, what: String) {
        self.problems.push(Problem::new(at, what));
        self.reading.stops = true;
    }

    /// A column that the settings name must be in some file.
    fn missing_mapped_columns(&mut self, files: &[InputFile], settings: &Settings) {
        for (field, header) in &settings.columns {
            let wanted = table::fold(header);
            let mut headers = files.iter().flat_map(|file| &file.parsed.table.headers);
            if !headers.any(|other| table::fold(other) == wanted) {
                let what = format!(
                    "según la configuración la columna de {} se llama «{header}», y ningún \
                     archivo tiene una así: corrija el nombre",
                    field.name()
                );
                self.stop(Place::file("configuración").column(field.name()), what);
            }
        }
    }

    /// The union of the files' unknown columns, in order of appearance.
    fn extra_columns(&mut self, file: &InputFile) {
        for &column in &file.columns.extra {
            let header = &file.parsed.table.headers[column];
            if !self.reading.corpus.extra_columns.contains(header) {
                self.reading.corpus.extra_columns.push(header.clone());
            }
        }
    }

    fn file(&mut self, index: usize, file: InputFile, rows: &mut Rows<'_>) {
        let InputFile { mut parsed, columns, origin } = file;
        let place = parsed.place();
        let table = parsed.table;
        self.reading.files.push(FileFacts {
            file: table.name.clone(),
            format: parsed.format,
            rows: table.rows.len() + parsed.left_out,
            sha256: parsed.sha256,
        });
        self.reading.notes.append(&mut parsed.notes);
        if let blank @ 1.. = parsed.blank_rows {
            self.note(&place, &format!("filas en blanco que se pasaron por alto: {blank}"));
        }
        for note in &columns.notes {
            self.note(&place, note);
        }
        let mut problems = parsed.problems;
        // Each row that was left out has one problem; any other is of the file as a whole.
        self.reading.stops |= problems.len() > parsed.left_out;
        self.reading.skipped_rows += parsed.left_out;
        let mut whole = columns.problems.clone();
        if !table.headers.is_empty() && table.rows.is_empty() && parsed.left_out == 0 {
            whole.push("hay encabezado y ninguna fila: agregue los datos".to_owned());
        }
        self.reading.stops |= !whole.is_empty();
        for what in whole {
            problems.push(Problem::new(place.row(table.header_row), what));
        }
        let extra = columns.extra_places(&table.headers, &self.reading.corpus.extra_columns);
        let sheet =
            rows::Sheet { index, place: &place, headers: &table.headers, columns: &columns };
        let before = self.reading.corpus.len();
        for row in &table.rows {
            match rows.statement(&sheet, row, origin) {
                Ok(mut statement) => {
                    statement.extra = vec![String::new(); self.reading.corpus.extra_columns.len()];
                    for (from, to) in &extra {
                        statement.extra[*to].clone_from(&row.cells[*from]);
                    }
                    self.reading.corpus.statements.push(statement);
                }
                Err(found) => {
                    self.reading.skipped_rows += 1;
                    for problem in found {
                        problems.push(problem);
                    }
                }
            }
        }
        problems.sort_by_row();
        self.problems.append(problems);
        self.note_made_ids(&place, &columns, before);
        self.note_garbled(&place, before);
        self.note_personal(&place, before);
    }

    fn note(&mut self, place: &Place, note: &str) {
        self.reading.notes.push(format!("{place}: {note}"));
    }

    /// Says that the ids of a file, from statement `from` on, were made here.
    fn note_made_ids(&mut self, place: &Place, columns: &Columns, from: usize) {
        let made = &self.reading.corpus.statements[from..];
        if let (None, Some(first), Some(last)) = (columns.of(Field::Id), made.first(), made.last())
        {
            let note = format!(
                "no hay columna de id y se numeraron las filas ({}…{}): si después agrega o quita \
                 filas los ids cambian, así que es mejor agregar una columna «id»",
                first.id, last.id
            );
            self.note(place, &note);
        }
    }

    /// Says that texts look as if UTF-8 had been read as something else before they came here.
    fn note_garbled(&mut self, place: &Place, from: usize) {
        let texts = &self.reading.corpus.statements[from..];
        let garbled = texts.iter().filter(|statement| cells::is_garbled(&statement.text)).count();
        if garbled > 0 {
            let note = format!(
                "textos que parecen mal codificados («Ã³» en lugar de «ó»): {garbled}; vuelva a \
                 exportarlos como UTF-8"
            );
            self.note(place, &note);
        }
    }

    /// Says how many texts have personal data, and of what kind.
    fn note_personal(&mut self, place: &Place, from: usize) {
        let texts = &self.reading.corpus.statements[from..];
        let (some, each) = personal::count(texts.iter().map(|statement| statement.text.as_str()));
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
