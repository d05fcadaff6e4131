//! What a person should know about a file although nothing is wrong in it, by place: what was set
//! aside, what is hidden, how its letters and sheets were read.

use std::fmt;

use crate::domain::problem::{Place, excerpt};

/// How many of a list's members a sentence names.
const NAMED: usize = 12;

/// One thing to know about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it is.
    pub at: Place,
    /// What it is.
    pub what: Remark,
}

/// What there is to know. Texts of cells are kept whole here and shortened in the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A row over the header, which is no data.
    AboveHeader {
        /// What it says.
        text: String,
        /// The row of the header.
        header: usize,
    },
    /// A row that says again what the header says.
    HeaderAgain,
    /// A second row of headers; its words name columns where the first has none.
    SecondHeader,
    /// A row of tags for machines (HXL, Qualtrics).
    Tags,
    /// A row of totals.
    Total {
        /// What its first cell says.
        text: String,
    },
    /// A source, a footnote or another note below the table.
    Footer {
        /// What it says.
        text: String,
    },
    /// A title between the rows, in a cell merged from side to side.
    Section {
        /// What it says.
        text: String,
    },
    /// A title between the rows, in a cell of its own.
    Heading {
        /// What it says.
        text: String,
    },
    /// Rows that the sheet does not show.
    HiddenRows {
        /// Their numbers.
        rows: Vec<usize>,
        /// Whether a filter hides them.
        filtered: bool,
        /// Whether they were read.
        read: bool,
    },
    /// Columns that the sheet does not show.
    HiddenColumns {
        /// Their headers.
        headers: Vec<String>,
        /// Whether they were read.
        read: bool,
    },
    /// Sheets that the workbook does not show, and that were not read.
    HiddenSheets {
        /// Their names.
        sheets: Vec<String>,
    },
    /// One sheet was read and others were not.
    OtherSheets {
        /// The one that was read.
        read: String,
        /// The others.
        others: Vec<String>,
    },
    /// Several sheets with the same header were read as one table.
    Together {
        /// Their names, in order.
        sheets: Vec<String>,
    },
    /// A sheet was asked for by a name that differs a little from its own.
    SheetCalled {
        /// Its own name.
        sheet: String,
    },
    /// Merged cells hold for all that they cover.
    Merged {
        /// Their ranges: `B2:B4`.
        ranges: Vec<String>,
    },
    /// A cell has a comment, which is no part of its text.
    Comment {
        /// The cell: `B2`.
        cell: String,
        /// The comment.
        text: String,
    },
    /// Several columns have one name, and were numbered from the second on.
    SameName {
        /// The name.
        header: String,
        /// The letters of the columns.
        columns: Vec<String>,
    },
    /// Rows of a sheet were read with those of another that they belong to.
    Belong {
        /// The sheet of the rows that others belong to.
        parent: String,
        /// The sheets whose rows belong to it.
        children: Vec<String>,
        /// Whether the rows of the parent were read as well, by themselves.
        both: bool,
        /// How many rows belong to none.
        alone: usize,
    },
    /// A formula has no stored value; the cell was read as blank.
    NoValue {
        /// The cell: `B2`.
        cell: String,
    },
    /// A cell's letters were garbled before they came here.
    Garbled {
        /// A word as it stands there.
        word: String,
        /// What it was.
        instead: String,
    },
    /// Letters were lost before they came here: a question mark stands for each.
    LostLetters {
        /// The first such word.
        word: String,
        /// How many cells have one.
        cells: usize,
    },
    /// The file's letters were chosen by how plausible the text is.
    Letters {
        /// The encoding in words.
        encoding: &'static str,
    },
    /// The file is not what its extension says.
    NotAs {
        /// The extension.
        extension: String,
        /// What it was read as.
        format: String,
    },
    /// A sheet was asked for in a file that has none.
    NoSheets,
    /// What was read stands inside an archive.
    Inside {
        /// The name of the entry.
        entry: String,
    },
    /// A cell in quotes holds several lines, some of which look like rows.
    LongQuote {
        /// How many lines.
        lines: usize,
    },
    /// Quotes inside texts are written with a backslash.
    Backslashes,
    /// More notes of one kind than are kept.
    More {
        /// How many.
        count: usize,
    },
}

