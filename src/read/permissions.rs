//! Who may read what is written: on Unix only its user, and the user's group where that is asked for.
//! What a person changed stays as it is.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the group may read what this process writes.
static GROUP_READS: AtomicBool = AtomicBool::new(false);

/// Lets the user's group read what this process writes from now on, the files and folders that are
/// there already included when they are written again.
pub fn let_group_read() {
    GROUP_READS.store(true, Ordering::Relaxed);
}

#[cfg(unix)]
mod modes {
    use super::{AtomicBool, File, GROUP_READS, Ordering, Path, fs, io};
    use std::fs::{DirBuilder, Permissions};
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};

    /// A mode, with the group's part where that is asked for.
    fn asked(mode: u32, group: u32) -> u32 {
        let group_reads: &AtomicBool = &GROUP_READS;
        if group_reads.load(Ordering::Relaxed) { mode | group } else { mode }
    }

    fn mode(path: &Path) -> Option<u32> {
        Some(fs::metadata(path).ok()?.permissions().mode() & 0o777)
    }

    pub(super) fn give(file: &File, path: &Path) -> io::Result<()> {
        let mode = asked(mode(path).unwrap_or(0o600), 0o040);
        file.set_permissions(Permissions::from_mode(mode))
    }

    pub(super) fn create(path: &Path) -> io::Result<()> {
        match File::options().create_new(true).write(true).mode(0o600).open(path) {
            Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => return Err(cause),
            _ => {}
        }
        mode(path).map_or(Ok(()), |mode| widen(path, mode, 0o040))
    }

    pub(super) fn create_folder(path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        // A folder of somebody else stays as it is.
        let _ = mode(path).map(|mode| widen(path, mode, 0o050));
        Ok(())
    }

    fn widen(path: &Path, mode: u32, group: u32) -> io::Result<()> {
        let wanted = asked(mode, group);
        if wanted == mode {
            return Ok(());
        }
        fs::set_permissions(path, Permissions::from_mode(wanted))
    }
}

/// Other systems give new files and folders the permissions of the folder that they are in.
#[cfg(not(unix))]
mod modes {
    use super::{File, Path, fs, io};

    pub(super) fn give(_: &File, _: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn create(path: &Path) -> io::Result<()> {
        File::options().create_new(true).write(true).open(path).map(drop)
    }

    pub(super) fn create_folder(path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }
}

/// Gives a file that will take a path's name the permissions of the file that is there, or of a new
/// one.
pub(super) fn give(file: &File, path: &Path) -> io::Result<()> {
    modes::give(file, path)
}

/// Makes an empty file where there is none.
pub(super) fn create(path: &Path) -> io::Result<()> {
    modes::create(path)
}

/// Makes a folder and those above it where they are not there.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    modes::create_folder(path)
}
