//! What a path is before something is written to it: a file or nothing, a stream of the system, or
//! what is not to be written through; and whether the folder of a running program is still the same.

use std::fs::{self, Metadata};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;

/// Why nothing is written to a path.
#[derive(Debug, Error)]
pub enum Error {
    /// A folder.
    #[error("no se pudo escribir «{}»: es una carpeta", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A link.
    #[error(
        "«{}» es un enlace a otro lugar, y no se escribe a través de él: indique el archivo mismo o \
         quite el enlace",
        path.display()
    )]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Neither a file nor a folder.
    #[error("«{}» no es un archivo común: elija otro nombre", path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// The folder of a running program is another by now.
    #[error(
        "la carpeta «{}» ya no es la misma que al empezar (¿la movió o la cambió por un enlace?): no \
         se siguió escribiendo; repita la orden",
        path.display()
    )]
    Swapped {
        /// The folder.
        path: PathBuf,
    },
}

/// What a path leads to that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// A regular file, or nothing yet.
    File,
    /// A stream or a device of the system's: what comes is taken at once.
    Stream,
}

/// The folders that this process holds, and what each is on the disk.
static HOLDING: Mutex<Vec<(PathBuf, Identity)>> = Mutex::new(Vec::new());

/// What tells a folder from another one of the same name; nothing where the system does not say.
type Identity = Option<(u64, u64)>;

fn holding() -> MutexGuard<'static, Vec<(PathBuf, Identity)>> {
    HOLDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder at work: while this is kept, what is written under it is known to be in that folder.
#[derive(Debug)]
pub(super) struct Held(PathBuf);

/// Remembers what a folder is.
pub(super) fn hold(folder: &Path) -> Held {
    holding().push((folder.to_owned(), identity(folder)));
    Held(folder.to_owned())
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut holding = holding();
        if let Some(at) = holding.iter().rposition(|(folder, _)| *folder == self.0) {
            holding.remove(at);
        }
    }
}

#[cfg(unix)]
fn identity(folder: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|at| (at.dev(), at.ino()))
}

/// Elsewhere a folder with an open file in it, the lock, cannot be moved.
#[cfg(not(unix))]
fn identity(_: &Path) -> Identity {
    None
}

/// What a path leads to; an error where it is not to be written.
pub(super) fn check(path: &Path) -> Result<Output, Error> {
    check_folder(path)?;
    let Ok(at) = fs::symlink_metadata(path) else { return Ok(Output::File) };
    if at.is_file() {
        return Ok(Output::File);
    }
    let followed = fs::metadata(path);
    if path.starts_with("/dev") && followed.as_ref().is_ok_and(is_stream) {
        return Ok(Output::Stream);
    }
    let path = path.to_owned();
    Err(match followed {
        _ if at.is_symlink() => Error::Link { path },
        Ok(at) if at.is_dir() => Error::Folder { path },
        _ => Error::NotAFile { path },
    })
}

/// An error where a path is a link.
pub(super) fn refuse_link(path: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(path) {
        Ok(at) if at.is_symlink() => Err(Error::Link { path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// An error where a folder that this process holds is no longer the same, or a link leads out of it
/// on the way to a file in it.
pub(super) fn check_folder(path: &Path) -> Result<(), Error> {
    let held = holding().iter().rev().find(|(folder, _)| path.starts_with(folder)).cloned();
    let Some((folder, was)) = held else { return Ok(()) };
    if identity(&folder) != was {
        return Err(Error::Swapped { path: folder });
    }
    let mut inner = folder.clone();
    let inside = path.strip_prefix(&folder).ok().and_then(Path::parent);
    for part in inside.into_iter().flat_map(Path::components) {
        if let Component::Normal(part) = part {
            inner.push(part);
            refuse_link(&inner)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_stream(at: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    at.file_type().is_char_device() || at.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_stream(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
#[cfg(unix)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::super::files::{Error as Failed, create_dir_all, lock, remove, write};
    use super::*;

    #[test]
    fn what_is_no_regular_file_is_written_through_or_refused_and_stays_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("otro"), b"de otro").unwrap();
        symlink(at("otro"), at("enlace")).unwrap();
        symlink(at("nada"), at("roto")).unwrap();
        symlink(folder.path(), at("carpeta")).unwrap();
        assert!(Command::new("mkfifo").arg(at("tubo")).status().unwrap().success());
        for name in ["enlace", "roto", "carpeta"] {
            let told = write(&at(name), b"x").unwrap_err().to_string();
            assert!(told.contains("es un enlace a otro lugar"), "{told}");
            assert!(fs::symlink_metadata(at(name)).unwrap().is_symlink());
        }
        let told = write(&at("tubo"), b"x").unwrap_err().to_string();
        assert!(told.contains("no es un archivo común"), "{told}");
        assert_eq!(fs::read(at("otro")).unwrap(), b"de otro");
        assert!(!at("nada").exists());

        write(Path::new("/dev/null"), b"x").unwrap();
        let told = write(Path::new("/dev/full"), b"x").unwrap_err().to_string();
        assert!(told.contains("no queda espacio"), "{told}");
        for device in ["/dev/null", "/dev/full"] {
            assert!(is_stream(&fs::symlink_metadata(device).unwrap()), "{device}");
        }
    }

    #[test]
    fn a_folder_that_was_changed_for_another_in_the_middle_is_noticed() {
        let parent = tempfile::tempdir().unwrap();
        let (folder, moved) = (parent.path().join("corrida"), parent.path().join("movida"));
        let other = parent.path().join("ajena");
        create_dir_all(&folder).unwrap();
        create_dir_all(&other).unwrap();
        let held = lock(&folder).unwrap();
        write(&folder.join("a"), b"uno").unwrap();
        // A folder in it that leads out of it.
        symlink(&other, folder.join("review")).unwrap();
        assert!(matches!(
            write(&folder.join("review/b"), b"x"),
            Err(Failed::Output(Error::Link { .. }))
        ));

        fs::rename(&folder, &moved).unwrap();
        symlink(&other, &folder).unwrap();
        assert!(matches!(
            write(&folder.join("a"), b"dos"),
            Err(Failed::Output(Error::Swapped { .. }))
        ));
        assert!(matches!(remove(&folder.join("a")), Err(Failed::Output(Error::Swapped { .. }))));
        assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
        // The same folder under another name is the same.
        fs::remove_file(&folder).unwrap();
        symlink(&moved, &folder).unwrap();
        write(&folder.join("a"), b"dos").unwrap();
        assert_eq!(fs::read(moved.join("a")).unwrap(), b"dos");
        drop(held);
    }

    #[test]
    fn a_lock_that_is_a_link_or_a_pipe_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".minga.lock");
        symlink(folder.path().join("fuera"), &path).unwrap();
        assert!(matches!(lock(folder.path()), Err(Failed::Output(Error::Link { .. }))));
        assert!(!folder.path().join("fuera").exists());
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(matches!(lock(folder.path()), Err(Failed::Output(Error::NotAFile { .. }))));
    }
}
