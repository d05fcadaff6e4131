//! What people call a process and a file, and what minga calls their folders and files: no name that
//! a browser sends is ever a path.

use std::path::Path;

use crate::domain::statement::Origin;
use crate::text::hidden::{is_hidden, visible_line};

/// The longest name of a process or of a file, in characters.
const LONGEST: usize = 80;
/// How the name of a process's folder begins.
const PROCESS: &str = "p-";
/// The letters after the date in the name of a process's folder.
const MARK: usize = 8;

/// How the files of sheets that minga reads end.
pub(super) const SHEETS: [&str; 11] =
    ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet", "json", "jsonl"];

/// How the files end that reviewers return: workbooks, and tables of decisions.
pub(super) const BOOKS: [&str; 4] = ["xlsx", "ods", "csv", "tsv"];

/// The longest name of a page of the way back, without its ending.
const PAGE: usize = 70;
/// How minga's names of sheets begin.
const KINDS: [&str; 3] = ["oficinas", "ciudadania", "ambas"];
/// How minga's names of returned workbooks begin.
const BOOK: &str = "libro";

/// The name of a process with single blanks, or why it cannot have that name, in Spanish.
pub(super) fn of_process(given: &str) -> Result<String, String> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err("falta el nombre del proceso".to_owned());
    }
    if name.chars().any(|c| is_hidden(c) || c.is_control()) {
        return Err(
            "el nombre tiene caracteres que no se ven: escríbalo de nuevo a mano".to_owned()
        );
    }
    if name.chars().count() > LONGEST {
        return Err(format!("un nombre tiene como máximo {LONGEST} caracteres"));
    }
    Ok(name)
}

/// The name of a new process's folder: its day (`2026-12-01`) and some letters of chance.
pub(super) fn process_folder(day: &str, chance: &str) -> String {
    format!("{PROCESS}{day}-{}", &chance[..MARK.min(chance.len())])
}

/// Whether a word has the form of the name of a process's folder: nothing else in an address is
/// looked for on the disk.
pub(super) fn is_process_folder(word: &str) -> bool {
    let Some(rest) = word.strip_prefix(PROCESS) else { return false };
    let parts: Vec<&str> = rest.split('-').collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|c| c.is_ascii_digit());
    let hexadecimal = |part: &str| {
        part.len() == MARK && part.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
    };
    matches!(parts[..], [year, month, day, mark]
        if digits(year, 4) && digits(month, 2) && digits(day, 2) && hexadecimal(mark))
}

/// The name of a file as it is shown: without folders, and nothing hides in it.
pub(super) fn shown(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let line = visible_line(last.trim());
    let short: String = line.chars().take(LONGEST).collect();
    if short.is_empty() { "sin nombre".to_owned() } else { short }
}

/// How a file ends, of those endings.
pub(super) fn ending_of(given: &str, known: &[&'static str]) -> Option<&'static str> {
    let ending = Path::new(given).extension()?.to_string_lossy().to_lowercase();
    known.iter().find(|one| **one == ending).copied()
}

/// How a file of sheets ends, of those that minga reads; otherwise what to do, in Spanish.
pub(super) fn ending(given: &str) -> Result<&'static str, String> {
    ending_of(given, &SHEETS).ok_or_else(|| {
        format!(
            "«{}» no es una hoja que minga lea: guárdela como xlsx, ods o csv y súbala de nuevo",
            shown(given)
        )
    })
}

/// The name under which minga keeps a file of sheets.
pub(super) fn kept(origin: Option<Origin>, number: usize, ending: &str) -> String {
    let kind = match origin {
        Some(Origin::Institutional) => KINDS[0],
        Some(Origin::Citizen) => KINDS[1],
        None => KINDS[2],
    };
    format!("{kind}-{number}.{ending}")
}

/// Whether a name is one that minga gives to a kept file of sheets.
pub(super) fn is_kept(file: &str) -> bool {
    is_numbered(file, &KINDS, &SHEETS)
}

/// How a returned workbook ends; otherwise what to do, in Spanish.
pub(super) fn book_ending(given: &str) -> Result<&'static str, String> {
    ending_of(given, &BOOKS).ok_or_else(|| {
        format!(
            "«{}» no es un libro revisado: suba el libro de esta corrida, guardado como xlsx u ods, o \
             una tabla de decisiones en csv",
            shown(given)
        )
    })
}

/// The name under which minga keeps a returned workbook.
pub(super) fn book(number: usize, ending: &str) -> String {
    format!("{BOOK}-{number}.{ending}")
}

/// Whether a name is one that minga gives to a returned workbook.
pub(super) fn is_book(file: &str) -> bool {
    is_numbered(file, &[BOOK], &BOOKS)
}

/// Whether a name is a kind, a number and an ending.
fn is_numbered(file: &str, kinds: &[&str], endings: &[&str]) -> bool {
    let parts = file.split_once('.').and_then(|(stem, end)| Some((stem.rsplit_once('-')?, end)));
    parts.is_some_and(|((kind, number), ending)| {
        kinds.contains(&kind) && endings.contains(&ending) && number_of(number).is_some()
    })
}

