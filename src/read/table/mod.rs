//! Any tabular file as a header and rows of text: CSV, TSV, XLSX, XLS, XLSB, ODS, HTML, Parquet and
//! JSON, packed or not. The only room that knows spreadsheets and delimiters.
//!
//! The format is told by the content first and by the extension second. What is wrong in a file
//! comes back as problems, all of them at once, and what there is to know about it as notes; an
//! [`Error`](files::Error) means that the file could not be read from the disk at all. Hostile files
//! are expected: no size that a file claims is believed, and what is read is counted.

mod note;
mod letters;
mod encoding;
mod head;
mod tail;
mod grid;
mod builder;
mod sniff;
mod csv;
mod json;
mod archive;
mod which_sheet;
mod child_sheets;
mod workbook;
mod html;
mod number_formats;
mod xml;
mod xlsx;
mod xls;
mod xlsb;
mod ods;
mod parquet_pages;
pub(crate) mod caught_panics;
mod parquet;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::problem::{Place, Problem, Problems};
pub use crate::domain::reading::Hidden;
use crate::read::files;

pub use archive::each_file;
pub use csv::{write_csv, write_csv_for_people};
pub use letters::garbled;
pub use note::{Note, Remark};

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
    /// The sheets that were read as one table, in order; none where there is only one.
    pub sheets: Vec<String>,
}

/// One row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The row as a spreadsheet shows it (the header is usually 1); in CSV and JSON Lines the
    /// line of the file where the record begins.
    pub number: usize,
    /// The cells verbatim, as many as there are headers; a missing value is empty.
    pub cells: Vec<String>,
    /// Which of the table's sheets it stands in, where several were read as one.
    pub sheet: Option<usize>,
    /// Columns whose cell a merged one covers; it holds what that one says.
    pub covered: Vec<usize>,
    /// Whether the sheet does not show the row.
    pub hidden: bool,
}

/// How tables are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// What becomes of hidden rows and columns.
    pub hidden: Hidden,
}

/// A table, and what is to be said about its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What could be read: no headers at all when the file as a whole is unusable.
    pub table: Table,
    /// What is wrong. A row named here is not in the table.
    pub problems: Problems,
    /// What the person should know although it is not wrong, in the order of the rows.
    pub notes: Vec<Note>,
    /// The rows that are no data (titles, totals, notes, repeated headers) or hidden and not wanted,
    /// each of which is told by a note.
    pub aside: Vec<Row>,
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

    /// With a problem in place of each note that several columns have one name.
    fn with_own_names(mut self) -> Self {
        let same = |note: &Note| matches!(note.what, Remark::SameName { .. });
        for note in self.notes.extract_if(.., |note| same(note)) {
            let Remark::SameName { header, columns } = note.what else { continue };
            let what = format!(
                "el encabezado «{header}» está en las columnas {}: deje uno",
                columns.join(" y ")
            );
            self.problems.push(Problem::new(note.at, what));
        }
        self
    }

    /// The place of a row, which names its sheet where several were read as one.
    pub fn at(&self, row: &Row) -> Place {
        match row.sheet.and_then(|sheet| self.table.sheets.get(sheet)) {
            Some(sheet) => Place::file(format!("{} [{sheet}]", self.table.name)).row(row.number),
            None => self.place().row(row.number),
        }
    }

    /// The sheet that a row stands in, where several were read as one.
    pub fn sheet_of(&self, row: &Row) -> Option<&str> {
        self.table.sheets.get(row.sheet?).map(String::as_str)
    }

    /// A table a sheet, where several were read as one; what was said of the file stands with the
    /// first. Sheets without rows are left out.
    #[must_use]
    pub fn by_sheet(mut self) -> Vec<Self> {
        let sheets = std::mem::take(&mut self.table.sheets);
        if sheets.is_empty() {
            return vec![self];
        }
        let part = |sheet: &String| Self {
            table: Table {
                name: format!("{} [{sheet}]", self.table.name),
                headers: self.table.headers.clone(),
                header_row: self.table.header_row,
                ..Table::default()
            },
            format: self.format.clone(),
            sha256: self.sha256.clone(),
            ..Self::default()
        };
        let mut parts: Vec<Self> = sheets.iter().map(part).collect();
        for row in self.table.rows {
            let sheet = row.sheet.unwrap_or(0);
            parts[sheet].table.rows.push(Row { sheet: None, ..row });
        }
        for row in self.aside {
            let sheet = row.sheet.unwrap_or(0);
            parts[sheet].aside.push(Row { sheet: None, ..row });
        }
        let first = parts.iter().position(|part| !part.table.rows.is_empty()).unwrap_or(0);
        let said = &mut parts[first];
        (said.problems, said.notes) = (self.problems, self.notes);
        (said.left_out, said.blank_rows) = (self.left_out, self.blank_rows);
        let kept = parts.into_iter().enumerate();
        let has_rows = |(at, part): &(usize, Self)| *at == first || !part.table.rows.is_empty();
        kept.filter(has_rows).map(|(_, part)| part).collect()
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
    Json,
    Html,
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    Parquet,
    Zip,
    Gzip,
}

