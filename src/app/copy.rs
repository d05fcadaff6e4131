//! A whole process as one zip, to be kept or taken to another computer, and back in. Only what has the
//! name of a file that minga itself writes goes into the zip, and only that comes out of one.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::folder::{Error, Folder, Process};
use super::{consolidated, names};
use crate::commands::log;
use crate::read::{files, table};
use crate::write::consolidated::DEVOLUCION;
use crate::write::manifest;
use crate::write::run_folder;

/// Files in the folder of a process.
const OWN: [&str; 2] = ["proceso.json", "ajustes.toml"];
/// The files of a run; its log is among them.
const RUN: [&str; 17] = [
    run_folder::PROPOSAL,
    run_folder::WORKBOOK,
    run_folder::REPORT,
    run_folder::CHANGES,
    run_folder::FRAME_CHANGES,
    run_folder::QUEUE,
    run_folder::DECISIONS,
    manifest::FILE,
    "decisions.csv",
    "disagreements.csv",
    "reviewers.csv",
    "statements.csv",
    "statements.parquet",
    "candidates.csv",
    "candidates.parquet",
    "matches.csv",
    "matches.parquet",
];
/// The tables of a run in its folder for people.
const FOR_PEOPLE: [&str; 6] = [
    "aportes.csv",
    "cambios.csv",
    "cruces.csv",
    "desacuerdos.csv",
    "propuestas.csv",
    "revisar-primero.csv",
];
/// The folder of the tables for people.
const PEOPLE: &str = "para-personas";

/// Whether a name in a zip is that of a file that minga writes into the folder of a process.
fn is_known(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    let is_number = |word: &str| names::number_of(word).is_some();
    match parts[..] {
        [file] => OWN.contains(&file),
        ["hojas" | "retiradas", file] => names::is_kept(file),
        ["libros", file] => names::is_book(file),
        ["marco", file] => file == "marco.xlsx",
        ["corridas", run, file] => is_number(run) && RUN.contains(&file),
        ["corridas", run, PEOPLE, file] => is_number(run) && FOR_PEOPLE.contains(&file),
        ["consolidados", list, DEVOLUCION, file] => is_number(list) && names::is_page(file),
        ["consolidados", list, ref rest @ ..] => {
            let path = rest.join("/");
            is_number(list)
                && (path == consolidated::RECORD
                    || consolidated::FILES.iter().any(|given| given.path == path))
        }
        _ => false,
    }
}

fn said(cause: &impl ToString) -> Error {
    Error::Said(format!("la copia no se pudo hacer: {}", cause.to_string()))
}

/// A zip that is being made.
pub(super) struct Zip(ZipWriter<Cursor<Vec<u8>>>, u64);

impl Zip {
    pub(super) fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())), 0)
    }

    /// One more file.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.1 += bytes.len() as u64;
        if self.1 > table::MAX_BYTES {
            return Err(Error::Said(format!(
                "la copia pasaría de {} MB: copie la carpeta del proceso con el explorador de archivos",
                table::MAX_BYTES >> 20
            )));
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o600);
        self.0.start_file(name, options).map_err(|cause| said(&cause))?;
        self.0.write_all(bytes).map_err(|cause| said(&cause))
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
        Ok(self.0.finish().map_err(|cause| said(&cause))?.into_inner())
    }
}

/// The process as a zip. Nothing of it may change meanwhile but the logs, of which what is recorded by
/// now is in it.
pub(super) fn out(process: &Process) -> Result<Vec<u8>, Error> {
    let mut found = Vec::new();
    walk(&process.dir, "", &mut found)?;
    found.sort();
    let mut zip = Zip::new();
    for name in found {
        let path = process.dir.join(&name);
        let bytes = if name.ends_with(run_folder::DECISIONS) {
            let Some(bytes) = log_of(path.parent().unwrap_or(&process.dir))? else { continue };
            bytes
        } else {
            files::read(&path, table::MAX_BYTES)?
        };
        zip.add(&name, &bytes)?;
    }
    zip.finish()
}