/// Whether a name is one that minga gives to a page of the way back: small letters, digits and
/// hyphens, and one of its two endings; none that a system keeps for a device.
pub(super) fn is_page(file: &str) -> bool {
    let Some((stem, "html" | "docx")) = file.split_once('.') else { return false };
    let plain = stem.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let device = matches!(stem, "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
    plain && !device && (1..=PAGE).contains(&stem.len())
}

/// A number as minga writes it in a name: digits, without a zero before them.
pub(super) fn number_of(word: &str) -> Option<usize> {
    word.parse().ok().filter(|n: &usize| n.to_string() == word)
}

/// What the user calls files, for minga's names of them with their folders.
pub(super) struct Shown(Vec<(String, String, String)>);

impl Shown {
    /// Of each file its path, minga's name and the user's.
    pub(super) fn of<'p>(all: impl Iterator<Item = (&'p Path, &'p str, String)>) -> Self {
        let each =
            all.map(|(path, own, shown)| (path.display().to_string(), own.to_owned(), shown));
        Self(each.collect())
    }

    /// The user's name for one of minga's.
    pub(super) fn of_file(&self, file: &str) -> String {
        let found = self.0.iter().find(|(_, own, _)| own == file);
        found.map_or_else(|| file.to_owned(), |(.., shown)| shown.clone())
    }

    /// A sentence with the user's names.
    pub(super) fn in_sentence(&self, sentence: &str) -> String {
        self.0.iter().fold(sentence.to_owned(), |text, (path, file, shown)| {
            text.replace(path.as_str(), shown).replace(&format!("«{file}»"), &format!("«{shown}»"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_that_minga_made_are_looked_for() {
        let made = process_folder("2026-12-01", "0123456789abcdef");
        assert_eq!(made, "p-2026-12-01-01234567");
        assert!(is_process_folder(&made));
        for other in [
            "",
            "p-",
            "..",
            "p-..",
            "p-2026-12-01-0123456",
            "p-2026-12-01-0123456/",
            "p-2026-12-01-0123456G",
            "p-2026-12-01-01234567/..",
            "p-2026-12-01-01234567-x",
            "P-2026-12-01-01234567",
            "p-2026-12-1-01234567",
            "/p-2026-12-01-01234567",
            "p-2026-12-01-0123456\u{661}",
        ] {
            assert!(!is_process_folder(other), "{other}");
        }
    }

    #[test]
    fn what_a_browser_calls_a_file_is_shown_and_is_no_path() {
        for (given, name) in [
            ("talleres.xlsx", "talleres.xlsx"),
            ("../../etc/passwd.csv", "passwd.csv"),
            ("C:\\Users\\x\\hoja.csv", "hoja.csv"),
            ("", "sin nombre"),
            ("/", "sin nombre"),
        ] {
            assert_eq!(shown(given), name);
        }
        assert!(!shown("a\u{202E}vsc.exe").contains('\u{202E}'));
        assert_eq!(shown(&"ñ".repeat(300)).chars().count(), LONGEST);
        assert_eq!(ending("A.XLSX"), Ok("xlsx"));
        for other in ["a.exe", "a", ".csv", "a.csv/..", "a.csv\0", "a.zip"] {
            assert!(ending(other).is_err(), "{other}");
        }
        assert_eq!(kept(Some(Origin::Citizen), 3, "csv"), "ciudadania-3.csv");
    }

    #[test]
    fn minga_knows_the_names_that_it_gives_and_no_other() {
        for name in [kept(None, 12, "jsonl"), kept(Some(Origin::Institutional), 1, "xlsx")] {
            assert!(is_kept(&name) && !is_book(&name), "{name}");
        }
        assert!(is_book(&book(3, "ods")) && !is_kept(&book(3, "ods")));
        for other in [
            "",
            ".",
            "..",
            "ambas-1",
            "ambas-01.csv",
            "ambas-+1.csv",
            "ambas-1.exe",
            "ambas-1.csv.csv",
            "../ambas-1.csv",
            "ambas-1.csv/..",
            "ambas\\-1.csv",
            "Ambas-1.csv",
            "libro-1.json",
            "otro-1.csv",
        ] {
            assert!(!is_kept(other) && !is_book(other) && !is_page(other), "{other}");
        }
        assert!(is_page("taller-de-nono-2.html") && is_page("proceso.docx"));
        for other in ["con.html", "lpt1.docx", "-", "ñ.html", "A.html", "a.html.docx", ".html"] {
            assert!(!is_page(other), "{other}");
        }
        assert!(!is_page(&format!("{}.html", "a".repeat(71))));
    }

    #[test]
    fn a_process_has_a_name_that_can_be_read() {
        assert_eq!(of_process("  Plan   de vías "), Ok("Plan de vías".to_owned()));
        for (name, why) in [
            ("", "falta"),
            (" \n", "falta"),
            ("a\u{200B}b", "no se ven"),
            ("a\u{1B}b", "no se ven"),
        ] {
            assert!(of_process(name).is_err_and(|told| told.contains(why)), "{name}");
        }
        assert!(of_process(&"a".repeat(81)).is_err());
    }
}
