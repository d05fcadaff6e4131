//! The files of a model: on the disk, or else carried inside the program.

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use crate::read::{embedded, files};

/// The bytes of a model's file that the program carries; `None` for one on the disk.
pub(super) fn carried(path: &Path) -> Option<&'static [u8]> {
    if path.exists() { None } else { embedded::bytes(path) }
}

/// The largest file of a model but its weights.
const LARGEST: u64 = 1 << 30;
/// The largest weights.
pub(super) const LARGEST_WEIGHTS: u64 = 16 << 30;

/// A model's file other than its weights, from the disk or from the program itself.
pub(super) fn read_whole(path: &Path) -> std::io::Result<Cow<'static, [u8]>> {
    if let Some(bytes) = carried(path) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut bytes = Vec::new();
    files::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(std::io::Error::other(too_large(LARGEST)));
    }
    Ok(Cow::Owned(bytes))
}

/// What is said of a model's file over its limit.
pub(super) fn too_large(limit: u64) -> String {
    format!("pasa de {} GB, más de lo que se lee de un modelo", limit >> 30)
}
