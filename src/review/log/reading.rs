//! Reading a log without adding to it: nothing in its file changes, and it may lie where nobody may
//! write.

use std::fs::File;
use std::io;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::contents::{self, Head, Sealing, Verified};
use super::damage::Damage;
use super::file_identity::write_ahead;
use super::{Error, FILE, Kind, careful, check, refusal};
use crate::domain::decision::Decision;
use crate::read::files;

/// What a log says, as far as it can be believed.
#[derive(Debug)]
pub struct Contents {
    /// The acts in the order in which they were added, up to the first that is damaged.
    pub decisions: Vec<Decision>,
    /// What is wrong with it, by number.
    pub damages: Vec<Damage>,
    /// Whether its records have seals.
    pub sealing: Sealing,
}

impl Contents {
    /// The acts of a log in which nothing is damaged; damage is an error.
    pub fn whole(self, path: &Path) -> Result<Vec<Decision>, Error> {
        if self.damages.is_empty() {
            Ok(self.decisions)
        } else {
            Err(Error::Damaged { path: path.to_owned(), damages: self.damages })
        }
    }
}

/// Reads a log whole; damage is an error.
pub fn read(path: &Path) -> Result<Vec<Decision>, Error> {
    examine(path)?.whole(path)
}

/// Reads a log up to what is damaged, and says what that is.
pub fn examine(path: &Path) -> Result<Contents, Error> {
    // A link in a folder that came from elsewhere leads to somebody's other log.
    files::refuse_link(path)?;
    match examine_at(path, path) {
        Err(Error::Database { cause, .. }) if needs_a_copy(&cause) && path.is_file() => {
            let folder = tempfile::tempdir().map_err(|cause| read_error(path, cause))?;
            let copy = folder.path().join(FILE);
            copy_file(path, &copy)?;
            let ahead = write_ahead(path);
            if ahead.exists() {
                copy_file(&ahead, &write_ahead(&copy))?;
            }
            examine_at(&copy, path)
        }
        examined => examined,
    }
}

/// Whether it was refused because `SQLite` writes beside a log that it reads, and cannot there.
fn needs_a_copy(cause: &rusqlite::Error) -> bool {
    matches!(
        cause.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    )
}

fn examine_at(at: &Path, path: &Path) -> Result<Contents, Error> {
    let failed = |cause| refusal(path, cause);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(at, flags).map_err(failed)?;
    careful(&connection).map_err(failed)?;
    connection.pragma_update(None, "query_only", "ON").map_err(failed)?;
    // One snapshot for all tables.
    let reading = connection.unchecked_transaction().map_err(failed)?;
    let sealing = match check(path, &reading)? {
        Kind::Blank => {
            let (decisions, damages) = (Vec::new(), Vec::new());
            return Ok(Contents { decisions, damages, sealing: Sealing::Sealed });
        }
        Kind::Unsealed => Sealing::NotYet,
        Kind::Sealed => Sealing::Sealed,
    };
    let read = contents::read(&reading, Head::BEGINNING, sealing).map_err(failed)?;
    let Verified { decisions, damages, .. } = read;
    Ok(Contents { decisions, damages, sealing })
}

fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let mut source = File::open(from).map_err(|cause| read_error(from, cause))?;
    let mut target = File::create(to).map_err(|cause| read_error(from, cause))?;
    io::copy(&mut source, &mut target).map_err(|cause| read_error(from, cause))?;
    Ok(())
}

fn read_error(path: &Path, cause: io::Error) -> Error {
    files::Error::Read { path: path.to_owned(), cause }.into()
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Log;
    use super::*;

    #[test]
    fn a_log_that_is_a_link_to_another_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let (other, link) = (folder.path().join("otro.db"), folder.path().join(FILE));
        drop(Log::open(&other).unwrap());
        std::os::unix::fs::symlink(&other, &link).unwrap();
        assert!(read(&other).unwrap().is_empty());
        for refused in [read(&link).unwrap_err(), Log::open(&link).unwrap_err()] {
            assert!(refused.to_string().contains("es un enlace"), "{refused}");
        }
    }
}
