//! Files and folders as the rest of the program wants them: read within a limit, written whole or
//! not at all, hashed, and locked; every error names its path.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use thiserror::Error;

use super::outputs::{self, Held, Output};
use super::{embedded, permissions};

/// How temporary files begin; what a killed run leaves behind is recognised by it.
const TEMPORARY: &str = ".minga-";
/// The file in an output folder that a running program holds locked.
pub const LOCK: &str = ".minga.lock";
/// How often a file that is held is tried again, and after how long: as long as a virus scanner looks
/// at a new file.
const HELD: (usize, Duration) = (10, Duration::from_millis(50));

/// An input or output that failed. Each sentence names its path and already tells the cause, which is
/// therefore not a `source`: an error is printed once.
#[derive(Debug, Error)]
pub enum Error {
    /// A file that could not be read.
    #[error("no se pudo leer «{}»: {}", path.display(), in_words(cause))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file that could not be written; what stood there before still stands there.
    #[error("no se pudo escribir «{}»: {}", path.display(), in_words(cause))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A folder that could not be made.
    #[error("no se pudo crear la carpeta «{}»: {}", path.display(), in_words(cause))]
    CreateFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A folder in which another process is at work.
    #[error(
        "otra ejecución de minga está trabajando en la carpeta «{}»: espere a que termine o use \
         otra carpeta",
        path.display()
    )]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// What is not to be written.
    #[error(transparent)]
    Output(#[from] outputs::Error),
    /// A file larger than its reader allows.
    #[error("«{}» pasa de {} MB: divídalo en archivos más pequeños", path.display(), limit >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
}

/// The frequent refusals of a system in words that tell what to do; others as the system says them.
fn in_words(cause: &io::Error) -> String {
    if is_held(cause) {
        return "no hay permiso o está abierto en otro programa: si lo tiene abierto, cierre el \
                libro en Excel y repita la orden"
            .to_owned();
    }
    match cause.kind() {
        io::ErrorKind::NotFound => "no existe".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "no hay permiso (¿está abierto en otro programa?)".to_owned()
        }
        io::ErrorKind::IsADirectory => "es una carpeta".to_owned(),
        io::ErrorKind::NotADirectory => {
            "una parte de la ruta es un archivo, no una carpeta".to_owned()
        }
        io::ErrorKind::AlreadyExists => "ya existe un archivo con ese nombre".to_owned(),
        io::ErrorKind::StorageFull => "no queda espacio en el disco".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "el disco es de solo lectura".to_owned(),
        _ => cause.to_string(),
    }
}

/// Whether another program may be holding the file. Windows refuses to replace such a file as if
/// there were no permission, and has refusals of its own (32, 33) to open or remove it; elsewhere an
/// open file can be replaced.
fn is_held(cause: &io::Error) -> bool {
    cfg!(windows)
        && (cause.kind() == io::ErrorKind::PermissionDenied
            || matches!(cause.raw_os_error(), Some(32 | 33)))
}

/// An error where a file, or one in a folder, could not be replaced because another program holds
/// it or because it is none: known before it is to be written. What does not exist is not held.
pub fn refuse_held(path: &Path) -> Result<(), Error> {
    if path.is_dir() && !path.is_symlink() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        return entries.map(|entry| entry.path()).try_for_each(|inner| refuse_held(&inner));
    }
    outputs::check(path)?;
    if !cfg!(windows) {
        return Ok(());
    }
    // Opened as for writing, and left as it is.
    match File::options().write(true).open(path) {
        Err(cause) if is_held(&cause) => Err(Error::Write { path: path.to_owned(), cause }),
        _ => Ok(()),
    }
}

/// An error where a path is a link: who opens it would open something else.
pub fn refuse_link(path: &Path) -> Result<(), Error> {
    Ok(outputs::refuse_link(path)?)
}