/// The known files under a folder; `before` stands before their names.
fn walk(dir: &Path, before: &str, found: &mut Vec<String>) -> Result<(), Error> {
    let unread = |cause| files::Error::Read { path: dir.to_owned(), cause };
    for entry in fs::read_dir(dir).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let Ok(file) = entry.file_name().into_string() else { continue };
        let name = format!("{before}{file}");
        let kind = entry.file_type().map_err(unread)?;
        if kind.is_dir() && !file.starts_with('.') {
            walk(&entry.path(), &format!("{name}/"), found)?;
        } else if kind.is_file() && is_known(&name) {
            found.push(name);
        }
    }
    Ok(())
}

/// The log of a run as one file: a database at work has others beside it.
fn log_of(dir: &Path) -> Result<Option<Vec<u8>>, Error> {
    let place = tempfile::tempdir().map_err(|cause| said(&cause))?;
    let copy = place.path().join(run_folder::DECISIONS);
    let request =
        log::Request { dir: dir.to_owned(), csv: None, copy: Some(copy.clone()), sound: false };
    if log::log(&request).map_err(|cause| said(&cause))?.is_none() {
        return Ok(None);
    }
    Ok(Some(files::read(&copy, table::MAX_BYTES)?))
}

/// Takes in a process from a zip: all of it or nothing.
pub(super) fn take_in(folder: &Folder, zip: &Path) -> Result<Process, Error> {
    let bytes = files::read(zip, table::MAX_BYTES)?;
    let place = folder.waiting_place()?;
    let taken = unpack(&bytes, &place).and_then(|()| folder.adopt(&place, check));
    if taken.is_err() {
        // What is left is removed when the program starts again, too.
        let _ = fs::remove_dir_all(&place);
    }
    taken
}

fn unpack(bytes: &[u8], place: &Path) -> Result<(), Error> {
    let mut failed = None;
    let take = |name: &str, content: &[u8]| {
        if !is_known(name) {
            return Err(format!(
                "«{}» no es un archivo de un proceso de minga: no se tomó nada de esta copia",
                names::shown(name)
            ));
        }
        let path = place.join(name);
        let written = path
            .parent()
            .map_or(Ok(()), files::create_dir_all)
            .and_then(|()| files::write(&path, content));
        written.map_err(|error| {
            let told = error.to_string();
            failed = Some(Error::Files(error));
            told
        })
    };
    let unpacked = table::each_file(bytes, take);
    match (unpacked, failed) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(failed)) => Err(failed),
        (Err(why), None) => Err(Error::Said(why)),
    }
}

