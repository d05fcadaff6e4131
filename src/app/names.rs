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

/// How a file of sheets ends, of those that minga reads; otherwise what to do, in Spanish.
pub(super) fn ending(given: &str) -> Result<&'static str, String> {
    let ending = Path::new(given).extension().map(|e| e.to_string_lossy().to_lowercase());
    let known = ending.and_then(|ending| SHEETS.into_iter().find(|known| *known == ending));
    known.ok_or_else(|| {
        format!(
            "«{}» no es una hoja que minga lea: guárdela como xlsx, ods o csv y súbala de nuevo",
            shown(given)
        )
    })
}

/// The name under which minga keeps a file of sheets.
pub(super) fn kept(origin: Option<Origin>, number: usize, ending: &str) -> String {
    let kind = match origin {
        Some(Origin::Institutional) => "oficinas",
        Some(Origin::Citizen) => "ciudadania",
        None => "ambas",
    };
    format!("{kind}-{number}.{ending}")
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