/// Removes a file; one that is not there is removed already.
pub fn remove(path: &Path) -> Result<(), Error> {
    outputs::check_folder(path)?;
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(Error::Write { path: path.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

/// Whether there is a file, on the disk or among those that the program carries.
pub fn is_file(path: &Path) -> bool {
    path.is_file() || (!path.exists() && embedded::bytes(path).is_some())
}

/// Whether there is a folder, on the disk or among those that the program carries.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir() || (!path.exists() && embedded::is_folder(path))
}

/// Opens a file to read it. A pipe that nobody writes to would never open and a device may never end,
/// so neither is opened.
pub fn open(path: &Path) -> io::Result<File> {
    refuse_special(path)?;
    File::open(path)
}

/// An error where a pipe, a device or a socket stands.
fn refuse_special(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "no es un archivo, es una tubería o un dispositivo: copie su contenido a un archivo",
        )),
        _ => Ok(()),
    }
}

/// The bytes of a file of at most `limit` bytes. A file that the program carries is read where the
/// disk has none of that path.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let failed = |cause: io::Error| {
        // Windows says of a folder that there is no permission.
        let cause = if path.is_dir() { io::ErrorKind::IsADirectory.into() } else { cause };
        Error::Read { path: path.to_owned(), cause }
    };
    let file = match open(path) {
        Ok(file) => file,
        // Of a carried file Windows says that its name is wrong, not that it is missing.
        Err(cause) => match embedded::bytes(path) {
            Some(bytes) if !path.exists() => return Ok(bytes.to_vec()),
            _ => return Err(failed(cause)),
        },
    };
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// An error where a file stands that does not hold these bytes: it is somebody's, and a new one
/// would destroy it.
pub fn refuse_other(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let is_other = |at: &fs::Metadata| {
        !at.is_file() || read(path, contents.len() as u64).ok().as_deref() != Some(contents)
    };
    if fs::symlink_metadata(path).is_ok_and(|at| is_other(&at)) {
        let cause = io::ErrorKind::AlreadyExists.into();
        return Err(Error::Write { path: path.to_owned(), cause });
    }
    Ok(())
}

/// Writes a file whole or not at all; see [`write_with`].
pub fn write(path: &Path, contents: &[u8]) -> Result<(), Error> {
    write_with(path, |out| out.write_all(contents))
}

/// Writes a file whole or not at all: `fill` writes a temporary file in the same folder, which is
/// flushed to the disk and then takes the name. Whoever reads `path` sees the old contents or the
/// new ones, also after a kill or a power cut. A stream or device in `/dev` is written through; a
/// link, and what is no regular file elsewhere, is refused. A new file is its user's alone to read;
/// one that is written again keeps its permissions.
pub fn write_with(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> Result<(), Error> {
    let failed = |cause| Error::Write { path: path.to_owned(), cause };
    if outputs::check(path)? == Output::Stream {
        let stream = File::options().write(true).open(path).map_err(failed)?;
        let mut out = BufWriter::new(&stream);
        return fill(&mut out).and_then(|()| out.flush()).map_err(failed);
    }
    let folder = folder_of(path);
    // As long as it is not whole, only its user reads it.
    let temporary = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .suffix(".tmp")
        .tempfile_in(folder)
        .map_err(failed)?;
    let mut out = BufWriter::new(temporary.as_file());
    fill(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    drop(out);
    permissions::give(temporary.as_file(), path).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    take_name(temporary, path).map_err(failed)?;
    sync_folder(folder);
    Ok(outputs::check_folder(path)?)
}

/// Gives a temporary file its name, and waits a little for a program that holds the old file.
fn take_name(mut temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut left = HELD.0;
    loop {
        match temporary.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if left > 0 && is_held(&refused.error) => temporary = refused.file,
            Err(refused) => return Err(refused.error),
        }
        left -= 1;
        thread::sleep(HELD.1);
    }
}

/// Makes the new name of a file survive a power cut where the system can do that; the file itself
/// is already safe, so a refusal is not an error.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// The folder that a path names a file in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes an empty file, its user's alone to read, for a program that writes it in place. One that is
/// there stays; what keeps it from being made, its writer is told.
pub fn create_private(path: &Path) {
    let _ = permissions::create(path);
}

/// Makes a folder and those above it, its user's alone to read; an existing folder is fine.
pub fn create_dir_all(path: &Path) -> Result<(), Error> {
    permissions::create_folder(path)
        .map_err(|cause| Error::CreateFolder { path: path.to_owned(), cause })
}

/// The SHA-256 of bytes: 64 hexadecimal digits in lower case.
pub fn sha256_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The SHA-256 of a file, read piece by piece: 64 hexadecimal digits in lower case.
pub fn sha256(path: &Path) -> Result<String, Error> {
    let failed = |cause| Error::Read { path: path.to_owned(), cause };
    let mut file = open(path).map_err(failed)?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).map_err(failed)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            n => digest.update(&piece[..n]),
        }
    }
}