/// An error where something of a process that came from elsewhere does not fit together.
fn check(process: &Process) -> Result<(), Error> {
    let lacks = |name: &str| {
        Error::Said(format!(
            "a la copia le falta «{name}», o no está como se guardó: pida otra copia"
        ))
    };
    for sheet in &process.record.sheets {
        let path = process.sheet_path(&sheet.file);
        if files::sha256(&path).ok().as_ref() != Some(&sheet.sha256) {
            return Err(lacks(&sheet.name));
        }
    }
    if let Some(name) = &process.record.own_frame
        && !process.frame().join("marco.xlsx").is_file()
    {
        return Err(lacks(name));
    }
    process.settings()?;
    for run in super::runs::all(process).iter().filter(|run| run.manifest.is_some()) {
        let dir = process.run_path(run.number);
        run_folder::read(&dir).map_err(|error| Error::Said(error.to_string()))?;
        let request = log::Request { dir, csv: None, copy: None, sound: false };
        log::log(&request).map_err(|error| Error::Said(error.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::app::record::Sheet;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = Zip::new();
        for (name, bytes) in files {
            zip.add(name, bytes).unwrap();
        }
        zip.finish().unwrap()
    }

    fn with_a_sheet(folder: &Folder) -> Process {
        let mut process = folder.create("Plan de prueba").unwrap();
        let waiting = folder.waiting_place().unwrap().join("x");
        fs::write(&waiting, "id,texto\n1,agua\n").unwrap();
        let sheet = Sheet {
            file: "ambas-1.csv".to_owned(),
            name: "todo.csv".to_owned(),
            origin: None,
            sha256: files::sha256(&waiting).unwrap(),
            at: String::new(),
        };
        process.keep(&waiting, sheet).unwrap();
        process
    }

    #[test]
    fn a_copy_is_the_same_process_again_and_only_its_users() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let process = with_a_sheet(&folder);
        fs::write(process.dir.join("diario.txt"), "mío").unwrap();
        let bytes = out(&process).unwrap();
        let zip = dir.path().join("copia.zip");
        fs::write(&zip, &bytes).unwrap();
        let again = take_in(&folder, &zip).unwrap();
        assert_ne!(again.id, process.id);
        assert_eq!(again.record.name, "Plan de prueba (copia)");
        assert_eq!(again.record.sheets, process.record.sheets);
        assert!(
            again.sheet_path("ambas-1.csv").is_file() && !again.dir.join("diario.txt").exists()
        );
        assert_eq!(folder.processes().len(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&again.sheet_path("ambas-1.csv")), 0o600);
            assert_eq!([mode(&again.dir), mode(&again.dir.join("hojas"))], [0o700; 2]);
        }
    }

    #[test]
    fn a_hostile_copy_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let process = with_a_sheet(&folder);
        let record = fs::read(process.dir.join("proceso.json")).unwrap();
        let named = |name: &str| zipped(&[("proceso.json", &record), (name, b"x")]);
        let mut copies =
            vec![b"PK".to_vec(), Vec::new(), zipped(&[]), zipped(&[("proceso.json", b"{}")])];
        // The sheet is missing, or is another.
        copies.push(zipped(&[("proceso.json", &record)]));
        copies.push(zipped(&[("proceso.json", &record), ("hojas/ambas-1.csv", b"otra")]));
        for name in [
            "../fuera.csv",
            "/etc/fuera",
            "hojas/../../fuera.csv",
            "hojas\\ambas-1.csv",
            "corridas/1/../../../fuera",
            "corridas/1/access/id",
            "corridas/01/run.json",
            ".minga.lock",
            "PROCESO.JSON",
        ] {
            copies.push(named(name));
        }
        let evil =
            String::from_utf8(record.clone()).unwrap().replace("ambas-1.csv", "../ambas-1.csv");
        copies.push(zipped(&[
            ("proceso.json", evil.as_bytes()),
            ("hojas/ambas-1.csv", b"id,texto\n1,agua\n"),
        ]));
        // A link, and more than it says.
        let mut linked = ZipWriter::new(Cursor::new(Vec::new()));
        linked.add_symlink("ajustes.toml", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        copies.push(linked.finish().unwrap().into_inner());
        let mut lying =
            zipped(&[("proceso.json", &record), ("hojas/ambas-1.csv", b"id,texto\n1,agua\n")]);
        let end = lying.len() - 12;
        lying[end..end + 2].copy_from_slice(&[0xff; 2]);
        copies.push(lying);
        let before = fs::read_dir(dir.path()).unwrap().count();
        for (n, bytes) in copies.iter().enumerate() {
            let zip = tempfile::NamedTempFile::new().unwrap();
            fs::write(zip.path(), bytes).unwrap();
            assert!(take_in(&folder, zip.path()).is_err(), "{n}");
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), before, "{n}");
            assert_eq!(fs::read_dir(dir.path().join(".recibido")).unwrap().count(), 1, "{n}");
        }
        assert!(!dir.path().parent().unwrap().join("fuera.csv").exists());
    }
}