impl Remark {
    /// Whether the row of the note is not in the table because it is no data.
    pub fn is_aside(&self) -> bool {
        matches!(
            self,
            Self::AboveHeader { .. }
                | Self::HeaderAgain
                | Self::SecondHeader
                | Self::Tags
                | Self::Total { .. }
                | Self::Footer { .. }
                | Self::Section { .. }
                | Self::Heading { .. }
        )
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.at)?;
        match &self.what {
            Remark::OtherSheets { read, others } => {
                let others = quoted(others);
                let file = self.at.file.as_str();
                write!(
                    f,
                    "se leyó la hoja «{read}» y no {others}; para leer otra escriba {file}#Hoja"
                )
            }
            Remark::HiddenSheets { sheets } => {
                let (file, names) = (self.at.file.as_str(), quoted(sheets));
                write!(
                    f,
                    "hojas ocultas que no se leyeron: {names}; para leer una escriba {file}#Hoja"
                )
            }
            Remark::Together { sheets } => write!(
                f,
                "se leyeron juntas las hojas {}, que tienen el mismo encabezado, y el nombre de \
                 cada una hace de taller; para leer una sola escriba {}#Hoja",
                quoted(sheets),
                self.at.file
            ),
            other => write!(f, "{other}"),
        }
    }
}

