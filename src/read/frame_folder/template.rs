//! A frame to be filled in: every table with its header and examples as remarks, and a guide.
//!
//! The tables are as a spreadsheet in Spanish wants them, with a mark at the beginning and `;`
//! between the cells; [`check`](super::check) reads them as it reads any other.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::read::files;

/// The files of a new frame.
const FILES: [(&str, &str); 10] = [
    ("LEEME.md", include_str!("template/LEEME.md")),
    ("plan.csv", include_str!("template/plan.csv")),
    ("competencias.csv", include_str!("template/competencias.csv")),
    ("objetivos_desarrollo.csv", include_str!("template/objetivos_desarrollo.csv")),
    ("objetivos_gestion.csv", include_str!("template/objetivos_gestion.csv")),
    ("politicas.csv", include_str!("template/politicas.csv")),
    ("metas.csv", include_str!("template/metas.csv")),
    ("desafios_metropolitanos.csv", include_str!("template/desafios_metropolitanos.csv")),
    ("alias.csv", include_str!("template/alias.csv")),
    ("ajenos.csv", include_str!("template/ajenos.csv")),
];

/// Writes the template into a folder, which is made if it is not there. Nothing that is there is
/// touched: a folder that holds anything is refused.
pub fn write(dir: &Path) -> Result<Vec<PathBuf>, files::Error> {
    files::create_dir_all(dir)?;
    let unreadable = |cause| files::Error::Read { path: dir.to_owned(), cause };
    let mut there = fs::read_dir(dir).map_err(unreadable)?;
    if there.next().is_some() {
        let cause = io::Error::other("ya hay archivos en ella: elija una carpeta nueva o vacía");
        return Err(files::Error::Write { path: dir.to_owned(), cause });
    }
    let mut written = Vec::with_capacity(FILES.len());
    for (name, content) in FILES {
        let path = dir.join(name);
        let mark = if path.extension().is_some_and(|e| e == "csv") { "\u{feff}" } else { "" };
        files::write(&path, format!("{mark}{content}").as_bytes())?;
        written.push(path);
    }
    Ok(written)
}