/// Hashes what passes through it on its way to a writer.
#[derive(Debug)]
pub struct Hashing<W> {
    out: W,
    digest: Sha256,
}

impl<W: Write> Hashing<W> {
    /// Before anything has passed.
    pub fn new(out: W) -> Self {
        Self { out, digest: Sha256::new() }
    }

    /// The SHA-256 of what has passed: 64 hexadecimal digits in lower case.
    pub fn sha256(self) -> String {
        hexadecimal(&self.digest.finalize())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Bytes as hexadecimal digits in lower case, two a byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A folder held by this process; dropping it, or the end of the process, lets it go.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    _held: Held,
}

/// Takes a folder for this process, and clears away what a killed run left half written in it.
/// The folder must exist. Another process that holds it is refused, not waited for.
pub fn lock(folder: &Path) -> Result<Lock, Error> {
    let path = folder.join(LOCK);
    let failed = |cause| Error::Write { path: path.clone(), cause };
    outputs::check(&path)?;
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            return Err(Error::Locked { path: folder.to_owned() });
        }
        Err(fs::TryLockError::Error(cause)) => return Err(failed(cause)),
    }
    sweep(folder);
    Ok(Lock { _file: file, _held: outputs::hold(folder) })
}

/// Removes the temporary files of a run that was killed; nobody else can be writing them now.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY) && name.ends_with(".tmp") {
            // A leftover that cannot be removed harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_written_whole_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write(&path, b"uno").unwrap();
        write(&path, b"dos").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"dos");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_failure_in_the_middle_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write(&path, b"uno").unwrap();
        let error = write_with(&path, |out| {
            out.write_all(b"medio")?;
            Err(io::ErrorKind::StorageFull.into())
        })
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("no se pudo escribir «{}»: no queda espacio en el disco", path.display())
        );
        assert_eq!(fs::read(&path).unwrap(), b"uno");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[cfg(windows)]
    #[test]
    fn a_workbook_that_excel_holds_is_told_and_stays() {
        use std::os::windows::fs::OpenOptionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("review.xlsx");
        fs::write(&path, b"uno").unwrap();
        refuse_held(folder.path()).unwrap();
        // Others may read it meanwhile, and do nothing else with it.
        let held = File::options().read(true).write(true).share_mode(1).open(&path).unwrap();
        for refused in [refuse_held(&path), refuse_held(folder.path()), write(&path, b"dos")] {
            let told = refused.unwrap_err().to_string();
            assert!(told.contains("cierre el libro en Excel"), "{told}");
        }
        drop(held);
        assert_eq!(fs::read(&path).unwrap(), b"uno");
        write(&path, b"dos").unwrap();
        assert_eq!(names(folder.path()), ["review.xlsx"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_another_program_has_open_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("review.xlsx");
        fs::write(&path, b"uno").unwrap();
        let _held = File::options().read(true).write(true).open(&path).unwrap();
        refuse_held(&path).unwrap();
        write(&path, b"dos").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"dos");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_is_its_users_alone_unless_a_person_lets_others_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (inner, path) = (folder.path().join("a/b"), folder.path().join("a/b/c.csv"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        create_dir_all(&inner).unwrap();
        write(&path, b"uno").unwrap();
        let made = folder.path().join("a/d.db");
        create_private(&made);
        assert_eq!([mode(&inner), mode(&path), mode(&made)], [0o700, 0o600, 0o600]);
        for (path, wanted) in [(&inner, 0o755), (&path, 0o644), (&made, 0o640)] {
            fs::set_permissions(path, fs::Permissions::from_mode(wanted)).unwrap();
        }
        create_dir_all(&inner).unwrap();
        write(&path, b"dos").unwrap();
        create_private(&made);
        assert_eq!([mode(&inner), mode(&path), mode(&made)], [0o755, 0o644, 0o640]);
    }

    #[test]
    fn errors_name_the_path_and_the_cause_once() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("no está.csv");
        let error = read(&missing, 10).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("no se pudo leer «{}»: no existe", missing.display())
        );
        assert!(std::error::Error::source(&error).is_none());

        let file = folder.path().join("archivo");
        fs::write(&file, b"").unwrap();
        let error = create_dir_all(&file.join("carpeta")).unwrap_err().to_string();
        assert!(error.contains("archivo/carpeta") && error.contains("no una carpeta"), "{error}");
        let error = write(folder.path(), b"").unwrap_err().to_string();
        assert!(error.ends_with("es una carpeta"), "{error}");
        let error = read(folder.path(), 10).unwrap_err().to_string();
        assert!(error.ends_with("es una carpeta"), "{error}");
        let error = write(&missing.join("x"), b"").unwrap_err().to_string();
        assert!(error.ends_with("no existe"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_devices_are_refused_and_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", LOCK] {
            let made = std::process::Command::new("mkfifo").arg(folder.path().join(name)).status();
            assert!(made.unwrap().success());
        }
        let pipe = folder.path().join("a");
        let words = "es una tubería o un dispositivo";
        for path in [pipe.as_path(), Path::new("/dev/zero")] {
            assert!(read(path, 10).unwrap_err().to_string().contains(words));
            assert!(sha256(path).unwrap_err().to_string().contains(words));
            assert!(refuse_other(path, b"").is_err());
        }
        let refused = lock(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("no es un archivo común"), "{refused}");
    }

    #[test]
    fn a_file_over_the_limit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, vec![0; 11]).unwrap();
        assert_eq!(read(&path, 11).unwrap().len(), 11);
        assert!(matches!(read(&path, 10), Err(Error::TooLarge { limit: 10, .. })));
    }

    #[test]
    fn the_hash_is_the_standards() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_of(b"abc"), abc);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        fs::write(&path, b"abc").unwrap();
        assert_eq!(sha256(&path).unwrap(), abc);
        let long = vec![7; 200_000];
        fs::write(&path, &long).unwrap();
        assert_eq!(sha256(&path).unwrap(), sha256_of(&long));
    }

    #[test]
    fn a_held_folder_is_refused_by_name_and_free_again_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let held = lock(folder.path()).unwrap();
        let refused = lock(folder.path()).unwrap_err();
        assert!(matches!(&refused, Error::Locked { path } if path == folder.path()));
        assert!(refused.to_string().contains(&folder.path().display().to_string()));
        drop(held);
        lock(folder.path()).unwrap();
    }

    #[test]
    fn taking_a_folder_clears_what_a_killed_run_left() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".minga-abc123.tmp"), b"medio").unwrap();
        fs::write(folder.path().join("run.json"), b"{}").unwrap();
        let _held = lock(folder.path()).unwrap();
        assert_eq!(names(folder.path()), [".minga.lock", "run.json"]);
    }
}
