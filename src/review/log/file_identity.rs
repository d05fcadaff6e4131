//! Whether a path still names the file that was opened: a program that synchronises folders may take
//! a file away, or put another in its place, while it is being written.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Which file a path names: two files that exist at once differ in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|metadata| Self::from(&metadata))
    }
}

#[cfg(unix)]
impl From<&Metadata> for Identity {
    fn from(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self(metadata.dev(), metadata.ino())
    }
}

/// Windows lets nobody remove or replace a file that `SQLite` has open; one that was put there by
/// other means was made at another time.
#[cfg(windows)]
impl From<&Metadata> for Identity {
    fn from(metadata: &Metadata) -> Self {
        use std::os::windows::fs::MetadataExt;
        Self(metadata.creation_time(), 0)
    }
}

#[cfg(not(any(unix, windows)))]
impl From<&Metadata> for Identity {
    fn from(_: &Metadata) -> Self {
        Self(0, 0)
    }
}

/// The files of an open log.
#[derive(Debug)]
pub(super) struct Place(Vec<(PathBuf, Identity)>);

impl Place {
    /// The database at a path and its write-ahead log, both of which are open.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let files = [path.to_owned(), write_ahead(path)];
        let files = files.map(|path| Identity::of(&path).map(|identity| (path, identity)));
        Ok(Self(files.into_iter().collect::<io::Result<_>>()?))
    }

    /// What is no longer there, in Spanish; `None` while every path names the file that is open.
    pub(super) fn lost(&self) -> Option<String> {
        self.0.iter().find_map(|(path, identity)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            match Identity::of(path) {
                Ok(now) if now == *identity => None,
                Ok(_) => Some(format!("«{name}» es ahora otro archivo")),
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                    Some(format!("«{name}» ya no está"))
                }
                Err(cause) => Some(format!("«{name}» no se puede ver ({cause})")),
            }
        })
    }
}

/// The write-ahead log of a database.
pub(super) fn write_ahead(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-wal");
    PathBuf::from(name)
}
