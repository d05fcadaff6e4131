//! Any tabular file as a header and rows of text: CSV, TSV, XLSX, ODS, Parquet and JSON Lines. The
//! only room that knows spreadsheets and delimiters.
//!
//! The format is told by the content first and by the extension second. What is wrong in a file
//! comes back as problems, all of them at once; an [`Error`](files::Error) means that the file
//! could not be read from the disk at all. Hostile files are expected: sizes are checked as they
//! are claimed and again as they are read.

mod archive;
mod builder;
mod csv;
mod encoding;
mod formula;
mod grid;
mod jsonl;
mod ods;
mod pages;
mod parquet;
mod quiet;
mod xlsx;

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::domain::problem::{Place, Problem, Problems};
use crate::read::files;

pub use csv::write_csv;
pub(crate) use formula::DANGEROUS;
pub use formula::{guard, unguard};

/// At most this many rows are read from a file.
pub const MAX_ROWS: usize = 2_000_000;
/// At most this many cells are read from a file.
pub const MAX_CELLS: usize = 10_000_000;
/// At most this many columns, as in a spreadsheet.
pub const MAX_COLUMNS: usize = 16_384;
/// At most this many bytes in one line of a text file or in one row of any other.
pub const MAX_LINE: usize = 1 << 20;
/// At most this many bytes in a file, and as many again once it is unpacked.
pub const MAX_BYTES: u64 = 512 << 20;

/// The content of one file or sheet: every row has exactly as many cells as there are headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The file as the user named it, with the sheet in brackets when there are several.
    pub name: String,
    /// The headers without surrounding blanks; a column without one is called by its letter.
    pub headers: Vec<String>,
    /// The row of the header as a spreadsheet shows it; 1 where the format has none.
    pub header_row: usize,
    /// The rows in order; entirely blank ones are left out.
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The row as a spreadsheet shows it (the header is usually 1); in CSV and JSON Lines the
    /// line of the file where the record begins.
    pub number: usize,
    /// The cells verbatim, as many as there are headers; a missing value is empty.
    pub cells: Vec<String>,
}

/// A table, and what is to be said about its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What could be read: no headers at all when the file as a whole is unusable.
    pub table: Table,
    /// What is wrong. A row named here is not in the table.
    pub problems: Problems,
    /// What the person should know although it is not wrong, in Spanish.
    pub notes: Vec<String>,
    /// The format in words: `CSV (punto y coma, Windows-1252)`.
    pub format: String,
    /// The SHA-256 of the file's bytes, 64 hexadecimal digits; empty if it is over the limit.
    pub sha256: String,
    /// How many rows have a problem and are not in the table.
    pub left_out: usize,
    /// How many entirely blank rows stand between the others.
    pub blank_rows: usize,
}

impl Parsed {
    /// The place that is this file.
    pub fn place(&self) -> Place {
        Place::file(self.table.name.clone())
    }

    /// A file of which nothing can be used, and why.
    fn unusable(name: &str, format: &str, what: impl Into<String>) -> Self {
        let mut parsed = Self { format: format.to_owned(), ..Self::default() };
        name.clone_into(&mut parsed.table.name);
        parsed.problems.push(Problem::new(Place::file(name), what));
        parsed
    }
}

/// What a file is, by its content first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    JsonLines,
    Xlsx,
    Ods,
    Parquet,
}

/// Reads a table from a file. `path` may end in `#Hoja` to name a sheet of a workbook; without it
/// the first visible sheet with content is read.
pub fn read(path: &Path) -> Result<Parsed, files::Error> {
    let (path, sheet) = split_sheet(path);
    let name = path.display().to_string();
    let bytes = match files::read(&path, MAX_BYTES) {
        Err(error @ files::Error::TooLarge { .. }) => {
            return Ok(Parsed::unusable(&name, "", error.to_string()));
        }
        other => other?,
    };
    let sha256 = files::sha256_of(&bytes);
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let parsed = read_bytes(&name, extension.as_deref().unwrap_or(""), sheet.as_deref(), bytes);
    Ok(Parsed { sha256, ..parsed })
}

/// Reads a table from the bytes of a file called `name` whose extension is `extension` (lower
/// case, without the dot).
pub fn read_bytes(name: &str, extension: &str, sheet: Option<&str>, bytes: Vec<u8>) -> Parsed {
    let format = match recognise(extension, &bytes) {
        Ok(format) => format,
        Err(what) => return Parsed::unusable(name, "", what),
    };
    let mut parsed = match format {
        Format::Text => csv::read(name, &bytes),
        Format::JsonLines => jsonl::read(name, &bytes),
        Format::Xlsx => xlsx::read(name, sheet, bytes),
        Format::Ods => ods::read(name, sheet, &bytes),
        Format::Parquet => parquet::read(name, &bytes),
    };
    let named_as_binary = matches!(extension, "xlsx" | "xlsm" | "xls" | "ods" | "parquet");
    if format == Format::Text && named_as_binary && !parsed.table.headers.is_empty() {
        parsed.notes.push(format!(
            "«{name}» no es un archivo .{extension} sino texto: se leyó como {}",
            parsed.format
        ));
    }
    if sheet.is_some() && !matches!(format, Format::Xlsx | Format::Ods) {
        parsed.notes.push(format!("«{name}» no tiene hojas: se leyó entero"));
    }
    parsed
}

/// A path of the form `libro.xlsx#Hoja` in two parts, unless a file has that very name.
fn split_sheet(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, sheet)) if !path.exists() && !file.is_empty() && !sheet.is_empty() => {
            (PathBuf::from(file), Some(sheet.to_owned()))
        }
        _ => (path.to_owned(), None),
    }
}

/// The format, or why a file of another kind cannot be read and what to do about it.
fn recognise(extension: &str, bytes: &[u8]) -> Result<Format, String> {
    const RESAVE: &str = "ábralo en Excel o LibreOffice y guárdelo como .xlsx";
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("el archivo está vacío".to_owned());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive::kind(bytes);
    }
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(format!("es un Excel antiguo (.xls) o tiene contraseña: {RESAVE}"));
    }
    if bytes.starts_with(b"%PDF") {
        return Err("es un PDF, no una tabla: pida la hoja de cálculo de la que salió".to_owned());
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") {
        return Err(format!("es una página web o XML, no una tabla: {RESAVE}"));
    }
    if !encoding::is_text(bytes) {
        return Err(match extension {
            "xlsx" | "xlsm" | "xls" | "ods" | "parquet" => {
                format!("el archivo .{extension} está dañado: pida otra copia")
            }
            _ => "no es un archivo de texto: guárdelo como CSV UTF-8 o como .xlsx".to_owned(),
        });
    }
    let first_line = start.split(|&byte| byte == b'\n').next().unwrap_or(start);
    let is_json = first_line.starts_with(b"{")
        && serde_json::from_slice::<serde_json::Value>(first_line).is_ok();
    match extension {
        "jsonl" | "ndjson" | "json" => Ok(Format::JsonLines),
        _ if is_json => Ok(Format::JsonLines),
        _ => Ok(Format::Text),
    }
}

/// A header, or any word, reduced to what matters when people spell it: letters and digits in lower
/// case without accents (`N.º de Código` → `nodecodigo`).
pub fn fold(text: &str) -> String {
    text.nfkd().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// The letters that a spreadsheet shows over column `index`, from 0: A, B, … Z, AA.
fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod hostile;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