/// Reads a table from a file as everybody wants it; see [`read_with`]. Columns of one name are a
/// problem, because one of them would be taken for the other.
pub fn read(path: &Path) -> Result<Parsed, files::Error> {
    Ok(read_with(path, Settings::default())?.with_own_names())
}

/// Reads a table from a file. `path` may end in `#Hoja` to name a sheet of a workbook; without it the
/// visible sheet that is likeliest to hold statements is read, and those with the same header.
pub fn read_with(path: &Path, settings: Settings) -> Result<Parsed, files::Error> {
    let (path, sheet) = split_sheet(path);
    let name = path.display().to_string();
    let bytes = match files::read(&path, MAX_BYTES) {
        Err(error @ files::Error::TooLarge { .. }) => {
            return Ok(Parsed::unusable(&name, "", error.to_string()));
        }
        other => other?,
    };
    let sha256 = files::sha256_of(&bytes);
    let extension = extension_of(&path);
    let parsed = bytes_with(&name, &extension, sheet.as_deref(), &bytes, settings);
    Ok(Parsed { sha256, ..parsed })
}

/// The extension of a path in lower case, without the dot.
fn extension_of(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Reads a table from the bytes of a file called `name` whose extension is `extension` (lower
/// case, without the dot), as [`read`] does.
pub fn read_bytes(name: &str, extension: &str, sheet: Option<&str>, bytes: &[u8]) -> Parsed {
    bytes_with(name, extension, sheet, bytes, Settings::default()).with_own_names()
}

/// As [`read_bytes`], with settings.
pub fn bytes_with(
    name: &str,
    extension: &str,
    sheet: Option<&str>,
    bytes: &[u8],
    settings: Settings,
) -> Parsed {
    let format = match recognise(extension, bytes) {
        Ok(format) => format,
        Err(what) => return Parsed::unusable(name, "", what),
    };
    if matches!(format, Format::Zip | Format::Gzip) {
        return unpacked(name, format, sheet, bytes, settings);
    }
    let mut parsed = match format {
        Format::Json => json::read(name, bytes),
        Format::Html => html::read(name, sheet, bytes, settings),
        Format::Xlsx => xlsx::read(name, sheet, bytes, settings),
        Format::Xlsb => xlsb::read(name, sheet, bytes, settings),
        Format::Xls => xls::read(name, sheet, bytes, settings),
        Format::Ods => ods::read(name, sheet, bytes, settings),
        Format::Parquet => parquet::read(name, bytes),
        Format::Text | Format::Zip | Format::Gzip => csv::read(name, bytes),
    };
    let at = Place::file(name);
    let named_as_binary = matches!(extension, "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "parquet");
    let is_text = matches!(format, Format::Text | Format::Json | Format::Html);
    if is_text && named_as_binary && !parsed.table.headers.is_empty() {
        let what = Remark::NotAs { extension: extension.to_owned(), format: parsed.format.clone() };
        parsed.notes.push(Note { at: at.clone(), what });
    }
    if sheet.is_some() && matches!(format, Format::Text | Format::Json | Format::Parquet) {
        parsed.notes.push(Note { at, what: Remark::NoSheets });
    }
    parsed
}

/// The table in a file that somebody packed; what is packed twice is not unpacked.
fn unpacked(
    name: &str,
    format: Format,
    sheet: Option<&str>,
    bytes: &[u8],
    settings: Settings,
) -> Parsed {
    let inside = if format == Format::Zip {
        archive::only_table(bytes)
    } else {
        let own = name.strip_suffix(".gz").unwrap_or(name).to_owned();
        archive::gunzip(bytes).map(|content| (own, content))
    };
    let (entry, content) = match inside {
        Ok(inside) => inside,
        Err(what) => return Parsed::unusable(name, "", what),
    };
    let extension = extension_of(Path::new(&entry));
    if let Ok(Format::Zip | Format::Gzip) = recognise(&extension, &content) {
        let what = "es un archivo comprimido dentro de otro: descomprímalos y use la tabla";
        return Parsed::unusable(name, "", what);
    }
    let mut parsed = bytes_with(name, &extension, sheet, &content, settings);
    if !parsed.format.is_empty() {
        let packed = if format == Format::Zip { "zip" } else { "gzip" };
        parsed.format = format!("{} en {packed}", parsed.format);
    }
    if format == Format::Zip {
        parsed.notes.insert(0, Note { at: Place::file(name), what: Remark::Inside { entry } });
    }
    parsed
}

/// Every sheet of a workbook as a table of its own, hidden ones too, in order, each as [`read_bytes`]
/// reads it by its name; the file is read once. None for a file that is no workbook or is broken.
pub fn read_sheets(name: &str, extension: &str, bytes: &[u8]) -> Vec<(String, Parsed)> {
    let (format, sheets) = match recognise(extension, bytes) {
        Ok(Format::Xlsx) => ("XLSX", xlsx::all(bytes)),
        Ok(Format::Xlsb) => ("XLSB", xlsb::all(bytes)),
        Ok(Format::Xls) => ("XLS", xls::all(bytes)),
        Ok(Format::Ods) => ("ODS", ods::all(bytes)),
        Ok(Format::Zip) => {
            let Ok((entry, content)) = archive::only_table(bytes) else { return Vec::new() };
            let own = extension_of(Path::new(&entry));
            return match recognise(&own, &content) {
                Ok(Format::Zip | Format::Gzip) | Err(_) => Vec::new(),
                Ok(_) => read_sheets(name, &own, &content),
            };
        }
        _ => return Vec::new(),
    };
    let each = workbook::each(name, format, sheets.unwrap_or_default());
    each.into_iter().map(|(sheet, parsed)| (sheet, parsed.with_own_names())).collect()
}

/// The names of a workbook's sheets, hidden ones too, in order; none for any other file.
pub fn sheets(path: &Path) -> Result<Vec<String>, files::Error> {
    let bytes = match files::read(path, MAX_BYTES) {
        Err(files::Error::TooLarge { .. }) => return Ok(Vec::new()),
        other => other?,
    };
    Ok(sheet_names(&extension_of(path), &bytes))
}

/// The names of the sheets in the bytes of a workbook; see [`sheets`].
pub fn sheet_names(extension: &str, bytes: &[u8]) -> Vec<String> {
    let found = match recognise(extension, bytes) {
        Ok(Format::Xlsx) => xlsx::names(bytes),
        Ok(Format::Xlsb) => xlsb::names(bytes),
        Ok(Format::Xls) => xls::names(bytes),
        Ok(Format::Ods) => ods::names(bytes),
        _ => return Vec::new(),
    };
    found.unwrap_or_default()
}

/// The one of these sheets that is meant by a name: the one called so but for capitals, accents and
/// blanks, and for the name of a table that Numbers adds (`Propuestas - Tabla 1`).
pub fn sheet_called(asked: &str, sheets: &[String]) -> Option<String> {
    workbook::find(asked, &sheets.iter().map(String::as_str)).map(|place| sheets[place].clone())
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
    if bytes.starts_with(b"\x1F\x8B") {
        return Ok(Format::Gzip);
    }
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Format::Xls);
    }
    // The streams of workbooks before 1993 stand in no file system.
    if bytes.starts_with(b"\x09\x08") || bytes.starts_with(b"\x09\x04\x06\x00") {
        return Err(format!("es un Excel muy antiguo: {RESAVE}"));
    }
    if bytes.starts_with(b"%PDF") {
        return Err(
            "es un PDF, no una tabla: pida la hoja de cálculo de la que salió, como .xlsx \
                    o CSV"
                .to_owned(),
        );
    }
    if bytes.starts_with(b"7z\xBC\xAF\x27\x1C") || bytes.starts_with(b"Rar!") {
        return Err(
            "es un archivo comprimido: descomprímalo y use la tabla que contiene".to_owned()
        );
    }
    if let Some(what) = of_another_kind(bytes) {
        return Err(format!("{what}: expórtelo como .xlsx o CSV"));
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") {
        let is_flat = start.windows(26).take(4096).any(|at| at == b"opendocument:xmlns:office:");
        if is_flat {
            return Err(
                "es una hoja de LibreOffice en XML (.fods): ábrala en LibreOffice y guárdela \
                        como .xlsx, .ods o CSV"
                    .to_owned(),
            );
        }
        if html::has_table(start) {
            return Ok(Format::Html);
        }
        return Err(format!("es una página web o XML, no una tabla: {RESAVE}"));
    }
    if !encoding::is_text(bytes) {
        return Err(match extension {
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "parquet" => {
                format!("el archivo .{extension} está dañado: pida otra copia")
            }
            _ => "no es un archivo de texto: guárdelo como CSV UTF-8 o como .xlsx".to_owned(),
        });
    }
    let first_line = start.split(|&byte| byte == b'\n').next().unwrap_or(start);
    let is_json = first_line.starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(first_line).is_ok();
    match extension {
        "jsonl" | "ndjson" | "json" | "geojson" => Ok(Format::Json),
        _ if is_json => Ok(Format::Json),
        _ => Ok(Format::Text),
    }
}

/// What a file is that holds a table of another program, or no table at all.
fn of_another_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 9] = [
        (b"$FL2", "es un archivo de SPSS"),
        (b"$FL3", "es un archivo de SPSS"),
        (b"<stata_dta>", "es un archivo de Stata"),
        (b"{\\rtf", "es un documento de texto (RTF)"),
        (b"SQLite format 3\0", "es una base de datos SQLite"),
        (b"\0\x01\0\0Standard ", "es una base de datos de Access"),
        (b"\x89PNG", "es una imagen y no una tabla"),
        (b"\xFF\xD8\xFF", "es una foto y no una tabla"),
        (b"bplist00", "es de un programa de Apple"),
    ];
    kinds.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| what)
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
mod tests;
