//! A damaged log of decisions: bytes of a sound one are overwritten, or the file is anything.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::run;
use minga::review::log::Log;

static FOLDER: OnceLock<(tempfile::TempDir, PathBuf, Vec<u8>)> = OnceLock::new();

/// One input.
pub(crate) fn one(data: &[u8]) {
    let (_, folder, sound) = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("room for a folder");
        let path = folder.path().to_owned();
        let sound = std::fs::read(run::made().join("decisions.db")).expect("made before");
        (folder, path, sound)
    });
    let mut bytes = sound.clone();
    match data {
        [0, rest @ ..] => bytes = rest.to_vec(),
        [_, rest @ ..] => {
            for change in rest.chunks_exact(3) {
                let at = usize::from(u16::from_le_bytes([change[0], change[1]]));
                let length = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(at % length) {
                    *byte = change[2];
                }
            }
        }
        [] => {}
    }
    let path = folder.join("decisions.db");
    for end in ["", "-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(folder.join(format!("decisions.db{end}")));
    }
    std::fs::write(&path, bytes).expect("a folder of our own");
    if let Ok(log) = Log::open(&path) {
        let _ = log.all();
    }
}
