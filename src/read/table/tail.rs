//! Where a table ends: totals, sources and footnotes among and below its rows.

use super::Row;
use crate::text::fold::{fold, letters};

/// The longest total or lone note, in characters.
const LONGEST: usize = 60;

/// What a row is that is no data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Below {
    /// A total: what its first cell says.
    Total(String),
    /// A source or a note.
    Footer(String),
    /// The title of the rows that follow.
    Section(String),
}

/// What the rows have in common that tells others from them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usual {
    /// How many columns the table uses.
    pub(super) width: usize,
    /// How many cells half of the rows fill at least.
    pub(super) filled: usize,
    /// Whether rows that are data begin with an asterisk too.
    pub(super) starred: bool,
    /// Whether rows that are data are written in capitals too.
    pub(super) capitals: bool,
}

impl Usual {
    /// Of these rows.
    pub(super) fn of(rows: &[Row], width: usize) -> Self {
        let sample = rows.iter().take(1000);
        let mut filled: Vec<usize> = sample.map(|row| texts(row).count()).collect();
        filled.sort_unstable();
        let starred = rows.iter().take(1000).filter(|row| texts(row).next().is_some_and(is_marked));
        let shouted = |row: &&Row| {
            let longest = texts(row).max_by_key(|text| text.len());
            texts(row).count() > 1 && longest.is_some_and(is_in_capitals)
        };
        let capitals = rows.iter().take(1000).filter(shouted).count();
        Self {
            width,
            capitals: capitals * 5 > rows.len().min(1000),
            filled: filled.get(filled.len() / 2).copied().unwrap_or(0),
            starred: starred.count() * 2 > rows.len().min(1000),
        }
    }
}

