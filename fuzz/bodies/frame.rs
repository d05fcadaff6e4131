//! A folder of frame tables: the first byte says which table the rest is; the others are sound.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::run;
use minga::read::frame_folder;

const TABLES: [&str; 8] = [
    "competencias.csv",
    "alias.csv",
    "objetivos_desarrollo.csv",
    "objetivos_gestion.csv",
    "politicas.csv",
    "desafios_metropolitanos.csv",
    "ajenos.csv",
    "metas.csv",
];

static FOLDER: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();

/// One input.
pub(crate) fn one(data: &[u8]) {
    let (_, folder) = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("room for a folder");
        let path = folder.path().to_owned();
        (folder, path)
    });
    let Some((&first, rest)) = data.split_first() else { return };
    let sound = run::repository().join("data/canton-costa/frame");
    let chosen = usize::from(first) % TABLES.len();
    for (t, table) in TABLES.iter().enumerate() {
        let to = folder.join(table);
        if t == chosen {
            std::fs::write(&to, rest).expect("a folder of our own");
        } else if let Ok(bytes) = std::fs::read(sound.join(table)) {
            std::fs::write(&to, bytes).expect("a folder of our own");
        } else {
            let _ = std::fs::remove_file(&to);
        }
    }
    let (frame, problems) = frame_folder::read(folder).expect("readable files");
    if problems.is_empty() {
        assert!(!frame.competencias.is_empty());
    }
}