impl fmt::Display for Remark {
    #[allow(clippy::too_many_lines, reason = "one sentence a variant")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AboveHeader { text, header } => write!(
                f,
                "está sobre el encabezado, que es la fila {header}, y no se leyó como dato: «{}»",
                excerpt(text)
            ),
            Self::HeaderAgain => f.write_str("repite el encabezado y no se leyó como dato"),
            Self::SecondHeader => {
                f.write_str("es una segunda fila de encabezado y no se leyó como dato")
            }
            Self::Tags => f.write_str(
                "es una fila de etiquetas para programas (HXL, Qualtrics) y no se leyó como dato",
            ),
            Self::Total { text } => write!(
                f,
                "parece un total y no se leyó como dato: «{}»; si es una propuesta, cambie su \
                 comienzo",
                excerpt(text)
            ),
            Self::Footer { text } => write!(
                f,
                "parece una fuente o una nota al pie y no se leyó como dato: «{}»; si es una \
                 propuesta, póngala antes de la fila en blanco o cambie su comienzo",
                excerpt(text)
            ),
            Self::Section { text } => write!(
                f,
                "es un título en medio de la tabla (celda combinada de lado a lado) y no se leyó \
                 como dato: «{}»",
                excerpt(text)
            ),
            Self::Heading { text } => write!(
                f,
                "parece el título de las filas que siguen y no se leyó como dato: «{}»; si vale \
                 para ellas, póngalo en una columna, y si es una propuesta, póngale id",
                excerpt(text)
            ),
            Self::HiddenRows { rows, filtered, read } => {
                let by = if *filtered { " por un filtro" } else { "" };
                let numbers: Vec<String> = rows.iter().map(ToString::to_string).collect();
                let (rows, them) = match numbers.as_slice() {
                    [one] => (format!("la fila {one} está oculta{by}"), "la"),
                    _ => (format!("las filas {} están ocultas{by}", listed(&numbers)), "las"),
                };
                write!(f, "{rows} y {}", shown_or_not(*read, them, numbers.len() == 1))
            }
            Self::HiddenColumns { headers, read } => {
                let (columns, them) = match headers.len() {
                    1 => (format!("la columna {} está oculta", quoted(headers)), "la"),
                    _ => (format!("las columnas {} están ocultas", quoted(headers)), "las"),
                };
                write!(f, "{columns} y {}", shown_or_not(*read, them, headers.len() == 1))
            }
            Self::HiddenSheets { sheets } => {
                write!(f, "hojas ocultas que no se leyeron: {}", quoted(sheets))
            }
            Self::OtherSheets { read, others } => {
                write!(f, "se leyó la hoja «{read}» y no {}", quoted(others))
            }
            Self::Together { sheets } => write!(f, "se leyeron juntas las hojas {}", quoted(sheets)),
            Self::SheetCalled { sheet } => write!(f, "se leyó la hoja «{sheet}»"),
            Self::Merged { ranges } => write!(
                f,
                "celdas combinadas, cuyo valor vale para todas las que cubren: {}",
                listed(ranges)
            ),
            Self::SameName { header, columns } => write!(
                f,
                "varias columnas se llaman «{}» ({}): se leyeron todas, numeradas desde la segunda \
                 («{} (2)»)",
                excerpt(header),
                listed(columns),
                excerpt(header)
            ),
            Self::Belong { parent, children, both, alone } => {
                let of = quoted(children);
                let hoja = if children.len() == 1 { "de la hoja" } else { "de las hojas" };
                write!(f, "cada fila {hoja} {of} se leyó con los datos de su fila de «{parent}»")?;
                f.write_str(if *both { ", y además las respuestas de esta" } else { "" })?;
                match alone {
                    0 => Ok(()),
                    1 => f.write_str("; una fila no tiene la suya"),
                    n => write!(f, "; {n} filas no tienen la suya"),
                }
            }
            Self::Comment { cell, text } => write!(
                f,
                "la celda {cell} tiene un comentario, que no se leyó: «{}»; si dice algo que debe \
                 contar, escríbalo en una celda",
                excerpt(text)
            ),
            Self::NoValue { cell } => write!(
                f,
                "la fórmula de la celda {cell} no tiene un valor guardado y se leyó en blanco: abra \
                 el archivo en Excel o LibreOffice, guárdelo y vuelva a intentarlo"
            ),
            Self::Garbled { word, instead } => write!(
                f,
                "parece mal codificado («{}» en lugar de «{}»): vuelva a exportar el archivo como \
                 CSV UTF-8 o .xlsx, o corrija la celda",
                excerpt(word),
                excerpt(instead)
            ),
            Self::LostLetters { word, cells } => write!(
                f,
                "las tildes y las eñes se perdieron al exportar, y hay un «?» en su lugar («{}»; \
                 celdas: {cells}): vuelva a exportar el archivo como CSV UTF-8 o .xlsx",
                excerpt(word)
            ),
            Self::Letters { encoding } => write!(
                f,
                "las letras se leyeron como {encoding}, porque así el texto resulta español; si ve \
                 letras raras, guarde el archivo como CSV UTF-8"
            ),
            Self::NotAs { extension, format } => {
                write!(f, "no es un archivo .{extension}: se leyó como {format}")
            }
            Self::NoSheets => f.write_str("no tiene hojas: se leyó entero"),
            Self::Inside { entry } => write!(f, "se leyó «{entry}», que está dentro"),
            Self::LongQuote { lines } => write!(
                f,
                "una celda entre comillas que empieza aquí tiene {lines} líneas, y algunas parecen \
                 filas: revise si faltan unas comillas"
            ),
            Self::Backslashes => f.write_str(
                "las comillas dentro de los textos están escritas como \\\" y se leyeron como comillas",
            ),
            Self::More { count: 1 } => f.write_str("y un aviso más como el anterior"),
            Self::More { count } => write!(f, "y {count} avisos más como el anterior"),
        }
    }
}

/// What became of what is hidden, and how to have it otherwise.
fn shown_or_not(read: bool, them: &str, one: bool) -> String {
    match (read, one) {
        (true, true) => format!("se leyó como las demás; para no leer{them}: --hidden skip"),
        (true, false) => format!("se leyeron como las demás; para no leer{them}: --hidden skip"),
        (false, true) => format!("no se leyó; para leer{them}: --hidden read"),
        (false, false) => format!("no se leyeron; para leer{them}: --hidden read"),
    }
}

/// The first members of a list, and how many more there are.
fn listed(all: &[String]) -> String {
    let shown = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if all.len() > NAMED { format!("{shown} y {} más", all.len() - NAMED) } else { shown }
}

fn quoted(all: &[String]) -> String {
    let quoted: Vec<String> = all.iter().map(|name| format!("«{}»", excerpt(name))).collect();
    listed(&quoted)
}
