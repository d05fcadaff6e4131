//! Cells that are names of files, and whether those are called after somebody.

use super::identity::{PLACES, WITHIN};
use crate::text::fold;

/// How the names of files end.
const ENDINGS: &[&str] = &[
    "docx", "doc", "odt", "rtf", "pdf", "txt", "md", "xlsx", "xls", "ods", "csv", "pptx", "mp3",
    "m4a", "wav", "ogg", "opus", "aac", "amr", "3gp", "mp4", "mov", "avi", "webm", "jpg", "jpeg",
    "png", "heic", "gif", "webp", "bmp", "tif", "tiff", "zip",
];

/// Capitalised words of the names of files that are nobody's names.
const OF_FILES: &[&str] = &[
    "entrevista",
    "entrevistas",
    "interview",
    "transcripcion",
    "transcript",
    "audio",
    "video",
    "foto",
    "imagen",
    "image",
    "img",
    "whatsapp",
    "screenshot",
    "captura",
    "pantalla",
    "scan",
    "documento",
    "document",
    "archivo",
    "file",
    "acta",
    "informe",
    "memoria",
    "taller",
    "workshop",
    "mesa",
    "asamblea",
    "grupo",
    "focal",
    "focus",
    "group",
    "sesion",
    "session",
    "version",
    "final",
    "propuesta",
    "propuestas",
    "anexo",
    "plan",
    "cabildo",
    "comunidad",
    "parroquia",
    "zona",
];

/// Whether a cell is the name of a file.
pub(super) fn is_file(cell: &str) -> bool {
    let bare = cell.trim();
    bare.chars().count() <= 160
        && !bare.contains(['\n', '@'])
        && !bare.contains("://")
        && bare.rsplit_once('.').is_some_and(|(name, end)| {
            name.ends_with(|c: char| !c.is_whitespace())
                && ENDINGS.contains(&end.to_ascii_lowercase().as_str())
        })
}

/// Whether a cell is the name of a file with two or more capitalised words that may be somebody's
/// name.
pub(super) fn is_file_of_somebody(cell: &str) -> bool {
    let Some((name, _)) = cell.trim().rsplit_once('.').filter(|_| is_file(cell)) else {
        return false;
    };
    let mut place = false;
    let mut capitals = 0;
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let letters = word.chars().count() >= 2 && word.chars().all(char::is_alphabetic);
        if !letters || !word.starts_with(char::is_uppercase) {
            continue;
        }
        let folded = fold(word);
        let begins = PLACES.contains(&folded.as_str()) && !["luz", "don"].contains(&&*folded);
        let small = WITHIN.contains(&folded.as_str());
        if !place && !begins && !small && !OF_FILES.contains(&folded.as_str()) {
            capitals += 1;
        }
        // `San Juan`, `Barrio Lucha`: the next word is the place's.
        place = begins || place && small;
    }
    capitals >= 2
}
