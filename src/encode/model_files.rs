//! The files of a model: on the disk, or else carried inside the program.

use std::borrow::Cow;
use std::path::Path;

use crate::read::embedded;

/// The bytes of a model's file that the program carries; `None` for one on the disk.
pub(super) fn carried(path: &Path) -> Option<&'static [u8]> {
    if path.exists() { None } else { embedded::bytes(path) }
}

/// A model's file, from the disk or from the program itself.
pub(super) fn read_whole(path: &Path) -> std::io::Result<Cow<'static, [u8]>> {
    match carried(path) {
        Some(bytes) => Ok(Cow::Borrowed(bytes)),
        None => std::fs::read(path).map(Cow::Owned),
    }
}