/// The cells with content of a row.
fn texts(row: &Row) -> impl Iterator<Item = &str> {
    row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// What a row at the end of a table is, if it is no data. `apart` says whether it or a row before it
/// at the end stands below a blank row.
pub(super) fn last(row: &Row, usual: Usual, apart: bool) -> Option<Below> {
    total(row, usual, apart).or_else(|| footer(row, usual, apart))
}

/// What a row among others is, if it is no data: a total, or the title of those that follow.
pub(super) fn among(row: &Row, usual: Usual) -> Option<Below> {
    total(row, usual, false).or_else(|| section(row, usual))
}

/// Words that begin the title of a section, before its number or its name.
const SECTIONS: &[&str] = &[
    "eje",
    "componente",
    "mesa",
    "linea",
    "dimension",
    "capitulo",
    "bloque",
    "seccion",
    "subtema",
    "objetivo",
];

/// Such words that begin proposals too.
const NAMES: &[&str] = &[
    "tema",
    "area",
    "ambito",
    "sector",
    "zona",
    "parroquia",
    "barrio",
    "taller",
    "grupo",
    "programa",
    "sistema",
    "comunidad",
    "canton",
    "distrito",
    "comuna",
    "sesion",
    "asamblea",
];

fn is_in_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// Whether a row with a single cell, in a table whose rows have more, is a title of those that
/// follow: `EJE 1: MOVILIDAD`, `Mesa 2 - Ambiente`, `II. SEGURIDAD`.
fn section(row: &Row, usual: Usual) -> Option<Below> {
    let mut texts = texts(row);
    let (text, None) = (texts.next()?, texts.next()) else { return None };
    if usual.filled < 2 || text.len() > LONGEST * 2 || text.ends_with(['?', '!']) {
        return None;
    }
    let begins = |c: char| c.is_numeric() || "eclmdbsotagpzivxECLMDBSOTAGPZIVXáÁ".contains(c);
    if !text.starts_with(begins) || text.chars().count() > LONGEST {
        return None;
    }
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let (first, rest) = words.split_first()?;
    let capitals = !usual.capitals && is_in_capitals(text);
    let full = usual.filled >= 3;
    let counts = |word: &str| {
        word.bytes().all(|b| b.is_ascii_digit()) || word.bytes().all(|b| b"ivx".contains(&b))
    };
    let numbered = rest.first().is_some_and(|word| counts(word) || word.chars().count() == 1);
    // `Mesa 2 - Ambiente` is a title; `Zona A: más luz` says what somebody wants.
    let parted = text.split_once([':', '-', '–', '.']).is_some_and(|(before, after)| {
        let name = after.trim_start_matches([' ', '-', '–', '.']);
        before.split_whitespace().count() <= 2
            && name.split_whitespace().count() <= 6
            && !name.starts_with(char::is_lowercase)
    });
    let sure = SECTIONS.contains(first);
    let named = sure || NAMES.contains(first);
    let title = named && numbered && (parted || capitals || rest.len() == 1)
        || named && capitals && full && rest.len() <= 3
        || sure && parted && full && rest.len() <= 8;
    let counted = full
        && capitals
        && counts(first)
        && (1..=6).contains(&rest.len())
        && text.contains(['.', ')', '-']);
    (title || counted).then(|| Below::Section(text.to_owned()))
}

/// Whether a row is one of totals: `Total | | 45`; in a line of its own only below a blank row.
fn total(row: &Row, usual: Usual, apart: bool) -> Option<Below> {
    let mut texts = texts(row);
    let first = texts.next()?;
    let begins = first.trim_start_matches(['*', ' ', '-']);
    if !begins.get(..3).is_some_and(|start| {
        ["tot", "sub", "sum", "gra"].contains(&start.to_ascii_lowercase().as_str())
    }) || first.chars().count() > LONGEST
    {
        return None;
    }
    let words: String = letters(begins).chars().filter(|c| !c.is_numeric()).collect();
    let summed = is_sum(first);
    let is_total = summed
        || ["total", "subtotal", "grantotal", "sumatotal", "sumatoria"]
            .into_iter()
            .any(|word| words.starts_with(word));
    if !is_total {
        return None;
    }
    let (mut numbers, mut others) = (0, 0);
    for text in texts {
        if is_amount(text) { numbers += 1 } else { others += 1 }
    }
    let bare = matches!(
        words.as_str(),
        "total" | "subtotal" | "totalgeneral" | "grantotal" | "totales" | "sumatotal"
    );
    let says_number = first.bytes().any(|byte| byte.is_ascii_digit());
    let alone = numbers == 0 && others == 0;
    let counts =
        others == 0 && numbers > 0 && (bare || summed || numbers + 1 < usual.filled || apart);
    let lone = alone && (apart && (bare || says_number) || bare && usual.width > 1);
    (counts || lone).then(|| Below::Total(first.to_owned()))
}

/// Whether a text begins as the label of a sum does: `Subtotal Nono`, `Sub total 2`, `Suma parcial`.
/// A proposal may begin with «suma» too, so it is one only where little follows.
fn is_sum(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    match words.as_slice() {
        ["subtotal" | "subtotales", ..] | ["sub", "total", ..] => true,
        ["suma" | "sumas", rest @ ..] => rest.len() <= 2,
        _ => false,
    }
}

/// Whether a row with a single cell is a source or a note.
fn footer(row: &Row, usual: Usual, apart: bool) -> Option<Below> {
    let mut texts = texts(row);
    let (text, None) = (texts.next()?, texts.next()) else { return None };
    let beginning: String = text.chars().take(40).collect();
    let word = letters(beginning.split([':', '.', ' ']).next().unwrap_or(""));
    let colon = beginning.contains(':') || beginning.contains('.');
    let mark = !usual.starred && is_marked(text);
    let source = matches!(
        word.as_str(),
        "fuente" | "fuentes" | "source" | "elaboracion" | "elaborado" | "elaboradopor"
    ) && (colon || apart);
    let note = matches!(
        word.as_str(),
        "nota"
            | "notas"
            | "note"
            | "notes"
            | "corte"
            | "generado"
            | "pagina"
            | "observaciones"
            | "actualizado"
            | "aclaracion"
            | "leyenda"
            | "simbologia"
    );
    let strong = source && (apart || usual.width > 1);
    let weak = apart && (note || mark || usual.width > 1 && is_signature(text));
    // A lone cell below a blank row, in a table whose rows are full, at the place of their ids.
    let lone = apart
        && usual.filled >= 3
        && row.cells.first().is_some_and(|cell| !cell.trim().is_empty())
        && text.contains(' ');
    (strong || weak || lone).then(|| Below::Footer(text.to_owned()))
}

/// Whether a line below a table is one of those who sign it.
fn is_signature(text: &str) -> bool {
    const BEGINNINGS: [&str; 16] = [
        "para constancia",
        "en constancia",
        "firma",
        "firmas",
        "firman",
        "f",
        "atentamente",
        "responsable",
        "elaborado por",
        "revisado por",
        "aprobado por",
        "facilitador",
        "facilitadora",
        "secretario",
        "secretaria",
        "siendo las",
    ];
    const TITLES: [&str; 18] = [
        "lic", "ing", "abg", "arq", "dr", "dra", "sr", "sra", "srta", "econ", "ec", "msc", "mgs",
        "phd", "tnlgo", "tlgo", "soc", "d",
    ];
    let folded = fold(text);
    let dotted = text.split_whitespace().next().is_some_and(|word| word.ends_with('.'));
    let first = folded.split(' ').next().unwrap_or_default();
    BEGINNINGS.iter().any(|begin| crate::text::fold::begins_with(&folded, begin))
        || dotted && TITLES.contains(&first)
        || text.chars().filter(|c| "_.…".contains(*c)).count() * 2 > text.chars().count()
}

/// Whether a text begins with the mark of a footnote.
fn is_marked(text: &str) -> bool {
    text.starts_with(['*', '†', '¹']) || text.starts_with("(*")
}

/// Whether a text is a number with its signs.
fn is_amount(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || " .,%$-+\u{A0}".contains(c))
}
